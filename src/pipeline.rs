//! The composition: bytes of a PDF through all the rooms to a report.

mod job;
mod laid;

use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use self::job::Job;
use self::laid::{LaidOut, lay_out_pages};
use crate::audit::Checks;
use crate::flow::{WINDOW, clear_away, flow};
use crate::grammar::{Fit, Form, Grammars};
use crate::layout::Sheet;
use crate::ocr::{Gate, Readers};
use crate::pdf::{Document, OpenError};
use crate::record::{Kind, Report, Source};

/// How a document is to be read.
#[derive(Clone, Default)]
pub struct ReadOptions<'a> {
    /// The path to write into the report's `source`.
    pub path: String,
    /// What the audit goes by.
    pub checks: Arc<Checks>,
    /// How pages without usable text are read; without it they are not.
    pub scans: Option<Scans<'a>>,
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
    /// Whether the end of the file is missing.
    pub cut_off: bool,
    /// Number of pages that were read by OCR.
    pub scanned: u32,
    /// Whether scans were read by one reader alone, the other one not being at hand.
    pub one_reader: bool,
    /// How well each form fits, in the order of their ids; empty when it was not looked at.
    pub scores: Vec<FormScore>,
    /// What came out of it.
    pub outcome: Outcome,
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
    /// A report; when [`Reading::pages_lost`] is not empty, a partial one.
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
    let (sha256, document) = rayon::join(|| HEXLOWER.encode(&Sha256::digest(&*content)), || Document::open(bytes));
    let document = match document {
        Ok(document) => document,
        Err(error) => {
            return Reading {
                sha256,
                pages: 0,
                pages_lost: Vec::new(),
                cut_off: false,
                scanned: 0,
                one_reader: false,
                scores: Vec::new(),
                outcome: refused(error),
            };
        }
    };
    let pages = document.page_count();
    let mut job = Job::new(source(&document, &sha256, size, &options.path));
    let scans = options.scans.map(|scans| (scans, sha256.as_str()));
    let count = pages as usize;
    flow(count, GO, &|pages| lay_out_pages(&document, scans, pages), &mut |laid| job.window(&laid, grammars));
    let one_reader = job.read_scans > 0 && options.scans.is_some_and(|scans| !scans.readers.both());
    let scanned = job.read_scans;
    let scores = std::mem::take(&mut job.scores);
    let (pages_lost, outcome) = job.finish(grammars, &options.checks);
    let cut_off = document.is_cut_off();
    clear_away(document);
    Reading { sha256, pages, pages_lost, cut_off, scanned, one_reader, scores, outcome }
}

/// The pages of a document that is looked at closely, laid out as [`read`] lays them out, and the report that they make.
pub struct Close<'d> {
    document: &'d Document,
    sha256: String,
    size: u64,
    laid: Vec<LaidOut>,
}

impl<'d> Close<'d> {
    /// Reads and lays out the first pages of a document, scans among them.
    pub fn look(document: &'d Document, bytes: &[u8], scans: Option<Scans<'_>>, count: usize) -> Self {
        let sha256 = HEXLOWER.encode(&Sha256::digest(bytes));
        let scans = scans.map(|scans| (scans, sha256.as_str()));
        let mut laid = Vec::new();
        let count = count.min(document.page_count() as usize);
        flow(count, GO, &|pages| lay_out_pages(document, scans, pages), &mut |mut window| laid.append(&mut window));
        Self { document, sha256, size: bytes.len() as u64, laid }
    }

    /// The pages, each with its main sheet first; a page that could not be read has none.
    pub fn sheets(&self) -> impl Iterator<Item = &[Sheet]> {
        self.laid.iter().map(|page| page.sheets.as_slice())
    }

    /// Number of pages that were read by OCR.
    pub fn scanned(&self) -> usize {
        self.laid.iter().filter(|page| page.scanned).count()
    }

    /// Numbers of the pages that need OCR and were not read.
    pub fn unread_scans(&self) -> Vec<u32> {
        self.laid.iter().filter(|page| page.ocr).map(|page| page.number).collect()
    }

    /// What comes out of the pages.
    pub fn outcome(&self, grammars: &Grammars, checks: &Checks, path: &str) -> Outcome {
        let mut job = Job::new(source(self.document, &self.sha256, self.size, path));
        for window in self.laid.chunks(WINDOW) {
            job.window(window, grammars);
        }
        job.finish(grammars, checks).1
    }
}

fn source(document: &Document, sha256: &str, bytes: u64, path: &str) -> Source {
    Source {
        path: path.to_owned(),
        sha256: sha256.to_owned(),
        bytes,
        pages: document.page_count(),
        producer: document.producer(),
        kind: Kind::Digital,
    }
}

fn refused(error: OpenError) -> Outcome {
    match error {
        OpenError::Empty | OpenError::NoPages => Outcome::Empty,
        OpenError::NotPdf => Outcome::NotPdf,
        OpenError::PasswordRequired => Outcome::PasswordRequired,
        OpenError::Damaged => Outcome::Damaged,
    }
}
