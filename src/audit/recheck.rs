//! How a report stands after what people decided: the one way for all who show, compare, export or mark one.
//!
//! Corrected values are put into the report, and the rules that ask for nothing but values look again: a finding that a
//! correction has settled no longer stands open, and a correction that does not add up makes findings of its own.

use std::collections::HashSet;

use super::{Case, Checks, Family, audit_values};
use crate::contract::{Finding, Notice, Pointer, Report, Slot, WalkMut};
use crate::grammar::Grammars;
use crate::review::{Correction, Decision, Review, correct, fingerprints, standings};

/// What a report is looked at again by.
#[derive(Clone, Copy)]
pub struct Again<'a> {
    /// Which findings are wanted, and with which words narratives are read.
    pub checks: &'a Checks,
    /// The grammars at hand: they know the rules of each form, and those that say nothing about it.
    pub grammars: &'a Grammars,
    /// Pages of the document that could not be read.
    pub lost: &'a [u32],
}

/// A finding that several reports make together, as it is told in one of them.
#[derive(Clone, Debug)]
pub struct Joint {
    /// The finding.
    pub finding: Finding,
    /// The correction that has settled it, in whichever of the reports.
    pub settled: Option<Correction>,
}

/// Puts the corrections of people into a report, leaves only the findings that are wanted, adds those that it makes together
/// with others and those that the corrections make, and tells how each stands.
///
/// The findings stand in this order: of the first reading, of several reports, of the corrections.
pub fn stand(report: &mut Report, joint: &[Joint], decisions: &[Decision], by: &Again<'_>) -> Review {
    // A table that was not understood is known by its finding, which may be one that nobody wants to see.
    let notices = misread(&report.findings);
    let selection = &by.checks.selection;
    report.findings.retain(|f| selection.wants_code(&f.rule, f.severity) && selection.keeps(f));
    let before = decisions.iter().any(Decision::corrects).then(|| report.clone());
    let (corrections, mut adrift) = correct(report, decisions);
    let mut change = Change::default();
    if let (Some(before), false) = (&before, corrections.is_empty()) {
        change = Change::of(before, report, &corrections, &notices, by);
    }
    let own = report.findings.len();
    report.findings.extend(joint.iter().map(|j| j.finding.clone()));
    report.findings.append(&mut change.new);
    let prints = fingerprints(&report.findings);
    let settled = |k: usize| match k.checked_sub(own) {
        None => change.settles(&report.findings[k], &prints[k], &corrections),
        Some(k) => joint.get(k).and_then(|j| j.settled.as_ref()),
    };
    let (findings, more) = standings(&report.findings, &prints, decisions, &settled);
    adrift.extend(more);
    Review { findings, corrections, adrift, own }
}

/// What corrections change in what the rules say of a report.
#[derive(Default)]
struct Change {
    /// What they say now, and did not say before.
    new: Vec<Finding>,
    /// The fingerprints of what they still say, and of what they no longer say.
    still: HashSet<String>,
    gone: HashSet<String>,
}

impl Change {
    fn of(before: &Report, after: &Report, corrections: &[Correction], notices: &[Notice], by: &Again<'_>) -> Self {
        let then = look(before, &[], notices, by);
        let now = look(after, corrections, notices, by);
        let told: HashSet<String> = fingerprints(&before.findings).into_iter().collect();
        let thens: HashSet<String> = fingerprints(&then).into_iter().collect();
        let nows = fingerprints(&now);
        // A rule that would have spoken before the correction, and did not, was not asked of this document.
        let mute: HashSet<&str> = then
            .iter()
            .zip(fingerprints(&then))
            .filter(|(_, print)| !told.contains(print))
            .map(|(finding, _)| &*finding.rule)
            .collect();
        let is_new = |finding: &Finding, print: &String| {
            !thens.contains(print) && !told.contains(print) && !mute.contains(&*finding.rule)
        };
        let new = now.iter().zip(&nows).filter(|(finding, print)| is_new(finding, print));
        Self {
            new: new.map(|(finding, _)| finding.clone()).collect(),
            gone: thens.into_iter().filter(|print| !nows.contains(print)).collect(),
            still: nows.into_iter().collect(),
        }
    }

    /// The correction that has settled a finding of the first reading.
    fn settles<'c>(&self, finding: &Finding, print: &str, corrections: &'c [Correction]) -> Option<&'c Correction> {
        let about = |c: &&Correction| finding.subject == c.pointer || finding.related.contains(&c.pointer);
        let touched = corrections.iter().find(about).filter(|_| !self.still.contains(print));
        touched.or_else(|| corrections.iter().max_by(|a, b| a.at.cmp(&b.at)).filter(|_| self.gone.contains(print)))
    }
}

/// What the rules say that ask for nothing but values; what a person has corrected is sure.
fn look(report: &Report, corrections: &[Correction], notices: &[Notice], by: &Again<'_>) -> Vec<Finding> {
    let mut sure;
    let mut seen = report;
    if !corrections.is_empty() {
        sure = report.clone();
        make_sure(&mut sure, corrections);
        seen = &sure;
    }
    let form = by.grammars.forms().iter().find(|form| form.id == report.form.id);
    let family = form.map_or_else(Family::default, |form| Family { rules: &form.rules, without: &form.without });
    let case =
        Case { report: seen, unread: &[], stamps: &[], lexicon: &by.checks.lexicon, lost: by.lost, notices, family };
    audit_values(&case, &by.checks.selection)
}

fn make_sure(report: &mut Report, corrections: &[Correction]) {
    report.walk_mut(&mut Pointer::default(), &mut |at, slot: &mut dyn Slot| {
        match corrections.iter().find(|c| c.pointer == at.as_str()) {
            // What a person says is blank is not unreadable.
            Some(correction) if correction.after.is_null() => slot.places().clear(),
            Some(_) => slot.places().iter_mut().for_each(|place| (place.confidence, place.heard) = (1.0, None)),
            None => {}
        }
    });
}

/// The tables that were not understood, as their findings tell them.
fn misread(findings: &[Finding]) -> Vec<Notice> {
    let lists = findings.iter().filter(|f| f.rule == super::rules::MISREAD);
    lists.map(|f| Notice::Misread { list: f.subject.clone() }).collect()
}
