//! The block of labelled cells that stands on top of every page of a card.

use std::ops::Range;

use super::capture::Fields;
use super::desk::{Desk, Role};
use super::form::HeaderCell;
use crate::layout::Line;

/// A label found in the block.
#[derive(Clone, Debug)]
struct Found {
    cell: usize,
    words: Range<usize>,
    x0: f32,
}

/// A header block on a page.
pub(super) struct Header {
    /// The line of its first label.
    pub line: usize,
    /// Position behind its last line.
    pub end: usize,
    /// Its cells with what they say; a blank cell has an empty passage.
    pub cells: Fields,
}

/// The header blocks of a sheet from top to bottom; their words are taken. `ends` says whether a line surely is no longer
/// part of a block.
pub(super) fn take_headers(
    desk: &mut Desk<'_>,
    rows: &[Vec<HeaderCell>],
    ends: impl Fn(&Desk<'_>, usize) -> bool,
) -> Vec<Header> {
    let mut out = Vec::new();
    let mut line = 0;
    while line < desk.sheet.lines.len() {
        match take_header(desk, rows, line, &ends) {
            Some(header) => {
                line = header.end.max(line + 1);
                out.push(header);
            }
            None => line += 1,
        }
    }
    out
}

fn take_header(
    desk: &mut Desk<'_>,
    rows: &[Vec<HeaderCell>],
    line: usize,
    ends: &impl Fn(&Desk<'_>, usize) -> bool,
) -> Option<Header> {
    let top = desk.sheet.lines[line];
    let first = top.words().find(|&k| desk.is_free(k))?;
    let lead = rows.first()?.first()?;
    let end = lead.names.iter().find_map(|n| desk.match_name(first, top.last as usize, n))?;
    let lead = Found { cell: 0, words: first..end, x0: desk.sheet.words[first].rect.x0 };
    let mut found = vec![labels_of_row(desk, rows.first()?, line..line + 1, Some(lead))];
    if found[0].len() < 2 && rows[0].len() > 2 {
        return None;
    }
    // The labels of the further rows stand on one line each, a few lines below.
    let mut last_line = line;
    for row in &rows[1..] {
        let wanted = row.iter().filter(|c| !c.names.is_empty()).count();
        let near = (last_line + 1..desk.sheet.lines.len())
            .take_while(|&k| desk.sheet.lines[k].baseline - top.baseline < 16.0 * top.size);
        let hit = near
            .map(|k| (k, labels_of_row(desk, row, k..k + 1, None)))
            .find(|(_, labels)| !labels.is_empty() && labels.len() == wanted)?;
        last_line = hit.0;
        found.push(hit.1);
    }
    let end = bottom(desk, line, last_line, ends);
    let cells = cells(desk, rows, &found, line, end);
    Some(Header { line, end, cells })
}

/// The labels of one row of the block among some lines, in the order of the cells and from left to right.
fn labels_of_row(desk: &Desk<'_>, row: &[HeaderCell], lines: Range<usize>, lead: Option<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = lead.into_iter().collect();
    let mut words = lines.flat_map(|k| desk.sheet.lines[k].words().map(move |w| (k, w))).peekable();
    for (cell, spec) in row.iter().enumerate().skip(out.len()) {
        if spec.names.is_empty() {
            continue;
        }
        let from = out.last().map_or(0, |f| f.words.end);
        let mut ahead = words.clone();
        let hit = ahead.find_map(|(line, w)| {
            let open = w >= from && desk.is_free(w) && desk.starts_cell(w);
            let last = desk.sheet.lines[line].last as usize;
            let end = open.then(|| spec.names.iter().find_map(|n| desk.match_name(w, last, n)))??;
            Some(Found { cell, words: w..end, x0: desk.sheet.words[w].rect.x0 })
        });
        if let Some(hit) = hit {
            words = ahead;
            out.push(hit);
        }
    }
    out
}

/// The line behind the block: its lines follow each other closely, and a ruling line or a known heading ends it.
fn bottom(desk: &Desk<'_>, first: usize, last: usize, ends: &impl Fn(&Desk<'_>, usize) -> bool) -> usize {
    let sheet = desk.sheet;
    let (x0, x1) = (sheet.lines[first].rect.x0, sheet.lines[first].rect.x1);
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

/// Parts the words of the block among its cells.
fn cells(desk: &mut Desk<'_>, rows: &[Vec<HeaderCell>], found: &[Vec<Found>], line: usize, end: usize) -> Fields {
    let tops: Vec<f32> =
        (0..found.len()).map(|r| if r == 0 { f32::MIN } else { row_top(desk, found, r, line) }).collect();
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
            out.push((spec.field.clone(), passage));
        }
    }
    desk.take(labels, Role::Label);
    out
}

/// The upper limit of a row of the block, between its labels and those of the row above: a ruling line, or the widest gap.
fn row_top(desk: &Desk<'_>, found: &[Vec<Found>], row: usize, line: usize) -> f32 {
    let sheet = desk.sheet;
    let baseline =
        |r: usize| found[r].first().map_or(sheet.lines[line].baseline, |f| sheet.words[f.words.start].baseline);
    let (upper, lower) = (baseline(row - 1), baseline(row));
    let (x0, x1) = (sheet.lines[line].rect.x0, sheet.lines[line].rect.x1);
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
    let baseline = desk.sheet.words[label.words.start].baseline;
    let before = found.iter().map(|f| f.x0).filter(|x| *x < label.x0 - 1.0).fold(f32::MIN, f32::max);
    let rule = desk.sheet.down.iter().rev().find(|d| {
        d.x <= label.x0 + 1.0 && d.x > before && label.x0 - d.x < 30.0 && d.y0 <= baseline && d.y1 >= baseline - 4.0
    });
    rule.map_or(label.x0 - 1.0, |d| d.x)
}
