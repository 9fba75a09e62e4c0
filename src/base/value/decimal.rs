//! Decimal numbers in Italian notation.

use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while_m_n, take_while1};
use nom::character::complete::{char, one_of, space0};
use nom::combinator::{all_consuming, not, opt, recognize, success, value};
use nom::multi::{many0_count, many1_count};
use nom::sequence::{delimited, pair, preceded, terminated};
use nom::{IResult, Parser};
use rust_decimal::Decimal;

use super::sign::{DASHES, without_notes};

/// A number as Italian offices print it, with as many decimals as are printed: "2.380,00" is 2380.00, "1" is 1.
///
/// A sign may stand before it, perhaps parted by a space, or a minus behind it; parentheses around it are a minus too. A
/// percent sign behind it and a euro sign on either side say nothing of the value, nor do the signs that keep others from
/// writing more digits ("3.000,=", "#3.000,00#") and the mark of a footnote. Groups of three parted by dots are the only use of
/// a dot: "12.5" could be anything and is no number. Groups parted by spaces need decimals: "1 200" could be two numbers. A
/// zero has no sign.
pub fn decimal(text: &str) -> Option<Decimal> {
    let folded: String;
    let text = if text.is_ascii() {
        text.trim()
    } else {
        folded = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        folded.trim()
    };
    let (_, found) = all_consuming(dressed).parse(without_notes(text)).ok()?;
    let mut plain = String::with_capacity(text.len());
    if found.negative {
        plain.push('-');
    }
    plain.extend(found.digits.chars().filter(char::is_ascii_digit));
    if let Some(fraction) = found.fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    let number = Decimal::from_str_exact(&plain).ok()?;
    Some(if number.is_zero() { number.abs() } else { number })
}

/// A number in its parts.
struct Number<'t> {
    negative: bool,
    digits: &'t str,
    fraction: Option<&'t str>,
}

/// A number in the signs around it that say nothing.
fn dressed(input: &str) -> IResult<&str, Number<'_>> {
    let guard = || many0_count(one_of("=#*"));
    let (input, _) = (guard(), space0, opt(terminated(euro, space0))).parse(input)?;
    let (input, found) = alt((bracketed, signed)).parse(input)?;
    let (input, _) = opt(preceded(space0, alt((value((), char('%')), euro)))).parse(input)?;
    let (input, _) = (space0, guard()).parse(input)?;
    Ok((input, found))
}

fn euro(input: &str) -> IResult<&str, ()> {
    let worded = alt((tag_no_case("euro"), tag_no_case("eur")));
    alt((value((), char('€')), value((), worded))).parse(input)
}

/// "(600,00)".
fn bracketed(input: &str) -> IResult<&str, Number<'_>> {
    let open = (char('('), space0, opt(terminated(euro, space0)));
    let close = (opt(preceded(space0, euro)), space0, char(')'));
    let (input, (digits, fraction)) = delimited(open, bare, close).parse(input)?;
    Ok((input, Number { negative: true, digits, fraction }))
}

fn signed(input: &str) -> IResult<&str, Number<'_>> {
    let sign = alt((one_of(DASHES), char('+')));
    let (input, before) = opt(terminated(sign, opt(char(' ')))).parse(input)?;
    let (input, _) = opt(terminated(euro, space0)).parse(input)?;
    let (input, (digits, fraction)) = bare(input)?;
    let Some(before) = before else {
        let (input, after) = opt(preceded(opt(char(' ')), one_of(DASHES))).parse(input)?;
        return Ok((input, Number { negative: after.is_some(), digits, fraction }));
    };
    Ok((input, Number { negative: before != '+', digits, fraction }))
}

/// Digits, and decimals or the signs that stand for none: "3.000,=", "3.000,--".
fn bare(input: &str) -> IResult<&str, (&str, Option<&str>)> {
    let none = || alt((many1_count(char('=')), many1_count(one_of(DASHES))));
    let fraction = alt((preceded(char(','), plain).map(Some), value(None, preceded(char(','), none())), success(None)));
    let whole = pair(alt((grouped, plain)), fraction);
    alt((pair(spaced, preceded(char(','), plain).map(Some)), whole)).parse(input)
}

fn plain(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_digit()).parse(input)
}

/// "1.950.000": one to three digits, then groups of three.
fn grouped(input: &str) -> IResult<&str, &str> {
    groups('.', input)
}

/// "1 950 000".
fn spaced(input: &str) -> IResult<&str, &str> {
    groups(' ', input)
}

fn groups(mark: char, input: &str) -> IResult<&str, &str> {
    let digit = |c: char| c.is_ascii_digit();
    let group = preceded(char(mark), take_while_m_n(3, 3, digit));
    let whole = recognize(pair(take_while_m_n(1, 3, digit), many1_count(group)));
    // "1.2345" is no number, nor its first part one.
    terminated(whole, not(take_while1(digit))).parse(input)
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
            ("EUR 7.000,00", "7000.00"),
            ("3.000,=", "3000"),
            ("3.000,--", "3000"),
            ("=3.000,00=", "3000.00"),
            ("# 12,50 #", "12.50"),
            ("131 000,00", "131000.00"),
            ("1\u{202f}131\u{a0}000,00", "1131000.00"),
            ("19,00*", "19.00"),
            ("19,00 (*)", "19.00"),
            ("2.380,00¹", "2380.00"),
            ("86,8 %²", "86.8"),
            ("1.200,00 € (2)", "1200.00"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn a_minus_takes_many_shapes() {
        for minus in DASHES.chars() {
            assert_eq!(shown(&format!("{minus}149.800,00")).as_deref(), Some("-149800.00"));
            assert_eq!(shown(&format!("{minus} 149.800,00")).as_deref(), Some("-149800.00"));
        }
        for text in [
            "149.800,00-",
            "149.800,00 -",
            "(149.800,00)",
            "€ (149.800,00)",
            "( € 149.800,00 )",
            "-€ 149.800,00",
            "(149.800,00)*",
        ] {
            assert_eq!(shown(text).as_deref(), Some("-149800.00"), "{text}");
        }
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
            "1.20,00",
            "12.5",
            "1.2345",
            "--5",
            "-5-",
            "5,",
            ",5",
            "1.234.56",
            "2.380,00 2.000,00",
            "(-1,00)",
            "(1,00",
            "1 200",
            "1 20,00",
            "12 345 67,00",
            "=",
            "*",
            "12 (3)",
            "¹",
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
