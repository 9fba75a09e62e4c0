//! Was a page read? What of its ink nothing explains.
//!
//! A page is drawn small, and what was read of it is taken away: letters and ruling lines. What is left and looks like letters,
//! several side by side, was not read: a table that is a picture, letters that are drawn, a font that does not say what it means.

use super::ink::{Area, Blob, Ink, Sets};
use crate::base::geometry::Rect;
use crate::page::raster::Raster;
use crate::page::{Glyph, Page, Why};

/// What of a page's ink nothing explains.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rest {
    /// Boxes around it, on the page as displayed.
    pub regions: Vec<Rect>,
    /// Its share of all ink of letters, 0 to 1.
    pub share: f32,
    /// The share of the page that the boxes cover.
    pub area: f32,
}

/// How many pixels the longer side of a page has that is looked at: 120 an inch on a page of A4.
pub const SIDE: f32 = 1400.0;
/// The resolution that pixels of such a page stand for, whatever its size in points.
const DPI: f32 = 120.0;
/// How high a letter is, in pixels: 7 point type has small letters of 6.
const HEIGHT: std::ops::Range<usize> = 4..70;
/// Letters that touch make pieces as long as this, in heights.
const LONG: usize = 12;
/// A piece that is filled to this share is a bar or a box, unless it is as narrow as the letter I.
const SOLID: f32 = 0.86;
/// How far apart letters of one word, or lines, stand at most, in heights.
const GAP: f32 = 1.3;
/// So many letters together are text.
const LETTERS: f32 = 3.0;
/// Boxes nearer to each other than this (points of a page of A4) are one.
const NEAR: f32 = 14.0;
/// More of the ink, or of the page, is much of it.
const MUCH_INK: f32 = 0.25;
const MUCH_AREA: f32 = 0.1;

impl Rest {
    /// Whether everything is explained.
    pub fn is_empty(&self) -> bool {
        self.regions.is_empty()
    }

    /// Whether much of the page was not read.
    pub fn is_much(&self) -> bool {
        self.share > MUCH_INK || self.area > MUCH_AREA
    }
}

/// Accounts for the ink of a page that was drawn with [`SIDE`] pixels on its longer side. `usable` tells whether its text is.
pub fn rest(drawn: &Raster, page: &Page, usable: bool) -> Rest {
    let scale = drawn.width as f32 / page.width.max(1.0);
    let mut ink = Ink::of(drawn, DPI);
    let mut explained = 0;
    if usable {
        let struck = page.hidden.iter().filter(|h| h.why == Why::Struck).map(|h| &h.glyph);
        let read = page.glyphs.iter().filter(|g| g.ch != char::REPLACEMENT_CHARACTER);
        for glyph in read.chain(struck) {
            explained += erase(&mut ink, &around(glyph), scale);
        }
        for glyph in &page.slanted {
            erase(&mut ink, &askew(glyph), scale);
        }
    }
    let slack = 1.5 / scale;
    for rule in &page.rules {
        let r = rule.rect;
        let r = Rect { x0: r.x0 - slack, y0: r.y0 - slack, x1: r.x1 + slack, y1: r.y1 + slack };
        erase(&mut ink, &r, scale);
    }
    let blobs: Vec<Blob> = ink.blobs().into_iter().filter(is_letter).collect();
    let (areas, left) = texts(&blobs);
    let shown =
        |a: &Area| Rect::new(a.x0 as f32 / scale, a.y0 as f32 / scale, a.x1 as f32 / scale, a.y1 as f32 / scale);
    let regions = joined(areas.iter().map(shown).collect(), NEAR * 1.667 / scale);
    let covered: f32 = regions.iter().map(|r| r.width() * r.height()).sum();
    Rest {
        share: left as f32 / (left + explained).max(1) as f32,
        area: covered / (page.width * page.height).max(1.0),
        regions,
    }
}

/// The pixels of ink inside the box of a glyph; a glyph without any is white space, whatever its font says.
pub fn is_inked(drawn: &Raster, page: &Page, glyph: &Glyph) -> bool {
    let scale = drawn.width as f32 / page.width.max(1.0);
    let r = glyph.rect;
    let (x0, x1) = ((r.x0 * scale).max(0.0) as usize, (r.x1 * scale).max(0.0).ceil() as usize);
    let rows = (r.y0 * scale).max(0.0) as usize..((r.y1 * scale).max(0.0).ceil() as usize).min(drawn.height);
    let mut greys = rows.flat_map(|y| drawn.row(y).get(x0..x1.min(drawn.width)).unwrap_or_default().iter().copied());
    let Some(first) = greys.next() else { return false };
    let (low, high) = greys.fold((first, first), |(low, high), v| (low.min(v), high.max(v)));
    high - low > 60
}

/// The box in which the ink of a glyph lies, accents and tails included.
fn around(glyph: &Glyph) -> Rect {
    let (r, by) = (glyph.rect, 0.14 * glyph.size);
    Rect { x0: r.x0 - by, y0: r.y0 - by, x1: r.x1 + by, y1: r.y1 + by }
}

/// The box in which the ink of a letter lies that stands askew.
fn askew(glyph: &Glyph) -> Rect {
    let (x, y, by) = (glyph.rect.mid_x(), glyph.rect.mid_y(), 0.8 * glyph.size);
    Rect { x0: x - by, y0: y - by, x1: x + by, y1: y + by }
}

