//! B004 unknown-programme: missione and programma that do not exist.

use super::lines::lines;
use crate::audit::Case;
use crate::audit::programmes::{programme_names, programmes};
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "B004",
    name: "unknown-programme",
    title: ("Missione o programma che non esiste", "Programme that does not exist"),
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "Missione e programma di una riga non sono fra quelli del D.Lgs. 118/2011.",
            "The missione and programma of a line are not among those of D.Lgs. 118/2011.",
        ),
        why: (
            "Una codifica che non esiste non si può aggregare né confrontare con il bilancio.",
            "A code that does not exist can be neither aggregated nor compared with the budget.",
        ),
        example: (
            "«(… mis. prog. 09.99)»: la missione 09 non ha un programma 99.",
            "\"(… mis. prog. 09.99)\": missione 09 has no programma 99.",
        ),
        law: Some((
            "D.Lgs. 118/2011, artt. 12-14 e allegato 14 (missioni e programmi).",
            "D.Lgs. 118/2011, articles 12-14 and annex 14 (missioni and programmi).",
        )),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for line in lines(case) {
        let Some(code) = &line.line.mission_programme.value else { continue };
        let (missione, programma) = code.split_once('.').unwrap_or((code, ""));
        let message = match programme_names(missione, programma) {
            (Some(_), Some(_)) => continue,
            (Some(name), None) => Message::new(
                format!("La missione {missione} ({name}) non ha un programma {programma}"),
                format!("Missione {missione} ({name}) has no programma {programma}"),
            ),
            (None, _) => {
                let known: Vec<&str> = programmes().filter(|p| p.programma.is_empty()).map(|p| p.missione).collect();
                let known = known.join(", ");
                Message::new(
                    format!("Non esiste una missione {missione}; esistono {known}"),
                    format!("There is no missione {missione}; there are {known}"),
                )
            }
        };
        out.push(
            RULE.finding(line.pointer("mission_programme"), message)
                .of(line.objective.code.value.as_ref())
                .says(code)
                .at(&line.line.mission_programme.places),
        );
    }
}
