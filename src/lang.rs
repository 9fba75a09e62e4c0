//! stub
use schemars::JsonSchema;
use serde::Serialize;
/// A message in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Message {
    /// Italian.
    pub it: String,
    /// English.
    pub en: String,
}
