//! A header block whose labels stand in other rows or another order than the grammar says: each value is found by its own label.

use std::ops::Range;

use super::capture::Fields;
use super::cells;
use super::desk::{Desk, Role};
use super::header::Header;
use super::spell::spell;
use crate::base::geometry::Rect;
use crate::grammar::language::form::{Field, Form, HeaderCell, Names};
use crate::layout::Line;

/// A label in the block.
struct Label<'g> {
    field: &'g Field,
    words: Vec<usize>,
    rect: Rect,
    /// Height of its first line.
    baseline: f32,
    value: Vec<usize>,
}

/// How many labels there must be, besides the one that tells cards apart, where that does not begin the block.
const LABELS: usize = 2;
/// Labels of one row stand no farther apart than this, in em.
const ROW: f32 = 0.5;
/// The next line of a block stands no farther below than this, in em from box to box.
pub(super) const PITCH: f32 = 1.6;
/// The lines of a value, or of the text behind the last label, stand no farther apart than this, in em from box to box.
const LEADING: f32 = 0.62;
/// How well a line is set under a label or a value, in em.
pub(super) const SET: f32 = 0.6;
/// A value stands beside its label no farther than this gap that nothing else fills, in em; one that is wider is of another column.
const TOUCH: f32 = 0.8;

/// What may end a block: a line of something else, and a line that begins with a label of the card.
pub(in crate::grammar) struct Ends<'e> {
    /// Whether a line is of something else.
    pub section: &'e dyn Fn(&Desk<'_>, usize) -> bool,
    /// Whether a line is that, or begins with a label.
    pub label: &'e dyn Fn(&Desk<'_>, usize) -> bool,
}

/// The block of which `key` are the words of the label that tells cards apart, on a line; `from` is the first line that can belong
/// to it.
pub(in crate::grammar) fn take(
    desk: &mut Desk<'_>,
    form: &Form,
    line: usize,
    from: usize,
    key: Vec<usize>,
    ends: &Ends<'_>,
) -> Option<Header> {
    let specs = || form.header.iter().flatten().filter(|c| !c.names.is_empty());
    let lead = specs().next()?;
    let first = desk.free_words(line).first() == key.first();
    let (top, end) = (top(desk, form, line, from), bottom(desk, line, ends.section));
    let near: Vec<usize> = (top..end).flat_map(|l| desk.free_words(l)).collect();
    let mut labels = vec![label(desk, &lead.field, key)?];
    for spec in specs().skip(1) {
        let found = find(desk, &near, &spec.names, &labels);
        labels.extend(found.and_then(|w| label(desk, &spec.field, w)));
    }
    if labels.len() <= LABELS && !first {
        return None;
    }
    let low = labels.iter().map(|l| l.rect.y1).fold(0.0, f32::max);
    // Labels of the card that stand among those of the block are of it.
    let upper: Vec<usize> = near.iter().copied().filter(|&k| desk.sheet.words[k].rect.y0 < low).collect();
    for spec in &form.labels {
        let Some(field) = spec.field.as_ref().filter(|f| !spec.anywhere && !labels.iter().any(|l| l.field == *f))
        else {
            continue;
        };
        let found = find(desk, &upper, &spec.names, &labels);
        labels.extend(found.and_then(|w| label(desk, field, w)));
    }
    // Behind the last label there is the rest of its value, or the text without a label.
    let last = (top..end).rev().find(|&l| desk.sheet.lines[l].rect.y0 < low)?;
    let end = rest(desk, last + 1, end, ends.label);
    let begin =
        (top..end).find(|&l| desk.sheet.lines[l].words().any(|k| labels.iter().any(|l| l.words.contains(&k))))?;
    let words: Vec<usize> = (begin..end).flat_map(|l| desk.free_words(l)).collect();
    let words = without_labels(desk, &mut labels, words);
    let bare = share(desk, &mut labels, begin..end, &words);
    let is_code = labels
        .first()
        .is_some_and(|l| !l.value.is_empty() && desk.text(l.value.clone()).contains(|c: char| c.is_ascii_digit()));
    if labels.len() <= LABELS && !is_code {
        return None;
    }
    let unlabelled = form.header.iter().flatten().find(|c| c.names.is_empty());
    let unlabelled = unlabelled.filter(|c| !labels.iter().any(|l| *l.field == c.field));
    Some(header(desk, labels, unlabelled, bare, begin..end))
}

