//! D001 planned-dates: planned end of a phase before its start.

use super::laws;
use super::spans::{self, Span};
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "D001",
    name: "planned-dates",
    title: ("Date previste rovesciate", "Planned dates the wrong way round"),
    severity: Severity::Error,
    doc: Doc {
        what: ("La fine prevista di una fase precede l'inizio.", "The planned end of a phase lies before its start."),
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
    start: ("planned_start", |p| &p.planned_start),
    end: ("planned_end", |p| &p.planned_end),
    called: ("prevista", "planned"),
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    spans::check(&RULE, &SPAN, case, out);
}
