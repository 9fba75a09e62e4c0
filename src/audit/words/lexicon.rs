//! Municipal synonyms, as data: `src/audit/data/lessico.toml`, and what a user adds to it.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::Deserialize;

use super::tokens::{stem, tokens};
use smallvec::SmallVec;

const DATA: &str = include_str!("../data/lessico.toml");

/// A file of words; every part may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    /// Whether these words stand alone, in place of those of the program.
    sostituisce: bool,
    gruppi: Vec<Vec<String>>,
    contrari: Vec<[Vec<String>; 2]>,
    vuote: Vec<String>,
    comuni: Vec<String>,
}

/// Why a file of words cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// It cannot be read.
    #[error("{path}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is not written as it should be.
    #[error("{path}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong, and in which line.
        source: Box<toml::de::Error>,
    },
}

/// Words that stand for the same thing, for opposite things, and for nothing.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    groups: HashMap<String, Vec<u16>>,
    count: u16,
    /// Of which pairs of opposites a stem is on which side: the first (false) or the second.
    sides: HashMap<String, Vec<Side>>,
    opposites: u16,
    empty: HashSet<String>,
    common: HashSet<String>,
}

/// A side of a pair of opposites: the pair, and whether it is its second side.
type Side = (u16, bool);

static OWN: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut own = Lexicon::default();
    own.add(&toml::from_str(DATA).unwrap_or_default());
    own
});

impl Lexicon {
    /// The lexicon that comes with the program.
    pub fn own() -> &'static Lexicon {
        &OWN
    }

    /// The file of the lexicon that comes with the program, to be read and edited.
    pub fn source() -> &'static str {
        DATA
    }

    /// The program's lexicon with the words of a file added, or the file's alone where it says `sostituisce = true`.
    pub fn load(path: &Path) -> Result<Self, LexiconError> {
        let text =
            fs::read_to_string(path).map_err(|source| LexiconError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(&text).map_err(|source| LexiconError::Syntax { path: path.to_owned(), source: Box::new(source) })
    }

    /// The same from the text of a file.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut lexicon = if file.sostituisce { Self::default() } else { OWN.clone() };
        lexicon.add(&file);
        Ok(lexicon)
    }

    fn add(&mut self, file: &File) {
        for group in &file.gruppi {
            let number = self.count;
            self.count = self.count.saturating_add(1);
            for stem in group.iter().flat_map(|word| tokens(word)).filter_map(|token| token.stem()) {
                let of = self.groups.entry(stem).or_default();
                if !of.contains(&number) {
                    of.push(number);
                }
            }
        }
        for pair in &file.contrari {
            for (words, second) in pair.iter().zip([false, true]) {
                for word in words {
                    self.sides.entry(stem(word)).or_default().push((self.opposites, second));
                }
            }
            self.opposites = self.opposites.saturating_add(1);
        }
        self.empty.extend(file.vuote.iter().map(|w| stem(w)));
        self.common.extend(file.comuni.iter().map(|w| stem(w)));
    }

    /// How many groups of synonyms, pairs of opposites and empty words there are.
    pub fn size(&self) -> (usize, usize, usize) {
        (self.count.into(), self.opposites.into(), self.empty.len())
    }

    /// Whether a stem says nothing of what is counted.
    pub(in crate::audit) fn is_empty(&self, stem: &str) -> bool {
        stem.is_empty() || self.empty.contains(stem)
    }

    /// Whether a stem says little, since indicators of all offices use it.
    pub(in crate::audit) fn is_common(&self, stem: &str) -> bool {
        self.common.contains(stem)
    }

    /// A stem with its groups of synonyms.
    pub(in crate::audit) fn stem(&self, text: String) -> Stem<'_> {
        let groups = self.groups.get(&text).map_or(&[][..], Vec::as_slice);
        // Participles keep stems of their own: "presentat" belongs to "present".
        let roots = (text.len().saturating_sub(ENDING).max(ROOT)..text.len()).filter_map(|end| text.get(..end));
        let sides = roots.chain([text.as_str()]).filter_map(|root| self.sides.get(root)).flatten().copied().collect();
        Stem { text, groups, sides }
    }
}

