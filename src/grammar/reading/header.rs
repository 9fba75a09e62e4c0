//! The block of labelled cells that stands on top of every page of a card.

use super::block::{self, Ends};
use super::capture::Fields;
use super::desk::{Desk, Role};
use super::headings::named;
use super::labels::label;
use super::spell::spell;
use crate::grammar::language::form::{Field, Form, HeaderCell};
use crate::layout::Line;

/// A label found in the block.
#[derive(Clone, Debug)]
struct Found {
    cell: usize,
    words: Vec<usize>,
    x0: f32,
    baseline: f32,
}

/// A header block on a page.
pub(in crate::grammar) struct Header {
    /// Its first line.
    pub line: usize,
    /// Position behind its last line.
    pub end: usize,
    /// Its cells with what they say; a blank cell has an empty passage.
    pub cells: Fields,
    /// The words of its labels, each with its field.
    pub labels: Vec<(Field, Vec<usize>)>,
}

/// How far below its first label a block can reach, in em.
const DEPTH: f32 = 18.0;
/// How far apart the labels of one row can stand when cells are centred, in em.
const SPREAD: f32 = 4.5;

/// The header blocks of a sheet from top to bottom; their words are taken.
pub(in crate::grammar) fn take_headers(desk: &mut Desk<'_>, form: &Form) -> Vec<Header> {
    let section = |desk: &Desk<'_>, line: usize| named(desk, form, &desk.free_words(line)).is_some();
    let either = |desk: &Desk<'_>, line: usize| {
        let words = desk.free_words(line);
        named(desk, form, &words).is_some() || label(desk, &form.labels, &words).is_some()
    };
    let ends = Ends { section: &section, label: &either };
    let mut out: Vec<Header> = Vec::new();
    let mut line = 0;
    while line < desk.sheet.lines.len() {
        let from = out.last().map_or(0, |h| h.end);
        match take_header(desk, form, line, from, &ends) {
            Some(header) => {
                line = header.end.max(line + 1);
                out.push(header);
            }
            None => line += 1,
        }
    }
    out
}

/// The block whose first label stands on a line; `from` is the first line that can belong to it.
fn take_header(desk: &mut Desk<'_>, form: &Form, line: usize, from: usize, ends: &Ends<'_>) -> Option<Header> {
    let top = desk.sheet.lines[line];
    let rows = &form.header;
    let lead = rows.first()?.first()?;
    let begins = |desk: &Desk<'_>, k: usize| {
        let plain = desk.plain(k);
        !plain.is_empty() && lead.names.iter().any(|n| n.starts_with(plain))
    };
    // Cheap, since most lines begin with something else.
    let first = top.words().find(|&k| desk.is_free(k) && !desk.plain(k).is_empty())?;
    if !begins(desk, first) {
        // The label that tells cards apart may stand anywhere in the block.
        let inner = top.words().find(|&k| k != first && desk.is_free(k) && begins(desk, k) && desk.starts_cell(k))?;
        let near: Vec<usize> = (line..desk.sheet.lines.len().min(line + 3)).flat_map(|l| desk.free_words(l)).collect();
        let lead = find(desk, &near, lead, 0, |k| k == inner)?;
        return block::take(desk, form, line, from, lead.words, ends);
    }
    let near: Vec<usize> = desk.sheet.lines[from..]
        .iter()
        .filter(|l| l.baseline > top.baseline - SPREAD * top.size && l.baseline < top.baseline + DEPTH * top.size)
        .flat_map(Line::words)
        .filter(|&k| desk.is_free(k))
        .collect();
    let lead = find(desk, &near, lead, 0, |k| k == first)?;
    let found = strict(desk, rows, &top, from, &near, lead.clone(), ends.label);
    found.or_else(|| block::take(desk, form, line, from, lead.words, ends))
}

