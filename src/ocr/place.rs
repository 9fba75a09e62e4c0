//! Words on which the readers were heard, as glyphs of a page.

use super::compare::Heard;
use super::ink::Area;
use super::segment::{self, Segment};
use super::sheet::Ready;
use crate::base::geometry::Rect;

/// A word in its place, in pixels.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub heard: Heard,
    pub area: Area,
    pub baseline: f32,
    /// Size of its type.
    pub size: f32,
}

/// Height of capitals and digits, and of small letters, in em.
const CAPITAL: f32 = 0.71;
const SMALL: f32 = 0.52;

/// Places the words of a segment by the gaps between its letters. `left` is where its crop begins.
pub(super) fn place(segment: &Segment, ready: &Ready, left: usize, heard: Vec<Heard>) -> Vec<Placed> {
    let height = segment.area.height().max(1) as f32;
    let gaps = segment::clear(segment, &ready.raster);
    let mut edges = vec![segment.area.x0];
    for pair in heard.windows(2) {
        let want = left as f32 + (pair[0].x1 + pair[1].x0) / 2.0;
        let reach = 0.7 * height + (pair[1].x0 - pair[0].x1).abs() / 2.0;
        let middle = |g: &(usize, usize)| (g.0 + g.1) as f32 / 2.0;
        let worth = |g: &(usize, usize)| (g.1 - g.0) as f32 - 0.3 * (middle(g) - want).abs();
        let near = |g: &&(usize, usize)| (middle(g) - want).abs() < reach;
        let best = gaps.iter().filter(near).max_by(|a, b| worth(a).total_cmp(&worth(b)));
        let edge = best.map_or(want, middle).max(0.0) as usize;
        edges.push(edge.clamp(edges.last().copied().unwrap_or(0), segment.area.x1));
    }
    edges.push(segment.area.x1);
    let text: String = heard.iter().map(|h| h.text.as_str()).collect();
    let (baseline, size) = line(segment, &text);
    let boxed = |(k, heard): (usize, Heard)| {
        let area = segment::between(segment, &ready.ink, edges[k], edges[k + 1].max(edges[k] + 1));
        Placed { heard, area, baseline, size }
    };
    heard.into_iter().enumerate().map(boxed).collect()
}

/// The baseline of a segment and the size of its type, in pixels: most letters stand on the baseline, and the tallest are
/// as high as capitals where there are any.
fn line(segment: &Segment, text: &str) -> (f32, f32) {
    let height = segment.area.height();
    let tall: Vec<&Area> = segment.blobs.iter().filter(|b| 10 * b.height() > 4 * height).collect();
    let near = |y: usize| tall.iter().filter(|b| b.y1.abs_diff(y) <= 1).count();
    let bottom = tall.iter().map(|b| b.y1).max_by_key(|y| (near(*y), std::cmp::Reverse(*y)));
    let baseline = bottom.unwrap_or(segment.area.y1) as f32;
    let high = |c: char| c.is_uppercase() || c.is_ascii_digit() || "bdfhklt/()[]àèéìòù".contains(c);
    let share = if text.chars().any(high) { CAPITAL } else { SMALL };
    // The tops of accents and brackets stand higher than capitals: the top of most of the tall ones counts.
    let mut tops: Vec<usize> = tall.iter().map(|b| b.y0).collect();
    tops.sort_unstable();
    let top = tops.get(tops.len() / 10).copied().unwrap_or(segment.area.y0) as f32;
    (baseline, ((baseline - top) / share).max(1.0))
}

/// Type smaller than this (points) is not printed: what looks like it is left of a line or a bar.
const TINY: f32 = 3.2;
/// A reader must be this sure of a lone dash.
const SURE: f32 = 0.8;

/// Drops what is no text: specks that were read as tiny letters. A dash alone is text if it was surely read, in the size of
/// the type around it. `unit` is the size of a pixel in points.
pub(super) fn drop_specks(words: &mut Vec<Placed>, unit: f32) {
    let mut sizes: Vec<f32> = words.iter().map(|w| w.size).filter(|s| s * unit >= TINY).collect();
    sizes.sort_by(f32::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or(TINY / unit);
    words.retain_mut(|word| {
        if word.size * unit >= TINY {
            return true;
        }
        let dash = word.heard.confidence >= SURE && word.heard.text.chars().all(|c| matches!(c, '-' | '–'));
        if dash {
            word.size = usual;
            word.baseline = (word.area.y0 + word.area.y1) as f32 / 2.0 + 0.25 * usual;
        }
        dash
    });
}

/// Gives words of nearly one size the same size: what remains are the errors of measuring.
pub(super) fn even_out(words: &mut [Placed]) {
    let mut sizes: Vec<f32> = words.iter().flat_map(|w| vec![w.size; w.heard.text.chars().count()]).collect();
    sizes.sort_by(f32::total_cmp);
    for word in words {
        let from = sizes.partition_point(|s| *s < word.size * 0.86);
        let to = sizes.partition_point(|s| *s <= word.size * 1.16);
        if let Some(middle) = sizes.get((from + to) / 2) {
            word.size = *middle;
        }
    }
}

impl Placed {
    /// The box of each letter, sharing out the box of the word, as glyphs have them: from below the baseline to above it.
    /// `unit` is the size of a pixel in points; the boxes are in points from the corner of the picture.
    pub fn letters(&self, unit: f32, ascent: f32, descent: f32) -> impl Iterator<Item = (char, Rect)> {
        let count = self.heard.text.chars().count().max(1) as f32;
        let step = self.area.width() as f32 / count;
        let (x0, top, bottom) =
            (self.area.x0 as f32, self.baseline - ascent * self.size, self.baseline + descent * self.size);
        self.heard.text.chars().enumerate().map(move |(k, ch)| {
            let x = x0 + step * k as f32;
            (ch, Rect::new(unit * x, unit * top, unit * (x + step), unit * bottom))
        })
    }
}
