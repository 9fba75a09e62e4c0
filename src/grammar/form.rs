//! A grammar ready for use: names made plain, patterns compiled, fields checked.

use std::sync::Arc;

use regex::Regex;

use super::capture::Fields;
pub use super::model::SectionKind;

/// The name of a field of the contract, as grammars write it: "planned_start", "linked.mandate".
pub type Field = Arc<str>;

/// One family of forms.
#[derive(Debug)]
pub struct Form {
    /// Identifier.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Titles that the first page bears.
    pub(super) titles: Vec<String>,
    /// Marks to recognise the form by.
    pub(super) marks: Vec<Mark>,
    /// How many of the marks must be there.
    pub(super) needed: usize,
    pub(super) furniture: Vec<Regex>,
    pub(super) stamp: Option<StampForm>,
    pub(super) cover: Vec<Label>,
    pub(super) header: Vec<Vec<HeaderCell>>,
    pub(super) derived: Vec<Derived>,
    pub(super) labels: Vec<Label>,
    pub(super) sections: Vec<Section>,
}

impl Form {
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

/// A text that tells the form.
#[derive(Debug)]
pub(super) struct Mark {
    /// As the grammar writes it.
    pub shown: String,
    /// Its variants, plain.
    pub names: Vec<String>,
    /// A mark of one word must be the whole of a phrase, a longer one its beginning.
    pub whole: bool,
}

#[derive(Debug)]
pub(super) struct StampForm {
    pub anchor: Regex,
    pub above: usize,
    pub below: usize,
    pub beside: Option<Regex>,
    pub pattern: Regex,
}

/// A label with its value behind it.
#[derive(Debug)]
pub(super) struct Label {
    /// Variants, plain.
    pub names: Vec<String>,
    /// The field, or none for a mere heading.
    pub field: Option<Field>,
    /// Whether it stands on the first page of a card only.
    pub starts: bool,
}

/// A cell of the header block.
#[derive(Debug)]
pub(super) struct HeaderCell {
    /// Variants of its label, plain; none for a cell that holds a value only.
    pub names: Vec<String>,
    pub field: Field,
}

/// Fields that are read out of another one.
#[derive(Debug)]
pub(super) struct Derived {
    pub from: Field,
    pub pattern: Regex,
    pub fields: Vec<Field>,
}

/// A section of a card.
#[derive(Debug)]
pub(super) struct Section {
    pub kind: SectionKind,
    /// Variants of its heading, plain.
    pub names: Vec<String>,
    /// A heading that bears values.
    pub pattern: Option<Regex>,
    /// The list that its rows fill.
    pub fills: Option<Field>,
    pub columns: Vec<Column>,
    pub summaries: Vec<Summary>,
}

/// A column of a table.
#[derive(Debug)]
pub(super) struct Column {
    /// Variants of its heading, plain; [`YEAR`] stands for four digits.
    pub names: Vec<String>,
    pub field: Option<Field>,
    /// Fields inside the cell.
    pub parts: Option<Parts>,
    /// Whether a value here tells that a row begins.
    pub key: bool,
    /// Number of cells under the heading.
    pub cells: usize,
    /// What the second printed row of this column holds.
    pub below: Option<Below>,
    /// The type of its values.
    pub kind: crate::fields::FieldKind,
}

/// Fields inside a cell, by the named groups of a pattern.
#[derive(Debug)]
pub(super) struct Parts {
    pub pattern: Regex,
    pub fields: Vec<Field>,
}

#[derive(Debug)]
pub(super) struct Below {
    pub names: Vec<String>,
    pub field: Field,
}

/// A row that sums a table up.
#[derive(Debug)]
pub(super) struct Summary {
    pub pattern: Regex,
    pub field: Field,
    /// Field of the column that the value stands in.
    pub column: Field,
}

/// Stands for the year in a plain heading.
pub(super) const YEAR: char = '#';
