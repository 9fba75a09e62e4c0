//! What is odd in a document, or could not be read, with the places to look at.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use crate::lang::Message;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A value is wrong or contradicts another.
    Error,
    /// A value is probably wrong.
    Warning,
    /// Worth knowing.
    Info,
}

/// One finding of a rule.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Code of the rule, "T001".
    pub rule: Cow<'static, str>,
    /// How grave it is.
    pub severity: Severity,
    /// Code of the objective that it is about.
    pub objective: Option<String>,
    /// JSON Pointer of the value that it is about; "" for the whole document.
    pub subject: String,
    /// What is wrong, for people.
    pub message: Message,
    /// What should stand there.
    pub expected: Option<String>,
    /// What stands there.
    pub found: Option<String>,
    /// JSON Pointers of other values that play a part.
    pub related: Vec<String>,
    /// Where to look.
    pub places: Vec<Evidence>,
}
