//! H002 duplicate-objective: a code that an earlier objective has.

use crate::audit::Case;
use crate::audit::across::History;
use crate::audit::rule::{Across, Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "H002",
    name: "duplicate-objective",
    title: ("Codice di obiettivo ripetuto", "Repeated code of an objective"),
    severity: Severity::Error,
    doc: Doc {
        what: (
            "Il codice di un obiettivo è già di un obiettivo precedente del documento.",
            "The code of an objective is that of an earlier objective of the document.",
        ),
        why: (
            "Due schede con lo stesso codice si sovrascrivono in ogni banca dati.",
            "Two cards with one code overwrite each other in every database.",
        ),
        example: ("Due schede 2020_A03_02 nello stesso documento.", "Two cards 2020_A03_02 in one document."),
        law: None,
    },
    checks: &[Check::Values(check), Check::Across(across)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective) in case.objectives() {
        let Some(code) = &objective.code.value else { continue };
        let earlier = case.objectives().take(i).find(|(_, o)| o.code.value.as_ref() == Some(code));
        let Some((first, earlier)) = earlier else { continue };
        let message = Message::new(
            format!("Il codice {code} è già dell'obiettivo {} del documento", first + 1),
            format!("The code {code} is already that of objective {} of the document", first + 1),
        );
        out.push(
            RULE.finding(format!("/objectives/{i}/code"), message)
                .of(Some(code))
                .says(code)
                .with(format!("/objectives/{first}/code"))
                .at(&objective.code.places)
                .at(&earlier.code.places),
        );
    }
}

/// Cards of one code that stand in two documents and speak of the same day.
fn across(history: &History, out: &mut Vec<Across>) {
    for (card, counting) in &history.superseded {
        let (Some(code), Some(other)) = (&card.code, history.cards.get(*counting)) else { continue };
        if card.as_of != other.as_of {
            continue;
        }
        let message = Message::new(
            format!("Il codice {code} è anche dell'obiettivo {} di {}", other.position + 1, other.path),
            format!("The code {code} is also that of objective {} of {}", other.position + 1, other.path),
        );
        let pointer = |position: usize| format!("/objectives/{position}/code");
        out.push(Across {
            path: card.path.clone(),
            finding: RULE.finding(pointer(card.position), message).of(Some(code)).says(code).at(&card.places),
            against: (other.path.clone(), pointer(other.position)),
        });
    }
}
