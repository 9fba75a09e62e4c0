//! A form as a document prints it: headings and labels that the grammar does not spell, known by what they mean.
//!
//! The grammar goes first; where its reading strains ([`Strain`]), [`adapt`] looks at what the document prints, assigns it to the
//! fields by likeness, and makes the grammar that this document would need. What reads better stays.

mod columns;
mod heads;
mod labels;
mod sections;

use std::collections::HashSet;
use std::sync::Arc;

use self::heads::SCOPES;
pub use self::heads::{ALL_SCOPES, HeadRow, Named, head_rows};
use super::language::form::{Below, Column, Field, Form, Section, YEAR};
use super::language::name::plain;
use super::reading::capture::{Card, Key};
use super::reading::printed::PrintedName;
use crate::base::passage::{Passage, Places};
use crate::base::value;
use crate::contract::How;
use crate::contract::fields::{FieldKind, Scope};
use crate::layout::Sheet;
use crate::meaning::{Fields, year_of};

/// How a printed heading or label was read.
#[derive(Clone, Debug)]
pub struct Likeness {
    /// As printed.
    pub printed: String,
    /// The field; none where it was kept under its heading.
    pub field: Option<String>,
    /// What speaks for it.
    pub how: How,
    /// How sure that is.
    pub confidence: f32,
    /// Where it stands first.
    pub places: Places,
}

impl Likeness {
    /// Whether it is of a heading or label that was met in reading. Both sides of a budget share their headings; the heading that
    /// spans a column may be part of what was known.
    pub fn is(&self, name: &PrintedName) -> bool {
        let side = |field: &Option<String>| {
            field.as_ref().map(|f| f.replace("budget/revenues/lines", "budget/expenses/lines"))
        };
        side(&self.field) == side(&name.field) && plain(&self.printed).ends_with(&plain(&name.text))
    }
}

/// A form with the names that a document prints, and what was known by likeness alone.
pub struct Adapted {
    /// The form.
    pub form: Form,
    /// What the grammar does not name so.
    pub likenesses: Vec<Likeness>,
    /// Whether a page was met that shows a card.
    begun: bool,
}

/// The form that a document needs beyond what its grammar says; none where nothing was understood that the grammar does not know.
pub fn adapt(form: &Form, sheets: &[&Sheet]) -> Option<Adapted> {
    let fields = Fields::embedded()?;
    let mut out = Adapted { form: form.clone(), likenesses: Vec::new(), begun: false };
    let mut seen: HashSet<String> = HashSet::new();
    for sheet in sheets {
        let rows = head_rows(sheet, fields, SCOPES, &|_| true);
        for row in &rows {
            let said: String = row.named.iter().map(|n| format!("{}|", n.shown)).collect();
            if seen.insert(format!("{:?}{said}", row.scope)) {
                out.learn(fields, row);
            }
        }
        sections::learn(&mut out, fields, sheet, &rows);
        labels::learn(&mut out, fields, sheet, &rows);
    }
    labels::loosen(&mut out.form);
    (!out.likenesses.is_empty()).then_some(out)
}

/// The form of a document that prints hardly one of its marks: its title stands there, and two of its tables by what their columns
/// mean.
pub fn recognise(forms: &[Form], sheets: &[&Sheet]) -> Option<usize> {
    let titled = |form: &Form| {
        sheets
            .iter()
            .take(TITLE_PAGES)
            .any(|sheet| sheet.lines.iter().any(|line| form.titles.contains(&plain(&sheet.text(line.words())))))
    };
    let found = forms.iter().position(titled)?;
    let fields = Fields::embedded()?;
    let fills =
        |scope: Scope| forms[found].sections.iter().any(|s| s.fills.as_deref().and_then(Scope::of_list) == Some(scope));
    let mut scopes: HashSet<Scope> = HashSet::new();
    for sheet in sheets.iter().take(TABLE_PAGES) {
        scopes.extend(head_rows(sheet, fields, SCOPES, &|_| true).iter().map(|r| r.scope).filter(|s| fills(*s)));
    }
    (scopes.len() >= 2).then_some(found)
}

