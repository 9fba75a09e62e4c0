//! What is odd in a report: one rule a file under `rules/`, each a function from what was read to its findings.

pub mod across;
mod docs;
pub mod family;
pub mod narrative;
mod programmes;
mod rule;
pub mod rules;
mod select;
mod words;

pub use docs::{family_index, family_page, index, page};
pub use programmes::{Programme, programme_names, programmes};
pub use rule::{Across, Doc, Rule, Text};
pub use select::{Selection, UnknownCode};
pub use words::{Lexicon, LexiconError};

use rayon::prelude::*;

use crate::grammar::FormRule;
use crate::passage::Place;
use crate::record::{Finding, Kind, Objective, Phase, Pointer, Read, Registration, Report, Slot, Walk, WalkMut};

/// Everything that rules look at.
pub struct Case<'a> {
    /// The report.
    pub report: &'a Report,
    /// Text that nothing took.
    pub unread: &'a [Place],
    /// All protocol stamps of the document; the report has the first.
    pub stamps: &'a [Registration],
    /// The words of municipal offices.
    pub lexicon: &'a Lexicon,
    /// Pages that could not be read, or not in full, ascending.
    pub lost: &'a [u32],
    /// What the grammar says of the audit.
    pub family: Family<'a>,
}

/// What a grammar says of the audit of its family.
#[derive(Clone, Copy, Debug, Default)]
pub struct Family<'a> {
    /// Rules of its own.
    pub rules: &'a [FormRule],
    /// Codes of rules that say nothing about it.
    pub without: &'a [String],
}

/// What an audit goes by.
#[derive(Clone, Debug)]
pub struct Checks {
    /// Which findings are wanted.
    pub selection: Selection,
    /// The words of municipal offices.
    pub lexicon: Lexicon,
}

impl Default for Checks {
    fn default() -> Self {
        Self { selection: Selection::default(), lexicon: Lexicon::own().clone() }
    }
}

impl<'a> Case<'a> {
    /// The objectives with their positions.
    fn objectives(&self) -> impl Iterator<Item = (usize, &'a Objective)> {
        self.report.objectives.iter().enumerate()
    }

    /// The objectives of which nothing can stand on a lost page: what is added up must be complete.
    fn whole_objectives(&self) -> impl Iterator<Item = (usize, &'a Objective)> {
        self.objectives().filter(|(_, objective)| {
            if self.lost.is_empty() {
                return true;
            }
            let Some((first, last)) = pages(objective) else { return true };
            // A card may run on to the page behind the last one that says something of it.
            !self.lost.iter().any(|page| (first..=last + 1).contains(page))
        })
    }

    /// The phases with their positions, each behind its objective with its own.
    fn phases(&self) -> impl Iterator<Item = (usize, &'a Objective, usize, &'a Phase)> {
        self.objectives().flat_map(|(i, o)| o.phases.iter().enumerate().map(move |(j, p)| (i, o, j, p)))
    }
}

/// The first and the last page that say something of an objective.
fn pages(objective: &Objective) -> Option<(u32, u32)> {
    let mut range: Option<(u32, u32)> = None;
    objective.walk(&mut Pointer::default(), &mut |_, leaf| {
        for place in leaf.places {
            let (first, last) = range.unwrap_or((place.page, place.page));
            range = Some((first.min(place.page), last.max(place.page)));
        }
    });
    range
}

/// Makes the patterns and words that the first audit would make, so that it need not wait for them.
pub fn warm_up() {
    Lexicon::own();
    narrative::quantities("Nel 2017 sono stati circa 12 i corsi.");
}

/// The findings that the reports of one centre make together, of the rules that a user wants.
pub fn audit_across(history: &across::History, selection: &Selection) -> Vec<Across> {
    let mut findings = Vec::new();
    for check in rules::ALL.iter().filter(|rule| selection.wants(rule)).filter_map(|rule| rule.across) {
        check(history, &mut findings);
    }
    findings.retain(|f| selection.keeps(&f.finding));
    findings
}

/// The findings of the rules that a user wants, in the order of the rules and of the document.
///
/// The rules of reading (E) look at everything. To the others a value that may have been misread is one that cannot be read:
/// a misreading must not look like an error of the document.
pub fn audit(case: &Case<'_>, selection: &Selection) -> Vec<Finding> {
    let sure = Sure::of(case);
    let sure = sure.as_ref().map(|sure| Case { report: &sure.report, stamps: &sure.stamps, ..*case });
    let apt = |rule: &&Rule| !case.family.without.iter().any(|code| code == rule.code);
    let wanted: Vec<&Rule> = rules::ALL.iter().copied().filter(|rule| selection.wants(rule)).filter(apt).collect();
    // Rules know nothing of each other; each is a task of its own, and what they say is put into their order.
    let said = wanted.par_iter().with_max_len(1).flat_map_iter(|rule| match &sure {
        Some(sure) if !rule.code.starts_with('E') => told(|out| (rule.check)(sure, out)),
        _ => {
            let mut findings = Vec::new();
            (rule.check)(case, &mut findings);
            findings
        }
    });
    let mut findings: Vec<Finding> = said.collect();
    let own: Vec<&FormRule> =
        case.family.rules.iter().filter(|r| selection.wants_code(&r.code, family::severity(r))).collect();
    let case = sure.as_ref().unwrap_or(case);
    findings.extend(told(|out| family::check(case, &own, out)));
    findings.retain(|f| selection.keeps(f));
    findings
}

/// The findings of a check, without those that rest on something doubtful: numbers of the prose, and headers of other pages,
/// have places of their own.
fn told(check: impl FnOnce(&mut Vec<Finding>)) -> Vec<Finding> {
    let mut findings = Vec::new();
    check(&mut findings);
    findings.retain(|f| f.places.iter().all(|p| p.confidence >= f64::from(Place::SURE)));
    findings
}

/// A report as far as it was surely read.
struct Sure {
    report: Report,
    stamps: Vec<Registration>,
}

impl Sure {
    /// The case without its doubtful values; none where nothing was read from a picture.
    fn of(case: &Case<'_>) -> Option<Self> {
        if case.report.source.kind == Kind::Digital {
            return None;
        }
        let (mut report, mut stamps) = (case.report.clone(), case.stamps.to_vec());
        let at = &mut Pointer::default();
        let mut forget = |_: &Pointer, slot: &mut dyn Slot| {
            if slot.places().iter().any(Place::is_doubtful) {
                slot.forget();
            }
        };
        report.registration.walk_mut(at, &mut forget);
        report.parameters.walk_mut(at, &mut forget);
        // What is printed twice is told apart by a letter: only what was read without any dispute can differ.
        let disputed = |places: &[Place]| places.iter().any(|p| p.confidence < Place::AGREED);
        let mut bare = |_: &Pointer, slot: &mut dyn Slot| {
            if disputed(slot.places()) {
                slot.forget();
            }
            // Specks look like quotes.
            if let Some(Read { value: Some(text), .. }) = slot.text() {
                *text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            }
        };
        stamps.walk_mut(at, &mut bare);
        report.registration.walk_mut(at, &mut bare);
        for objective in &mut report.objectives {
            // Prose stays: one doubtful word says nothing against the numbers beside it.
            // And a finding still says which objective it is about.
            let (status, code) = (objective.status.take(), objective.code.clone());
            objective.walk_mut(at, &mut forget);
            (objective.status, objective.code) = (status, code);
            objective.drifts.retain(|d| ![&d.expected, &d.found].iter().any(|r| disputed(&r.places)));
        }
        Some(Self { report, stamps })
    }
}
