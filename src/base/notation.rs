//! Printed names as grammar files write them: keys, strings, patterns.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A key of letters, digits and low lines for a heading: "Costo unitario (€)" is costo_unitario. `nameless` stands for one without
/// letters and digits.
pub(crate) fn key(heading: &str, nameless: &str) -> String {
    let mut out = String::new();
    for ch in heading.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match ch {
            'a'..='z' | '0'..='9' => out.push(ch),
            _ if !out.is_empty() && !out.ends_with('_') => out.push('_'),
            _ => {}
        }
    }
    let key = out.trim_end_matches('_');
    if key.is_empty() { nameless.to_owned() } else { key.to_owned() }
}

/// A key as it is, or numbered so that it is not among those that are taken; it is taken then.
pub(crate) fn unique(key: &str, taken: &mut Vec<String>) -> String {
    let mut found = key.to_owned();
    let mut number = 2;
    while taken.contains(&found) {
        found = format!("{key}_{number}");
        number += 1;
    }
    taken.push(found.clone());
    found
}

/// Words as a pattern, with any gap between them.
pub(crate) fn spaced(words: &str) -> String {
    words.split_whitespace().map(regex::escape).collect::<Vec<_>>().join(r"\s+")
}

/// A string of TOML.
pub(crate) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A pattern as a literal string of TOML.
pub(crate) fn literal(pattern: &str) -> String {
    if pattern.contains('\'') { format!("'''{pattern}'''") } else { format!("'{pattern}'") }
}