/// The title stands on one of so many pages: before it there may be a letter.
const TITLE_PAGES: usize = 6;
/// The tables of a first card stand on so many pages.
const TABLE_PAGES: usize = 16;

impl Adapted {
    /// Takes over the headings of a row into all sections of its scope.
    fn learn(&mut self, fields: &Fields, row: &HeadRow) {
        let mut fresh: Vec<&Named> = Vec::new();
        for section in &mut self.form.sections {
            let scope = section.fills.as_deref().and_then(Scope::of_list);
            if scope == Some(row.scope) {
                fresh.extend(learn_row(fields, section, row));
            }
        }
        for named in fresh {
            if self.likenesses.iter().any(|l| l.printed == named.shown) {
                continue;
            }
            self.likenesses.push(Likeness {
                printed: named.shown.clone(),
                field: named
                    .entry
                    .and_then(|e| fields.entries[e].field.as_deref())
                    .map(|f| format!("{}{f}", below(row.scope))),
                how: named.how,
                confidence: named.score,
                places: named.places.clone(),
            });
        }
    }
}

/// Where the fields of a row stand below an objective.
fn below(scope: Scope) -> &'static str {
    match scope {
        Scope::Phase => "phases/",
        Scope::Indicator => "indicators/",
        Scope::BudgetLine => "budget/expenses/lines/",
        _ => "",
    }
}

/// Takes over the headings of a row into a section; returns those that it did not know.
fn learn_row<'r>(fields: &Fields, section: &mut Section, row: &'r HeadRow) -> Vec<&'r Named> {
    let mut fresh = Vec::new();
    let own = |f: &str| row.named.iter().any(|n| !n.below && field_of(fields, n) == Some(f));
    // A second printed row that has columns of its own here stands in no other.
    for column in &mut section.columns {
        if column.below.as_ref().is_some_and(|b| own(&b.field)) {
            column.below = None;
        }
    }
    for named in &row.named {
        let Some(field) = field_of(fields, named) else { continue };
        let entry = named.entry.map(|e| &fields.entries[e]);
        let yearly = entry.is_some_and(|e| e.yearly);
        let name = printed(named, yearly, row, fields);
        if name.is_empty() {
            continue;
        }
        if named.below {
            let upper = entry.and_then(|e| e.below.clone()).unwrap_or_default();
            let kind = row.scope.kind(field).unwrap_or(FieldKind::Date);
            let Some(column) = section.columns.iter_mut().find(|c| c.field.as_deref() == Some(&*upper)) else {
                continue;
            };
            let below =
                column.below.get_or_insert_with(|| Below { names: Vec::new(), field: Field::from(field), kind });
            if !below.names.contains(&name) {
                below.names.push(name);
                fresh.push(named);
            }
            continue;
        }
        let is_its = |c: &Column| {
            c.field.as_deref() == Some(field)
                || c.parts.as_ref().is_some_and(|p| p.fields.iter().any(|f| &**f == field) && c.field.is_none())
        };
        let at = section.columns.iter().position(is_its).filter(|_| !(field == ARTICLE && own(CHAPTER)));
        let at = at.unwrap_or_else(|| {
            section.columns.push(column(row.scope, field, named, yearly));
            section.columns.len() - 1
        });
        let column = &mut section.columns[at];
        if let Some(over) = &named.over {
            let over = plain(over);
            if !column.under.contains(&over) {
                column.under.push(over);
            }
        }
        if !column.names.contains(&name) {
            column.names.push(name);
            fresh.push(named);
        }
    }
    fresh
}

const CHAPTER: &str = "chapter";
const ARTICLE: &str = "article";

fn field_of<'f>(fields: &'f Fields, named: &Named) -> Option<&'f str> {
    named.entry.and_then(|e| fields.entries[e].field.as_deref())
}

