//! From the pixels of a straightened scan to the page as displayed.

use super::ink::Area;
use super::place::Placed;
use super::ruling::Rulings;
use super::sheet::Ready;
use super::{Scan, witness};
use crate::base::geometry::{Rect, Turn};
use crate::base::passage::Doubt;
use crate::page::raster::Picture;
use crate::page::{Glyph, Lean, Page, Rule};

/// Where the pixels of a scan lie on its page.
pub(super) struct Frame {
    pub turn: Turn,
    pub lean: Lean,
    /// Size of a pixel in points.
    unit: f32,
    /// The picture as seen in the direction of its text.
    corner: Rect,
    width: f32,
    height: f32,
}

impl Frame {
    pub fn new(ready: &Ready, picture: &Picture, page: &Page) -> Self {
        let corner = ready.turn.upright(&picture.rect, page.width, page.height);
        Self {
            turn: ready.turn,
            lean: Lean { angle: ready.angle, middle: (picture.rect.mid_x(), picture.rect.mid_y()) },
            unit: corner.width() / ready.raster.width.max(1) as f32,
            corner,
            width: page.width,
            height: page.height,
        }
    }

    /// A box, in points from the corner of the picture, on the straightened page.
    fn straight(&self, r: Rect) -> Rect {
        let (x, y) = (self.corner.x0, self.corner.y0);
        self.turn.displayed(&Rect { x0: r.x0 + x, y0: r.y0 + y, x1: r.x1 + x, y1: r.y1 + y }, self.width, self.height)
    }

    fn area(&self, a: &Area) -> Rect {
        let unit = self.unit;
        self.straight(Rect::new(a.x0 as f32 * unit, a.y0 as f32 * unit, a.x1 as f32 * unit, a.y1 as f32 * unit))
    }

    /// Some pixels on the page as displayed.
    pub fn displayed(&self, area: &Area) -> Rect {
        self.lean.displayed(&self.area(area))
    }

    fn glyphs(&self, word: &Placed, out: &mut Vec<Glyph>) {
        let (turn, confidence, size) = (self.turn, word.heard.confidence, self.unit * word.size);
        let letters = word.letters(self.unit, Glyph::ASCENT, Glyph::DESCENT);
        out.extend(letters.map(|(ch, r)| Glyph { ch, turn, rect: self.straight(r), size, confidence }));
        // A space behind every word, so that words are parted as they were read.
        let (x, base) = (word.area.x1 as f32 * self.unit, word.baseline * self.unit);
        let space = Rect::new(x, base - Glyph::ASCENT * size, x + 0.01, base + Glyph::DESCENT * size);
        out.push(Glyph { ch: ' ', turn, rect: self.straight(space), size, confidence });
    }
}

/// The page as read: straight, in points, with ruling lines. Its parts are read in different directions; the visible glyphs
/// of its PDF are kept.
pub(super) fn compose(parts: Vec<(Frame, Vec<Placed>)>, rulings: &Rulings, page: &Page) -> Scan {
    let (number, width, height) = (page.number, page.width, page.height);
    let mut scan =
        Scan { page: Page { number, width, height, ..Page::default() }, doubts: Vec::new(), failed: Vec::new() };
    for (k, (frame, mut words)) in parts.into_iter().enumerate() {
        if k == 0 {
            scan.page.lean = frame.lean;
            scan.page.main = Some(frame.turn);
            scan.page.rules.extend(page.rules.iter().map(|r| Rule { rect: frame.lean.straight(&r.rect) }));
            scan.page.glyphs.extend(page.glyphs.iter().map(|g| Glyph { rect: frame.lean.straight(&g.rect), ..*g }));
            let lines = rulings.across.iter().chain(&rulings.down);
            scan.page.rules.extend(lines.map(|a| Rule { rect: frame.area(a) }));
        }
        witness::hear(&mut words, &frame, &page.layer);
        words.iter().for_each(|word| frame.glyphs(word, &mut scan.page.glyphs));
        let doubt = |word: &Placed| {
            let dispute = word.heard.dispute.clone()?;
            Some(Doubt {
                page: number,
                bbox: frame.displayed(&word.area),
                taken: dispute.taken,
                readings: dispute.readings,
            })
        };
        scan.doubts.extend(words.iter().filter_map(doubt));
    }
    scan
}
