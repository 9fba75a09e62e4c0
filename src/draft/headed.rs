//! Tables without ruling lines between their columns, known by their headings: these stand between two ruling lines that run
//! over the whole table, or are many on one line.

use std::ops::Range;

use super::ruled::heads_text;
use super::tables::{ColumnDraft, TABLES, TableDraft, heading_above, is_value, joined, parts, sums};
use super::words::{may_label, starts_upper};
use crate::base::geometry::Rect;
use crate::layout::{Across, Phrase, Sheet};

/// How high a row of headings can be, in points.
const HIGHEST: f32 = 70.0;

/// A column: where its heading and its values stand.
struct Column {
    rect: Rect,
    heading: Vec<String>,
    values: Vec<String>,
    /// How many values stand side by side in each row.
    beside: Vec<usize>,
}

/// How many headings on one line need no ruling lines around them.
const MANY: usize = 5;

/// The tables below headings that stand between ruling lines, on lines that nothing else has, each with the lines that it
/// takes.
pub(super) fn between_rules(sheet: &Sheet, taken: &[bool]) -> Vec<(TableDraft, Range<usize>)> {
    let mut out: Vec<(TableDraft, Range<usize>)> = Vec::new();
    for pair in long(sheet).windows(2) {
        let (top, bottom) = (pair[0], pair[1]);
        let free = out.last().is_none_or(|(_, lines)| sheet.lines.get(lines.end).is_some_and(|l| l.baseline > top.y));
        if free && bottom.y - top.y < HIGHEST {
            let within = |k: &usize| (top.y..bottom.y).contains(&sheet.lines[*k].baseline);
            let heads: Vec<usize> = (0..sheet.lines.len()).filter(|k| !taken[*k]).filter(within).collect();
            out.extend(table(sheet, taken, &heads, bottom).map(|(t, lines)| titled(sheet, taken, t, lines, top.y)));
        }
    }
    out
}

/// The tables below many headings on one line.
pub(super) fn below_many(sheet: &Sheet, taken: &[bool]) -> Vec<(TableDraft, Range<usize>)> {
    let mut out: Vec<(TableDraft, Range<usize>)> = Vec::new();
    for line in 0..sheet.lines.len() {
        if out.last().is_some_and(|(_, lines)| line < lines.end) || taken[line] || !is_head(sheet, line) {
            continue;
        }
        let begin = out.last().map_or(0, |(_, lines)| lines.end);
        let heads: Vec<usize> = heads(sheet, taken, line, begin).collect();
        // No ruling line is like one of no length.
        let last = heads.last().map_or(0.0, |&l| sheet.lines[l].baseline);
        let floor = Across { y: last, x0: f32::MIN, x1: f32::MIN };
        let top = heads.first().map_or(0.0, |&l| sheet.lines[l].baseline);
        out.extend(table(sheet, taken, &heads, floor).map(|(t, lines)| titled(sheet, taken, t, lines, top)));
    }
    out
}

/// Whether a line is one of many headings.
fn is_head(sheet: &Sheet, line: usize) -> bool {
    let row = parts(sheet, &sheet.lines[line]);
    let upper = row.iter().filter(|(_, t)| starts_upper(t)).count();
    row.len() >= MANY && row.iter().all(|(_, t)| heads_text(t)) && upper * 3 >= row.len() * 2
}

/// The lines of headings around one: close to it, of other headings or the rest of these, without a value.
fn heads(sheet: &Sheet, taken: &[bool], line: usize, begin: usize) -> Range<usize> {
    let left = sheet.lines[line].rect.x0 + 3.0 * sheet.lines[line].size;
    let fits = |k: usize, near: usize| {
        let gap = (sheet.lines[k].baseline - sheet.lines[near].baseline).abs();
        let row = parts(sheet, &sheet.lines[k]);
        // What a row is about stands on the left.
        let inside = row.first().is_some_and(|(p, _)| p.rect.x0 > left);
        let rest = |t: &str| heads_text(t) || t.starts_with(char::is_lowercase) && t.split(' ').count() <= 3;
        !taken[k] && gap < 2.6 * sheet.lines[k].size && inside && row.iter().all(|(_, t)| rest(t) && !is_value(t))
    };
    let above = (begin..line).rev().take_while(|&k| line - k <= 3 && fits(k, k + 1)).count();
    let below = (line + 1..sheet.lines.len()).take_while(|&k| k - line <= 4 && fits(k, k - 1)).count();
    line - above..line + below + 1
}

/// A table with the heading over it.
fn titled(
    sheet: &Sheet,
    taken: &[bool],
    mut table: TableDraft,
    lines: Range<usize>,
    top: f32,
) -> (TableDraft, Range<usize>) {
    let above = lines.start.checked_sub(1).filter(|&l| !taken[l]);
    table.heading = above.and_then(|l| heading_above(sheet, l, top)).filter(|h| may_label(h));
    let begin = lines.start - usize::from(table.heading.is_some());
    (table, begin..lines.end)
}

