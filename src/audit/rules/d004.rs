//! D004 date-after-report: an actual date later than the report.

use super::laws;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "D004",
    name: "date-after-report",
    title: ("Data successiva al rapporto", "Date after the report"),
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
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective) in case.objectives() {
        let Some((as_of, day)) = objective.status.as_ref().and_then(|s| Some((&s.as_of, s.as_of.value?))) else {
            continue;
        };
        for (j, phase) in objective.phases.iter().enumerate() {
            for (key, date) in [("actual_start", &phase.actual_start), ("actual_end", &phase.actual_end)] {
                let Some(value) = date.value.filter(|v| *v > day) else { continue };
                let message = message!(
                    "La data effettiva {value} è posteriore allo stato di attuazione, {day}",
                    "The actual date {value} is later than the report, {day}",
                    value = value,
                    day = day,
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
