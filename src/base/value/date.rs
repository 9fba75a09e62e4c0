//! Dates as Italian offices write them.

use chrono::NaiveDate;
use nom::branch::alt;
use nom::bytes::complete::{take_while_m_n, take_while1};
use nom::character::complete::{char, one_of, space0, space1};
use nom::combinator::{all_consuming, map_opt, map_res, opt};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use super::sign::without_notes;

/// The months; any beginning of three or more letters is understood, as are a dot behind it and capital letters.
const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

/// A date that exists, of the years 1900 to 2100: "06/03/2017", "6-3-2017", "6.3.17", "2017-03-06", "6 marzo 2017",
/// "1° gen. 2017". Years of two digits below 80 are of this century. The mark of a footnote may stand behind it.
pub fn date(text: &str) -> Option<NaiveDate> {
    let (_, (year, month, day)) = all_consuming(alt((iso, numeric, worded))).parse(without_notes(text.trim())).ok()?;
    (1900..=2100).contains(&year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten()
}

/// A day of a year that is not said: "31 dicembre", "31/12", "1° luglio". Day and month; 29 February is one.
pub fn day_month(text: &str) -> Option<(u32, u32)> {
    let numeric = (number(2), preceded(separator, number(2)));
    let (_, (day, month)) = all_consuming(alt((numeric, day_and_month))).parse(text.trim()).ok()?;
    // A leap year, so that every day that can exist does.
    NaiveDate::from_ymd_opt(2000, month, day).map(|_| (day, month))
}

type Ymd = (i32, u32, u32);

fn number<'t>(most: usize) -> impl Parser<&'t str, Output = u32, Error = nom::error::Error<&'t str>> {
    map_res(take_while_m_n(1, most, |c: char| c.is_ascii_digit()), str::parse)
}

fn separator(input: &str) -> IResult<&str, char> {
    one_of("/-.").parse(input)
}

fn iso(input: &str) -> IResult<&str, Ymd> {
    let (input, year) = map_res(take_while_m_n(4, 4, |c: char| c.is_ascii_digit()), str::parse).parse(input)?;
    let (input, month) = preceded(char('-'), number(2)).parse(input)?;
    let (input, day) = preceded(char('-'), number(2)).parse(input)?;
    Ok((input, (year, month, day)))
}

fn numeric(input: &str) -> IResult<&str, Ymd> {
    let (input, day) = number(2).parse(input)?;
    let (input, mark) = separator(input)?;
    let (input, month) = number(2).parse(input)?;
    let (input, _) = char(mark).parse(input)?;
    let (input, year) = year(input)?;
    Ok((input, (year, month, day)))
}

fn worded(input: &str) -> IResult<&str, Ymd> {
    let (input, (day, month)) = day_and_month(input)?;
    let (input, year) = preceded(space1, year).parse(input)?;
    Ok((input, (year, month, day)))
}

fn day_and_month(input: &str) -> IResult<&str, (u32, u32)> {
    let (input, day) = terminated(number(2), opt(one_of("°º^"))).parse(input)?;
    let (input, month) = preceded(space0, month).parse(input)?;
    Ok((input, (day, month)))
}

fn month(input: &str) -> IResult<&str, u32> {
    let named = map_opt(take_while1(char::is_alphabetic), |word: &str| {
        let word = word.to_lowercase();
        let at = MONTHS.iter().position(|m| word.len() >= 3 && m.starts_with(&word))?;
        u32::try_from(at + 1).ok()
    });
    terminated(named, opt(char('.'))).parse(input)
}

/// Four digits, or two.
fn year(input: &str) -> IResult<&str, i32> {
    map_opt(take_while_m_n(2, 4, |c: char| c.is_ascii_digit()), |digits: &str| {
        let year: i32 = digits.parse().ok()?;
        match digits.len() {
            4 => Some(year),
            2 => Some(if year < 80 { 2000 + year } else { 1900 + year }),
            _ => None,
        }
    })
    .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike;
    use proptest::prelude::*;

    #[test]
    fn all_notations_are_read() {
        let want = NaiveDate::from_ymd_opt(2017, 3, 6);
        for text in [
            "06/03/2017",
            "6/3/2017",
            "06-03-2017",
            "6.3.17",
            "2017-03-06",
            "6 marzo 2017",
            "6 MARZO 2017",
            "6 mar. 2017",
        ] {
            assert_eq!(date(text), want, "{text}");
        }
        assert_eq!(date("06/03/2017¹"), want);
        assert_eq!(date("06/03/2017 (*)"), want);
        assert_eq!(date("1º marzo 2017"), NaiveDate::from_ymd_opt(2017, 3, 1));
        assert_eq!(date("1° gennaio 2017"), NaiveDate::from_ymd_opt(2017, 1, 1));
        assert_eq!(date("1/1/98"), NaiveDate::from_ymd_opt(1998, 1, 1));
    }

    #[test]
    fn days_that_do_not_exist_are_none() {
        for text in [
            "31/06/2017",
            "00/03/2018",
            "29/02/2017",
            "O1/02/2021",
            "1/13/2017",
            "01/02-2017",
            "n.d.",
            "entro l'estate",
            "",
            "01/01/3017",
            "1/1/201",
            "6 ma 2017",
            "01/01/2017 31/12/2017",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_needs_no_year() {
        assert_eq!(day_month("31 DICEMBRE"), Some((31, 12)));
        assert_eq!(day_month("30/06"), Some((30, 6)));
        assert_eq!(day_month("1° luglio"), Some((1, 7)));
        assert_eq!(day_month("29 febbraio"), Some((29, 2)));
        assert_eq!(day_month("31 giugno"), None);
        assert_eq!(day_month("31 dicembre 2017"), None);
    }

    proptest! {
        #[test]
        fn dates_come_back(days in 0i64..73_000) {
            let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Duration::days(days);
            let words = format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year());
            for text in [day.format("%d/%m/%Y").to_string(), day.format("%Y-%m-%d").to_string(), words] {
                prop_assert_eq!(date(&text), Some(day));
            }
        }

        #[test]
        fn nothing_makes_it_panic(text: String) {
            let _ = (date(&text), day_month(&text));
        }
    }
}
