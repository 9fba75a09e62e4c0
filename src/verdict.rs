//! One input, read to its line of the manifest and its report.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use crate::audit::Checks;
use crate::grammar::Grammars;
use crate::inputs::{BytesError, Input};
use crate::lang::Message;
use crate::ocr::{Gate, Readers};
use crate::output::{Counts, FormFit, ManifestLine, Status};
use crate::pipeline::{self, Outcome, ReadOptions, Reading, Scans};
use crate::reasons;
use crate::record::Report;

/// A report, or nothing, with the line of the manifest that tells why.
pub struct ReadInput {
    /// The line; its `output` is still empty.
    pub line: ManifestLine,
    /// The report, if there is one.
    pub report: Option<Box<Report>>,
}

/// What inputs are read by.
pub struct Desk<'a> {
    /// The forms that are known.
    pub grammars: &'a Grammars,
    /// What the audit goes by.
    pub checks: &'a Arc<Checks>,
    /// The size in bytes up to which documents are read.
    pub limit: u64,
    /// Who reads scans, and how many at a time; without it they are not read.
    pub scans: Option<(&'a Readers, &'a Gate)>,
}

/// Reads one input; `told` hears the number of each page that was read by OCR. Nothing that the file holds makes this fail, but
/// it may take all memory, all time or the whole stack: workers do this, in processes of their own.
pub fn read_input(input: &Input, desk: &Desk<'_>, told: &(dyn Fn(u32) + Sync)) -> ReadInput {
    let Desk { grammars, checks, limit, scans } = *desk;
    let begin = Instant::now();
    let path = input.shown();
    let mut read = match input.bytes(limit) {
        Ok(bytes) => {
            let size = bytes.len() as u64;
            let scans = scans.map(|(readers, gate)| Scans { readers, gate, told });
            let options = ReadOptions { path: path.clone(), checks: checks.clone(), scans };
            let bytes = Arc::new(bytes);
            // A panic of the PDF library need not cost a process.
            match catch_unwind(AssertUnwindSafe(|| pipeline::read(bytes, grammars, &options))) {
                Ok(reading) => outcome(path, size, reading),
                Err(_) => failed(path, Status::Crashed, reasons::crashed("")),
            }
        }
        Err(error) => {
            let (status, reason) = match error {
                BytesError::Io(error) => (Status::Damaged, reasons::unreadable(&error)),
                BytesError::TooLarge(bytes) => (Status::TooLarge, reasons::too_many_bytes(bytes, limit)),
                BytesError::BrokenArchive(error) => (Status::Damaged, reasons::broken_archive(&error)),
                BytesError::LockedArchive => (Status::PasswordRequired, reasons::locked_archive()),
            };
            failed(path, status, reason)
        }
    };
    read.line.ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    read
}

fn failed(path: String, status: Status, reason: Message) -> ReadInput {
    ReadInput { line: ManifestLine::new(path, status, Some(reason)), report: None }
}

fn outcome(path: String, bytes: u64, reading: Reading) -> ReadInput {
    let Reading { sha256, pages, pages_lost, cut_off, scanned, one_reader, scores, outcome } = reading;
    let (status, reason, report) = match outcome {
        Outcome::Report(report) => {
            let reason = reasons::partial(&pages_lost, cut_off).or_else(|| one_reader.then(reasons::one_reader));
            (Status::Ok, reason, Some(report))
        }
        Outcome::Unrecognised { looked_for } => (Status::Unrecognised, Some(reasons::unrecognised(&looked_for)), None),
        Outcome::NeedsOcr => (Status::NeedsOcr, Some(reasons::needs_ocr(&pages_lost)), None),
        Outcome::PasswordRequired => (Status::PasswordRequired, Some(reasons::password()), None),
        Outcome::Damaged => (Status::Damaged, Some(reasons::damaged()), None),
        Outcome::NotPdf => (Status::NotAPdf, Some(reasons::not_a_pdf()), None),
        Outcome::Empty => (Status::Empty, Some(reasons::empty(bytes)), None),
        Outcome::TooLarge => (Status::TooLarge, Some(reasons::too_large()), None),
    };
    let mut line = ManifestLine::new(path, status, reason);
    line.bytes = bytes;
    line.sha256 = sha256;
    line.pages = pages;
    line.pages_scanned = scanned;
    if let Some(report) = &report {
        line.partial = !pages_lost.is_empty() || cut_off;
        line.objectives = report.objectives.len();
        line.findings = Counts::of(&report.findings);
    }
    line.pages_lost = pages_lost;
    line.forms = scores
        .into_iter()
        .map(|s| FormFit { id: s.id, score: f64::from(s.score) / 1000.0, found: s.found, marks: s.marks, year: s.year })
        .collect();
    ReadInput { line, report }
}
