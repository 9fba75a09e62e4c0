//! The block of labelled cells that stands on top of every page of a card.

use super::tables::parts;
use super::words::{LABEL_WORDS, first_field, label_words, may_label, own};
use super::work::Work;
use crate::base::geometry::Rect;
use crate::layout::Sheet;

/// A block, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct BlockDraft {
    pub rows: Vec<Vec<CellDraft>>,
    /// Whether the code begins with the year.
    pub dated: bool,
}

/// A cell of it: its label, if it has one, and its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CellDraft {
    pub name: Option<String>,
    pub field: String,
}

/// A cell on one page.
#[derive(Clone, Debug)]
struct Cell {
    rect: Rect,
    lines: Vec<String>,
}

/// How many lines from the top a block may begin, and how many it may have.
const BEGIN: usize = 4;
const LINES: usize = 14;

/// Finds the block: lines on top of a page that stand on the next one again, of several parts. The lines are taken on every
/// page that has it.
pub(super) fn find(work: &mut Work<'_>) -> Option<BlockDraft> {
    let mut pages: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
    for s in 1..work.len() {
        let Some((a, b, count)) = common(work[s - 1].0, work[s].0) else { continue };
        if pages.last().is_none_or(|(page, _)| *page != s - 1) {
            pages.push((s - 1, a..a + count));
        }
        pages.push((s, b..b + count));
    }
    let several = |(s, lines): &(usize, std::ops::Range<usize>)| {
        lines.clone().map(|l| parts(work[*s].0, &work[*s].0.lines[l]).len()).sum::<usize>() >= 4
    };
    pages.retain(several);
    if pages.is_empty() {
        pages = usual(work);
    }
    let cells: Vec<(usize, Vec<Cell>)> =
        pages.iter().map(|(s, lines)| (*s, cells(work[*s].0, lines.clone()))).filter(|(_, c)| c.len() >= 3).collect();
    let (_, first) = cells.first()?;
    let mut rows: Vec<Vec<(Rect, CellDraft)>> = Vec::new();
    let mut dated = false;
    for cell in first {
        // The same cell on other pages, where other cards stand.
        let alike = cells.iter().flat_map(|(_, cells)| cells).filter(|c| is_same(c, cell));
        let mut texts: Vec<Vec<String>> = alike.map(|c| c.lines.clone()).collect();
        texts.sort();
        texts.dedup();
        let name = label(&texts, rows.is_empty());
        let value = |lines: &Vec<String>| -> String {
            let text = lines.join(" ");
            let skip = name.as_ref().map_or(0, |n| n.split(' ').count());
            text.split(' ').skip(skip).collect::<Vec<_>>().join(" ")
        };
        let field = match &name {
            _ if rows.is_empty() => "code".to_owned(),
            Some(name) => first_field(&own().label, name).unwrap_or_else(|| "other".to_owned()),
            None => "description".to_owned(),
        };
        if field == "code" {
            dated |= texts.iter().map(value).any(|code| starts_with_year(&code));
        }
        let draft = CellDraft { name, field };
        match rows.last_mut() {
            Some(row) if (row[0].0.y0 - cell.rect.y0).abs() < 6.0 => row.push((cell.rect, draft)),
            _ => rows.push(vec![(cell.rect, draft)]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.0.x0.total_cmp(&b.0.x0)));
    let rows: Vec<Vec<CellDraft>> =
        rows.into_iter().map(|row| row.into_iter().map(|(_, cell)| cell).collect()).collect();
    let labelled = rows.iter().flatten().filter(|c| c.name.is_some()).count();
    if labelled < 3 || rows.first()?.first()?.name.is_none() {
        return None;
    }
    for (s, lines) in pages {
        work[s].1[lines].iter_mut().for_each(|taken| *taken = true);
    }
    Some(BlockDraft { rows: unique(rows), dated })
}

/// The lines on top of pages of which four cells or more begin with usual labels, where no page shows the same ones again.
fn usual(work: &Work<'_>) -> Vec<(usize, std::ops::Range<usize>)> {
    let mut out = Vec::new();
    for (s, (sheet, _)) in work.iter().enumerate() {
        let Some(first) = (0..sheet.lines.len().min(BEGIN)).find(|&l| parts(sheet, &sheet.lines[l]).len() >= 3) else {
            continue;
        };
        let near = |l: &usize| sheet.lines[*l].baseline - sheet.lines[l - 1].baseline < 2.6 * sheet.lines[*l].size;
        let close = (first + 1..sheet.lines.len().min(first + LINES)).take_while(near).count();
        let lines = first..first + 1 + close;
        // A label that has its cell for itself stands beside its value: that is no block.
        let labelled = |end: usize| {
            let texts: Vec<String> = cells(sheet, first..end).iter().map(|c| c.lines.join(" ")).collect();
            let usual = texts.iter().filter_map(|t| Some((t, label_words(&own().label, t)?.0)));
            let (all, alone): (Vec<_>, Vec<_>) = usual.partition(|(text, count)| text.split(' ').count() > *count);
            if alone.len() > all.len() { 0 } else { all.len() + alone.len() }
        };
        let all = labelled(lines.end);
        // It ends where no further line adds a label, and the last cell of several lines with it.
        let end = lines.clone().find(|&l| labelled(l + 1) == all).unwrap_or(first) + 1;
        if all >= 4 {
            out.push((s, first..end));
        }
    }
    out
}

/// A field can be filled by one cell only.
fn unique(mut rows: Vec<Vec<CellDraft>>) -> Vec<Vec<CellDraft>> {
    let mut used: Vec<String> = Vec::new();
    for cell in rows.iter_mut().flatten() {
        if used.contains(&cell.field) {
            cell.field = "other".to_owned();
        }
        used.push(cell.field.clone());
    }
    // What has neither label nor field of its own cannot be kept.
    rows.iter_mut().for_each(|row| row.retain(|cell| cell.name.is_some() || cell.field != "other"));
    rows.retain(|row| !row.is_empty());
    rows
}

fn starts_with_year(code: &str) -> bool {
    let digits = code
        .get(..4)
        .is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()) && (y.starts_with("19") || y.starts_with("20")));
    digits && code[4..].starts_with(|c: char| !c.is_ascii_digit())
}

