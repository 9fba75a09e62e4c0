//! E006 table-not-understood: a table whose layout was surely misread.

use super::e003::objective_of;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::base::passage::Place;
use crate::contract::{Finding, Notice, Pointer, Severity, Walk, leads_below};

pub(super) static RULE: Rule = Rule {
    code: "E006",
    name: "table-not-understood",
    title: ("Tabella non capita", "Table that was not understood"),
    severity: Severity::Error,
    doc: Doc {
        what: (
            "Di una tabella non si legge tanto, che ne è stata certo fraintesa l'impaginazione. Il rilievo sta al posto dei suoi E003; i suoi valori non entrano in alcuna somma, e il documento risulta letto in parte.",
            "So much of a table cannot be read that its layout was surely misread. The finding stands in place of its E003; its values enter no sum, and the document counts as read in part.",
        ),
        why: (
            "Cento celle illeggibili non sono cento errori del documento: la tabella va letta sull'originale.",
            "A hundred unreadable cells are not a hundred errors of the document: the table has to be read in the original.",
        ),
        example: (
            "Le colonne di una tabella scannerizzata sono scivolate di un posto: date fra i pesi, testo fra gli importi.",
            "The columns of a scanned table have slipped by one: dates among the weights, text among the amounts.",
        ),
        law: None,
    },
    checks: &[Check::Reading(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for notice in case.notices {
        let Notice::Misread { list } = notice else { continue };
        let (mut unreadable, mut read): (Vec<&Place>, usize) = (Vec::new(), 0);
        case.report.walk(&mut Pointer::default(), &mut |at, leaf| {
            if leads_below(at.as_str(), list) {
                read += 1;
                unreadable.extend(leaf.places.first().filter(|_| leaf.unreadable));
            }
        });
        let count = unreadable.len();
        let message = Message::new(
            format!(
                "La tabella non è stata compresa: {count} valori su {read} non si possono leggere. Va letta sull'originale"
            ),
            format!("The table was not understood: {count} of {read} values cannot be read. Read it in the original"),
        );
        let mut finding = RULE.finding(list.clone(), message).of(objective_of(case.report, list));
        for place in unreadable {
            finding = finding.at(std::slice::from_ref(place));
        }
        out.push(finding);
    }
}
