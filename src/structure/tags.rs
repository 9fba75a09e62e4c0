//! What may be a label: a few words at the beginning of a cell, with what may be its value.

use std::ops::Range;

use super::cells::{Cell, chunks};
use crate::base::geometry::Rect;
use crate::layout::Sheet;

/// A run of words that may be a label.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its words, over one line or two.
    pub words: Vec<usize>,
    /// Box around them.
    pub rect: Rect,
    /// Whether a colon ends it.
    pub colon: bool,
    /// Whether its value follows it like the next word of a text: only what it says can tell it.
    pub running: bool,
    /// What would be its value: behind it in its cell, or in the cell beside it.
    pub value: Vec<usize>,
    /// What would be its value where that stands below it.
    pub below: Vec<usize>,
    /// What it may go on: the line right above it, set at the same place.
    pub above: Vec<usize>,
}

/// A label of more words is prose.
const WORDS: usize = 7;
/// Two lines of one label begin at the same place within this, in em.
const SET: f32 = 0.4;
/// They stand no farther apart, in em from box to box.
const LEADING: f32 = 0.5;
/// A value below its label stands no farther away, in em from box to box.
const BELOW: f32 = 1.2;

/// The runs of words on some lines that may be labels. A label that may go on in the line below stands there twice: alone, and with
/// that line.
pub fn tags(sheet: &Sheet, lines: Range<usize>, free: &impl Fn(usize) -> bool) -> Vec<Tag> {
    let rows: Vec<Vec<Cell>> = lines.map(|line| chunks(sheet, line, free)).collect();
    let mut out = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let below = rows.get(at + 1).map_or(&[][..], Vec::as_slice);
        let before = at.checked_sub(1).and_then(|at| rows.get(at)).map_or(&[][..], Vec::as_slice);
        for (k, cell) in row.iter().enumerate() {
            let words: Vec<usize> = cell.words().collect();
            let behind = row.get(k + 1).map(|c| c.words().collect::<Vec<_>>());
            let under = below.iter().find(|c| is_under(sheet, cell, c, BELOW)).map(|c| c.words().collect::<Vec<_>>());
            let over = before.iter().find(|c| is_under(sheet, c, cell, LEADING)).map(|c| c.words().collect::<Vec<_>>());
            let (value, under, over) =
                (behind.unwrap_or_default(), under.unwrap_or_default(), over.unwrap_or_default());
            let tag = |words: Vec<usize>, colon: bool, value: Vec<usize>| {
                let beside = |tag| Tag { below: under.clone(), above: over.clone(), ..tag };
                tag(sheet, words, colon, value).map(beside)
            };
            let colon = words.iter().take(WORDS + 1).position(|&w| sheet.word(w).ends_with(':'));
            if let Some(end) = colon {
                let (label, rest) = words.split_at(end + 1);
                let value = if rest.is_empty() { value } else { rest.to_vec() };
                out.extend(tag(label.to_vec(), true, value));
                continue;
            }
            // The label may be the first words of the cell.
            for end in 1..words.len().min(WORDS) {
                out.extend(
                    tag(words[..end].to_vec(), false, words[end..].to_vec()).map(|t| Tag { running: true, ..t }),
                );
            }
            if words.len() > WORDS {
                continue;
            }
            // The next line of the same narrow cell.
            if let Some(next) = below.iter().find(|c| is_under(sheet, cell, c, LEADING)) {
                let next: Vec<usize> = next.words().collect();
                let end = next.iter().position(|&w| sheet.word(w).ends_with(':'));
                let (rest, behind) = next.split_at(end.map_or(next.len(), |at| at + 1));
                let both: Vec<usize> = words.iter().chain(rest).copied().collect();
                if both.len() <= WORDS {
                    let beside = row.get(k + 1).map(|c| c.words().collect()).unwrap_or_default();
                    let value = if behind.is_empty() { beside } else { behind.to_vec() };
                    out.extend(tag(both, end.is_some(), value));
                }
            }
            out.extend(tag(words, false, value));
        }
    }
    out
}

fn tag(sheet: &Sheet, words: Vec<usize>, colon: bool, value: Vec<usize>) -> Option<Tag> {
    let rect = words.iter().map(|&k| sheet.words[k].rect).reduce(|a, b| a.union(&b))?;
    Some(Tag { words, rect, colon, running: false, value, below: Vec::new(), above: Vec::new() })
}

/// Whether a cell stands right below another, set at the same place.
fn is_under(sheet: &Sheet, cell: &Cell, below: &Cell, far: f32) -> bool {
    let size = below.words().next().map_or(8.0, |k| sheet.words[k].size);
    let gap = below.rect.y0 - cell.rect.y1;
    (below.rect.x0 - cell.rect.x0).abs() < SET * size && gap < far * size
}
