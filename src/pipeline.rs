//! The composition: bytes of a PDF through all the rooms to a report.

use crate::record::Report;

/// How a document is to be read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The path to write into the report's `source`.
    pub path: String,
}

/// What became of a document.
#[derive(Clone, Debug)]
pub struct Reading {
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// Number of pages, 0 when the file could not be opened.
    pub pages: u32,
    /// Pages of which nothing or not everything could be read, from 1, ascending.
    pub pages_lost: Vec<u32>,
    /// What came out of it.
    pub outcome: Outcome,
}

/// What came out of the reading of a document.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A report; when [`Reading::pages_lost`] is not empty, a partial one.
    Report(Box<Report>),
    /// A readable PDF of no known form; what was looked for and not found, one text a grammar.
    Unrecognised { looked_for: Vec<LookedFor> },
    /// Every page of it needs OCR.
    NeedsOcr,
    /// The PDF asks for a password.
    PasswordRequired,
    /// The structure of the PDF cannot be recovered.
    Damaged,
    /// Not a PDF at all.
    NotPdf,
    /// No byte, or no page, or no page with anything on it.
    Empty,
    /// Larger than the limits allow.
    TooLarge,
}

/// The marks of a form that were looked for in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedFor {
    /// Name of the form.
    pub form: String,
    /// The marks that were found.
    pub found: Vec<String>,
    /// The marks that were missing.
    pub missing: Vec<String>,
}
