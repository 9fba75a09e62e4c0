//! Decimal numbers in Italian notation.

use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while_m_n, take_while1};
use nom::character::complete::{char, one_of, space0};
use nom::combinator::{all_consuming, opt, recognize, value, verify};
use nom::multi::many1_count;
use nom::sequence::{pair, preceded, terminated};
use nom::{IResult, Parser};
use rust_decimal::Decimal;

/// Every character that a printer or a PDF makes of a minus sign; the soft hyphen among them.
const MINUS: &str = "-\u{2212}\u{2013}\u{2010}\u{2011}\u{ad}";

/// A number as Italian offices print it, with as many decimals as are printed: "2.380,00" is 2380.00, "1" is 1.
///
/// A sign may stand before it, perhaps parted by a space, or a minus behind it; a percent sign behind it and a euro sign on
/// either side say nothing of the value. Groups of three parted by dots are the only use of a dot: "12.5" could be anything
/// and is no number. A zero has no sign.
pub fn decimal(text: &str) -> Option<Decimal> {
    let folded: String;
    let text = if text.is_ascii() {
        text.trim()
    } else {
        folded = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        folded.trim()
    };
    let (_, (before, digits, fraction, after)) = all_consuming(number).parse(text).ok()?;
    if before.is_some() && after {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    if after || before.is_some_and(|sign| sign != '+') {
        plain.push('-');
    }
    plain.extend(digits.chars().filter(|c| *c != '.'));
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    let number = Decimal::from_str_exact(&plain).ok()?;
    Some(if number.is_zero() { number.abs() } else { number })
}

type Number<'t> = (Option<char>, &'t str, Option<&'t str>, bool);

fn number(input: &str) -> IResult<&str, Number<'_>> {
    let euro = || alt((value((), char('€')), value((), tag_no_case("euro"))));
    let (input, _) = opt(terminated(euro(), space0)).parse(input)?;
    let (input, before) = opt(terminated(sign, opt(char(' ')))).parse(input)?;
    let (input, _) = opt(terminated(euro(), space0)).parse(input)?;
    let (input, digits) = alt((grouped, plain)).parse(input)?;
    let (input, fraction) = opt(preceded(char(','), plain)).parse(input)?;
    let (input, after) = opt(preceded(opt(char(' ')), one_of(MINUS))).parse(input)?;
    let (input, _) = opt(preceded(space0, alt((value((), char('%')), euro())))).parse(input)?;
    Ok((input, (before, digits, fraction, after.is_some())))
}

fn sign(input: &str) -> IResult<&str, char> {
    alt((one_of(MINUS), char('+'))).parse(input)
}

fn plain(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_digit()).parse(input)
}

/// "1.950.000": one to three digits, then groups of three.
fn grouped(input: &str) -> IResult<&str, &str> {
    let digit = |c: char| c.is_ascii_digit();
    let group = preceded(char('.'), take_while_m_n(3, 3, digit));
    let whole = recognize(pair(take_while_m_n(1, 3, digit), many1_count(group)));
    let (rest, found) = verify(whole, |_: &str| true).parse(input)?;
    // "1.2345" is no number, nor its first part one.
    if rest.starts_with(digit) {
        return Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Digit)));
    }
    Ok((rest, found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Option<String> {
        decimal(text).map(|d| d.to_string())
    }

    #[test]
    fn printed_numbers_keep_their_decimals() {
        for (text, want) in [
            ("2.380,00", "2380.00"),
            ("1", "1"),
            ("0,45", "0.45"),
            ("1.950.000", "1950000"),
            ("2384", "2384"),
            ("100,00 %", "100.00"),
            ("86,8%", "86.8"),
            ("€ 1.200,50", "1200.50"),
            ("1.200 euro", "1200"),
            ("+3,5", "3.5"),
            ("0000", "0"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn a_minus_takes_many_shapes() {
        for minus in MINUS.chars() {
            assert_eq!(shown(&format!("{minus}149.800,00")).as_deref(), Some("-149800.00"));
            assert_eq!(shown(&format!("{minus} 149.800,00")).as_deref(), Some("-149800.00"));
        }
        assert_eq!(shown("149.800,00-").as_deref(), Some("-149800.00"));
        assert_eq!(shown("-0,00").as_deref(), Some("0.00"));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "-",
            "1,0O",
            "n.d.",
            "vedi nota",
            "1 200",
            "1.20,00",
            "12.5",
            "1.2345",
            "--5",
            "-5-",
            "5,",
            ",5",
            "1.234.56",
            "2.380,00 2.000,00",
            "(1,00)",
            "1,2,3",
            "١٢",
            "5%%",
            "79228162514264337593543950336",
        ] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    /// The Italian notation of a number.
    fn italian(number: &Decimal, groups: bool) -> String {
        let text = number.abs().to_string();
        let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
        let mut out = String::new();
        for (k, digit) in whole.chars().enumerate() {
            if groups && k > 0 && (whole.len() - k) % 3 == 0 {
                out.push('.');
            }
            out.push(digit);
        }
        if let Some(fraction) = fraction {
            out.push(',');
            out.push_str(fraction);
        }
        if number.is_sign_negative() && !number.is_zero() { format!("-{out}") } else { out }
    }

    proptest! {
        #[test]
        fn numbers_come_back_as_printed(mantissa in -1_000_000_000_000_000i64..1_000_000_000_000_000, scale in 0u32..6, groups: bool) {
            let number = Decimal::new(mantissa, scale);
            let read = decimal(&italian(&number, groups));
            prop_assert_eq!(read, Some(number));
            prop_assert_eq!(read.map(|d| d.scale()), Some(scale));
        }

        #[test]
        fn nothing_makes_it_panic(text: String) {
            let _ = decimal(&text);
        }

        #[test]
        fn a_letter_spoils_a_number(number in -1_000_000i64..1_000_000, at in 0usize..9, letter in "[A-Za-z]") {
            let mut text = italian(&Decimal::new(number, 2), true);
            let at = at.min(text.len());
            text.insert_str(at, &letter);
            prop_assert_eq!(decimal(&text), None);
        }
    }
}
