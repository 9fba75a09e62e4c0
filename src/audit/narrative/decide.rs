//! Which numbers contradict which indicators: every number has at most one indicator, every indicator one contradiction, and
//! most numbers belong to nothing.

use rust_decimal::Decimal;

use super::claim::Basis;
use super::model::{chance, sum_of};
use super::status::Kind;
use super::study::{Slip, Study, distance, is_hedged, slip};
use super::weights::Weights;

/// What the models hold of an objective: for each number the chances of its kinds, for each pair the sum of a link.
pub struct Opinion {
    /// The chance of each kind, by number.
    pub kinds: Vec<Vec<f64>>,
    /// The sum of weights of a link, by number and indicator.
    pub links: Vec<Vec<Option<f64>>>,
}

impl Opinion {
    /// The opinion that some weights lead to.
    pub fn new(study: &Study<'_>, weights: &Weights) -> Self {
        let kinds = study.cues.iter().map(|cues| weights.kind.chances(cues)).collect();
        let links = study
            .pairs
            .iter()
            .map(|row| row.iter().map(|p| p.as_ref().map(|p| weights.link.sum(&p.features))).collect())
            .collect();
        Self { kinds, links }
    }

    fn link(&self, s: usize, i: usize) -> f64 {
        self.links.get(s).and_then(|row| row.get(i)).copied().flatten().unwrap_or(NO_LINK)
    }

    fn kind(&self, s: usize, kind: Kind) -> f64 {
        self.kinds.get(s).and_then(|kinds| kinds.get(kind.position())).copied().unwrap_or(0.0)
    }
}

/// The sum of weights where there is no link to weigh.
const NO_LINK: f64 = -8.0;

/// The features by which a contradiction is judged.
pub const DECISION: &[&str] = &[
    "link",
    "link less the next indicator",
    "link less the next number",
    "state",
    "change",
    "part",
    "whole",
    "period",
    "plan",
    "other",
    "money or time",
    "average or label",
    "indicator borne out elsewhere",
    "number borne out elsewhere",
    "equals expected",
    "equals last year's",
    "equals an earlier year's",
    "digits changed places",
    "one digit off",
    "ten times off",
    "equals another indicator's",
    "distance",
    "near",
    "far",
    "derived",
    "hedged",
    "in words",
    "share of",
    "times",
    "change of the year",
    "all",
    "none",
    "small",
    "small achieved",
    "same unit",
    "other unit",
    "unit unsaid",
    "part of a sum",
    "another thing behind",
    "its thing behind",
    "words",
    "words less the next indicator",
    "link and slip",
    "link and expected",
    "link and an earlier year's",
    "state and an earlier year's",
    "fits the years",
    "count for a share",
    "neighbour borne out",
    "neighbour borne out and a change",
    "sum",
    "sum, near",
    "sum, near and above",
    "sum, and a neighbour borne out",
    "sum, and no part of it linked",
    "only pair of its unit",
];

