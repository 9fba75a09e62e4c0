//! Words of a text with their places, and their stems.

use std::collections::HashSet;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

/// A word, a number or a mark.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Token {
    /// First byte.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
    /// The word in lower case.
    pub lower: String,
}

impl Token {
    /// The stem; none for marks, numbers, and words so common that they say nothing.
    pub fn stem(&self) -> Option<String> {
        let mut letters = self.lower.chars();
        let word = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_some();
        (word && !STOPPED.contains(self.lower.as_str())).then(|| stem(&self.lower))
    }
}

/// Words so common that they say nothing.
const STOP: &[&str] = &[
    "a", "ad", "ai", "al", "alla", "alle", "allo", "anche", "che", "ci", "cui", "con", "da", "dai", "dal", "dalla",
    "dalle", "degli", "dei", "del", "della", "delle", "dello", "di", "e", "ed", "gli", "ha", "hanno", "i", "il", "in",
    "la", "le", "lo", "ma", "ne", "negli", "nei", "nel", "nella", "nelle", "nello", "non", "o", "per", "più", "quali",
    "quale", "quelle", "quelli", "si", "sono", "stata", "state", "stati", "stato", "su", "sui", "sul", "sulla",
    "sulle", "tra", "fra", "un", "una", "uno", "è", "era", "erano", "essere", "come", "loro", "suo", "sua", "questo",
    "questa", "tutti", "tutte",
];

static STOPPED: LazyLock<HashSet<&str>> = LazyLock::new(|| STOP.iter().copied().collect());

/// The stem of a word. Short words keep their last vowel in the algorithm, so that "atto" and "atti" would be strangers.
pub(super) fn stem(word: &str) -> String {
    let stem = Stemmer::create(Algorithm::Italian).stem(word);
    let bare = stem.strip_suffix(['a', 'e', 'i', 'o']).filter(|s| s.len() >= 3);
    bare.unwrap_or(&stem).to_owned()
}

/// Cuts a text into words, numbers with their separators, and marks.
pub(in crate::audit) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        if c.is_alphanumeric() {
            while let Some(&(at, next)) = chars.peek() {
                let ahead = text[at + next.len_utf8()..].chars().next();
                let inner =
                    matches!(next, '.' | ',') && c.is_ascii_digit() && ahead.is_some_and(|a| a.is_ascii_digit());
                // A number ends where letters begin: "12mila" is two.
                let breaks = c.is_ascii_digit() != next.is_ascii_digit() && c.is_ascii_digit();
                if !(inner || (next.is_alphanumeric() && !breaks)) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        out.push(Token { start, end, lower: text[start..end].to_lowercase() });
    }
    out
}
