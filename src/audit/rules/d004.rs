//! D004 date-after-report: an actual date later than the report.

use super::laws;
use crate::audit::Case;
use crate::audit::rule::{Doc, Rule};
use crate::lang::Message;
use crate::record::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "D004",
    name: "date-after-report",
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "Una data effettiva è posteriore al giorno a cui si riferisce lo stato di attuazione.",
            "An actual date is later than the day that the report speaks of.",
        ),
        why: (
            "Ciò che non è ancora avvenuto non può essere stampato come avvenuto.",
            "What has not happened yet cannot be printed as done.",
        ),
        example: (
            "Stato di attuazione al 31 dicembre 2017, fine effettiva 15/01/2018.",
            "Status as of 31 December 2017, actual end 15/01/2018.",
        ),
        law: Some(laws::SPAN_OF_TIME),
    },
    check,
    across: None,
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective) in case.objectives() {
        let Some((as_of, day)) = objective.status.as_ref().and_then(|s| Some((&s.as_of, s.as_of.value?))) else {
            continue;
        };
        for (j, phase) in objective.phases.iter().enumerate() {
            for (key, date) in [("actual_start", &phase.actual_start), ("actual_end", &phase.actual_end)] {
                let Some(value) = date.value.filter(|v| *v > day) else { continue };
                let message = Message::new(
                    format!("La data effettiva {value} è posteriore allo stato di attuazione, {day}"),
                    format!("The actual date {value} is later than the report, {day}"),
                );
                out.push(
                    RULE.finding(format!("/objectives/{i}/phases/{j}/{key}"), message)
                        .of(objective.code.value.as_ref())
                        .says(value)
                        .with(format!("/objectives/{i}/status/as_of"))
                        .at(&date.places)
                        .at(&as_of.places),
                );
            }
        }
    }
}
