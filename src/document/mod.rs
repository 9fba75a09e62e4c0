//! The composition: bytes of a PDF through all the rooms to a report.

pub mod examine;
mod job;
mod laid;
mod look;
mod opened;
mod repeats;
mod run;
mod understood;

use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

pub use self::examine::{Coverage, Examination, PageSize, examine};
use self::job::{Finished, Job, Task};
use self::laid::lay_out_pages;
pub use self::opened::Opened;
use self::run::Tailor;
use crate::audit::Checks;
use crate::base::flow::{clear_away, flow};
use crate::base::lang::Message;
use crate::carrier::{Part, attached};
use crate::contract::{Kind, Notice, Report, Source};
use crate::grammar::{Fit, Form, Grammars, Trace};
use crate::ocr::{Failure, Gate, Readers};
use crate::pdf::{Document, OpenError};

/// How a document is to be read.
#[derive(Clone, Default)]
pub struct ReadOptions<'a> {
    /// The path to write into the report's `source`.
    pub path: String,
    /// What the audit goes by.
    pub checks: Arc<Checks>,
    /// How pages without usable text are read; without it they are not.
    pub scans: Option<Scans<'a>>,
    /// Up to which size the files that it carries are looked at, in bytes.
    pub limit: u64,
}

/// How scanned pages are read.
#[derive(Clone, Copy)]
pub struct Scans<'a> {
    /// Who reads them.
    pub readers: &'a Readers,
    /// How many are read at a time.
    pub gate: &'a Gate,
    /// Hears the number of each page that was read, from any thread.
    pub told: &'a (dyn Fn(u32) + Sync),
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
    /// Pages that no form reads beside those that one does: what the report is bound with. From 1, ascending.
    pub pages_other: Vec<u32>,
    /// What the readers noticed beside the values; the findings tell it.
    pub notices: Vec<Notice>,
    /// Whether the end of the file is missing.
    pub cut_off: bool,
    /// Number of pages that were read by OCR.
    pub scanned: u32,
    /// Whether scans were read by one reader alone, the other one not being at hand.
    pub one_reader: bool,
    /// Readers of scans that were there and did not read a page, each with its number.
    pub failed_readers: Vec<(u32, Failure)>,
    /// How well each form fits, in the order of their ids; empty when it was not looked at.
    pub scores: Vec<FormScore>,
    /// The files that it carries.
    pub carried: Vec<Part>,
    /// Whether what it shows is made by its viewer from an XFA form.
    pub xfa: bool,
    /// What came out of it.
    pub outcome: Outcome,
    /// Further reports that stand behind the first in the same file.
    pub further: Vec<Report>,
}

/// How well a form fits a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormScore {
    /// Identifier of the form.
    pub id: String,
    /// Share of the marks that were found, in thousandths; half of it where the form does not cover the year.
    pub score: u32,
    /// Number of marks that were found.
    pub found: usize,
    /// Number of marks that the form has.
    pub marks: usize,
    /// The year that the document says, where the form knows how to find it.
    pub year: Option<i32>,
}

impl FormScore {
    /// The score of a form that was looked for.
    pub fn of(form: &Form, fit: &Fit) -> Self {
        let (found, marks) = (fit.found.len(), fit.found.len() + fit.missing.len());
        Self { id: form.id.clone(), score: fit.score(), found, marks, year: fit.year }
    }
}

/// What came out of the reading of a document.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A report; when [`Reading::pages_lost`] is not empty or a table was not understood, a partial one.
    Report(Box<Report>),
    /// A readable PDF of no known form.
    Unrecognised {
        /// What was looked for, grammar by grammar.
        looked_for: Vec<LookedFor>,
    },
    /// Every page of it needs OCR.
    NeedsOcr,
    /// The PDF asks for a password.
    PasswordRequired,
    /// It was encrypted for the owners of certificates.
    CertificateRequired,
    /// It is encrypted in a way that is not known.
    UnknownEncryption,
    /// A picture that is too small to be a page.
    Small,
    /// The envelope that it should lie in has no content.
    Hollow,
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

/// How many pages one core reads at a go; fonts are loaded once for each go.
const GO: usize = 8;

