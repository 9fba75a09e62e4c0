//! Names of headings and labels, compared without regard to how they are typeset.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What is left of a text when letter case, accents, punctuation and spaces do not count: "Competenza/R" and
/// "COMPETENZA R" are both "competenzar".
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    plain_into(text, &mut out);
    out
}

/// Appends [`plain`] of a text to `out`.
pub fn plain_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
        return;
    }
    let letters = text.nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c));
    out.extend(letters.flat_map(char::to_lowercase));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typesetting_does_not_count() {
        assert_eq!(plain("Centro di Responsabilità"), "centrodiresponsabilita");
        assert_eq!(plain("CENTRO DI RESPONSABILITA'"), "centrodiresponsabilita");
        assert_eq!(plain("% Avanz."), "avanz");
        assert_eq!(plain("Som\u{ad}"), "som");
        assert_eq!(plain("—"), "");
    }
}
