//! Glyphs to words, by position alone: the order of drawing plays no part.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::lines::Line;
use super::settings::Settings;
use crate::geometry::{Rect, Turn};
use crate::page::{Glyph, Page};

/// A word: glyphs of one line without a gap between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// First byte in the sheet's text.
    pub start: u32,
    /// First byte behind it.
    pub end: u32,
    /// Its box in the reading frame.
    pub rect: Rect,
    /// Height of the baseline.
    pub baseline: f32,
    /// Font size in points.
    pub size: f32,
    /// How sure the reader is of its least sure letter.
    pub confidence: f32,
}

/// The words of a sheet, line by line and from left to right.
#[derive(Default)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) words: Vec<Word>,
    pub(super) lines: Vec<Line>,
}

/// A glyph in the reading frame.
#[derive(Clone, Copy)]
struct Mark {
    ch: char,
    rect: Rect,
    baseline: f32,
    size: f32,
    confidence: f32,
}

/// The words of all glyphs that run in one direction.
pub(super) fn words(page: &Page, turn: Turn, settings: &Settings) -> Words {
    let mut marks: Vec<Mark> = Vec::with_capacity(page.glyphs.len());
    let mut spaced = false;
    for glyph in page.glyphs.iter().filter(|g| g.turn == turn) {
        spaced |= glyph.ch.is_whitespace();
        marks.push(mark(glyph, page));
    }
    marks.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut out = Words::default();
    let gap = if spaced { settings.word_gap_spaced } else { settings.word_gap };
    let mut from = 0;
    while from < marks.len() {
        let to = line_end(&marks, from, settings);
        marks[from..to].sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
        out.push_line(&marks[from..to], gap, settings);
        from = to;
    }
    out
}

fn mark(glyph: &Glyph, page: &Page) -> Mark {
    let rect = glyph.turn.upright(&glyph.rect, page.width, page.height);
    let baseline = rect.y1 - Glyph::DESCENT * glyph.size;
    Mark { ch: glyph.ch, rect, baseline, size: glyph.size, confidence: glyph.confidence }
}

/// Where the line that starts at `from` ends in marks sorted by baseline.
fn line_end(marks: &[Mark], from: usize, settings: &Settings) -> usize {
    let first = marks[from];
    let mut last = first;
    for (k, mark) in marks.iter().enumerate().skip(from + 1) {
        let size = mark.size.min(last.size);
        let far = mark.baseline - last.baseline > settings.same_baseline * size
            || mark.baseline - first.baseline > settings.line_spread * size;
        if far {
            return k;
        }
        last = *mark;
    }
    marks.len()
}

impl Words {
    fn push_line(&mut self, marks: &[Mark], gap: f32, settings: &Settings) {
        let first_word = self.words.len();
        let mut from: Option<usize> = None;
        let mut last: Option<Mark> = None;
        for (k, mark) in marks.iter().enumerate() {
            if mark.ch.is_whitespace() {
                self.push_word(marks, from.take(), k);
                last = None;
                continue;
            }
            if let Some(before) = last {
                let room = mark.rect.x0 - before.rect.x1;
                let parted = room > gap * before.size.min(mark.size)
                    || (mark.rect.x0 < before.rect.x1 - settings.word_overlap * mark.size && mark.ch != before.ch)
                    || mark.size > 1.6 * before.size
                    || before.size > 1.6 * mark.size;
                if parted && !is_combining_mark(mark.ch) {
                    self.push_word(marks, from.take(), k);
                }
            }
            from.get_or_insert(k);
            last = Some(*mark);
        }
        self.push_word(marks, from, marks.len());
        self.close_line(first_word..self.words.len());
    }

    fn push_word(&mut self, marks: &[Mark], from: Option<usize>, to: usize) {
        let Some(from) = from else { return };
        let start = self.text.len();
        let run = &marks[from..to];
        let mut rect = run[0].rect;
        let mut confidence = 1.0f32;
        let (mut combining, mut soft) = (false, false);
        for (k, mark) in run.iter().enumerate() {
            // Bold is sometimes feigned by printing a letter twice, a hair apart.
            let twin = k > 0 && mark.ch == run[k - 1].ch && mark.rect.x0 - run[k - 1].rect.x0 < 0.12 * mark.size;
            if !twin {
                self.text.push(mark.ch);
            }
            combining |= is_combining_mark(mark.ch);
            soft |= mark.ch == SOFT_HYPHEN;
            rect = rect.union(&mark.rect);
            confidence = confidence.min(mark.confidence);
        }
        if combining || soft {
            self.tidy(start);
        }
        let (end, first) = (self.text.len(), run[0]);
        if end > start {
            self.words.push(Word {
                start: start as u32,
                end: end as u32,
                rect,
                baseline: first.baseline,
                size: first.size,
                confidence,
            });
        }
    }

    /// Composes accents, and drops soft hyphens that do not end the word; before a digit a soft hyphen is a minus.
    fn tidy(&mut self, start: usize) {
        let composed: String = self.text[start..].nfc().collect();
        self.text.truncate(start);
        let mut letters = composed.chars().peekable();
        let mut first = true;
        while let Some(ch) = letters.next() {
            match (ch, letters.peek()) {
                (SOFT_HYPHEN, Some(next)) if first && next.is_ascii_digit() => self.text.push('-'),
                (SOFT_HYPHEN, Some(_)) => {}
                (ch, _) => self.text.push(ch),
            }
            first = false;
        }
    }

    fn close_line(&mut self, range: Range<usize>) {
        let words = &self.words[range.clone()];
        let Some(first) = words.first() else { return };
        let rect = words.iter().fold(first.rect, |r, w| r.union(&w.rect));
        let size = words.iter().map(|w| w.size).fold(0.0, f32::max);
        self.lines.push(Line {
            first: range.start as u32,
            last: range.end as u32,
            rect,
            baseline: first.baseline,
            size,
        });
    }
}

const SOFT_HYPHEN: char = '\u{ad}';
