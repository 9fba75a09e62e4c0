//! What headings of planning documents usually stand for.

use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::base::notation;

/// The words with their fields.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub label: Vec<Entry>,
    pub cover: Vec<Entry>,
    pub indicators: Vec<Entry>,
    pub former: Vec<String>,
    pub phases: Vec<Entry>,
    pub budget: Vec<Entry>,
    pub telling: Vec<String>,
    pub typed: Vec<String>,
    pub totals: Vec<String>,
    pub bodies: Vec<String>,
    pub printed: Vec<String>,
    pub charts: Vec<String>,
    pub months: Vec<String>,
    pub revenues: Vec<String>,
    pub expenses: Vec<String>,
    pub balance: Vec<String>,
    pub descriptions: Vec<String>,
    pub prepositions: Vec<String>,
}

/// Some words for one field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    words: Vec<String>,
    field: String,
}

/// The words that come with the program.
pub(super) fn own() -> &'static Words {
    // A test holds the file readable.
    static OWN: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("data/voci.toml")).unwrap_or_default());
    &OWN
}

/// The field that a printed heading stands for: the first entry of which a word begins one of its words.
pub(super) fn field(entries: &[Entry], heading: &str) -> Option<String> {
    let lower = heading.to_lowercase();
    // "C.d.R." is "cdr", "Avanz. %" is "avanz".
    let (spaced, glued) = (lower.replace(['.', ':', '\''], " "), lower.replace('.', ""));
    let heading = format!(" {spaced} {glued}");
    let stands = |entry: &&Entry| entry.words.iter().any(|w| heading.contains(&format!(" {w}")));
    entries.iter().find(stands).map(|e| e.field.clone())
}

/// How many words a label can have.
pub(super) const LABEL_WORDS: usize = 6;

/// Whether a text may be a label or a heading: a few words without a number, and no sum.
pub(super) fn may_label(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let sums = begins(name, &own().totals);
    words > 0 && words <= LABEL_WORDS && !name.contains(|c: char| c.is_ascii_digit()) && starts_upper(name) && !sums
}

/// Whether the first letter of a text is a capital.
pub(super) fn starts_upper(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

/// Whether a text begins with one of some words.
pub(super) fn begins(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|w| text.starts_with(w.as_str()))
}

/// How many words at the beginning of a text are a usual label, and the field it stands for: the longest of them.
pub(super) fn label_words(entries: &[Entry], text: &str) -> Option<(usize, String)> {
    let lower = text.to_lowercase().replace(['.', ':'], " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let fits = |usual: &str| {
        let usual: Vec<&str> = usual.split(' ').collect();
        let fit = usual.len() <= words.len() && usual.iter().zip(&words).all(|(u, w)| w.starts_with(u));
        fit.then_some(usual.len())
    };
    let best = entries.iter().filter_map(|e| Some((e.words.iter().filter_map(|w| fits(w)).max()?, e.field.clone())));
    // Of equals the first wins.
    let (count, field) = best.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some((whole(text, count), field))
}

/// A label goes on over "di riferimento", "dell'obiettivo": a preposition, and its word in small letters.
fn whole(text: &str, mut count: usize) -> usize {
    let words: Vec<&str> = text.split(' ').collect();
    let small = |k: usize| words.get(k).is_some_and(|w| w.starts_with(char::is_lowercase));
    let preposition = |k: usize| words.get(k).is_some_and(|w| own().prepositions.iter().any(|p| p == w));
    let elided = |k: usize| small(k) && words[k].split_once(['\'', '’']).is_some_and(|(before, _)| before.len() < 5);
    loop {
        if preposition(count) && small(count + 1) {
            count += 2;
        } else if elided(count) {
            count += 1;
        } else {
            return count;
        }
    }
}

/// The field of a label: that of the usual label that it begins with, or else of a word in it.
pub(super) fn first_field(entries: &[Entry], label: &str) -> Option<String> {
    label_words(entries, label).map(|(_, field)| field).or_else(|| field(entries, label))
}

/// A name as names are compared: letters and digits alone.
pub(super) fn plain(name: &str) -> String {
    name.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A key for a heading that has no field: "Costo unitario (€)" is costo_unitario.
pub(super) fn key(heading: &str) -> String {
    notation::key(heading, "colonna")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_can_be_read() {
        let words: Words = toml::from_str(include_str!("data/voci.toml")).unwrap();
        assert!(words.label.len() > 5 && !words.telling.is_empty());
    }

    #[test]
    fn headings_get_fields_and_keys() {
        assert_eq!(field(&own().label, "Assessore di riferimento").as_deref(), Some("councillor"));
        assert_eq!(field(&own().label, "C.d.R.").as_deref(), Some("responsibility_center"));
        assert_eq!(field(&own().label, "Tabella"), None);
        assert_eq!(key("Costo unitario (€)"), "costo_unitario");
        assert_eq!(key("Unità"), "unita");
        assert_eq!(key("%"), "colonna");
    }
}
