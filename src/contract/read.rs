//! A value that knows where it was read.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::passage::{Passage, Places};
use crate::base::value;

/// A value of a report with its places on the page.
///
/// Three states tell everything: a value with its places; neither, for a cell that is blank; and places without a value,
/// for text that is there but cannot be read as its type. The last is what finding E003 reports, unless the text is a sign that
/// there is nothing: such a cell is as good as blank, and its places are kept.
/// In JSON only the value stands here; the places stand in the report's `evidence`.
#[derive(Clone, Debug, PartialEq)]
pub struct Read<T> {
    /// The typed value, if there is text and it can be read.
    pub value: Option<T>,
    /// Where the text stands, whether or not it could be read.
    pub places: Places,
}

impl<T> Default for Read<T> {
    fn default() -> Self {
        Self { value: None, places: Places::new() }
    }
}

impl<T> Read<T> {
    /// A blank: nothing is printed.
    pub fn blank() -> Self {
        Self::default()
    }

    /// Reads a passage by `parse`; a passage without text is a blank.
    pub fn parse(passage: &Passage, parse: impl FnOnce(&str) -> Option<T>) -> Self {
        if passage.is_empty() {
            return Self::blank();
        }
        Self { value: parse(&passage.text), places: passage.places() }
    }

    /// The same, unreadable where the value does not satisfy a condition.
    pub fn filter(self, good: impl FnOnce(&T) -> bool) -> Self {
        Self { value: self.value.filter(good), places: self.places }
    }

    /// Whether nothing is printed, or a sign that says so.
    pub fn is_blank(&self) -> bool {
        self.value.is_none() && self.says_nothing()
    }

    /// Whether something is printed that is not of the type.
    pub fn is_unreadable(&self) -> bool {
        self.value.is_none() && !self.says_nothing()
    }

    fn says_nothing(&self) -> bool {
        match &self.places[..] {
            [] => true,
            [one] => value::is_nothing(&one.text),
            _ => value::is_nothing(&self.raw()),
        }
    }

    /// The text as printed, its lines joined.
    pub fn raw(&self) -> String {
        self.places.iter().map(|p| &*p.text).collect::<Vec<_>>().join(" ")
    }
}

impl Read<String> {
    /// The text of a passage as it is; none where that is a sign that there is nothing.
    pub fn text(passage: &Passage) -> Self {
        Self::parse(passage, |t| (!value::is_nothing(t)).then(|| t.to_owned()))
    }

    /// The text, or "".
    pub fn as_str(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }
}

impl<T: Serialize> Serialize for Read<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// The value alone; its places are given back by the evidence of the report.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { value: Option::deserialize(deserializer)?, places: Places::new() })
    }
}

impl<T: JsonSchema> JsonSchema for Read<T> {
    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        Option::<T>::schema_id()
    }

    fn inline_schema() -> bool {
        Option::<T>::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}
