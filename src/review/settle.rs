//! What people decided, brought to a report and its findings. How a report stands after it, rules and all, is told by
//! [`crate::audit::recheck::stand`] alone.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

use super::decision::{About, Action, Decision, Status};
use super::fingerprint::Snapshot;
use crate::contract::{Amendment, Evidence, Finding, Pointer, Report, Walk, amend};

/// What people decided about a report.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// How each finding of the report stands, in the order of the findings.
    pub findings: Vec<Standing>,
    /// Values that were misread; the report holds the corrected ones.
    pub corrections: Vec<Correction>,
    /// Decisions whose finding or value is no longer in the report. They stay in the store.
    pub adrift: Vec<Decision>,
    /// How many findings are of the first reading. Behind them stand those that several reports make together, and those that
    /// corrections make.
    pub own: usize,
}

/// How a finding stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Standing {
    /// Its fingerprint.
    pub fingerprint: String,
    /// How it stands.
    pub status: Status,
    /// Why; empty where nobody said.
    pub reason: String,
    /// Who decided; empty where nobody has.
    pub who: String,
    /// When, RFC 3339; empty where nobody has.
    pub at: String,
}

/// A value that was misread.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Correction {
    /// JSON Pointer of the value.
    pub pointer: String,
    /// The original reading.
    pub before: Value,
    /// What stands in the report now.
    pub after: Value,
    /// Why; may be empty.
    pub reason: String,
    /// Who corrected it.
    pub who: String,
    /// When, RFC 3339.
    pub at: String,
}

/// Puts corrected values into a report, and gives with them the decisions whose value is no longer there.
///
/// A decision follows its value by the place on the page, where a new extraction numbers objectives or lines in another way.
pub(crate) fn correct(report: &mut Report, decisions: &[Decision]) -> (Vec<Correction>, Vec<Decision>) {
    let (mut corrections, mut adrift) = (Vec::new(), Vec::new());
    for decision in decisions.iter().filter(|d| d.corrects()) {
        let About::Value { pointer, places } = &decision.about else { continue };
        match put(report, pointer, places, decision) {
            Some(correction) => corrections.push(correction),
            None => adrift.push(decision.clone()),
        }
    }
    (corrections, adrift)
}

/// How findings stand, whose fingerprints are given, and with it the decisions whose finding is no longer there. `settled` tells
/// by the position of a finding which correction has settled it; what a person says of the finding itself outweighs that.
///
/// A decision follows its finding by what it says.
pub(crate) fn standings<'c>(
    findings: &[Finding],
    prints: &[String],
    decisions: &[Decision],
    settled: &dyn Fn(usize) -> Option<&'c Correction>,
) -> (Vec<Standing>, Vec<Decision>) {
    let mut standings: Vec<Standing> =
        prints.iter().enumerate().map(|(k, print)| Standing::of(print.clone(), settled(k))).collect();
    let mut adrift = Vec::new();
    let mut taken = HashSet::new();
    let held: Vec<(&Decision, Option<usize>)> = decisions
        .iter()
        .filter(|d| matches!(d.about, About::Finding { .. }))
        .map(|d| {
            let position = prints.iter().position(|p| p == d.about.key());
            taken.extend(position);
            (d, position)
        })
        .collect();
    for (decision, position) in held {
        let found = position.or_else(|| alike(findings, decision, &taken));
        taken.extend(found);
        let status = match decision.action {
            Action::Confirm => Status::Confirmed,
            Action::Dismiss => Status::Dismissed,
            _ => continue,
        };
        match found.and_then(|k| Some((standings.get_mut(k)?, prints.get(k)?))) {
            Some((standing, print)) => {
                *standing = Standing {
                    fingerprint: print.clone(),
                    status,
                    reason: decision.reason.clone(),
                    who: decision.who.clone(),
                    at: decision.at.clone(),
                }
            }
            None => adrift.push(decision.clone()),
        }
    }
    (standings, adrift)
}

impl Standing {
    /// How a finding stands before anybody spoke of the finding itself.
    fn of(fingerprint: String, settled: Option<&Correction>) -> Self {
        match settled {
            Some(correction) => Self {
                fingerprint,
                status: Status::Corrected,
                reason: correction.reason.clone(),
                who: correction.who.clone(),
                at: correction.at.clone(),
            },
            None => Self { fingerprint, ..Self::default() },
        }
    }
}

/// The one finding that says the same as the one that was decided, where just one does.
fn alike(findings: &[Finding], decision: &Decision, taken: &HashSet<usize>) -> Option<usize> {
    let About::Finding { snapshot, .. } = &decision.about else { return None };
    let free = findings.iter().enumerate().filter(|(k, _)| !taken.contains(k));
    only(free.filter(|(_, finding)| Snapshot::of(finding).is_like(snapshot)).map(|(k, _)| k))
}

fn put(report: &mut Report, pointer: &str, places: &[Evidence], decision: &Decision) -> Option<Correction> {
    let pointer = where_now(report, pointer, places)?;
    let (before, after) = amend(report, &pointer, Amendment::Json(&decision.after)).ok()?;
    // A later program may read well what an earlier one did not; then there is nothing to correct.
    let before = if before == after { decision.before.clone() } else { before };
    let (reason, who, at) = (decision.reason.clone(), decision.who.clone(), decision.at.clone());
    Some(Correction { pointer, before, after, reason, who, at })
}

/// The pointer of a value in this extraction: the same where it still stands on the same spot, else the value of the same name
/// that stands there.
fn where_now(report: &Report, pointer: &str, places: &[Evidence]) -> Option<String> {
    let name = |pointer: &str| pointer.rsplit('/').find(|step| step.parse::<usize>().is_err()).map(str::to_owned);
    let wanted = name(pointer);
    let (mut same, mut printed, mut others) = (false, false, Vec::new());
    report.walk(&mut Pointer::default(), &mut |at, leaf| {
        let at = at.as_str();
        let here = leaf.places.iter().any(|place| places.iter().any(|p| overlap(p, &Evidence::from(place))));
        printed |= at == pointer;
        same |= at == pointer && here;
        if here && at != pointer && name(at) == wanted {
            others.push(at.to_owned());
        }
    });
    match same || (places.is_empty() && !printed) {
        true => Some(pointer.to_owned()),
        false => only(others.into_iter()),
    }
}

/// Whether two places share at least half of the smaller one.
fn overlap(a: &Evidence, b: &Evidence) -> bool {
    let side = |k: usize| (a.bbox[k + 2].min(b.bbox[k + 2]) - a.bbox[k].max(b.bbox[k])).max(0.0);
    let area = |e: &Evidence| (e.bbox[2] - e.bbox[0]) * (e.bbox[3] - e.bbox[1]);
    a.page == b.page && side(0) * side(1) * 2.0 >= area(a).min(area(b)).max(f64::EPSILON)
}

fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next();
    if found.next().is_some() { None } else { first }
}
