//! T003 balance: printed balance against the printed totals.

use super::laws;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "T003",
    name: "balance",
    title: ("Saldo diverso da entrate meno spese", "Balance that is not revenues minus expenses"),
    severity: Severity::Error,
    doc: Doc {
        what: (
            "Il saldo stampato è diverso dal totale delle entrate meno il totale delle spese. Valgono i totali stampati; un lato che manca conta zero.",
            "The printed balance differs from the total of revenues minus the total of expenses. The printed totals count; a missing side counts zero.",
        ),
        why: (
            "Il saldo è la cifra che si legge per prima: deve discendere dai due totali.",
            "The balance is the figure that is read first: it must follow from the two totals.",
        ),
        example: (
            "Entrate 10.000,00, spese 159.800,00, saldo stampato -148.900,00 invece di -149.800,00.",
            "Revenues 10.000,00, expenses 159.800,00, printed balance -148.900,00 instead of -149.800,00.",
        ),
        law: Some(laws::TRUTHFULNESS),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective) in case.whole_objectives() {
        let Some(budget) = &objective.budget else { continue };
        let Some(balance) = budget.balance.value else { continue };
        let sides = [&budget.revenues, &budget.expenses];
        // A side whose total is printed but cannot be read leaves nothing to compare with.
        if sides.iter().any(|s| s.as_ref().is_some_and(|s| s.total.value.is_none() && !s.lines.is_empty())) {
            continue;
        }
        let [revenues, expenses] = sides.map(|s| s.as_ref().and_then(|s| s.total.value).unwrap_or_default());
        let expected = revenues - expenses;
        if balance == expected {
            continue;
        }
        let message = message!(
            "Il saldo stampato {balance} non è {revenues} - {expenses} = {expected}: differenza {difference}",
            "The printed balance {balance} is not {revenues} - {expenses} = {expected}: difference {difference}",
            balance = balance,
            revenues = revenues,
            expenses = expenses,
            expected = expected,
            difference = balance - expected,
        );
        let mut finding = RULE
            .finding(format!("/objectives/{i}/budget/balance"), message)
            .of(objective.code.value.as_ref())
            .differs(balance, expected)
            .at(&budget.balance.places);
        for (key, side) in [("revenues", &budget.revenues), ("expenses", &budget.expenses)] {
            if let Some(side) = side {
                finding = finding.with(format!("/objectives/{i}/budget/{key}/total")).at(&side.total.places);
            }
        }
        out.push(finding);
    }
}
