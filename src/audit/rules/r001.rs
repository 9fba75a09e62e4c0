//! R001 registration-drift: protocol stamps that do not agree.

use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::base::passage::Place;
use crate::contract::{Finding, Read, Registration, Severity};

pub(super) static RULE: Rule = Rule {
    code: "R001",
    name: "registration-drift",
    title: ("Timbri di protocollo che non concordano", "Protocol stamps that do not agree"),
    severity: Severity::Error,
    doc: Doc {
        what: (
            "I timbri di protocollo del documento non concordano; vale il primo.",
            "The protocol stamps of the document do not agree; the first one counts.",
        ),
        why: (
            "Il numero di protocollo identifica il documento: due timbri diversi vogliono dire due documenti, o una registrazione corretta a mano.",
            "The protocol number identifies the document: two different stamps mean two documents, or a registration corrected by hand.",
        ),
        example: (
            "Data 21/01/2018 sulla prima pagina, 31/01/2018 sull'ultima.",
            "Date 21/01/2018 on the first page, 31/01/2018 on the last.",
        ),
        law: Some((
            "D.P.R. 445/2000, art. 53 (registrazione di protocollo: dati non modificabili) e art. 55 (segnatura).",
            "D.P.R. 445/2000, art. 53 (protocol registration: data that cannot be changed) and art. 55 (marking).",
        )),
    },
    checks: &[Check::Pages(check)],
};

/// A field of a stamp as text, with its places.
type Field<'a> = (&'static str, Option<String>, &'a [Place]);

fn fields(stamp: &Registration) -> [Field<'_>; 6] {
    let text = |key, value: &'_ Read<String>| (key, value.value.clone());
    let (entity, number) = (text("entity", &stamp.entity), text("protocol_number", &stamp.protocol_number));
    let date = ("protocol_date", stamp.protocol_date.value.map(|d| d.to_string()));
    let (code, label) = (text("class_code", &stamp.class_code), text("class_label", &stamp.class_label));
    let file = text("file", &stamp.file);
    [
        (entity.0, entity.1, &stamp.entity.places),
        (number.0, number.1, &stamp.protocol_number.places),
        (date.0, date.1, &stamp.protocol_date.places),
        (code.0, code.1, &stamp.class_code.places),
        (label.0, label.1, &stamp.class_label.places),
        (file.0, file.1, &stamp.file.places),
    ]
}

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    let [first, others @ ..] = case.stamps else { return };
    for (k, (key, expected, places)) in fields(first).into_iter().enumerate() {
        let Some(expected) = expected else { continue };
        let differs =
            others.iter().map(|o| fields(o)[k].clone()).find(|(_, v, _)| v.as_ref().is_some_and(|v| *v != expected));
        let Some((_, Some(found), other)) = differs else { continue };
        let message = Message::new(
            format!("Un altro timbro di protocollo dice «{found}», il primo «{expected}»"),
            format!("Another protocol stamp says \"{found}\", the first one \"{expected}\""),
        );
        out.push(RULE.finding(format!("/registration/{key}"), message).differs(&found, &expected).at(other).at(places));
    }
}
