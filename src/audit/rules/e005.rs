//! E005 covered-figure: another figure lies hidden under the one that is seen.

use super::e003::objective_of;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::base::passage::Place;
use crate::contract::{Finding, Notice, Pointer, Report, Severity, Walk};

pub(super) static RULE: Rule = Rule {
    code: "E005",
    name: "covered-figure",
    title: ("Cifra coperta", "Covered figure"),
    severity: Severity::Info,
    doc: Doc {
        what: (
            "Sotto il valore che si vede ne sta nascosto un altro: coperto da un riquadro, scritto dello stesso colore del fondo, o sotto un'annotazione. Vale quello che si vede.",
            "Another value lies hidden under the one that is seen: covered by a box, written in the colour of its ground, or below an annotation. The one that is seen counts.",
        ),
        why: (
            "Una cifra corretta dopo la stampa lascia la vecchia sotto di sé: chi controlla deve sapere che c'era.",
            "A figure that was corrected after printing leaves the old one below: whoever checks must know that it was there.",
        ),
        example: (
            "Si legge «7.000,00»; sotto un riquadro bianco sta «9.000,00».",
            "\"7.000,00\" is seen; below a white box lies \"9.000,00\".",
        ),
        law: None,
    },
    checks: &[Check::Reading(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for notice in case.notices {
        let Notice::Covered { hidden } = notice else { continue };
        let (page, below) = (hidden.page, &hidden.text);
        let finding = match covering(case.report, hidden) {
            Some((pointer, seen)) => {
                let said = &seen.text;
                let message = Message::new(
                    format!("Pagina {page}: sotto «{said}» sta nascosto «{below}»"),
                    format!("Page {page}: under \"{said}\" lies hidden \"{below}\""),
                );
                let objective = objective_of(case.report, &pointer);
                RULE.finding(pointer, message).of(objective).says(said).at(std::slice::from_ref(seen))
            }
            None => {
                let message = Message::new(
                    format!("Pagina {page}: testo nascosto, che nessuno vede: «{below}»"),
                    format!("Page {page}: hidden text, which nobody sees: \"{below}\""),
                );
                RULE.finding(String::new(), message)
            }
        };
        out.push(finding.at(std::slice::from_ref(hidden)));
    }
}

/// The value that covers most of a place, with the place where it does.
fn covering<'a>(report: &'a Report, hidden: &Place) -> Option<(String, &'a Place)> {
    let mut best: Option<(f32, String, &'a Place)> = None;
    report.walk(&mut Pointer::default(), &mut |at, leaf| {
        for place in leaf.places.iter().filter(|p| p.page == hidden.page) {
            let common = place.bbox.overlap_x(&hidden.bbox) * place.bbox.overlap_y(&hidden.bbox);
            if common > best.as_ref().map_or(0.0, |(most, ..)| *most) {
                best = Some((common, at.as_str().to_owned(), place));
            }
        }
    });
    best.map(|(_, pointer, place)| (pointer, place))
}
