//! Text as a page says it, and text strings of the file.

use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;

/// Letters below this stand for themselves; accents that are composed with letters begin here.
const COMPOSED: char = '\u{300}';

/// Whether a character is as it is printed: true for nearly all that an office prints.
pub(super) fn is_plain(ch: char) -> bool {
    ch < COMPOSED || ('\u{2010}'..'\u{2023}').contains(&ch) || ch == '\u{20ac}'
}

/// Characters as they are printed: accents composed with their letters, and ligatures of f parted. Nothing else is changed: a
/// raised 2 is no 2, and an accent that stands by itself is no accent of another letter.
pub(super) fn printed(text: &str) -> SmallVec<[char; 4]> {
    let mut out = SmallVec::new();
    for ch in text.nfc() {
        match ligature(ch) {
            Some(letters) => out.extend(letters.chars()),
            None => out.push(ch),
        }
    }
    out
}

/// The letters of a ligature of f or of long s.
fn ligature(ch: char) -> Option<&'static str> {
    Some(match ch {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        _ => return None,
    })
}

/// A text string of the file: of two bytes a character, of UTF-8, or else of one byte a character.
pub(super) fn string(raw: &[u8]) -> String {
    match raw {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        latin => latin.iter().map(|&b| char::from(b)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_stay_as_printed() {
        let said = |text: &str| printed(text).into_iter().collect::<String>();
        for text in ["¹", "1º", "´", "ª", "½", "…", "à", "\u{a0}", "™"] {
            assert_eq!(said(text), text);
        }
        assert_eq!(said("a\u{300}"), "à");
        assert_eq!(said("e\u{fb03}cace"), "efficace");
    }

    #[test]
    fn strings_of_three_kinds() {
        assert_eq!(string(&[0xfe, 0xff, 0x20, 0xac]), "€");
        assert_eq!(string("\u{feff}attività".as_bytes()), "attività");
        assert_eq!(string(b"-\xe0"), "-à");
    }
}
