//! The words of the headings and labels of a form, to know them again where a scan was misread.

use std::collections::BTreeSet;

use strsim::osa_distance;

use crate::grammar::language::name::plain;

/// Words, made plain.
#[derive(Clone, Debug, Default)]
pub(in crate::grammar) struct Vocabulary(BTreeSet<String>);

/// Shorter words are too like each other.
const SHORT: usize = 5;
/// Words as long as this may differ in two letters, and shorter ones in one.
const LONG: usize = 9;

impl Vocabulary {
    /// Adds the words of a name.
    pub fn add(&mut self, name: &str) {
        let parts = name.split(|c: char| c.is_whitespace() || c == '/').chain(name.split_whitespace());
        self.0.extend(parts.map(plain).filter(|word| word.chars().count() >= SHORT));
    }

    /// The one word that a misread word means; none where it is a word, or may be several.
    pub fn meant(&self, word: &str) -> Option<&str> {
        let length = word.chars().count();
        if length + 1 < SHORT || self.0.contains(word) {
            return None;
        }
        let distance = |known: &String| {
            let longest = known.chars().count().max(length);
            let most = if longest >= LONG { 2 } else { 1 };
            // A word that goes on behind a known one may be two.
            let far = known.chars().count().abs_diff(length) > most || word.starts_with(known.as_str());
            (!far).then(|| osa_distance(known, word)).filter(|distance| *distance <= most)
        };
        let mut near: Vec<(usize, &str)> =
            self.0.iter().filter_map(|known| Some((distance(known)?, known.as_str()))).collect();
        near.sort_unstable();
        match near[..] {
            [(_, only)] => Some(only),
            [(first, nearest), (second, _), ..] if first < second => Some(nearest),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let mut words = Vocabulary::default();
        let names = [
            "Centro di responsabilità",
            "Responsabile",
            "Direttore",
            "Direzione",
            "Competenza/R",
            "Cod. Bilancio",
            "Note",
        ];
        names.into_iter().for_each(|name| words.add(name));
        words
    }

    #[test]
    fn a_misread_word_is_known_again() {
        let words = vocabulary();
        assert_eq!(words.meant("responsabilta"), Some("responsabilita"));
        assert_eq!(words.meant("biancio"), Some("bilancio"));
        assert_eq!(words.meant("diretiore"), Some("direttore"));
    }

    #[test]
    fn words_and_short_ones_are_left_alone() {
        let words = vocabulary();
        assert_eq!(words.meant("direttore"), None);
        assert_eq!(words.meant("nota"), None);
        assert_eq!(words.meant("obiettivo"), None);
        assert_eq!(words.meant("competenzar"), None);
        assert_eq!(words.meant("direzionee"), None);
    }
}
