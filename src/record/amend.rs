//! Putting another value in the place of one that was misread.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::other::{Cell, Other, Row};
use super::read::Read;
use super::report::Report;
use super::status::Paragraph;
use crate::value;

/// A value in the notation of its source.
#[derive(Clone, Copy, Debug)]
pub enum Amendment<'a> {
    /// As the contract writes it, "2380.00"; null for a blank.
    Json(&'a Value),
    /// As people write it, "2.380,00"; empty for a blank.
    Printed(&'a str),
}

/// Why a value cannot be put in the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmendError {
    /// The pointer leads to no value of the report.
    #[error("there is no such value")]
    Nowhere,
    /// The text is not of the type of the value.
    #[error("not of the type of the value")]
    NotOfType,
}

/// Puts a value at a JSON Pointer of a report; its places stay. Gives what stood there and what stands there now, in the
/// notation of the contract. Nothing changes where it fails.
pub fn amend(report: &mut Report, pointer: &str, to: Amendment<'_>) -> Result<(Value, Value), AmendError> {
    let steps: Vec<String> = pointer.split('/').skip(1).map(|s| s.replace("~1", "/").replace("~0", "~")).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    Amend::amend(report, &steps, to)
}

/// What leads on to a value, or is one.
pub(super) trait Amend {
    /// Amends the value at the end of some steps.
    fn amend(&mut self, steps: &[&str], to: Amendment<'_>) -> Result<(Value, Value), AmendError>;
}

/// A type whose values people can write.
pub(super) trait Written: Sized {
    /// Reads what a person wrote.
    fn written(text: &str) -> Option<Self>;
}

impl Written for String {
    fn written(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Written for Decimal {
    fn written(text: &str) -> Option<Self> {
        value::decimal(text)
    }
}

impl Written for NaiveDate {
    fn written(text: &str) -> Option<Self> {
        value::date(text)
    }
}

impl Written for i32 {
    fn written(text: &str) -> Option<Self> {
        text.parse().ok().filter(|year| (1900..=2100).contains(year))
    }
}

impl Written for Cell {
    fn written(text: &str) -> Option<Self> {
        let decimal = Decimal::written(text).map(Cell::Decimal);
        decimal.or_else(|| NaiveDate::written(text).map(Cell::Date)).or_else(|| Some(Cell::Text(text.to_owned())))
    }
}

impl<T: Written + DeserializeOwned + serde::Serialize> Amend for Read<T> {
    fn amend(&mut self, steps: &[&str], to: Amendment<'_>) -> Result<(Value, Value), AmendError> {
        if !steps.is_empty() {
            return Err(AmendError::Nowhere);
        }
        let new: Option<T> = match to {
            Amendment::Json(value) => serde_json::from_value(value.clone()).map_err(|_| AmendError::NotOfType)?,
            Amendment::Printed(text) if text.trim().is_empty() => None,
            Amendment::Printed(text) => Some(T::written(text.trim()).ok_or(AmendError::NotOfType)?),
        };
        let json = |value: &Option<T>| serde_json::to_value(value).unwrap_or_default();
        let change = (json(&self.value), json(&new));
        self.value = new;
        Ok(change)
    }
}

impl<T: Amend> Amend for Option<T> {
    fn amend(&mut self, steps: &[&str], to: Amendment<'_>) -> Result<(Value, Value), AmendError> {
        self.as_mut().ok_or(AmendError::Nowhere)?.amend(steps, to)
    }
}

impl<T: Amend> Amend for Vec<T> {
    fn amend(&mut self, steps: &[&str], to: Amendment<'_>) -> Result<(Value, Value), AmendError> {
        let (position, rest) = steps.split_first().ok_or(AmendError::Nowhere)?;
        let item = position.parse().ok().and_then(|k: usize| self.get_mut(k));
        item.ok_or(AmendError::Nowhere)?.amend(rest, to)
    }
}

impl Amend for Paragraph {
    fn amend(&mut self, steps: &[&str], to: Amendment<'_>) -> Result<(Value, Value), AmendError> {
        self.text.amend(steps, to)
    }
}

impl Amend for Other {
    fn amend(&mut self, steps: &[&str], to: Amendment<'_>) -> Result<(Value, Value), AmendError> {
        named(&mut self.0, steps, to)
    }
}

impl Amend for Row {
    fn amend(&mut self, steps: &[&str], to: Amendment<'_>) -> Result<(Value, Value), AmendError> {
        named(&mut self.0, steps, to)
    }
}

fn named<T: Amend>(list: &mut [(String, T)], steps: &[&str], to: Amendment<'_>) -> Result<(Value, Value), AmendError> {
    let (name, rest) = steps.split_first().ok_or(AmendError::Nowhere)?;
    let found = list.iter_mut().find(|(key, _)| key == name);
    found.ok_or(AmendError::Nowhere)?.1.amend(rest, to)
}