/// The block where its labels stand in the rows that the grammar says.
fn strict(
    desk: &mut Desk<'_>,
    rows: &[Vec<HeaderCell>],
    top: &Line,
    from: usize,
    near: &[usize],
    lead: Found,
    ends: &dyn Fn(&Desk<'_>, usize) -> bool,
) -> Option<Header> {
    let mut found = vec![vec![lead]];
    for (position, row) in rows.iter().enumerate() {
        let labels = labels_of_row(desk, near, row, found.last()?, position == 0)?;
        if position == 0 {
            found[0].extend(labels);
        } else {
            found.push(labels);
        }
    }
    if found[0].len() < rows[0].len().min(2) {
        return None;
    }
    let of =
        |row: &[Found], far: fn(f32, f32) -> f32| row.iter().map(|f| f.baseline).reduce(far).unwrap_or(top.baseline);
    let (upper, lower) = (of(&found[0], f32::min), of(found.last()?, f32::max));
    let at = |y: f32| (from..desk.sheet.lines.len()).find(|&l| desk.sheet.lines[l].baseline > y - 0.5);
    let (begin, last) = (at(upper)?, at(lower)?);
    let end = bottom(desk, begin, last, ends);
    // Another label among the values: the block is not as the grammar says.
    let inside: Vec<usize> = (begin..end).flat_map(|l| desk.free_words(l)).collect();
    let taken: Vec<usize> = found.iter().flatten().flat_map(|f| f.words.clone()).collect();
    let rest: Vec<usize> = inside.into_iter().filter(|k| !taken.contains(k)).collect();
    for (row, specs) in rows.iter().enumerate() {
        for (cell, spec) in specs.iter().enumerate().filter(|(_, s)| !s.names.is_empty()) {
            let known = found[row].iter().any(|f| f.cell == cell);
            if !known && block::stands_alone(desk, &rest, &spec.names) {
                return None;
            }
        }
    }
    if hangs(desk, found.last()?, &rest, end, ends) {
        return None;
    }
    let cells = cells(desk, rows, &found, begin, end);
    let labels = rows
        .iter()
        .zip(&found)
        .flat_map(|(row, found)| found.iter().map(|f| (row[f.cell].field.clone(), f.words.clone())));
    Some(Header { line: begin, end, cells, labels: labels.collect() })
}

/// Whether the values of the last row stand in a row of their own below it: no label has words beside it, and the next line, behind
/// which the block would end, is set under one.
fn hangs(
    desk: &Desk<'_>,
    labels: &[Found],
    rest: &[usize],
    end: usize,
    ends: &dyn Fn(&Desk<'_>, usize) -> bool,
) -> bool {
    let Some(next) = desk.sheet.lines.get(end) else { return false };
    let low = labels.iter().flat_map(|f| &f.words).map(|&k| desk.sheet.words[k].rect.y1).fold(0.0, f32::max);
    let top = labels.iter().map(|f| f.baseline).fold(f32::MAX, f32::min) - next.size;
    let beside = rest.iter().any(|&k| desk.sheet.words[k].baseline > top);
    let under = |k: usize| labels.iter().any(|f| (f.x0 - desk.sheet.words[k].rect.x0).abs() < block::SET * next.size);
    !beside
        && next.rect.y0 - low < block::PITCH * next.size
        && desk.free_words(end).into_iter().any(under)
        && !ends(desk, end)
}

/// A label of a cell among some words, the first from the top for which `fits` holds; it may run over several lines.
fn find(
    desk: &Desk<'_>,
    near: &[usize],
    spec: &HeaderCell,
    cell: usize,
    fits: impl Fn(usize) -> bool,
) -> Option<Found> {
    near.iter().copied().filter(|&k| fits(k) && desk.starts_cell(k)).find_map(|k| {
        let words = spec.names.iter().find_map(|n| spell(desk, near, k, n, &|_| false))?;
        let word = &desk.sheet.words[k];
        Some(Found { cell, words, x0: word.rect.x0, baseline: word.baseline })
    })
}

/// The labels of a row of the block, from left to right: those beside the first label, or those of a row below `above`,
/// all of which must be there.
fn labels_of_row(
    desk: &Desk<'_>,
    near: &[usize],
    row: &[HeaderCell],
    above: &[Found],
    first_row: bool,
) -> Option<Vec<Found>> {
    let mut out: Vec<Found> = Vec::new();
    let lead = above.first()?;
    for (cell, spec) in row.iter().enumerate().skip(usize::from(first_row)) {
        if spec.names.is_empty() {
            continue;
        }
        let before = out.last().map_or(lead.x0, |f| f.x0);
        let anchor = if first_row { Some(lead.baseline) } else { out.first().map(|f| f.baseline) };
        let lowest = above.iter().map(|f| f.baseline).fold(f32::MIN, f32::max);
        let hit = find(desk, near, spec, cell, |k| {
            let w = &desk.sheet.words[k];
            w.rect.x0 > before + w.size
                && anchor.is_none_or(|y| (w.baseline - y).abs() < SPREAD * w.size)
                && (first_row || w.baseline > lowest + 0.6 * w.size)
        });
        match hit {
            Some(hit) => out.push(hit),
            None if first_row => {}
            None => return None,
        }
    }
    Some(out)
}

/// The line behind the block: its lines follow each other closely, and a ruling line or a known heading ends it.
fn bottom(desk: &Desk<'_>, first: usize, last: usize, ends: &dyn Fn(&Desk<'_>, usize) -> bool) -> usize {
    let sheet = desk.sheet;
    let (x0, x1) = extent(&sheet.lines[first..=last]);
    let mut low = sheet.lines[first..=last].iter().map(|l| l.rect.y1).fold(0.0, f32::max);
    let mut end = last + 1;
    while end < sheet.lines.len() {
        let line: &Line = &sheet.lines[end];
        let closed = sheet.across.iter().any(|a| {
            let common = a.x1.min(x1) - a.x0.max(x0);
            a.y > sheet.lines[last].baseline && a.y < line.baseline && common > 0.7 * (x1 - x0)
        });
        if closed || line.rect.y0 - low > 0.62 * line.size || ends(desk, end) {
            break;
        }
        low = low.max(line.rect.y1);
        end += 1;
    }
    end
}

/// From the leftmost to the rightmost word of some lines.
fn extent(lines: &[Line]) -> (f32, f32) {
    lines.iter().fold((f32::MAX, f32::MIN), |(a, b), l| (a.min(l.rect.x0), b.max(l.rect.x1)))
}

/// Parts the words of the block among its cells.
fn cells(desk: &mut Desk<'_>, rows: &[Vec<HeaderCell>], found: &[Vec<Found>], line: usize, end: usize) -> Fields {
    let tops: Vec<f32> =
        (0..found.len()).map(|r| if r == 0 { f32::MIN } else { row_top(desk, found, r, line, end) }).collect();
    let mut words: Vec<Vec<Vec<usize>>> = rows.iter().map(|row| vec![Vec::new(); row.len()]).collect();
    for k in desk.sheet.lines[line..end].iter().flat_map(|l| l.words()) {
        if !desk.is_free(k) {
            continue;
        }
        let word = &desk.sheet.words[k];
        let row = tops.iter().rposition(|top| word.baseline > *top).unwrap_or(0);
        let cell = cell_at(desk, &rows[row], &found[row], word.rect.x0 + 0.2 * word.size);
        words[row][cell].push(k);
    }
    let labels: Vec<usize> = found.iter().flatten().flat_map(|f| f.words.clone()).collect();
    let mut out = Fields::new();
    for (row, specs) in rows.iter().enumerate() {
        for (cell, spec) in specs.iter().enumerate() {
            let mut value: Vec<usize> = words[row][cell].iter().copied().filter(|k| !labels.contains(k)).collect();
            // The colon of the label, when it stands alone.
            let bare = value.iter().take_while(|&&k| desk.sheet.word(k) == ":").count();
            desk.take(value.drain(..bare), Role::Label);
            let passage = desk.take_passage(&value);
            // What has neither label nor value is not printed.
            if !passage.is_empty() || spec.names.is_empty() || found[row].iter().any(|f| f.cell == cell) {
                out.push((spec.field.clone(), passage));
            }
        }
    }
    desk.take(labels, Role::Label);
    out
}

/// The upper limit of a row of the block, between its labels and those of the row above: a ruling line, or the widest gap.
fn row_top(desk: &Desk<'_>, found: &[Vec<Found>], row: usize, line: usize, end: usize) -> f32 {
    let sheet = desk.sheet;
    let baselines = |r: usize| found[r].iter().map(|f| f.baseline);
    let (upper, lower) = (baselines(row - 1).fold(f32::MIN, f32::max), baselines(row).fold(f32::MAX, f32::min));
    let (x0, x1) = extent(&sheet.lines[line..end]);
    let rule = sheet.across.iter().rev().find(|a| {
        let common = a.x1.min(x1) - a.x0.max(x0);
        a.y > upper && a.y < lower && common > 0.5 * (x1 - x0)
    });
    if let Some(rule) = rule {
        return rule.y;
    }
    let between: Vec<f32> =
        sheet.lines[line..].iter().map(|l| l.baseline).filter(|b| *b > upper + 1.0 && *b < lower - 1.0).collect();
    let cut = crate::layout::cut_between(upper, &between, lower, 0);
    let (a, b) = (if cut == 0 { upper } else { between[cut - 1] }, between.get(cut).copied().unwrap_or(lower));
    (a + b) / 2.0
}

/// The cell of a row at a position: each labelled cell begins at its label, or at the ruling line before it.
fn cell_at(desk: &Desk<'_>, row: &[HeaderCell], found: &[Found], x: f32) -> usize {
    let label = found.iter().rev().find(|f| x >= cell_start(desk, f, found));
    match label {
        Some(f) => f.cell,
        // Left of all labels stands the cell without one.
        None => row.iter().position(|c| c.names.is_empty()).unwrap_or(0),
    }
}

fn cell_start(desk: &Desk<'_>, label: &Found, found: &[Found]) -> f32 {
    let baseline = label.baseline;
    let before = found.iter().map(|f| f.x0).filter(|x| *x < label.x0 - 1.0).fold(f32::MIN, f32::max);
    let rule = desk.sheet.down.iter().rev().find(|d| {
        d.x <= label.x0 + 1.0 && d.x > before && label.x0 - d.x < 30.0 && d.y0 <= baseline && d.y1 >= baseline - 4.0
    });
    rule.map_or(label.x0 - 1.0, |d| d.x)
}
