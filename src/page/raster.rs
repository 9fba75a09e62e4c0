//! A page as a picture: grey pixels, and where they lie on the page.

use std::ops::Range;

use image::imageops::{self, FilterType};
use image::{ImageBuffer, Luma};

use crate::base::geometry::{Rect, Turn};

/// Grey pixels, row by row from the top; 0 is black, 255 paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Raster {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The pixels; `width * height` of them.
    pub data: Vec<u8>,
}

/// A picture that fills a page, or part of it.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its pixels, upright as the page is displayed.
    pub raster: Raster,
    /// Where they lie on the page as displayed, in points.
    pub rect: Rect,
}

impl Picture {
    /// Pixels in an inch.
    pub fn dpi(&self) -> f32 {
        72.0 * self.raster.width as f32 / self.rect.width().max(1.0)
    }
}

impl Picture {
    /// The pixels of a box of the page, with so many points around it.
    fn pixels(&self, r: &Rect, margin: f32) -> (Range<usize>, Range<usize>) {
        let scale = self.raster.width as f32 / self.rect.width().max(1.0);
        let at = |v: f32, most: usize| (v.max(0.0) as usize).min(most);
        let x = |v: f32| at((v - self.rect.x0) * scale, self.raster.width);
        let y = |v: f32| at((v - self.rect.y0) * scale, self.raster.height);
        (x(r.x0 - margin)..x(r.x1 + margin), y(r.y0 - margin)..y(r.y1 + margin))
    }

    /// Leaves only some boxes of the page, with so many points around them; all else becomes paper.
    pub fn keep(&mut self, boxes: &[Rect], margin: f32) {
        let mut kept = Raster::paper(self.raster.width, self.raster.height);
        for (x, y) in boxes.iter().map(|r| self.pixels(r, margin)).filter(|(x, _)| !x.is_empty()) {
            for row in y {
                kept.row_mut(row)[x.clone()].copy_from_slice(&self.raster.row(row)[x.clone()]);
            }
        }
        self.raster = kept;
    }

    /// Makes some boxes of the page paper.
    pub fn blot(&mut self, boxes: &[Rect]) {
        let pixels: Vec<_> = boxes.iter().map(|r| self.pixels(r, 0.3)).filter(|(x, _)| !x.is_empty()).collect();
        for (x, y) in pixels {
            y.for_each(|row| self.raster.row_mut(row)[x.clone()].fill(PAPER));
        }
    }
}

/// What lies beyond the edges.
const PAPER: u8 = 255;

impl Raster {
    /// A sheet of blank paper.
    pub fn paper(width: usize, height: usize) -> Self {
        Self { width, height, data: vec![PAPER; width * height] }
    }

    /// Pixels of which there must be `width * height`; missing ones are paper.
    pub fn new(width: usize, height: usize, mut data: Vec<u8>) -> Self {
        data.resize(width * height, PAPER);
        Self { width, height, data }
    }

