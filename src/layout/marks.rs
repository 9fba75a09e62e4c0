//! Glyphs in the reading frame; small ones that stand raised behind another are brought onto its line.

use crate::base::geometry::{Rect, Turn};
use crate::base::value;
use crate::page::{Glyph, Page};

/// A glyph in the reading frame.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub ch: char,
    pub rect: Rect,
    /// The line that it stands on.
    pub baseline: f32,
    pub size: f32,
    pub confidence: f32,
    /// Whether it stands raised or lowered beside a larger one.
    pub raised: bool,
}

impl Mark {
    pub fn is_space(&self) -> bool {
        self.ch.is_whitespace()
    }

    /// Brings it onto the line of a letter that it stands behind, as what it is there.
    fn stand_beside(&mut self, before: &Mark, raised: bool) {
        self.baseline = before.baseline;
        self.raised = true;
        self.ch = match self.ch {
            ch if !raised => ch,
            'a' if before.ch.is_ascii_digit() => 'ª',
            'o' if before.ch.is_ascii_digit() => 'º',
            ch => value::raised(ch).unwrap_or(ch),
        };
    }
}

/// The glyphs that run in one direction, in the order of drawing.
pub(super) fn marks(page: &Page, turn: Turn) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::with_capacity(page.glyphs.len());
    marks.extend(page.glyphs.iter().filter(|g| g.turn == turn).map(|glyph| mark(glyph, page)));
    settle(&mut marks);
    marks
}

fn mark(glyph: &Glyph, page: &Page) -> Mark {
    let rect = glyph.turn.upright(&glyph.rect, page.width, page.height);
    let baseline = rect.y1 - Glyph::DESCENT * glyph.size;
    Mark { ch: glyph.ch, rect, baseline, size: glyph.size, confidence: glyph.confidence, raised: false }
}

/// A raised letter is smaller than this share of the letters beside it: word processors make it 0.58 to 0.7 as large.
const SMALL: f32 = 0.8;
/// How high above the line it stands, in em of the letters beside it, and how deep below it a lowered one does.
const RAISED: std::ops::Range<f32> = 0.12..0.7;
const LOWERED: std::ops::Range<f32> = 0.06..0.35;
/// How far behind the letter before it begins, in em.
const BEHIND: std::ops::Range<f32> = -0.2..0.3;
/// More small letters than this are no mark but a text of their own.
const LONGEST: usize = 6;

/// Brings raised and lowered marks onto the line of the letter that they stand behind. A raised digit becomes the character of a
/// raised digit, so that nobody takes it for a digit of the number before it.
fn settle(marks: &mut [Mark]) {
    let mut base: Option<Mark> = None;
    let mut k = 0;
    while let Some(&mark) = marks.get(k) {
        let Some(before) = base.filter(|b| mark.size < SMALL * b.size && !mark.is_space()) else {
            if !mark.is_space() {
                base = Some(mark);
            }
            k += 1;
            continue;
        };
        let alike = |m: &&Mark| m.size == mark.size && (m.baseline - mark.baseline).abs() < 0.01 * m.size;
        let run = marks.get(k..).unwrap_or_default().iter().take_while(alike).count().max(1);
        let rise = (before.baseline - mark.baseline) / before.size;
        let behind = BEHIND.contains(&((mark.rect.x0 - before.rect.x1) / before.size));
        let raised = RAISED.contains(&rise);
        if behind && run <= LONGEST && (raised || LOWERED.contains(&-rise)) {
            for mark in marks.iter_mut().skip(k).take(run) {
                mark.stand_beside(&before, raised);
            }
        } else {
            base = marks.get(k + run - 1).copied();
        }
        k += run;
    }
}

/// Brings a line of small marks down onto the line close below it, where all of them stand behind letters of that; they were drawn
/// apart from it. Tells whether it did.
pub(super) fn lower(small: &mut [Mark], line: &[Mark]) -> bool {
    let (Some(first), Some(below)) = (small.first(), line.first()) else { return false };
    let size = line.iter().map(|m| m.size).fold(0.0, f32::max);
    let rise = (below.baseline - first.baseline) / size;
    if !RAISED.contains(&rise) || small.iter().any(|m| m.size >= SMALL * size && !m.is_space()) {
        return false;
    }
    small.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
    // Over other letters of the line it would be a line of its own.
    let over = |m: &Mark| line.iter().any(|b| !b.is_space() && b.rect.overlap_x(&m.rect) > 0.5 * m.rect.width());
    if small.iter().any(over) {
        return false;
    }
    let behind = |m: &Mark| line.iter().find(|b| !b.is_space() && BEHIND.contains(&((m.rect.x0 - b.rect.x1) / b.size)));
    let mut bases: Vec<Mark> = Vec::with_capacity(small.len());
    for (k, mark) in small.iter().enumerate() {
        let goes_on = k.checked_sub(1).filter(|&j| mark.rect.x0 - small[j].rect.x1 < BEHIND.end * mark.size);
        let base = goes_on.and_then(|j| bases.get(j)).or_else(|| behind(mark));
        match base.copied() {
            Some(base) => bases.push(base),
            None => return false,
        }
    }
    small.iter_mut().zip(&bases).for_each(|(mark, base)| mark.stand_beside(base, true));
    true
}
