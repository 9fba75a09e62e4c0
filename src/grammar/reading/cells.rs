//! Labelled cells between ruling lines: a label, and its value in the rest of the cell, in the cell to its right, or in the
//! cell below it.

use super::desk::{Desk, Role};
use super::spell::spell;
use crate::base::geometry::Rect;
use crate::grammar::language::form::Label;

/// A label in a ruled cell with the words of its value.
pub(in crate::grammar) struct Labelled {
    /// Position of the label in the grammar.
    pub label: usize,
    /// Its words.
    pub words: Vec<usize>,
    /// Those of the value; none where the cell is blank.
    pub value: Vec<usize>,
}

/// How far apart the lines of neighbouring cells can be drawn, in points.
const APART: f32 = 8.0;

/// The label in the ruled cell that a free word stands in, if the cell is closed on all sides and begins with one.
pub(in crate::grammar) fn labelled(desk: &Desk<'_>, labels: &[Label], word: usize) -> Option<Labelled> {
    let at = desk.sheet.words[word].rect;
    let cell = desk.sheet.cell_at(at.mid_x(), at.mid_y())?;
    let (label, words, mut value) = begins(desk, labels, &cell)?;
    if value.is_empty() {
        let is_value = |beside: &Rect| begins(desk, labels, beside).is_none();
        value = match right_of(desk, &cell) {
            // As high as the label's own cell: a cell of several rows may stand beside one, and the other way round.
            Some(right) if is_value(&right) => {
                inside(desk, &Rect { y0: cell.y0.min(right.y0), y1: cell.y1.max(right.y1), ..right })
                    .into_iter()
                    .filter(|&k| {
                        let y = desk.sheet.words[k].rect.mid_y();
                        (y > cell.y0 && y < cell.y1) || (y > right.y0 && y < right.y1)
                    })
                    .collect()
            }
            _ => below(desk, &cell).filter(is_value).map(|b| inside(desk, &b)).unwrap_or_default(),
        };
    }
    Some(Labelled { label, words, value })
}

/// The label that a cell begins with, its words, and the other words of the cell.
fn begins(desk: &Desk<'_>, labels: &[Label], cell: &Rect) -> Option<(usize, Vec<usize>, Vec<usize>)> {
    let content = inside(desk, cell);
    let &first = content.iter().find(|&&k| !desk.plain(k).is_empty())?;
    let lead = desk.plain(first);
    let mut best: Option<(usize, Vec<usize>)> = None;
    for (k, label) in labels.iter().enumerate() {
        for (at, name) in label.names.iter().enumerate().filter(|(_, n)| n.starts_with(lead)) {
            let found = spell(desk, &content, first, name, &|_| false);
            let found = found.filter(|w| label.names.is_given(at) || w.last().is_some_and(|&l| desk.ends_cell(l)));
            if let Some(words) = found.filter(|w| best.as_ref().is_none_or(|b| w.len() > b.1.len())) {
                best = Some((k, words));
            }
        }
    }
    let (label, mut words) = best?;
    let mut rest: Vec<usize> = content.into_iter().filter(|k| !words.contains(k)).collect();
    // The colon of the label, when it stands alone.
    while let Some(&next) = rest.first().filter(|&&k| desk.sheet.word(k) == ":") {
        words.push(next);
        rest.remove(0);
    }
    Some((label, words, rest))
}

/// The free words in a cell, line by line.
fn inside(desk: &Desk<'_>, cell: &Rect) -> Vec<usize> {
    let words = desk.sheet.words.iter().enumerate();
    words.filter(|(k, w)| desk.is_free(*k) && cell.contains(w.rect.mid_x(), w.rect.mid_y())).map(|(k, _)| k).collect()
}

/// The cell to the right of another.
pub(in crate::grammar) fn right_of(desk: &Desk<'_>, cell: &Rect) -> Option<Rect> {
    [2.0, 5.0, APART].into_iter().find_map(|step| {
        let found = desk.sheet.cell_at(cell.x1 + step, cell.mid_y())?;
        (found.width() > APART && found.x0 >= cell.x1 - 1.0 && found.x0 <= cell.x1 + APART).then_some(found)
    })
}

/// The cell to the left of another.
pub(in crate::grammar) fn left_of(desk: &Desk<'_>, cell: &Rect) -> Option<Rect> {
    [2.0, 5.0, APART].into_iter().find_map(|step| {
        let found = desk.sheet.cell_at(cell.x0 - step, cell.mid_y())?;
        (found.width() > APART && found.x1 <= cell.x0 + 1.0).then_some(found)
    })
}

/// The cell above another.
pub(in crate::grammar) fn above(desk: &Desk<'_>, cell: &Rect) -> Option<Rect> {
    [2.0, 5.0, APART].into_iter().find_map(|step| {
        let found = desk.sheet.cell_at(cell.mid_x(), cell.y0 - step)?;
        (found.height() > 4.0 && found.y1 <= cell.y0 + 1.0).then_some(found)
    })
}

/// The cell below another.
fn below(desk: &Desk<'_>, cell: &Rect) -> Option<Rect> {
    [2.0, 5.0, APART].into_iter().find_map(|step| {
        let found = desk.sheet.cell_at(cell.mid_x(), cell.y1 + step)?;
        (found.height() > 4.0 && found.y0 >= cell.y1 - 1.0 && found.y0 <= cell.y1 + APART).then_some(found)
    })
}

/// Takes the words of a label.
pub(in crate::grammar) fn take_label(desk: &mut Desk<'_>, found: &Labelled) {
    desk.take(found.words.iter().copied(), Role::Label);
}
