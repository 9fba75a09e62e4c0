//! `findings.csv`: every finding of a run, one a row.

use std::io::{self, Write};

use serde::Serialize;

use super::csv::write_csv;
use crate::lang::Lang;
use crate::record::{Finding, Severity};

/// A row of `findings.csv`.
#[derive(Clone, Debug, Serialize)]
pub struct FindingRow {
    path: String,
    rule: String,
    severity: Severity,
    objective: Option<String>,
    subject: String,
    expected: Option<String>,
    found: Option<String>,
    page: Option<u32>,
    message: String,
}

impl FindingRow {
    /// The row of a finding in the document at `path`.
    pub fn new(path: &str, finding: &Finding, lang: Lang) -> Self {
        Self {
            path: path.to_owned(),
            rule: finding.rule.to_string(),
            severity: finding.severity,
            objective: finding.objective.clone(),
            subject: finding.subject.clone(),
            expected: finding.expected.clone(),
            found: finding.found.clone(),
            page: finding.places.first().map(|p| p.page),
            message: finding.message.get(lang).to_owned(),
        }
    }
}

/// Writes the rows below a line of headings.
pub fn write_findings<'r>(to: &mut dyn Write, rows: impl Iterator<Item = &'r FindingRow>) -> io::Result<()> {
    let head = ["path", "rule", "severity", "objective", "subject", "expected", "found", "page", "message"];
    write_csv(to, &head, rows)
}
