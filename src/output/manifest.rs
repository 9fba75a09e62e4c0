//! `manifest.jsonl`: what became of every input, one a line.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::base::lang::Message;
use crate::contract::{Finding, Severity};

/// What became of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A report was written.
    Ok,
    /// A readable PDF, but of no known form.
    Unrecognised,
    /// No page has text that can be used.
    NeedsOcr,
    /// A password is needed.
    PasswordRequired,
    /// The file is damaged, or cannot be read.
    Damaged,
    /// Not a PDF.
    NotAPdf,
    /// There is nothing in it.
    Empty,
    /// Larger than the limits allow.
    TooLarge,
    /// The reading took longer than the limits allow.
    Timeout,
    /// The program failed on it.
    Crashed,
    /// It is no document: a file of another kind, or one that only carries documents.
    Skipped,
}

/// Number of findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Of severity error.
    pub error: usize,
    /// Of severity warning.
    pub warning: usize,
    /// Of severity info.
    pub info: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => counts.error += 1,
                Severity::Warning => counts.warning += 1,
                Severity::Info => counts.info += 1,
            }
        }
        counts
    }
}

/// How well a form fits an input; the form with the highest score reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormFit {
    /// Identifier of the form.
    pub id: String,
    /// Share of the form's marks that were found, 0 to 1; half of it where the form does not cover the year.
    pub score: f64,
    /// Number of marks that were found.
    pub found: usize,
    /// Number of marks that the form has.
    pub marks: usize,
    /// The year that the document says, where the form knows how to find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
}

/// A line of `manifest.jsonl`; the fields are those of the contract.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManifestLine {
    /// The input as it was given, or below the folder that was given.
    pub path: String,
    /// SHA-256 of its content; empty when it could not be read from the disk.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// What became of it.
    pub status: Status,
    /// Whether something of it could not be read although a report was written.
    pub partial: bool,
    /// Number of pages.
    pub pages: u32,
    /// Pages that could not be read, or not in full.
    pub pages_lost: Vec<u32>,
    /// Pages that no form reads, beside those that one does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages_other: Vec<u32>,
    /// Number of pages that were read by OCR.
    #[serde(default)]
    pub pages_scanned: u32,
    /// Number of objectives in the report.
    pub objectives: usize,
    /// Number of findings.
    pub findings: Counts,
    /// Time spent on it; the only field that may differ between two runs.
    pub ms: u64,
    /// Why there is no report, or why it is partial, and what to do.
    pub reason: Option<Message>,
    /// Path of the report below the output folder.
    pub output: Option<String>,
    /// Paths of the further reports of the same file, in the order of their pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// How well each form fits, in the order of their ids.
    #[serde(default)]
    pub forms: Vec<FormFit>,
    /// The input with the same content that was read in place of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<String>,
}

impl ManifestLine {
    /// A line of which nothing but this is known.
    pub fn new(path: String, status: Status, reason: Option<Message>) -> Self {
        Self {
            path,
            sha256: String::new(),
            bytes: 0,
            status,
            partial: false,
            pages: 0,
            pages_lost: Vec::new(),
            pages_other: Vec::new(),
            pages_scanned: 0,
            objectives: 0,
            findings: Counts::default(),
            ms: 0,
            reason,
            output: None,
            also: Vec::new(),
            forms: Vec::new(),
            duplicate_of: None,
        }
    }

    /// The SHA-256 of the content: that of a further report of a file says which one it is.
    pub fn content(&self) -> &str {
        self.sha256.split(PART).next().unwrap_or_default()
    }

    /// This line and, behind it, one for each further report of the file: its path and hash say which one it is, and by these its
    /// findings, decisions and rows are told from those of the first.
    pub fn parts(self) -> Vec<Self> {
        let further = self.also.iter().zip(2..).map(|(output, k)| Self {
            path: part(&self.path, k),
            sha256: part(&self.sha256, k),
            output: Some(output.clone()),
            also: Vec::new(),
            duplicate_of: self.duplicate_of.as_ref().map(|path| part(path, k)),
            ..self.clone()
        });
        let further: Vec<Self> = further.collect();
        std::iter::once(self).chain(further).collect()
    }
}

/// What parts the name of a file and the number of a further report in it.
const PART: char = '~';

/// The name of the `number`th report of a file.
pub fn part(name: &str, number: usize) -> String {
    format!("{name}{PART}{number}")
}

/// Writes the lines.
pub fn write_manifest<'l>(to: &mut dyn Write, lines: impl Iterator<Item = &'l ManifestLine>) -> io::Result<()> {
    for line in lines {
        serde_json::to_writer(&mut *to, line)?;
        to.write_all(b"\n")?;
    }
    Ok(())
}
