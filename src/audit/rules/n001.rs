//! N001 narrative-indicator: the narrative states a quantity that contradicts an indicator.

use chrono::Datelike;
use rayon::prelude::*;

use crate::audit::narrative::{self, Basis, Contradiction, Dimension, Why, contradictions};
use crate::audit::rule::{Check, Doc, Rule};
use crate::audit::{Case, Lexicon, Selection};
use crate::base::lang::{Lang, Message, Told};
use crate::base::passage::{Passage, Piece};
use crate::contract::{Finding, Indicator, Objective, Severity, Status};

pub(super) static RULE: Rule = Rule {
    code: "N001",
    name: "narrative-indicator",
    title: ("Narrativa che contraddice l'indicatore", "Narrative that contradicts the indicator"),
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
    checks: &[Check::Values(check)],
};

/// Findings that are less sure than this are never told, not even on request: of those there are more wrong ones than right.
const LEAST: f64 = 0.3;

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
    let paragraphs: Vec<&str> = status.paragraphs.iter().map(|p| p.text.as_str()).collect();
    let indicators: Vec<narrative::Indicator> = objective.indicators.iter().map(seen).collect();
    let year = status.as_of.value.map(|day| day.year()).or(objective.year.value);
    let found = contradictions(&paragraphs, &indicators, year, lexicon, LEAST);
    found.iter().filter_map(|found| finding(i, objective, status, found)).collect()
}

/// An indicator as the reader of narratives sees it.
fn seen(indicator: &Indicator) -> narrative::Indicator {
    // Forms print the years in one order or the other.
    let mut years: Vec<_> = indicator.previous.iter().collect();
    years.sort_by_key(|year| std::cmp::Reverse(year.year.value));
    narrative::Indicator {
        description: indicator.description.as_str().to_owned(),
        note: indicator.note.as_str().to_owned(),
        expected: indicator.expected.value,
        achieved: indicator.achieved.value,
        previous: years.iter().map(|p| p.value.value).collect(),
    }
}

fn finding(i: usize, objective: &Objective, status: &Status, found: &Contradiction) -> Option<Finding> {
    let indicator = objective.indicators.get(found.indicator)?;
    let achieved = indicator.achieved.value?;
    let (first, range) = found.places.first()?;
    let text = status.paragraphs.get(*first)?.text.as_str();
    let said = text.get(range.clone())?;
    let name = indicator.description.as_str();
    let (why_it, why_en) = reasons(objective, found);
    let (quote, holds) = (quote(text, found), achieved.told(Lang::It));
    let message = Message::new(
        format!("Lo stato di attuazione dice «{said}», l'indicatore «{name}» {holds}{why_it}. La frase: «{quote}»"),
        format!(
            "The narrative says \"{said}\", the indicator \"{name}\" {}{why_en}. The sentence: \"{quote}\"",
            achieved.told(Lang::En)
        ),
    );
    let mut finding = RULE
        .finding(format!("/objectives/{i}/indicators/{}/achieved", found.indicator), message)
        .of(objective.code.value.as_ref())
        .differs(said, achieved)
        .sure((found.chance * 100.0).round().min(99.0) / 100.0);
    if finding.confidence < Selection::SURE {
        finding.severity = Severity::Info;
    }
    for (paragraph, range) in &found.places {
        let pointer = format!("/objectives/{i}/status/paragraphs/{paragraph}");
        if !finding.related.contains(&pointer) {
            finding = finding.with(pointer);
        }
        // In a report that was read back only the places of whole paragraphs are known.
        let number = number(status, *paragraph, range.clone()).places();
        let whole = status.paragraphs.get(*paragraph).map(|p| &p.text.places).filter(|_| number.is_empty());
        finding = finding.at(whole.unwrap_or(&number));
    }
    Some(finding.at(&indicator.achieved.places))
}

