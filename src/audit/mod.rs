//! What is odd in a report: one rule a file under `rules/`, each a function from what was read to its findings.

mod docs;
pub mod narrative;
mod rule;
pub mod rules;
mod select;

pub use docs::{index, page};
pub use rule::{Doc, Rule, Text};
pub use select::{Selection, UnknownCode};

use crate::passage::Place;
use crate::record::{Amend, Finding, Kind, Objective, Phase, Registration, Report, Slot};

/// Everything that rules look at.
pub struct Case<'a> {
    /// The report.
    pub report: &'a Report,
    /// Text that nothing took.
    pub unread: &'a [Place],
    /// All protocol stamps of the document; the report has the first.
    pub stamps: &'a [Registration],
}

impl<'a> Case<'a> {
    /// The objectives with their positions.
    fn objectives(&self) -> impl Iterator<Item = (usize, &'a Objective)> {
        self.report.objectives.iter().enumerate()
    }

    /// The phases with their positions, each behind its objective with its own.
    fn phases(&self) -> impl Iterator<Item = (usize, &'a Objective, usize, &'a Phase)> {
        self.objectives().flat_map(|(i, o)| o.phases.iter().enumerate().map(move |(j, p)| (i, o, j, p)))
    }
}

/// The findings of the rules that a user wants, in the order of the rules and of the document.
///
/// The rules of reading (E) look at everything. To the others a value that may have been misread is one that cannot be read:
/// a misreading must not look like an error of the document.
pub fn audit(case: &Case<'_>, selection: &Selection) -> Vec<Finding> {
    let sure = Sure::of(case);
    let case_of_sure =
        sure.as_ref().map(|sure| Case { report: &sure.report, unread: case.unread, stamps: &sure.stamps });
    let mut findings = Vec::new();
    for rule in rules::ALL.iter().filter(|rule| selection.wants(rule)) {
        let case = if rule.code.starts_with('E') { case } else { case_of_sure.as_ref().unwrap_or(case) };
        let from = findings.len();
        (rule.check)(case, &mut findings);
        if sure.is_some() && !rule.code.starts_with('E') {
            // Numbers of the prose, and headers of other pages, have places of their own.
            let doubtful = |f: &Finding| f.places.iter().any(|p| p.confidence < f64::from(Place::SURE));
            let told: Vec<Finding> = findings.drain(from..).filter(|f| !doubtful(f)).collect();
            findings.extend(told);
        }
    }
    findings.retain(|f| selection.keeps(f));
    findings
}

/// A report as far as it was surely read.
struct Sure {
    report: Report,
    stamps: Vec<Registration>,
}

impl Sure {
    /// The case without its doubtful values; none where there is no doubt.
    fn of(case: &Case<'_>) -> Option<Self> {
        let (mut report, mut stamps) = (case.report.clone(), case.stamps.to_vec());
        let mut doubts = 0usize;
        let mut forget = |slot: &mut dyn Slot| {
            if slot.places().iter().any(|p| p.is_doubtful()) {
                slot.forget();
                doubts += 1;
            }
        };
        report.registration.amend(&mut forget);
        report.parameters.amend(&mut forget);
        // What is printed twice is told apart by a letter: only what was read without any dispute can differ.
        let disputed = |places: &[Place]| places.iter().any(|p| p.confidence < Place::AGREED);
        stamps.amend(&mut |slot| {
            if disputed(slot.places()) {
                slot.forget();
            }
        });
        for objective in &mut report.objectives {
            // Prose stays: one doubtful word says nothing against the numbers beside it.
            // And a finding still says which objective it is about.
            let (status, code) = (objective.status.take(), objective.code.clone());
            objective.amend(&mut forget);
            (objective.status, objective.code) = (status, code);
            objective.drifts.retain(|d| ![&d.expected, &d.found].iter().any(|r| disputed(&r.places)));
        }
        (doubts > 0 || case.report.source.kind != Kind::Digital).then_some(Self { report, stamps })
    }
}
