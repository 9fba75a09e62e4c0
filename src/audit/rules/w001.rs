//! W001 phase-weights: weights of the phases against 100.

use rust_decimal::Decimal;

use super::laws;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "W001",
    name: "phase-weights",
    title: ("Pesi delle fasi che non fanno 100", "Weights of phases that do not make 100"),
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "I pesi delle fasi di un obiettivo non sommano a 100.",
            "The weights of an objective's phases do not add up to 100.",
        ),
        why: (
            "L'avanzamento dell'obiettivo è la media pesata delle fasi: con pesi che non fanno 100 è sbagliato per costruzione.",
            "The progress of the objective is the weighted mean of its phases: with weights that do not make 100 it is wrong by construction.",
        ),
        example: ("Pesi 40, 25, 20 e 10: la somma è 95.", "Weights 40, 25, 20 and 10: the sum is 95."),
        law: Some(laws::MEASURABLE),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective) in case.whole_objectives() {
        let weights = || objective.phases.iter().map(|p| &p.weight);
        // Forms without weights are no error, and a weight that cannot be read has a finding of its own.
        if weights().all(|w| w.value.is_none()) || weights().any(|w| w.is_unreadable()) {
            continue;
        }
        let sum: Decimal = weights().filter_map(|w| w.value).sum();
        if sum == Decimal::ONE_HUNDRED {
            continue;
        }
        let message = message!(
            "I pesi delle fasi sommano {sum} e non 100",
            "The weights of the phases add up to {sum} and not to 100",
            sum = sum,
        );
        let mut finding = RULE
            .finding(format!("/objectives/{i}/phases"), message)
            .of(objective.code.value.as_ref())
            .differs(sum, 100);
        for weight in weights() {
            finding = finding.at(&weight.places);
        }
        out.push(finding);
    }
}
