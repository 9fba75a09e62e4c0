//! Tables whose headings stand between two ruling lines that run over the whole table, without lines between the columns.

use std::ops::Range;

use super::ruled::heads_text;
use super::tables::{ColumnDraft, TABLES, TableDraft, heading_above, is_value, joined, most, parts, sums};
use super::words::may_label;
use crate::geometry::Rect;
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

/// The tables of a sheet on lines that nothing else has, each with the lines that it takes.
pub(super) fn tables(sheet: &Sheet, taken: &[bool]) -> Vec<(TableDraft, Range<usize>)> {
    let mut out: Vec<(TableDraft, Range<usize>)> = Vec::new();
    for pair in long(sheet).windows(2) {
        let (top, bottom) = (pair[0], pair[1]);
        let free = out.last().is_none_or(|(_, lines)| sheet.lines.get(lines.end).is_some_and(|l| l.baseline > top.y));
        if free && bottom.y - top.y < HIGHEST {
            out.extend(table(sheet, taken, top, bottom));
        }
    }
    out
}

/// The ruling lines that run over much of the page.
fn long(sheet: &Sheet) -> Vec<Across> {
    sheet.across.iter().copied().filter(|a| a.x1 - a.x0 > 0.4 * sheet.width).collect()
}

fn table(sheet: &Sheet, taken: &[bool], top: Across, bottom: Across) -> Option<(TableDraft, Range<usize>)> {
    let within = |k: &usize| (top.y..bottom.y).contains(&sheet.lines[*k].baseline);
    let heads: Vec<usize> = (0..sheet.lines.len()).filter(|k| !taken[*k]).filter(within).collect();
    let (&first, &last) = (heads.first()?, heads.last()?);
    let mut columns: Vec<Column> = Vec::new();
    for &line in &heads {
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
    let above = first.checked_sub(1).filter(|&l| !taken[l]);
    let heading = above.and_then(|l| heading_above(sheet, l, top.y)).filter(|h| may_label(h));
    let begin = first - usize::from(heading.is_some());
    let columns = columns.into_iter().map(|c| {
        let several = c.beside.iter().filter(|n| **n > 1).count();
        let cells = if several * 2 > c.beside.len() { c.beside.iter().copied().max().unwrap_or(1) } else { 1 };
        let mut draft = ColumnDraft { cells, ..ColumnDraft::new(joined(&c.heading), most(&c.values)) };
        draft.part_rows(&c.heading);
        draft
    });
    Some((TableDraft { heading, columns: columns.collect(), totals, list: TABLES }, begin..end))
}

/// Behind the last line of the body: as far as ruling lines like those of the headings go, or as lines stand close together.
fn body(sheet: &Sheet, taken: &[bool], from: usize, columns: &[Column], bottom: Across) -> usize {
    let like = |a: &&Across| (a.x0 - bottom.x0).abs() < 3.0 && (a.x1 - bottom.x1).abs() < 3.0;
    let mut floor = bottom.y;
    for rule in sheet.across.iter().filter(like).filter(|a| a.y > bottom.y) {
        let between = sheet.lines.iter().filter(|l| (floor..rule.y).contains(&l.baseline)).count();
        if rule.y - floor > 120.0 || between == 0 {
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
        if line.baseline > floor && (gap > 3.2 * line.size || over || floor > bottom.y) {
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
