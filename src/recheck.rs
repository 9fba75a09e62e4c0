//! A report as it stands after people's decisions, checked again where they corrected values.

use crate::audit::{Case, Family, Lexicon, Selection, audit};
use crate::record::{Finding, Report, Severity};
use crate::review::{Decision, Review, fingerprints, settle};

/// The rules that ask for nothing but values; the others want words and pages that only the first reading has.
const BY_VALUES: [&str; 6] = ["T", "W", "D", "I", "B", "H002"];

/// Settles a report ([`settle`]), and where values were corrected lets the rules look again: a correction that does not add up
/// makes findings of its own, which stand behind those of the first reading. `lost` are pages that could not be read.
pub fn settle_and_recheck(report: &mut Report, decisions: &[Decision], selection: &Selection, lost: &[u32]) -> Review {
    let review = settle(report, decisions);
    if review.corrections.is_empty() {
        return review;
    }
    let known = fingerprints(&report.findings);
    let mut found = by_values(report, lost);
    found.retain(|f| selection.wants_code(&f.rule, f.severity) && selection.keeps(f));
    let prints = fingerprints(&found);
    let new = found.into_iter().zip(prints).filter(|(_, print)| !known.contains(print)).map(|(finding, _)| finding);
    let new: Vec<Finding> = new.collect();
    if new.is_empty() {
        return review;
    }
    report.findings.extend(new);
    let mut again = settle(report, decisions);
    // What the rules say of corrected values is not settled by the correction itself.
    for standing in again.findings.iter_mut().skip(known.len()) {
        if standing.status == crate::review::Status::Corrected {
            *standing = crate::review::Standing { fingerprint: standing.fingerprint.clone(), ..Default::default() };
        }
    }
    again
}

fn by_values(report: &Report, lost: &[u32]) -> Vec<Finding> {
    let codes = BY_VALUES.map(str::to_owned);
    let Ok(selection) = Selection::new(&codes, &[], Severity::Info, &[]) else { return Vec::new() };
    let lexicon = Lexicon::own();
    audit(&Case { report, unread: &[], stamps: &[], lexicon, lost, family: Family::default() }, &selection)
}