/// What speaks for and against a number contradicting an indicator; none where it cannot.
pub fn evidence(study: &Study<'_>, opinion: &Opinion, s: usize, i: usize) -> Option<Vec<f64>> {
    let pair = study.pair(s, i)?;
    let claim = pair.claim.as_ref().filter(|_| !pair.holds)?;
    // A request made is no request granted: what speaks of the opposite cannot contradict.
    if pair.opposed {
        return None;
    }
    let gauge = study.gauges.get(i)?.as_ref()?;
    let mention = &study.said.get(s)?.mention;
    let flag = |b: bool| f64::from(u8::from(b));
    let link = opinion.link(s, i);
    let next = |all: &mut dyn Iterator<Item = f64>| all.fold(NO_LINK, f64::max);
    let other_gauge = next(&mut (0..study.gauges.len()).filter(|j| *j != i).map(|j| opinion.link(s, j)));
    let other_said = next(
        &mut (0..study.single)
            .filter(|t| *t != s)
            .map(|t| opinion.link(t, i) + opinion.kind(t, Kind::State).max(0.01).ln()),
    );
    let logit = |kind: Kind| sum_of(opinion.kind(s, kind)).max(-5.0) + 5.0;
    let borne = |t: usize, j: usize| {
        let exact = study.pair(t, j).is_some_and(|p| p.holds);
        if exact { chance(opinion.link(t, j)) } else { 0.0 }
    };
    let indicator_borne = (0..study.said.len())
        .filter(|t| *t != s)
        .map(|t| borne(t, i) * opinion.kind(t, Kind::State).max(0.3))
        .fold(0.0, f64::max);
    // What a change is said of stands beside it, mostly with the value itself.
    let sentence = study.paragraphs.get(study.said[s].paragraph)?.sentence(mention.token);
    let beside = |t: &usize| {
        study.said[*t].paragraph == study.said[s].paragraph && sentence.contains(&study.said[*t].mention.token)
    };
    let neighbour = (0..study.single).filter(|t| *t != s).filter(beside).map(|t| borne(t, i)).fold(0.0, f64::max);
    let number_borne = (0..study.gauges.len()).filter(|j| *j != i).map(|j| borne(s, j)).fold(0.0, f64::max);
    let value = claim.said;
    let sum = !mention.parts.is_empty();
    let is_value = matches!(claim.basis, Basis::Value) && !sum;
    let expected = is_value && gauge.expected == Some(value);
    let last = is_value && gauge.previous.first() == Some(&value);
    let earlier = is_value && !last && gauge.previous.contains(&value);
    let slip = if is_value { slip(value, claim.has) } else { Slip::No };
    let another = is_value
        && value.abs() >= Decimal::TEN
        && study.gauges.iter().enumerate().any(|(j, g)| j != i && g.as_ref().is_some_and(|g| g.achieved == value));
    let far = distance(value, claim.has);
    let near_years = std::iter::once(claim.has)
        .chain(gauge.expected)
        .chain(gauge.previous.iter().copied())
        .map(|v| distance(value, v))
        .fold(3.0, f64::min);
    let long = value.abs() >= Decimal::from(100);
    let slipped = match slip {
        Slip::Swap if long => 1.0,
        Slip::Swap | Slip::Ten => 0.6,
        Slip::Digit if long => 0.8,
        Slip::Digit => 0.3,
        Slip::No => 0.0,
    };
    let feature = |name: &str| {
        super::study::LINK.iter().position(|n| *n == name).and_then(|k| pair.features.get(k)).copied().unwrap_or(0.0)
    };
    let words = feature("all words less those of the next indicator");
    Some(vec![
        link,
        (link - other_gauge).clamp(-8.0, 8.0),
        (link - other_said).clamp(-8.0, 8.0),
        logit(Kind::State),
        logit(Kind::Change),
        logit(Kind::Part),
        logit(Kind::Whole),
        logit(Kind::Period),
        logit(Kind::Plan),
        logit(Kind::Other),
        logit(Kind::Money).max(logit(Kind::Time)),
        logit(Kind::Average).max(logit(Kind::Label)),
        indicator_borne,
        number_borne,
        flag(expected),
        flag(last),
        flag(earlier),
        flag(slip == Slip::Swap) * if long { 1.0 } else { 0.6 },
        flag(slip == Slip::Digit) * if long { 1.0 } else { 0.4 },
        flag(slip == Slip::Ten),
        flag(another),
        far,
        flag(far < 0.25),
        flag(far > 1.1),
        flag(pair.derived),
        flag(is_hedged(mention)),
        flag(mention.words),
        flag(claim.basis == Basis::Ratio),
        flag(claim.basis == Basis::Times),
        flag(claim.basis == Basis::Change),
        flag(claim.basis == Basis::All),
        flag(claim.basis == Basis::None),
        flag(value.abs() < Decimal::TEN),
        flag(claim.has.abs() < Decimal::TEN),
        feature("same unit"),
        feature("other unit"),
        feature("unit unsaid"),
        flag(in_sum(study, s, i)),
        feature("another thing behind"),
        feature("its thing behind"),
        pair.cover,
        words,
        link * slipped,
        link * flag(expected),
        link * flag(last || earlier),
        logit(Kind::State) * flag(last || earlier),
        near_years,
        flag(claim.basis == Basis::Count),
        neighbour,
        neighbour * flag(matches!(claim.basis, Basis::Change | Basis::Times)),
        flag(sum),
        flag(sum && far < 0.15),
        flag(sum && far < 0.15 && value > claim.has),
        if sum { neighbour } else { 0.0 },
        flag(sum && link < 0.0),
        feature("only pair of its unit"),
    ])
}

/// Whether a number belongs to a list whose sum is the achieved value, or another number of the paragraph.
fn in_sum(study: &Study<'_>, s: usize, i: usize) -> bool {
    let (Some(one), Some(Some(gauge))) = (study.said.get(s), study.gauges.get(i)) else { return false };
    let list: Vec<usize> = (0..study.single).filter(|t| study.said[*t].paragraph == one.paragraph).collect();
    let Some(at) = list.iter().position(|t| *t == s) else { return false };
    for from in at.saturating_sub(5)..=at {
        let mut sum = Decimal::ZERO;
        for (n, t) in list.iter().enumerate().skip(from).take(7) {
            sum = sum.saturating_add(study.said[*t].mention.value);
            if n < at || n == from {
                continue;
            }
            let told = list
                .iter()
                .enumerate()
                .any(|(m, u)| (m < from || m > n) && study.said[*u].mention.value == sum && sum >= Decimal::TEN);
            if (sum == gauge.achieved && sum >= Decimal::from(5)) || told {
                return true;
            }
        }
    }
    false
}

/// A number that contradicts an indicator.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Position of the number.
    pub said: usize,
    /// Position of the indicator.
    pub indicator: usize,
    /// The chance that it does.
    pub chance: f64,
}

/// The contradictions of an objective, at most one for a number and for an indicator, the surest first.
pub fn decide(study: &Study<'_>, opinion: &Opinion, weights: &Weights) -> Vec<Decision> {
    let mut all: Vec<Decision> = Vec::new();
    for said in 0..study.said.len() {
        for indicator in 0..study.gauges.len() {
            if let Some(evidence) = evidence(study, opinion, said, indicator) {
                all.push(Decision { said, indicator, chance: chance(weights.decision.sum(&evidence)) });
            }
        }
    }
    all.sort_by(|a, b| b.chance.total_cmp(&a.chance).then(a.said.cmp(&b.said)).then(a.indicator.cmp(&b.indicator)));
    let mut out: Vec<Decision> = Vec::new();
    for decision in all {
        if !out.iter().any(|d| d.said == decision.said || d.indicator == decision.indicator) {
            out.push(decision);
        }
    }
    out
}