    /// A row of pixels.
    pub fn row(&self, y: usize) -> &[u8] {
        self.data.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    /// A row of pixels, to change.
    pub fn row_mut(&mut self, y: usize) -> &mut [u8] {
        let from = y * self.width;
        self.data.get_mut(from..from + self.width).unwrap_or_default()
    }

    /// A pixel; paper beyond the edges.
    pub fn at(&self, x: isize, y: isize) -> u8 {
        if x < 0 || y < 0 || x >= self.width as isize || y >= self.height as isize {
            return PAPER;
        }
        self.data[y as usize * self.width + x as usize]
    }

    /// A part of it with a margin of paper around.
    pub fn crop(&self, x: Range<usize>, y: Range<usize>, margin: usize) -> Raster {
        let (x, y) = (x.start.min(self.width)..x.end.min(self.width), y.start.min(self.height)..y.end.min(self.height));
        let mut out = Raster::paper(x.len() + 2 * margin, y.len() + 2 * margin);
        for (k, from) in y.enumerate() {
            let source = &self.row(from)[x.clone()];
            out.row_mut(k + margin)[margin..margin + source.len()].copy_from_slice(source);
        }
        out
    }

    /// The picture turned so that text running in a direction reads from left to right.
    pub fn upright(&self, turn: Turn) -> Raster {
        let (w, h) = (self.width, self.height);
        match turn {
            Turn::None => self.clone(),
            Turn::Half => Raster { width: w, height: h, data: self.data.iter().rev().copied().collect() },
            Turn::Right => Self::of(h, w, |x, y| self.data[x * w + (w - 1 - y)]),
            Turn::Left => Self::of(h, w, |x, y| self.data[(h - 1 - x) * w + y]),
        }
    }

    fn of(width: usize, height: usize, pixel: impl Fn(usize, usize) -> u8) -> Raster {
        let mut data = Vec::with_capacity(width * height);
        for y in 0..height {
            data.extend((0..width).map(|x| pixel(x, y)));
        }
        Raster { width, height, data }
    }

    /// The picture turned about its middle by a small angle (radians, clockwise), in its own size, pixels interpolated.
    pub fn rotated(&self, angle: f32) -> Raster {
        if angle == 0.0 {
            return self.clone();
        }
        let (sin, cos) = angle.sin_cos();
        let (cx, cy) = ((self.width as f32 - 1.0) / 2.0, (self.height as f32 - 1.0) / 2.0);
        Self::of(self.width, self.height, |x, y| {
            let (dx, dy) = (x as f32 - cx, y as f32 - cy);
            self.between(cx + cos * dx + sin * dy, cy - sin * dx + cos * dy)
        })
    }

    /// The grey between four pixels.
    fn between(&self, x: f32, y: f32) -> u8 {
        let (x0, y0) = (x.floor(), y.floor());
        let (fx, fy) = (x - x0, y - y0);
        let (x0, y0) = (x0 as isize, y0 as isize);
        let p = |dx, dy| f32::from(self.at(x0 + dx, y0 + dy));
        let top = p(0, 0) * (1.0 - fx) + p(1, 0) * fx;
        let bottom = p(0, 1) * (1.0 - fx) + p(1, 1) * fx;
        (top * (1.0 - fy) + bottom * fy).round() as u8
    }

    /// The picture in another size.
    pub fn scaled(&self, width: usize, height: usize) -> Raster {
        let (w, h) = (self.width as u32, self.height as u32);
        let Some(image) = ImageBuffer::<Luma<u8>, _>::from_raw(w, h, self.data.as_slice()) else {
            return Raster::paper(width, height);
        };
        let filter = if width >= self.width { FilterType::CatmullRom } else { FilterType::Triangle };
        let scaled = imageops::resize(&image, width.max(1) as u32, height.max(1) as u32, filter);
        Raster::new(width.max(1), height.max(1), scaled.into_raw())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Raster {
        Raster::new(3, 2, vec![1, 2, 3, 4, 5, 6])
    }

    #[test]
    fn quarter_turns_agree_with_the_geometry() {
        let raster = small();
        for turn in Turn::ALL {
            let up = raster.upright(turn);
            for y in 0..2 {
                for x in 0..3 {
                    let r = turn.upright(&Rect::new(x as f32, y as f32, x as f32 + 1.0, y as f32 + 1.0), 3.0, 2.0);
                    let got = up.at(r.x0 as isize, r.y0 as isize);
                    assert_eq!(got, raster.at(x, y), "{turn:?} {x} {y}");
                }
            }
        }
    }

    #[test]
    fn a_crop_has_a_margin_of_paper() {
        let crop = small().crop(1..3, 0..1, 1);
        assert_eq!((crop.width, crop.height), (4, 3));
        assert_eq!(crop.row(1), [255, 2, 3, 255]);
    }

    #[test]
    fn turning_forth_and_back_keeps_the_middle() {
        let mut raster = Raster::paper(101, 101);
        for y in 40..60 {
            raster.row_mut(y)[40..60].fill(0);
        }
        let back = raster.rotated(0.05).rotated(-0.05);
        assert!(back.at(50, 50) < 10 && back.at(10, 10) > 245);
    }
}