/// A root has at least so many letters, else words of other meaning begin like it.
const ROOT: usize = 4;
/// What a stem may keep of its ending, in letters: "presentat" of "present", "iscrizion" of "iscri".
const ENDING: usize = 3;
/// How alike two stems of one family are, and two synonyms: less sure than the same word, in this order.
const FAMILY: f32 = 0.85;
const SYNONYMS: f32 = 0.75;

/// A stem with its groups of synonyms, looked up once.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Stem<'l> {
    /// The stem.
    pub text: String,
    groups: &'l [u16],
    sides: SmallVec<[Side; 2]>,
}

impl Stem<'_> {
    /// How alike two stems are: 1 the same, less for synonyms, 0 for strangers.
    pub fn likeness(&self, other: &Stem<'_>) -> f32 {
        let (a, b) = (self.text.as_str(), other.text.as_str());
        if a.is_empty() || b.is_empty() {
            return 0.0;
        }
        if a == b {
            return 1.0;
        }
        // Stems of one family: "iscrizion", "iscritt".
        let common = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
        if common > ROOT && common + ENDING >= a.len().max(b.len()) {
            return FAMILY;
        }
        if self.groups.iter().any(|g| other.groups.contains(g)) { SYNONYMS } else { 0.0 }
    }
}

/// Whether two texts speak of opposite things: one has words of one side only of a pair, the other of the other side only.
pub(in crate::audit) fn are_opposed<'s, 'l: 's>(
    a: impl Iterator<Item = &'s Stem<'l>> + Clone,
    b: impl Iterator<Item = &'s Stem<'l>> + Clone,
) -> bool {
    let pairs = a.clone().flat_map(|stem| &stem.sides);
    pairs.clone().any(|&(pair, side)| {
        let has = |sides: &SmallVec<[Side; 2]>, second: bool| sides.contains(&(pair, second));
        !pairs.clone().any(|&other| other == (pair, !side))
            && b.clone().any(|stem| has(&stem.sides, !side))
            && !b.clone().any(|stem| has(&stem.sides, side))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposites_are_of_one_side_each() {
        let stems = |text: &str| {
            tokens(text).iter().filter_map(|t| t.stem()).map(|s| Lexicon::own().stem(s)).collect::<Vec<_>>()
        };
        let opposed = |a: &str, b: &str| are_opposed(stems(a).iter(), stems(b).iter());
        assert!(opposed("domande presentate", "domande accolte"));
        assert!(opposed("domande accolte", "le domande presentate"));
        assert!(!opposed("domande presentate", "domande presentate e accolte"), "both are named");
        assert!(!opposed("domande presentate e accolte", "domande accolte"));
        assert!(!opposed("domande", "domande accolte"));
    }

    fn like(lexicon: &Lexicon, a: &str, b: &str) -> f32 {
        lexicon.stem(stem(a)).likeness(&lexicon.stem(stem(b)))
    }

    #[test]
    fn the_data_can_be_read() {
        let file: File = toml::from_str(DATA).unwrap();
        assert!(file.gruppi.len() > 80 && file.vuote.len() > 10);
    }

    #[test]
    fn synonyms_are_alike() {
        assert!(like(Lexicon::own(), "sanzioni", "verbali") > 0.5);
        assert!(like(Lexicon::own(), "corsi", "corso") > 0.9);
        assert_eq!(like(Lexicon::own(), "sanzioni", "alberi"), 0.0);
    }

    #[test]
    fn a_file_adds_to_the_words_or_takes_their_place() {
        let more = Lexicon::parse("gruppi = [[\"pedibus\", \"accompagnamento\"]]").unwrap();
        assert!(like(&more, "pedibus", "accompagnamenti") > 0.5 && like(&more, "sanzioni", "verbali") > 0.5);
        let alone = Lexicon::parse("sostituisce = true\ngruppi = [[\"pedibus\", \"accompagnamento\"]]").unwrap();
        assert!(like(&alone, "pedibus", "accompagnamenti") > 0.5 && like(&alone, "sanzioni", "verbali") == 0.0);
        assert!(Lexicon::parse("gruppo = []").unwrap_err().to_string().contains("gruppo"));
    }
}
