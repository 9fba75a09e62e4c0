//! Digits by their shape: a font may call its 6 an 8, and every reader of its text would believe it.
//!
//! The outline of a digit is held against those of the standard fonts. Only where it looks clearly like another digit than the font
//! says is it that one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use hayro_font::{FontCache, FontGlyph, OutlineGlyph, StandardFont};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{BezPath, PathEl, Point, Shape, flatten};

/// A digit is drawn into so many cells.
const WIDE: usize = 16;
const HIGH: usize = 24;
/// How finely curves are made straight, in thousandths of an em.
const FLAT: f64 = 4.0;
/// A shape is a digit where it differs from one of the standard fonts in less than this share of its cells. Digits of text fonts
/// differ from the nearest of their kind in 0.03 to 0.15 of them, from others mostly in more than 0.2.
const LIKE: f32 = 0.16;
/// What the font says is wrong where the digit that it says differs by so much more. Of 40 fonts in use none differs so from its own.
const CLEAR: f32 = 0.08;

/// The cells that a shape fills, row by row, its box stretched to the grid.
type Cells = [u32; HIGH];

/// What a glyph is: what its font says, but for a digit that is drawn as another.
pub(super) fn seen(glyph: &OutlineGlyph, said: Option<BfString>) -> Option<BfString> {
    let Some(BfString::Char(digit)) = said else { return said };
    let Some(value) = digit.to_digit(10) else { return said };
    let key = (glyph.identifier().cache_key(), value);
    let known = KNOWN.with_borrow(|known| known.get(&key).copied());
    let meant = known.unwrap_or_else(|| {
        let meant = cells(&glyph.outline()).and_then(|cells| drawn(&cells, value as usize));
        KNOWN.with_borrow_mut(|known| {
            if known.len() >= MANY {
                known.clear();
            }
            known.insert(key, meant);
        });
        meant
    });
    match meant {
        Some(meant) => char::from_digit(meant as u32, 10).map(BfString::Char),
        None => said,
    }
}

/// More digits of fonts than this are not remembered.
const MANY: usize = 10_000;

thread_local! {
    /// What each glyph that was called so turned out to be.
    static KNOWN: RefCell<HashMap<(u128, u32), Option<usize>>> = RefCell::default();
}

/// The digit that is drawn, where it is clearly another than the one that is said.
fn drawn(cells: &Cells, said: usize) -> Option<usize> {
    let best = distances(cells);
    let (nearest, least) = best.iter().copied().enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    (nearest != said && least < LIKE && best.get(said).is_none_or(|d| d - least > CLEAR)).then_some(nearest)
}

/// How far a shape is from each digit: of the standard fonts, the nearest counts.
fn distances(cells: &Cells) -> [f32; 10] {
    let mut best = [f32::MAX; 10];
    for (digit, known) in standard() {
        let differ: u32 = cells.iter().zip(known).map(|(a, b)| (a ^ b).count_ones()).sum();
        if let Some(least) = best.get_mut(*digit) {
            *least = least.min(differ as f32 / (WIDE * HIGH) as f32);
        }
    }
    best
}

/// The digits of the standard fonts.
fn standard() -> &'static [(usize, Cells)] {
    static DIGITS: OnceLock<Vec<(usize, Cells)>> = OnceLock::new();
    DIGITS.get_or_init(|| {
        let settings = InterpreterSettings::default();
        let cache = FontCache::new();
        let fonts = [
            StandardFont::Helvetica,
            StandardFont::HelveticaBold,
            StandardFont::TimesRoman,
            StandardFont::TimesBold,
            StandardFont::Courier,
            StandardFont::CourierBold,
        ];
        let mut out = Vec::new();
        for font in fonts.into_iter().filter_map(|font| cache.standard_font(font, &settings.font_resolver)) {
            for digit in 0..10 {
                let code = u32::from(b'0') + digit as u32;
                if let FontGlyph::Outline(glyph) = font.glyph(font.map_code(code), code) {
                    out.extend(cells(&glyph.outline()).map(|cells| (digit, cells)));
                }
            }
        }
        out
    })
}

/// The cells whose middles lie inside a shape; none where there is no shape.
fn cells(outline: &BezPath) -> Option<Cells> {
    let bounds = outline.bounding_box();
    if !(bounds.width() > 1.0 && bounds.height() > 1.0) {
        return None;
    }
    let mut lines: Vec<(Point, Point)> = Vec::new();
    let (mut start, mut last) = (Point::ZERO, Point::ZERO);
    flatten(outline.iter(), FLAT, |element| match element {
        PathEl::MoveTo(p) => {
            lines.push((last, start));
            (start, last) = (p, p);
        }
        PathEl::LineTo(p) => {
            lines.push((last, p));
            last = p;
        }
        _ => {
            lines.push((last, start));
            last = start;
        }
    });
    lines.push((last, start));
    let mut out = [0; HIGH];
    for (row, cells) in out.iter_mut().enumerate() {
        let y = bounds.y1 - (row as f64 + 0.5) / HIGH as f64 * bounds.height();
        // Where the outline crosses the middle of the row, and in which direction.
        let crossing = |(a, b): &(Point, Point)| {
            let down = (a.y > y) != (b.y > y);
            down.then(|| (a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x), if b.y > a.y { 1 } else { -1 }))
        };
        let mut crossings: Vec<(f64, i32)> = lines.iter().filter_map(crossing).collect();
        crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut winding = 0;
        for pair in crossings.windows(2) {
            let [(x0, turn), (x1, _)] = pair else { continue };
            winding += turn;
            if winding != 0 {
                let column = |x: f64| {
                    ((x - bounds.x0) / bounds.width() * WIDE as f64 - 0.5).ceil().clamp(0.0, WIDE as f64) as usize
                };
                (column(*x0)..column(*x1)).for_each(|k| *cells |= 1 << k);
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_of_each_font_are_known_by_the_others() {
        for (k, (digit, cells)) in standard().iter().enumerate() {
            assert_eq!(drawn(cells, *digit), None, "shape {k}");
            for said in (0..10).filter(|said| said != digit) {
                assert_eq!(drawn(cells, said), Some(*digit), "shape {k}, called {said}");
            }
        }
    }
}
