//! `findings.csv`: every finding of a run, one a row.

use std::io::{self, Write};

use super::csv::{Cell, write_csv};
use crate::base::lang::Lang;
use crate::contract::{Finding, Severity};

/// A row of `findings.csv`.
#[derive(Clone, Debug)]
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

    fn cells(self) -> Vec<Cell<'static>> {
        let text = |text: Option<String>| text.map_or(Cell::Blank, |text| Cell::Text(text.into()));
        vec![
            text(Some(self.path)),
            text(Some(self.rule)),
            Cell::Own(self.severity.name().to_owned()),
            text(self.objective),
            text(Some(self.subject)),
            text(self.expected),
            text(self.found),
            Cell::number(self.page),
            text(Some(self.message)),
        ]
    }
}

/// Writes the rows below a line of headings.
pub fn write_findings(to: &mut dyn Write, rows: impl Iterator<Item = FindingRow>) -> io::Result<()> {
    let head = ["path", "rule", "severity", "objective", "subject", "expected", "found", "page", "message"];
    write_csv(to, &head, rows.map(FindingRow::cells))
}