/// The ruling lines that run over much of the page.
fn long(sheet: &Sheet) -> Vec<Across> {
    sheet.across.iter().copied().filter(|a| a.x1 - a.x0 > 0.4 * sheet.width).collect()
}

/// The table with these lines of headings, which end at a ruling line.
fn table(sheet: &Sheet, taken: &[bool], heads: &[usize], bottom: Across) -> Option<(TableDraft, Range<usize>)> {
    let (&first, &last) = (heads.first()?, heads.last()?);
    let mut columns: Vec<Column> = Vec::new();
    for &line in heads {
        for (phrase, text) in parts(sheet, &sheet.lines[line]) {
            match columns.iter_mut().find(|c| c.rect.overlap_x(&phrase.rect) > 0.0) {
                Some(column) => {
                    column.rect = column.rect.union(&phrase.rect);
                    column.heading.push(text);
                }
                None => columns.push(Column {
                    rect: phrase.rect,
                    heading: vec![text],
                    values: Vec::new(),
                    beside: Vec::new(),
                }),
            }
        }
    }
    columns.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
    if columns.len() < 3 || !columns.iter().all(|c| heads_text(&joined(&c.heading))) {
        return None;
    }
    let end = body(sheet, taken, last + 1, &columns, bottom);
    let mut totals: Vec<String> = Vec::new();
    let mut values = 0;
    for line in last + 1..end {
        let row = parts(sheet, &sheet.lines[line]);
        if let Some((_, text)) = row.first().filter(|(_, text)| sums(text)) {
            totals.push(text.clone());
            continue;
        }
        values += row.iter().filter(|(_, text)| is_value(text)).count();
        let mut beside = vec![0; columns.len()];
        for (phrase, text) in row {
            if let Some(k) = column_of(&columns, &phrase) {
                columns[k].values.push(text);
                beside[k] += 1;
            }
        }
        columns.iter_mut().zip(beside).filter(|(_, n)| *n > 0).for_each(|(c, n)| c.beside.push(n));
    }
    totals.dedup();
    if end < last + 2 || values == 0 && columns.iter().any(|c| c.values.len() < 2) {
        return None;
    }
    let columns = columns.into_iter().map(|c| {
        let several = c.beside.iter().filter(|n| **n > 1).count();
        let cells = if several * 2 > c.beside.len() { c.beside.iter().copied().max().unwrap_or(1) } else { 1 };
        let mut draft = ColumnDraft { cells, ..ColumnDraft::of(joined(&c.heading), &c.values) };
        draft.part_rows(&c.heading);
        draft
    });
    Some((TableDraft { heading: None, columns: columns.collect(), totals, list: TABLES }, first..end))
}

/// Behind the last line of the body: as far as ruling lines like those of the headings go, or as lines stand close together.
fn body(sheet: &Sheet, taken: &[bool], from: usize, columns: &[Column], bottom: Across) -> usize {
    let like = |a: &&Across| (a.x0 - bottom.x0).abs() < 3.0 && (a.x1 - bottom.x1).abs() < 3.0;
    let mut floor = bottom.y;
    for rule in sheet.across.iter().filter(like).filter(|a| a.y > bottom.y) {
        let mut between = sheet.lines.iter().filter(|l| (floor..rule.y).contains(&l.baseline));
        // A heading of its own stands alone between the last row of a table and the next table.
        if rule.y - floor > 120.0 || !between.any(|l| parts(sheet, l).len() > 1) {
            break;
        }
        floor = rule.y;
    }
    let mut end = from;
    while let Some(line) = sheet.lines.get(end).filter(|_| !taken[end]) {
        let gap = line.baseline - sheet.lines[end - 1].baseline;
        let row = parts(sheet, line);
        // Prose, and headings of other tables, stand over several columns.
        let over = row.iter().any(|(p, _)| columns.iter().filter(|c| c.rect.overlap_x(&p.rect) > 0.0).count() > 3);
        let next =
            row.len() == 1 && sheet.lines.get(end + 1).is_some_and(|_| !taken[end + 1] && is_head(sheet, end + 1));
        if line.baseline > floor && (next || is_head(sheet, end) || gap > 3.2 * line.size || over || floor > bottom.y) {
            break;
        }
        end += 1;
    }
    end
}

/// The column of a value: the one whose heading it stands under, or the nearest.
fn column_of(columns: &[Column], phrase: &Phrase) -> Option<usize> {
    let apart = |c: &Column| {
        let over = c.rect.overlap_x(&phrase.rect);
        if over > 0.0 { -over } else { (c.rect.x0 - phrase.rect.x1).max(phrase.rect.x0 - c.rect.x1) }
    };
    (0..columns.len()).min_by(|a, b| apart(&columns[*a]).total_cmp(&apart(&columns[*b])))
}
