//! What a glyph is where its font's table of characters does not say it, or says a character that no one prints.

use hayro_font::OutlineGlyph;
use hayro_interpret::hayro_cmap::BfString;
use skrifa::{FontRef, GlyphId, GlyphNames, MetadataProvider};
use unicode_normalization::UnicodeNormalization;

use super::digits;

/// What the glyph of a code is. `untold` says that its font has neither a table of characters nor an encoding, so that what is
/// known of its codes is a guess: what the font program says goes before it.
pub(super) fn seen(glyph: &OutlineGlyph, untold: bool) -> Option<BfString> {
    let said = glyph.as_unicode();
    match &said {
        Some(BfString::Char(digit)) if digit.is_ascii_digit() && !untold => digits::seen(glyph, said),
        Some(BfString::Char(ch)) => match ligature(*ch) {
            Some(letters) => Some(BfString::String(letters.to_owned())),
            None if untold || ch.is_control() || is_private(*ch) => inside(glyph).or(said),
            None => said,
        },
        Some(BfString::String(_)) => said,
        None => inside(glyph),
    }
}

/// What a ligature can be that is as wide as its letters together, in thousandths of an em.
const SAME: f32 = 6.0;
/// The ligatures of text fonts.
const LIGATURES: [&str; 10] = ["ti", "tt", "tti", "ff", "fi", "fl", "ffi", "ffl", "ft", "tf"];

/// The letters of a glyph for which a font uses a private code point, by its width: those of the one ligature whose letters are
/// as wide together. Nothing is known where several are; `None` where none is.
pub(super) fn by_width(advance: f32, width: impl Fn(char) -> Option<f32>) -> Option<Option<BfString>> {
    let wide = |letters: &str| letters.chars().map(&width).sum::<Option<f32>>();
    let mut found = LIGATURES.iter().filter(|l| wide(l).is_some_and(|wide| (wide - advance).abs() < SAME));
    let first = found.next()?;
    Some(found.next().is_none().then(|| BfString::String((*first).to_owned())))
}

/// Code points that mean what two parties agree on; those from U+F000 to U+F0FF are the signs of symbol fonts.
pub(super) fn is_private(ch: char) -> bool {
    matches!(ch, '\u{e000}'..='\u{efff}' | '\u{f100}'..='\u{f8ff}')
}

/// The letters of the ligatures for which a widespread printer driver takes letters of African alphabets.
fn ligature(ch: char) -> Option<&'static str> {
    Some(match ch {
        '\u{19f}' => "ti",
        '\u{1a9}' => "tt",
        '\u{1ab}' => "tti",
        '\u{19e}' => "tf",
        _ => return None,
    })
}

/// What the font program says of a glyph: the character that it is for, or its name.
fn inside(glyph: &OutlineGlyph) -> Option<BfString> {
    let data = glyph.font_data()?.data;
    let font = FontRef::new((*data).as_ref()).ok()?;
    let id = GlyphId::new(glyph.glyph_id().to_u32());
    if id == GlyphId::NOTDEF {
        return None;
    }
    let map = font.charmap();
    let mapped = map.mappings().find(|(_, to)| *to == id).and_then(|(ch, _)| char::from_u32(ch));
    let mapped = mapped.filter(|ch| !map.is_symbol() && !ch.is_control() && !matches!(ch, '\u{e000}'..='\u{f8ff}'));
    if let Some(ch) = mapped {
        // Some writers number the glyphs of a part of a font anew, and call the numbers characters.
        return digits::seen(glyph, Some(BfString::Char(ch)));
    }
    let name = GlyphNames::new(&font).get(id).filter(|name| !name.is_synthesized())?;
    let letters = named(name.as_str())?;
    Some(BfString::String(letters))
}

/// The characters that a glyph's name tells: "a", "seven", "egrave", "uni20AC", "t_t_i".
fn named(name: &str) -> Option<String> {
    let base = name.split('.').next().filter(|base| !base.is_empty())?;
    base.split('_').map(part).collect()
}

fn part(name: &str) -> Option<String> {
    const SIGNS: [(&str, &str); 24] = [
        ("zero", "0"),
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("space", " "),
        ("comma", ","),
        ("period", "."),
        ("hyphen", "-"),
        ("minus", "\u{2212}"),
        ("slash", "/"),
        ("colon", ":"),
        ("parenleft", "("),
        ("parenright", ")"),
        ("percent", "%"),
        ("quotesingle", "'"),
        ("quoteright", "\u{2019}"),
        ("Euro", "\u{20ac}"),
        ("fi", "fi"),
    ];
    const ACCENTS: [(&str, char); 4] =
        [("grave", '\u{300}'), ("acute", '\u{301}'), ("circumflex", '\u{302}'), ("dieresis", '\u{308}')];
    let single = |text: &str| text.chars().next().filter(|c| c.is_ascii_alphabetic() && text.len() == 1);
    if let Some(letter) = single(name) {
        return Some(letter.to_string());
    }
    if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == name) {
        return Some((*sign).to_owned());
    }
    if let Some(hex) = name.strip_prefix("uni").filter(|hex| hex.len() == 4) {
        return u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).map(String::from);
    }
    let (accent, mark) = ACCENTS.iter().find_map(|(accent, mark)| Some((name.strip_suffix(accent)?, *mark)))?;
    single(accent).map(|letter| [letter, mark].into_iter().nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ligature_is_as_wide_as_its_letters() {
        let width = |ch| match ch {
            't' => Some(335.0),
            'i' => Some(229.0),
            'f' => Some(305.0),
            _ => None,
        };
        assert_eq!(by_width(564.0, width), Some(Some(BfString::String("ti".into()))));
        assert_eq!(by_width(899.0, width), Some(Some(BfString::String("tti".into()))));
        assert_eq!(by_width(640.0, width), Some(None), "ft or tf");
        assert_eq!(by_width(400.0, width), None);
    }

    #[test]
    fn names_tell_characters() {
        for (name, want) in
            [("a", "a"), ("seven", "7"), ("egrave", "è"), ("uni20AC", "€"), ("t_t_i", "tti"), ("f_i.alt", "fi")]
        {
            assert_eq!(named(name).as_deref(), Some(want), "{name}");
        }
        for name in ["", "glyph12", "g34", ".notdef", "uniXYZW"] {
            assert_eq!(named(name), None, "{name}");
        }
    }
}
