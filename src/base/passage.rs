//! Text together with the places on the pages where it stands.
//!
//! A passage is what the reading of a page hands on: a cell, a line, a paragraph. Any part of its text can be cut out and
//! still knows its places, down to the single word.

use std::ops::Range;

use smallvec::SmallVec;

use crate::base::geometry::Rect;
use crate::base::value::{LineJoin, join_lines};

/// Where a piece of text was read. The box is on the page as displayed, in points, origin top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Number of the page, from 1.
    pub page: u32,
    /// The box around the text.
    pub bbox: Rect,
    /// The text as read.
    pub text: Box<str>,
    /// How sure the reader is, 0 to 1; 1 for a text layer.
    pub confidence: f32,
    /// What the readers of a scan said, where they did not agree.
    pub heard: Option<Box<Heard>>,
}

impl Place {
    /// A confidence below this is worth a second look by a person.
    pub const SURE: f32 = 0.75;

    /// With a confidence below this the readers of a scan did not fully agree, though there is little doubt.
    pub const AGREED: f32 = 0.9;

    /// Whether the text may have been misread.
    pub fn is_doubtful(&self) -> bool {
        self.confidence < Self::SURE
    }
}

/// What the readers of a scan said of a text on which they did not agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The whole text as each reader has it.
    pub readings: Vec<String>,
    /// Whether the value is not what was first taken, but the reading that satisfies the document's own arithmetic.
    pub repaired: bool,
}

/// A word or a few on which the readers of a scan did not agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// Number of the page, from 1.
    pub page: u32,
    /// The box around the first word, on the page as displayed.
    pub bbox: Rect,
    /// The text that was taken.
    pub taken: String,
    /// What each reader said.
    pub readings: Vec<String>,
}

impl Place {
    /// Notes what the readers said, if the doubt is about a part of this place.
    pub fn note(&mut self, doubt: &Doubt) {
        let (x, y) = (doubt.bbox.mid_x(), doubt.bbox.mid_y());
        if doubt.page != self.page || !self.bbox.contains(x, y) || self.text.matches(&doubt.taken).count() != 1 {
            return;
        }
        let heard = self.heard.get_or_insert_default();
        // Of two doubts in one place each reading differs from the text in one of them only.
        let whole = doubt.readings.iter().map(|r| self.text.replacen(&doubt.taken, r, 1));
        for reading in whole {
            if !heard.readings.contains(&reading) {
                heard.readings.push(reading);
            }
        }
    }
}

/// The places of one value: one for each line that it runs over.
pub type Places = SmallVec<[Place; 1]>;

/// One word of a passage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// First byte in the passage's text.
    pub start: u32,
    /// First byte behind it.
    pub end: u32,
    /// Number of the page, from 1.
    pub page: u32,
    /// Which line of the passage it stands in, counted from 0.
    pub line: u32,
    /// The box on the page as displayed.
    pub bbox: Rect,
    /// How sure the reader is, 0 to 1.
    pub confidence: f32,
}

/// Text with the place of every word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passage {
    /// The text: single spaces, no line breaks.
    pub text: String,
    /// Its words in order.
    pub pieces: Vec<Piece>,
    /// Whether a dash in it means zero, and not that there is nothing.
    pub dash_is_zero: bool,
}

impl Passage {
    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Number of lines that the text runs over.
    pub fn lines(&self) -> u32 {
        self.pieces.last().map_or(0, |p| p.line + 1)
    }

    /// The text of a word.
    pub fn word(&self, piece: &Piece) -> &str {
        self.text.get(piece.start as usize..piece.end as usize).unwrap_or_default()
    }

    /// Adds a word behind `gap` (a space, a dot between the parts of a code, or nothing).
    pub fn push(&mut self, gap: &str, word: &str, page: u32, line: u32, bbox: Rect, confidence: f32) {
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
        let start = self.text.len() as u32;
        self.text.push_str(word);
        self.pieces.push(Piece { start, end: self.text.len() as u32, page, line, bbox, confidence });
    }

    /// Adds another passage behind `gap`; its lines are counted on.
    pub fn append(&mut self, gap: &str, other: &Passage) {
        let line = self.lines();
        if !self.text.is_empty() && !other.text.is_empty() {
            self.text.push_str(gap);
        }
        let shift = self.text.len() as u32;
        self.text.push_str(&other.text);
        self.pieces.extend(other.pieces.iter().map(|p| Piece {
            start: p.start + shift,
            end: p.end + shift,
            line: p.line + line,
            ..*p
        }));
    }

    /// Adds a passage that stands on the next printed lines, joined as the contract says: by a space, or a hyphenated word
    /// joined again.
    pub fn append_line(&mut self, next: &Passage) {
        let first = next.pieces.first().map_or("", |p| next.word(p));
        let gap = self.end_line(first);
        self.append(gap, next);
    }

