//! How things are said in the language of the reader: words, numbers, dates.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::base::lang::{Lang, Told};
use crate::contract::{Cell, Severity};
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

    /// A number as the language writes it.
    pub fn decimal(self, number: Decimal) -> String {
        number.told(self.0)
    }

    /// A count.
    pub fn count(self, number: usize) -> String {
        self.decimal(Decimal::from(number))
    }

    /// A day as the language writes it.
    pub fn date(self, day: NaiveDate) -> String {
        day.told(self.0)
    }

    /// How grave a finding is.
    pub fn severity(self, severity: Severity) -> &'static str {
        severity.told(self.0)
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
