//! The two languages of messages for people.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Italian.
    It,
    /// English.
    En,
}

impl Lang {
    /// The language of a name such as "it", "it_IT.UTF-8" or "en"; anything that is not Italian is English.
    pub fn of_name(name: &str) -> Lang {
        let name = name.to_ascii_lowercase();
        if name == "it" || name.starts_with("it_") || name.starts_with("it-") || name.starts_with("it.") {
            Lang::It
        } else {
            Lang::En
        }
    }

    /// The language of the locale.
    pub fn of_locale() -> Lang {
        sys_locale::get_locale().map_or(Lang::En, |name| Lang::of_name(&name))
    }
}

/// Something that each language writes in its own way.
pub trait Told {
    /// The text.
    fn told(&self, lang: Lang) -> String;
}

impl Told for Decimal {
    /// "2.380,00" or "2,380.00": all decimals that are printed.
    fn told(&self, lang: Lang) -> String {
        let plain = self.abs().to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let (dot, comma) = match lang {
            Lang::It => ('.', ','),
            Lang::En => (',', '.'),
        };
        let mut out = String::new();
        if self.is_sign_negative() && !self.is_zero() {
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
}

impl Told for NaiveDate {
    /// "31/12/2017" or "2017-12-31".
    fn told(&self, lang: Lang) -> String {
        match lang {
            Lang::It => self.format("%d/%m/%Y").to_string(),
            Lang::En => self.to_string(),
        }
    }
}

/// A message with numbers and dates in it, as each language writes them.
///
/// ```ignore
/// message!("Il totale è {sum}", "The total is {sum}", sum = sum)
/// ```
macro_rules! message {
    ($it:literal, $en:literal $(, $name:ident = $value:expr)+ $(,)?) => {
        match ($(&$value,)+) {
            ($($name,)+) => $crate::base::lang::Message::new(
                { $(let $name = $crate::base::lang::Told::told($name, $crate::base::lang::Lang::It);)+ format!($it) },
                { $(let $name = $crate::base::lang::Told::told($name, $crate::base::lang::Lang::En);)+ format!($en) },
            ),
        }
    };
}

pub(crate) use message;

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// Italian.
    pub it: String,
    /// English.
    pub en: String,
}

impl Message {
    /// A message from its two wordings.
    pub fn new(it: impl Into<String>, en: impl Into<String>) -> Self {
        Self { it: it.into(), en: en.into() }
    }

    /// The wording in a language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::It => &self.it,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_written_as_each_language_does() {
        let say = |text: &str, lang| text.parse::<Decimal>().unwrap().told(lang);
        assert_eq!(say("2380.00", Lang::It), "2.380,00");
        assert_eq!(say("-149800.5", Lang::En), "−149,800.5");
        assert_eq!(say("100", Lang::It), "100");
        assert_eq!(say("1000000", Lang::It), "1.000.000");
        assert_eq!(say("-0.00", Lang::It), "0,00");
        let (total, day): (Decimal, NaiveDate) = ("8200.10".parse().unwrap(), "2017-12-31".parse().unwrap());
        let message = message!("{total} al {day}", "{total} on {day}", total = total, day = day);
        assert_eq!(message, Message::new("8.200,10 al 31/12/2017", "8,200.10 on 2017-12-31"));
    }

    #[test]
    fn locales_choose_the_language() {
        for name in ["it", "IT", "it_IT.UTF-8", "it-CH"] {
            assert_eq!(Lang::of_name(name), Lang::It, "{name}");
        }
        for name in ["en", "C", "de_DE", "", "italic"] {
            assert_eq!(Lang::of_name(name), Lang::En, "{name}");
        }
    }
}