    /// What stands between the end of the passage and the next printed line, which begins with the word `next`; a hyphen
    /// of the typesetter is taken off the end.
    pub(crate) fn end_line(&mut self, next: &str) -> &'static str {
        match join_lines(&self.text, next) {
            LineJoin::Space => " ",
            LineJoin::Glued => "",
            LineJoin::Hyphenated { drop } => {
                self.text.truncate(self.text.len().saturating_sub(drop));
                let end = self.text.len() as u32;
                if let Some(last) = self.pieces.last_mut() {
                    last.end = end;
                }
                ""
            }
        }
    }

    /// The part of the passage in a range of bytes, which must lie on character boundaries; white space at its ends is left off.
    pub fn slice(&self, range: Range<usize>) -> Passage {
        let Some(raw) = self.text.get(range.clone()) else {
            return Passage::default();
        };
        let start = range.start + (raw.len() - raw.trim_start().len());
        let text = raw.trim().to_owned();
        let end = start + text.len();
        let inside = |p: &&Piece| (p.start as usize) < end && (p.end as usize) > start;
        let pieces = self.pieces.iter().filter(inside).map(|p| self.cut_piece(p, start, end)).collect::<Vec<_>>();
        let first = pieces.first().map_or(0, |p| p.line);
        let pieces = pieces.into_iter().map(|p| Piece { line: p.line - first, ..p }).collect();
        Passage { text, pieces, dash_is_zero: self.dash_is_zero }
    }

    /// A piece as seen from the part `start..end`; its box shrinks in proportion when the cut goes through the word.
    fn cut_piece(&self, p: &Piece, start: usize, end: usize) -> Piece {
        let (from, to) = ((p.start as usize).max(start), (p.end as usize).min(end));
        let mut bbox = p.bbox;
        if from > p.start as usize || to < p.end as usize {
            let letters = |r: Range<usize>| self.text.get(r).map_or(0, |t| t.chars().count()) as f32;
            let all = letters(p.start as usize..p.end as usize).max(1.0);
            let (a, b) = (letters(p.start as usize..from) / all, letters(p.start as usize..to) / all);
            bbox = if p.bbox.width() >= p.bbox.height() || all < 3.0 {
                Rect { x0: p.bbox.x0 + p.bbox.width() * a, x1: p.bbox.x0 + p.bbox.width() * b, ..p.bbox }
            } else {
                p.bbox
            };
        }
        Piece { start: (from - start) as u32, end: (to - start) as u32, bbox, ..*p }
    }

    /// The places of the whole passage, one for each line.
    pub fn places(&self) -> Places {
        let mut places = Places::new();
        for line in self.pieces.chunk_by(|a, b| a.line == b.line && a.page == b.page) {
            let (Some(first), Some(last)) = (line.first(), line.last()) else {
                continue;
            };
            let bbox = line.iter().fold(first.bbox, |r, p| r.union(&p.bbox));
            let confidence = line.iter().map(|p| p.confidence).fold(1.0, f32::min);
            let text = self.text.get(first.start as usize..last.end as usize).unwrap_or_default();
            places.push(Place { page: first.page, bbox, text: text.into(), confidence, heard: None });
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_lines() -> Passage {
        let mut p = Passage::default();
        p.push(" ", "Totale", 3, 0, Rect::new(0.0, 0.0, 30.0, 10.0), 1.0);
        p.push(" ", "1.200,00", 3, 0, Rect::new(40.0, 0.0, 80.0, 10.0), 0.5);
        p.push(" ", "euro", 3, 1, Rect::new(0.0, 12.0, 20.0, 22.0), 1.0);
        p
    }

    #[test]
    fn places_are_one_a_line() {
        let places = two_lines().places();
        assert_eq!(places.len(), 2);
        assert_eq!(&*places[0].text, "Totale 1.200,00");
        assert_eq!(places[0].bbox, Rect::new(0.0, 0.0, 80.0, 10.0));
        assert_eq!(places[0].confidence, 0.5);
    }

    #[test]
    fn a_slice_keeps_the_boxes_of_its_words() {
        let p = two_lines();
        let s = p.slice(6..20);
        assert_eq!(s.text, "1.200,00 euro");
        assert_eq!(s.places()[0].bbox, Rect::new(40.0, 0.0, 80.0, 10.0));
        let half = p.slice(7..11);
        assert_eq!(half.text, "1.20");
        assert_eq!(half.places()[0].bbox, Rect::new(40.0, 0.0, 60.0, 10.0));
    }

    #[test]
    fn a_range_that_splits_a_letter_gives_nothing() {
        let mut p = Passage::default();
        p.push(" ", "è", 1, 0, Rect::default(), 1.0);
        assert!(p.slice(0..1).is_empty());
    }
}
