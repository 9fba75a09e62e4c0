//! One input, read to its line of the manifest and its report.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::audit::Checks;
use crate::base::lang::Message;
use crate::batch::inputs::{BytesError, Input};
use crate::batch::reasons;
use crate::carrier::{Kind, Part, PartError, parts};
use crate::contract::Report;
use crate::document::{self, Outcome, ReadOptions, Reading, Scans};
use crate::grammar::Grammars;
use crate::ocr::{Gate, Readers};
use crate::output::{Counts, FormFit, ManifestLine, Status};

/// A report, or nothing, with the line of the manifest that tells why.
pub struct ReadInput {
    /// The line; its `output` is still empty.
    pub line: ManifestLine,
    /// The report, if there is one.
    pub report: Option<Box<Report>>,
    /// Further reports of the same file.
    pub further: Vec<Report>,
    /// The files that it carries.
    pub carried: Vec<Part>,
}

impl ReadInput {
    /// What has a line alone.
    pub fn of(line: ManifestLine) -> Self {
        Self { line, report: None, further: Vec::new(), carried: Vec::new() }
    }
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
    let read = match input.bytes(limit) {
        Ok(bytes) => {
            let size = bytes.len() as u64;
            let bytes = Arc::new(bytes);
            if matches!(input.kind(), Kind::Mail | Kind::Archive) {
                return timed(begin, carrier(path, bytes, limit));
            }
            let scans = scans.map(|(readers, gate)| Scans { readers, gate, told });
            let options = ReadOptions { path: path.clone(), checks: checks.clone(), scans, limit };
            // A panic of the PDF library need not cost a process.
            match catch_unwind(AssertUnwindSafe(|| document::read(bytes, grammars, &options))) {
                Ok(reading) => outcome(path, size, reading),
                Err(_) => failed(path, Status::Crashed, reasons::crashed("")),
            }
        }
        Err(error) => {
            let (status, reason) = match error {
                BytesError::Io(error) => (Status::Damaged, reasons::unreadable(&error)),
                BytesError::TooLarge(bytes) => (Status::TooLarge, reasons::too_many_bytes(bytes, limit)),
                BytesError::BrokenArchive(error) => (Status::Damaged, reasons::broken_archive(&error)),
                BytesError::BrokenCarrier(error) => (Status::Damaged, reasons::broken_carrier(&error)),
                BytesError::LockedArchive => (Status::PasswordRequired, reasons::locked_archive()),
            };
            failed(path, status, reason)
        }
    };
    timed(begin, read)
}

fn timed(begin: Instant, mut read: ReadInput) -> ReadInput {
    read.line.ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    read
}

/// What carries documents and is none: an e-mail, or an archive inside of something else.
fn carrier(path: String, bytes: Arc<Vec<u8>>, limit: u64) -> ReadInput {
    let size = bytes.len() as u64;
    let sha256 = HEXLOWER.encode(&Sha256::digest(&bytes[..]));
    let parts = catch_unwind(AssertUnwindSafe(|| parts(bytes, limit)));
    let mut read = match parts {
        Ok(Ok(parts)) => {
            let mut read = failed(path, Status::Skipped, reasons::carrier(&parts));
            read.carried = parts;
            read
        }
        Ok(Err(PartError::Locked)) => failed(path, Status::PasswordRequired, reasons::locked_archive()),
        Ok(Err(PartError::TooLarge)) => failed(path, Status::TooLarge, reasons::too_many_bytes(size, limit)),
        Ok(Err(PartError::Broken(error))) => failed(path, Status::Damaged, reasons::broken_carrier(&error)),
        Err(_) => failed(path, Status::Crashed, reasons::crashed("")),
    };
    (read.line.bytes, read.line.sha256) = (size, sha256);
    read
}

fn failed(path: String, status: Status, reason: Message) -> ReadInput {
    ReadInput::of(ManifestLine::new(path, status, Some(reason)))
}

