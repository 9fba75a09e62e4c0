//! Where text stands: runs of letters on one line without a wide gap, as they are shown to the readers.

use super::ink::{Area, Blob, Ink, Sets};
use crate::page::raster::Raster;

/// A run of letters on one line.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// The box around its ink.
    pub area: Area,
    /// Its letters and marks from left to right.
    pub blobs: Vec<Area>,
    /// Where its neighbours begin, if it was cut out of a longer one.
    pub limits: (usize, usize),
}

impl Segment {
    fn of(blob: Area) -> Self {
        Self { area: blob, blobs: vec![blob], limits: (0, usize::MAX) }
    }

    fn push(&mut self, blob: Area) {
        self.area = self.area.union(&blob);
        self.blobs.push(blob);
    }
}

/// Sizes in points that tell letters from dust and from pictures.
const DUST: f32 = 0.45;
const LETTER: std::ops::Range<f32> = 2.6..26.0;
/// A wider gap than this share of the letters' height parts two segments.
const GAP: f32 = 0.95;
/// A column of pixels is part of a gap if none is darker than this share of the paper.
const PALE: f32 = 0.84;
/// A segment longer than this many times its height is cut at gaps between words.
const LONG: f32 = 24.0;

/// Groups the pieces of ink of a page into segments, from top to bottom.
pub(super) fn segments(blobs: &[Blob], down: &[Area], dpi: f32) -> Vec<Segment> {
    let mut found: Vec<Segment> = runs(blobs, down, dpi).into_iter().flat_map(cut).collect();
    found.sort_by_key(|s| (s.area.y0, s.area.x0));
    found
}

/// Runs of letters however long.
fn runs(blobs: &[Blob], down: &[Area], dpi: f32) -> Vec<Segment> {
    let points = |v: usize| v as f32 * 72.0 / dpi;
    let letter = |b: &&Blob| {
        let (w, h) = (points(b.area.width()), points(b.area.height()));
        LETTER.contains(&h) && w < 60.0 || is_dash(w, h)
    };
    let mut letters: Vec<Area> = blobs.iter().filter(letter).map(|b| b.area).collect();
    letters.sort_by_key(|a| (a.x0, a.y0));
    let mut sets = Sets::new(letters.len());
    let tallest = letters.iter().map(Area::height).max().unwrap_or(0);
    for (k, a) in letters.iter().enumerate() {
        let reach = a.x1 + (GAP * tallest as f32) as usize;
        for (j, b) in letters.iter().enumerate().skip(k + 1).take_while(|(_, b)| b.x0 <= reach) {
            if (is_beside(a, b) || is_stroke_of(a, b, dpi) || is_stroke_of(b, a, dpi)) && !is_parted(a, b, down) {
                sets.join(k, j);
            }
        }
    }
    let mut found: Vec<Segment> = Vec::new();
    let mut at = vec![usize::MAX; letters.len()];
    for (k, a) in letters.iter().enumerate() {
        let root = sets.root(k);
        if at[root] == usize::MAX {
            at[root] = found.len();
            found.push(Segment::of(*a));
        } else {
            found[at[root]].push(*a);
        }
    }
    let mut found = absorb(found);
    add_marks(&mut found, blobs, &letters, dpi);
    found.retain(|s| is_text(s, dpi));
    found
}

/// A run of letters up or down the page has at least so many.
const COLUMN: usize = 4;
/// Letters of one text stand closer than this share of their height; cells below each other stand farther apart.
const CLOSE: f32 = 0.3;

/// Parts the ink into that of text which runs up or down the page, a stamp in the margin, and the rest. The first is given
/// as segments of the page turned a quarter: x is y.
pub(super) fn columns(blobs: &[Blob], dpi: f32) -> (Vec<Segment>, Vec<Blob>) {
    let turned = |b: &Blob| Blob { area: b.area.transposed(), mass: b.mass };
    let stacked: Vec<Blob> = stacked(blobs, dpi).iter().map(turned).collect();
    let mut columns = joined(runs(&stacked, &[], dpi));
    columns.retain(|c| c.blobs.len() >= COLUMN && c.area.width() > 2 * c.area.height());
    // What stands close to such a text belongs to it: dots, words of one letter, the mark of arrival below a stamp.
    let near = |b: &&Blob| {
        let a = b.area.transposed();
        columns.iter().any(|c| {
            let (along, aside) = (3 * c.area.height(), c.area.height() / 3);
            a.x0 + along >= c.area.x0
                && a.x1 <= c.area.x1 + along
                && a.y0 + aside >= c.area.y0
                && a.y1 <= c.area.y1 + aside
        })
    };
    let (inside, rest): (Vec<&Blob>, Vec<&Blob>) = blobs.iter().partition(near);
    let inside: Vec<Blob> = inside.into_iter().map(turned).collect();
    (segments(&inside, &[], dpi), rest.into_iter().copied().collect())
}

