//! Putting another value in the place of one that was misread.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::other::{Cell, Other, Table};
use super::pointer;
use super::read::Read;
use super::report::Report;
use super::status::Paragraph;
use crate::base::value;

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
    let steps = pointer::steps(pointer);
    let steps: Vec<&str> = steps.iter().map(AsRef::as_ref).collect();
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
    /// Of a table that does not say its types.
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
        put(self, to, T::written, Some)
    }
}

/// Puts a value in the place of another; `written` reads what people write, `stored` takes what the contract says.
fn put<T: DeserializeOwned + serde::Serialize>(
    read: &mut Read<T>,
    to: Amendment<'_>,
    written: impl FnOnce(&str) -> Option<T>,
    stored: impl FnOnce(T) -> Option<T>,
) -> Result<(Value, Value), AmendError> {
    let new: Option<T> = match to {
        Amendment::Json(Value::Null) => None,
        Amendment::Json(value) => {
            let value = serde_json::from_value(value.clone()).ok().and_then(stored);
            Some(value.ok_or(AmendError::NotOfType)?)
        }
        Amendment::Printed(text) if text.trim().is_empty() => None,
        Amendment::Printed(text) => Some(written(text.trim()).ok_or(AmendError::NotOfType)?),
    };
    let json = |value: &Option<T>| serde_json::to_value(value).unwrap_or_default();
    let change = (json(&read.value), json(&new));
    read.value = new;
    Ok(change)
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
        let (name, rest) = steps.split_first().ok_or(AmendError::Nowhere)?;
        let found = self.0.iter_mut().find(|(key, _)| key == name);
        found.ok_or(AmendError::Nowhere)?.1.amend(rest, to)
    }
}

impl Amend for Table {
    /// What is put into a cell is of the type that the table says.
    fn amend(&mut self, steps: &[&str], to: Amendment<'_>) -> Result<(Value, Value), AmendError> {
        let (row, key) = match steps {
            ["rows", k, key] => (k.parse().ok().and_then(|k: usize| self.rows.get_mut(k)), key),
            ["totals", key] => (self.totals.as_mut(), key),
            _ => return Err(AmendError::Nowhere),
        };
        let cell = row.and_then(|row| row.0.iter_mut().find(|(name, _)| name == key)).ok_or(AmendError::Nowhere)?;
        match self.types.of(key) {
            Some(kind) => put(&mut cell.1, to, |text| Cell::printed(kind, text), |value| value.into_kind(kind)),
            None => cell.1.amend(&[], to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{CellKind, Objective, Row, Types};
    use serde_json::json;

    #[test]
    fn a_cell_of_a_forms_own_table_keeps_its_type() {
        let cell = |text: &str| Read { value: Some(Cell::Text(text.to_owned())), places: Default::default() };
        let types = Types(vec![("atto".into(), CellKind::Text), ("importo".into(), CellKind::Decimal)]);
        let row = Row(vec![("atto".into(), cell("11")), ("importo".into(), Read::blank())]);
        let table = Table { id: "x".into(), types, rows: vec![row], totals: None };
        let mut report =
            Report { objectives: vec![Objective { tables: vec![table], ..Objective::default() }], ..Report::default() };
        let mut put = |key: &str, to: Amendment<'_>| -> Result<Value, AmendError> {
            amend(&mut report, &format!("/objectives/0/tables/0/rows/0/{key}"), to).map(|change| change.1)
        };
        let (twelve, blank, text) = (json!("12"), json!(null), json!("x"));
        assert_eq!(put("atto", Amendment::Printed("1.000")), Ok(json!("1.000")));
        assert_eq!(put("atto", Amendment::Json(&twelve)), Ok(twelve.clone()));
        assert_eq!(put("importo", Amendment::Printed("1.000")), Ok(json!("1000")));
        assert_eq!(put("importo", Amendment::Printed("mille")), Err(AmendError::NotOfType));
        assert_eq!(put("importo", Amendment::Json(&text)), Err(AmendError::NotOfType));
        assert_eq!(put("importo", Amendment::Json(&blank)), Ok(blank.clone()));
        assert_eq!(put("altro", Amendment::Printed("1")), Err(AmendError::Nowhere));
        let kept = &report.objectives[0].tables[0].rows[0].0[0].1.value;
        assert_eq!(kept, &Some(Cell::Text("12".to_owned())));
    }
}
