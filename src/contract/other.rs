//! What a form prints beyond the fields of the contract: nothing printed is lost.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use super::fields::FieldKind;
use super::read::Read;
use crate::base::value;

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
#[derive(Clone, Debug, Default, JsonSchema)]
pub struct Table {
    /// Identifier that the grammar gives.
    pub id: String,
    /// The type of the values of each key; in JSON only of those with a text that looks like a number or a date.
    #[serde(default, skip_serializing_if = "Types::is_empty")]
    pub types: Types,
    /// The rows in printed order.
    pub rows: Vec<Row>,
    /// The total row.
    pub totals: Option<Row>,
}

impl Table {
    /// The types without which its values would come back from JSON as others.
    fn told_types(&self) -> Types {
        let cells = || self.rows.iter().chain(&self.totals).flat_map(|row| &row.0);
        let unclear = |key: &str| {
            let mut texts = cells().filter(|(name, _)| name == key).filter_map(|(_, cell)| cell.value.as_ref());
            texts.any(|value| matches!(value, Cell::Text(text) if Cell::looks(text).kind() != CellKind::Text))
        };
        Types(self.types.0.iter().filter(|(key, _)| unclear(key)).cloned().collect())
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let types = self.told_types();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        if !types.is_empty() {
            map.serialize_entry("types", &types)?;
        }
        map.serialize_entry("rows", &self.rows)?;
        map.serialize_entry("totals", &self.totals)?;
        map.end()
    }
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

/// The keys of such a table with the types of their values, in the order of the grammar: JSON alone does not tell the text "12"
/// from a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Types(pub Vec<(String, CellKind)>);

impl Types {
    /// Whether nothing is known of them, as in reports of earlier versions.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The type of a key.
    pub fn of(&self, key: &str) -> Option<CellKind> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, kind)| *kind)
    }

    /// Notes the type of a key, where none is known.
    pub fn note(&mut self, key: &str, kind: CellKind) {
        if self.of(key).is_none() {
            self.0.push((key.to_owned(), kind));
        }
    }
}

impl Serialize for Types {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, kind)| (key, kind)))
    }
}

impl JsonSchema for Types {
    fn schema_name() -> Cow<'static, str> {
        "Types".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kind = generator.subschema_for::<CellKind>();
        json_schema!({
            "description": "The grammar's keys to the types of their values.",
            "type": "object",
            "additionalProperties": kind
        })
    }
}

/// The type of a value of such a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CellKind {
    /// Text or a code.
    Text,
    /// A decimal number.
    Decimal,
    /// A date.
    Date,
    /// A year.
    Year,
}

impl From<FieldKind> for CellKind {
    fn from(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Decimal => Self::Decimal,
            FieldKind::Date => Self::Date,
            FieldKind::Year => Self::Year,
            FieldKind::Text | FieldKind::Coded | FieldKind::Dotted => Self::Text,
        }
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

impl Cell {
    /// What is printed in a cell of a type, if it is of it.
    pub fn printed(kind: CellKind, text: &str) -> Option<Self> {
        match kind {
            CellKind::Text => Some(Self::Text(text.to_owned())),
            CellKind::Decimal => value::decimal(text).map(Self::Decimal),
            CellKind::Date => value::date(text).map(Self::Date),
            CellKind::Year => value::year(text).map(Self::Year),
        }
    }

    /// Its type.
    pub fn kind(&self) -> CellKind {
        match self {
            Self::Text(_) => CellKind::Text,
            Self::Decimal(_) => CellKind::Decimal,
            Self::Date(_) => CellKind::Date,
            Self::Year(_) => CellKind::Year,
        }
    }

    /// The same value in a type, from the notation of the contract; none where it is not of that type.
    pub fn into_kind(self, kind: CellKind) -> Option<Self> {
        if self.kind() == kind {
            return Some(self);
        }
        let text = match self {
            Self::Text(text) => text,
            Self::Decimal(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Year(year) => year.to_string(),
        };
        match kind {
            CellKind::Text => Some(Self::Text(text)),
            CellKind::Decimal => text.parse().ok().map(Self::Decimal),
            CellKind::Date => text.parse().ok().map(Self::Date),
            CellKind::Year => text.parse().ok().map(Self::Year),
        }
    }
}