/// Runs of one line joined over the dots and short words between them.
fn joined(mut runs: Vec<Segment>) -> Vec<Segment> {
    runs.sort_by_key(|r| r.area.x0);
    let mut out: Vec<Segment> = Vec::new();
    for run in runs {
        let goes_on = |s: &&mut Segment| {
            let height = s.area.height().max(run.area.height());
            2 * s.area.overlap_y(&run.area) > height && run.area.x0 < s.area.x1 + 6 * height
        };
        match out.iter_mut().find(goes_on) {
            Some(segment) => run.blobs.into_iter().for_each(|b| segment.push(b)),
            None => out.push(run),
        }
    }
    out
}

/// The letters whose nearest neighbour stands above or below them, and not beside them.
fn stacked(blobs: &[Blob], dpi: f32) -> Vec<Blob> {
    let points = |v: usize| v as f32 * 72.0 / dpi;
    let letter = |b: &&Blob| {
        let (w, h) = (points(b.area.width()), points(b.area.height()));
        w.max(h) > 3.0 && w.max(h) < 16.0 && w.min(h) > 0.6
    };
    let mut letters: Vec<Blob> = blobs.iter().filter(letter).copied().collect();
    letters.sort_by_key(|b| (b.area.x0, b.area.y0));
    let reach = (10.0 * dpi / 72.0) as usize;
    // The narrowest gap to a neighbour beside, and to one above or below.
    let mut gaps = vec![(usize::MAX, usize::MAX); letters.len()];
    for k in 0..letters.len() {
        let a = letters[k].area;
        for j in (k + 1..letters.len()).take_while(|&j| letters[j].area.x0 <= a.x1 + reach) {
            let b = letters[j].area;
            let gap_x = b.x0.saturating_sub(a.x1);
            let gap_y = b.y0.saturating_sub(a.y1).max(a.y0.saturating_sub(b.y1));
            if 2 * a.overlap_y(&b) > a.height().min(b.height()) {
                gaps[k].0 = gaps[k].0.min(gap_x);
                gaps[j].0 = gaps[j].0.min(gap_x);
            }
            if 2 * a.overlap_x(&b) > a.width().min(b.width()) {
                gaps[k].1 = gaps[k].1.min(gap_y);
                gaps[j].1 = gaps[j].1.min(gap_y);
            }
        }
    }
    let stands = |(b, (beside, above)): (Blob, (usize, usize))| {
        let size = b.area.width().max(b.area.height()) as f32;
        (above < beside && (above as f32) < CLOSE * size).then_some(b)
    };
    letters.into_iter().zip(gaps).filter_map(stands).collect()
}

fn is_dash(width: f32, height: f32) -> bool {
    (1.2..8.0).contains(&width) && (DUST..2.6).contains(&height) && width > 1.6 * height
}

/// Whether two letters stand on one line without a wide gap between them.
fn is_beside(a: &Area, b: &Area) -> bool {
    let (low, high) = (a.height().min(b.height()) as f32, a.height().max(b.height()) as f32);
    let gap = b.x0 as f32 - a.x1 as f32;
    let level = a.overlap_y(b) as f32 > 0.5 * low;
    // A letter of one line hanging into the next must not tie the two together.
    level && high < 2.6 * low.max(0.35 * high) && gap < GAP * high && (low > 0.3 * high || gap < 0.5 * high)
}

