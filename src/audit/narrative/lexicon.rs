//! Municipal synonyms, as data: `src/audit/data/lessico.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::tokens::{stem, tokens};

const DATA: &str = include_str!("../data/lessico.toml");

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    gruppi: Vec<Vec<String>>,
    contrari: Vec<[Vec<String>; 2]>,
    vuote: Vec<String>,
}

/// Stems that stand for the same thing.
pub(super) struct Lexicon {
    groups: HashMap<String, Vec<u16>>,
    opposites: Vec<[HashSet<String>; 2]>,
    empty: HashSet<String>,
}

/// The lexicon that comes with the program.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(DATA));

impl Lexicon {
    fn read(source: &str) -> Self {
        let file: File = toml::from_str(source).unwrap_or_default();
        let mut groups: HashMap<String, Vec<u16>> = HashMap::new();
        for (k, group) in file.gruppi.iter().enumerate() {
            for token in group.iter().flat_map(|word| tokens(word)).filter(|t| !t.stem.is_empty()) {
                let of = groups.entry(token.stem).or_default();
                if !of.contains(&(k as u16)) {
                    of.push(k as u16);
                }
            }
        }
        let side = |words: &[String]| words.iter().map(|w| stem(w)).collect::<HashSet<_>>();
        let opposites = file.contrari.iter().map(|[a, b]| [side(a), side(b)]).collect();
        Self { groups, opposites, empty: file.vuote.iter().map(|w| stem(w)).collect() }
    }

    /// Whether a stem says nothing of what is counted.
    pub fn is_empty(&self, stem: &str) -> bool {
        stem.is_empty() || self.empty.contains(stem)
    }

    /// Whether two sets of stems speak of opposite things: one of a side only, the other of the other side only.
    pub fn are_opposed(&self, a: &[&str], b: &[&str]) -> bool {
        // Participles keep stems of their own: "presentat" belongs to "present".
        let is = |s: &str, w: &String| s == w || (w.len() >= 4 && s.starts_with(w.as_str()) && s.len() <= w.len() + 3);
        let has = |side: &HashSet<String>, stems: &[&str]| stems.iter().any(|s| side.iter().any(|w| is(s, w)));
        self.opposites.iter().any(|[x, y]| {
            let sides = ((has(x, a), has(y, a)), (has(x, b), has(y, b)));
            matches!(sides, ((true, false), (false, true)) | ((false, true), (true, false)))
        })
    }

    /// The groups of synonyms that a stem stands in.
    pub fn groups(&self, stem: &str) -> &[u16] {
        self.groups.get(stem).map_or(&[], Vec::as_slice)
    }
}

/// A stem with its groups of synonyms, looked up once.
#[derive(Clone, Debug)]
pub(super) struct Stem {
    /// The stem.
    pub text: String,
    groups: &'static [u16],
}

impl Stem {
    /// The stem with its groups in the lexicon of the program.
    pub fn new(text: String) -> Self {
        let groups = LEXICON.groups(&text);
        Self { text, groups }
    }

    /// How alike two stems are: 1 the same, less for synonyms, 0 for strangers.
    pub fn likeness(&self, other: &Stem) -> f32 {
        let (a, b) = (self.text.as_str(), other.text.as_str());
        if a.is_empty() || b.is_empty() {
            return 0.0;
        }
        if a == b {
            return 1.0;
        }
        // Stems of one family: "iscrizion", "iscritt".
        let common = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
        if common >= 5 && common + 3 >= a.len().max(b.len()) {
            return 0.85;
        }
        if self.groups.iter().any(|g| other.groups.contains(g)) { 0.75 } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_can_be_read() {
        let file: File = toml::from_str(DATA).unwrap();
        assert!(file.gruppi.len() > 80 && file.vuote.len() > 10);
    }

    #[test]
    fn synonyms_are_alike() {
        let like = |a: &str, b: &str| Stem::new(stem(a)).likeness(&Stem::new(stem(b)));
        assert!(like("sanzioni", "verbali") > 0.5);
        assert!(like("corsi", "corso") > 0.9);
        assert_eq!(like("sanzioni", "alberi"), 0.0);
    }
}
