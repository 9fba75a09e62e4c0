//! What is odd in a report: one rule a file under `rules/`, each a function from what was read to its findings.

pub mod across;
pub mod compare;
mod docs;
pub mod family;
pub mod narrative;
mod programmes;
pub mod recheck;
mod rule;
pub mod rules;
mod select;
mod trusted;
mod words;

pub use docs::{family_index, family_page, index, page};
pub use programmes::{Programme, programme_names, programmes};
pub use rule::{Across, Check, Doc, Rule, Text};
pub use select::{Selection, UnknownCode};
pub use words::{Lexicon, LexiconError};

use rayon::prelude::*;

use self::trusted::Trusted;
use crate::base::passage::Place;
use crate::contract::{Finding, Notice, Objective, Phase, Pointer, Registration, Report, Walk, leads_below};
use crate::grammar::FormRule;

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
    /// What the readers noticed beside the values.
    pub notices: &'a [Notice],
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

    /// Whether what stands at a JSON Pointer belongs to a table that was not understood.
    fn distrusts(&self, pointer: &str) -> bool {
        self.notices.iter().filter_map(Notice::distrusts).any(|above| leads_below(pointer, above))
    }

    /// Whether the document does not print a field at all ([`crate::contract::Form::absent`]).
    fn is_absent(&self, field: &str) -> bool {
        self.report.form.is_absent(field)
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
    narrative::Weights::own();
}

/// The findings that the reports of one centre make together, of the rules that a user wants.
pub fn audit_across(history: &across::History, selection: &Selection) -> Vec<Across> {
    let mut findings = Vec::new();
    for check in rules::ALL.iter().filter(|rule| selection.wants(rule)).flat_map(|rule| rule.checks) {
        if let Check::Across(check) = check {
            check(history, &mut findings);
        }
    }
    findings.retain(|f| selection.keeps(&f.finding));
    findings
}

/// The findings of the rules that a user wants, in the order of the rules and of the document.
///
/// The rules of reading look at everything. To the others a value that may have been misread is one that cannot be read, as
/// is all of a table that was not understood: a misreading must not look like an error of the document.
pub fn audit(case: &Case<'_>, selection: &Selection) -> Vec<Finding> {
    audit_by(case, selection, |_| true)
}

/// The same by those rules alone that ask for nothing but values: of a report that was read back from its JSON.
pub(super) fn audit_values(case: &Case<'_>, selection: &Selection) -> Vec<Finding> {
    audit_by(case, selection, |check| matches!(check, Check::Values(_)))
}

fn audit_by(case: &Case<'_>, selection: &Selection, asked: fn(&Check) -> bool) -> Vec<Finding> {
    let trusted = Trusted::of(case);
    let trusted = trusted.as_ref().map(|t| Case { report: &t.report, stamps: &t.stamps, ..*case });
    let apt = |rule: &&Rule| !case.family.without.iter().any(|code| code == rule.code);
    let wanted = rules::ALL.iter().copied().filter(|rule| selection.wants(rule)).filter(apt);
    let wanted: Vec<Check> = wanted.flat_map(|rule| rule.checks).copied().filter(asked).collect();
    // Rules know nothing of each other; each is a task of its own, and what they say is put into their order.
    let said = wanted.par_iter().with_max_len(1).flat_map_iter(|check| match (check, &trusted) {
        (Check::Values(check) | Check::Pages(check), Some(trusted)) => told(trusted, |out| check(trusted, out)),
        _ => {
            let mut findings = Vec::new();
            check.in_report().into_iter().for_each(|check| check(case, &mut findings));
            findings
        }
    });
    let mut findings: Vec<Finding> = said.collect();
    let own: Vec<&FormRule> = case.family.rules.iter().filter(|r| selection.wants_code(&r.code, r.severity)).collect();
    let case = trusted.as_ref().unwrap_or(case);
    findings.extend(told(case, |out| family::check(case, &own, out)));
    findings.retain(|f| selection.keeps(f));
    findings
}

/// The findings of a check, without those that rest on something doubtful: numbers of the prose, and headers of other pages,
/// have places of their own, and of a table that was not understood even the blanks say nothing.
fn told(case: &Case<'_>, check: impl FnOnce(&mut Vec<Finding>)) -> Vec<Finding> {
    let mut findings = Vec::new();
    check(&mut findings);
    findings.retain(|f| !case.distrusts(&f.subject) && f.places.iter().all(|p| p.confidence >= f64::from(Place::SURE)));
    findings
}