/// The name of a column as the reading spells it: where years share it, the year stands for any.
fn printed(named: &Named, yearly: bool, row: &HeadRow, fields: &Fields) -> String {
    let name = plain(&named.own);
    let Some(year) = year_of(&named.own) else { return name };
    // A single value whose heading says its year shares its name with those of other years.
    let shares = row.named.iter().any(|n| {
        n.entry.is_some_and(|e| fields.entries[e].yearly)
            && plain(&n.own).replace(year_of(&n.own).unwrap_or(" "), "") == name.replace(year, "")
    });
    let ahead = field_of(fields, named).is_some_and(|f| f == "expected");
    if yearly || (shares && !ahead) { name.replacen(year, &YEAR.to_string(), 1) } else { name }
}

/// A column that the grammar does not have.
fn column(scope: Scope, field: &str, named: &Named, yearly: bool) -> Column {
    let kind = scope.kind(field).unwrap_or(FieldKind::Text);
    Column {
        names: Vec::new(),
        under: Vec::new(),
        shown: Arc::from(named.shown.as_str()),
        field: Some(Field::from(field)),
        parts: None,
        key: kind == FieldKind::Decimal,
        lead: false,
        cells: 1,
        by_year: yearly,
        below: None,
        kind,
        dash_is_zero: false,
    }
}

/// How well a reading fits the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strain {
    /// How much does not fit: words that nothing took, columns that the grammar does not know, values that are not of their type,
    /// cards and tables without content. Nothing strains in a document that is as its grammar says.
    pub misfits: usize,
    /// How many fields have a text.
    pub filled: usize,
}

impl Strain {
    /// The strain of some cards and of words that nothing took.
    pub fn of<'c>(cards: impl Iterator<Item = &'c Card>, unread: usize) -> Self {
        let mut out = Self { misfits: unread, filled: 0 };
        let mut count = 0;
        for card in cards {
            count += 1;
            if card.header.is_empty() && card.fields.is_empty() {
                out.misfits += EMPTY;
            }
            out.filled += card.header.iter().filter(|r| r.wordings.iter().any(|w| !w.passage.is_empty())).count();
            out.filled += card.fields.iter().filter(|(_, p)| !p.is_empty()).count();
            for list in &card.lists {
                out.misfits += if card.rows.iter().any(|r| r.list == *list) { 0 } else { BARE };
            }
            for row in &card.rows {
                let Some(scope) = Scope::of_list(&row.list) else { continue };
                out.misfits += row.cells.iter().map(|(key, passage)| misfit(scope, key, passage)).sum::<usize>();
                out.filled +=
                    row.cells.iter().filter(|(key, p)| !matches!(key, Key::Other(_)) && !p.is_empty()).count();
            }
        }
        if count == 0 {
            out.misfits += EMPTY;
        }
        out
    }

    /// Whether a reading is better than another: less does not fit, or as much and more is read.
    pub fn is_better(&self, than: &Self) -> bool {
        (self.misfits, std::cmp::Reverse(self.filled)) < (than.misfits, std::cmp::Reverse(than.filled))
    }
}

/// What a document without a card counts for, in words.
const EMPTY: usize = 50;
/// What a table without a row counts for.
const BARE: usize = 5;

fn misfit(scope: Scope, key: &Key, passage: &Passage) -> usize {
    let kind = match key {
        Key::Field(field) => scope.kind(field),
        Key::Year(..) => Some(FieldKind::Decimal),
        Key::Other(_) => return usize::from(!passage.is_empty()),
    };
    if passage.text.is_empty() || kind == Some(FieldKind::Text) {
        return 0;
    }
    // A word among numbers may stand for one, or for none; it is less of a misfit than figures that are no number.
    if !passage.text.contains(|c: char| c.is_ascii_digit()) {
        return usize::from(!value::is_nothing(&passage.text));
    }
    let fits = match kind {
        Some(FieldKind::Decimal) => value::decimal(&passage.text).is_some(),
        Some(FieldKind::Date) => value::date(&passage.text).is_some(),
        Some(FieldKind::Year) => value::year(&passage.text).is_some(),
        Some(FieldKind::Dotted) => value::dotted(&passage.text).is_some(),
        _ => true,
    };
    2 * usize::from(!fits)
}
