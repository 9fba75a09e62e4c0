//! A narrative read: the contradictions, with their reasons and the places of their numbers.

use std::ops::Range;

use rust_decimal::Decimal;

use super::claim::Basis;
use super::decide::{Decision, Opinion, decide};
use super::gauge::Indicator;
use super::study::{Slip, Study, slip};
use super::unit::Unit;
use super::weights::Weights;
use crate::audit::words::Lexicon;

/// What else a number that contradicts an indicator is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The expected value.
    Expected,
    /// The value of so many years before, 1 for last year's.
    Earlier(usize),
    /// The achieved value with digits in another order.
    Swapped,
    /// The achieved value with another digit.
    Digit,
    /// Ten, a hundred or a thousand times the achieved value, or that part of it.
    Ten,
    /// The achieved value of the indicator at a position.
    Another(usize),
}

/// A number in the prose that contradicts an indicator.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// Position of the indicator.
    pub indicator: usize,
    /// Where the number stands: position of the paragraph and bytes in it; the same number may be said again.
    pub places: Vec<(usize, Range<usize>)>,
    /// The sentence that says it first.
    pub sentence: Range<usize>,
    /// The words that link the two: of the prose, and of the indicator.
    pub words: Vec<(String, String)>,
    /// What the number is held against.
    pub basis: Basis,
    /// What is said, in the unit of the indicator.
    pub said: Decimal,
    /// What the indicator has for it.
    pub has: Decimal,
    /// The unit that both name; none where either does not.
    pub unit: Option<Unit>,
    /// Whether it is the sum of the numbers at its places.
    pub sum: bool,
    /// What else the number is.
    pub why: Option<Why>,
    /// The chance that it is a contradiction.
    pub chance: f64,
}

/// The contradictions between the paragraphs of a narrative and the indicators of its objective, by position of the indicator,
/// with a chance of at least `least`; `year` is that of the report.
pub fn contradictions(
    paragraphs: &[&str],
    indicators: &[Indicator],
    year: Option<i32>,
    lexicon: &Lexicon,
    least: f64,
) -> Vec<Contradiction> {
    let weights = Weights::own();
    let study = Study::new(paragraphs, indicators, year, lexicon);
    if study.said.is_empty() {
        return Vec::new();
    }
    let opinion = Opinion::new(&study, weights);
    let decisions = decide(&study, &opinion, weights);
    let sure = decisions.iter().filter(|d| d.chance >= least);
    let mut out: Vec<Contradiction> = sure.filter_map(|d| contradiction(&study, &opinion, d)).collect();
    out.sort_by_key(|c| c.indicator);
    out
}

fn contradiction(study: &Study<'_>, opinion: &Opinion, decision: &Decision) -> Option<Contradiction> {
    let (s, i) = (decision.said, decision.indicator);
    let said = study.said.get(s)?;
    let pair = study.pair(s, i)?;
    let claim = pair.claim.as_ref()?;
    let gauge = study.gauges.get(i)?.as_ref()?;
    let paragraph = study.paragraphs.get(said.paragraph)?;
    // The same number said again of the same thing.
    let again = study.said.iter().take(study.single).enumerate().filter(|(t, other)| {
        *t != s
            && other.mention.value == said.mention.value
            && other.mention.shape == said.mention.shape
            && opinion.links.get(*t).and_then(|row| row.get(i)).copied().flatten().is_some_and(|sum| sum > 0.0)
    });
    let own = match &said.mention.parts[..] {
        [] => std::slice::from_ref(&said.mention.range),
        parts => parts,
    };
    let mut places: Vec<_> = own.iter().map(|range| (said.paragraph, range.clone())).collect();
    places.extend(again.map(|(_, other)| (other.paragraph, other.mention.range.clone())));
    places.sort_by_key(|(paragraph, range)| (*paragraph, range.start));
    let tokens = paragraph.sentence(said.mention.token);
    let start = paragraph.tokens.get(tokens.start)?.start;
    let end = paragraph.tokens.get(tokens.end.checked_sub(1)?)?.end;
    let mut words = pair.words.clone();
    words.dedup();
    let unit = said.mention.unit.filter(|unit| unit.dimension == gauge.unit.dimension);
    Some(Contradiction {
        indicator: i,
        places,
        sentence: start..end,
        words,
        basis: claim.basis,
        said: claim.said,
        has: claim.has,
        unit,
        sum: !said.mention.parts.is_empty(),
        why: if claim.basis == Basis::Value { why(study, i, claim.said) } else { None },
        chance: decision.chance,
    })
}

fn why(study: &Study<'_>, i: usize, value: Decimal) -> Option<Why> {
    let gauge = study.gauges.get(i)?.as_ref()?;
    if gauge.expected == Some(value) {
        return Some(Why::Expected);
    }
    if let Some(k) = gauge.previous.iter().position(|p| *p == value) {
        return Some(Why::Earlier(k + 1));
    }
    match slip(value, gauge.achieved) {
        Slip::Swap => return Some(Why::Swapped),
        Slip::Digit if value.abs() >= Decimal::ONE_HUNDRED => return Some(Why::Digit),
        Slip::Ten => return Some(Why::Ten),
        _ => {}
    }
    let another = study.gauges.iter().position(|g| g.as_ref().is_some_and(|g| g.achieved == value));
    another.filter(|j| *j != i && value.abs() >= Decimal::TEN).map(Why::Another)
}