/// Where lines on top of two pages are the same: the first on each, and how many.
fn common(a: &Sheet, b: &Sheet) -> Option<(usize, usize, usize)> {
    let same = |i: usize, j: usize| {
        let (Some(one), Some(two)) = (a.lines.get(i), b.lines.get(j)) else { return false };
        let near = (one.baseline - two.baseline).abs() < 2.0 && (one.rect.x0 - two.rect.x0).abs() < 2.0;
        near && a.text(one.words()) == b.text(two.words())
    };
    let starts = (0..BEGIN).flat_map(|i| (0..BEGIN).map(move |j| (i, j)));
    starts
        .map(|(i, j)| (i, j, (0..LINES).take_while(|n| same(i + n, j + n)).count()))
        // Lines of one part on top run along all pages.
        .map(|(i, j, count)| {
            let alone = (0..count).take_while(|n| parts(a, &a.lines[i + n]).len() == 1).count();
            (i + alone, j + alone, count - alone)
        })
        .filter(|(_, _, count)| *count >= 2)
        .max_by_key(|(_, _, count)| *count)
}

/// The cells of some lines: between ruling lines, or else what stands below each other.
fn cells(sheet: &Sheet, lines: std::ops::Range<usize>) -> Vec<Cell> {
    let mut out: Vec<Cell> = Vec::new();
    for line in lines.filter_map(|l| sheet.lines.get(l)) {
        let phrases = parts(sheet, line);
        for (k, (phrase, text)) in phrases.iter().enumerate() {
            let ruled = sheet.cell_at(phrase.rect.mid_x(), phrase.rect.mid_y());
            if let Some(rect) = ruled {
                match out.iter_mut().find(|c| c.rect == rect) {
                    Some(cell) => cell.lines.push(text.clone()),
                    None => out.push(Cell { rect, lines: vec![text.clone()] }),
                }
                continue;
            }
            let next = phrases.get(k + 1).map_or(f32::MAX, |(p, _)| p.rect.x0);
            let label = label_words(&own().label, text).is_some();
            // What is wider than the columns above is of its own.
            let wide =
                out.iter().filter(|c| c.rect.overlap_x(&phrase.rect) > 0.0 && c.rect.y1 < phrase.rect.y0 + 2.0).count()
                    > 1;
            let above = out.iter_mut().rev().find(|c| {
                let drop = phrase.rect.y0 - c.rect.y1;
                (c.rect.x0 - phrase.rect.x0).abs() < 4.0
                    && c.rect.x0 < next
                    && drop < 1.2 * line.size
                    && drop > -0.5 * line.size
            });
            match above.filter(|_| !label && !wide) {
                Some(cell) => {
                    cell.rect = cell.rect.union(&phrase.rect);
                    cell.lines.push(text.clone());
                }
                None => out.push(Cell { rect: phrase.rect, lines: vec![text.clone()] }),
            }
        }
    }
    out
}

fn is_same(a: &Cell, b: &Cell) -> bool {
    (a.rect.x0 - b.rect.x0).abs() < 4.0 && (a.rect.y0 - b.rect.y0).abs() < 4.0
}

/// The label that cells begin with: what all of them share, what documents of this kind usually say, or what stands before a
/// number. A code, which comes first, begins with its number.
fn label(texts: &[Vec<String>], is_code: bool) -> Option<String> {
    let first: Vec<&str> = texts.first()?.iter().flat_map(|line| line.split(' ')).collect();
    let usual = label_words(&own().label, &first.join(" ")).map(|(count, _)| count);
    let shared = (texts.len() > 1).then(|| {
        let all = texts.iter().map(|lines| lines.join(" "));
        all.map(|text| first.iter().zip(text.split(' ')).take_while(|(a, b)| **a == *b).count()).min().unwrap_or(0)
    });
    let number = first.iter().position(|w| w.contains(|c: char| c.is_ascii_digit()));
    let count = match (usual, shared, number) {
        (_, shared, Some(number)) if is_code => number.min(shared.unwrap_or(number)),
        (Some(usual), _, _) => usual,
        (None, Some(shared), number) => shared.min(number.unwrap_or(shared)),
        (None, None, Some(number)) => number,
        // An empty cell is nothing but its label.
        (None, None, None) if first.len() <= 2 => first.len(),
        (None, None, None) => 0,
    };
    let name = first.get(..count)?.join(" ").trim_end_matches(':').trim().to_owned();
    (count <= LABEL_WORDS && may_label(&name)).then_some(name)
}
