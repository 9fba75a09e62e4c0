//! A sheet: what stands on a page in one direction of reading.

use std::ops::Range;

use super::lines::{self, Line, Phrase};
use super::rules::{self, Across, Down};
use super::settings::Settings;
use super::turned;
use super::words::{self, Word};
use crate::base::geometry::{Rect, Turn};
use crate::base::passage::Passage;
use crate::page::{Lean, Page};

/// The words and ruling lines of a page that are read in one direction, in the frame in which they run from left to right.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Number of the page, from 1.
    pub number: u32,
    /// The direction.
    pub turn: Turn,
    /// Width in the reading frame.
    pub width: f32,
    /// Height in the reading frame.
    pub height: f32,
    /// Words, line by line and from left to right.
    pub words: Vec<Word>,
    /// Lines from top to bottom.
    pub lines: Vec<Line>,
    /// Horizontal ruling lines from top to bottom; only the main sheet of a page has them.
    pub across: Vec<Across>,
    /// Vertical ruling lines from left to right.
    pub down: Vec<Down>,
    /// Whether it was read from a picture: letters may be wrong, and everything may be shifted.
    pub scanned: bool,
    lean: Lean,
    origin: (f32, f32),
    text: String,
}

/// Lays a page out. The first sheet is the one that most of the text is read in; further ones hold turned text, such as a
/// stamp that climbs the margin.
pub fn lay_out(page: &Page, settings: &Settings) -> Vec<Sheet> {
    let mut count = [0usize; 4];
    for glyph in &page.glyphs {
        count[glyph.turn.quarters()] += 1;
    }
    let first = page.main.unwrap_or_else(|| turns_main(&count));
    let settled = turned::settled(page, first, settings);
    let page = settled.as_ref().unwrap_or(page);
    if settled.is_some() {
        count = [0; 4];
        page.glyphs.iter().for_each(|glyph| count[glyph.turn.quarters()] += 1);
    }
    let mut turns = Turn::ALL.to_vec();
    turns.sort_by_key(|t| (*t != first, std::cmp::Reverse(count[t.quarters()])));
    turns.retain(|t| *t == first || count[t.quarters()] > 0);
    turns.into_iter().enumerate().map(|(k, turn)| sheet(page, turn, k == 0, settings)).collect()
}

fn turns_main(count: &[usize; 4]) -> Turn {
    let most = count.iter().max().copied().unwrap_or(0);
    Turn::ALL.into_iter().find(|t| count[t.quarters()] == most).unwrap_or_default()
}

fn sheet(page: &Page, turn: Turn, main: bool, settings: &Settings) -> Sheet {
    let (width, height) = turn.size(page.width, page.height);
    let mut found = words::words(page, turn, settings);
    let (mut across, down) = if main { rules::rules(page, turn, settings) } else { Default::default() };
    across.extend(found.take_typed_rules());
    across.sort_by(|a, b| a.y.total_cmp(&b.y));
    Sheet {
        number: page.number,
        turn,
        width,
        height,
        words: found.words,
        lines: found.lines,
        across,
        down,
        scanned: page.main.is_some(),
        lean: page.lean,
        origin: page.origin,
        text: found.text,
    }
}

impl Sheet {
    /// The text of a word.
    pub fn word(&self, position: usize) -> &str {
        self.words.get(position).map_or("", |w| &self.text[w.start as usize..w.end as usize])
    }

    /// The text of some words, parted by spaces.
    pub fn text(&self, words: impl IntoIterator<Item = usize>) -> String {
        let mut out = String::new();
        for k in words {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(self.word(k));
        }
        out
    }

    /// The phrases of a run of words that stand on one line.
    pub fn phrases(&self, words: Range<usize>) -> Vec<Phrase> {
        lines::phrases(&self.words, words, &Settings::DEFAULT)
    }

    /// The ruled cell around a point: the nearest ruling lines on its four sides.
    pub fn cell_at(&self, x: f32, y: f32) -> Option<Rect> {
        rules::cell_at(&self.across, &self.down, x, y)
    }

    /// A box of the reading frame on the page as displayed.
    pub fn displayed(&self, r: &Rect) -> Rect {
        let (width, height) = self.turn.size(self.width, self.height);
        let r = self.lean.displayed(&self.turn.displayed(r, width, height));
        let (x, y) = self.origin;
        Rect { x0: r.x0 + x, y0: r.y0 + y, x1: r.x1 + x, y1: r.y1 + y }
    }

    /// The text of some words, given line by line. Lines are joined as the contract says: by a space, or a hyphenated word
    /// joined again.
    pub fn passage(&self, words: impl IntoIterator<Item = usize>) -> Passage {
        let mut passage = Passage::default();
        let (mut line, mut last): (u32, Option<&Word>) = (0, None);
        for k in words {
            let Some(word) = self.words.get(k) else { continue };
            let mut gap = " ";
            if let Some(before) = last
                && (word.baseline - before.baseline).abs() > Settings::DEFAULT.line_spread * word.size.min(before.size)
            {
                line += 1;
                gap = passage.end_line(self.word(k));
            }
            passage.push(gap, self.word(k), self.number, line, self.displayed(&word.rect), word.confidence);
            last = Some(word);
        }
        passage
    }
}
