//! B001 budget-code: budget code against the financial plan of the description.

use super::lines::lines;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "B001",
    name: "budget-code",
    title: ("Codice di bilancio diverso dal piano finanziario", "Budget code that is not the financial plan's"),
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "Il codice di bilancio di una riga è diverso dal piano finanziario (p. f.) scritto nella sua descrizione.",
            "The budget code of a line differs from the financial plan code (p. f.) in its description.",
        ),
        why: (
            "Sono due scritture dello stesso codice: se differiscono, la riga è classificata due volte in modo diverso.",
            "They are two writings of one code: if they differ, the line is classified in two different ways.",
        ),
        example: (
            "Cod. Bilancio 1 03, descrizione «(… p. f. 1.04 …)».",
            "Cod. Bilancio 1 03, description \"(… p. f. 1.04 …)\".",
        ),
        law: Some((
            "D.Lgs. 118/2011, art. 4 e allegato 6 (piano dei conti integrato).",
            "D.Lgs. 118/2011, art. 4 and annex 6 (integrated chart of accounts).",
        )),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for line in lines(case) {
        let (Some(code), Some(plan)) = (&line.line.budget_code.value, &line.line.financial_plan.value) else {
            continue;
        };
        if code == plan {
            continue;
        }
        let message = Message::new(
            format!("Il codice di bilancio {code} non è il piano finanziario {plan} della descrizione"),
            format!("The budget code {code} is not the financial plan {plan} of the description"),
        );
        out.push(
            RULE.finding(line.pointer("budget_code"), message)
                .of(line.objective.code.value.as_ref())
                .differs(code, plan)
                .with(line.pointer("financial_plan"))
                .at(&line.line.budget_code.places)
                .at(&line.line.financial_plan.places),
        );
    }
}
