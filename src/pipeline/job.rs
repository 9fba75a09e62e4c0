//! A document on its way: from pages laid out, window by window, to what comes out of it.

use super::laid::LaidOut;
use super::{FormScore, LookedFor, Outcome};
use crate::audit::{Case, Checks, Family, audit};
use crate::grammar::{Fit, Form, Grammars, Margins, Reader, best, fits};
use crate::layout::Sheet;
use crate::passage::{Doubt, Place};
use crate::record::{self, EvidenceMap, Kind, Objective, Report, SCHEMA_VERSION, Source, build};
use crate::repair;

/// A document on its way.
pub(super) struct Job<'g> {
    source: Source,
    lost: Vec<u32>,
    blank: u32,
    /// Pages that need OCR and were not read.
    scans: u32,
    /// Pages that were read by OCR.
    pub read_scans: u32,
    doubts: Vec<Doubt>,
    too_large: bool,
    /// How well each form fits.
    pub scores: Vec<FormScore>,
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

impl<'g> Job<'g> {
    pub fn new(source: Source) -> Self {
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
    pub fn window(&mut self, laid: &[LaidOut], grammars: &'g Grammars) {
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

    /// What comes out, and the pages that were lost.
    pub fn finish(mut self, grammars: &Grammars, checks: &Checks) -> (Vec<u32>, Outcome) {
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
