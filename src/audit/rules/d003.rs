//! D003 progress-dates: progress and actual end of a phase contradict each other.

use rust_decimal::Decimal;

use super::laws;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::{Message, message};
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "D003",
    name: "progress-dates",
    title: ("Avanzamento che contraddice la fine effettiva", "Progress that contradicts the actual end"),
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "Avanzamento 100 senza una fine effettiva, o fine effettiva con avanzamento sotto 100.",
            "Progress 100 without an actual end, or an actual end with progress below 100.",
        ),
        why: (
            "Una fase è conclusa o non lo è: avanzamento e data devono dire la stessa cosa.",
            "A phase is finished or it is not: progress and date must say the same.",
        ),
        example: ("Avanzamento 80,00 e fine effettiva 31/12/2017.", "Progress 80,00 and actual end 31/12/2017."),
        law: Some(laws::SPAN_OF_TIME),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    if case.is_absent("phases/actual_end") {
        return;
    }
    for (i, objective, j, phase) in case.phases() {
        let Some(progress) = phase.progress.value else { continue };
        let end = &phase.actual_end;
        let message = if progress == Decimal::ONE_HUNDRED && end.is_blank() {
            Message::new(
                "La fase è al 100 % ma non ha una fine effettiva",
                "The phase stands at 100 % but has no actual end",
            )
        } else if let Some(end) = end.value.filter(|_| progress < Decimal::ONE_HUNDRED) {
            message!(
                "La fase è finita il {end} ma il suo avanzamento è {progress}",
                "The phase ended on {end} but its progress is {progress}",
                end = end,
                progress = progress,
            )
        } else {
            continue;
        };
        out.push(
            RULE.finding(format!("/objectives/{i}/phases/{j}/actual_end"), message)
                .of(objective.code.value.as_ref())
                .says(end.value.map_or_else(String::new, |d| d.to_string()))
                .with(format!("/objectives/{i}/phases/{j}/progress"))
                .at(&end.places)
                .at(&phase.progress.places),
        );
    }
}
