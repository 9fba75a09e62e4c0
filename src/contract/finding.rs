//! What is odd in a document, or could not be read, with the places to look at.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use crate::base::lang::{Lang, Message};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A value is wrong or contradicts another.
    #[default]
    Error,
    /// A value is probably wrong.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Info];

    /// Its name in JSON, in exports and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }

    /// The severity of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }

    /// What people call it.
    pub fn told(self, lang: Lang) -> &'static str {
        let (it, en) = match self {
            Self::Error => ("errore", "error"),
            Self::Warning => ("avviso", "warning"),
            Self::Info => ("nota", "info"),
        };
        match lang {
            Lang::It => it,
            Lang::En => en,
        }
    }
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
    /// How sure it is that this finding is right, 0 to 1: 1 for what is arithmetic, else the share of such findings that were
    /// right where it was measured.
    #[serde(default = "Finding::certain")]
    #[schemars(range(min = 0, max = 1))]
    pub confidence: f64,
    /// Where to look.
    pub places: Vec<Evidence>,
}

impl Finding {
    /// The confidence of what is arithmetic, and of findings that were written before findings had one.
    pub fn certain() -> f64 {
        1.0
    }
}
