//! An indicator as the reader of narratives sees it: the words that say what it counts, its unit and its values.

use rust_decimal::Decimal;

use super::hedge::LARGEST;
use super::unit::{Unit, unit_of_indicator};
use crate::audit::words::{Lexicon, Stem, Token, is_yes_no, names_one, tokens};

/// What is given of an indicator.
#[derive(Clone, Debug, Default)]
pub struct Indicator {
    /// What it counts, in words.
    pub description: String,
    /// A note beside it, which may say that it is yes or no.
    pub note: String,
    /// The value that was planned.
    pub expected: Option<Decimal>,
    /// The value that was achieved.
    pub achieved: Option<Decimal>,
    /// Values of earlier years, the latest first.
    pub previous: Vec<Option<Decimal>>,
}

/// A telling word of an indicator's description.
pub struct Mark<'l> {
    /// Its stem.
    pub(in crate::audit) stem: Stem<'l>,
    /// The word as it is written.
    pub word: String,
    /// How much it tells this indicator from the others of the objective.
    pub weight: f64,
}

/// An indicator that prose can contradict.
pub struct Gauge<'l> {
    /// The telling words of its description, in their order.
    pub marks: Vec<Mark<'l>>,
    /// Initials of neighbouring words, by which offices shorten them: "pdc", "cie".
    pub initials: Vec<String>,
    /// What it is measured in.
    pub unit: Unit,
    /// The value that was achieved.
    pub achieved: Decimal,
    /// The value that was planned.
    pub expected: Option<Decimal>,
    /// Values of earlier years, the latest first.
    pub previous: Vec<Decimal>,
}

impl Gauge<'_> {
    /// The value of the year before.
    pub fn last(&self) -> Option<Decimal> {
        self.previous.first().copied()
    }
}

/// The indicators that prose can contradict: those with a value that is not yes or no. Positions stay.
pub fn gauges<'l>(indicators: &[Indicator], lexicon: &'l Lexicon) -> Vec<Option<Gauge<'l>>> {
    let cut: Vec<Vec<Token>> = indicators.iter().map(|i| tokens(&i.description)).collect();
    let stems: Vec<Vec<(String, String)>> = cut
        .iter()
        .map(|tokens| {
            let telling = |t: &Token| t.stem().filter(|s| !lexicon.is_empty(s)).map(|s| (s, t.lower.clone()));
            let mut own: Vec<(String, String)> = Vec::new();
            for (stem, word) in tokens.iter().filter_map(telling) {
                if !own.iter().any(|(s, _)| *s == stem) {
                    own.push((stem, word));
                }
            }
            own
        })
        .collect();
    let count = stems.len() as f64;
    let rarity = |stem: &String| {
        let with = stems.iter().filter(|own| own.iter().any(|(s, _)| s == stem)).count() as f64;
        (1.0 + count / with.max(1.0)).ln()
    };
    type Named<'n> = ((&'n Indicator, &'n Vec<Token>), &'n Vec<(String, String)>);
    let gauge = |((indicator, tokens), own): Named<'_>| {
        let sane = |value: Decimal| Some(value).filter(|v| v.abs() <= Decimal::from(LARGEST));
        let achieved = indicator.achieved.and_then(sane)?;
        if [&indicator.description, &indicator.note].into_iter().any(|text| is_yes_no(text) || names_one(text)) {
            return None;
        }
        let marks = own.iter().map(|(stem, word)| Mark {
            weight: rarity(stem) * if lexicon.is_common(stem) { COMMON } else { 1.0 },
            stem: lexicon.stem(stem.clone()),
            word: word.clone(),
        });
        Some(Gauge {
            marks: marks.collect(),
            initials: initials(tokens),
            unit: unit_of_indicator(tokens),
            achieved,
            expected: indicator.expected.and_then(sane),
            previous: indicator.previous.iter().flatten().copied().filter_map(sane).collect(),
        })
    };
    indicators.iter().zip(&cut).zip(&stems).map(gauge).collect()
}

/// What a word weighs that indicators of all offices use ("servizio", "effettuati"), beside one that they do not.
const COMMON: f64 = 0.4;

/// Initials of two to five neighbouring words, with and without the small words between them.
fn initials(tokens: &[Token]) -> Vec<String> {
    let words: Vec<&Token> = tokens.iter().filter(|t| t.lower.chars().all(char::is_alphabetic)).collect();
    let telling: Vec<&Token> = words.iter().filter(|t| t.lower.chars().count() > 3).copied().collect();
    let mut out = Vec::new();
    for list in [&words, &telling] {
        for size in 2..=5 {
            for run in list.windows(size) {
                let initials: String = run.iter().filter_map(|t| t.lower.chars().next()).collect();
                if initials.chars().count() > 2 || std::ptr::eq(list, &telling) {
                    out.push(initials);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_shortened_to_initials() {
        let own = initials(&tokens("Permessi di costruire rilasciati"));
        assert!(own.contains(&"pdc".to_owned()) && own.contains(&"pc".to_owned()));
    }
}
