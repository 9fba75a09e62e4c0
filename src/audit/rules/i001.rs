//! I001 yes-no-value: a yes/no indicator with another value than 0 and 1.

use rust_decimal::Decimal;

use super::laws;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::audit::words::is_yes_no;
use crate::base::lang::message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "I001",
    name: "yes-no-value",
    title: ("Valore di un indicatore sì/no", "Value of a yes/no indicator"),
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "Un indicatore sì/no, come dicono la sua descrizione o la sua nota, ha un valore diverso da 0 e 1.",
            "A yes/no indicator, as its description or note says, has a value that is neither 0 nor 1.",
        ),
        why: (
            "Il valore non è sulla scala dell'indicatore: o è sbagliato, o è di un altro indicatore.",
            "The value is not on the scale of the indicator: it is wrong, or belongs to another one.",
        ),
        example: (
            "«Carta dei Servizi aggiornata (si = 1, no = 0)» con valore atteso 2,00.",
            "\"Carta dei Servizi aggiornata (si = 1, no = 0)\" with an expected value of 2,00.",
        ),
        law: Some(laws::MEASURABLE),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective) in case.objectives() {
        for (j, indicator) in objective.indicators.iter().enumerate() {
            if !is_yes_no(indicator.description.as_str()) && !is_yes_no(indicator.note.as_str()) {
                continue;
            }
            for (key, value) in [("achieved", &indicator.achieved), ("expected", &indicator.expected)] {
                let Some(number) = value.value.filter(|v| *v != Decimal::ZERO && *v != Decimal::ONE) else { continue };
                let message = message!(
                    "L'indicatore è sì/no (1 o 0), ma il valore è {number}",
                    "The indicator is yes/no (1 or 0), but the value is {number}",
                    number = number,
                );
                out.push(
                    RULE.finding(format!("/objectives/{i}/indicators/{j}/{key}"), message)
                        .of(objective.code.value.as_ref())
                        .differs(number, "0, 1")
                        .at(&value.places)
                        .at(&indicator.description.places),
                );
            }
        }
    }
}
