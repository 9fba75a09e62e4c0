//! The sections of a grammar file: their headings, columns and rows that sum up.

use std::collections::HashMap;
use std::sync::Arc;

use super::form::{Below, Column, Field, OWN_TABLE, Parts, Section, Summary, SummaryFills, YEAR};
use super::load::{Loaded, Loader};
use super::mistake::Mistake;
use super::model::{At, ColumnTable, Dash, SectionKind, SectionTable, SummaryTable, Text, ValueType};
use crate::contract::fields::{BY_YEAR, FieldKind, Scope};

impl Loader<'_> {
    pub(in crate::grammar) fn sections(&self, raw: &[SectionTable]) -> Loaded<Vec<Section>> {
        let mut by_id: HashMap<&str, &SectionTable> = HashMap::new();
        let mut headings: HashMap<String, &Text> = HashMap::new();
        for section in raw {
            if by_id.insert(section.id.get_ref(), section).is_some() {
                return Err(self.error(section.id.span(), Mistake::TwoSections(section.id.get_ref().clone())));
            }
            for text in &section.names {
                if headings.insert(self.name(text)?, text).is_some() {
                    return Err(self.error(text.span(), Mistake::TwoHeadings(text.get_ref().clone())));
                }
            }
        }
        raw.iter().map(|s| self.section(s, &by_id)).collect()
    }

    fn section(&self, raw: &SectionTable, by_id: &HashMap<&str, &SectionTable>) -> Loaded<Section> {
        let pattern = raw.pattern.as_ref().map(|p| self.regex(p)).transpose()?;
        if let (Some(pattern), Some(text)) = (&pattern, &raw.pattern) {
            for name in pattern.capture_names().flatten() {
                self.known(name, Scope::Objective, text.span())?;
            }
        }
        let (mut fills, mut columns, mut scope) = (None, Vec::new(), Scope::Objective);
        if raw.kind == SectionKind::Table {
            let list;
            (list, scope) = self.list(raw)?;
            fills = Some(list);
            columns = self.columns(raw, by_id)?.iter().map(|c| self.column(c, scope)).collect::<Loaded<_>>()?;
            tell_rows(&mut columns, scope);
        }
        if let (SectionKind::Narrative, Some(field)) = (raw.kind, &raw.fills) {
            fills = Some(self.field(field, Scope::Objective)?);
        }
        let headed = raw.names.is_empty() && raw.pattern.is_none();
        if headed && columns.len() < 2 {
            return Err(self.error(raw.id.span(), Mistake::NoHeading(raw.id.get_ref().clone())));
        }
        let summaries = raw.summary.iter().map(|s| self.summary(s, &columns, scope)).collect::<Loaded<_>>()?;
        let names = self.names(&raw.names)?;
        let id = raw.id.get_ref().clone();
        Ok(Section { id, kind: raw.kind, names, pattern, fills, columns, summaries, headed })
    }

    fn list(&self, raw: &SectionTable) -> Loaded<(Field, Scope)> {
        let Some(fills) = &raw.fills else {
            return Err(self.error(raw.id.span(), Mistake::NoList(raw.id.get_ref().clone())));
        };
        match Scope::of_list(fills.get_ref()) {
            Some(Scope::Table) => Ok((Arc::from(format!("{OWN_TABLE}{}", raw.id.get_ref())), Scope::Table)),
            Some(scope) => Ok((Arc::from(fills.get_ref().as_str()), scope)),
            None => Err(self.error(fills.span(), Mistake::List(fills.get_ref().clone()))),
        }
    }

    fn columns<'a>(&self, raw: &'a SectionTable, by_id: &HashMap<&str, &'a SectionTable>) -> Loaded<&'a [ColumnTable]> {
        let Some(of) = &raw.columns_of else {
            if raw.column.is_empty() {
                return Err(self.error(raw.id.span(), Mistake::NoColumns(raw.id.get_ref().clone())));
            }
            return Ok(&raw.column);
        };
        match by_id.get(of.get_ref().as_str()) {
            Some(other) if !other.column.is_empty() => Ok(&other.column),
            _ => {
                let mut known: Vec<String> = by_id.keys().map(|id| (*id).to_owned()).collect();
                known.sort();
                Err(self.error(of.span(), Mistake::ColumnsOf { name: of.get_ref().clone(), known }))
            }
        }
    }

    fn column(&self, raw: &ColumnTable, scope: Scope) -> Loaded<Column> {
        let at = raw.names.first().map_or(0..0, At::span);
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
            return Err(self.error(at, Mistake::IdleColumn));
        }
        let names = self.names(&raw.names)?;
        let mut by_year = field.as_deref().is_some_and(|f| BY_YEAR.contains(&f));
        if names.is_empty() || (by_year && names.iter().any(|n| !n.contains(YEAR))) {
            return Err(self.error(at, Mistake::NamelessColumn));
        }
        by_year |= scope.is_open() && names.iter().any(|n| n.contains(YEAR));
        let below = raw
            .below
            .as_ref()
            .map(|b| {
                let field = self.field(&b.field, scope)?;
                let kind = self.kind(b.kind.as_ref(), &field, scope)?;
                Ok(Below { names: self.names(&b.names)?, field, kind })
            })
            .transpose()?;
        let kind = self.kind(raw.kind.as_ref(), field.as_deref().unwrap_or(""), scope)?;
        let lead =
            field.as_deref() == Some(LEAD) || parts.as_ref().is_some_and(|p| p.fields.iter().any(|f| &**f == LEAD));
        let shown = Arc::from(raw.names.first().map_or("", |n| n.get_ref().as_str()));
        let key = raw.key.unwrap_or(false);
        let under = self.names(&raw.under)?;
        let dash_is_zero = raw.dash == Some(Dash::Zero);
        Ok(Column {
            names,
            under,
            shown,
            field,
            parts,
            key,
            lead,
            cells: raw.cells,
            by_year,
            below,
            kind,
            dash_is_zero,
        })
    }

    /// The type of a column: that of its field, or the one that the grammar gives in a table of the form's own.
    fn kind(&self, given: Option<&At<ValueType>>, field: &str, scope: Scope) -> Loaded<FieldKind> {
        let Some(given) = given else { return Ok(scope.kind(field).unwrap_or(FieldKind::Text)) };
        let kind = match given.get_ref() {
            ValueType::Text => FieldKind::Text,
            ValueType::Decimal => FieldKind::Decimal,
            ValueType::Date => FieldKind::Date,
            ValueType::Year => FieldKind::Year,
        };
        match scope.kind(field) {
            Some(known) if known != kind => {
                Err(self.error(given.span(), Mistake::Type { field: field.to_owned(), kind: told(known) }))
            }
            _ => Ok(kind),
        }
    }

    fn summary(&self, raw: &SummaryTable, columns: &[Column], scope: Scope) -> Loaded<Summary> {
        let pattern = self.regex(&raw.pattern)?;
        let (field, column) = match (&raw.field, &raw.column) {
            (Some(field), Some(column)) => (field, column),
            (None, None) if scope.is_open() => return Ok(Summary { pattern, fills: SummaryFills::Totals }),
            _ => return Err(self.error(raw.pattern.span(), Mistake::IdleSummary)),
        };
        let name = column.get_ref().as_str();
        if !columns.iter().any(|c| c.field.as_deref() == Some(name)) {
            let known = columns.iter().filter_map(|c| c.field.as_deref()).map(str::to_owned).collect();
            return Err(self.error(column.span(), Mistake::Column { name: name.to_owned(), known }));
        }
        let fills = SummaryFills::Field { field: self.field(field, Scope::Objective)?, column: Arc::from(name) };
        Ok(Summary { pattern, fills })
    }
}

/// The field that says what a row is about.
const LEAD: &str = "description";

/// The field that tells objectives apart.
const CODE: &str = "code";

/// Where the grammar does not say which columns tell rows apart, those of numbers do; where none says what a row is about,
/// the first does.
fn tell_rows(columns: &mut [Column], scope: Scope) {
    if !columns.iter().any(|c| c.key) {
        let number = |c: &Column| c.kind == FieldKind::Decimal && c.below.is_none();
        // The code of an objective tells that its row begins, whether numbers stand beside it or not.
        let code = |c: &Column| scope == Scope::Listed && c.field.as_deref() == Some(CODE);
        columns.iter_mut().for_each(|c| c.key = number(c) || code(c));
    }
    if !columns.iter().any(|c| c.lead)
        && let Some(first) = columns.first_mut()
    {
        first.lead = true;
    }
}

/// A type as grammars write it.
fn told(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::Coded | FieldKind::Dotted => "text",
        FieldKind::Decimal => "decimal",
        FieldKind::Date => "date",
        FieldKind::Year => "year",
    }
}
