//! What is doubtful in a grammar although it can be read.

use super::form::{Form, Section};
use crate::base::lang::Message;

/// Doubts about a form: headings that overlap, columns that cannot be told apart, parts that can never be filled.
pub fn advice(form: &Form) -> Vec<Message> {
    let mut out = Vec::new();
    overlaps(form, &mut out);
    for section in &form.sections {
        columns(section, &mut out);
    }
    if form.marks.len() < 3 {
        out.push(Message::new(
            "recognise.marks: con meno di tre segni un altro modulo può essere scambiato per questo",
            "recognise.marks: with fewer than three marks another form may be taken for this one",
        ));
    }
    let keyed = form.heading.is_some() || !form.header.is_empty() || form.labels.iter().any(|l| l.starts);
    if !keyed {
        out.push(Message::new(
            "card: nulla dice dove comincia una scheda (heading, header o un'etichetta con starts): tutto il documento sarà una sola",
            "card: nothing says where a card begins (heading, header or a label with starts): the whole document will be one",
        ));
    }
    let year = form.derived.iter().any(|d| d.fields.iter().any(|f| &**f == "year"))
        || form.labels.iter().any(|l| l.field.as_deref() == Some("year"))
        || form.heading.as_ref().is_some_and(|h| h.capture_names().flatten().any(|n| n == "year"));
    if !year {
        out.push(Message::new(
            "card: nulla dà l'anno (year) degli obiettivi; si può ricavare con [[card.derived]]",
            "card: nothing gives the year of the objectives; [[card.derived]] can read it out of another field",
        ));
    }
    out
}

/// A section whose heading is also a label, or the beginning of one.
fn overlaps(form: &Form, out: &mut Vec<Message>) {
    for section in &form.sections {
        for name in &section.names {
            if form.labels.iter().any(|l| l.names.contains(name)) {
                let id = &section.id;
                out.push(Message::new(
                    format!("l'intestazione della sezione {id} è anche un'etichetta: vince la sezione"),
                    format!("the heading of section {id} is a label as well: the section wins"),
                ));
            }
        }
    }
    for (k, one) in form.sections.iter().enumerate().filter(|(_, s)| s.headed) {
        for other in form.sections.iter().skip(k + 1).filter(|s| s.headed) {
            let shared =
                one.columns.iter().filter(|c| other.columns.iter().any(|d| d.names == c.names && d.under == c.under));
            if shared.count() * 2 > one.columns.len().min(other.columns.len()) {
                let (a, b) = (&one.id, &other.id);
                out.push(Message::new(
                    format!("le tabelle {a} e {b} si aprono con quasi le stesse colonne: dare loro un'intestazione (names), se c'è"),
                    format!("tables {a} and {b} are opened by nearly the same columns: give them a heading (names), if there is one"),
                ));
            }
        }
    }
}

fn columns(section: &Section, out: &mut Vec<Message>) {
    let id = &section.id;
    for (k, one) in section.columns.iter().enumerate() {
        let same = |other: &super::form::Column| {
            other.under == one.under
                && other.by_year == one.by_year
                && other.names.iter().any(|n| one.names.contains(n))
        };
        if section.columns.iter().skip(k + 1).any(same) {
            out.push(Message::new(
                format!(
                    "sezione {id}: due colonne «{}»: under = […] dice sotto quale intestazione sta ciascuna",
                    one.shown
                ),
                format!(
                    "section {id}: two columns \"{}\": under = […] says below which heading each stands",
                    one.shown
                ),
            ));
        }
    }
    if !section.columns.is_empty() && !section.columns.iter().any(|c| c.key) {
        out.push(Message::new(
            format!("sezione {id}: nessuna colonna distingue le righe (key = true, o type = \"decimal\"): senza linee tra le righe ne uscirà una sola"),
            format!("section {id}: no column tells rows apart (key = true, or type = \"decimal\"): without ruling lines they become one"),
        ));
    }
}
