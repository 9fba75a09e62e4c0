//! Tables without a number and without ruling lines: rows of short texts that stand below their headings.

use std::ops::Range;

use super::tables::{ColumnDraft, TABLES, TableDraft, heading_above, nearest, parts, spans};
use super::words::may_label;
use crate::layout::{Phrase, Sheet};

/// How many columns make a table, and how many rows: less may be labels beside their values.
const COLUMNS: usize = 3;
const ROWS: usize = 2;

/// The tables of text on lines that nothing else has, each with the lines that it takes.
pub(super) fn tables(sheet: &Sheet, taken: &[bool]) -> Vec<(TableDraft, Range<usize>)> {
    let mut out = Vec::new();
    let mut line = 0;
    while line < sheet.lines.len() {
        match table(sheet, taken, line) {
            Some((table, lines)) => {
                line = lines.end;
                out.push((table, lines));
            }
            None => line += 1,
        }
    }
    out
}

type Phrases = Vec<(Phrase, String)>;

/// The table whose lowest line of headings this is.
fn table(sheet: &Sheet, taken: &[bool], head: usize) -> Option<(TableDraft, Range<usize>)> {
    let heads = free(sheet, taken, head).filter(|p| p.len() >= COLUMNS && p.iter().all(|(_, t)| may_label(t)))?;
    let upper = head.checked_sub(1).and_then(|l| free(sheet, taken, l)).filter(|upper| {
        let close = sheet.lines[head].baseline - sheet.lines[head - 1].baseline < 2.0 * sheet.lines[head].size;
        close && upper.len() >= 2 && upper.iter().all(|(_, t)| may_label(t)) && spans(upper, &heads)
    });
    // Columns: those of the lower headings, and upper ones that have none below.
    let mut columns: Vec<(Phrase, ColumnDraft)> = Vec::new();
    for (phrase, text) in &heads {
        let under = upper.as_ref().and_then(|upper| nearest(upper, phrase)).map(|(_, text)| text.clone());
        columns.push((phrase.clone(), ColumnDraft { under, ..ColumnDraft::new(text.clone()) }));
    }
    for (phrase, text) in upper.iter().flatten() {
        if !columns.iter().any(|(_, c)| c.under.as_ref() == Some(text)) {
            columns.push((phrase.clone(), ColumnDraft::new(text.clone())));
        }
    }
    columns.sort_by(|a, b| a.0.rect.x0.total_cmp(&b.0.rect.x0));
    let (mut rows, mut end) = (0, head + 1);
    while let Some(row) = free(sheet, taken, end) {
        let gap = sheet.lines[end].baseline - sheet.lines[end - 1].baseline;
        if gap > 3.2 * sheet.lines[end].size || !fits(&row, &columns) {
            break;
        }
        rows += usize::from(row.len() * 2 > columns.len());
        end += 1;
    }
    if rows < ROWS {
        return None;
    }
    let mut first = head - usize::from(upper.is_some());
    let above = first.checked_sub(1).filter(|&l| !taken[l]);
    let heading = above.and_then(|l| heading_above(sheet, l, sheet.lines[first].baseline));
    first -= usize::from(heading.is_some());
    let columns = columns.into_iter().map(|(_, column)| ColumnDraft { filled: true, ..column }).collect();
    Some((TableDraft { heading, columns, totals: Vec::new(), list: TABLES }, first..end))
}

/// The parts of a line that nothing has taken.
fn free(sheet: &Sheet, taken: &[bool], line: usize) -> Option<Phrases> {
    let here = sheet.lines.get(line).filter(|_| !taken[line])?;
    Some(parts(sheet, here))
}

/// Whether every part of a row stands in one column, no two in the same, and there is more than one, or else the rest of the
/// first.
fn fits(row: &Phrases, columns: &[(Phrase, ColumnDraft)]) -> bool {
    let column = |phrase: &Phrase| {
        let hit: Vec<usize> = (0..columns.len()).filter(|&k| columns[k].0.rect.overlap_x(&phrase.rect) > 0.0).collect();
        match hit.as_slice() {
            [only] => Some(*only),
            // Left of the second heading is the first column, wherever its heading stands.
            [] if columns.get(1).is_some_and(|c| phrase.rect.x1 < c.0.rect.x0) => Some(0),
            _ => None,
        }
    };
    let found: Vec<Option<usize>> = row.iter().map(|(phrase, _)| column(phrase)).collect();
    let parted = found.windows(2).all(|pair| pair[0] < pair[1]);
    found.iter().all(Option::is_some) && parted && (row.len() >= 2 || found == [Some(0)])
}