/// Whether the first of two is a dash, an underscore or part of an equals sign that stands beside the second, a letter.
fn is_stroke_of(stroke: &Area, letter: &Area, dpi: f32) -> bool {
    let points = |v: usize| v as f32 * 72.0 / dpi;
    if !is_dash(points(stroke.width()), points(stroke.height())) {
        return false;
    }
    let height = letter.height() as f32;
    let middle = (stroke.y0 + stroke.y1) as f32 / 2.0;
    let gap = stroke.x0.saturating_sub(letter.x1).max(letter.x0.saturating_sub(stroke.x1)) as f32;
    let level = middle > letter.y0 as f32 - 0.1 * height && middle < letter.y1 as f32 + 0.4 * height;
    // A bullet stands farther from its text than a dash between two words.
    let bullet = middle > letter.y0 as f32 + 0.25 * height && middle < letter.y0 as f32 + 0.8 * height;
    level && gap < if bullet { 1.1 } else { 0.55 } * height && (stroke.width() as f32) < 1.4 * height
}

/// Whether a vertical ruling line stands between two letters.
fn is_parted(a: &Area, b: &Area, down: &[Area]) -> bool {
    let (y0, y1) = (a.y0.max(b.y0), a.y1.min(b.y1));
    down.iter().any(|d| d.x0 + 1 >= a.x1.min(b.x0) && d.x1 <= b.x0.max(a.x1) + 1 && d.y0 <= y0 && d.y1 >= y1)
}

/// Gives a bold comma, a quote or an accent as large as a small letter to the segment in whose line it stands.
fn absorb(found: Vec<Segment>) -> Vec<Segment> {
    let areas: Vec<Area> = found.iter().map(|s| s.area).collect();
    let host = |k: usize, s: &Segment| {
        let m = s.area;
        let holds = |a: &Area| {
            let height = a.height();
            let (middle, slack) = ((m.y0 + m.y1) / 2, height / 4);
            a.width() > 2 * height
                && 10 * m.height() < 7 * height
                && m.width() < height
                && m.x0 + slack >= a.x0
                && m.x1 <= a.x1 + slack
                && middle + slack >= a.y0
                && middle <= a.y1 + slack
        };
        (s.blobs.len() <= 2).then(|| (0..areas.len()).find(|j| *j != k && holds(&areas[*j]))).flatten()
    };
    let hosts: Vec<Option<usize>> = found.iter().enumerate().map(|(k, s)| host(k, s)).collect();
    let mut out: Vec<Option<Segment>> = found.into_iter().map(Some).collect();
    for (k, host) in hosts.iter().enumerate() {
        // A host that is itself taken in takes nothing.
        let Some(host) = host.filter(|h| hosts[*h].is_none()) else { continue };
        let Some(guest) = out[k].take() else { continue };
        if let Some(segment) = &mut out[host] {
            guest.blobs.into_iter().for_each(|b| segment.push(b));
        }
    }
    out.into_iter().flatten().collect()
}

/// Gives dots, accents and commas to the segment that they stand in or right beside.
fn add_marks(segments: &mut [Segment], blobs: &[Blob], letters: &[Area], dpi: f32) {
    let points = |v: usize| v as f32 * 72.0 / dpi;
    let mut order: Vec<usize> = (0..segments.len()).collect();
    order.sort_by_key(|&k| segments[k].area.y0);
    let areas: Vec<Area> = segments.iter().map(|s| s.area).collect();
    let small = |b: &&Blob| {
        let (w, h) = (points(b.area.width()), points(b.area.height()));
        h < LETTER.start && w < 8.0 && w.max(h) >= DUST && !letters.contains(&b.area)
    };
    for blob in blobs.iter().filter(small) {
        let m = blob.area;
        let near = |k: &usize| {
            let a = &areas[*k];
            let (em, x, y) = (a.height().max(1), m.x0.saturating_sub(a.x1).max(a.x0.saturating_sub(m.x1)), {
                m.y0.saturating_sub(a.y1).max(a.y0.saturating_sub(m.y1))
            });
            (x * 10 < em * 5 && y * 10 < em * 4).then_some(x + 2 * y)
        };
        let best = (0..areas.len()).filter_map(|k| near(&k).map(|d| (d, k))).min();
        if let Some((_, k)) = best {
            segments[k].push(m);
        }
    }
    for segment in segments {
        segment.blobs.sort_by_key(|a| (a.x0, a.y0));
    }
}

/// Whether a segment can be text: not a lone speck, nor a lone stroke that is left of a line.
fn is_text(segment: &Segment, dpi: f32) -> bool {
    let (w, h) = (segment.area.width() as f32 * 72.0 / dpi, segment.area.height() as f32 * 72.0 / dpi);
    let tall = segment.blobs.iter().any(|b| b.height() as f32 * 72.0 / dpi >= LETTER.start);
    (tall || is_dash(w, h)) && !(segment.blobs.len() == 1 && (w < 0.8 || h > 8.0 * w)) && h < 40.0
}

