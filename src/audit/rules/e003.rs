//! E003 unreadable-value: a cell that is not blank and not of its type.

use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Pointer, Report, Severity, Walk};

pub(super) static RULE: Rule = Rule {
    code: "E003",
    name: "unreadable-value",
    title: ("Valore illeggibile", "Unreadable value"),
    severity: Severity::Error,
    doc: Doc {
        what: (
            "Una cella non è in bianco, ma non si può leggere come il tipo del suo campo. Il valore è nullo e il testo stampato sta nel rilievo.",
            "A cell is not blank, but cannot be read as the type of its field. The value is null and the printed text stands in the finding.",
        ),
        why: (
            "Un valore non si indovina: va guardato da una persona, con il testo sotto gli occhi.",
            "A value is never guessed: a person has to look at it, with the text before their eyes.",
        ),
        example: (
            "«31/06/2017» come data, «1,0O» (con la lettera O) come numero.",
            "\"31/06/2017\" as a date, \"1,0O\" (with the letter O) as a number.",
        ),
        law: None,
    },
    checks: &[Check::Reading(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    case.report.walk(&mut Pointer::default(), &mut |at, leaf| {
        let Some(first) = leaf.places.first().filter(|_| leaf.unreadable) else { return };
        // What was not surely read of a scan is no fault of the document: E001 tells of it; E006 tells of whole tables.
        if leaf.places.iter().any(|p| p.is_doubtful()) || case.distrusts(at.as_str()) {
            return;
        }
        let raw = leaf.places.iter().map(|p| &*p.text).collect::<Vec<_>>().join(" ");
        let message = Message::new(
            format!("Pagina {}: «{raw}» non è un valore leggibile per questo campo", first.page),
            format!("Page {}: \"{raw}\" is not a readable value of this field", first.page),
        );
        let objective = objective_of(case.report, at.as_str());
        out.push(RULE.finding(at.as_str().to_owned(), message).of(objective).says(raw).at(leaf.places));
    });
}

/// The code of the objective that a pointer leads into.
pub(super) fn objective_of<'a>(report: &'a Report, pointer: &str) -> Option<&'a String> {
    let position: usize = pointer.strip_prefix("/objectives/")?.split('/').next()?.parse().ok()?;
    report.objectives.get(position)?.code.value.as_ref()
}
