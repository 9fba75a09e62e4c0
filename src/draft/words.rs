//! What headings of planning documents usually stand for.

use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words with their fields.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub label: Vec<Entry>,
    pub indicators: Vec<Entry>,
    pub phases: Vec<Entry>,
    pub telling: Vec<String>,
    pub totals: Vec<String>,
    pub bodies: Vec<String>,
    pub printed: Vec<String>,
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

/// A key for a heading that has no field: "Costo unitario (€)" is costo_unitario.
pub(super) fn key(heading: &str) -> String {
    let mut out = String::new();
    for ch in heading.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match ch {
            'a'..='z' | '0'..='9' => out.push(ch),
            _ if !out.is_empty() && !out.ends_with('_') => out.push('_'),
            _ => {}
        }
    }
    let key = out.trim_end_matches('_').to_owned();
    if key.is_empty() { "colonna".to_owned() } else { key }
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
