//! X001 previous-year: a value of an earlier year that is not what that year's report said.

use crate::audit::across::{History, Point};
use crate::audit::rule::{Across, Check, Doc, Rule};
use crate::base::lang::{Lang, Message, Told};
use crate::contract::Severity;

pub(super) static RULE: Rule = Rule {
    code: "X001",
    name: "previous-year",
    title: ("Valore di un anno precedente che non torna", "Value of an earlier year that does not agree"),
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "Il valore raggiunto in un anno precedente non è quello che diceva la scheda di quell'anno (solo con `schedario compare`).",
            "The achieved value of an earlier year is not what that year's report said (only by `schedario compare`).",
        ),
        why: (
            "Un consuntivo non cambia dopo un anno: o era sbagliato allora, o la serie storica è stata corretta senza dirlo.",
            "A result does not change after a year: either it was wrong then, or the series was corrected without saying so.",
        ),
        example: (
            "La scheda del 2017 dice 2.100 per il 2016, quella del 2016 diceva 2.010.",
            "The report of 2017 says 2,100 for 2016, that of 2016 said 2,010.",
        ),
        law: Some((
            "D.Lgs. 118/2011, allegato 1, principi 5 (attendibilità) e 12 (comparabilità e verificabilità).",
            "D.Lgs. 118/2011, annex 1, principles 5 (reliability) and 12 (comparability and verifiability).",
        )),
    },
    checks: &[Check::Across(check)],
};

fn check(history: &History, out: &mut Vec<Across>) {
    for series in &history.series {
        for point in &series.points {
            for (k, previous) in history.gauge(point).previous.iter().enumerate() {
                let Some((year, value, places)) = previous else { continue };
                let Some((then, achieved)) = history.achieved(series, *year).filter(|_| *year < point.year) else {
                    continue;
                };
                if achieved == *value {
                    continue;
                }
                out.push(finding(history, *point, k, (*year, *value), then, achieved, places));
            }
        }
    }
}

fn finding(
    history: &History,
    point: Point,
    k: usize,
    (year, value): (i32, rust_decimal::Decimal),
    then: Point,
    achieved: rust_decimal::Decimal,
    places: &[crate::base::passage::Place],
) -> Across {
    let (card, source) = (&history.cards[point.card], &history.cards[then.card]);
    let name = &history.gauge(&point).description;
    let expected_then = history.gauge(&then).expected == Some(value);
    let (also_it, also_en) = match expected_then {
        true => ("; è uguale al valore atteso di allora", "; it equals the value expected then"),
        false => ("", ""),
    };
    let message = Message::new(
        format!(
            "«{name}»: per il {year} è scritto {}, ma la scheda del {year} ({}) dice {}{also_it}",
            value.told(Lang::It),
            source.path,
            achieved.told(Lang::It)
        ),
        format!(
            "\"{name}\": {} is written for {year}, but the report of {year} ({}) says {}{also_en}",
            value.told(Lang::En),
            source.path,
            achieved.told(Lang::En)
        ),
    );
    let subject = format!("/objectives/{}/indicators/{}/previous/{k}/value", card.position, point.gauge);
    let finding = RULE.finding(subject, message).of(card.code.as_ref()).differs(value, achieved).at(places);
    Across {
        path: card.path.clone(),
        finding,
        against: (source.path.clone(), format!("/objectives/{}/indicators/{}/achieved", source.position, then.gauge)),
    }
}
