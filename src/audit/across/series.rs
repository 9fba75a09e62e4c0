//! The same indicator over the years, although its wording drifts.
//!
//! Years are taken in their order; each indicator of a year continues at most one series and each series is continued by at
//! most one indicator. What speaks for a pair: the words of both descriptions, the objective that carries them, a code, and
//! values of earlier years that the later report repeats. A pair that is not sure, or no surer than another one, is none.

use rust_decimal::Decimal;

use super::card::{Card, Gauge};
use crate::audit::words::{Lexicon, Stem, are_opposed, tokens};

/// An indicator over the years of one centre.
#[derive(Clone, Debug)]
pub struct Series {
    /// One point a year, ascending: position of the card and of the indicator in it.
    pub points: Vec<Point>,
}

/// An indicator in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The year.
    pub year: i32,
    /// Position of the card in the history of its centre.
    pub card: usize,
    /// Position of the indicator in its card.
    pub gauge: usize,
}

/// Two indicators are the same from this score on.
const SURE: f32 = 0.78;
/// How much surer a pair must be than the next one that could take its place.
const MARGIN: f32 = 0.04;
/// The words alone must reach this much; less where earlier values are repeated.
const WORDS: f32 = 0.6;
const WORDS_WITH_VALUES: f32 = 0.3;

/// What the wording of the indicator weighs; the rest is the wording of its objective.
const WORDING: f32 = 0.75;
/// What the same code says for a pair, and another code against it.
const CODE: f32 = 0.1;
/// Smaller values agree by chance: much is counted by the month.
const TELLING: i64 = 13;
/// What a value of an earlier year says that is repeated, or is not: a past that was corrected says little against a pair.
const REPEATED: f32 = 0.25;
const NOT_REPEATED: f32 = -0.02;
/// How much all of them say together at most.
const MOST_BY_VALUES: f32 = 0.35;
/// From so many equal letters on, two wordings differ by a slip of the pen or of the reader.
const SLIP: f32 = 0.9;
/// How alike wordings are at most that are not the same.
const NEARLY: f32 = 0.98;

/// The series of one centre. `cards` are those that count, one for each objective and year, years ascending.
pub(super) fn series(cards: &[Card], lexicon: &Lexicon) -> Vec<Series> {
    let words: Vec<Vec<Words<'_>>> =
        cards.iter().map(|c| c.gauges.iter().map(|g| Words::of(&g.description, lexicon)).collect()).collect();
    let objectives: Vec<Words<'_>> = cards.iter().map(|c| Words::of(&c.description, lexicon)).collect();
    let lasting: Vec<Option<String>> = cards.iter().map(Card::lasting_code).collect();
    let mut all: Vec<Series> = Vec::new();
    let mut from = 0;
    while from < cards.len() {
        let year = cards[from].year;
        let until = cards.iter().skip(from).position(|c| c.year != year).map_or(cards.len(), |k| from + k);
        let mut pairs = Vec::new();
        let points: Vec<Point> = (from..until)
            .flat_map(|card| (0..cards[card].gauges.len()).map(move |gauge| Point { year, card, gauge }))
            .collect();
        for (n, new) in points.iter().enumerate() {
            for (k, old) in all.iter().enumerate() {
                let Some(last) = old.points.last() else { continue };
                let about = |p: &Point| (&words[p.card][p.gauge], &objectives[p.card], lasting[p.card].as_deref());
                let score = score(about(last), about(new), old, &cards[new.card].gauges[new.gauge], cards);
                pairs.extend(score.map(|s| (s, n, k)));
            }
        }
        let next = settle(pairs, points.len(), all.len());
        for (point, continues) in points.into_iter().zip(next) {
            match continues {
                Some(k) => all[k].points.push(point),
                None => all.push(Series { points: vec![point] }),
            }
        }
        from = until;
    }
    all
}

/// For each new indicator the series that it continues.
fn settle(mut pairs: Vec<(f32, usize, usize)>, new: usize, old: usize) -> Vec<Option<usize>> {
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut of_new: Vec<Option<usize>> = vec![None; new];
    let mut taken = vec![false; old];
    for (at, &(score, n, k)) in pairs.iter().enumerate() {
        if score < SURE || of_new[n].is_some() || taken[k] {
            continue;
        }
        let rival =
            pairs[at + 1..].iter().find(|(_, m, l)| (*m == n && !taken[*l]) != (*l == k && of_new[*m].is_none()));
        if rival.is_none_or(|r| score - r.0 >= MARGIN) {
            of_new[n] = Some(k);
            taken[k] = true;
        }
    }
    of_new
}

