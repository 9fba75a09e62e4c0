//! Ruling lines: pieces that lie on one line joined, in the reading frame.

use super::settings::Settings;
use crate::base::geometry::{Rect, Turn};
use crate::page::Page;

/// A horizontal ruling line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Across {
    /// Its height on the sheet.
    pub y: f32,
    /// Left end.
    pub x0: f32,
    /// Right end.
    pub x1: f32,
}

/// A vertical ruling line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Down {
    /// Its position from the left.
    pub x: f32,
    /// Upper end.
    pub y0: f32,
    /// Lower end.
    pub y1: f32,
}

/// The joined ruling lines of a page, seen in the direction `turn`: horizontal ones by height, vertical ones from the left.
pub(super) fn rules(page: &Page, turn: Turn, settings: &Settings) -> (Vec<Across>, Vec<Down>) {
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for rule in &page.rules {
        let r: Rect = turn.upright(&rule.rect, page.width, page.height);
        if r.width() >= r.height() {
            across.push((r.mid_y(), r.x0, r.x1));
        } else {
            down.push((r.mid_x(), r.y0, r.y1));
        }
    }
    let across = join(across, settings).into_iter().map(|(y, x0, x1)| Across { y, x0, x1 }).collect();
    let down = join(down, settings).into_iter().map(|(x, y0, y1)| Down { x, y0, y1 }).collect();
    (across, down)
}

/// How far a ruling line may fall short of what it bounds, in points: lines are known by their middle, and
/// boxes by their edge.
pub(super) const SLACK: f32 = 1.5;

/// The ruled cell around a point: the nearest ruling lines on its four sides.
pub(super) fn cell_at(across: &[Across], down: &[Down], x: f32, y: f32) -> Option<Rect> {
    let down = || down.iter().filter(|d| d.y0 <= y + SLACK && d.y1 >= y - SLACK);
    let across = || across.iter().filter(|a| a.x0 <= x + SLACK && a.x1 >= x - SLACK);
    let x0 = down().map(|d| d.x).filter(|v| *v <= x).reduce(f32::max)?;
    let x1 = down().map(|d| d.x).filter(|v| *v > x).reduce(f32::min)?;
    let y0 = across().map(|a| a.y).filter(|v| *v <= y).reduce(f32::max)?;
    let y1 = across().map(|a| a.y).filter(|v| *v > y).reduce(f32::min)?;
    Some(Rect { x0, y0, x1, y1 })
}

type Piece = (f32, f32, f32);

/// Joins pieces (position, from, to): first those on one line are gathered, then overlapping or touching ones united.
fn join(mut pieces: Vec<Piece>, settings: &Settings) -> Vec<Piece> {
    pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut from = 0;
    while from < pieces.len() {
        let at = pieces[from].0;
        let to = from + pieces[from..].iter().take_while(|p| p.0 - at <= settings.rule_shift).count();
        let line = &mut pieces[from..to];
        line.sort_by(|a, b| a.1.total_cmp(&b.1));
        let first = out.len();
        for &(p, a, b) in line.iter() {
            match out[first..].last_mut() {
                Some(last) if a - last.2 <= settings.rule_gap => last.2 = last.2.max(b),
                _ => out.push((p, a, b)),
            }
        }
        from = to;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sides_of_neighbouring_cells_become_one_line() {
        let pieces = vec![(10.0, 50.0, 100.0), (10.4, 0.0, 50.5), (10.2, 120.0, 130.0), (30.0, 0.0, 9.0)];
        let joined = join(pieces, &Settings::DEFAULT);
        assert_eq!(joined.len(), 3);
        assert_eq!((joined[0].1, joined[0].2), (0.0, 100.0));
        assert_eq!((joined[1].1, joined[1].2), (120.0, 130.0));
    }
}
