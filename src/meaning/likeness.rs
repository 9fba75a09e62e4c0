//! How like a printed word is to a word of the vocabulary: abbreviations by rule, other cases of a word, slips of the pen.

use std::collections::HashMap;
use std::sync::Mutex;

use rust_stemmers::{Algorithm, Stemmer};
use strsim::osa_distance;

use super::tokens::Token;

/// Another case of a word: plural, gender.
const CASE: f32 = 0.98;
/// A word cut short with a dot, or with its end behind the dot.
const CUT: f32 = 0.95;
/// A word of which only the first letter is left.
const INITIAL: f32 = 0.75;
/// A word cut short without a dot.
const STUB: f32 = 0.88;
/// A word with a slip of the pen.
const SLIP: f32 = 0.9;
/// Shorter words are too like each other for slips to be told.
const SLIP_LENGTH: usize = 5;
/// Words as long as this may have two slips.
const LONG: usize = 10;

/// The words that names are made of, and how like printed words are to them.
pub struct Lexis {
    words: Vec<Word>,
    stemmer: Stemmer,
    /// Printed words that were looked up, since headings come again on every page.
    known: Mutex<HashMap<Token, Vec<(u32, f32)>>>,
}

/// A word and its stem.
struct Word {
    text: Spelling,
    root: Spelling,
}

/// Letters in their order, with what tells quickly that others are far from them.
struct Spelling {
    text: String,
    length: usize,
    /// Which letters there are: a bit for each, those of other alphabets sharing them.
    letters: u64,
}

impl Spelling {
    fn new(text: String) -> Self {
        let (length, letters) = text.chars().fold((0, 0), |(n, all), c| (n + 1, all | 1 << (c as u32 % 64)));
        Self { text, length, letters }
    }

    /// Whether one is the other but for a slip of the pen, or two in a long word.
    fn is_near(&self, other: &Self) -> bool {
        let (long, short) = (self.length.max(other.length), self.length.min(other.length));
        let most = if long >= LONG { 2 } else { 1 };
        // A slip adds a letter and takes another away at most.
        short >= SLIP_LENGTH
            && long - short <= most
            && (self.letters ^ other.letters).count_ones() as usize <= 2 * most
            && osa_distance(&self.text, &other.text) <= most
    }
}

impl Default for Lexis {
    fn default() -> Self {
        Self { words: Vec::new(), stemmer: Stemmer::create(Algorithm::Italian), known: Mutex::default() }
    }
}

impl Lexis {
    /// The number of a word, in small letters without accents, which is added if it is new.
    pub fn add(&mut self, word: &str) -> u32 {
        let at = self.words.iter().position(|w| w.text.text == word);
        at.unwrap_or_else(|| {
            let root = self.stemmer.stem(word).into_owned();
            self.words.push(Word { text: Spelling::new(word.to_owned()), root: Spelling::new(root) });
            self.words.len() - 1
        }) as u32
    }

    /// The words that a printed word may be, with their likeness from 0 to 1.
    pub fn like(&self, token: &Token) -> Vec<(u32, f32)> {
        if let Ok(known) = self.known.lock()
            && let Some(found) = known.get(token)
        {
            return found.clone();
        }
        let printed = Word {
            root: Spelling::new(self.stemmer.stem(&token.text).into_owned()),
            text: Spelling::new(token.text.clone()),
        };
        let words = self.words.iter().enumerate();
        let found: Vec<(u32, f32)> = words
            .map(|(k, word)| (k as u32, likeness(token, &printed, word)))
            .filter(|(_, likeness)| *likeness > 0.0)
            .collect();
        if let Ok(mut known) = self.known.lock() {
            known.insert(token.clone(), found.clone());
        }
        found
    }
}

fn likeness(token: &Token, printed: &Word, known: &Word) -> f32 {
    let (text, stem) = (printed.text.text.as_str(), printed.root.text.as_str());
    let (word, root) = (known.text.text.as_str(), known.root.text.as_str());
    if let Some(end) = &token.end {
        let both = word.len() > text.len() + end.len() && word.starts_with(text) && word.ends_with(end.as_str());
        return if both { CUT } else { 0.0 };
    }
    if text == word {
        return 1.0;
    }
    if stem == root && stem.len() > 1 {
        return CASE;
    }
    if word.len() > text.len() && word.starts_with(text) {
        return match (token.cut, printed.text.length) {
            (true, 1) => INITIAL,
            (true, _) => CUT,
            (false, 3..) => STUB,
            _ => 0.0,
        };
    }
    // "previst." cut within the ending of another case.
    if token.cut && root.len() >= 4 && text.starts_with(root) {
        return CUT;
    }
    // A slip in the ending of a word makes another stem of it: the words are compared as well as their stems.
    if printed.root.is_near(&known.root) || printed.text.is_near(&known.text) { SLIP } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meaning::tokens;

    fn of(printed: &str, word: &str) -> f32 {
        let mut lexis = Lexis::default();
        lexis.add(word);
        lexis.like(&tokens(printed)[0]).first().map_or(0.0, |found| found.1)
    }

    #[test]
    fn abbreviations_are_understood() {
        for (printed, word) in
            [("prev.", "previsto"), ("Resp.le", "responsabile"), ("Avanz", "avanzamento"), ("Descr.", "descrizione")]
        {
            assert!(of(printed, word) > 0.8, "{printed}");
        }
        assert_eq!(of("Resp.ta", "responsabile"), 0.0);
    }

    #[test]
    fn cases_and_slips_are_understood() {
        assert_eq!(of("Previste", "previsto"), CASE);
        assert_eq!(of("Azioni", "azione"), CASE);
        assert_eq!(of("Descrizoine", "descrizione"), SLIP);
        assert_eq!(of("Indicaore", "indicatore"), SLIP);
    }

    #[test]
    fn other_words_are_not() {
        for (printed, word) in
            [("Direttore", "direzione"), ("Fine", "fase"), ("Entrate", "entro"), ("Importo", "impegno")]
        {
            assert_eq!(of(printed, word), 0.0, "{printed}");
        }
    }
}
