//! Ruling lines of a scan: found as long straight runs of ink, and taken away so that they do not touch the text.

use std::ops::Range;

use super::ink::{Area, Ink};
use crate::page::raster::Raster;

/// A horizontal run of ink as long as this (inches) is a ruling line and no letter.
const ACROSS: f32 = 0.4;
/// A vertical run as long as this is one if it meets a horizontal line.
const DOWN: f32 = 0.13;
/// A vertical run as long as this is one wherever it stands.
const DOWN_ALONE: f32 = 0.5;
/// A line may be broken by gaps as wide as this (inches).
const BRIDGE: f32 = 0.015;
/// What is left of a broken line is as flat as this (inches), and not farther from its pieces than that.
const FLAT: f32 = 0.026;
const BROKEN: f32 = 0.12;
/// A ruling line is not thicker than this (inches); what is thicker is a bar or a picture.
const THICK: f32 = 0.04;

/// The ruling lines of a page, and everything that is long and straight, text never being so.
#[derive(Debug)]
pub(super) struct Rulings {
    pub across: Vec<Area>,
    pub down: Vec<Area>,
    /// The pixels of lines and of bars.
    pub mask: Ink,
}

impl Rulings {
    pub fn none() -> Self {
        Self { across: Vec::new(), down: Vec::new(), mask: Ink { width: 0, height: 0, bits: Vec::new() } }
    }
}

/// Finds the ruling lines.
pub(super) fn find(ink: &Ink, dpi: f32) -> Rulings {
    let inch = |v: f32| (v * dpi).round() as usize;
    let bridge = inch(BRIDGE).max(2);
    let whole = bridged(ink, inch(2.0 * ACROSS), bridge);
    let flat = opening(&thickened(&whole), inch(ACROSS));
    let sides = bridged(&transposed(ink), inch(DOWN_ALONE), bridge);
    let long = transposed(&opening(&thickened(&sides), inch(DOWN)));
    let mut mask = both(&flat, &whole);
    let standing = both(&long, &transposed(&sides));
    let mut across = Vec::new();
    let thick = inch(THICK).max(3);
    for blob in mask.blobs() {
        if blob.area.height() <= thick {
            across.push(blob.area);
        }
    }
    let near = inch(0.02).max(2);
    let mut down = Vec::new();
    for blob in standing.blobs() {
        let a = blob.area;
        if a.height() < inch(DOWN) {
            continue;
        }
        let meets = |r: &Area| r.x0 <= a.x1 + near && r.x1 + near >= a.x0 && r.y0 <= a.y1 + near && r.y1 + near >= a.y0;
        let line = a.width() <= thick;
        if line && (a.height() >= inch(DOWN_ALONE) || across.iter().any(meets)) {
            down.push(a);
            copy(&standing, &mut mask, &a);
        }
    }
    remains(ink, &across, &down, dpi, &mut mask);
    Rulings { across, down, mask: grown(&mask) }
}

/// Adds to the mask what is left of lines that are broken: small pieces of ink in line with them.
fn remains(ink: &Ink, across: &[Area], down: &[Area], dpi: f32, mask: &mut Ink) {
    let inch = |v: f32| (v * dpi).round() as usize;
    let (flat, near) = (inch(FLAT).max(2), inch(0.008).max(1));
    let mut rest = ink.clone();
    rest.erase(mask);
    let rows = bands(across.to_vec(), near, inch(1.0));
    // An l or a 1 is a piece of a vertical line to the eye, if it stands where there is none.
    let columns = bands(down.iter().map(Area::transposed).collect(), near, inch(0.1));
    // Whether a flat piece lies in one of the bands.
    let lies = |a: &Area, bands: &[Area], reach: usize| {
        let inside =
            |b: &Area| a.x0 + reach >= b.x0 && a.x1 <= b.x1 + reach && a.y0 + near >= b.y0 && a.y1 <= b.y1 + near;
        a.height() <= flat && bands.iter().any(inside)
    };
    for blob in rest.blobs() {
        if lies(&blob.area, &rows, inch(BROKEN)) || lies(&blob.area.transposed(), &columns, 0) {
            copy(&rest, mask, &blob.area);
        }
    }
}

/// Pieces of lines that go on in each other, over a gap at most so wide, as one.
fn bands(mut pieces: Vec<Area>, near: usize, gap: usize) -> Vec<Area> {
    pieces.sort_by_key(|a| a.x0);
    let mut out: Vec<Area> = Vec::new();
    for piece in pieces {
        let goes_on = |b: &&mut Area| b.y0 <= piece.y1 + near && piece.y0 <= b.y1 + near && piece.x0 <= b.x1 + gap;
        match out.iter_mut().find(goes_on) {
            // A line that leans is where its last piece is.
            Some(band) => {
                *band = Area {
                    x0: band.x0,
                    x1: band.x1.max(piece.x1),
                    y0: band.y0.min(piece.y0),
                    y1: band.y1.max(piece.y1),
                }
            }
            None => out.push(piece),
        }
    }
    out
}

