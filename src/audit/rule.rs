//! What a rule is: its code, its documentation in both languages, and the function that checks it.

use super::Case;
use super::across::History;
use serde::Serialize;

use crate::base::lang::Message;
use crate::base::passage::Place;
use crate::contract::{Evidence, Finding, Severity};

/// A text in Italian and English.
pub type Text = (&'static str, &'static str);

/// A rule of the audit.
#[derive(Debug)]
pub struct Rule {
    /// Its code, "T001".
    pub code: &'static str,
    /// Its name, "revenue-total".
    pub name: &'static str,
    /// What people call it.
    pub title: Text,
    /// How grave its findings are.
    pub severity: Severity,
    /// Its documentation.
    pub doc: Doc,
    /// What it looks at, and the functions that do.
    pub checks: &'static [Check],
}

/// Adds the findings of a rule in a report.
pub type InReport = fn(&Case<'_>, &mut Vec<Finding>);

/// What a rule looks at. It decides when the rule is asked, and what it is shown.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// The values of a report. They are in its JSON, so that the rule looks again wherever a person has corrected one.
    Values(InReport),
    /// What stands on the pages beside the values: stamps, other wordings of a header, pages that stand there twice. Only the
    /// first reading of a document knows it.
    Pages(InReport),
    /// How the document was read: everything, however doubtful. Only the first reading knows it.
    Reading(InReport),
    /// The reports of one centre, held against each other.
    Across(fn(&History, &mut Vec<Across>)),
}

impl Check {
    /// The function, where it looks at one report alone.
    pub fn in_report(self) -> Option<InReport> {
        match self {
            Self::Values(check) | Self::Pages(check) | Self::Reading(check) => Some(check),
            Self::Across(_) => None,
        }
    }
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
            confidence: Finding::certain(),
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

    /// How sure it is, 0 to 1.
    pub(super) fn sure(mut self, confidence: f64) -> Self {
        self.confidence = confidence.clamp(0.0, 1.0);
        self
    }

    /// Another value that plays a part.
    pub(super) fn with(mut self, pointer: String) -> Self {
        self.related.push(pointer);
        self
    }
}
