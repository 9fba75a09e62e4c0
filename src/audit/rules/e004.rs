//! E004 heading-by-likeness: a heading or label that the form's grammar does not name so.

use std::collections::HashSet;

use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, How, Severity};

pub(super) static RULE: Rule = Rule {
    code: "E004",
    name: "heading-by-likeness",
    title: ("Intestazione riconosciuta per somiglianza", "Heading known by its likeness"),
    severity: Severity::Info,
    doc: Doc {
        what: (
            "Un'intestazione o etichetta è stata letta come un campo che la grammatica del modulo non chiama così: per somiglianza, per i valori che le stanno sotto o per una legge che torna. Un rilievo per dicitura.",
            "A heading or label was read as a field that the form's grammar does not name so: by likeness, by the values below it, or by a law that holds. One finding for each wording.",
        ),
        why: (
            "Chi cambia una parola del modulo non deve perdere i dati, e chi li usa deve sapere quali campi sono stati riconosciuti e non nominati.",
            "Whoever changes a word of the form must not lose data, and whoever uses them must know which fields were recognised and not named.",
        ),
        example: (
            "«Termine previsto» letto come fine prevista di una fase.",
            "\"Termine previsto\" read as the planned end of a phase.",
        ),
        law: None,
    },
    checks: &[Check::Reading(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    let mut told = HashSet::new();
    for reading in &case.report.form.readings {
        let Some(field) = &reading.field else { continue };
        let by = match reading.how {
            How::Named | How::Person => continue,
            How::Likeness => ("per somiglianza", "by likeness"),
            How::Values => ("per i valori", "by its values"),
            How::Law => ("per una legge del modulo", "by a law of the form"),
        };
        if !told.insert((&reading.printed, field)) {
            continue;
        }
        let message = Message::new(
            format!("«{}» è stato letto come «{field}» {}: il modulo non lo chiama così", reading.printed, by.0),
            format!("\"{}\" was read as \"{field}\" {}: the form does not name it so", reading.printed, by.1),
        );
        let mut finding = RULE.finding(String::new(), message).says(&reading.printed).sure(reading.confidence);
        finding.places = reading.places.clone();
        out.push(finding);
    }
}
