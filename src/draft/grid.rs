//! The cells between ruling lines, gathered to grids.

use crate::base::geometry::Rect;
use crate::layout::Sheet;

/// A ruled cell with text.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub rect: Rect,
    pub text: String,
}

/// Cells that share ruling lines, row by row and from left to right. Cells without text are left out.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub rect: Rect,
    pub rows: Vec<Vec<Cell>>,
    /// The lines of the sheet of which every word stands in it.
    pub lines: Vec<usize>,
}

/// By how much the edges of cells of one row may differ, in points.
const SLACK: f32 = 3.0;

/// The grids of a sheet from top to bottom, made of words on lines that nothing else has.
pub(super) fn grids(sheet: &Sheet, taken: &[bool]) -> Vec<Grid> {
    let mut cells: Vec<(Rect, Vec<usize>)> = Vec::new();
    for line in sheet.lines.iter().zip(taken).filter(|(_, taken)| !**taken).map(|(line, _)| line) {
        for k in line.words() {
            let Some(word) = sheet.words.get(k) else { continue };
            let Some(rect) = sheet.cell_at(word.rect.mid_x(), word.rect.mid_y()) else { continue };
            match cells.iter_mut().find(|(known, _)| *known == rect) {
                Some((_, words)) => words.push(k),
                None => cells.push((rect, vec![k])),
            }
        }
    }
    // A frame around much of the page is no cell.
    cells.retain(|(rect, _)| rect.height() < 0.5 * sheet.height);
    let mut out: Vec<Grid> = groups(sheet, &cells)
        .into_iter()
        .filter_map(|members| grid(sheet, members.iter().map(|&k| &cells[k]).collect()))
        .collect();
    out.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0));
    out
}

/// Cells that share a ruling line, directly or over others.
fn groups(sheet: &Sheet, cells: &[(Rect, Vec<usize>)]) -> Vec<Vec<usize>> {
    // What a cell stands on: ruling lines by their position, the vertical ones behind the horizontal ones.
    let lines_of = |rect: &Rect| -> Vec<usize> {
        let (x, y) = (rect.mid_x(), rect.mid_y());
        let across = sheet.across.iter().enumerate();
        let across = across.filter(|(_, a)| (a.y == rect.y0 || a.y == rect.y1) && a.x0 <= x + 1.5 && a.x1 >= x - 1.5);
        let down = sheet.down.iter().enumerate();
        let down = down.filter(|(_, d)| (d.x == rect.x0 || d.x == rect.x1) && d.y0 <= y + 1.5 && d.y1 >= y - 1.5);
        across.map(|(k, _)| k).chain(down.map(|(k, _)| sheet.across.len() + k)).collect()
    };
    let mut out: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for (k, (rect, _)) in cells.iter().enumerate() {
        let mut mine = (vec![k], lines_of(rect));
        for other in std::mem::take(&mut out) {
            if other.1.iter().any(|line| mine.1.contains(line)) {
                mine.0.extend(other.0);
                mine.1.extend(other.1);
            } else {
                out.push(other);
            }
        }
        mine.1.sort_unstable();
        mine.1.dedup();
        out.push(mine);
    }
    out.into_iter().map(|(members, _)| members).collect()
}

fn grid(sheet: &Sheet, cells: Vec<&(Rect, Vec<usize>)>) -> Option<Grid> {
    let rect = cells.iter().map(|(rect, _)| *rect).reduce(|a, b| a.union(&b))?;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut sorted = cells.clone();
    sorted.sort_by(|a, b| a.0.y0.total_cmp(&b.0.y0));
    for (rect, words) in sorted {
        let cell = Cell { rect: *rect, text: sheet.passage(words.iter().copied()).text };
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|first| (first.rect.y0 - rect.y0).abs() < SLACK) => row.push(cell),
            _ => rows.push(vec![cell]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0)));
    let inside = |k: usize| cells.iter().any(|(_, words)| words.contains(&k));
    let lines = sheet.lines.iter().enumerate().filter(|(_, l)| l.words().all(inside)).map(|(k, _)| k).collect();
    Some(Grid { rect, rows, lines })
}
