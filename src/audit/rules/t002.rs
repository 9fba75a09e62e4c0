//! T002 expense-total: printed total of expenses against the sum of its lines.

use super::laws;
use super::totals;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "T002",
    name: "expense-total",
    title: ("Totale delle spese diverso dalla somma", "Expense total that is not the sum"),
    severity: Severity::Error,
    doc: Doc {
        what: (
            "Il totale stampato delle spese è diverso dalla somma delle righe di spesa.",
            "The printed total of expenses differs from the sum of the expense lines.",
        ),
        why: (
            "Le spese del PEG sono il budget affidato al responsabile: se il totale non torna, non si sa quanto gli è stato affidato.",
            "The expenses of the PEG are the budget entrusted to a manager: if the total does not add up, nobody knows how much that was.",
        ),
        example: (
            "Sette righe che sommano 159.800,00 e un totale di 28.800,00: manca la riga da 131.000,00.",
            "Seven lines that add up to 159.800,00 and a total of 28.800,00: the line of 131.000,00 is missing.",
        ),
        law: Some(laws::TRUTHFULNESS),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective) in case.whole_objectives() {
        if let Some(side) = objective.budget.as_ref().and_then(|b| b.expenses.as_ref()) {
            totals::check(&RULE, "expenses", i, objective, side, out);
        }
    }
}
