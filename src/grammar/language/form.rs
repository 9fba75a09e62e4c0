//! A grammar ready for use: names made plain, patterns compiled, fields checked.

use std::ops::RangeInclusive;
use std::sync::Arc;

use regex::Regex;

pub use super::model::SectionKind;
use crate::base::lang::Message;
use crate::contract::Severity;
use crate::contract::fields::FieldKind;
use crate::grammar::language::formula::Relation;
use crate::grammar::language::vocabulary::Vocabulary;
use crate::grammar::reading::capture::Fields;

/// The name of a field of the contract, as grammars write it: "planned_start", "linked.mandate".
pub type Field = Arc<str>;

/// One family of forms.
#[derive(Clone, Debug)]
pub struct Form {
    /// Identifier.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Whether it was learned, and not written by people.
    pub learned: bool,
    /// The words of its headings and labels.
    pub(in crate::grammar) words: Vocabulary,
    /// Titles that the first page bears.
    pub(in crate::grammar) titles: Vec<String>,
    /// Marks to recognise the form by.
    pub(in crate::grammar) marks: Vec<Mark>,
    /// How many of the marks must be there.
    pub(in crate::grammar) needed: usize,
    /// The years that this version covers.
    pub(in crate::grammar) years: Option<RangeInclusive<i32>>,
    /// Where a document says its year.
    pub(in crate::grammar) year: Option<Regex>,
    pub(in crate::grammar) furniture: Vec<Regex>,
    pub(in crate::grammar) stamp: Option<StampForm>,
    pub(in crate::grammar) banners: Vec<Regex>,
    pub(in crate::grammar) cover: Vec<Label>,
    /// The line that a card begins with.
    pub(in crate::grammar) heading: Option<Regex>,
    pub(in crate::grammar) header: Vec<Vec<HeaderCell>>,
    /// The field that tells cards apart.
    pub(in crate::grammar) card_key: Field,
    pub(in crate::grammar) derived: Vec<Derived>,
    pub(in crate::grammar) labels: Vec<Label>,
    pub(in crate::grammar) sections: Vec<Section>,
    /// What its values must satisfy beyond the rules for all forms.
    pub rules: Vec<FormRule>,
    /// Codes of rules that say nothing about it.
    pub without: Vec<String>,
}

impl Form {
    /// Whether cards have neither heading nor block, so that their first label begins them.
    pub(in crate::grammar) fn begins_by_label(&self) -> bool {
        self.heading.is_none() && self.header.is_empty()
    }

    /// Whether a label ends the section that it stands in: it says so, or begins the next card.
    pub(in crate::grammar) fn ends_section(&self, label: &Label) -> bool {
        label.anywhere || (label.starts && self.begins_by_label())
    }

    /// The tables of the form's own: identifier, and the keys of their rows with their types.
    pub fn own_tables(&self) -> impl Iterator<Item = OwnTable<'_>> {
        self.sections.iter().filter_map(|section| {
            let list = section.fills.as_ref()?;
            let id = list.strip_prefix(OWN_TABLE)?;
            let by_year = section.columns.iter().filter(|c| c.by_year).filter_map(|c| c.field.clone()).collect();
            Some(OwnTable { list, id, keys: section.keys(), by_year })
        })
    }

    /// Fields that are read out of others, as the year out of a code.
    pub fn derive(&self, fields: &Fields) -> Fields {
        let mut out = Fields::new();
        for derived in &self.derived {
            let Some((_, from)) = fields.iter().find(|(f, _)| *f == derived.from) else { continue };
            let Some(groups) = derived.pattern.captures(&from.text) else { continue };
            for field in &derived.fields {
                out.extend(groups.name(field).map(|m| (field.clone(), from.slice(m.range()))));
            }
        }
        out
    }
}

/// A rule of a family of forms.
#[derive(Clone, Debug)]
pub struct FormRule {
    /// Its code, "S001".
    pub code: String,
    /// Its name, "scostamento".
    pub name: String,
    /// How grave its findings are.
    pub severity: Severity,
    /// The list or table whose rows it looks at; "objective" for the card as a whole.
    pub on: String,
    /// What must hold.
    pub relation: Relation,
    /// The same as the grammar writes it.
    pub holds: String,
    /// What it is about, for people.
    pub what: Message,
}

/// What lists of a form's own tables begin with; their id stands behind it.
pub(in crate::grammar) const OWN_TABLE: &str = "tables/";

/// What fields begin with that are kept under their printed heading.
const OTHER_FIELD: &str = "other/";

/// The field of what is kept under a printed heading.
pub(in crate::grammar) fn other_field(heading: &str) -> Field {
    Arc::from(format!("{OTHER_FIELD}{}", heading.trim_end_matches([':', ' '])))
}

/// The printed heading that a field is kept under, if it has no name of its own.
pub fn other_heading(field: &str) -> Option<&str> {
    field.strip_prefix(OTHER_FIELD)
}

/// A table of the form's own.
pub struct OwnTable<'f> {
    /// What rows of it give as their list.
    pub list: &'f Field,
    /// Its identifier.
    pub id: &'f str,
    /// The keys of its rows, with the types of their values.
    pub keys: Vec<(Field, FieldKind)>,
    /// Those of which a column for every year is printed.
    pub by_year: Vec<Field>,
}