fn outcome(path: String, bytes: u64, reading: Reading) -> ReadInput {
    let Reading {
        sha256,
        pages,
        pages_lost,
        pages_other,
        notices,
        cut_off,
        scanned,
        one_reader,
        failed_readers,
        scores,
        carried,
        xfa,
        outcome,
        further,
    } = reading;
    let misread = notices.iter().filter(|notice| notice.distrusts().is_some()).count();
    let (status, reason, report) = match outcome {
        Outcome::Report(report) => {
            let partial = reasons::partial(&pages_lost, misread, cut_off);
            let failed = reasons::failed_readers(&failed_readers);
            let told = [partial, failed].into_iter().flatten().reduce(reasons::and);
            (Status::Ok, told.or_else(|| one_reader.then(reasons::one_reader)), Some(report))
        }
        Outcome::Unrecognised { looked_for } => (Status::Unrecognised, Some(reasons::unrecognised(&looked_for)), None),
        // Where those who read scans failed, installing them is no advice.
        Outcome::NeedsOcr => {
            let failed = reasons::failed_readers(&failed_readers);
            (Status::NeedsOcr, failed.or_else(|| Some(reasons::needs_ocr(&pages_lost))), None)
        }
        Outcome::PasswordRequired => (Status::PasswordRequired, Some(reasons::password()), None),
        Outcome::CertificateRequired => (Status::PasswordRequired, Some(reasons::certificate()), None),
        Outcome::UnknownEncryption => (Status::PasswordRequired, Some(reasons::unknown_encryption()), None),
        Outcome::Small => (Status::Skipped, Some(reasons::small()), None),
        Outcome::Hollow => (Status::Damaged, Some(reasons::hollow()), None),
        Outcome::Damaged => (Status::Damaged, Some(reasons::damaged()), None),
        Outcome::NotPdf => (Status::NotAPdf, Some(reasons::not_a_pdf()), None),
        Outcome::Empty => (Status::Empty, Some(reasons::empty(bytes)), None),
        Outcome::TooLarge => (Status::TooLarge, Some(reasons::too_large()), None),
    };
    let unread = report.is_none() && status != Status::TooLarge;
    let more = [xfa.then(reasons::xfa), (!carried.is_empty()).then(|| reasons::carries(&carried))];
    let reason = [reason].into_iter().chain(more.into_iter().filter(|_| unread)).flatten().reduce(reasons::and);
    let mut line = ManifestLine::new(path, status, reason);
    line.bytes = bytes;
    line.sha256 = sha256;
    line.pages = pages;
    line.pages_scanned = scanned;
    if let Some(report) = &report {
        line.partial = !pages_lost.is_empty() || misread > 0 || cut_off;
        let all = || std::iter::once(&**report).chain(&further);
        line.objectives = all().map(|report| report.objectives.len()).sum();
        line.findings = Counts::of(all().flat_map(|report| &report.findings));
    }
    line.pages_lost = pages_lost;
    line.pages_other = pages_other;
    line.forms = scores
        .into_iter()
        .map(|s| FormFit { id: s.id, score: f64::from(s.score) / 1000.0, found: s.found, marks: s.marks, year: s.year })
        .collect();
    ReadInput { line, report, further, carried }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Notice;

    /// A document of which a table was not understood was read in part, whatever findings are wanted.
    #[test]
    fn a_table_that_was_not_understood_makes_a_partial_document() {
        let reading = |notices| Reading {
            sha256: String::new(),
            pages: 1,
            pages_lost: Vec::new(),
            pages_other: Vec::new(),
            notices,
            cut_off: false,
            scanned: 0,
            one_reader: false,
            failed_readers: Vec::new(),
            scores: Vec::new(),
            carried: Vec::new(),
            xfa: false,
            outcome: Outcome::Report(Box::default()),
            further: Vec::new(),
        };
        let misread = Notice::Misread { list: "/objectives/0/phases".into() };
        assert!(outcome("x.pdf".into(), 1, reading(vec![misread])).line.partial);
        let read = outcome("x.pdf".into(), 1, reading(Vec::new()));
        assert_eq!((read.line.partial, read.line.reason), (false, None));
    }
}
