//! Grammar files to forms, with an error that says file, line and remedy for whatever is wrong in them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use regex::Regex;
use toml::Spanned;

use super::error::{GrammarError, suggest};
use super::form::{
    Below, Column, Derived, Field, Form, HeaderCell, Label, Mark, Parts, Section, StampForm, Summary, YEAR,
};
use super::model::{
    CellTable, ColumnTable, GrammarFile, LabelTable, SectionKind, SectionTable, StampTable, SummaryTable, Text,
};
use super::name::plain;
use crate::fields::{BY_YEAR, FieldKind, LISTS, Scope};

/// The version of the grammar language that this program reads.
const SCHEMA: u32 = 1;

/// Reads a grammar file; `file` is its name for messages.
pub(super) fn load(file: &str, source: &str) -> Result<Form, GrammarError> {
    let loader = Loader { file, source };
    let raw: GrammarFile = toml::from_str(source).map_err(|e| loader.syntax(&e))?;
    loader.form(raw)
}

struct Loader<'a> {
    file: &'a str,
    source: &'a str,
}

type Loaded<T> = Result<T, GrammarError>;

impl Loader<'_> {
    fn error(&self, at: Range<usize>, message: String, remedy: String) -> GrammarError {
        let line = self.source.get(..at.start).map_or(0, |before| before.matches('\n').count() + 1);
        GrammarError { file: self.file.to_owned(), line, message, remedy }
    }

    fn syntax(&self, e: &toml::de::Error) -> GrammarError {
        let message = e.message().trim().replace('\n', " ");
        let mut quoted = message.split('`').skip(1).step_by(2);
        let remedy = match (message.starts_with("unknown field"), quoted.next()) {
            (true, Some(word)) => suggest(word, quoted),
            _ if message.starts_with("missing field") => "add it".to_owned(),
            _ => "see the grammars that come with the program for an example".to_owned(),
        };
        self.error(e.span().unwrap_or(0..0), message, remedy)
    }

    fn form(&self, raw: GrammarFile) -> Loaded<Form> {
        if *raw.schema.get_ref() != SCHEMA {
            let message = format!("schema {} is not known", raw.schema.get_ref());
            return Err(self.error(raw.schema.span(), message, format!("this program reads schema {SCHEMA}")));
        }
        if raw.id.get_ref().is_empty() {
            return Err(self.error(raw.id.span(), "the id is empty".into(), "give the form a short name".into()));
        }
        let marks: Vec<Mark> = raw.recognise.marks.iter().map(|m| self.mark(m)).collect::<Loaded<_>>()?;
        let needed = *raw.recognise.needed.get_ref();
        if needed == 0 || needed > marks.len() {
            let message = format!("{needed} marks are needed, but {} are listed", marks.len());
            return Err(self.error(raw.recognise.needed.span(), message, "ask for at least 1 and at most all".into()));
        }
        let header = raw
            .card
            .header
            .iter()
            .map(|row| row.iter().map(|cell| self.header_cell(cell)).collect())
            .collect::<Loaded<Vec<Vec<HeaderCell>>>>()?;
        if header.first().and_then(|row| row.first()).is_none_or(|cell| cell.names.is_empty()) {
            let message = "the header block must begin with a labelled cell".to_owned();
            return Err(self.error(
                0..0,
                message,
                "put the label that stands on every page first in card.header".into(),
            ));
        }
        let derived = raw
            .card
            .derived
            .iter()
            .map(|d| {
                let pattern = self.regex(&d.pattern)?;
                let fields = self.groups(&pattern, &d.pattern, Scope::Objective)?;
                Ok(Derived { from: self.field(&d.from, Scope::Objective)?, pattern, fields })
            })
            .collect::<Loaded<_>>()?;
        Ok(Form {
            id: raw.id.get_ref().clone(),
            name: raw.name,
            titles: self.names(&raw.title)?,
            marks,
            needed,
            furniture: raw.furniture.patterns.iter().map(|p| self.regex(p)).collect::<Loaded<_>>()?,
            stamp: raw.stamp.as_ref().map(|s| self.stamp(s)).transpose()?,
            cover: self.labels(&raw.cover.label, Scope::Parameters)?,
            header,
            derived,
            labels: self.labels(&raw.card.label, Scope::Objective)?,
            sections: self.sections(&raw.section)?,
        })
    }

    fn regex(&self, text: &Text) -> Loaded<Regex> {
        Regex::new(text.get_ref()).map_err(|e| {
            let detail = e.to_string();
            let last = detail.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let message = format!("the pattern cannot be read: {last}");
            self.error(
                text.span(),
                message,
                "it is a regular expression; a literal ( . or + needs a \\ before it".into(),
            )
        })
    }

    /// The named groups of a pattern, each of which must be a field.
    fn groups(&self, pattern: &Regex, text: &Text, scope: Scope) -> Loaded<Vec<Field>> {
        let fields: Vec<Field> = pattern
            .capture_names()
            .flatten()
            .map(|name| self.known(name, scope, text.span()))
            .collect::<Loaded<_>>()?;
        if fields.is_empty() {
            let message = "the pattern has no named group".to_owned();
            return Err(self.error(text.span(), message, "name the fields: (?<field> … )".into()));
        }
        Ok(fields)
    }

    fn field(&self, text: &Text, scope: Scope) -> Loaded<Field> {
        self.known(text.get_ref(), scope, text.span())
    }

    fn known(&self, name: &str, scope: Scope, at: Range<usize>) -> Loaded<Field> {
        if scope.kind(name).is_some() {
            return Ok(Arc::from(name));
        }
        let known = scope.fields().iter().map(|(name, _)| *name);
        Err(self.error(at, format!("there is no field \"{name}\" here"), suggest(name, known)))
    }

    fn name(&self, text: &Text) -> Loaded<String> {
        let shown = text.get_ref();
        let name = match shown.split_once("{year}") {
            Some((before, after)) => format!("{}{YEAR}{}", plain(before), plain(after)),
            None => plain(shown),
        };
        if name.trim_matches(YEAR).is_empty() && !name.contains(YEAR) {
            let message = format!("the name \"{shown}\" has neither letter nor digit");
            return Err(self.error(text.span(), message, "punctuation does not count in names".into()));
        }
        Ok(name)
    }

    fn names(&self, texts: &[Text]) -> Loaded<Vec<String>> {
        texts.iter().map(|t| self.name(t)).collect()
    }

    fn mark(&self, text: &Text) -> Loaded<Mark> {
        let shown = text.get_ref();
        let variants: Vec<String> = shown.split('|').map(plain).collect();
        if variants.iter().any(String::is_empty) {
            let message = format!("the mark \"{shown}\" has neither letter nor digit");
            return Err(self.error(text.span(), message, "write what is printed; | parts variants".into()));
        }
        let whole = shown.split('|').all(|v| v.split_whitespace().count() == 1);
        let shown = shown.split('|').next().unwrap_or_default().to_owned();
        Ok(Mark { shown, names: variants, whole })
    }

    fn stamp(&self, raw: &StampTable) -> Loaded<StampForm> {
        let pattern = self.regex(&raw.pattern)?;
        self.groups(&pattern, &raw.pattern, Scope::Registration)?;
        let beside = raw.beside.as_ref().map(|b| self.regex(b)).transpose()?;
        Ok(StampForm { anchor: self.regex(&raw.anchor)?, above: raw.above, below: raw.below, beside, pattern })
    }

    fn labels(&self, raw: &[LabelTable], scope: Scope) -> Loaded<Vec<Label>> {
        raw.iter()
            .map(|l| {
                let field = l.field.as_ref().map(|f| self.field(f, scope)).transpose()?;
                Ok(Label { names: self.names(&l.names)?, field, starts: l.starts })
            })
            .collect()
    }

    fn header_cell(&self, raw: &CellTable) -> Loaded<HeaderCell> {
        Ok(HeaderCell { names: self.names(&raw.names)?, field: self.field(&raw.field, Scope::Objective)? })
    }

    fn sections(&self, raw: &[SectionTable]) -> Loaded<Vec<Section>> {
        let mut by_id: HashMap<&str, &SectionTable> = HashMap::new();
        let mut headings: HashMap<String, &Text> = HashMap::new();
        for section in raw {
            if by_id.insert(section.id.get_ref(), section).is_some() {
                let message = format!("there are two sections \"{}\"", section.id.get_ref());
                return Err(self.error(section.id.span(), message, "give each an id of its own".into()));
            }
            for text in &section.names {
                if headings.insert(self.name(text)?, text).is_some() {
                    let message = format!("\"{}\" is the heading of two sections", text.get_ref());
                    return Err(self.error(text.span(), message, "a heading can open one section only".into()));
                }
            }
        }
        raw.iter().map(|s| self.section(s, &by_id)).collect()
    }

    fn section(&self, raw: &SectionTable, by_id: &HashMap<&str, &SectionTable>) -> Loaded<Section> {
        if raw.names.is_empty() && raw.pattern.is_none() {
            let message = format!("section \"{}\" has no heading", raw.id.get_ref());
            return Err(self.error(raw.id.span(), message, "add names = [\"…\"] or a pattern".into()));
        }
        let pattern = raw.pattern.as_ref().map(|p| self.regex(p)).transpose()?;
        if let (Some(pattern), Some(text)) = (&pattern, &raw.pattern) {
            for name in pattern.capture_names().flatten() {
                self.known(name, Scope::Objective, text.span())?;
            }
        }
        let (mut fills, mut columns) = (None, Vec::new());
        if raw.kind == SectionKind::Table {
            let (list, scope) = self.list(raw)?;
            fills = Some(list);
            columns = self.columns(raw, by_id)?.iter().map(|c| self.column(c, scope)).collect::<Loaded<_>>()?;
        }
        let summaries = raw.summary.iter().map(|s| self.summary(s, &columns)).collect::<Loaded<_>>()?;
        Ok(Section { kind: raw.kind, names: self.names(&raw.names)?, pattern, fills, columns, summaries })
    }

    fn list(&self, raw: &SectionTable) -> Loaded<(Field, Scope)> {
        let Some(fills) = &raw.fills else {
            let message = format!("the table \"{}\" does not say what it fills", raw.id.get_ref());
            let remedy = format!("add fills = \"…\"; {}", suggest("", LISTS.iter().map(|l| l.0)));
            return Err(self.error(raw.id.span(), message, remedy));
        };
        match Scope::of_list(fills.get_ref()) {
            Some(scope) => Ok((Arc::from(fills.get_ref().as_str()), scope)),
            None => {
                let message = format!("there is no list \"{}\"", fills.get_ref());
                Err(self.error(fills.span(), message, suggest(fills.get_ref(), LISTS.iter().map(|l| l.0))))
            }
        }
    }

    fn columns<'a>(&self, raw: &'a SectionTable, by_id: &HashMap<&str, &'a SectionTable>) -> Loaded<&'a [ColumnTable]> {
        let Some(of) = &raw.columns_of else {
            if raw.column.is_empty() {
                let message = format!("the table \"{}\" has no columns", raw.id.get_ref());
                return Err(self.error(raw.id.span(), message, "add [[section.column]] or columns_of".into()));
            }
            return Ok(&raw.column);
        };
        match by_id.get(of.get_ref().as_str()) {
            Some(other) if !other.column.is_empty() => Ok(&other.column),
            _ => {
                let message = format!("there is no section \"{}\" with columns", of.get_ref());
                Err(self.error(of.span(), message, suggest(of.get_ref(), by_id.keys().copied())))
            }
        }
    }

    fn column(&self, raw: &ColumnTable, scope: Scope) -> Loaded<Column> {
        let at = raw.names.first().map_or(0..0, Spanned::span);
        let field = raw.field.as_ref().map(|f| self.field(f, scope)).transpose()?;
        let parts = raw
            .parts
            .as_ref()
            .map(|p| {
                let pattern = self.regex(p)?;
                let fields = self.groups(&pattern, p, scope)?;
                Ok(Parts { pattern, fields })
            })
            .transpose()?;
        if field.is_none() && parts.is_none() {
            return Err(self.error(at, "the column fills nothing".into(), "add field = \"…\" or parts".into()));
        }
        let names = self.names(&raw.names)?;
        let by_year = field.as_deref().is_some_and(|f| BY_YEAR.contains(&f));
        if names.is_empty() || names.iter().any(|n| n.contains(YEAR) != by_year) {
            let message = "a column for every year, and only such a one, has {year} in its names".to_owned();
            let remedy = format!("columns for every year: {}", BY_YEAR.join(", "));
            return Err(self.error(at, message, remedy));
        }
        let below = raw
            .below
            .as_ref()
            .map(|b| Ok(Below { names: self.names(&b.names)?, field: self.field(&b.field, scope)? }))
            .transpose()?;
        let kind = field.as_deref().and_then(|f| scope.kind(f)).unwrap_or(FieldKind::Text);
        Ok(Column { names, field, parts, key: raw.key, cells: raw.cells, below, kind })
    }

    fn summary(&self, raw: &SummaryTable, columns: &[Column]) -> Loaded<Summary> {
        let column = raw.column.get_ref().as_str();
        if !columns.iter().any(|c| c.field.as_deref() == Some(column)) {
            let known = columns.iter().filter_map(|c| c.field.as_deref());
            let message = format!("the table has no column \"{column}\"");
            return Err(self.error(raw.column.span(), message, suggest(column, known)));
        }
        Ok(Summary {
            pattern: self.regex(&raw.pattern)?,
            field: self.field(&raw.field, Scope::Objective)?,
            column: Arc::from(column),
        })
    }
}