/// The block as it was read; its words are taken.
fn header(
    desk: &mut Desk<'_>,
    labels: Vec<Label<'_>>,
    unlabelled: Option<&HeaderCell>,
    bare: Vec<usize>,
    lines: Range<usize>,
) -> Header {
    let mut cells = Fields::new();
    let names = labels.iter().map(|l| (l.field.clone(), l.words.clone())).collect();
    for label in labels {
        desk.take(label.words, Role::Label);
        let passage = desk.take_passage(&label.value);
        cells.push((label.field.clone(), passage));
    }
    if let Some(spec) = unlabelled {
        let passage = desk.take_passage(&bare);
        cells.push((spec.field.clone(), passage));
    }
    Header { line: lines.start, end: lines.end, cells, labels: names }
}

/// The words of a label among some words: where several places spell it, one with a break behind it. A name that no grammar gives
/// is one only there.
fn find(desk: &Desk<'_>, near: &[usize], names: &Names, labels: &[Label<'_>]) -> Option<Vec<usize>> {
    let used = |k: usize| labels.iter().any(|l| l.words.contains(&k));
    let starts: Vec<usize> = near.iter().copied().filter(|&k| !used(k) && desk.starts_cell(k)).collect();
    let mut loose: Option<Vec<usize>> = None;
    for &k in &starts {
        for (position, name) in names.iter().enumerate() {
            let Some(words) = spell(desk, near, k, name, &used) else { continue };
            if words.last().is_some_and(|&last| desk.ends_cell(last)) {
                return Some(words);
            }
            if names.is_given(position) {
                loose.get_or_insert(words);
            }
        }
    }
    loose
}

/// Whether a label stands among some words, with a break behind it.
pub(in crate::grammar) fn stands_alone(desk: &Desk<'_>, near: &[usize], names: &Names) -> bool {
    find(desk, near, names, &[]).is_some_and(|words| words.last().is_some_and(|&k| desk.ends_cell(k)))
}

fn label<'g>(desk: &Desk<'_>, field: &'g Field, words: Vec<usize>) -> Option<Label<'g>> {
    let first = desk.sheet.words.get(*words.first()?)?;
    let rect = words.iter().map(|&k| desk.sheet.words[k].rect).reduce(|a, b| a.union(&b))?;
    Some(Label { field, words, rect, baseline: first.baseline, value: Vec::new() })
}

/// The first line of the block: lines close above the one with the leading label that begin with labels too.
fn top(desk: &Desk<'_>, form: &Form, line: usize, from: usize) -> usize {
    let lines: &[Line] = &desk.sheet.lines;
    let is_label = |l: usize| {
        let words = desk.free_words(l);
        let names = form.header.iter().flatten().map(|c| &c.names).filter(|n| !n.is_empty());
        names.into_iter().any(|n| find(desk, &words, n, &[]).is_some())
    };
    let mut top = line;
    let mut near = line;
    for k in (from..line).rev() {
        if lines[near].rect.y0 - lines[k].rect.y1 > PITCH * lines[k].size {
            break;
        }
        near = k;
        if is_label(k) {
            top = k;
        }
    }
    top
}

/// The line behind the block: where something else surely begins, or a wide gap.
fn bottom(desk: &Desk<'_>, line: usize, ends: &dyn Fn(&Desk<'_>, usize) -> bool) -> usize {
    let lines = &desk.sheet.lines;
    let mut low = lines[line].rect.y1;
    for (k, next) in lines.iter().enumerate().skip(line + 1) {
        let free = next.words().any(|w| desk.is_free(w));
        if free && (next.rect.y0 - low > PITCH * next.size || ends(desk, k)) {
            return k;
        }
        low = low.max(next.rect.y1);
    }
    lines.len()
}

