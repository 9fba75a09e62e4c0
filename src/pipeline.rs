//! The composition: bytes of a PDF through all the rooms to a report.

use std::ops::Range;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::audit::{Case, Checks, Family, audit};
use crate::grammar::{Fit, Form, Grammars, Margins, Reader, best, fits};
use crate::layout::{Settings, Sheet, lay_out};
use crate::ocr::{Gate, Readers, Scan};
use crate::page::{NeedsOcr, Page};
use crate::passage::{Doubt, Place};
use crate::pdf::{Document, OpenError};
use crate::record::{self, EvidenceMap, Kind, Objective, Report, SCHEMA_VERSION, Source, build};
use crate::repair;

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

/// How many pages are laid out at a time: enough to keep all cores busy and to see what repeats from page to page.
const WINDOW: usize = 64;
/// How many pages one core reads at a go; fonts are loaded once for each go.
const CHUNK: usize = 8;

/// Reads one document.
pub fn read(bytes: Arc<Vec<u8>>, grammars: &Grammars, options: &ReadOptions<'_>) -> Reading {
    let sha256 = HEXLOWER.encode(&Sha256::digest(&*bytes));
    let size = bytes.len() as u64;
    let document = match Document::open(bytes) {
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
    // While one window is matched, the next one is laid out.
    let mut ahead = lay_out_window(&document, scans, 0..WINDOW);
    let mut from = WINDOW;
    while !ahead.is_empty() {
        let laid = std::mem::take(&mut ahead);
        ((), ahead) = rayon::join(
            || job.window(&laid, grammars),
            || lay_out_window(&document, scans, from..from.saturating_add(WINDOW)),
        );
        from = from.saturating_add(WINDOW);
    }
    let one_reader = job.read_scans > 0 && options.scans.is_some_and(|scans| !scans.readers.both());
    let scanned = job.read_scans;
    let scores = std::mem::take(&mut job.scores);
    let (pages_lost, outcome) = job.finish(grammars, &options.checks);
    Reading { sha256, pages, pages_lost, cut_off: document.is_cut_off(), scanned, one_reader, scores, outcome }
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
        let laid = lay_out_window(document, scans.map(|scans| (scans, sha256.as_str())), 0..count);
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

/// A document on its way.
struct Job<'g> {
    source: Source,
    lost: Vec<u32>,
    blank: u32,
    /// Pages that need OCR and were not read.
    scans: u32,
    /// Pages that were read by OCR.
    read_scans: u32,
    doubts: Vec<Doubt>,
    too_large: bool,
    scores: Vec<FormScore>,
    progress: Progress<'g>,
}

enum Progress<'g> {
    /// The form is not known yet; what every grammar looked for, and how far it got.
    Looking(Vec<Fit>),
    /// A grammar reads.
    Reading(Box<ReadingForm<'g>>),
}

struct ReadingForm<'g> {
    form: &'g Form,
    reader: Reader<'g>,
    objectives: Vec<Objective>,
    unread: Vec<Place>,
}

/// A page as laid out, or why it was not.
#[derive(Default)]
struct LaidOut {
    number: u32,
    sheets: Vec<Sheet>,
    /// It needs OCR and could not be read.
    ocr: bool,
    /// It was read by OCR.
    scanned: bool,
    /// Where the readers of a scan did not agree.
    doubts: Vec<Doubt>,
    damaged: bool,
    too_large: bool,
}

impl<'g> Job<'g> {
    fn new(source: Source) -> Self {
        Self {
            source,
            lost: Vec::new(),
            blank: 0,
            scans: 0,
            read_scans: 0,
            doubts: Vec::new(),
            too_large: false,
            scores: Vec::new(),
            progress: Progress::Looking(Vec::new()),
        }
    }

    /// Takes the next window of pages.
    fn window(&mut self, laid: &[LaidOut], grammars: &'g Grammars) {
        for page in laid {
            if page.ocr || page.damaged {
                self.lost.push(page.number);
            }
            self.too_large |= page.too_large;
            self.scans += u32::from(page.ocr);
            self.read_scans += u32::from(page.scanned);
            self.doubts.extend_from_slice(&page.doubts);
            self.blank += u32::from(!page.ocr && page.sheets.iter().all(|s| s.words.is_empty()));
        }
        let main = || laid.iter().filter_map(|p| p.sheets.first()).filter(|s| !s.words.is_empty());
        if let Progress::Looking(_) = self.progress {
            self.recognise(laid, grammars);
        }
        if let Progress::Reading(reading) = &mut self.progress {
            let margins = Margins::of(main());
            for page in laid.iter().filter(|p| !p.ocr) {
                reading.reader.page(&page.sheets, &margins);
            }
            reading.collect();
        }
    }

    fn recognise(&mut self, laid: &[LaidOut], grammars: &'g Grammars) {
        let sheets: Vec<&Sheet> = laid.iter().flat_map(|p| &p.sheets).collect();
        let fits = fits(grammars.forms(), &sheets);
        let chosen = best(&fits);
        self.scores = grammars.forms().iter().zip(&fits).map(|(form, fit)| FormScore::of(form, fit)).collect();
        self.progress = match chosen {
            Some(k) => Progress::Reading(Box::new(ReadingForm::new(&grammars.forms()[k]))),
            None => Progress::Looking(fits),
        };
    }

