//! Lists of which each row is an objective: a row with a code begins one, what stands in further rows goes on with it.

use super::capture::{Card, Fields, Key, Row};
use super::reader::Reader;
use crate::contract::fields::{BESIDE, OBJECTIVES, beside};
use crate::grammar::language::form::{Field, Section, other_field};

/// The fields that tell one objective of a list from the next, the first that the list has a column for.
const TELL: [&str; 2] = ["code", "description"];

impl Reader<'_> {
    /// Takes rows of a section: to the card at hand, or each as a card of its own.
    pub(in crate::grammar) fn take_rows(&mut self, section: &Section, rows: Vec<Row>, page: u32) {
        if section.fills.as_deref() != Some(OBJECTIVES) {
            self.card.get_or_insert_default().rows.extend(rows);
            return;
        }
        let has = |field: &&str| section.columns.iter().any(|c| c.field.as_deref() == Some(*field));
        let key = TELL.into_iter().find(has).unwrap_or(TELL[0]);
        let own = section.columns.iter().filter_map(|c| c.field.as_deref()).filter(|f| beside(f).is_none()).count();
        for row in rows {
            self.listed(key, own, row, page);
        }
    }

    fn listed(&mut self, key: &str, columns: usize, row: Row, page: u32) {
        let mut own: Fields = Vec::new();
        let mut rows: Vec<Row> =
            BESIDE.iter().map(|(list, _)| Row { list: Field::from(*list), cells: Vec::new() }).collect();
        for (cell, passage) in row.cells {
            let field = match &cell {
                Key::Field(field) | Key::Year(field, _) => field.clone(),
                Key::Other(heading) => other_field(heading),
            };
            let Some((list, inner)) = beside(&field) else {
                own.push((field, passage));
                continue;
            };
            let inner = match cell {
                Key::Year(_, year) => Key::Year(inner.into(), year),
                _ => Key::Field(inner.into()),
            };
            if let Some(row) = rows.iter_mut().find(|r| *r.list == *list) {
                row.cells.push((inner, passage));
            }
        }
        own.retain(|(_, passage)| !passage.is_empty());
        rows.retain(|row| row.cells.iter().any(|(_, passage)| !passage.is_empty()));
        // A text may go on beside a further row of its objective, where most columns are blank.
        let full = key == TELL[0] || own.len() * 2 > columns;
        let begins = full && own.iter().any(|(field, _)| **field == *key);
        if begins && self.card.as_ref().is_some_and(|c| !is_fresh(c)) {
            let lists = self.card.as_ref().map(|c| c.lists.clone()).unwrap_or_default();
            self.done.extend(self.card.replace(Card { lists, ..Card::default() }));
            self.add_banner(page);
        }
        let card = self.card.get_or_insert_default();
        for (field, passage) in own {
            card.go_on(&field, &passage);
        }
        card.rows.extend(rows);
    }
}

/// Whether nothing was read for a card yet.
fn is_fresh(card: &Card) -> bool {
    card.fields.is_empty() && card.rows.is_empty() && card.narrative.is_none()
}
