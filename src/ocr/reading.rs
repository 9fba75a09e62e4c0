//! What a reader makes of a crop: letters with their places across it.

use crate::page::raster::Raster;

/// A letter, or a space between two words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    pub ch: char,
    /// Left and right end in pixels of the crop.
    pub x0: f32,
    pub x1: f32,
    /// How sure the reader is, 0 to 1.
    pub confidence: f32,
}

/// One line of text as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reading {
    pub marks: Vec<Mark>,
}

impl Reading {
    #[cfg(test)]
    pub fn of(text: &str, confidence: f32) -> Self {
        let mark = |(k, ch)| Mark { ch, x0: k as f32 * 10.0, x1: k as f32 * 10.0 + 9.0, confidence };
        Self { marks: text.chars().enumerate().map(mark).collect() }
    }

    /// Mean confidence of its letters, 0 for nothing.
    pub fn confidence(&self) -> f32 {
        let letters = self.marks.iter().filter(|m| m.ch != ' ');
        let (sum, count) = letters.fold((0.0, 0usize), |(s, n), m| (s + m.confidence, n + 1));
        if count == 0 { 0.0 } else { sum / count as f32 }
    }

    /// The same where its crop lies in a larger one: so much wider, and then so far to the right.
    pub fn placed(mut self, begin: f32, wider: f32) -> Self {
        for mark in &mut self.marks {
            mark.x0 = begin + wider * mark.x0;
            mark.x1 = begin + wider * mark.x1;
        }
        self
    }

    /// The same without spaces at its ends.
    pub fn trimmed(mut self) -> Self {
        while self.marks.last().is_some_and(|m| m.ch == ' ') {
            self.marks.pop();
        }
        let spaces = self.marks.iter().take_while(|m| m.ch == ' ').count();
        self.marks.drain(..spaces);
        self
    }

    /// The letters as printers set them: one kind of quotes, apostrophes and dashes, no stray spaces at the ends.
    pub fn tidied(mut self) -> Self {
        for mark in &mut self.marks {
            mark.ch = plain(mark.ch);
        }
        self.small_l();
        self.capital_i();
        // Quotes that are read twice.
        self.marks.dedup_by(|b, a| {
            "«\"".contains(a.ch) && "«\"".contains(b.ch) || "»\"".contains(a.ch) && "»\"".contains(b.ch)
        });
        self.marks.dedup_by(|b, a| a.ch == ' ' && b.ch == ' ');
        self.trimmed()
    }

    /// A word of capitals between words of capitals has no small l: "RILEVANTE Al FINI".
    fn capital_i(&mut self) {
        let capitals = |word: &[Mark]| word.len() > 2 && word.iter().all(|m| m.ch.is_uppercase());
        let words: Vec<std::ops::Range<usize>> = {
            let mut out = Vec::new();
            let mut from = 0;
            for k in 0..=self.marks.len() {
                if self.marks.get(k).is_none_or(|m| m.ch == ' ') {
                    out.push(from..k);
                    from = k + 1;
                }
            }
            out
        };
        for k in 1..words.len().saturating_sub(1) {
            let among = capitals(&self.marks[words[k - 1].clone()]) && capitals(&self.marks[words[k + 1].clone()]);
            let word = &mut self.marks[words[k].clone()];
            if among && word.iter().all(|m| m.ch.is_uppercase() || m.ch == 'l') {
                word.iter_mut().filter(|m| m.ch == 'l').for_each(|m| m.ch = 'I');
            }
        }
    }

    /// Capital I and small l are one stroke in many a typeface. Inside a word of small letters it is an l.
    fn small_l(&mut self) {
        let at = |marks: &[Mark], k: usize| marks.get(k).map_or(' ', |m| m.ch);
        for k in 1..self.marks.len() {
            let (before, next) = (at(&self.marks, k - 1), at(&self.marks, k + 1));
            let inside = before.is_lowercase() || before == '.' && next.is_lowercase();
            if self.marks[k].ch == 'I' && inside {
                self.marks[k].ch = 'l';
            }
        }
    }
}

/// A character that readers confuse with a plainer one on paper, as the plainer one.
fn plain(ch: char) -> char {
    match ch {
        '’' | '‘' | '`' | '´' | '′' => '\'',
        '“' | '”' | '„' | '″' => '"',
        '—' => '–',
        '…' => '.',
        // No form prints a bar inside a text.
        '|' | '¦' => 'I',
        ch if ch.is_whitespace() => ' ',
        ch => ch,
    }
}

/// A crop of one line of text for the readers.
#[derive(Clone, Debug)]
pub(super) struct Crop {
    pub raster: Raster,
    pub dpi: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(text: &str) -> String {
        Reading::of(text, 1.0).tidied().marks.iter().map(|m| m.ch).collect()
    }

    #[test]
    fn strokes_that_look_alike_are_told_by_their_neighbours() {
        assert_eq!(tidied("D.Igs 33/2013"), "D.lgs 33/2013");
        assert_eq!(tidied("RILEVANTE Al FINI IVA"), "RILEVANTE AI FINI IVA");
        assert_eq!(tidied("| contratti"), "I contratti");
        assert_eq!(tidied("Ilaria Al mare"), "Ilaria Al mare");
    }

    #[test]
    fn signs_are_those_of_a_plain_printer() {
        assert_eq!(tidied(" l’anno ««PEG»  "), "l'anno «PEG»");
    }
}
