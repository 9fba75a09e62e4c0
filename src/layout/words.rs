//! Glyphs to words, by position alone: the order of drawing plays no part.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::lines::Line;
use super::marks::{self, Mark};
use super::rules::Across;
use super::settings::Settings;
use super::{gaps, lettering, twins};
use crate::base::geometry::{Rect, Turn};
use crate::page::Page;

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

/// The words of all glyphs that run in one direction.
pub(super) fn words(page: &Page, turn: Turn, settings: &Settings) -> Words {
    let mut marks = marks::marks(page, turn);
    marks.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut out = Words::default();
    let (mut ranges, mut once) = (Vec::new(), Vec::new());
    let mut from = 0;
    while from < marks.len() {
        let mut to = line_end(&marks, from, settings);
        if let Some(next) = marks.get(to)
            && next.baseline - marks[from].baseline < next.size
        {
            let end = line_end(&marks, to, settings);
            let (small, line) = marks[from..end].split_at_mut(to - from);
            if marks::lower(small, line) {
                to = end;
            }
        }
        let line = &mut marks[from..to];
        line.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
        let mut line: &[Mark] = line;
        if twins::are_likely(line) {
            once.clear();
            once.extend_from_slice(line);
            twins::unite(&mut once);
            line = &once;
        }
        gaps::words(line, settings, &mut ranges);
        lettering::tidy(line, &mut ranges);
        out.push_line(line, &ranges);
        from = to;
    }
    out
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

/// A run of this many dashes or the like is a ruling line that was typed; fewer can be a cell that says nothing.
const TYPED: usize = 5;

/// Whether a word is nothing but a typed ruling line.
fn is_typed_rule(word: &str) -> bool {
    let mut letters = word.chars();
    let first = letters.next();
    first.is_some_and(|c| "-=_–—*~".contains(c)) && letters.all(|c| Some(c) == first) && word.chars().count() >= TYPED
}

impl Words {
    /// Takes out the lines that are nothing but ruling lines typed with dashes or the like.
    pub(super) fn take_typed_rules(&mut self) -> Vec<Across> {
        let typed = |words: &Words, line: &Line| {
            line.words().all(|k| is_typed_rule(&words.text[words.words[k].start as usize..words.words[k].end as usize]))
        };
        if !self.lines.iter().any(|line| typed(self, line)) {
            return Vec::new();
        }
        let lines = std::mem::take(&mut self.lines);
        let (mut words, mut across) = (Vec::with_capacity(self.words.len()), Vec::new());
        for mut line in lines {
            if typed(self, &line) {
                let gaps = self.words[line.words()].iter().map(|w| (w.rect.x0, w.rect.x1, w.rect.mid_y()));
                across.extend(gaps.map(|(x0, x1, y)| Across { y, x0, x1 }));
                continue;
            }
            let first = words.len() as u32;
            words.extend_from_slice(&self.words[line.words()]);
            (line.first, line.last) = (first, words.len() as u32);
            self.lines.push(line);
        }
        self.words = words;
        across
    }

    fn push_line(&mut self, marks: &[Mark], ranges: &[Range<usize>]) {
        let first_word = self.words.len();
        for range in ranges {
            self.push_word(marks.get(range.clone()).unwrap_or_default());
        }
        self.close_line(first_word..self.words.len());
    }

    /// Adds the word of some marks; spaces among them lie over letters and part nothing.
    fn push_word(&mut self, run: &[Mark]) {
        let Some(first) = run.first() else { return };
        let start = self.text.len();
        let mut rect = first.rect;
        let mut confidence = 1.0f32;
        let (mut combining, mut soft) = (false, false);
        for (k, mark) in run.iter().enumerate().filter(|(_, mark)| !mark.is_space()) {
            // A soft hyphen that takes room within a line is one that is printed.
            let seen = match run.get(k + 1) {
                Some(next) => next.rect.x0 - mark.rect.x0 > PRINTED * mark.size,
                None => run.len() == 1,
            };
            let ch = if mark.ch == SOFT_HYPHEN && seen { '-' } else { mark.ch };
            self.text.push(ch);
            combining |= is_combining_mark(ch);
            soft |= ch == SOFT_HYPHEN;
            rect = rect.union(&mark.rect);
            confidence = confidence.min(mark.confidence);
        }
        if combining || soft {
            self.tidy(start);
        }
        let end = self.text.len();
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

/// A hyphen that is printed is wider than this, in em; an invisible one has no width.
const PRINTED: f32 = 0.15;
const SOFT_HYPHEN: char = '\u{ad}';
