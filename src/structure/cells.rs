//! Headings of columns: words of neighbouring lines that belong together, side by side or over each other.

use std::ops::Range;

use crate::base::geometry::Rect;
use crate::layout::{Sheet, Span};

/// A heading: its words line by line.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The words, one list a printed line.
    pub lines: Vec<Vec<usize>>,
    /// Box around them.
    pub rect: Rect,
    /// The heading that spans it and its neighbours, as a position among the cells of the run.
    pub over: Option<usize>,
    /// How many cells it spans; none for the heading of a column.
    pub spans: usize,
}

impl Cell {
    /// All its words in reading order.
    pub fn words(&self) -> impl Iterator<Item = usize> + '_ {
        self.lines.iter().flatten().copied()
    }
}

/// Words of a line that stand farther apart are of two headings, in em; where headings stand nearly as close as words, only what they
/// say can part them.
const GAP: f32 = 0.6;
/// Two lines of one heading are no farther apart than this, in em from box to box.
const LEADING: f32 = 1.0;
/// A heading that spans others is so much wider than one of them.
const WIDER: f32 = 1.3;
/// A line is of a heading if this share of the narrower one stands over or under the other.
const OVER: f32 = 0.3;

/// The headings on some lines, from left to right and from top to bottom. Words far apart on one line, or with a ruling line between
/// them, are of two; lines that stand under each other are of one, unless a ruling line parts them.
pub fn cells(sheet: &Sheet, lines: Range<usize>, free: &impl Fn(usize) -> bool) -> Vec<Cell> {
    cells_cut(sheet, lines, free, &|words| vec![words.to_vec()])
}

/// The same where `cut` may part words that stand close together into the headings that they are.
pub fn cells_cut(
    sheet: &Sheet,
    lines: Range<usize>,
    free: &impl Fn(usize) -> bool,
    cut: &dyn Fn(&[usize]) -> Vec<Vec<usize>>,
) -> Vec<Cell> {
    let mut out: Vec<Cell> = Vec::new();
    for line in lines {
        let chunks: Vec<Cell> = chunks(sheet, line, free)
            .iter()
            .flat_map(|chunk| cut(&chunk.words().collect::<Vec<_>>()))
            .filter_map(|words| {
                let rect = words.iter().map(|&k| sheet.words[k].rect).reduce(|a, b| a.union(&b))?;
                Some(Cell { lines: vec![words], rect, over: None, spans: 0 })
            })
            .collect();
        // Which chunks of this line stand under which heading.
        let under: Vec<Vec<usize>> =
            chunks.iter().map(|c| (0..out.len()).filter(|&k| goes_on(sheet, &out[k], c)).collect()).collect();
        for (chunk, above) in chunks.iter().zip(&under) {
            let alone = |k: usize| under.iter().filter(|a| a.contains(&k)).count() == 1;
            match above.as_slice() {
                [one] if alone(*one) && out[*one].spans == 0 => {
                    let cell = &mut out[*one];
                    cell.rect = cell.rect.union(&chunk.rect);
                    cell.lines.extend(chunk.lines.iter().cloned());
                }
                // A heading with several below it spans them.
                [one] => {
                    out[*one].spans += 1;
                    out.push(Cell { over: Some(*one), ..chunk.clone() });
                }
                [] => out.push(chunk.clone()),
                // A wide line under several headings: word by word.
                several => share(sheet, &mut out, several, chunk),
            }
        }
    }
    out
}

/// The parts of a line between wide gaps or ruling lines.
pub(super) fn chunks(sheet: &Sheet, line: usize, free: &impl Fn(usize) -> bool) -> Vec<Cell> {
    let mut out: Vec<Cell> = Vec::new();
    let mut last: Option<usize> = None;
    for k in sheet.lines[line].words().filter(|&k| free(k)) {
        let word = &sheet.words[k];
        let joins = last.is_some_and(|l| {
            let before = &sheet.words[l];
            word.rect.x0 - before.rect.x1 < GAP * word.size
                && !parted(sheet, before.rect.x1, word.rect.x0, word.rect.mid_y())
        });
        match out.last_mut() {
            Some(cell) if joins => {
                cell.rect = cell.rect.union(&word.rect);
                cell.lines[0].push(k);
            }
            _ => out.push(Cell { lines: vec![vec![k]], rect: word.rect, over: None, spans: 0 }),
        }
        last = Some(k);
    }
    out
}

/// Whether a vertical ruling line stands between two positions of a line.
fn parted(sheet: &Sheet, x0: f32, x1: f32, y: f32) -> bool {
    sheet.down.iter().any(|d| d.x >= x0 - 0.5 && d.x <= x1 + 0.5 && d.y0 <= y && d.y1 >= y)
}

/// Whether a chunk is the next line of a heading, or stands below one that spans it.
fn goes_on(sheet: &Sheet, cell: &Cell, chunk: &Cell) -> bool {
    let size = chunk.lines.first().and_then(|l| l.first()).map_or(8.0, |&k| sheet.words[k].size);
    let common = cell.rect.overlap_x(&chunk.rect);
    let narrow = cell.rect.width().min(chunk.rect.width());
    let x = (cell.rect.x0.max(chunk.rect.x0) + cell.rect.x1.min(chunk.rect.x1)) / 2.0;
    let ruled =
        sheet.across.iter().any(|a| a.y > cell.rect.mid_y() && a.y < chunk.rect.mid_y() && a.x0 <= x && a.x1 >= x);
    common > OVER * narrow && chunk.rect.y0 - cell.rect.y1 < LEADING * size && (!ruled || spans(sheet, cell, chunk))
}

/// Whether a heading spans others, of which a chunk is one: it may stand in a ruled cell of its own, which the lines of one heading
/// do not, and that cell is the wider one.
fn spans(sheet: &Sheet, cell: &Cell, chunk: &Cell) -> bool {
    let ruled = |r: &Rect| sheet.cell_at(r.mid_x(), r.mid_y()).map(|c| c.width());
    let (own, below) = match (ruled(&cell.rect), ruled(&chunk.rect)) {
        (Some(own), Some(below)) => (own, below),
        _ => (cell.rect.width(), chunk.rect.width()),
    };
    cell.spans > 0 || own > WIDER * below
}

/// Gives the words of a chunk to the headings above it that they stand under.
fn share(sheet: &Sheet, out: &mut [Cell], above: &[usize], chunk: &Cell) {
    for k in chunk.words() {
        let rect = sheet.words[k].rect;
        let far = |at: usize| (out[at].rect.mid_x() - rect.mid_x()).abs() - out[at].rect.overlap_x(&rect);
        let Some(at) = above.iter().copied().min_by(|a, b| far(*a).total_cmp(&far(*b))) else { continue };
        let cell = &mut out[at];
        let same =
            cell.lines.last().and_then(|l| l.last()).is_some_and(|&l| {
                (sheet.words[l].baseline - sheet.words[k].baseline).abs() < 0.3 * sheet.words[k].size
            });
        match cell.lines.last_mut() {
            Some(line) if same => line.push(k),
            _ => cell.lines.push(vec![k]),
        }
        cell.rect = cell.rect.union(&rect);
    }
}

/// The extents of some cells.
impl From<&Cell> for Span {
    fn from(cell: &Cell) -> Span {
        Span { x0: cell.rect.x0, x1: cell.rect.x1 }
    }
}
