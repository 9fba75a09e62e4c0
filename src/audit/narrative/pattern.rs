//! Regular expressions over prose.

use std::sync::LazyLock;

use regex::Regex;

/// What the classes of a pattern stand for: letters of Italian, digits and the one white space that prose has here. The
/// classes of all of Unicode make automata so large that they are built anew again and again, which took most of the time.
const CLASSES: &[(&str, &str)] = &[
    (r"\b", r"(?-u:\b)"),
    (r"\w", "[0-9A-Za-zÀÈÉÌÒÙàèéìíòóùú_]"),
    (r"\d", "[0-9]"),
    (r"\s", r"[\x20\t]"),
    (r"\S", r"[^\x20\t]"),
];

/// A pattern over prose.
pub(super) fn pattern(source: &str) -> Option<Regex> {
    let source = CLASSES.iter().fold(source.to_owned(), |source, (class, meaning)| source.replace(class, meaning));
    Regex::new(&source).ok()
}

/// The last words of a text; patterns that end at a number need no more.
pub(super) fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(64).map_or(0, |(k, _)| k);
    &text[start..]
}

pub(super) fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|p| p.is_match(text))
}
