//! W002 progress-range: progress of a phase between 0 and 100.

use rust_decimal::Decimal;

use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "W002",
    name: "progress-range",
    title: ("Avanzamento fuori da 0–100", "Progress outside 0–100"),
    severity: Severity::Error,
    doc: Doc {
        what: ("L'avanzamento di una fase non sta fra 0 e 100.", "The progress of a phase is not between 0 and 100."),
        why: (
            "Una percentuale fuori scala è un errore di digitazione che falsa ogni media.",
            "A percentage off the scale is a typing error that falsifies every mean.",
        ),
        example: ("Avanzamento 1.000,00 per una fase conclusa.", "Progress 1.000,00 for a finished phase."),
        law: None,
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective, j, phase) in case.phases() {
        let Some(progress) = phase.progress.value else { continue };
        if progress >= Decimal::ZERO && progress <= Decimal::ONE_HUNDRED {
            continue;
        }
        let message = message!(
            "L'avanzamento {progress} non sta fra 0 e 100",
            "The progress {progress} is not between 0 and 100",
            progress = progress,
        );
        out.push(
            RULE.finding(format!("/objectives/{i}/phases/{j}/progress"), message)
                .of(objective.code.value.as_ref())
                .differs(progress, "0..100")
                .at(&phase.progress.places),
        );
    }
}
