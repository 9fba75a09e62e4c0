//! What is printed again and again: texts that stand on most documents of a form, once a card.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Pages;
use super::margins::Margins;
use crate::layout::Sheet;
use crate::structure::pieces;

/// How often texts stand on the documents.
pub(super) struct Prints {
    counts: HashMap<String, Vec<u32>>,
    /// How many cards each document has, as far as what repeats tells it.
    cards: Vec<u32>,
}

/// What stands so much more often than cards, as a share of the cards, is no print of the form.
const MORE: f32 = 0.2;
/// No more tables of a card have a heading in common.
const TABLES: u32 = 3;
/// A label has no more words.
pub(super) const WORDS: usize = 7;

/// What is left of a text when typesetting does not count, and every number is any number.
pub(super) fn key(text: &str) -> String {
    let mut out = String::new();
    for c in crate::grammar::plain(text).chars() {
        match c {
            _ if c.is_ascii_digit() => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            _ => out.push(c),
        }
    }
    out
}

/// Whether a text has letters enough to be a name.
pub(super) fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let words = text.split_whitespace().count();
    letters >= 2 && words <= WORDS && text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
}

/// The text of a label in front of its colon, with the number of its words.
pub(super) fn before_colon(sheet: &Sheet, words: &[usize]) -> Option<usize> {
    let end = words.iter().take(WORDS + 1).position(|&k| sheet.word(k).ends_with(':'))?;
    Some(end + 1)
}

/// The part of the next line that may go on with a short one: it begins right below it, set alike.
pub(super) fn goes_on(sheet: &Sheet, words: &[usize], below: &[Vec<usize>]) -> Option<usize> {
    let first = &sheet.words[*words.first()?];
    let last = *words.last()?;
    if sheet.word(last).ends_with(':') {
        return None;
    }
    below.iter().position(|next| {
        let word = &sheet.words[next[0]];
        let near = (word.rect.x0 - first.rect.x0).abs() < ALIGNED && (word.size - first.size).abs() < 0.1 * first.size;
        let ruled = sheet.across.iter().any(|a| {
            a.y > first.rect.mid_y()
                && a.y < word.rect.mid_y()
                && a.x0 <= first.rect.mid_x()
                && a.x1 >= first.rect.mid_x()
        });
        near && !ruled && word.baseline - first.baseline < LEADING * first.size && words.len() + next.len() <= WORDS
    })
}

/// The text of two lines of one name.
pub(super) fn joined(sheet: &Sheet, words: &[usize], next: &[usize]) -> String {
    sheet.passage(words.iter().chain(next).copied()).text
}

/// Lines of one name begin below each other so exactly, in points.
const ALIGNED: f32 = 1.5;
/// From baseline to baseline of the lines of a name, in em.
const LEADING: f32 = 1.4;