/// Takes the ruling lines out of a picture: their pixels become what lies beside them.
pub(super) fn erase(raster: &mut Raster, mask: &Ink) {
    let reach = 6;
    let source = raster.clone();
    for y in 0..raster.height {
        for x in (0..raster.width).filter(|x| mask.row(y)[*x] == 1) {
            let clear = |dx: isize, dy: isize| {
                (1..=reach).find_map(|k| {
                    let (u, v) = (x as isize + k * dx, y as isize + k * dy);
                    let inside = u >= 0 && v >= 0 && (u as usize) < raster.width && (v as usize) < raster.height;
                    (inside && mask.row(v as usize)[u as usize] == 0).then(|| source.at(u, v))
                })
            };
            // The lightest of the four sides: paper or shading, not the text that touches the line.
            let sides = [clear(0, -1), clear(0, 1), clear(-1, 0), clear(1, 0)];
            let paper = sides.into_iter().flatten().max().unwrap_or(u8::MAX);
            raster.row_mut(y)[x] = paper;
        }
    }
}

/// The ink with the rows above and below laid over each row, so that a line that wavers by a pixel stays whole.
fn thickened(ink: &Ink) -> Ink {
    let mut out = ink.clone();
    for y in 0..ink.height {
        for other in [y.wrapping_sub(1), y + 1] {
            if other < ink.height {
                let row = &mut out.bits[y * ink.width..(y + 1) * ink.width];
                row.iter_mut().zip(ink.row(other)).for_each(|(a, b)| *a |= *b);
            }
        }
    }
    out
}

/// The ink with the small gaps of broken horizontal lines filled: of runs that are so long with their gaps, and nearly all
/// ink, as no row of text is.
fn bridged(ink: &Ink, length: usize, gap: usize) -> Ink {
    let thick = thickened(ink);
    let mut out = ink.clone();
    for y in 0..ink.height {
        let row = thick.row(y);
        let mut x = 0;
        while let Some(skip) = row[x..].iter().position(|b| *b == 1) {
            let start = x + skip;
            let (mut end, mut inked) = (start, 0);
            let mut gaps: Vec<Range<usize>> = Vec::new();
            loop {
                let run = row[end..].iter().take_while(|b| **b == 1).count();
                (end, inked) = (end + run, inked + run);
                let hole = row[end..].iter().take(gap + 1).take_while(|b| **b == 0).count();
                if run == 0 || hole > gap || end + hole >= row.len() {
                    break;
                }
                gaps.push(end..end + hole);
                end += hole;
            }
            if end - start >= length && 10 * inked >= 9 * (end - start) {
                gaps.into_iter().for_each(|gap| out.bits[y * ink.width..(y + 1) * ink.width][gap].fill(1));
            }
            x = end.max(start + 1);
            if x >= row.len() {
                break;
            }
        }
    }
    out
}

/// Only the horizontal runs that are at least so long.
fn opening(ink: &Ink, length: usize) -> Ink {
    let mut out = Ink { width: ink.width, height: ink.height, bits: vec![0; ink.bits.len()] };
    for y in 0..ink.height {
        let row = ink.row(y);
        let mut x = 0;
        while x < row.len() {
            let run = row[x..].iter().take_while(|b| **b == 1).count();
            if run >= length {
                out.bits[y * ink.width + x..y * ink.width + x + run].fill(1);
            }
            x += run.max(1);
        }
    }
    out
}

fn transposed(ink: &Ink) -> Ink {
    let (w, h) = (ink.width, ink.height);
    let mut bits = vec![0u8; w * h];
    for y in 0..h {
        for (x, b) in ink.row(y).iter().enumerate() {
            bits[x * h + y] = *b;
        }
    }
    Ink { width: h, height: w, bits }
}

fn both(a: &Ink, b: &Ink) -> Ink {
    let bits = a.bits.iter().zip(&b.bits).map(|(a, b)| a & b).collect();
    Ink { width: a.width, height: a.height, bits }
}

fn copy(from: &Ink, to: &mut Ink, area: &Area) {
    for y in area.y0..area.y1 {
        for x in area.x0..area.x1 {
            to.bits[y * to.width + x] |= from.bits[y * from.width + x];
        }
    }
}

/// The mask with one pixel more all around: the soft edges of a line.
fn grown(mask: &Ink) -> Ink {
    transposed(&thickened(&transposed(&thickened(mask))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_and_letters_stay() {
        let mut raster = Raster::paper(800, 400);
        for y in [100usize, 101, 200, 201] {
            raster.row_mut(y)[50..700].fill(0);
        }
        for y in 100..202 {
            raster.row_mut(y)[50..52].fill(0);
            raster.row_mut(y)[698..700].fill(0);
        }
        for y in 130..170 {
            raster.row_mut(y)[300..304].fill(0);
        }
        let mut ink = Ink::of(&raster, 300.0);
        let found = find(&ink, 300.0);
        assert_eq!((found.across.len(), found.down.len()), (2, 2));
        ink.erase(&found.mask);
        assert_eq!(ink.blobs().len(), 1);
        erase(&mut raster, &found.mask);
        assert!(raster.at(400, 100) > 200 && raster.at(301, 150) < 50);
    }
}