type About<'a, 'l> = (&'a Words<'l>, &'a Words<'l>, Option<&'a str>);

/// How sure it is that a new indicator continues a series; none when it does not.
fn score(old: About<'_, '_>, new: About<'_, '_>, series: &Series, gauge: &Gauge, cards: &[Card]) -> Option<f32> {
    let wording = old.0.likeness(new.0)?;
    let same_objective = match (old.2, new.2) {
        (Some(a), Some(b)) if a == b => 1.0,
        _ => old.1.likeness(new.1).unwrap_or(0.0),
    };
    let code = series.points.last().and_then(|p| cards[p.card].gauges[p.gauge].code.as_deref());
    let same_code = match (code, gauge.code.as_deref()) {
        (Some(a), Some(b)) if a == b => CODE,
        (Some(_), Some(_)) => -CODE,
        _ => 0.0,
    };
    let values = repeated_values(series, gauge, cards);
    if wording < if values > 0.0 { WORDS_WITH_VALUES } else { WORDS } {
        return None;
    }
    Some(WORDING * wording + (1.0 - WORDING) * same_objective + same_code + values)
}

/// What the values of earlier years say: they are repeated, or not. Small numbers agree by chance.
fn repeated_values(series: &Series, gauge: &Gauge, cards: &[Card]) -> f32 {
    let achieved = |year: i32| {
        let point = series.points.iter().find(|p| p.year == year)?;
        cards[point.card].gauges[point.gauge].achieved
    };
    let told = gauge.previous.iter().flatten().filter_map(|(year, value, _)| Some((achieved(*year)?, *value)));
    let telling = told.filter(|(a, _)| a.abs() >= Decimal::from(TELLING) && *a != Decimal::ONE_HUNDRED);
    telling
        .map(|(a, b)| if a == b { REPEATED } else { NOT_REPEATED })
        .fold(0.0, |s: f32, v| (s + v).clamp(2.0 * NOT_REPEATED, MOST_BY_VALUES))
}

/// The telling words of a description.
struct Words<'l> {
    plain: String,
    stems: Vec<Stem<'l>>,
}

impl<'l> Words<'l> {
    fn of(text: &str, lexicon: &'l Lexicon) -> Self {
        let tokens = tokens(text);
        let year = |t: &str| t.len() == 4 && (t.starts_with("19") || t.starts_with("20")) && t.parse::<u16>().is_ok();
        let kept: Vec<_> = tokens.into_iter().filter(|t| !year(&t.lower)).collect();
        let mut stems: Vec<Stem<'l>> = Vec::new();
        for token in &kept {
            // Numbers tell apart what words do not: "fascia 0-3 anni", "fascia 3-6 anni".
            let number = || token.lower.chars().all(char::is_numeric).then(|| token.lower.clone());
            let Some(stem) = token.stem().or_else(number) else { continue };
            if !lexicon.is_empty(&stem) && !stems.iter().any(|s| s.text == stem) {
                stems.push(lexicon.stem(stem));
            }
        }
        Self { plain: kept.iter().map(|t| t.lower.as_str()).collect::<Vec<_>>().join(" "), stems }
    }

    /// How alike two descriptions are, 0 to 1: the shared part of their words, synonyms counting less; none for opposites.
    fn likeness(&self, other: &Words<'_>) -> Option<f32> {
        if self.plain == other.plain && !self.plain.is_empty() {
            return Some(1.0);
        }
        if are_opposed(self.stems.iter(), other.stems.iter()) {
            return None;
        }
        let number = |s: &&Stem<'_>| s.text.starts_with(|c: char| c.is_ascii_digit());
        let numbers = |words: &Words<'_>| words.stems.iter().filter(number).map(|s| s.text.clone()).collect::<Vec<_>>();
        if numbers(self) != numbers(other) {
            return None;
        }
        let part = |a: &[Stem<'_>], b: &[Stem<'_>]| -> f32 {
            a.iter().map(|s| b.iter().map(|o| s.likeness(o)).fold(0.0, f32::max)).sum()
        };
        let count = self.stems.len() + other.stems.len();
        if self.stems.is_empty() || other.stems.is_empty() {
            return Some(0.0);
        }
        let words = (part(&self.stems, &other.stems) + part(&other.stems, &self.stems)) / count as f32;
        // A slip of the pen or of the reader leaves the letters nearly the same.
        let letters = strsim::normalized_levenshtein(&self.plain, &other.plain) as f32;
        Some(words.max(if letters > SLIP { letters } else { 0.0 }).min(NEARLY))
    }
}
