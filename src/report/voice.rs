//! How things are said in the language of the reader: words, numbers, dates.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::lang::Lang;
use crate::record::{Cell, Severity};
use crate::review::Status;

/// A language in which pages are written.
#[derive(Clone, Copy, Debug)]
pub struct Voice(pub Lang);

impl Voice {
    /// One of two wordings.
    pub fn say<'t>(self, it: &'t str, en: &'t str) -> &'t str {
        match self.0 {
            Lang::It => it,
            Lang::En => en,
        }
    }

    /// The code of the language, as HTML wants it.
    pub fn code(self) -> &'static str {
        match self.0 {
            Lang::It => "it",
            Lang::En => "en",
        }
    }

    /// "2.380,00" or "2,380.00": all decimals that are printed.
    pub fn decimal(self, number: Decimal) -> String {
        let plain = number.abs().to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let (dot, comma) = match self.0 {
            Lang::It => ('.', ','),
            Lang::En => (',', '.'),
        };
        let mut out = String::new();
        if number.is_sign_negative() && !number.is_zero() {
            out.push('−');
        }
        for (k, digit) in whole.chars().enumerate() {
            if k > 0 && (whole.len() - k).is_multiple_of(3) {
                out.push(dot);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(comma);
            out += fraction;
        }
        out
    }

    /// A count.
    pub fn count(self, number: usize) -> String {
        self.decimal(Decimal::from(number))
    }

    /// "31/12/2017" or "2017-12-31".
    pub fn date(self, day: NaiveDate) -> String {
        match self.0 {
            Lang::It => day.format("%d/%m/%Y").to_string(),
            Lang::En => day.to_string(),
        }
    }

    /// How grave a finding is.
    pub fn severity(self, severity: Severity) -> &'static str {
        match severity {
            Severity::Error => self.say("errore", "error"),
            Severity::Warning => self.say("avviso", "warning"),
            Severity::Info => self.say("nota", "note"),
        }
    }

    /// How a finding stands.
    pub fn status(self, status: Status) -> &'static str {
        match status {
            Status::Open => self.say("da esaminare", "open"),
            Status::Confirmed => self.say("confermato", "confirmed"),
            Status::Dismissed => self.say("archiviato", "dismissed"),
            Status::Corrected => self.say("valore corretto", "value corrected"),
        }
    }
}

/// A value as people read it.
pub trait Shown {
    /// The text.
    fn shown(&self, voice: Voice) -> String;
    /// Whether it stands at the right of its column.
    const NUMBER: bool = false;
}

impl Shown for String {
    fn shown(&self, _: Voice) -> String {
        self.clone()
    }
}

impl Shown for Decimal {
    fn shown(&self, voice: Voice) -> String {
        voice.decimal(*self)
    }
    const NUMBER: bool = true;
}

impl Shown for NaiveDate {
    fn shown(&self, voice: Voice) -> String {
        voice.date(*self)
    }
}

impl Shown for i32 {
    fn shown(&self, _: Voice) -> String {
        self.to_string()
    }
}

impl Shown for Cell {
    fn shown(&self, voice: Voice) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Decimal(number) => voice.decimal(*number),
            Cell::Date(day) => voice.date(*day),
            Cell::Year(year) => year.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_reader_does() {
        let say = |text: &str, lang| Voice(lang).decimal(text.parse().unwrap());
        assert_eq!(say("2380.00", Lang::It), "2.380,00");
        assert_eq!(say("-149800.5", Lang::En), "−149,800.5");
        assert_eq!(say("100", Lang::It), "100");
        assert_eq!(say("1000000", Lang::It), "1.000.000");
        assert_eq!(say("-0.00", Lang::It), "0,00");
    }
}
