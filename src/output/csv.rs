//! Rows below a line of headings, as comma-separated values that a spreadsheet shows and does not run.

use std::borrow::Cow;
use std::io::{self, Write};

/// A cell of a row.
#[derive(Clone, Debug)]
pub enum Cell<'a> {
    /// What somebody wrote: the text of a document, the name of a file.
    Text(Cow<'a, str>),
    /// What this program makes, as a number or a name of its own.
    Own(String),
    /// Nothing.
    Blank,
}

impl<'a> Cell<'a> {
    /// Text, if there is any.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Cell::Blank, |text| Cell::Text(text.into()))
    }

    /// A number, if there is one.
    pub fn number(number: Option<impl ToString>) -> Self {
        number.map_or(Cell::Blank, |number| Cell::Own(number.to_string()))
    }
}

/// Writes the rows below their headings, which stand there even where there is no row.
pub fn write_csv<'r>(to: &mut dyn Write, head: &[&str], rows: impl Iterator<Item = Vec<Cell<'r>>>) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(to);
    csv.write_record(head).map_err(io::Error::other)?;
    for row in rows {
        for cell in &row {
            match cell {
                Cell::Text(text) => csv.write_field(inert(text).as_ref()),
                Cell::Own(text) => csv.write_field(text),
                Cell::Blank => csv.write_field(""),
            }
            .map_err(io::Error::other)?;
        }
        csv.write_record(None::<&[u8]>).map_err(io::Error::other)?;
    }
    csv.flush()
}

/// What makes a formula of a cell where it stands first. The wide ones count in some languages of spreadsheets.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// What ends a cell where the language of the spreadsheet parts cells otherwise than by commas, as the Italian one does, or where
/// it does not heed quotes.
const ENDS: [char; 4] = [';', '\t', '\r', '\n'];

/// A text that no spreadsheet takes for a formula: an apostrophe stands before what would be one. Numbers stay as they are, and
/// so does what has no letter and no digit, as the dash that stands for nothing. `docs/warehouse.md` tells how to undo it.
pub fn inert(text: &str) -> Cow<'_, str> {
    if !text.contains(SIGNS) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 1);
    for (k, part) in text.split_inclusive(ENDS).enumerate() {
        // Inside a text a sign behind a space is a dash of its author: no program strips spaces there.
        let begin = if k == 0 { part.trim_start() } else { part };
        // A text that begins as one that was made inert is told apart by one more apostrophe.
        if begin.trim_start_matches('\'').starts_with(SIGNS) && says_something(begin) && !is_number(begin) {
            out.push('\'');
        }
        out.push_str(part);
    }
    Cow::Owned(out)
}

fn says_something(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

fn is_number(text: &str) -> bool {
    let text = text.trim_end_matches(ENDS);
    let text = text.strip_suffix('%').unwrap_or(text);
    // No more than one sign: "-+1" is a sum.
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_shown() {
        for (text, shown) in [
            ("=1+1", "'=1+1"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+39 02 66023", "'+39 02 66023"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1", "'  =1"),
            ("\t=1", "\t'=1"),
            ("\r=1", "\r'=1"),
            ("＝1", "'＝1"),
            ("- formazione del personale", "'- formazione del personale"),
            ("a;=HYPERLINK(\"x\")", "a;'=HYPERLINK(\"x\")"),
            ("'=1", "''=1"),
        ] {
            assert_eq!(inert(text), shown);
        }
    }

    #[test]
    fn numbers_and_all_else_stay_as_they_are() {
        for text in
            ["-149800.00", "-149.800,00", "+3", "-5%", "-", "--", "==", "2017-01-01", "a = b", "a; - b", "l'anno", ""]
        {
            assert_eq!(inert(text), text);
        }
    }

    #[test]
    fn a_row_has_its_texts_inert_and_its_numbers_whole() {
        let mut out = Vec::new();
        let row = vec![Cell::text(Some("=1")), Cell::number(Some(-2)), Cell::text(None), Cell::Own("/a".into())];
        write_csv(&mut out, &["a", "b", "c", "d"], [row].into_iter()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a,b,c,d\n'=1,-2,,/a\n");
    }
}
