//! A sheet while it is being read: which of its words are taken, and as what.

use crate::base::passage::{Passage, Place};
use crate::grammar::language::name::plain_into;
use crate::grammar::language::vocabulary::Vocabulary;
use crate::layout::{Phrase, Sheet};

/// What became of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing took it yet.
    Free,
    /// It is part of a value.
    Value,
    /// It is a heading or a label.
    Label,
    /// It runs along the margin, belongs to a chart, or repeats.
    Furniture,
}

/// A sheet with the roles of its words.
pub(in crate::grammar) struct Desk<'s> {
    pub sheet: &'s Sheet,
    roles: Vec<Role>,
    plain: String,
    plain_at: Vec<(u32, u32)>,
}

impl<'s> Desk<'s> {
    pub fn new(sheet: &'s Sheet) -> Self {
        let mut plain = String::with_capacity(sheet.words.len() * 6);
        let plain_at = (0..sheet.words.len())
            .map(|k| {
                let from = plain.len() as u32;
                plain_into(sheet.word(k), &mut plain);
                (from, plain.len() as u32)
            })
            .collect();
        Self { sheet, roles: vec![Role::Free; sheet.words.len()], plain, plain_at }
    }

    /// Has words of a scan that are nearly words of the form's names count as these, where names are compared. Values stay as
    /// they were read.
    pub fn mend(&mut self, names: &Vocabulary) {
        if !self.sheet.scanned {
            return;
        }
        for k in 0..self.plain_at.len() {
            if let Some(meant) = names.meant(self.plain(k)) {
                let from = self.plain.len() as u32;
                self.plain.push_str(meant);
                self.plain_at[k] = (from, self.plain.len() as u32);
            }
        }
    }

    /// A word as names are compared: see [`crate::grammar::language::name::plain`].
    pub fn plain(&self, word: usize) -> &str {
        self.plain_at.get(word).map_or("", |&(a, b)| &self.plain[a as usize..b as usize])
    }

    pub fn role(&self, word: usize) -> Role {
        self.roles[word]
    }

    pub fn is_free(&self, word: usize) -> bool {
        self.roles[word] == Role::Free
    }

    pub fn take(&mut self, words: impl IntoIterator<Item = usize>, role: Role) {
        for k in words {
            self.roles[k] = role;
        }
    }

    /// The free words of a line.
    pub fn free_words(&self, line: usize) -> Vec<usize> {
        self.sheet.lines[line].words().filter(|&k| self.is_free(k)).collect()
    }

    /// The phrases of a line whose words are all free.
    pub fn free_phrases(&self, line: usize) -> impl Iterator<Item = Phrase> {
        let phrases = self.sheet.phrases(self.sheet.lines[line].words());
        phrases.into_iter().filter(|p| p.words.clone().all(|k| self.is_free(k)))
    }

    /// The text of some words of one line, single spaces between them.
    pub fn text(&self, words: impl IntoIterator<Item = usize>) -> String {
        self.sheet.text(words)
    }

    /// The passage of some words, which become part of a value.
    pub fn take_passage(&mut self, words: &[usize]) -> Passage {
        self.take(words.iter().copied(), Role::Value);
        self.sheet.passage(words.iter().copied())
    }

    /// Whether a cell begins at a word: nothing stands before it on its line, or a wide gap, or a ruling line.
    pub fn starts_cell(&self, word: usize) -> bool {
        let w = &self.sheet.words[word];
        let Some(before) = word.checked_sub(1).map(|k| &self.sheet.words[k]) else { return true };
        if (before.baseline - w.baseline).abs() > 0.5 * w.size || before.rect.x1 > w.rect.x0 + w.size {
            return true;
        }
        let gap = w.rect.x0 - before.rect.x1;
        gap > 0.45 * w.size
            || (gap > 0.0
                && self.sheet.down.iter().any(|d| {
                    d.x >= before.rect.x1 - 0.5
                        && d.x <= w.rect.x0 + 0.5
                        && d.y0 <= w.baseline
                        && d.y1 >= w.baseline - w.size * 0.5
                }))
    }

    /// Whether a cell or a label ends with a word: a colon, the end of its line, a wide gap or a ruling line behind it.
    pub fn ends_cell(&self, word: usize) -> bool {
        let (w, text) = (&self.sheet.words[word], self.sheet.word(word));
        if text.ends_with(':') {
            return true;
        }
        let Some(next) = self.sheet.words.get(word + 1) else { return true };
        let same = (next.baseline - w.baseline).abs() <= 0.5 * w.size && next.rect.x0 > w.rect.x0;
        !same || self.sheet.word(word + 1) == ":" || self.starts_cell(word + 1)
    }

    /// Free words that stand in a row on one line, as places: what nothing took.
    pub fn unread(&self) -> Vec<Place> {
        let mut out = Vec::new();
        for line in &self.sheet.lines {
            let words: Vec<usize> = line.words().collect();
            for run in words.split(|&k| !self.is_free(k)).filter(|run| !run.is_empty()) {
                out.extend(self.sheet.passage(run.iter().copied()).places());
            }
        }
        out
    }
}