/// Cuts a long segment at the widest gaps near even parts of it.
fn cut(segment: Segment) -> Vec<Segment> {
    let height = segment.area.height().max(1) as f32;
    let parts = (segment.area.width() as f32 / height / LONG).ceil() as usize;
    if parts < 2 {
        return vec![segment];
    }
    let gaps = gaps(&segment);
    let wide = word_gap(&gaps, height);
    let mut cuts: Vec<usize> = Vec::new();
    for part in 1..parts {
        let want = (segment.area.x0 + segment.area.width() * part / parts) as f32;
        let middle = |g: &(usize, usize)| (g.0 + g.1) as f32 / 2.0;
        let words = gaps.iter().filter(|g| (g.1 - g.0) as f32 >= wide && (middle(g) - want).abs() < 8.0 * height);
        // The wider the gap, the surer it is one between words.
        let worth = |g: &(usize, usize)| (g.1 - g.0) as f32 - 0.03 * (middle(g) - want).abs();
        let best = words.max_by(|a, b| worth(a).total_cmp(&worth(b)));
        cuts.extend(best.map(|g| (g.0 + g.1) / 2));
    }
    cuts.dedup();
    let mut out: Vec<(usize, Segment)> = Vec::new();
    for blob in segment.blobs {
        let part = cuts.iter().filter(|c| blob.x0 >= **c).count();
        match out.last_mut().filter(|last| last.0 == part) {
            Some((_, last)) => last.push(blob),
            None => {
                let limits =
                    (part.checked_sub(1).map_or(0, |k| cuts[k]), cuts.get(part).copied().unwrap_or(usize::MAX));
                out.push((part, Segment { limits, ..Segment::of(blob) }));
            }
        }
    }
    out.into_iter().map(|(_, part)| part).collect()
}

/// The least width of a gap between words: gaps between letters are many and narrow, those between words fewer and wide.
fn word_gap(gaps: &[(usize, usize)], height: f32) -> f32 {
    let mut widths: Vec<f32> = gaps.iter().map(|g| (g.1 - g.0) as f32).collect();
    widths.sort_by(f32::total_cmp);
    // About one letter in seven ends a word.
    let usual = widths.get(widths.len() * 15 / 16).copied().unwrap_or(height);
    (0.7 * usual).max(0.16 * height)
}

/// The gaps between the letters of a segment, from left to right.
pub(super) fn gaps(segment: &Segment) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut end = segment.area.x0;
    for blob in &segment.blobs {
        if blob.x0 > end {
            out.push((end, blob.x0));
        }
        end = end.max(blob.x1);
    }
    out
}

/// The gaps of a segment in its picture, whatever is held for ink: letters that touch those of another line are no letters of
/// the segment, thin strokes of a pale scan are no ink, and yet there is no gap.
pub(super) fn clear(segment: &Segment, raster: &Raster) -> Vec<(usize, usize)> {
    let Area { x0, y0, x1, y1 } = segment.area;
    let (x1, y1) = (x1.min(raster.width), y1.min(raster.height));
    let rows = || (y0..y1).map(|y| raster.row(y).get(x0..x1).unwrap_or_default());
    let mut levels: Vec<u8> = rows().flatten().copied().collect();
    if levels.is_empty() {
        return Vec::new();
    }
    let at = levels.len() * 4 / 5;
    let pale = PALE * f32::from(*levels.select_nth_unstable(at).1);
    let mut inked = vec![false; x1 - x0];
    for row in rows() {
        inked.iter_mut().zip(row).for_each(|(column, v)| *column |= f32::from(*v) < pale);
    }
    let mut out = Vec::new();
    let mut from = None;
    for (k, column) in inked.into_iter().enumerate() {
        match (column, from) {
            (false, None) => from = Some(k),
            (true, Some(start)) => {
                out.push((x0 + start, x0 + k));
                from = None;
            }
            _ => {}
        }
    }
    out
}

/// The box around the ink of a segment between two columns.
pub(super) fn between(segment: &Segment, ink: &Ink, x0: usize, x1: usize) -> Area {
    let within = Area { x0, x1, ..segment.area };
    ink.bounds(&within).unwrap_or(within)
}
