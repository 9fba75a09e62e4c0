//! I002 achieved-missing: achieved value blank at the end of the year.

use chrono::Datelike;

use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "I002",
    name: "achieved-missing",
    title: ("Valore raggiunto mancante", "Achieved value missing"),
    severity: Severity::Info,
    doc: Doc {
        what: (
            "Il valore raggiunto è in bianco in una scheda di fine anno (stato al 31 dicembre).",
            "The achieved value is blank in a year-end report (status as of 31 December).",
        ),
        why: (
            "A fine anno l'indicatore dovrebbe essere rendicontato: il bianco va spiegato.",
            "At the end of the year the indicator should be reported: a blank needs an explanation.",
        ),
        example: (
            "Valore atteso 95,00, valore raggiunto in bianco, stato al 31 dicembre.",
            "Expected value 95,00, achieved value blank, status as of 31 December.",
        ),
        law: Some((
            "Artt. 197 e 198 del D.Lgs. 267/2000 (TUEL): il controllo di gestione rileva i risultati raggiunti e ne riferisce.",
            "Articles 197 and 198 of D.Lgs. 267/2000 (TUEL): management control records the results achieved and reports on them.",
        )),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    if case.is_absent("indicators/achieved") {
        return;
    }
    for (i, objective) in case.objectives() {
        let day = objective.status.as_ref().and_then(|s| s.as_of.value);
        if day.is_none_or(|d| (d.day(), d.month()) != (31, 12)) {
            continue;
        }
        for (j, indicator) in objective.indicators.iter().enumerate().filter(|(_, x)| x.achieved.is_blank()) {
            let message = Message::new(
                "A fine anno il valore raggiunto è in bianco",
                "At the end of the year the achieved value is blank",
            );
            out.push(
                RULE.finding(format!("/objectives/{i}/indicators/{j}/achieved"), message)
                    .of(objective.code.value.as_ref())
                    .at(&indicator.description.places),
            );
        }
    }
}
