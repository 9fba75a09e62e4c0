//! T001 revenue-total: printed total of revenues against the sum of its lines.

use super::laws;
use super::totals;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "T001",
    name: "revenue-total",
    title: ("Totale delle entrate diverso dalla somma", "Revenue total that is not the sum"),
    severity: Severity::Error,
    doc: Doc {
        what: (
            "Il totale stampato delle entrate è diverso dalla somma delle righe di entrata.",
            "The printed total of revenues differs from the sum of the revenue lines.",
        ),
        why: (
            "Un totale che non torna dice che manca una riga, che un importo è sbagliato, o che il totale viene da un'altra versione dei dati.",
            "A total that does not add up tells of a missing line, a wrong amount, or a total from another version of the data.",
        ),
        example: (
            "Righe 61.940,00 e 14.312,50, totale stampato 72.652,50: la somma è 76.252,50, e nel totale due cifre sono scambiate.",
            "Lines 61.940,00 and 14.312,50, printed total 72.652,50: the sum is 76.252,50, and two digits of the total are swapped.",
        ),
        law: Some(laws::TRUTHFULNESS),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective) in case.whole_objectives() {
        if let Some(side) = objective.budget.as_ref().and_then(|b| b.revenues.as_ref()) {
            totals::check(&RULE, "revenues", i, objective, side, out);
        }
    }
}