/// Reads one document.
pub fn read(bytes: Arc<Vec<u8>>, grammars: &Grammars, options: &ReadOptions<'_>) -> Reading {
    let size = bytes.len() as u64;
    let content = bytes.clone();
    let (sha256, document) =
        rayon::join(|| HEXLOWER.encode(&Sha256::digest(&*content)), || Opened::of(bytes, &options.path));
    let Opened { document, signed, .. } = match document {
        Ok(opened) => opened,
        Err(error) => {
            return Reading {
                sha256,
                pages: 0,
                pages_lost: Vec::new(),
                pages_other: Vec::new(),
                notices: Vec::new(),
                cut_off: false,
                scanned: 0,
                one_reader: false,
                failed_readers: Vec::new(),
                scores: Vec::new(),
                carried: Vec::new(),
                xfa: false,
                outcome: refused(error),
                further: Vec::new(),
            };
        }
    };
    let task = Task { grammars, asked: None, traced: false };
    let source = Source { signed, ..source(&document, &sha256, size, &options.path) };
    let read = go_through(&document, source, task, options);
    let (carried, xfa) = (attached(&document, options.limit), document.is_xfa());
    clear_away(document);
    let Read { pages, scanned, one_reader, failed_readers, cut_off, scores, finished, .. } = read;
    let Finished { lost: pages_lost, other: pages_other, notices, outcome, further, .. } = finished;
    Reading {
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
    }
}

/// What the way through a document gives.
struct Read {
    pages: u32,
    scanned: u32,
    /// Pages that need OCR and were not read.
    unread_scans: Vec<u32>,
    one_reader: bool,
    failed_readers: Vec<(u32, Failure)>,
    cut_off: bool,
    scores: Vec<FormScore>,
    finished: Finished,
}

/// The one way through a document, for those who want what is in it and for those who want to know how it is read.
fn go_through(document: &Document, source: Source, task: Task<'_>, options: &ReadOptions<'_>) -> Read {
    let (tailor, pages) = (Tailor::default(), document.page_count());
    let forms = task.grammars.forms();
    let sha256 = source.sha256.clone();
    let mut job = Job::new(source, task, &tailor);
    let scans = options.scans.map(|scans| (scans, sha256.as_str()));
    flow(pages as usize, GO, &|pages| lay_out_pages(document, scans, forms, pages), &mut |laid| job.window(laid));
    let one_reader = job.read_scans > 0 && options.scans.is_some_and(|scans| !scans.readers.both());
    let (scanned, unread_scans) = (job.read_scans, std::mem::take(&mut job.unread_scans));
    let failed_readers = std::mem::take(&mut job.failed_readers);
    let scores = std::mem::take(&mut job.scores);
    let finished = job.finish(&options.checks);
    Read { pages, scanned, unread_scans, one_reader, failed_readers, cut_off: document.is_cut_off(), scores, finished }
}

/// How a document was read, for those who want to know.
struct Story {
    /// Identifier of the form that read it.
    form: Option<String>,
    /// The marks of that form that were not found; of all forms, when none fits.
    missing: Vec<String>,
    /// What became of every word, and what was noticed.
    trace: Trace,
    /// Why sections were not opened.
    unopened: Vec<Message>,
}

fn source(document: &Document, sha256: &str, bytes: u64, path: &str) -> Source {
    Source {
        path: path.to_owned(),
        sha256: sha256.to_owned(),
        bytes,
        pages: document.page_count(),
        producer: document.producer(),
        kind: Kind::Digital,
        signed: None,
    }
}

fn refused(error: OpenError) -> Outcome {
    match error {
        OpenError::Empty | OpenError::NoPages => Outcome::Empty,
        OpenError::NotPdf => Outcome::NotPdf,
        OpenError::PasswordRequired => Outcome::PasswordRequired,
        OpenError::CertificateRequired => Outcome::CertificateRequired,
        OpenError::UnknownEncryption => Outcome::UnknownEncryption,
        OpenError::Hollow => Outcome::Hollow,
        OpenError::Small => Outcome::Small,
        OpenError::Damaged => Outcome::Damaged,
    }
}
