//! Grammar files to forms, with an error that says file, line and remedy for whatever is wrong in them.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use regex::Regex;

use super::error::GrammarError;
use super::form::{Derived, Field, Form, HeaderCell, Label, Mark, Names, StampForm, YEAR};
use super::mistake::Mistake;
use super::model::{CardTable, CellTable, GrammarFile, LabelTable, RecogniseTable, StampTable, Text};
use super::name::plain;
use crate::contract::fields::{OTHER, Scope};
use crate::grammar::language::vocabulary::Vocabulary;

/// The version of the grammar language that this program reads.
const SCHEMA: u32 = 1;

/// What a group of a banner is called that is the title of the report.
pub(in crate::grammar) const TITLE: &str = "title";
/// What groups of a banner begin with that are fields of the registration.
pub(in crate::grammar) const REGISTRATION: &str = "registration.";
/// What groups of a banner begin with that are parameters.
pub(in crate::grammar) const PARAMETERS: &str = "parameters.";

/// Reads a grammar file; `file` is its name for messages.
pub(in crate::grammar) fn load(file: &str, source: &str) -> Result<Form, GrammarError> {
    let loader = Loader { file, source, words: RefCell::default() };
    let raw: GrammarFile = toml::from_str(source).map_err(|e| loader.syntax(&e))?;
    loader.form(raw)
}

pub(in crate::grammar) struct Loader<'a> {
    file: &'a str,
    source: &'a str,
    /// The words of all names.
    words: RefCell<Vocabulary>,
}

pub(in crate::grammar) type Loaded<T> = Result<T, GrammarError>;

