//! A run of pages that one form reads, and the report that comes of it.

use std::collections::VecDeque;
use std::sync::OnceLock;

use super::laid::LaidOut;
use super::look::Look;
use super::repeats::Repeats;
use super::understood;
use crate::audit::{Case, Checks, Family, audit};
use crate::base::flow::WINDOW;
use crate::base::passage::{Doubt, Place};
use crate::contract::{self, EvidenceMap, How, Notice, Objective, Report, SCHEMA_VERSION, Source};
use crate::grammar::{Adapted, Card, Form, Likeness, Margins, Names, PrintedName, Reader, Strain, adapt};
use crate::layout::Sheet;
use crate::typing::{build, repair};

/// The forms as a document prints them, kept for as long as it is read: one for each run that needs one.
#[derive(Default)]
pub(super) struct Tailor {
    first: OnceLock<Adapted>,
    next: OnceLock<Box<Tailor>>,
}

impl Tailor {
    fn keep(&self, adapted: Adapted) -> &Adapted {
        let mut here = self;
        while here.first.get().is_some() {
            here = here.next.get_or_init(Box::default);
        }
        here.first.get_or_init(|| adapted)
    }
}

/// A run of pages that one form reads.
pub(super) struct Run<'g> {
    /// Position of the form.
    pub index: usize,
    form: &'g Form,
    /// Who reads.
    pub reader: Reader<'g>,
    tailor: &'g Tailor,
    /// What was known by likeness alone.
    likenesses: &'g [Likeness],
    /// Pages that wait until there are enough of them to see what runs along their margins.
    waiting: Vec<LaidOut>,
    /// What runs along the pages that were read last.
    margins: Option<Margins>,
    objectives: Vec<Objective>,
    /// Places where something is printed that was not read, and watermarks, each once.
    unread: Vec<Place>,
    doubts: Vec<Doubt>,
    notices: Vec<Notice>,
    repeats: Repeats,
    /// What its pages name.
    names: Names<'g>,
    /// How its last pages look.
    looks: VecDeque<Look>,
    /// Numbers of its pages, from 1.
    pub pages: Vec<u32>,
    /// Whether a page without the title begins or goes on with a card.
    carded: bool,
    traced: bool,
}

/// What speaks for a page being the next one of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// It names what the form names.
    Names,
    /// It names nothing, and looks like the pages before.
    Looks,
    /// It bears the title of the report again, and what stands before the cards: another report begins.
    Begins,
    /// Another form has more to say there.
    Contested,
    /// There is nothing on it.
    Blank,
    /// Nothing speaks for it.
    Nothing,
}

/// How many pages are looked at for labels where the grammar's reading fits.
const GLANCE: usize = 8;
/// To how many pages before a page is likened.
const LIKENED: usize = 4;
/// Pages that keep to so many of each other's edges look alike. Measured on pairs of pages of one report and of different things.
const ALIKE: f32 = 0.6;
/// So many names of a form on a page are no accident; one is, in a letter.
const NAMES: usize = 2;

impl<'g> Run<'g> {
    pub fn new(index: usize, form: &'g Form, tailor: &'g Tailor, traced: bool) -> Self {
        Self {
            index,
            form,
            reader: reader(form, traced),
            tailor,
            likenesses: &[],
            waiting: Vec::new(),
            margins: None,
            objectives: Vec::new(),
            unread: Vec::new(),
            doubts: Vec::new(),
            notices: Vec::new(),
            repeats: Repeats::default(),
            names: Names::of(form),
            looks: VecDeque::new(),
            pages: Vec::new(),
            carded: false,
            traced,
        }
    }

    /// What speaks for a page being the next one.
    pub fn claim(&self, page: &LaidOut) -> Claim {
        let Some(sheet) = page.sheets.first().filter(|_| !page.is_blank()) else { return Claim::Blank };
        let marks = page.shown.count(self.index);
        let titled = self.carded && page.shown.is_titled(self.index);
        if marks > 0 && marks == page.shown.most() && !titled {
            return Claim::Names;
        }
        let named = self.names.on(sheet);
        if titled && self.names.is_front(&named) {
            return Claim::Begins;
        }
        let names = named.count();
        if page.shown.most() > marks.max(names) {
            return Claim::Contested;
        }
        let looks = self.looks.iter().any(|look| is_alike(&page.look, look));
        match (marks, names) {
            (1.., _) | (_, NAMES..) => Claim::Names,
            (_, 1..) if looks => Claim::Names,
            _ if looks => Claim::Looks,
            _ => Claim::Nothing,
        }
    }

    /// Takes the next page.
    pub fn take(&mut self, mut page: LaidOut) {
        if !page.is_blank() {
            self.carded |= !page.shown.is_titled(self.index) && page.shown.count(self.index) > 0;
            self.looks.push_back(page.look.clone());
            self.looks.drain(..self.looks.len().saturating_sub(LIKENED));
        }
        self.pages.push(page.number);
        self.repeats.take_out(&mut page);
        self.waiting.push(page);
        if self.waiting.len() >= WINDOW {
            self.read_waiting();
        }
    }

    /// Ends the run.
    pub fn end(&mut self) {
        self.read_waiting();
        self.reader.finish();
        let cards = self.reader.take_done();
        self.collect(cards);
    }

