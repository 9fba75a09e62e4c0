//! What is odd in a report: one rule a file under `rules/`, each a function from what was read to its findings.

pub mod rules;

use crate::passage::Place;
use crate::record::{Finding, Report};

/// Everything that rules look at.
pub struct Case<'a> {
    /// The report.
    pub report: &'a Report,
    /// Text that nothing took.
    pub unread: &'a [Place],
}

/// The findings of all rules, in the order of the rules and of the document.
pub fn audit(case: &Case<'_>) -> Vec<Finding> {
    let mut findings = rules::e002::check(case);
    findings.extend(rules::e003::check(case));
    findings
}
