//! A row while it is filled, column by column in the order of its table.

use chrono::NaiveDate;

use super::dimensions::Take;
use super::keys::Key;
use super::model::Table;
use super::value::Value;

/// A row of a table, up to the column that comes next.
pub(super) struct Sheet<'a> {
    table: &'static Table,
    values: Vec<Value<'a>>,
    /// What is still to come; looked at while developing only.
    #[cfg(debug_assertions)]
    next: Vec<&'static super::model::Column>,
}

impl<'a> Sheet<'a> {
    pub fn new(table: &'static Table) -> Self {
        Self {
            table,
            // As long as the row and no longer: small blocks are had for nothing, and there is one for each row.
            values: Vec::with_capacity(table.width()),
            #[cfg(debug_assertions)]
            next: table.columns().collect::<Vec<_>>().into_iter().rev().collect(),
        }
    }

    /// The value of the next column, which is called so.
    pub fn put(mut self, name: &str, value: Value<'a>) -> Self {
        self.check(name, &value);
        self.values.push(value);
        self
    }

    #[cfg(debug_assertions)]
    fn check(&mut self, name: &str, value: &Value<'a>) {
        let table = self.table.name;
        let column = self.next.pop().unwrap_or_else(|| panic!("{table} has no column {name} here"));
        assert_eq!(column.name, name, "{table}: another column comes next");
        assert!(value.suits(column.ty), "{table}.{name}: {value:?}");
        assert!(!column.required || *value != Value::Null, "{table}.{name} is blank");
    }

    #[cfg(not(debug_assertions))]
    fn check(&mut self, _: &str, _: &Value<'a>) {}

    pub fn text(self, name: &str, text: &'a str) -> Self {
        self.put(name, Value::Text(text))
    }

    pub fn maybe(self, name: &str, text: Option<&'a str>) -> Self {
        self.put(name, Value::text(text))
    }

    pub fn key(self, name: &str, key: Option<Key>) -> Self {
        self.put(name, key.map_or(Value::Null, Value::Key))
    }

    pub fn number(self, name: &str, number: Option<i64>) -> Self {
        self.put(name, number.map_or(Value::Null, Value::Integer))
    }

    pub fn date(self, name: &str, day: Option<NaiveDate>) -> Self {
        self.put(name, day.map_or(Value::Null, Value::Date))
    }

    /// Hands out the row, which is complete.
    pub fn give<E>(self, take: Take<'_, E>) -> Result<(), E> {
        #[cfg(debug_assertions)]
        assert!(self.next.is_empty(), "{}: {:?} are missing", self.table.name, self.next);
        take(self.table, &self.values)
    }
}
