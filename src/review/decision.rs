//! A decision: who decided what about which finding or value, when, and what was there before.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fingerprint::Snapshot;
use crate::contract::Evidence;

/// What a decision is about, within its document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum About {
    /// A finding.
    Finding {
        /// Its fingerprint.
        fingerprint: String,
        /// What it said when the decision was made.
        snapshot: Snapshot,
    },
    /// A value.
    Value {
        /// Its JSON Pointer.
        pointer: String,
        /// Where it stands on the page; nothing for a blank.
        places: Vec<Evidence>,
    },
}

impl About {
    /// What names it among the decisions of its document: the fingerprint or the pointer.
    pub fn key(&self) -> &str {
        match self {
            About::Finding { fingerprint, .. } => fingerprint,
            About::Value { pointer, .. } => pointer,
        }
    }
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The finding is right.
    Confirm,
    /// The finding is a false alarm, or of no weight; the reason says why.
    Dismiss,
    /// The finding is open again.
    Reopen,
    /// The value was misread; `after` is what is printed.
    Correct,
    /// The value was read well after all.
    Restore,
}

impl Action {
    /// All of them.
    pub const ALL: [Action; 5] = [Action::Confirm, Action::Dismiss, Action::Reopen, Action::Correct, Action::Restore];

    /// Its name in the store.
    pub fn name(self) -> &'static str {
        match self {
            Action::Confirm => "confirm",
            Action::Dismiss => "dismiss",
            Action::Reopen => "reopen",
            Action::Correct => "correct",
            Action::Restore => "restore",
        }
    }

    /// The action of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name)
    }
}

/// How a finding stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nobody has decided.
    #[default]
    Open,
    /// A person says that it is right.
    Confirmed,
    /// A person says why it does not count.
    Dismissed,
    /// A value that it is about was misread and has been corrected.
    Corrected,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 4] = [Status::Open, Status::Confirmed, Status::Dismissed, Status::Corrected];

    /// Whether a finding that stands so still says that something is wrong.
    pub fn counts(self) -> bool {
        match self {
            Status::Open | Status::Confirmed => true,
            Status::Dismissed | Status::Corrected => false,
        }
    }

    /// Its name in JSON and in exports.
    pub fn name(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Confirmed => "confirmed",
            Status::Dismissed => "dismissed",
            Status::Corrected => "corrected",
        }
    }
}

impl Decision {
    /// Whether it puts another value in the place of one.
    pub fn corrects(&self) -> bool {
        self.action == Action::Correct && matches!(self.about, About::Value { .. })
    }
}

/// A decision as it stands in the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// SHA-256 of the document's content, in hexadecimal.
    pub document: String,
    /// Where the document lay when it was decided; for people only.
    pub path: String,
    /// What it is about.
    pub about: About,
    /// What was decided.
    pub action: Action,
    /// Why; never empty for [`Action::Dismiss`].
    pub reason: String,
    /// What stood there before: a value of the report, or the name of a [`Status`].
    pub before: Value,
    /// What stands there after it.
    pub after: Value,
    /// Who decided.
    pub who: String,
    /// When: RFC 3339, UTC, "2026-05-04T09:30:00Z".
    pub at: String,
}
