//! A row of a table that is being read: cells that grow line by line until the row is complete.

use super::capture::{Key, Row};
use super::desk::Desk;
use super::heads::{Placed, Placement};
use crate::base::passage::Passage;
use crate::base::value;
use crate::contract::fields::FieldKind;
use crate::grammar::language::form::{Column, Section};

/// A row whose end has not been seen.
#[derive(Debug)]
pub(in crate::grammar) struct OpenRow {
    /// One for each column of the placement that it was begun with.
    pub cells: Vec<OpenCell>,
    keys: Vec<Option<Key>>,
    specs: Vec<Option<usize>>,
    /// Whether the numbers that tell the row were met.
    pub keyed: bool,
}

#[derive(Clone, Debug, Default)]
pub(in crate::grammar) struct OpenCell {
    /// The cell's text line by line, each with the printed row that it stands in.
    pub lines: Vec<(Passage, Level)>,
}

/// Which of the printed rows of a record a line stands in, where a record has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::grammar) enum Level {
    First,
    Second,
    Unknown,
}

/// Which printed row a line stands in: the one of the numbers, or below a ruling line that parts the two.
pub(in crate::grammar) fn level(desk: &Desk<'_>, word: usize, key: Option<f32>, rest: bool) -> Level {
    let word = &desk.sheet.words[word];
    let Some(key) = key else { return if rest { Level::Second } else { Level::Unknown } };
    let parted = desk
        .sheet
        .across
        .iter()
        .any(|a| a.y > key && a.y < word.baseline && a.x0 <= word.rect.mid_x() && a.x1 >= word.rect.mid_x());
    if parted {
        Level::Second
    } else if word.baseline < key + 0.5 * word.size {
        // On the line of the numbers, or above it where cells are centred.
        Level::First
    } else {
        Level::Unknown
    }
}

impl OpenRow {
    pub fn new(placement: &Placement) -> Self {
        Self {
            cells: vec![OpenCell::default(); placement.columns.len()],
            keys: placement.columns.iter().map(|c| c.key.clone()).collect(),
            specs: placement.columns.iter().map(|c| c.spec).collect(),
            keyed: false,
        }
    }

    /// Adds a line to the cell of a column, which may have another position on this page than where the row began.
    pub fn push(&mut self, column: &Placed, passage: Passage, level: Level) {
        let same = |k: &usize| match (&self.keys[*k], &column.key) {
            (Some(Key::Year(_, a)), Some(Key::Year(_, b))) => a.text == b.text,
            (Some(Key::Other(a)), Some(Key::Other(b))) => a == b,
            _ => self.specs[*k].is_some() && self.specs[*k] == column.spec,
        };
        if let Some(k) = (0..self.cells.len()).find(same) {
            self.cells[k].lines.push((passage, level));
        }
    }

    pub fn finish(self, section: &Section) -> Option<Row> {
        let list = section.fills.clone()?;
        let mut cells = Vec::new();
        for ((cell, key), spec) in self.cells.into_iter().zip(self.keys).zip(self.specs) {
            match spec.map(|s| &section.columns[s]) {
                Some(column) => finish_cell(column, key, cell, &mut cells),
                None => cells.extend(key.map(|key| (key, join(cell.lines.iter().map(|l| &l.0))))),
            }
        }
        Some(Row { list, cells })
    }
}

fn finish_cell(column: &Column, key: Option<Key>, cell: OpenCell, out: &mut Vec<(Key, Passage)>) {
    let mut first = match &column.below {
        None => join(cell.lines.iter().map(|l| &l.0)),
        Some(below) => {
            let (first, second) = part(&cell, column.kind);
            let second = join(second.into_iter());
            if !second.is_empty() {
                out.push((Key::Field(below.field.clone()), second));
            }
            join(first.into_iter())
        }
    };
    first.dash_is_zero = column.dash_is_zero;
    if let Some(parts) = &column.parts {
        let groups = parts.pattern.captures(&first.text);
        if groups.is_none() && column.field.is_none() && !first.is_empty() {
            // Nothing printed is lost, although it is not of the form that was expected.
            let field = if column.lead { Key::Field(LEAD.into()) } else { Key::Other(column.shown.clone()) };
            out.push((field, first));
            return;
        }
        for field in &parts.fields {
            let part = groups.as_ref().and_then(|g| g.name(field)).map(|m| first.slice(m.range()));
            out.extend(part.map(|p| (Key::Field(field.clone()), p)));
        }
    }
    match key {
        Some(key @ (Key::Year(..) | Key::Other(_))) => out.push((key, first)),
        Some(key) if !first.is_empty() => out.push((key, first)),
        _ => {}
    }
}

/// Parts the lines of a cell between the two printed rows of a record.
fn part(cell: &OpenCell, kind: FieldKind) -> (Vec<&Passage>, Vec<&Passage>) {
    let fits = |p: &Passage| kind == FieldKind::Date && (value::date(&p.text).is_some() || value::is_nothing(&p.text));
    let values = cell.lines.iter().filter(|(p, _)| fits(p)).count();
    let (mut first, mut second): (Vec<&Passage>, Vec<&Passage>) = (Vec::new(), Vec::new());
    for (passage, level) in &cell.lines {
        let upper = match level {
            Level::First => second.is_empty(),
            Level::Second => false,
            // A line of unsure standing goes on with the first row only where that is not complete, as a date is; it
            // begins the first row only where another value follows for the second.
            Level::Unknown => match first.last() {
                Some(last) => second.is_empty() && !fits(last) && !fits(passage),
                None => values > 1,
            },
        };
        if upper {
            first.push(passage);
        } else {
            second.push(passage);
        }
    }
    (first, second)
}

/// The field that says what a row is about.
const LEAD: &str = "description";

/// The lines of a cell as one passage.
fn join<'p>(lines: impl Iterator<Item = &'p Passage>) -> Passage {
    let mut out = Passage::default();
    for line in lines {
        out.append_line(line);
    }
    out
}
