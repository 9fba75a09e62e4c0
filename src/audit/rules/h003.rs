//! H003 repeated-page: a page that stands twice in the document.

use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Notice, Severity};

pub(super) static RULE: Rule = Rule {
    code: "H003",
    name: "repeated-page",
    title: ("Pagina ripetuta", "Repeated page"),
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "Una pagina sta due volte nel documento; è stata contata una volta sola.",
            "A page stands twice in the document; it was counted once.",
        ),
        why: (
            "Una pagina fotocopiata o scannerizzata due volte raddoppierebbe righe e somme; può anche essere stata messa al posto di una che manca.",
            "A page that was copied or scanned twice would double lines and sums; it may also stand where another one is missing.",
        ),
        example: ("La pagina 7 ripete la pagina 3.", "Page 7 repeats page 3."),
        law: None,
    },
    checks: &[Check::Pages(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for notice in case.notices {
        let Notice::Repeated { page, of } = notice else { continue };
        let number = page.page;
        let message = Message::new(
            format!("La pagina {number} ripete la pagina {of}: è stata contata una volta sola"),
            format!("Page {number} repeats page {of}: it was counted once"),
        );
        out.push(RULE.finding(String::new(), message).says(number).at(std::slice::from_ref(page)));
    }
}
