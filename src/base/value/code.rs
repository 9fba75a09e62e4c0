//! Codes: text with a structure, never a number.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::take_while1;
use nom::character::complete::{char, space0, space1};
use nom::combinator::{all_consuming, opt, value};
use nom::multi::separated_list1;
use nom::sequence::{delimited, preceded};

type Error<'t> = nom::error::Error<&'t str>;

fn digits<'t>() -> impl Parser<&'t str, Output = &'t str, Error = Error<'t>> {
    take_while1(|c: char| c.is_ascii_digit())
}

/// A year of four digits, 1900 to 2100.
pub fn year(text: &str) -> Option<i32> {
    let text = text.trim();
    let year: i32 = (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())??;
    (1900..=2100).contains(&year).then_some(year)
}

/// A code and its wording: "DUP_2017_2019 DUP 2017 2019", "4. LA CITTA' INTELLIGENTE", "05.02 - Attività culturali".
///
/// A first word without a digit is no code, and a text of one word is nothing but one.
pub fn coded(text: &str) -> (Option<&str>, Option<&str>) {
    let text = text.trim();
    let Some((first, rest)) = text.split_once(char::is_whitespace) else {
        return (Some(text).filter(|t| !t.is_empty()), None);
    };
    if !first.contains(|c: char| c.is_ascii_digit()) {
        return (None, Some(text));
    }
    let rest = rest.trim_start();
    let label = ["- ", "– ", ": "].iter().find_map(|dash| rest.strip_prefix(dash)).unwrap_or(rest).trim_start();
    (Some(first.trim_end_matches(['.', ':'])), Some(label).filter(|l| !l.is_empty()))
}

/// Capitolo and articolo: "1040080/1" is both, "1040080" a chapter without an article.
pub fn chapter_article(text: &str) -> Option<(&str, Option<&str>)> {
    let article = take_while1(|c: char| c.is_ascii_alphanumeric());
    let slash = delimited(space0::<&str, Error<'_>>, char('/'), space0);
    let (_, found) = all_consuming((digits(), opt(preceded(slash, article)))).parse(text.trim()).ok()?;
    Some(found)
}

/// Groups of digits joined by dots, whether dots, spaces or both stand between them: "1 03" and "1.03" are "1.03".
pub fn dotted(text: &str) -> Option<String> {
    let dot = value((), delimited(space0::<&str, Error<'_>>, char('.'), space0));
    let (_, groups) =
        all_consuming(separated_list1(alt((dot, value((), space1))), digits())).parse(text.trim()).ok()?;
    Some(groups.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_part_from_their_wording() {
        assert_eq!(coded("DUP_2017_2019 DUP 2017 2019"), (Some("DUP_2017_2019"), Some("DUP 2017 2019")));
        assert_eq!(coded("4. LA CITTA' INTELLIGENTE"), (Some("4"), Some("LA CITTA' INTELLIGENTE")));
        assert_eq!(coded("4_0101_0101 Comunicazione"), (Some("4_0101_0101"), Some("Comunicazione")));
        assert_eq!(coded("05.02 - Attività culturali"), (Some("05.02"), Some("Attività culturali")));
        assert_eq!(coded("LA CITTA' CHE CAMBIA"), (None, Some("LA CITTA' CHE CAMBIA")));
        assert_eq!(coded("PEG_2016"), (Some("PEG_2016"), None));
        assert_eq!(coded(" "), (None, None));
    }

    #[test]
    fn chapters_may_have_articles() {
        assert_eq!(chapter_article("1040080/1"), Some(("1040080", Some("1"))));
        assert_eq!(chapter_article("1040080 / 12"), Some(("1040080", Some("12"))));
        assert_eq!(chapter_article("1040080"), Some(("1040080", None)));
        for text in ["", "/1", "1040080/", "10400B0", "1 2"] {
            assert_eq!(chapter_article(text), None, "{text}");
        }
    }

    #[test]
    fn groups_join_by_dots() {
        for text in ["1 03", "1.03", "1 . 03", " 1  03 "] {
            assert_eq!(dotted(text).as_deref(), Some("1.03"), "{text}");
        }
        for text in ["", ".", "1..03", "1 O3", "1,03"] {
            assert_eq!(dotted(text), None, "{text}");
        }
    }

    #[test]
    fn years_have_four_digits() {
        assert_eq!(year("2017"), Some(2017));
        for text in ["17", "02017", "1899", "20I7", "+201"] {
            assert_eq!(year(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn codes_lose_no_letter(text in "[0-9A-Z_.]{1,8}( [A-Za-z' ]{0,20})?") {
            let (code, label) = coded(&text);
            let kept: String = [code, label].into_iter().flatten().collect();
            let letters = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&kept), letters(&text));
        }

        #[test]
        fn nothing_makes_them_panic(text: String) {
            let _ = (year(&text), coded(&text), chapter_article(&text), dotted(&text));
        }
    }
}
