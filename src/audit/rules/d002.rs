//! D002 actual-dates: actual end of a phase before its start.

use super::laws;
use super::spans::{self, Span};
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "D002",
    name: "actual-dates",
    title: ("Date effettive rovesciate", "Actual dates the wrong way round"),
    severity: Severity::Error,
    doc: Doc {
        what: ("La fine effettiva di una fase precede l'inizio.", "The actual end of a phase lies before its start."),
        why: (
            "Date in disordine dicono che una delle due è sbagliata; durate e ritardi calcolati su di esse sono falsi.",
            "Dates out of order tell that one of them is wrong; durations and delays computed from them are false.",
        ),
        example: ("Inizio 01/10/2017, fine 31/03/2017.", "Start 01/10/2017, end 31/03/2017."),
        law: Some(laws::SPAN_OF_TIME),
    },
    checks: &[Check::Values(check)],
};

const SPAN: Span = Span {
    start: ("actual_start", |p| &p.actual_start),
    end: ("actual_end", |p| &p.actual_end),
    called: ("effettiva", "actual"),
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    spans::check(&RULE, &SPAN, case, out);
}
