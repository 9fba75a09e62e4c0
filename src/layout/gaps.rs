//! Where one word ends on a line and the next begins.
//!
//! How wide a gap parts two words is a matter of the line: of its letters, how far they are set apart, and whether its spaces
//! are drawn or left out.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::marks::Mark;
use super::settings::Settings;

/// A drawn space parts two words where the letters beside it leave so much room, in em. Less is left where the space lies
/// over a letter: one that fills a cell up, and reaches into the next.
const ROOM: f32 = 0.06;
/// Gaps up to this are those between letters or narrow ones between words, in em.
const NARROW: f32 = 0.35;
/// Fewer gaps than this say nothing of how far the letters of a line are set apart.
const ENOUGH: usize = 6;
/// Letters that are set apart by more become words by themselves first, in em.
const APART: f32 = 0.1;
/// Gaps between words are wider by this than any between letters, in em, where both are left without a space.
const STEP: f32 = 0.08;

/// The words of a line, as ranges of its marks, which are sorted from left to right.
pub(super) fn words(marks: &[Mark], settings: &Settings, out: &mut Vec<Range<usize>>) {
    out.clear();
    let (gap, set) = gap(marks, settings);
    let mut from: Option<usize> = None;
    let mut last: Option<usize> = None;
    let mut spaced = false;
    let read = is_read(marks);
    for (k, mark) in marks.iter().enumerate() {
        if mark.is_space() {
            spaced = true;
            continue;
        }
        if let Some(at) = last {
            let before = &marks[at];
            let size = before.size.min(mark.size);
            let room = mark.rect.x0 - before.rect.x1;
            let level = mark.raised || before.raised;
            let parted = room > gap * size
                || (spaced && (read || room - set.min(0.0) * size > ROOM * size))
                || (mark.rect.x0 < before.rect.x1 - settings.word_overlap * mark.size && mark.ch != before.ch)
                || (!level && (mark.size > 1.6 * before.size || before.size > 1.6 * mark.size));
            if parted && (spaced || !is_combining_mark(mark.ch)) {
                out.extend(from.take().map(|from| from..at + 1));
            }
        }
        spaced = false;
        from.get_or_insert(k);
        last = Some(k);
    }
    if let (Some(from), Some(at)) = (from, last) {
        out.push(from..at + 1);
    }
}

/// Whether the marks were read from a picture: its spaces are what the reader says.
fn is_read(marks: &[Mark]) -> bool {
    marks.iter().any(|m| m.confidence < 1.0)
}

/// How wide a gap parts two words of a line, and how far its letters are set apart, both in em.
fn gap(marks: &[Mark], settings: &Settings) -> (f32, f32) {
    let spaced = marks.iter().any(Mark::is_space);
    if is_read(marks) {
        return (if spaced { settings.word_gap_spaced } else { settings.word_gap }, 0.0);
    }
    let mut gaps: Vec<f32> = Vec::with_capacity(marks.len());
    for pair in marks.windows(2) {
        let [a, b] = pair else { continue };
        if !a.is_space() && !b.is_space() {
            let room = (b.rect.x0 - a.rect.x1) / a.size.min(b.size);
            gaps.extend(Some(room).filter(|room| (-NARROW..NARROW).contains(room)));
        }
    }
    let set = if gaps.len() < ENOUGH {
        0.0
    } else {
        let middle = gaps.len() / 2;
        gaps.select_nth_unstable_by(middle, f32::total_cmp).1.min(APART)
    };
    let plain = settings.word_gap + set.max(0.0);
    if !spaced {
        return (plain, set);
    }
    // Where spaces are drawn, narrow gaps are between words only if they stand out clearly.
    let widest = gaps.iter().copied().filter(|g| *g <= plain).fold(f32::MIN, f32::max);
    let narrowest = gaps.iter().copied().filter(|g| *g > plain).fold(f32::MAX, f32::min);
    let clear = narrowest - widest >= STEP;
    (if clear { plain } else { settings.word_gap_spaced + set.max(0.0) }, set)
}
