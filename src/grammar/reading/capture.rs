//! What a grammar took from a document: raw text with its places, under the names of the fields.

use std::sync::Arc;

use crate::base::passage::Passage;
use crate::grammar::language::form::Field;
use crate::layout::Flow;

/// Fields with what was printed for them.
pub type Fields = Vec<(Field, Passage)>;

/// What stands before the cards, and what is stamped anywhere.
#[derive(Debug, Default)]
pub struct Cover {
    /// The title.
    pub title: Passage,
    /// The parameters.
    pub fields: Fields,
    /// The protocol stamps in the order of the pages.
    pub stamps: Vec<Fields>,
    /// What the lines that run along the pages say of the registration, each wording once.
    pub banners: Vec<Fields>,
}

/// One objective's card.
#[derive(Debug, Default)]
pub struct Card {
    /// Cells of the header block, with every wording that they have on the pages of the card.
    pub header: Vec<Repeated>,
    /// Labelled values, totals, and what a section heading says.
    pub fields: Fields,
    /// The lines of the narrative; none when the card has no such section.
    pub narrative: Option<Vec<Flow>>,
    /// The rows of its tables in printed order.
    pub rows: Vec<Row>,
    /// The totals of the form's own tables.
    pub totals: Vec<Row>,
    /// The lists of which at least a heading is printed.
    pub lists: Vec<Field>,
}

/// A row of a table.
#[derive(Debug)]
pub struct Row {
    /// The list that it belongs to.
    pub list: Field,
    /// Its cells; a blank cell only where a blank says something (years, columns without a field).
    pub cells: Vec<(Key, Passage)>,
}

/// What a cell is.
#[derive(Clone, Debug)]
pub enum Key {
    /// A field.
    Field(Field),
    /// A field of a year, with the year as printed in the heading.
    Year(Field, Arc<Passage>),
    /// A column without a field: its heading.
    Other(Arc<str>),
}

/// A value that is printed on several pages, and should be the same on each.
#[derive(Debug)]
pub struct Repeated {
    /// The field.
    pub field: Field,
    /// Each wording with the pages that have it, in the order of their first appearance.
    pub wordings: Vec<Wording>,
}

/// One wording of a repeated value.
#[derive(Debug)]
pub struct Wording {
    /// The text, where it stands first.
    pub passage: Passage,
    /// The pages that have it.
    pub pages: Vec<u32>,
}

impl Repeated {
    /// The wording that most pages have; of several, the first.
    pub fn commonest(&self) -> Option<&Wording> {
        let most = self.wordings.iter().map(|w| w.pages.len()).max()?;
        self.wordings.iter().find(|w| w.pages.len() == most)
    }
}

impl Card {
    /// Adds the header block of one more page.
    pub(in crate::grammar) fn add_header(&mut self, page: u32, cells: Fields) {
        for (field, passage) in cells {
            let repeated = match self.header.iter().position(|r| r.field == field) {
                Some(k) => &mut self.header[k],
                None => {
                    self.header.push(Repeated { field, wordings: Vec::new() });
                    let last = self.header.len() - 1;
                    &mut self.header[last]
                }
            };
            match repeated.wordings.iter_mut().find(|w| w.passage.text == passage.text) {
                Some(wording) => wording.pages.push(page),
                None => repeated.wordings.push(Wording { passage, pages: vec![page] }),
            }
        }
    }

    /// The text of a header cell, as most pages have it so far.
    pub(in crate::grammar) fn header_text(&self, field: &str) -> &str {
        let repeated = self.header.iter().find(|r| &*r.field == field);
        repeated.and_then(Repeated::commonest).map_or("", |w| w.passage.text.as_str())
    }

    /// Adds a line to the text of a field.
    pub(in crate::grammar) fn go_on(&mut self, field: &Field, line: &Passage) {
        match self.fields.iter_mut().rev().find(|(f, _)| f == field) {
            Some((_, passage)) => passage.append_line(line),
            None => self.fields.push((field.clone(), line.clone())),
        }
    }

    /// Whether a field is filled already.
    pub(in crate::grammar) fn has(&self, field: &Field) -> bool {
        self.fields.iter().any(|(f, _)| f == field)
    }
}
