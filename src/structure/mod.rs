//! What the parts of a page are, before anybody knows a form: which words are one heading, which values stand below it.
//!
//! Works in the reading frame of a [`crate::layout::Sheet`]; words are positions in it.

mod cells;
mod tags;
mod values;

pub use cells::{Cell, cells, cells_cut};
pub use tags::{Tag, tags};
pub use values::{Profile, profiles};

use std::ops::Range;

use crate::layout::Sheet;

/// The words of a line, parted where wide gaps or ruling lines are.
pub fn pieces(sheet: &Sheet, line: usize) -> Vec<Vec<usize>> {
    cells::chunks(sheet, line, &|_| true).iter().map(|c| c.words().collect()).collect()
}

/// The headings of columns on some lines: the words of each, and of the heading that spans it.
pub fn headings(sheet: &Sheet, lines: Range<usize>) -> Vec<(Vec<usize>, Option<Vec<usize>>)> {
    let cells = cells::cells(sheet, lines, &|_| true);
    let of = |k: usize| cells[k].words().collect::<Vec<_>>();
    (0..cells.len()).filter(|&k| cells[k].spans == 0).map(|k| (of(k), cells[k].over.map(of))).collect()
}
