//! What is ink and what is paper, and the pieces of ink that hang together.

use crate::page::raster::Raster;

/// One byte a pixel: 1 where there is ink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ink {
    pub width: usize,
    pub height: usize,
    pub bits: Vec<u8>,
}

/// A rectangle of pixels; the far edges are excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub x0: usize,
    pub y0: usize,
    pub x1: usize,
    pub y1: usize,
}

impl Area {
    pub fn width(&self) -> usize {
        self.x1 - self.x0
    }

    pub fn height(&self) -> usize {
        self.y1 - self.y0
    }

    /// The area with x and y exchanged.
    pub fn transposed(&self) -> Area {
        Area { x0: self.y0, y0: self.x0, x1: self.y1, y1: self.x1 }
    }

    pub fn union(&self, other: &Area) -> Area {
        Area {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Length of the common part of the vertical extents.
    pub fn overlap_y(&self, other: &Area) -> usize {
        self.y1.min(other.y1).saturating_sub(self.y0.max(other.y0))
    }

    /// Length of the common part of the horizontal extents.
    pub fn overlap_x(&self, other: &Area) -> usize {
        self.x1.min(other.x1).saturating_sub(self.x0.max(other.x0))
    }
}

/// A connected piece of ink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blob {
    pub area: Area,
    /// Number of its pixels.
    pub mass: usize,
}

/// Half the side of the neighbourhood that a pixel is compared with, in inches.
const REACH: f32 = 0.12;
/// Ink is darker than this share of its neighbourhood.
const DARK: f32 = 0.82;

/// Dust has at most so many pixels, as a share of a square inch: two at 200 dpi, where the dot on an i has four.
const DUST: f32 = 2.4 / (200.0 * 200.0);
/// What is farther from letters than this (inches) lies by itself; and with so many such pieces, a page is dusty.
const ALONE: f32 = 0.055;
const MANY: usize = 20;

impl Ink {
    /// The pixels that are clearly darker than what surrounds them: shading of table heads and shadows of the scanner
    /// are paper.
    pub fn of(raster: &Raster, dpi: f32) -> Ink {
        let (w, h) = (raster.width, raster.height);
        let reach = ((REACH * dpi) as usize).max(4);
        let mut bits = vec![0u8; w * h];
        // Sums of columns over the rows around the one at hand; one pass needs no table of sums of the whole page.
        let mut columns = vec![0u32; w];
        for y in 0..h.min(reach) {
            add(&mut columns, raster.row(y));
        }
        let mut sums = vec![0u64; w + 1];
        for y in 0..h {
            if y + reach < h {
                add(&mut columns, raster.row(y + reach));
            }
            if y > reach {
                subtract(&mut columns, raster.row(y - reach - 1));
            }
            let rows = (y + reach + 1).min(h) - y.saturating_sub(reach);
            for (x, c) in columns.iter().enumerate() {
                sums[x + 1] = sums[x] + u64::from(*c);
            }
            let out = &mut bits[y * w..(y + 1) * w];
            for (x, (bit, &v)) in out.iter_mut().zip(raster.row(y)).enumerate() {
                let (a, b) = (x.saturating_sub(reach), (x + reach + 1).min(w));
                let mean = (sums[b] - sums[a]) as f32 / (rows * (b - a)) as f32;
                *bit = u8::from(f32::from(v) < DARK * mean);
            }
        }
        Ink { width: w, height: h, bits }
    }

    pub fn row(&self, y: usize) -> &[u8] {
        &self.bits[y * self.width..(y + 1) * self.width]
    }

    /// Takes ink away where the mask has some.
    pub fn erase(&mut self, mask: &Ink) {
        for (bit, m) in self.bits.iter_mut().zip(&mask.bits) {
            *bit &= 1 - *m;
        }
    }

    /// The ink that is dust: small pieces that lie by themselves, and, where there are many of those, pieces as small as they
    /// are among the letters. On a clean page a small piece beside a letter is a point.
    pub fn dust(&self, dpi: f32) -> Ink {
        let most = (DUST * dpi * dpi).max(1.0) as usize;
        let cell = ((ALONE * dpi) as usize).max(1);
        let (columns, blobs) = (self.width / cell + 1, self.blobs());
        let mut near = vec![false; columns * (self.height / cell + 1)];
        for Blob { area, .. } in blobs.iter().filter(|blob| blob.mass > most) {
            for y in area.y0.saturating_sub(cell) / cell..=((area.y1 + cell) / cell).min(self.height / cell) {
                for x in area.x0.saturating_sub(cell) / cell..=((area.x1 + cell) / cell).min(self.width / cell) {
                    near[y * columns + x] = true;
                }
            }
        }
        let (among, alone): (Vec<&Blob>, Vec<&Blob>) = blobs
            .iter()
            .filter(|blob| blob.mass <= most)
            .partition(|blob| near[blob.area.y0 / cell * columns + blob.area.x0 / cell]);
        let mut masses: Vec<usize> = alone.iter().map(|blob| blob.mass).collect();
        masses.sort_unstable();
        let usual = if masses.len() < MANY { 0 } else { masses[masses.len() * 9 / 10] };
        let mut dust = Ink { width: self.width, height: self.height, bits: vec![0; self.bits.len()] };
        for Blob { area, .. } in alone.into_iter().chain(among.into_iter().filter(|blob| blob.mass <= usual)) {
            for y in area.y0..area.y1 {
                let row = y * self.width;
                dust.bits[row + area.x0..row + area.x1].copy_from_slice(&self.bits[row + area.x0..row + area.x1]);
            }
        }
        dust
    }

