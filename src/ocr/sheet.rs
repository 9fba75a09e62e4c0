//! A scan made ready for the readers: upright, straight, without ruling lines, cut into segments.

use super::ink::{Area, Ink};
use super::reading::Crop;
use super::ruling::{self, Rulings};
use super::segment::{self, Segment};
use super::skew;
use crate::base::geometry::Turn;
use crate::page::raster::Raster;

/// A scan ready to be read.
pub(super) struct Ready {
    /// The direction in which its text runs on the page as displayed.
    pub turn: Turn,
    /// By how much it leant, in radians clockwise; it is straight now.
    pub angle: f32,
    pub dpi: f32,
    /// Its pixels without ruling lines.
    pub raster: Raster,
    /// Its ink without ruling lines.
    pub ink: Ink,
    pub rulings: Rulings,
    pub segments: Vec<Segment>,
    /// Text that runs up or down the page, with x and y exchanged.
    columns: Vec<Segment>,
}

/// Angles below this (radians) are left as they are: interpolating costs more sharpness than they cost.
const STRAIGHT: f32 = 0.0007;
/// What is shown to the readers beyond the ink of a segment, as shares of its height: aside, and above and below.
const ASIDE: f32 = 0.25;
const ABOVE: f32 = 0.14;

/// Whether the text of a picture runs up or down.
pub(super) fn is_sideways(raster: &Raster, dpi: f32) -> bool {
    let ink = Ink::of(raster, dpi);
    skew::is_sideways(&ink.blobs(), &ink, dpi)
}

/// Prepares a picture whose text runs in a direction.
pub(super) fn prepare(raster: &Raster, dpi: f32, turn: Turn) -> Ready {
    let mut raster = raster.upright(turn);
    let mut ink = Ink::of(&raster, dpi);
    let dust = ink.dust(dpi);
    ink.erase(&dust);
    ruling::erase(&mut raster, &dust);
    let mut angle = skew::skew(&ink);
    if angle.abs() > STRAIGHT {
        raster = raster.rotated(-angle);
        ink = Ink::of(&raster, dpi);
    } else {
        angle = 0.0;
    }
    let rulings = ruling::find(&ink, dpi);
    ruling::erase(&mut raster, &rulings.mask);
    ink.erase(&rulings.mask);
    let (columns, blobs) = segment::columns(&ink.blobs(), dpi);
    let segments = segment::segments(&blobs, &rulings.down, dpi);
    Ready { turn, angle, dpi, raster, ink, rulings, segments, columns }
}

impl Ready {
    /// What runs up or down the page, as two sheets of its own: read from below, and read from above. One of them is right.
    pub fn sideways(&self) -> Option<[Ready; 2]> {
        if self.columns.is_empty() {
            return None;
        }
        let (w, h) = (self.raster.width, self.raster.height);
        let turned = |turn: Turn| {
            let place = |a: &Area| match turn {
                Turn::Left => Area { x0: h - a.x1, x1: h - a.x0, ..*a },
                _ => Area { y0: w - a.y1, y1: w - a.y0, ..*a },
            };
            let segments = self.columns.iter().map(|c| {
                let mut blobs: Vec<Area> = c.blobs.iter().map(place).collect();
                blobs.sort_by_key(|a| (a.x0, a.y0));
                let limits = match turn {
                    Turn::Left => (h.saturating_sub(c.limits.1), h.saturating_sub(c.limits.0)),
                    _ => c.limits,
                };
                Segment { area: place(&c.area), blobs, limits }
            });
            let bits = Raster { width: w, height: h, data: self.ink.bits.clone() }.upright(turn);
            Ready {
                turn: Turn::ALL[(self.turn.quarters() + turn.quarters()) % 4],
                angle: self.angle,
                dpi: self.dpi,
                raster: self.raster.upright(turn),
                ink: Ink { width: bits.width, height: bits.height, bits: bits.data },
                rulings: Rulings::none(),
                segments: segments.collect(),
                columns: Vec::new(),
            }
        };
        Some([turned(Turn::Left), turned(Turn::Right)])
    }

    /// What the readers see of a segment, and where its left edge lies.
    pub fn crop(&self, segment: &Segment) -> (Crop, usize) {
        let Area { x0, y0, x1, y1 } = segment.area;
        let height = segment.area.height() as f32;
        let (dx, dy) = ((ASIDE * height) as usize + 1, (ABOVE * height) as usize + 1);
        let left = x0.saturating_sub(dx).max(segment.limits.0);
        let right = (x1 + dx).min(segment.limits.1);
        let raster = self.raster.crop(left..right, y0.saturating_sub(dy)..y1 + dy, 0);
        (Crop { raster, dpi: self.dpi }, left)
    }
}