impl Loader<'_> {
    pub(in crate::grammar) fn error(&self, at: Range<usize>, mistake: Mistake) -> GrammarError {
        let line = self.source.get(..at.start).map_or(0, |before| before.matches('\n').count() + 1);
        GrammarError { file: self.file.to_owned(), line, mistake }
    }

    fn syntax(&self, e: &toml::de::Error) -> GrammarError {
        let said = e.message().trim().replace('\n', " ");
        self.error(e.span().unwrap_or(0..0), Mistake::Toml(said))
    }

    fn form(&self, raw: GrammarFile) -> Loaded<Form> {
        if *raw.schema.get_ref() != SCHEMA {
            let mistake = Mistake::Schema { found: *raw.schema.get_ref(), known: SCHEMA };
            return Err(self.error(raw.schema.span(), mistake));
        }
        if raw.id.get_ref().is_empty() {
            return Err(self.error(raw.id.span(), Mistake::EmptyId));
        }
        let marks: Vec<Mark> = raw.recognise.marks.iter().map(|m| self.mark(m)).collect::<Loaded<_>>()?;
        let needed = *raw.recognise.needed.get_ref();
        if needed == 0 || needed > marks.len() {
            let mistake = Mistake::Needed { needed, listed: marks.len() };
            return Err(self.error(raw.recognise.needed.span(), mistake));
        }
        let header = raw
            .card
            .header
            .iter()
            .map(|row| row.iter().map(|cell| self.header_cell(cell)).collect())
            .collect::<Loaded<Vec<Vec<HeaderCell>>>>()?;
        let heading = raw.card.heading.as_ref().map(|h| self.regex(h)).transpose()?;
        if let (Some(pattern), Some(text)) = (&heading, &raw.card.heading) {
            self.groups(pattern, text, Scope::Objective)?;
        }
        let card_key = self.card_key(&raw.card, heading.as_ref(), &header)?;
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
        let sections = self.sections(&raw.section)?;
        let (years, year) = self.years(&raw.recognise)?;
        Ok(Form {
            id: raw.id.get_ref().clone(),
            name: raw.name,
            learned: raw.learned,
            titles: self.names(&raw.title)?,
            marks,
            needed,
            years,
            year,
            furniture: raw.furniture.patterns.iter().map(|p| self.regex(p)).collect::<Loaded<_>>()?,
            stamp: raw.stamp.as_ref().map(|s| self.stamp(s)).transpose()?,
            banners: raw.banner.iter().map(|b| self.banner(&b.pattern)).collect::<Loaded<_>>()?,
            cover: self.labels(&raw.cover.label, Scope::Parameters)?,
            heading,
            header,
            card_key,
            derived,
            labels: self.labels(&raw.card.label, Scope::Objective)?,
            rules: self.rules(&raw.rule, &sections)?,
            without: raw.audit.without.iter().map(|c| c.get_ref().to_uppercase()).collect(),
            sections,
            words: self.words.take(),
        })
    }

    /// The years that this version of the form covers, and where a document says its own.
    fn years(&self, raw: &RecogniseTable) -> Loaded<(Option<RangeInclusive<i32>>, Option<Regex>)> {
        let years = raw.years.as_ref().map(|y| (*y.get_ref(), y.span()));
        let year = raw.year.as_ref().map(|p| Ok((self.regex(p)?, p.span()))).transpose()?;
        match (&years, &year) {
            (Some(([from, to], at)), _) if from > to => Err(self.error(at.clone(), Mistake::YearsBackwards)),
            (Some((_, at)), None) => Err(self.error(at.clone(), Mistake::YearNowhere)),
            (_, Some((pattern, at))) if !pattern.capture_names().flatten().any(|n| n == "year") => {
                Err(self.error(at.clone(), Mistake::NoYearGroup))
            }
            _ => Ok((years.map(|([from, to], _)| from..=to), year.map(|(pattern, _)| pattern))),
        }
    }

    /// The field that tells cards apart: the code in the heading of a card, else the first cell of its block.
    fn card_key(&self, raw: &CardTable, heading: Option<&Regex>, header: &[Vec<HeaderCell>]) -> Loaded<Field> {
        if let Some(heading) = heading {
            let groups: Vec<&str> = heading.capture_names().flatten().collect();
            let key = groups.iter().find(|g| **g == "code").or(groups.first()).copied().unwrap_or("code");
            return Ok(Arc::from(key));
        }
        if let Some(first) = header.first().and_then(|row| row.first()) {
            if first.names.is_empty() {
                let at = raw.header.first().and_then(|row| row.first()).map_or(0..0, |cell| cell.field.span());
                return Err(self.error(at, Mistake::UnlabelledHeader));
            }
            return Ok(first.field.clone());
        }
        let starts = raw.label.iter().find(|l| l.starts).and_then(|l| l.field.as_ref());
        starts.map(|f| self.field(f, Scope::Objective)).unwrap_or_else(|| Ok(Arc::from("code")))
    }

    /// A line that runs along the pages and says something: its groups are fields of the report or of the objective.
    fn banner(&self, text: &Text) -> Loaded<Regex> {
        let pattern = self.regex(text)?;
        let mut names = pattern.capture_names().flatten().peekable();
        if names.peek().is_none() {
            return Err(self.error(text.span(), Mistake::SilentBanner));
        }
        for name in names {
            match (name.strip_prefix(REGISTRATION), name.strip_prefix(PARAMETERS)) {
                (Some(rest), _) => self.known(rest, Scope::Registration, text.span())?,
                (_, Some(rest)) => self.known(rest, Scope::Parameters, text.span())?,
                _ if name == TITLE => Arc::from(name),
                _ => self.known(name, Scope::Objective, text.span())?,
            };
        }
        Ok(pattern)
    }

    pub(in crate::grammar) fn regex(&self, text: &Text) -> Loaded<Regex> {
        Regex::new(text.get_ref()).map_err(|e| {
            let detail = e.to_string();
            let last = detail.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            self.error(text.span(), Mistake::Pattern(last))
        })
    }

    /// The named groups of a pattern, each of which must be a field.
    pub(in crate::grammar) fn groups(&self, pattern: &Regex, text: &Text, scope: Scope) -> Loaded<Vec<Field>> {
        let fields: Vec<Field> = pattern
            .capture_names()
            .flatten()
            .map(|name| self.known(name, scope, text.span()))
            .collect::<Loaded<_>>()?;
        if fields.is_empty() {
            return Err(self.error(text.span(), Mistake::NoGroup));
        }
        Ok(fields)
    }

    pub(in crate::grammar) fn field(&self, text: &Text, scope: Scope) -> Loaded<Field> {
        self.known(text.get_ref(), scope, text.span())
    }

    pub(in crate::grammar) fn known(&self, name: &str, scope: Scope, at: Range<usize>) -> Loaded<Field> {
        let own = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if scope.kind(name).is_some() || (scope.has_other() && name == OTHER) {
            return Ok(Arc::from(name));
        }
        if scope.is_open() {
            if !name.is_empty() && name.chars().all(own) {
                return Ok(Arc::from(name));
            }
            return Err(self.error(at, Mistake::Key(name.to_owned())));
        }
        let known = scope.fields().iter().map(|(name, _)| (*name).to_owned()).collect();
        Err(self.error(at, Mistake::Field { name: name.to_owned(), known }))
    }

    pub(in crate::grammar) fn name(&self, text: &Text) -> Loaded<String> {
        let shown = text.get_ref();
        let name = match shown.split_once("{year}") {
            Some((before, after)) => format!("{}{YEAR}{}", plain(before), plain(after)),
            None => plain(shown),
        };
        if name.trim_matches(YEAR).is_empty() && !name.contains(YEAR) {
            return Err(self.error(text.span(), Mistake::EmptyName(shown.clone())));
        }
        self.words.borrow_mut().add(shown);
        Ok(name)
    }

    pub(in crate::grammar) fn names(&self, texts: &[Text]) -> Loaded<Vec<String>> {
        texts.iter().map(|t| self.name(t)).collect()
    }

    fn mark(&self, text: &Text) -> Loaded<Mark> {
        let shown = text.get_ref();
        let variants: Vec<String> = shown.split('|').map(plain).collect();
        if variants.iter().any(String::is_empty) {
            return Err(self.error(text.span(), Mistake::EmptyMark(shown.clone())));
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
                Ok(Label { names: Names::given(self.names(&l.names)?), field, starts: l.starts, anywhere: l.anywhere })
            })
            .collect()
    }

    fn header_cell(&self, raw: &CellTable) -> Loaded<HeaderCell> {
        Ok(HeaderCell {
            names: Names::given(self.names(&raw.names)?),
            field: self.field(&raw.field, Scope::Objective)?,
        })
    }
}
