//! N001 narrative-indicator: the narrative states a quantity that contradicts an indicator.

use rayon::prelude::*;

use crate::audit::narrative::{Contradiction, contradictions};
use crate::audit::rule::{Doc, Rule};
use crate::audit::{Case, Lexicon};
use crate::lang::Message;
use crate::passage::{Passage, Piece};
use crate::record::{Finding, Objective, Severity, Status};

pub(super) static RULE: Rule = Rule {
    code: "N001",
    name: "narrative-indicator",
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "Lo stato di attuazione dichiara una quantità di ciò che un indicatore conta, e la quantità contraddice il valore raggiunto.",
            "The narrative states a quantity of what an indicator counts, and it contradicts the achieved value.",
        ),
        why: (
            "Sono due rendiconti dello stesso fatto nella stessa scheda: uno dei due è sbagliato, e la valutazione si fa sull'indicatore.",
            "They are two accounts of one fact in one report: one of them is wrong, and performance is judged by the indicator.",
        ),
        example: (
            "\"… whatsApp, a cui si sono iscritti 2384 cittadini\", mentre \"Numero utenti di whatsapp\" ha raggiunto 2.380,00.",
            "\"… whatsApp, a cui si sono iscritti 2384 cittadini\", while \"Numero utenti di whatsapp\" achieved 2.380,00.",
        ),
        law: Some((
            "Artt. 196-198 del D.Lgs. 267/2000 (TUEL), controllo di gestione; D.Lgs. 118/2011, allegato 1, principio 5 (attendibilità).",
            "Articles 196-198 of D.Lgs. 267/2000 (TUEL), management control; D.Lgs. 118/2011, annex 1, principle 5 (reliability).",
        )),
    },
    check,
    across: None,
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    // Prose takes the most time of all rules; objectives are read on all cores and told in their order.
    let found: Vec<Vec<Finding>> = case
        .report
        .objectives
        .par_iter()
        .with_max_len(2)
        .enumerate()
        .map(|(i, objective)| findings(i, objective, case.lexicon))
        .collect();
    out.extend(found.into_iter().flatten());
}

fn findings(i: usize, objective: &Objective, lexicon: &Lexicon) -> Vec<Finding> {
    let Some(status) = &objective.status else { return Vec::new() };
    contradictions(objective, lexicon).iter().filter_map(|found| finding(i, objective, status, found)).collect()
}

fn finding(i: usize, objective: &Objective, status: &Status, found: &Contradiction) -> Option<Finding> {
    let indicator = objective.indicators.get(found.indicator)?;
    let achieved = indicator.achieved.value?;
    let (first, range) = found.places.first()?;
    let said = status.paragraphs.get(*first)?.text.as_str().get(range.clone())?;
    let words = found.words.join(", ");
    let (instead_it, instead_en) = match indicator.expected.value.filter(|_| found.is_expected) {
        Some(value) => (
            format!("; è uguale al valore atteso ({value}), non al raggiunto"),
            format!("; it equals the expected value ({value}), not the achieved one"),
        ),
        None => Default::default(),
    };
    let name = indicator.description.as_str();
    let message = Message::new(
        format!(
            "Lo stato di attuazione dice «{said}», l'indicatore «{name}» {achieved} (collegati da: {words}){instead_it}"
        ),
        format!("The narrative says \"{said}\", the indicator \"{name}\" {achieved} (linked by: {words}){instead_en}"),
    );
    let mut finding = RULE
        .finding(format!("/objectives/{i}/indicators/{}/achieved", found.indicator), message)
        .of(objective.code.value.as_ref())
        .differs(said, achieved);
    for (paragraph, range) in &found.places {
        let pointer = format!("/objectives/{i}/status/paragraphs/{paragraph}");
        if !finding.related.contains(&pointer) {
            finding = finding.with(pointer);
        }
        finding = finding.at(&number(status, *paragraph, range.clone()).places());
    }
    Some(finding.at(&indicator.achieved.places))
}

/// The number itself, cut out of its paragraph.
fn number(status: &Status, paragraph: usize, range: std::ops::Range<usize>) -> Passage {
    let paragraph = &status.paragraphs[paragraph];
    let pieces: Vec<Piece> = paragraph.words.to_vec();
    Passage { text: paragraph.text.as_str().to_owned(), pieces }.slice(range)
}