impl Prints {
    pub fn of(documents: &[Pages<'_>], margins: &Margins) -> Self {
        let mut counts: HashMap<String, Vec<u32>> = HashMap::new();
        let mut add = |document: usize, key: String| {
            if key.chars().any(char::is_alphabetic) {
                counts.entry(key).or_insert_with(|| vec![0; documents.len()])[document] += 1;
            }
        };
        let mut named: Vec<String> = Vec::new();
        for (document, sheets) in documents.iter().enumerate() {
            for sheet in sheets {
                for line in (0..sheet.lines.len()).filter(|&l| !margins.runs(sheet, l)) {
                    let below = sheet.lines.get(line + 1).map(|_| pieces(sheet, line + 1)).unwrap_or_default();
                    for words in pieces(sheet, line) {
                        if let Some(next) = goes_on(sheet, &words, &below) {
                            add(document, key(&joined(sheet, &words, &below[next])));
                        }
                        let text = sheet.text(words.iter().copied());
                        let colon = before_colon(sheet, &words).filter(|end| *end < words.len());
                        if let Some(end) = colon {
                            add(document, key(&sheet.text(words[..end].iter().copied())));
                        }
                        let key = key(&text);
                        if is_name(&text) && !text.contains(|c: char| c.is_ascii_digit()) {
                            named.push(key.clone());
                        }
                        add(document, key);
                        for end in 1..words.len().min(WORDS) {
                            add(document, format!("{}…", self::key(&sheet.text(words[..end].iter().copied()))));
                        }
                    }
                }
            }
        }
        named.sort_unstable();
        named.dedup();
        let cards = cards(&counts, &named, documents.len());
        Self { counts, cards }
    }

    fn count(&self, key: &str) -> &[u32] {
        self.counts.get(key).map_or(&[], Vec::as_slice)
    }

    /// On how many documents a text stands.
    fn documents(&self, key: &str) -> usize {
        self.count(key).iter().filter(|n| **n > 0).count()
    }

    /// The share of cards that have a text.
    pub fn share(&self, key: &str) -> f32 {
        let met: u32 = self.count(key).iter().zip(&self.cards).map(|(n, cards)| n.min(cards)).sum();
        met as f32 / self.cards.iter().sum::<u32>().max(1) as f32
    }

    /// Whether a text stands more often than cards would have it, and not as often on each: a value that repeats.
    fn is_value(&self, key: &str) -> bool {
        let counts = || self.count(key).iter().zip(&self.cards);
        let more: u32 = counts().map(|(n, cards)| n.saturating_sub(*cards)).sum();
        if more as f32 <= MORE * self.cards.iter().sum::<u32>() as f32 {
            return false;
        }
        // Two tables of a card may have a heading in common.
        let several = counts().filter(|(_, cards)| **cards > 1);
        let (mut all, mut even) = (0, 0);
        for (n, cards) in several {
            all += cards;
            even += if n % cards == 0 && n / cards <= TABLES { *cards } else { 0 };
        }
        let single = counts().all(|(n, cards)| n / cards <= TABLES);
        if all == 0 { !single } else { even * 2 < all }
    }

    /// Whether a text stands on this share of the cards at least, and on several documents where there are several.
    pub fn is_fixed_by(&self, key: &str, share: f32) -> bool {
        self.is_often(key, share) && !self.is_value(key)
    }

    /// The same for what may stand several times on a card and again on its further pages, as the headings of columns do.
    pub fn is_heading_by(&self, key: &str, share: f32) -> bool {
        self.is_often(key, share)
    }

    /// How well the numbers of something that stands on documents agree with those of their cards, from 0 to 1.
    pub fn agrees(&self, found: &BTreeMap<usize, BTreeSet<String>>) -> f32 {
        let of = |d: usize| found.get(&d).map_or(0, BTreeSet::len) as f32;
        let off: f32 = self.cards.iter().enumerate().map(|(d, cards)| (of(d) - *cards as f32).abs()).sum();
        (1.0 - off / self.cards.iter().sum::<u32>().max(1) as f32).max(0.0)
    }

    fn is_often(&self, key: &str, share: f32) -> bool {
        let several = self.cards.len().min(2);
        let single = self.cards.len() == 1 && self.count(key).iter().sum::<u32>() < 2;
        self.documents(key) >= several && !single && self.share(key) >= share
    }

    /// Whether some words in front of others are printed by the form.
    pub fn is_fixed_start(&self, start: &str, share: f32) -> bool {
        self.is_fixed_by(&format!("{start}…"), share)
    }
}

/// How many cards each document has: as often as most of what stands on all documents stands on it.
fn cards(counts: &HashMap<String, Vec<u32>>, names: &[String], documents: usize) -> Vec<u32> {
    let mut votes: HashMap<&[u32], usize> = HashMap::new();
    for name in names {
        let Some(count) = counts.get(name) else { continue };
        if count.iter().all(|n| *n > 0) {
            *votes.entry(count.as_slice()).or_default() += 1;
        }
    }
    // What stands once on each document is of its title as well as of a card.
    let once = vec![1; documents];
    let mut all: Vec<(&[u32], usize)> = votes.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let best = all.iter().find(|(count, votes)| *count != once.as_slice() && *votes >= 3);
    best.map_or(once.clone(), |(count, _)| count.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_minds_neither_typesetting_nor_numbers() {
        assert_eq!(key("Obiettivo n. 12"), key("OBIETTIVO N. 3"));
        assert_ne!(key("Responsabile"), key("Dirigente"));
        assert!(is_name("Centro di responsabilità") && !is_name("responsabile del servizio") && !is_name("12,50"));
    }

    #[test]
    fn cards_are_counted_by_what_stands_once_on_each() {
        let counts =
            |of: &[(&str, [u32; 2])]| of.iter().map(|(k, n)| ((*k).to_owned(), n.to_vec())).collect::<HashMap<_, _>>();
        let found =
            counts(&[("titolo", [1, 1]), ("fasi", [3, 2]), ("peso", [3, 2]), ("esito", [3, 2]), ("si", [9, 1])]);
        let names: Vec<String> = found.keys().cloned().collect();
        let cards = cards(&found, &names, 2);
        assert_eq!(cards, [3, 2]);
        let prints = Prints { counts: found, cards };
        assert!(prints.is_fixed_by("fasi", 0.9) && !prints.is_fixed_by("titolo", 0.9));
    }
}