/// The line behind the text that follows the last label: it has the pitch of prose, once it has begun, or stands in a ruled row of
/// its own.
fn rest(desk: &Desk<'_>, from: usize, end: usize, ends: &dyn Fn(&Desk<'_>, usize) -> bool) -> usize {
    let lines: &[Line] = &desk.sheet.lines;
    let mut k = from;
    while k < end {
        let gap = lines[k].rect.y0 - lines[k.saturating_sub(1)].rect.y1;
        let framed = || desk.sheet.cell_at(lines[k].rect.x0 + 0.5 * lines[k].size, lines[k].rect.mid_y()).is_some();
        if ends(desk, k) || k > from && gap > LEADING * lines[k].size && !framed() {
            break;
        }
        k += 1;
    }
    k
}

/// The words of no label; a colon that stands alone behind one is its own, wherever the value stands.
fn without_labels(desk: &Desk<'_>, labels: &mut [Label<'_>], words: Vec<usize>) -> Vec<usize> {
    for label in labels.iter_mut() {
        let last = label.words.last().map(|&l| desk.sheet.words[l].rect);
        let behind = |&&k: &&usize| {
            let rect = desk.sheet.words[k].rect;
            desk.sheet.word(k) == ":"
                && last.is_some_and(|l| l.overlap_y(&rect) > 0.0 && (0.0..rect.height()).contains(&(rect.x0 - l.x1)))
        };
        let colon = words.iter().find(behind).copied();
        label.words.extend(colon);
    }
    words.into_iter().filter(|k| !labels.iter().any(|l| l.words.contains(k))).collect()
}

/// Gives each word to the label whose value it is part of; what is left is the text without a label.
fn share(desk: &Desk<'_>, labels: &mut [Label<'_>], lines: Range<usize>, words: &[usize]) -> Vec<usize> {
    let mut bare: Vec<usize> = Vec::new();
    let hanging = hang(desk, labels, words);
    for line in lines {
        let mine: Vec<usize> = desk.sheet.lines[line].words().filter(|k| words.contains(k)).collect();
        for run in runs(desk, labels, &mine) {
            let at = match in_cell(desk, labels, run[0]) {
                Some(at) => at,
                None => lane(desk, labels, &run, hanging),
            };
            match at {
                Some(at) => labels[at].value.extend(run),
                None => bare.extend(run),
            }
        }
    }
    bare
}

/// Whether values stand below their labels: most labels have nothing beside them before the next label of their line.
fn hang(desk: &Desk<'_>, labels: &[Label<'_>], words: &[usize]) -> bool {
    let beside = labels.iter().filter(|label| {
        let y = label.rect.mid_y();
        let next = labels
            .iter()
            .filter(|o| o.rect.y0 < y && o.rect.y1 > y && o.rect.x0 > label.rect.x0)
            .map(|o| o.rect.x0)
            .fold(f32::MAX, f32::min);
        words.iter().any(|&k| {
            let word = &desk.sheet.words[k];
            (word.baseline - label.baseline).abs() < ROW * word.size
                && word.rect.x0 > label.rect.x0
                && word.rect.x0 < next
        })
    });
    beside.count() * 2 < labels.len()
}

/// The words of a line, parted at wide gaps, at ruling lines and where a label stands between.
fn runs(desk: &Desk<'_>, labels: &[Label<'_>], words: &[usize]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::new();
    for &k in words {
        let word = &desk.sheet.words[k];
        let joins = out.last().and_then(|r| r.last()).is_some_and(|&l| {
            let before = &desk.sheet.words[l];
            let label = labels.iter().any(|a| {
                let y = a.rect.y0 < word.rect.mid_y() && a.rect.y1 > word.rect.mid_y();
                y && a.rect.x0 >= before.rect.x1 - 0.5 && a.rect.x1 <= word.rect.x0 + 0.5
            });
            !label && word.rect.x0 - before.rect.x1 < TOUCH * word.size && !parted(desk, &before.rect, &word.rect)
        });
        match out.last_mut() {
            Some(run) if joins => run.push(k),
            _ => out.push(vec![k]),
        }
    }
    out
}

/// Whether a ruling line stands between two words of a line.
fn parted(desk: &Desk<'_>, left: &Rect, right: &Rect) -> bool {
    let y = right.mid_y();
    desk.sheet.down.iter().any(|d| d.x >= left.x1 - 0.5 && d.x <= right.x0 + 0.5 && d.y0 <= y && d.y1 >= y)
}

