//! What can be seen: of two things painted in one place, the later one.

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect as KurboRect};

use crate::base::geometry::{Rect, Turn};
use crate::page::{Glyph, Hidden, Page, Rule, Why};

/// Colours whose parts differ by less (of 1) cannot be told apart. White paper and the palest grey that offices shade with
/// differ by 0.04.
const ALIKE: f32 = 0.03;
/// Paint that is less opaque leaves no trace.
const TRACE: f32 = 0.05;
/// Paint that is more opaque hides what is beneath it.
const OPAQUE: f32 = 0.95;
/// White paper.
const PAPER: [f32; 3] = [1.0; 3];
/// A letter is hidden where so much of its body is covered.
const COVERED: f32 = 0.6;
/// An outline fills its box to this share if it covers what is beneath: boxes with round corners do.
const FULL: f32 = 0.85;
/// A picture that covers this share of the page over text is a scan on top of its text layer.
const SCAN: f32 = 0.5;
/// How high and deep the stroke through a struck-out letter lies, in em above the baseline.
const STRIKE: std::ops::Range<f32> = 0.12..0.5;
/// How far a stroke reaches beyond the letters that it strikes out, in em at most.
const BEYOND: f32 = 0.7;

/// What something is painted with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    /// Its colour; none for a picture or a pattern.
    pub rgb: Option<[f32; 3]>,
    /// How opaque it is, groups included.
    pub alpha: f32,
    /// Whether a mask or a way of blending lets through what lies beneath.
    pub veiled: bool,
}

impl Paint {
    fn hides(&self) -> bool {
        self.alpha >= OPAQUE && !self.veiled
    }
}

/// An area that hides what was painted before it.
struct Cover {
    rect: Rect,
    rgb: Option<[f32; 3]>,
    /// How many letters could be seen when it was painted.
    before: usize,
    picture: bool,
}

/// Everything that hides something, in the order of painting.
#[derive(Default)]
pub(super) struct Sight {
    covers: Vec<Cover>,
}

/// The part of a letter's box in which its ink lies: from the baseline to the height of small letters.
fn body(glyph: &Glyph) -> Rect {
    let (above, below) = (0.5 * glyph.size, Glyph::DESCENT * glyph.size);
    let r = glyph.rect;
    match glyph.turn {
        Turn::None => Rect { y0: r.y1 - below - above, y1: r.y1 - below, ..r },
        Turn::Half => Rect { y0: r.y0 + below, y1: r.y0 + below + above, ..r },
        Turn::Right => Rect { x0: r.x0 + below, x1: r.x0 + below + above, ..r },
        Turn::Left => Rect { x0: r.x1 - below - above, x1: r.x1 - below, ..r },
    }
}

fn alike(a: [f32; 3], b: [f32; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < ALIKE)
}

impl Sight {
    /// Notes an area that was painted when so many letters could be seen.
    pub fn cover(&mut self, rect: Rect, paint: &Paint, before: usize, picture: bool) {
        if paint.hides() && rect.width() > 0.0 && rect.height() > 0.0 {
            self.covers.push(Cover { rect, rgb: paint.rgb, before, picture });
        }
    }

    /// Why a letter cannot be seen at the moment when it is painted, if it cannot.
    pub fn unseen(&self, glyph: &Glyph, paint: &Paint, clip: &Rect) -> Option<Why> {
        let body = body(glyph);
        let (x, y) = (body.mid_x(), body.mid_y());
        if paint.alpha < TRACE {
            return Some(Why::Colour);
        }
        if !clip.contains(x, y) {
            return Some(Why::Clipped);
        }
        let own = paint.rgb?;
        let could = alike(own, PAPER) || self.covers.iter().any(|c| c.rgb.is_some_and(|rgb| alike(own, rgb)));
        if !could {
            return None;
        }
        let beneath = self.covers.iter().rev().find(|c| c.rect.contains(x, y));
        let ground = beneath.map_or(Some(PAPER), |c| c.rgb)?;
        alike(own, ground).then_some(Why::Colour)
    }

    /// Takes from the page the letters over which something was painted later, and those that are struck out.
    pub fn settle(self, page: &mut Page) {
        let mut why: Vec<Option<Why>> = Vec::new();
        let runs = Runs::of(&page.glyphs);
        for cover in &self.covers {
            if cover.before == 0 {
                continue;
            }
            let share = cover.rect.width() * cover.rect.height() / (page.width * page.height).max(1.0);
            let reason = if cover.picture && share > SCAN { Why::Scan } else { Why::Covered };
            for k in runs.meeting(cover.rect.y0, cover.rect.y1).filter(|k| *k < cover.before) {
                let Some(glyph) = page.glyphs.get(k) else { continue };
                let body = body(glyph);
                let common = body.overlap_x(&cover.rect) * body.overlap_y(&cover.rect);
                if common > COVERED * body.width() * body.height() {
                    why.resize(page.glyphs.len(), None);
                    why[k] = Some(reason);
                }
            }
        }
        let glyphs = &page.glyphs;
        page.rules.retain(|rule| {
            let struck = struck(rule, glyphs, &runs);
            if struck.is_empty() {
                return true;
            }
            why.resize(glyphs.len(), None);
            struck.into_iter().for_each(|k| why[k] = why[k].or(Some(Why::Struck)));
            false
        });
        if why.is_empty() {
            return;
        }
        let glyphs = std::mem::take(&mut page.glyphs);
        for (glyph, why) in glyphs.into_iter().zip(why) {
            match why {
                None => page.glyphs.push(glyph),
                Some(Why::Scan) => page.layer.push(glyph),
                Some(why) => page.hidden.push(Hidden { glyph, why }),
            }
        }
    }
}

