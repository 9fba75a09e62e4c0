//! E002 unread-text: text on a page that no rule of the grammar took.

use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "E002",
    name: "unread-text",
    title: ("Testo non letto", "Unread text"),
    severity: Severity::Info,
    doc: Doc {
        what: (
            "Testo di una pagina che nessuna regola della grammatica ha preso: un rilievo per ogni tratto di riga.",
            "Text on a page that no rule of the grammar took: one finding for each run of text on a line.",
        ),
        why: (
            "Nulla di stampato va perso: nessuno deve credere completa una scheda che non lo è.",
            "Nothing printed is lost: nobody shall take a report for complete that is not.",
        ),
        example: ("Un'annotazione aggiunta a margine di una pagina.", "A remark added in the margin of a page."),
        law: None,
    },
    checks: &[Check::Reading(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for place in case.unread {
        if place.text.is_empty() {
            let message = Message::new(
                format!("Pagina {}: qui è stampato qualcosa che non è stato letto", place.page),
                format!("Page {}: something is printed here that was not read", place.page),
            );
            out.push(RULE.finding(String::new(), message).at(std::slice::from_ref(place)));
            continue;
        }
        let message = Message::new(
            format!("Pagina {}: testo non attribuito ad alcun campo: «{}»", place.page, place.text),
            format!("Page {}: text that belongs to no field: \"{}\"", place.page, place.text),
        );
        out.push(RULE.finding(String::new(), message).says(&place.text).at(std::slice::from_ref(place)));
    }
}