/// The label whose ruled cell, or the cell beside or above it, a word stands in. None where ruling lines say nothing; a ruled cell
/// that has no label holds the text without one.
fn in_cell(desk: &Desk<'_>, labels: &[Label<'_>], word: usize) -> Option<Option<usize>> {
    let rect = desk.sheet.words[word].rect;
    let cell = desk.sheet.cell_at(rect.mid_x(), rect.mid_y())?;
    // A cell with several labels is the frame of the block.
    let inside = |cell: &Rect| {
        let mut all = (0..labels.len()).filter(|&k| cell.contains(labels[k].rect.mid_x(), labels[k].rect.mid_y()));
        (all.next(), all.count())
    };
    match inside(&cell) {
        (Some(one), 0) => Some(Some(one)),
        (Some(_), _) => None,
        (None, _) => {
            let before = cells::left_of(desk, &cell);
            if let Some((Some(one), 0)) = before.as_ref().map(&inside) {
                return Some(Some(one));
            }
            // A row of labels with a row of values below it.
            let above = cells::above(desk, &cell).filter(|a| a.overlap_x(&cell) > 0.8 * a.width().max(cell.width()));
            if let Some((Some(one), 0)) = above.as_ref().map(&inside) {
                // Where the label has its value beside it, what stands below it is another row.
                return (labels[one].value.is_empty() || is_below(labels, one, desk)).then_some(Some(one));
            }
            let alone = before.is_none() && cells::right_of(desk, &cell).is_none();
            alone.then_some(None)
        }
    }
}

/// Whether what a label has so far stands below it.
fn is_below(labels: &[Label<'_>], at: usize, desk: &Desk<'_>) -> bool {
    let label = &labels[at];
    label.value.first().is_some_and(|&k| desk.sheet.words[k].rect.y0 > label.rect.y1 - 1.0)
}

/// The label of the lane that a run of words begins in.
fn lane(desk: &Desk<'_>, labels: &[Label<'_>], run: &[usize], hanging: bool) -> Option<usize> {
    let first = &desk.sheet.words[*run.first()?];
    let (x, baseline, size) = (first.rect.x0, first.baseline, first.size);
    let left = labels.iter().map(|l| l.rect.x0).fold(f32::MAX, f32::min);
    // The row of labels at or above the words.
    let row = labels.iter().map(|l| l.baseline).filter(|b| *b < baseline + ROW * size).fold(f32::MIN, f32::max);
    let of_row = |k: &usize| (labels[*k].baseline - row).abs() < ROW * size;
    let in_row: Vec<usize> = (0..labels.len()).filter(of_row).collect();
    let at = in_row
        .iter()
        .copied()
        .filter(|&k| labels[k].rect.x0 <= x + 0.3 * size)
        .max_by(|a, b| labels[*a].rect.x0.total_cmp(&labels[*b].rect.x0))?;
    let label = &labels[at];
    let below = baseline > label.rect.y1;
    if !below {
        return Some(at);
    }
    let end = run.last().map_or(x, |&k| desk.sheet.words[k].rect.x1);
    let next = in_row.iter().map(|&k| labels[k].rect.x0).filter(|o| *o > label.rect.x0 + 1.0).fold(f32::MAX, f32::min);
    if hanging {
        // Text that runs on below the next label is no value of this one.
        let crosses = end > next;
        let fresh = label.value.is_empty();
        let last = label.value.last().map_or(label.rect.y1, |&k| desk.sheet.words[k].rect.y1);
        let close = first.rect.y0 - last < LEADING * size;
        return (!crosses && (fresh || close && label.rect.x0 - left > size)).then_some(at);
    }
    // Under the leftmost label of a row stands the text without one, unless the value hangs there.
    if label.rect.x0 - left < size {
        let value = label.value.first().map(|&k| desk.sheet.words[k].rect.x0);
        let hangs = value.is_some_and(|v| (v - x).abs() < SET * size && v - label.rect.x0 > size);
        if !hangs && (at == 0 || (x - label.rect.x0).abs() < SET * size) {
            return None;
        }
    }
    Some(at)
}