    fn finish(mut self, grammars: &Grammars, checks: &Checks) -> (Vec<u32>, Outcome) {
        let pages = self.source.pages;
        let lost = std::mem::take(&mut self.lost);
        let scans = self.scans + self.read_scans;
        if scans > 0 {
            self.source.kind = if scans + self.blank >= pages { Kind::Scanned } else { Kind::Mixed };
        }
        match self.progress {
            Progress::Reading(reading) => {
                let report = reading.report(self.source, &self.doubts, checks, &lost);
                (lost, Outcome::Report(Box::new(report)))
            }
            Progress::Looking(_) if self.scans > 0 && self.scans + self.blank == pages => (lost, Outcome::NeedsOcr),
            // Pages without a word are blank, unless their content could not be read.
            Progress::Looking(_) if self.blank == pages && lost.is_empty() => (lost, Outcome::Empty),
            Progress::Looking(_) if self.blank == pages && self.too_large => (lost, Outcome::TooLarge),
            Progress::Looking(_) if self.blank == pages => (lost, Outcome::Damaged),
            Progress::Looking(fits) => {
                let looked_for = grammars.forms().iter().zip(fits);
                let looked_for = looked_for.map(|(form, fit)| LookedFor {
                    form: form.name.clone(),
                    found: fit.found,
                    missing: fit.missing,
                });
                (lost, Outcome::Unrecognised { looked_for: looked_for.collect() })
            }
        }
    }
}

/// How the scans of a document are read, and the hash of its content, which names it.
type ScansOf<'a> = Option<(Scans<'a>, &'a str)>;

/// Reads and lays out a run of pages, on all cores.
fn lay_out_window(document: &Document, scans: ScansOf<'_>, pages: Range<usize>) -> Vec<LaidOut> {
    let end = pages.end.min(document.page_count() as usize);
    let starts: Vec<usize> = (pages.start..end).step_by(CHUNK).collect();
    let laid: Vec<Vec<LaidOut>> = starts
        .into_par_iter()
        .map(|from| {
            let read = document.read(from..(from + CHUNK).min(end));
            // Pages that need OCR take seconds each: every one is a task of its own.
            read.par_iter().with_max_len(1).map(|page| lay_out_page(document, scans, page)).collect()
        })
        .collect();
    laid.into_iter().flatten().collect()
}

fn lay_out_page(document: &Document, scans: ScansOf<'_>, page: &Page) -> LaidOut {
    let bare = LaidOut { number: page.number, damaged: page.damaged, too_large: page.too_large, ..LaidOut::default() };
    let Some(reason) = page.needs_ocr() else {
        return LaidOut { sheets: lay_out(page, &Settings::DEFAULT), ..bare };
    };
    match scans.and_then(|scans| read_scan(document, scans, page, reason)) {
        Some(Scan { page, doubts }) => {
            LaidOut { sheets: lay_out(&page, &Settings::DEFAULT), scanned: true, doubts, ..bare }
        }
        None => LaidOut { ocr: true, ..bare },
    }
}

/// Reads a page that is a picture, if there is a reader.
fn read_scan(document: &Document, (scans, sha256): (Scans<'_>, &str), page: &Page, reason: NeedsOcr) -> Option<Scan> {
    if !scans.readers.any() {
        return None;
    }
    let _pass = scans.gate.pass();
    let picture = document.scan((page.number as usize).checked_sub(1)?)?;
    let bare = Page { number: page.number, width: page.width, height: page.height, ..Page::default() };
    // What a font without an encoding says is not worth keeping.
    let page = if matches!(reason, NeedsOcr::UnmappedFont | NeedsOcr::Garbled) { &bare } else { page };
    let scan = scans.readers.read(&picture, page, &format!("{sha256}-{}", page.number));
    (scans.told)(page.number);
    Some(scan)
}

impl<'g> ReadingForm<'g> {
    fn new(form: &'g Form) -> Self {
        Self { form, reader: Reader::new(form), objectives: Vec::new(), unread: Vec::new() }
    }

    /// Turns complete cards into objectives, so that no raw captures pile up.
    fn collect(&mut self) {
        let form = self.form;
        self.objectives.extend(self.reader.take_done().into_iter().map(|card| build::objective(form, card)));
        self.unread.extend(self.reader.take_unread());
    }

    fn report(mut self, source: Source, doubts: &[Doubt], checks: &Checks, lost: &[u32]) -> Report {
        self.reader.finish();
        self.collect();
        let cover = &self.reader.cover;
        let mut stamps = build::registrations(cover);
        record::note(&mut stamps, doubts);
        let mut report = Report {
            schema_version: SCHEMA_VERSION,
            source,
            form: record::Form { id: self.form.id.clone(), name: self.form.name.clone() },
            title: build::title(cover),
            registration: build::first_registration(cover),
            parameters: build::parameters(cover),
            objectives: self.objectives,
            findings: Vec::new(),
            evidence: EvidenceMap,
        };
        record::note(&mut report, doubts);
        repair::repair(&mut report);
        let family = Family { rules: &self.form.rules, without: &self.form.without };
        let lexicon = &checks.lexicon;
        let case = Case { report: &report, unread: &self.unread, stamps: &stamps, lexicon, lost, family };
        report.findings = audit(&case, &checks.selection);
        report
    }
}
