//! E001 low-confidence: a value that was read by OCR, and not surely.

use super::e003::objective_of;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Pointer, Severity, Walk};

pub(super) static RULE: Rule = Rule {
    code: "E001",
    name: "low-confidence",
    title: ("Lettura incerta", "Doubtful reading"),
    severity: Severity::Info,
    doc: Doc {
        what: (
            "Un valore di una pagina scansionata su cui i lettori OCR non concordano, che nessuno dei due legge con sicurezza, o che uno solo ha letto dove dovevano leggerlo in due. I rilievi sui conti non ne tengono conto.",
            "A value of a scanned page on which the OCR readers do not agree, which neither reads surely, or which one read alone where two should have. Findings on sums do not rely on it.",
        ),
        why: (
            "Una cifra letta male non deve sembrare un errore del documento, e non deve passare inosservata.",
            "A misread digit must not look like an error of the document, and must not pass unnoticed.",
        ),
        example: (
            "Un lettore dice «2.380,00», l'altro «2.330,00», e nessuna somma decide.",
            "One reader says \"2.380,00\", the other \"2.330,00\", and no sum decides.",
        ),
        law: None,
    },
    checks: &[Check::Reading(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    case.report.walk(&mut Pointer::default(), &mut |at, leaf| {
        let doubtful = leaf.places.iter().filter(|p| p.is_doubtful());
        let Some(worst) = doubtful.min_by(|a, b| a.confidence.total_cmp(&b.confidence)) else { return };
        let readings = worst.heard.as_ref().map(|h| h.readings.join("» / «")).unwrap_or_default();
        let said = if readings.is_empty() { worst.text.to_string() } else { readings };
        let message = Message::new(
            format!("Pagina {}: lettura OCR incerta, da confrontare con l'originale: «{said}»", worst.page),
            format!("Page {}: uncertain OCR reading, to be compared with the original: «{said}»", worst.page),
        );
        let objective = objective_of(case.report, at.as_str());
        out.push(RULE.finding(at.as_str().to_owned(), message).of(objective).says(&worst.text).at(leaf.places));
    });
}
