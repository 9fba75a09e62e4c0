//! Lines of words, and the phrases that wide gaps part a line into.

use std::ops::Range;

use super::settings::Settings;
use super::words::Word;
use crate::base::geometry::Rect;

/// Words that stand on one baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Position of the first word in the sheet.
    pub first: u32,
    /// Position behind the last word.
    pub last: u32,
    /// Box around the words.
    pub rect: Rect,
    /// Height of the baseline.
    pub baseline: f32,
    /// Largest font size in it.
    pub size: f32,
}

impl Line {
    /// The positions of its words.
    pub fn words(&self) -> Range<usize> {
        self.first as usize..self.last as usize
    }
}

/// Neighbouring words of a line without a wide gap between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// The positions of its words.
    pub words: Range<usize>,
    /// Box around them.
    pub rect: Rect,
}

/// Parts a run of words, all of one line, at its wide gaps.
pub(super) fn phrases(words: &[Word], range: Range<usize>, settings: &Settings) -> Vec<Phrase> {
    let mut out: Vec<Phrase> = Vec::new();
    for k in range {
        let word = &words[k];
        match out.last_mut() {
            Some(p) if p.words.end == k && word.rect.x0 - p.rect.x1 < settings.phrase_gap * word.size => {
                p.words.end = k + 1;
                p.rect = p.rect.union(&word.rect);
            }
            _ => out.push(Phrase { words: k..k + 1, rect: word.rect }),
        }
    }
    out
}