    fn read_waiting(&mut self) {
        let laid = std::mem::take(&mut self.waiting);
        let main = laid.iter().filter_map(|p| p.sheets.first()).filter(|s| !s.words.is_empty());
        let here = Margins::of(main);
        let margins = match &self.margins {
            Some(before) => here.clone().behind(before),
            None => here.clone(),
        };
        let cards = self.read(&laid, &margins);
        let cards = if self.margins.is_none() { self.fit(&laid, &margins, cards) } else { cards };
        self.collect(cards);
        self.margins = Some(here);
        for page in laid {
            self.note(page);
        }
    }

    /// Keeps what is known of a page beside its text.
    fn note(&mut self, page: LaidOut) {
        if page.further {
            return;
        }
        self.unread.extend(page.unread);
        if let Some(mark) = page.watermark.filter(|mark| !self.unread.iter().any(|place| place.text == mark.text)) {
            self.unread.push(mark);
        }
        self.doubts.extend(page.doubts);
        self.notices.extend(page.notices);
    }

    /// Reads some pages; the cards that are complete.
    fn read(&mut self, laid: &[LaidOut], margins: &Margins) -> Vec<Card> {
        for page in laid.iter().filter(|p| !p.ocr) {
            self.reader.page(&page.sheets, margins);
        }
        self.unread.extend(self.reader.take_unread());
        self.reader.take_done()
    }

    /// Reads the first pages anew by the form as the document prints it, where it prints what the grammar does not name; the better
    /// reading stays.
    fn fit(&mut self, laid: &[LaidOut], margins: &Margins, cards: Vec<Card>) -> Vec<Card> {
        let of = |reading: &Self, cards: &[Card]| {
            Strain::of(cards.iter().chain(reading.reader.open_card()), reading.unread.len())
        };
        let before = of(self, &cards);
        // Where everything fits, a few pages tell whether a label was taken for the value before it.
        let count = if before.misfits == 0 { GLANCE } else { laid.len() };
        let sheets: Vec<&Sheet> = laid.iter().filter(|p| !p.ocr).filter_map(|p| p.sheets.first()).take(count).collect();
        let Some(adapted) = adapt(self.form, &sheets) else { return cards };
        let adapted = self.tailor.keep(adapted);
        let fresh = Self::new(self.index, &adapted.form, self.tailor, self.traced);
        let mut again = Self { likenesses: &adapted.likenesses, ..fresh };
        let fresh = again.read(laid, margins);
        if !of(&again, &fresh).is_better(&before) {
            return cards;
        }
        let Self { looks, pages, carded, .. } = std::mem::replace(self, again);
        (self.looks, self.pages, self.carded) = (looks, pages, carded);
        fresh
    }

    /// Turns complete cards into objectives, so that no raw captures pile up.
    fn collect(&mut self, cards: Vec<Card>) {
        let form = self.form;
        self.objectives.extend(cards.into_iter().map(|card| build::objective(form, card)));
    }

    /// Whether it has read anything that belongs into a report.
    pub fn is_bare(&self) -> bool {
        self.objectives.is_empty()
    }

    /// The report of a run that has ended, and what was noticed of its tables. `lost` are the pages of the document that were lost.
    pub fn report(self, source: Source, lost: &[u32], checks: &Checks) -> (Report, Vec<Notice>) {
        let Self { form, doubts, mut notices, unread, .. } = self;
        let readings = self.reader.printed.names().iter().map(|name| told(name, self.likenesses)).collect();
        let absent = self.reader.printed.absent(form);
        let misread = understood::misread(&self.objectives);
        notices.extend(misread.iter().cloned());
        let cover = &self.reader.cover;
        let mut stamps = build::registrations(cover);
        contract::note(&mut stamps, &doubts);
        let mut report = Report {
            schema_version: SCHEMA_VERSION,
            source,
            form: contract::Form {
                learned: form.learned,
                readings,
                absent,
                ..contract::Form::new(&form.id, &form.name)
            },
            title: build::title(cover),
            registration: build::first_registration(cover),
            parameters: build::parameters(cover),
            objectives: self.objectives,
            findings: Vec::new(),
            evidence: EvidenceMap,
        };
        contract::note(&mut report, &doubts);
        repair::repair(&mut report);
        let family = Family { rules: &form.rules, without: &form.without };
        let (unread, stamps, lexicon) = (&unread, &stamps, &checks.lexicon);
        let case = Case { report: &report, unread, stamps, lexicon, lost, notices: &notices, family };
        report.findings = audit(&case, &checks.selection);
        (report, misread)
    }
}

/// Whether two pages may be of one thing by their looks.
pub(super) fn is_alike(page: &Look, other: &Look) -> bool {
    page.has_format_of(other) && page.kept(other) >= ALIKE
}

fn reader(form: &Form, traced: bool) -> Reader<'_> {
    if traced { Reader::traced(form) } else { Reader::new(form) }
}

/// How a heading or label was read, as the report tells it.
fn told(name: &PrintedName, likenesses: &[Likeness]) -> contract::Reading {
    let likeness = likenesses.iter().find(|l| l.is(name));
    contract::Reading {
        printed: likeness.map_or(&name.text, |l| &l.printed).clone(),
        field: name.field.clone(),
        how: likeness.map_or(How::Named, |l| l.how),
        confidence: likeness.map_or(1.0, |l| f64::from((l.confidence * 100.0).round()) / 100.0),
        places: name.places.iter().map(contract::Evidence::from).collect(),
    }
}
