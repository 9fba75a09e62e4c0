//! What a rule is: its code, its documentation in both languages, and the function that checks it.

use super::Case;
use super::across::History;
use serde::Serialize;

use crate::lang::Message;
use crate::passage::Place;
use crate::record::{Evidence, Finding, Severity};

/// A text in Italian and English.
pub type Text = (&'static str, &'static str);

/// A rule of the audit.
#[derive(Debug)]
pub struct Rule {
    /// Its code, "T001".
    pub code: &'static str,
    /// Its name, "revenue-total".
    pub name: &'static str,
    /// How grave its findings are.
    pub severity: Severity,
    /// Its documentation.
    pub doc: Doc,
    /// Adds its findings in a report.
    pub check: fn(&Case<'_>, &mut Vec<Finding>),
    /// Adds its findings in the reports of one centre, where it looks at several reports together.
    pub across: Option<fn(&History, &mut Vec<Across>)>,
}

/// A finding that several reports make together.
#[derive(Clone, Debug, Serialize)]
pub struct Across {
    /// Path of the document that it is about.
    pub path: String,
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// What it is held against: path of the other document, and JSON Pointer in its report.
    pub against: (String, String),
}

/// What a rule is about, for those who read its findings.
#[derive(Debug)]
pub struct Doc {
    /// What it checks.
    pub what: Text,
    /// Why an auditor cares.
    pub why: Text,
    /// An example.
    pub example: Text,
    /// The article of law or the accounting principle behind it, where there is one.
    pub law: Option<Text>,
}

impl Rule {
    /// A finding of this rule about the value at a JSON Pointer.
    pub(super) fn finding(&self, subject: String, message: Message) -> Finding {
        Finding {
            rule: self.code.into(),
            severity: self.severity,
            objective: None,
            subject,
            message,
            expected: None,
            found: None,
            related: Vec::new(),
            places: Vec::new(),
        }
    }
}

impl Finding {
    /// Of which objective.
    pub(super) fn of(mut self, objective: Option<&String>) -> Self {
        self.objective = objective.cloned();
        self
    }

    /// What stands there, and what should.
    pub(super) fn differs(mut self, found: impl ToString, expected: impl ToString) -> Self {
        self.found = Some(found.to_string());
        self.expected = Some(expected.to_string());
        self
    }

    /// What stands there.
    pub(super) fn says(mut self, found: impl ToString) -> Self {
        self.found = Some(found.to_string());
        self
    }

    /// Where to look.
    pub(super) fn at(mut self, places: &[Place]) -> Self {
        self.places.extend(places.iter().map(Evidence::from));
        self
    }

    /// Another value that plays a part.
    pub(super) fn with(mut self, pointer: String) -> Self {
        self.related.push(pointer);
        self
    }
}
