//! Signs around a figure and in place of one: minus signs, marks of footnotes, signs for nothing.

/// Every character that a printer or a PDF makes of a minus sign; the soft hyphen among them.
pub(super) const DASHES: &str = "-\u{2212}\u{2013}\u{2014}\u{2010}\u{2011}\u{2012}\u{ad}";

/// Raised digits.
const RAISED: &str = "\u{2070}\u{b9}\u{b2}\u{b3}\u{2074}\u{2075}\u{2076}\u{2077}\u{2078}\u{2079}";

/// The raised form of a digit.
pub fn raised(digit: char) -> Option<char> {
    RAISED.chars().nth(digit.to_digit(10)? as usize)
}

/// A text without the marks of footnotes at its end: asterisks, daggers and raised digits, in parentheses or not. A plain digit in
/// parentheses is one behind decimals only: "12 (3)" may say that three are part of the twelve.
pub(super) fn without_notes(text: &str) -> &str {
    let is_mark = |c: char| matches!(c, '*' | '†' | '‡') || RAISED.contains(c);
    let mut rest = text.trim_end();
    loop {
        let before = rest.len();
        rest = rest.trim_end_matches(is_mark).trim_end();
        if let Some((head, inner)) = rest.strip_suffix(')').and_then(|r| r.rsplit_once('(')) {
            let head = head.trim_end();
            let marks = !inner.is_empty() && inner.chars().all(is_mark);
            let digit = inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_digit()) && head.contains(',');
            if marks || digit {
                rest = head;
            }
        }
        if rest.len() == before {
            return rest;
        }
    }
}

/// Whether a text is nothing but dashes, or slashes or equals signs in their place.
pub fn is_dash(text: &str) -> bool {
    let text = text.trim();
    let Some(first) = text.chars().next() else { return false };
    let dash = DASHES.contains(first);
    let same = |c: char| if dash { DASHES.contains(c) } else { c == first };
    (dash || matches!(first, '/' | '=')) && text.chars().all(|c| same(c) || c == ' ')
}

/// Whether a text is only a sign that there is nothing: a dash, "n.d." (not available), "n.p." (not foreseen).
pub fn is_nothing(text: &str) -> bool {
    const WORDS: [&str; 6] = ["n.d.", "n.d", "n. d.", "n.p.", "n.p", "n. p."];
    is_dash(text) || WORDS.iter().any(|word| text.trim().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_for_nothing_say_nothing() {
        for text in ["-", "--", "–", "—", "//", "/", "==", "= =", "n.d.", "N.D.", "n.p.", " - "] {
            assert!(is_nothing(text), "{text}");
        }
        for text in ["", "0", "-1", "n.", "nd1", "n.a. 3", "*", "1/", "-/-", "no"] {
            assert!(!is_nothing(text), "{text}");
        }
    }

    #[test]
    fn notes_are_taken_off() {
        for (text, want) in
            [("19,00¹", "19,00"), ("19,00 (**)", "19,00"), ("19,00 (1)", "19,00"), ("19 (1)", "19 (1)"), ("(1)", "(1)")]
        {
            assert_eq!(without_notes(text), want, "{text}");
        }
        assert_eq!(raised('0'), Some('⁰'));
        assert_eq!(raised('9'), Some('⁹'));
        assert_eq!(raised('x'), None);
    }
}
