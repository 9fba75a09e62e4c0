//! I001 yes-no-value: a yes/no indicator with another value than 0 and 1.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::laws;
use crate::audit::Case;
use crate::audit::rule::{Doc, Rule};
use crate::lang::Message;
use crate::record::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "I001",
    name: "yes-no-value",
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
    check,
    across: None,
};

/// Whether a text says what 1 and what 0 mean, in whatever wording and order, or asks for yes or no.
fn is_yes_no(text: &str) -> bool {
    static ONE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[=:]\s*1\b|\b1\s*[=:]").ok());
    static ZERO: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[=:]\s*0\b|\b0\s*[=:]").ok());
    static YES_NO: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\bs[iì]\s*/\s*no\b").ok());
    let says = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|p| p.is_match(text));
    (says(&ONE) && says(&ZERO)) || says(&YES_NO)
}

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective) in case.objectives() {
        for (j, indicator) in objective.indicators.iter().enumerate() {
            if !is_yes_no(indicator.description.as_str()) && !is_yes_no(indicator.note.as_str()) {
                continue;
            }
            for (key, value) in [("achieved", &indicator.achieved), ("expected", &indicator.expected)] {
                let Some(number) = value.value.filter(|v| *v != Decimal::ZERO && *v != Decimal::ONE) else { continue };
                let message = Message::new(
                    format!("L'indicatore è sì/no (1 o 0), ma il valore è {number}"),
                    format!("The indicator is yes/no (1 or 0), but the value is {number}"),
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

#[cfg(test)]
mod tests {
    use super::is_yes_no;

    #[test]
    fn wordings_of_yes_and_no() {
        for text in [
            "Introduzione di whatsapp (si=1, no=0)",
            "fatto = 1 non fatto = 0",
            "(1 = sì, 0 = no)",
            "Si=1; No=0",
            "(si=1 - no=0)",
            "aggiornato (sì/no)",
            "1: realizzato; 0: non realizzato",
        ] {
            assert!(is_yes_no(text), "{text}");
        }
        for text in ["Numero corsi", "art. 15 c. 1", "entro 10 giorni", "si = 10 no = 20", "rapporto 1:10"] {
            assert!(!is_yes_no(text), "{text}");
        }
    }
}