/// The letters that a line strikes out: it runs through their middle, from the first of them to the last.
fn struck(rule: &Rule, glyphs: &[Glyph], runs: &Runs) -> Vec<usize> {
    let r = &rule.rect;
    if !rule.is_horizontal() || r.width() < r.height() * 3.0 {
        return Vec::new();
    }
    let y = r.mid_y();
    let through = |k: &usize| {
        glyphs.get(*k).is_some_and(|g| {
            let above = (g.rect.y1 - Glyph::DESCENT * g.size - y) / g.size;
            g.turn == Turn::None && STRIKE.contains(&above) && g.rect.overlap_x(r) > 0.5 * g.rect.width()
        })
    };
    let found: Vec<usize> = runs.meeting(y, y).filter(through).collect();
    let letters = || found.iter().filter_map(|k| glyphs.get(*k)).filter(|g| !g.ch.is_whitespace());
    let Some(all) = letters().map(|g| g.rect).reduce(|a, b| a.union(&b)) else { return Vec::new() };
    let size = letters().map(|g| g.size).fold(0.0, f32::max);
    let inked: f32 = letters().map(|g| g.rect.width()).sum();
    let reaches = |line: f32, text: f32| (line - text).abs() < BEYOND * size;
    // Dashes and dots that a line runs through are leaders or a drawn line of signs.
    let says = letters().any(|g| g.ch.is_alphanumeric());
    if says && reaches(r.x0, all.x0) && reaches(r.x1, all.x1) && inked > 0.6 * r.width() { found } else { Vec::new() }
}

/// Runs of letters that follow each other on one line, by their height on the page.
struct Runs {
    /// Upper and lower edge, and the letters.
    runs: Vec<(f32, f32, std::ops::Range<usize>)>,
    tallest: f32,
}

impl Runs {
    fn of(glyphs: &[Glyph]) -> Self {
        let mut runs: Vec<(f32, f32, std::ops::Range<usize>)> = Vec::new();
        for (k, glyph) in glyphs.iter().enumerate() {
            let (y0, y1) = (glyph.rect.y0, glyph.rect.y1);
            match runs.last_mut() {
                Some((top, bottom, run)) if (*top - y0).abs() < 0.5 && (*bottom - y1).abs() < 0.5 => run.end = k + 1,
                _ => runs.push((y0, y1, k..k + 1)),
            }
        }
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let tallest = runs.iter().map(|r| r.1 - r.0).fold(0.0, f32::max);
        Self { runs, tallest }
    }

    /// The letters of the runs that meet a stretch of the page, from above to below.
    fn meeting(&self, y0: f32, y1: f32) -> impl Iterator<Item = usize> {
        let from = self.runs.partition_point(|r| r.0 < y0 - self.tallest);
        let near = self.runs.get(from..).unwrap_or_default().iter().take_while(move |r| r.0 <= y1);
        near.filter(move |r| r.1 >= y0).flat_map(|r| r.2.clone())
    }
}

/// The part of a path without a break, as far as it matters here.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Its box on the page.
    pub rect: KurboRect,
    /// How much of the page it encloses, straight from point to point; the sign is that of its direction.
    pub area: f64,
    /// How many bends and corners it has.
    pub turns: usize,
}

/// The parts of a path on the page.
pub(super) fn parts(path: &BezPath, transform: Affine, out: &mut Vec<Part>) {
    out.clear();
    // Areas are summed up about the first point of each part, so that the way back to it adds nothing.
    let (mut start, mut last) = (Point::ZERO, Point::ZERO);
    for element in path.elements() {
        let (p, starts, turns) = match *element {
            PathEl::MoveTo(p) => (p, true, 0),
            PathEl::LineTo(p) => (p, false, 1),
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => (p, false, 3),
            PathEl::ClosePath => continue,
        };
        let p = transform * p;
        let dot = KurboRect::from_points(p, p);
        match out.last_mut() {
            Some(part) if !starts => {
                part.rect = part.rect.union(dot);
                part.area += (last - start).cross(p - start) / 2.0;
                part.turns += turns;
            }
            _ => {
                start = p;
                out.push(Part { rect: dot, area: 0.0, turns });
            }
        }
        last = p;
    }
}

impl Part {
    /// Whether it fills its box.
    pub fn is_full(&self) -> bool {
        self.area.abs() >= f64::from(FULL) * self.rect.width() * self.rect.height()
    }

    /// Whether it may be a letter drawn as an outline: small, with more bends than a box has.
    pub fn is_letter(&self) -> bool {
        let (w, h) = (self.rect.width(), self.rect.height());
        self.turns >= 5 && (2.0..60.0).contains(&h) && (1.0..80.0).contains(&w) && !self.is_full()
    }
}