/// Why the number is held against the indicator: words that link them, the unit, and what else the number is.
fn reasons(objective: &Objective, found: &Contradiction) -> (String, String) {
    let (mut it, mut en) = (Vec::new(), Vec::new());
    if !found.words.is_empty() {
        let words: Vec<String> =
            found.words.iter().map(|(a, b)| if a == b { a.clone() } else { format!("{a} – {b}") }).collect();
        it.push(format!("collegati da: {}", words.join(", ")));
        en.push(format!("linked by: {}", words.join(", ")));
    }
    if let Some((unit_it, unit_en)) = found.unit.and_then(|unit| named(unit.dimension)) {
        it.push(format!("stessa unità: {unit_it}"));
        en.push(format!("same unit: {unit_en}"));
    }
    let has = found.has.round_dp(2).normalize();
    match found.basis {
        Basis::Value => {}
        Basis::Ratio => {
            let share = found.said.round_dp(1).normalize();
            it.push(format!("è il {} per cento", italian(&share.to_string())));
            en.push(format!("that is {share} per cent"));
        }
        Basis::Times => {
            it.push(format!("rispetto all'anno prima il valore è {} volte tanto", italian(&has.to_string())));
            en.push(format!("the value is {has} times that of the year before"));
        }
        Basis::Change => {
            it.push(format!("rispetto all'anno prima il valore cambia del {} per cento", italian(&has.to_string())));
            en.push(format!("the value differs by {has} per cent from the year before"));
        }
        Basis::All | Basis::None => {}
        Basis::Count => {
            it.push("l'indicatore è una percentuale, la frase conta".to_owned());
            en.push("the indicator is a percentage, the sentence counts".to_owned());
        }
    }
    if found.sum {
        let said = found.said.normalize();
        it.push(format!("le parti danno {}", italian(&said.to_string())));
        en.push(format!("the parts give {said}"));
    }
    if let Some((why_it, why_en)) = found.why.as_ref().and_then(|why| told(objective, why)) {
        it.push(why_it);
        en.push(why_en);
    }
    let joined = |parts: Vec<String>| if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) };
    (joined(it), joined(en))
}

/// What else a number is, in both languages.
fn told(objective: &Objective, why: &Why) -> Option<(String, String)> {
    let text = |it: &str, en: &str| Some((it.to_owned(), en.to_owned()));
    match why {
        Why::Expected => {
            text("è uguale al valore atteso, non al raggiunto", "it equals the expected value, not the achieved one")
        }
        Why::Earlier(1) => text("è uguale al valore dell'anno prima", "it equals last year's value"),
        Why::Earlier(years) => Some((
            format!("è uguale al valore di {years} anni prima"),
            format!("it equals the value of {years} years before"),
        )),
        Why::Swapped => text("le stesse cifre in altro ordine", "the same digits in another order"),
        Why::Digit => text("una sola cifra è diversa", "only one digit differs"),
        Why::Ten => text("le stesse cifre, un'altra grandezza", "the same digits, another magnitude"),
        Why::Another(j) => {
            let other = objective.indicators.get(*j)?.description.as_str();
            Some((format!("è uguale al valore di «{other}»"), format!("it equals the value of \"{other}\"")))
        }
    }
}

/// The name of a dimension, in both languages; none for things that are counted.
fn named(dimension: Dimension) -> Option<(&'static str, &'static str)> {
    Some(match dimension {
        Dimension::Count | Dimension::Other => return None,
        Dimension::Share => ("percentuale", "per cent"),
        Dimension::Money => ("euro", "euro"),
        Dimension::Time => ("tempo", "time"),
        Dimension::Length => ("lunghezza", "length"),
        Dimension::Area => ("superficie", "area"),
        Dimension::Volume => ("volume", "volume"),
        Dimension::Mass => ("peso", "mass"),
        Dimension::Energy => ("energia", "energy"),
    })
}

/// A number as Italian writes it.
fn italian(number: &str) -> String {
    number.replace('.', ",")
}

/// How much of a sentence is quoted on either side of its number.
const QUOTE: usize = 160;

/// The sentence of a contradiction, cut where it is too long to be read at a glance.
fn quote(text: &str, found: &Contradiction) -> String {
    let Some((_, range)) = found.places.first() else { return String::new() };
    // The number may be said again in another sentence; the first one is quoted.
    let whole = if found.sentence.contains(&range.start) { found.sentence.clone() } else { range.clone() };
    let mut start = whole.start.max(range.start.saturating_sub(QUOTE));
    let mut end = whole.end.min(range.end.saturating_add(QUOTE)).min(text.len());
    while start > 0 && !text.is_char_boundary(start) {
        start -= 1;
    }
    while end < text.len() && !text.is_char_boundary(end) {
        end += 1;
    }
    let (before, behind) = (if start > whole.start { "…" } else { "" }, if end < whole.end { "…" } else { "" });
    format!("{before}{}{behind}", text.get(start..end).unwrap_or_default().trim())
}

/// The number itself, cut out of its paragraph.
fn number(status: &Status, paragraph: usize, range: std::ops::Range<usize>) -> Passage {
    let Some(paragraph) = status.paragraphs.get(paragraph) else { return Passage::default() };
    let pieces: Vec<Piece> = paragraph.words.to_vec();
    Passage { text: paragraph.text.as_str().to_owned(), pieces, ..Passage::default() }.slice(range)
}