/// A text that tells the form.
#[derive(Clone, Debug)]
pub(in crate::grammar) struct Mark {
    /// As the grammar writes it.
    pub shown: String,
    /// Its variants, plain.
    pub names: Vec<String>,
    /// A mark of one word must be the whole of a phrase, a longer one its beginning.
    pub whole: bool,
}

#[derive(Clone, Debug)]
pub(in crate::grammar) struct StampForm {
    pub anchor: Regex,
    pub above: usize,
    pub below: usize,
    pub beside: Option<Regex>,
    pub pattern: Regex,
}

/// The names of a label, plain: those that a grammar gives, and behind them those that a document was seen to print.
#[derive(Clone, Debug, Default)]
pub(in crate::grammar) struct Names {
    all: Vec<String>,
    given: usize,
}

impl Names {
    /// The names that a grammar gives.
    pub fn given(all: Vec<String>) -> Self {
        Self { given: all.len(), all }
    }

    /// Whether the grammar gives the name at a position. A name that it does not give is a label only where it stands alone.
    pub fn is_given(&self, position: usize) -> bool {
        position < self.given
    }

    /// Adds a name that a document prints.
    pub fn learn(&mut self, name: String) {
        if !self.all.contains(&name) {
            self.all.push(name);
        }
    }

    /// Adds a name that a document prints right before its values, as a grammar's may stand.
    pub fn give(&mut self, name: String) {
        if !self.all.contains(&name) {
            self.all.insert(self.given, name);
            self.given += 1;
        }
    }

    /// The same names, none of them given.
    pub fn learned(&self) -> Self {
        Self { all: self.all.clone(), given: 0 }
    }
}

impl std::ops::Deref for Names {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.all
    }
}

/// A label with its value behind it.
#[derive(Clone, Debug)]
pub(in crate::grammar) struct Label {
    /// Variants, plain.
    pub names: Names,
    /// The field, or none for a mere heading.
    pub field: Option<Field>,
    /// Whether it stands on the first page of a card only.
    pub starts: bool,
    /// Whether it ends the section that it stands in.
    pub anywhere: bool,
}

/// A cell of the header block.
#[derive(Clone, Debug)]
pub(in crate::grammar) struct HeaderCell {
    /// Variants of its label, plain; none for a cell that holds a value only.
    pub names: Names,
    pub field: Field,
}

/// Fields that are read out of another one.
#[derive(Clone, Debug)]
pub(in crate::grammar) struct Derived {
    pub from: Field,
    pub pattern: Regex,
    pub fields: Vec<Field>,
}

/// A section of a card.
#[derive(Clone, Debug)]
pub(in crate::grammar) struct Section {
    /// Its identifier.
    pub id: String,
    pub kind: SectionKind,
    /// Variants of its heading, plain.
    pub names: Vec<String>,
    /// A heading that bears values.
    pub pattern: Option<Regex>,
    /// The list that its rows fill, or the field that its prose does; prose without one is the status.
    pub fills: Option<Field>,
    pub columns: Vec<Column>,
    pub summaries: Vec<Summary>,
    /// Whether the row of its column headings opens it.
    pub headed: bool,
}

impl Section {
    /// The keys of its rows, with the types of their values, where it is a table.
    pub(in crate::grammar) fn keys(&self) -> Vec<(Field, FieldKind)> {
        let mut out: Vec<(Field, FieldKind)> = Vec::new();
        for column in &self.columns {
            out.extend(column.field.clone().map(|f| (f, column.kind)));
            out.extend(column.parts.iter().flat_map(|p| &p.fields).map(|f| (f.clone(), FieldKind::Text)));
            out.extend(column.below.iter().map(|b| (b.field.clone(), b.kind)));
        }
        out
    }
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(in crate::grammar) struct Column {
    /// Variants of its heading, plain; [`YEAR`] stands for four digits.
    pub names: Vec<String>,
    /// Variants of the heading that spans it and its neighbours, where its own name alone does not tell it; plain.
    pub under: Vec<String>,
    /// Its heading as the grammar writes it.
    pub shown: Arc<str>,
    pub field: Option<Field>,
    /// Fields inside the cell.
    pub parts: Option<Parts>,
    /// Whether a value here tells that a row begins.
    pub key: bool,
    /// Whether it says what a row is about.
    pub lead: bool,
    /// Number of cells under the heading.
    pub cells: usize,
    /// Whether there is a column for every year.
    pub by_year: bool,
    /// What the second printed row of this column holds.
    pub below: Option<Below>,
    /// The type of its values.
    pub kind: FieldKind,
    /// Whether a dash in its cells means zero.
    pub dash_is_zero: bool,
}

/// Fields inside a cell, by the named groups of a pattern.
#[derive(Clone, Debug)]
pub(in crate::grammar) struct Parts {
    pub pattern: Regex,
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub(in crate::grammar) struct Below {
    pub names: Vec<String>,
    pub field: Field,
    /// The type of its values.
    pub kind: FieldKind,
}

/// A row that sums a table up.
#[derive(Clone, Debug)]
pub(in crate::grammar) struct Summary {
    pub pattern: Regex,
    pub fills: SummaryFills,
}

/// What a row that sums up fills.
#[derive(Clone, Debug)]
pub(in crate::grammar) enum SummaryFills {
    /// The totals of the table: every column.
    Totals,
    /// One field of the card.
    Field {
        /// The field.
        field: Field,
        /// Field of the column that the value stands in.
        column: Field,
    },
}

/// Stands for the year in a plain heading.
pub(in crate::grammar) const YEAR: char = '#';