/// Takes away the ink in a box of the page, and counts it.
fn erase(ink: &mut Ink, r: &Rect, scale: f32) -> usize {
    let clamp = |v: f32, most: usize| (v.max(0.0) as usize).min(most);
    let (x0, x1) = (clamp(r.x0 * scale, ink.width), clamp((r.x1 * scale).ceil(), ink.width));
    let (y0, y1) = (clamp(r.y0 * scale, ink.height), clamp((r.y1 * scale).ceil(), ink.height));
    let mut count = 0;
    for y in y0..y1 {
        for bit in &mut ink.bits[y * ink.width + x0..y * ink.width + x1.max(x0)] {
            count += usize::from(std::mem::take(bit));
        }
    }
    count
}

/// Whether a piece of ink may be a letter, or several that touch.
fn is_letter(blob: &Blob) -> bool {
    let (w, h) = (blob.area.width(), blob.area.height());
    let full = blob.mass as f32 / (w * h).max(1) as f32;
    HEIGHT.contains(&h) && blob.mass >= 5 && w <= LONG * h && (full < SOLID || 2 * w < h + 2)
}

/// The boxes of pieces that stand together as letters do, and how many pixels they have in all.
fn texts(blobs: &[Blob]) -> (Vec<Area>, usize) {
    let mut sets = Sets::new(blobs.len());
    // Pieces come in the order of their topmost rows.
    for (k, a) in blobs.iter().enumerate() {
        for (n, b) in blobs.iter().enumerate().skip(k + 1) {
            let (low, high) = (a.area.height().min(b.area.height()), a.area.height().max(b.area.height()));
            let reach = (GAP * high as f32) as usize;
            if b.area.y0 > a.area.y1 + 70 {
                break;
            }
            let alike = high <= 3 * low;
            let beside =
                5 * a.area.overlap_y(&b.area) > 2 * low && gap(a.area.x0, a.area.x1, b.area.x0, b.area.x1) <= reach;
            if alike && beside {
                sets.join(k, n);
            }
        }
    }
    let mut found: std::collections::BTreeMap<usize, (Area, f32, usize)> = std::collections::BTreeMap::new();
    for (k, blob) in blobs.iter().enumerate() {
        let letters = (blob.area.width() as f32 / (0.7 * blob.area.height() as f32)).max(1.0);
        let entry = found.entry(sets.root(k)).or_insert((blob.area, 0.0, 0));
        entry.0 = entry.0.union(&blob.area);
        entry.1 += letters;
        entry.2 += blob.mass;
    }
    found.retain(|_, (_, letters, _)| *letters >= LETTERS);
    let mass = found.values().map(|f| f.2).sum();
    (found.into_values().map(|f| f.0).collect(), mass)
}

/// The room between two stretches.
fn gap(a0: usize, a1: usize, b0: usize, b1: usize) -> usize {
    b0.saturating_sub(a1).max(a0.saturating_sub(b1))
}

/// Boxes, those near to each other joined.
fn joined(mut boxes: Vec<Rect>, near: f32) -> Vec<Rect> {
    loop {
        let mut out: Vec<Rect> = Vec::with_capacity(boxes.len());
        for r in &boxes {
            let meets =
                |o: &&mut Rect| o.x0 < r.x1 + near && r.x0 < o.x1 + near && o.y0 < r.y1 + near && r.y0 < o.y1 + near;
            match out.iter_mut().find(meets) {
                Some(other) => *other = other.union(r),
                None => out.push(*r),
            }
        }
        if out.len() == boxes.len() {
            return out;
        }
        boxes = out;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::geometry::Turn;

    /// A page with eight letter-like marks in a row, and a bar.
    fn drawn() -> Raster {
        let mut raster = Raster::paper(1000, 1400);
        for k in 0..8 {
            let x = 200 + 14 * k;
            for y in 300..314 {
                raster.row_mut(y)[x..x + 2].fill(0);
                raster.row_mut(y)[x + 7..x + 9].fill(0);
            }
            raster.row_mut(306)[x..x + 9].fill(0);
        }
        for y in 600..640 {
            raster.row_mut(y)[200..700].fill(0);
        }
        raster
    }

    fn page(glyphs: Vec<Glyph>) -> Page {
        Page { number: 1, width: 500.0, height: 700.0, glyphs, ..Page::default() }
    }

    #[test]
    fn what_nothing_explains_is_found_and_a_bar_is_no_text() {
        let rest = rest(&drawn(), &page(Vec::new()), true);
        assert_eq!(rest.regions.len(), 1, "{rest:?}");
        assert!((rest.regions[0].x0 - 100.0).abs() < 1.0 && rest.share > 0.99, "{rest:?}");
    }

    #[test]
    fn letters_that_were_read_explain_their_ink() {
        let glyph = |k: usize| Glyph {
            ch: 'H',
            turn: Turn::None,
            rect: Rect::new(100.0 + 7.0 * k as f32, 149.0, 105.0 + 7.0 * k as f32, 158.0),
            size: 9.0,
            confidence: 1.0,
        };
        let all: Vec<Glyph> = (0..8).map(glyph).collect();
        assert!(rest(&drawn(), &page(all.clone()), true).is_empty());
        // Those of a font that does not say what they are do not.
        let unknown = all.into_iter().map(|g| Glyph { ch: char::REPLACEMENT_CHARACTER, ..g }).collect();
        let page = page(unknown);
        assert!(!rest(&drawn(), &page, true).is_empty());
        assert!(is_inked(&drawn(), &page, &page.glyphs[0]));
        assert!(!is_inked(&drawn(), &page, &Glyph { rect: Rect::new(10.0, 10.0, 20.0, 20.0), ..page.glyphs[0] }));
    }
}