    /// The smallest area around the ink inside one; none where there is no ink.
    pub fn bounds(&self, within: &Area) -> Option<Area> {
        let mut found: Option<Area> = None;
        for y in within.y0..within.y1.min(self.height) {
            let row = &self.row(y)[within.x0..within.x1.min(self.width)];
            let Some(first) = row.iter().position(|b| *b == 1) else { continue };
            let last = row.iter().rposition(|b| *b == 1).unwrap_or(first);
            let line = Area { x0: within.x0 + first, y0: y, x1: within.x0 + last + 1, y1: y + 1 };
            found = Some(found.map_or(line, |f| f.union(&line)));
        }
        found
    }

    /// The connected pieces of ink, corners touching included, in the order of their topmost rows.
    pub fn blobs(&self) -> Vec<Blob> {
        let mut sets = Sets::default();
        let mut runs: Vec<(usize, usize, usize, usize)> = Vec::new();
        let mut above = 0..0;
        for y in 0..self.height {
            let from = runs.len();
            let row = self.row(y);
            let mut x = 0;
            let mut candidate = above.start;
            while let Some(skip) = row[x..].iter().position(|b| *b == 1) {
                let start = x + skip;
                let end = row[start..].iter().position(|b| *b == 0).map_or(row.len(), |k| start + k);
                let set = sets.add();
                runs.push((y, start, end, set));
                while candidate < above.end && runs[candidate].2 < start {
                    candidate += 1;
                }
                let mut k = candidate;
                while k < above.end && runs[k].1 <= end {
                    sets.join(runs[k].3, set);
                    k += 1;
                }
                x = end;
                if x >= row.len() {
                    break;
                }
            }
            above = from..runs.len();
        }
        let mut at = vec![usize::MAX; runs.len()];
        let mut blobs: Vec<Blob> = Vec::new();
        for (y, start, end, set) in runs {
            let root = sets.root(set);
            let area = Area { x0: start, y0: y, x1: end, y1: y + 1 };
            if at[root] == usize::MAX {
                at[root] = blobs.len();
                blobs.push(Blob { area, mass: end - start });
            } else {
                let blob = &mut blobs[at[root]];
                blob.area = blob.area.union(&area);
                blob.mass += end - start;
            }
        }
        blobs
    }
}

fn add(columns: &mut [u32], row: &[u8]) {
    columns.iter_mut().zip(row).for_each(|(c, v)| *c += u32::from(*v));
}

fn subtract(columns: &mut [u32], row: &[u8]) {
    columns.iter_mut().zip(row).for_each(|(c, v)| *c -= u32::from(*v));
}

/// Disjoint sets of numbers.
#[derive(Default)]
pub(super) struct Sets(Vec<usize>);

impl Sets {
    /// As many sets of one as are asked for.
    pub fn new(count: usize) -> Self {
        Sets((0..count).collect())
    }

    pub fn add(&mut self) -> usize {
        self.0.push(self.0.len());
        self.0.len() - 1
    }

    pub fn root(&mut self, mut k: usize) -> usize {
        while self.0[k] != k {
            self.0[k] = self.0[self.0[k]];
            k = self.0[k];
        }
        k
    }

    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller number names the set, so that the order of joining plays no part.
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shading_is_paper_and_text_on_it_is_ink() {
        let mut raster = Raster::paper(400, 400);
        for y in 100..300 {
            raster.row_mut(y)[100..300].fill(225);
        }
        for y in 180..200 {
            raster.row_mut(y)[190..194].fill(60);
        }
        let ink = Ink::of(&raster, 300.0);
        let blobs = ink.blobs();
        assert_eq!(blobs.len(), 1, "{blobs:?}");
        assert_eq!(blobs[0].area, Area { x0: 190, y0: 180, x1: 194, y1: 200 });
    }

    #[test]
    fn pieces_that_touch_at_corners_are_one() {
        let bits = vec![1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0];
        let ink = Ink { width: 4, height: 3, bits };
        let masses: Vec<_> = ink.blobs().iter().map(|b| b.mass).collect();
        assert_eq!(masses, [2, 2]);
    }
}
