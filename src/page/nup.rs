//! Sheets that carry several pages, two side by side or four, and the pages that they carry.

use super::{Glyph, Page, Rule};
use crate::base::geometry::{Rect, Turn};

/// No letter and no ruling line crosses a strip of this share of the sheet between two pages.
const STRIP: f32 = 0.008;
/// Pages of one sheet lie half a sheet apart, within this share of it.
const APART: f32 = 0.04;
/// What stands at the same place of both pages does so within this share of the sheet.
const SAME: f32 = 0.012;
/// A line that heads each page has at least so many letters, and is so much the same.
const LETTERS: usize = 6;
const ALIKE: f64 = 0.75;

/// Along which side of the reading frame a sheet is parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Width,
    Height,
}

/// The pages that some sheets of one document carry, sheet by sheet.
///
/// A sheet is parted where nothing crosses its middle, if on one of the sheets at hand both halves begin or end with the same
/// line at the same place, but for its numbers: the head or the foot of a page.
pub fn split(sheets: Vec<Page>) -> Vec<Vec<Page>> {
    let frames: Vec<Frame> = sheets.iter().map(Frame::of).collect();
    let mut parted: Vec<Vec<Side>> = vec![Vec::new(); sheets.len()];
    for side in [Side::Width, Side::Height] {
        let clear: Vec<bool> = frames.iter().map(|f| f.is_clear(side)).collect();
        let sure = frames.iter().zip(&clear).any(|(frame, clear)| *clear && frame.repeats(side));
        if sure {
            parted.iter_mut().zip(clear).filter(|(_, clear)| *clear).for_each(|(sides, _)| sides.push(side));
        }
    }
    let parts = sheets.into_iter().zip(frames.iter().map(|f| f.turn)).zip(parted);
    parts.map(|((page, turn), sides)| if sides.is_empty() { vec![page] } else { cut(&page, turn, &sides) }).collect()
}

/// A sheet as it is read.
struct Frame {
    turn: Turn,
    width: f32,
    height: f32,
    letters: Vec<(char, Rect)>,
    rules: Vec<Rect>,
    scanned: bool,
}

/// A line at the edge of a page: its letters without spaces and with all digits alike, and where it begins.
struct Edge {
    text: String,
    x: f32,
    y: f32,
}

impl Frame {
    fn of(page: &Page) -> Self {
        let turn = page.main.unwrap_or_else(|| {
            let count = |turn: &Turn| page.glyphs.iter().filter(|g| g.turn == *turn).count();
            Turn::ALL.into_iter().rev().max_by_key(count).unwrap_or_default()
        });
        let (width, height) = turn.size(page.width, page.height);
        let upright = |r: &Rect| turn.upright(r, page.width, page.height);
        let seen = page.glyphs.iter().filter(|g| !g.ch.is_whitespace());
        Self {
            turn,
            width,
            height,
            letters: seen.map(|g| (g.ch, upright(&g.rect))).collect(),
            rules: page.rules.iter().map(|r| upright(&r.rect)).collect(),
            scanned: page.main.is_some(),
        }
    }

    /// A box along a side and across it, so that both sides are dealt with alike.
    fn along(side: Side, r: &Rect) -> (f32, f32) {
        match side {
            Side::Width => (r.x0, r.x1),
            Side::Height => (r.y0, r.y1),
        }
    }

    fn extent(&self, side: Side) -> f32 {
        match side {
            Side::Width => self.width,
            Side::Height => self.height,
        }
    }

    /// Whether nothing crosses the middle of a side; a line down the middle parts the pages.
    fn is_clear(&self, side: Side) -> bool {
        let (middle, half) = (self.extent(side) / 2.0, STRIP * self.extent(side));
        let crosses = |r: &Rect| {
            let (a, b) = Self::along(side, r);
            a < middle + half && b > middle - half
        };
        let crossed = |r: &Rect| {
            let (a, b) = Self::along(side, r);
            a < middle - half && b > middle + half
        };
        !self.letters.is_empty() && !self.rules.iter().any(crossed) && !self.letters.iter().any(|(_, r)| crosses(r))
    }

    /// Whether both halves begin or end with the same line at the same place.
    fn repeats(&self, side: Side) -> bool {
        let middle = self.extent(side) / 2.0;
        let half = |second: bool| -> Vec<(char, Rect)> {
            let inside = |(_, r): &&(char, Rect)| {
                let (a, b) = Self::along(side, r);
                ((a + b) / 2.0 > middle) == second
            };
            self.letters.iter().filter(inside).copied().collect()
        };
        let (first, second) = (half(false), half(true));
        [edge(&first, false).zip(edge(&second, false)), edge(&first, true).zip(edge(&second, true))]
            .into_iter()
            .flatten()
            .any(|(a, b)| self.is_same(side, &a, &b))
    }

