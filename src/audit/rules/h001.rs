//! H001 header-drift: a repeated header that does not say the same everywhere.

use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "H001",
    name: "header-drift",
    title: ("Intestazione che cambia da pagina a pagina", "Header that changes from page to page"),
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "L'intestazione di un obiettivo, che si ripete a ogni pagina, non dice ovunque lo stesso.",
            "The header of an objective, which repeats from page to page, does not say the same everywhere.",
        ),
        why: (
            "O una pagina appartiene a un altro documento, o l'intestazione è stata corretta a metà.",
            "Either a page belongs to another document, or the header was corrected half-way.",
        ),
        example: (
            "Assessorato «Sindaco» in tre pagine e «Bilancio e Tributi» nella quarta.",
            "Assessorato \"Sindaco\" on three pages and \"Bilancio e Tributi\" on the fourth.",
        ),
        law: None,
    },
    checks: &[Check::Pages(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective) in case.objectives() {
        for drift in &objective.drifts {
            let pages = drift.pages.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            let (expected, found) = (drift.expected.as_str(), drift.found.as_str());
            let message = Message::new(
                format!("L'intestazione dice «{found}» a pagina {pages}, «{expected}» nelle altre"),
                format!("The header says \"{found}\" on page {pages}, \"{expected}\" on the others"),
            );
            out.push(
                RULE.finding(format!("/objectives/{i}/{}", drift.field), message)
                    .of(objective.code.value.as_ref())
                    .differs(found, expected)
                    .at(&drift.found.places)
                    .at(&drift.expected.places),
            );
        }
    }
}
