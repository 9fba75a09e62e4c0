//! What a form prints beyond the fields of the contract: nothing printed is lost.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use super::read::Read;

/// Labelled cells or columns that have no field: printed heading to text, in printed order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Other(pub Vec<(String, Read<String>)>);

impl Other {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Other {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(k, v)| (k, v)))
    }
}

impl JsonSchema for Other {
    fn schema_name() -> Cow<'static, str> {
        "Other".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Labelled cells or columns without a field of their own: printed heading to text.",
            "type": "object",
            "additionalProperties": { "type": ["string", "null"] }
        })
    }
}

/// A table that is neither phases, indicators nor budget; its keys and types are the grammar's.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// Identifier that the grammar gives.
    pub id: String,
    /// The rows in printed order.
    pub rows: Vec<Row>,
    /// The total row.
    pub totals: Option<Row>,
}

/// A row of such a table: key to value, in the order of the grammar.
#[derive(Clone, Debug, Default)]
pub struct Row(pub Vec<(String, Read<Cell>)>);

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl JsonSchema for Row {
    fn schema_name() -> Cow<'static, str> {
        "Row".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A row: the grammar's keys to values; decimals are strings, dates ISO 8601, years integers.",
            "type": "object",
            "additionalProperties": { "type": ["string", "integer", "null"] }
        })
    }
}

/// A typed value of such a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Text or a code.
    Text(String),
    /// A decimal number.
    Decimal(Decimal),
    /// A date.
    Date(NaiveDate),
    /// A year.
    Year(i32),
}