    fn is_same(&self, side: Side, a: &Edge, b: &Edge) -> bool {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let (apart, beside, across) = match side {
            Side::Width => (dx, dy, self.height),
            Side::Height => (dy, dx, self.width),
        };
        let length = self.extent(side);
        let alike = if a.text == b.text { 1.0 } else { strsim::normalized_levenshtein(&a.text, &b.text) };
        (apart - length / 2.0).abs() < APART * length
            && beside.abs() < if self.scanned { 2.0 * SAME } else { SAME } * across
            && a.text.chars().count() >= LETTERS
            && alike >= ALIKE
    }
}

/// The topmost line of some letters, or the lowest.
fn edge(letters: &[(char, Rect)], lowest: bool) -> Option<Edge> {
    let middle = |r: &Rect| r.mid_y();
    let ys = letters.iter().map(|(_, r)| middle(r));
    let y = if lowest { ys.reduce(f32::max) } else { ys.reduce(f32::min) }?;
    let mut line: Vec<&(char, Rect)> =
        letters.iter().filter(|(_, r)| (middle(r) - y).abs() < 0.5 * r.height()).collect();
    line.sort_by(|a, b| a.1.x0.total_cmp(&b.1.x0));
    let text = line.iter().map(|(ch, _)| if ch.is_ascii_digit() { '0' } else { *ch }).collect();
    Some(Edge { text, x: line.first()?.1.x0, y })
}

/// Parts a sheet along some sides, in the order of reading.
fn cut(page: &Page, turn: Turn, sides: &[Side]) -> Vec<Page> {
    let (width, height) = turn.size(page.width, page.height);
    let halves = |side: Side, length: f32| match sides.contains(&side) {
        true => vec![(0.0, length / 2.0), (length / 2.0, length)],
        false => vec![(0.0, length)],
    };
    let mut parts = Vec::new();
    for (y0, y1) in halves(Side::Height, height) {
        for (x0, x1) in halves(Side::Width, width) {
            parts.push(part(page, &turn.displayed(&Rect { x0, y0, x1, y1 }, page.width, page.height)));
        }
    }
    // The last sheet may be half empty.
    while parts.len() > 1 && parts.last().is_some_and(|p: &Page| p.glyphs.is_empty()) {
        parts.pop();
    }
    parts
}

/// What stands in a box of a sheet, as a page of its own.
fn part(page: &Page, of: &Rect) -> Page {
    let inside = |r: &Rect| of.contains(r.mid_x(), r.mid_y());
    let moved = |r: &Rect| Rect { x0: r.x0 - of.x0, y0: r.y0 - of.y0, x1: r.x1 - of.x0, y1: r.y1 - of.y0 };
    let mut lean = page.lean;
    lean.middle = (lean.middle.0 - of.x0, lean.middle.1 - of.y0);
    Page {
        number: page.number,
        width: of.width(),
        height: of.height(),
        glyphs: page.glyphs.iter().filter(|g| inside(&g.rect)).map(|g| Glyph { rect: moved(&g.rect), ..*g }).collect(),
        rules: page.rules.iter().filter(|r| inside(&r.rect)).map(|r| Rule { rect: moved(&r.rect) }).collect(),
        lean,
        origin: (of.x0, of.y0),
        main: page.main,
        ..Page::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, x: f32, y: f32) -> impl Iterator<Item = Glyph> {
        let letters: Vec<char> = text.chars().collect();
        letters.into_iter().enumerate().map(move |(k, ch)| Glyph {
            ch,
            turn: Turn::None,
            rect: Rect::new(x + 5.0 * k as f32, y, x + 5.0 * k as f32 + 4.5, y + 9.0),
            size: 9.0,
            confidence: 1.0,
        })
    }

    fn sheet(lines: &[(&str, f32, f32)]) -> Page {
        let glyphs = lines.iter().flat_map(|(text, x, y)| line(text, *x, *y)).collect();
        Page { number: 1, width: 842.0, height: 595.0, glyphs, ..Page::default() }
    }

    #[test]
    fn two_pages_with_one_head_are_two_pages() {
        let cover = sheet(&[("Relazione", 40.0, 60.0), ("Scheda n. 1 del 2017", 450.0, 30.0), ("testo", 450.0, 80.0)]);
        let both =
            sheet(&[("Scheda n. 2 del 2017", 30.0, 30.0), ("Scheda n. 3 del 2017", 451.0, 30.0), ("uno", 451.0, 90.0)]);
        let last = sheet(&[("Scheda n. 4 del 2017", 30.0, 30.0)]);
        let parts = split(vec![cover, both, last]);
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
        let second = &parts[1][1];
        assert_eq!((second.origin, second.width), ((421.0, 0.0), 421.0));
        assert_eq!(second.glyphs[0].rect.x0, 30.0);
    }

    #[test]
    fn a_table_across_the_middle_and_two_columns_of_prose_are_one_page() {
        let mut table = sheet(&[("Voce di spesa", 30.0, 30.0), ("Voce di spesa", 451.0, 30.0)]);
        table.rules.push(Rule { rect: Rect::new(30.0, 45.0, 800.0, 46.0) });
        let prose =
            sheet(&[("Il comune ha svolto", 30.0, 30.0), ("nel corso dell'anno", 451.0, 30.0), ("altro", 30.0, 90.0)]);
        assert_eq!(split(vec![table, prose]).iter().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
    }
}
