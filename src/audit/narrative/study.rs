//! An objective as the models see it: its numbers, its indicators, and what can be said of every pair of the two.

use std::ops::Range;

use rust_decimal::Decimal;

use super::claim::{Basis, Claim, claim, is_derived};
use super::gauge::{Gauge, Indicator, gauges};
use super::hedge::Hedge;
use super::mention::{Mention, sums};
use super::numeral::Shape;
use super::prose::Paragraph;
use super::status::cues;
use super::unit::{Dimension, Unit};
use crate::audit::words::{Lexicon, are_opposed};

/// A number of the prose with its place.
pub struct Said {
    /// Position of the paragraph.
    pub paragraph: usize,
    /// The number.
    pub mention: Mention,
}

/// A number and an indicator.
pub struct Pair {
    /// What the number claims of the indicator, if it can.
    pub claim: Option<Claim>,
    /// Whether it holds, be it as a difference or a change or in another reading.
    pub holds: bool,
    /// Whether the number is a difference, a change or a rest that the indicator bears out.
    pub derived: bool,
    /// Whether the words around the number are the opposite of the indicator's.
    pub opposed: bool,
    /// What speaks for and against a link, in the order of [`LINK`].
    pub features: Vec<f64>,
    /// The words that link the two: of the prose, and of the indicator.
    pub words: Vec<(String, String)>,
    /// How much of the indicator the words around the number cover.
    pub cover: f64,
}

/// An objective as the models see it.
pub struct Study<'l> {
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph<'l>>,
    /// Its numbers, in reading order, and behind them the sums of its lists.
    pub said: Vec<Said>,
    /// How many of them stand in the text; the others are sums of lists.
    pub single: usize,
    /// Its indicators; none where prose cannot contradict it.
    pub gauges: Vec<Option<Gauge<'l>>>,
    /// The cues around each number.
    pub cues: Vec<Vec<String>>,
    /// For each number and each indicator what can be said of the two.
    pub pairs: Vec<Vec<Option<Pair>>>,
}

/// The features of a link between a number and an indicator.
pub const LINK: &[&str] = &[
    "words behind",
    "words before",
    "words on either side",
    "words of the sentence",
    "words of the paragraph before",
    "the better side",
    "first word behind",
    "first word before",
    "first word on either side",
    "first word of the sentence",
    "rarest word on either side",
    "all words",
    "no words",
    "all words less those of the next indicator",
    "either side less the next indicator",
    "sentence less the next indicator",
    "all words less those of the next number",
    "no indicator has more words",
    "no number has more words",
    "another thing behind",
    "its thing behind",
    "another indicator's thing behind",
    "same unit",
    "other unit",
    "unit unsaid",
    "unit unsaid beside its word",
    "only pair of its unit",
    "distance",
    "equals achieved",
    "equals achieved, of many",
    "equals expected",
    "equals previous",
    "digits changed places",
    "one digit off",
    "ten times off",
    "within its bounds",
    "derived",
    "opposite words",
    "share of",
    "times",
    "all",
    "none",
    "better side and slip",
    "change",
];

/// The words of a number in its zones, by position of token.
struct Zones {
    behind: Range<usize>,
    before: Range<usize>,
    sides: Range<usize>,
    sentence: Range<usize>,
    above: Range<usize>,
}

const MARKS_BEHIND: &[&str] = &[",", ";", ":", "(", ")", "!", "?", "•"];
const MARKS_BEFORE: &[&str] = &[",", ";", ")", "!", "?", "•"];

impl<'l> Study<'l> {
    /// Studies the prose of an objective beside its indicators; `year` is that of the report.
    pub fn new(paragraphs: &[&str], indicators: &[Indicator], year: Option<i32>, lexicon: &'l Lexicon) -> Self {
        let gauges = gauges(indicators, lexicon);
        let paragraphs: Vec<Paragraph<'l>> = if gauges.iter().all(Option::is_none) {
            Vec::new()
        } else {
            paragraphs.iter().map(|text| Paragraph::new(text, lexicon)).collect()
        };
        let said: Vec<Said> = paragraphs
            .iter()
            .enumerate()
            .flat_map(|(k, p)| p.mentions.iter().map(move |m| Said { paragraph: k, mention: m.clone() }))
            .collect();
        let sums = |(k, p): (usize, &Paragraph<'_>)| {
            let lists = sums(&p.sentences, &p.tokens, &p.mentions);
            lists.into_iter().map(move |m| Said { paragraph: k, mention: m }).collect::<Vec<_>>()
        };
        let single = said.len();
        let mut said = said;
        said.extend(paragraphs.iter().enumerate().flat_map(sums));
        let pairs = pairs(&paragraphs, &said, single, &gauges);
        let cues = said.iter().map(|s| cues(&paragraphs[s.paragraph], &s.mention, year)).collect();
        Self { paragraphs, said, single, gauges, cues, pairs }
    }

    /// The pair of a number and an indicator.
    pub fn pair(&self, said: usize, gauge: usize) -> Option<&Pair> {
        self.pairs.get(said)?.get(gauge)?.as_ref()
    }
}

/// How alike each word of a paragraph is to each telling word of an indicator.
fn likeness(paragraph: &Paragraph<'_>, gauge: &Gauge<'_>) -> Vec<Vec<f64>> {
    let short: Vec<Option<String>> = (0..paragraph.tokens.len()).map(|k| abbreviation(paragraph, k)).collect();
    let of = |k: usize| {
        let stem = paragraph.stems.get(k).and_then(Option::as_ref);
        let initials = short[k].as_ref().is_some_and(|s| gauge.initials.contains(s));
        move |mark: &super::gauge::Mark<'_>| {
            let like = stem.map_or(0.0, |s| f64::from(mark.stem.likeness(s)));
            if initials { like.max(INITIALS) } else { like }
        }
    };
    (0..paragraph.tokens.len()).map(|k| gauge.marks.iter().map(of(k)).collect()).collect()
}

/// How alike initials are to the words that they stand for.
const INITIALS: f64 = 0.8;

/// Letters that stand for words: "p.d.c.", "CIE".
fn abbreviation(paragraph: &Paragraph<'_>, k: usize) -> Option<String> {
    let token = paragraph.tokens.get(k)?;
    let letters = token.lower.chars().count();
    if letters == 1 && token.lower.chars().all(char::is_alphabetic) {
        let mut out = token.lower.clone();
        let mut at = k + 1;
        while paragraph.word(at) == "."
            && paragraph.word(at + 1).chars().count() == 1
            && paragraph.word(at + 1).chars().all(char::is_alphabetic)
        {
            out.push_str(paragraph.word(at + 1));
            at += 2;
        }
        return (out.chars().count() > 1).then_some(out);
    }
    let capitals = paragraph.text.get(token.start..token.end).is_some_and(|t| t.chars().all(char::is_uppercase));
    ((2..=5).contains(&letters) && (capitals || letters > 2)).then(|| token.lower.clone())
}

fn zones(paragraph: &Paragraph<'_>, mention: &Mention) -> Zones {
    let sentence = paragraph.sentence(mention.token);
    let behind = paragraph.behind(mention, 6, MARKS_BEHIND);
    // "Quota LED (68%)", "Guasti: n. 512": what stands before the bracket or colon is the label.
    let before = paragraph.before(mention, 9, MARKS_BEFORE);
    let sides = paragraph.before(mention, 15, &[]).start..paragraph.behind(mention, 12, &[]).end;
    let above = 0..sentence.start;
    Zones { behind, before, sides, sentence, above }
}

/// How much the words of a paragraph before the sentence weigh beside those of the sentence.
const ABOVE: f64 = 0.4;
/// How much the other words of the sentence weigh beside those on either side of the number.
const SENTENCE: f64 = 0.7;

/// What the words around a number say of an indicator.
#[derive(Clone, Default)]
struct Cover {
    behind: f64,
    before: f64,
    sides: f64,
    sentence: f64,
    above: f64,
    all: f64,
    heads: [f64; 4],
    rarest: f64,
    words: Vec<(String, String)>,
}

fn cover(paragraph: &Paragraph<'_>, zones: &Zones, gauge: &Gauge<'_>, like: &[Vec<f64>]) -> Cover {
    let mut out = Cover::default();
    let whole: f64 = gauge.marks.iter().map(|m| m.weight).sum();
    if whole <= 0.0 {
        return out;
    }
    let heaviest = gauge.marks.iter().map(|m| m.weight).fold(0.0, f64::max);
    for (n, mark) in gauge.marks.iter().enumerate() {
        let best = |range: &Range<usize>| {
            let mut found = (0.0, 0);
            for k in range.clone() {
                let value = like.get(k).and_then(|row| row.get(n)).copied().unwrap_or(0.0);
                if value > found.0 {
                    found = (value, k);
                }
            }
            found
        };
        let (behind, before, sides) = (best(&zones.behind), best(&zones.before), best(&zones.sides));
        let (sentence, above) = (best(&zones.sentence), best(&zones.above));
        let share = mark.weight / whole;
        out.behind += share * behind.0;
        out.before += share * before.0;
        out.sides += share * sides.0;
        out.sentence += share * sentence.0;
        out.above += share * above.0;
        let all = [(sides.0, sides.1), (sentence.0 * SENTENCE, sentence.1), (above.0 * ABOVE, above.1)];
        let all = all.into_iter().fold((0.0, 0), |a, b| if b.0 > a.0 { b } else { a });
        out.all += share * all.0;
        out.rarest = f64::max(out.rarest, sides.0 * mark.weight / heaviest);
        if n == 0 {
            out.heads = [behind.0, before.0, sides.0, sentence.0];
        }
        if all.0 > 0.0 {
            out.words.push((paragraph.word(all.1).to_owned(), mark.word.clone()));
        }
    }
    out
}

fn pairs(
    paragraphs: &[Paragraph<'_>],
    said: &[Said],
    single: usize,
    gauges: &[Option<Gauge<'_>>],
) -> Vec<Vec<Option<Pair>>> {
    // How alike words are is looked up once for each paragraph and indicator.
    let stated: Vec<bool> = paragraphs.iter().map(|p| !p.mentions.is_empty()).collect();
    let like: Vec<Vec<Vec<Vec<f64>>>> = paragraphs
        .iter()
        .zip(&stated)
        .map(|(p, stated)| {
            let of = |g: &Option<Gauge<'_>>| g.as_ref().filter(|_| *stated).map_or_else(Vec::new, |g| likeness(p, g));
            gauges.iter().map(of).collect()
        })
        .collect();
    let zones: Vec<Zones> = said.iter().map(|s| self::zones(&paragraphs[s.paragraph], &s.mention)).collect();
    let covers: Vec<Vec<Cover>> = said
        .iter()
        .zip(&zones)
        .map(|(s, zones)| {
            let of = |(i, g): (usize, &Option<Gauge<'_>>)| {
                g.as_ref()
                    .map_or_else(Cover::default, |g| cover(&paragraphs[s.paragraph], zones, g, &like[s.paragraph][i]))
            };
            gauges.iter().enumerate().map(of).collect()
        })
        .collect();
    said.iter()
        .enumerate()
        .map(|(s, one)| {
            let paragraph = &paragraphs[one.paragraph];
            let thing = thing_behind(paragraph, &zones[s]);
            let kin = |i: usize| {
                thing
                    .and_then(|k| like[one.paragraph][i].get(k))
                    .map_or(0.0, |row| row.iter().copied().fold(0.0, f64::max))
            };
            gauges
                .iter()
                .enumerate()
                .map(|(i, gauge)| {
                    let gauge = gauge.as_ref()?;
                    let others = |f: &dyn Fn(&Cover) -> f64| {
                        (0..gauges.len()).filter(|j| *j != i).map(|j| f(&covers[s][j])).fold(0.0, f64::max)
                    };
                    let rivals = (0..single).filter(|t| *t != s).map(|t| covers[t][i].all).fold(0.0, f64::max);
                    let own = &covers[s][i];
                    let things =
                        (0..gauges.len()).filter(|j| *j != i && gauges[*j].is_some()).map(kin).fold(0.0, f64::max);
                    let mut features = words_of(own, &others, rivals);
                    features.extend([
                        f64::from(u8::from(thing.is_some() && kin(i) == 0.0)),
                        kin(i),
                        if kin(i) == 0.0 { things } else { 0.0 },
                    ]);
                    features.extend(units_of(s, i, said, gauges, own));
                    let mut claim = claim(&one.mention, gauge);
                    let said = claim.map_or(one.mention.value, |c| c.said);
                    features.extend(values_of(said, gauge));
                    // A word right behind a bare number is what it counts.
                    let counts = one.mention.unit.is_none() && thing.is_some_and(|k| k == one.mention.unit_end);
                    if let Some(claim) = claim
                        .as_mut()
                        .filter(|c| counts && c.basis == Basis::Value && gauge.unit == Unit::PERCENT && c.said == c.has)
                    {
                        claim.basis = Basis::Count;
                    }
                    let derived = is_derived(&one.mention, gauge);
                    let opposed = is_opposed(paragraph, &zones[s], gauge);
                    let holds = claim.as_ref().is_some_and(Claim::holds);
                    features.extend([
                        f64::from(u8::from(holds)),
                        f64::from(u8::from(derived)),
                        f64::from(u8::from(opposed)),
                        f64::from(u8::from(matches!(one.mention.shape, Shape::Of(_)))),
                        f64::from(u8::from(one.mention.shape == Shape::Times)),
                        f64::from(u8::from(one.mention.shape == Shape::All)),
                        f64::from(u8::from(one.mention.shape == Shape::None)),
                    ]);
                    let slips = slip(one.mention.value, gauge.achieved) != Slip::No;
                    features.push(if slips { own.behind.max(own.before) } else { 0.0 });
                    features.push(f64::from(u8::from(claim.as_ref().is_some_and(|c| c.basis == Basis::Change))));
                    debug_assert_eq!(features.len(), LINK.len());
                    let other = one.mention.other.is_some_and(|value| value == gauge.achieved);
                    Some(Pair {
                        claim,
                        holds: holds || other,
                        derived,
                        opposed,
                        features,
                        words: own.words.clone(),
                        cover: own.all,
                    })
                })
                .collect()
        })
        .collect()
}

/// What is asked of the others about their words, and the most that they answer.
type Others<'o> = dyn Fn(&dyn Fn(&Cover) -> f64) -> f64 + 'o;

fn words_of(own: &Cover, others: &Others<'_>, rivals: f64) -> Vec<f64> {
    let flag = |b: bool| f64::from(u8::from(b));
    let (all, sides, sentence) = (others(&|c| c.all), others(&|c| c.sides), others(&|c| c.sentence));
    vec![
        own.behind,
        own.before,
        own.sides,
        own.sentence,
        own.above,
        own.behind.max(own.before),
        own.heads[0],
        own.heads[1],
        own.heads[2],
        own.heads[3],
        own.rarest,
        own.all,
        flag(own.all == 0.0),
        own.all - all,
        own.sides - sides,
        own.sentence - sentence,
        own.all - rivals,
        flag(own.all > 0.0 && own.all >= all),
        flag(own.all > 0.0 && own.all >= rivals),
    ]
}

/// The first telling word right behind a number: the thing that it counts.
fn thing_behind(paragraph: &Paragraph<'_>, zones: &Zones) -> Option<usize> {
    zones.behind.clone().take(3).find(|k| paragraph.stems.get(*k).is_some_and(Option::is_some))
}

fn units_of(s: usize, i: usize, said: &[Said], gauges: &[Option<Gauge<'_>>], own: &Cover) -> [f64; 5] {
    let flag = |b: bool| f64::from(u8::from(b));
    let Some(gauge) = gauges[i].as_ref() else { return [0.0; 5] };
    let unit = match said[s].mention.shape {
        Shape::Of(_) | Shape::All if gauge.unit.dimension == Dimension::Share => Some(Dimension::Share),
        _ => said[s].mention.unit.map(|u| u.dimension),
    };
    let special = gauge.unit.dimension != Dimension::Count;
    let same = unit == Some(gauge.unit.dimension);
    let other = unit.is_some_and(|u| u != gauge.unit.dimension);
    let unsaid = unit.is_none() && special;
    let only = same
        && special
        && said.iter().filter(|t| t.mention.unit.map(|u| u.dimension) == unit).count() == 1
        && gauges.iter().flatten().filter(|g| g.unit.dimension == gauge.unit.dimension).count() == 1;
    [flag(same), flag(other), flag(unsaid), if unsaid { own.behind.max(own.before) } else { 0.0 }, flag(only)]
}

/// How the digits of two numbers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Not by a slip of the pen.
    No,
    /// Two digits changed places, or all digits are there in another order.
    Swap,
    /// One digit is another.
    Digit,
    /// Ten, a hundred or a thousand times as much.
    Ten,
}

/// How the digits of two numbers differ.
pub fn slip(a: Decimal, b: Decimal) -> Slip {
    if a == b || a.is_zero() || b.is_zero() {
        return Slip::No;
    }
    let (a, b) = (a.abs().normalize(), b.abs().normalize());
    if [10, 100, 1000]
        .iter()
        .any(|ten| a.checked_mul(Decimal::from(*ten)) == Some(b) || b.checked_mul(Decimal::from(*ten)) == Some(a))
    {
        return Slip::Ten;
    }
    if a.scale() != b.scale() {
        return Slip::No;
    }
    // How often each digit stands in the one more than in the other; a number below one has a nought before its comma.
    let (mut x, mut y, mut count, mut differ) = (a.mantissa(), b.mantissa(), 0, 0);
    let mut more = [0i8; 10];
    while x > 0 || y > 0 || count <= a.scale() {
        let ended = count > a.scale() && (x == 0 || y == 0);
        if ended {
            return Slip::No;
        }
        let (p, q) = ((x % 10) as usize, (y % 10) as usize);
        more[p] += 1;
        more[q] -= 1;
        differ += usize::from(p != q);
        (x, y, count) = (x / 10, y / 10, count + 1);
    }
    if count < 2 {
        return Slip::No;
    }
    if differ <= 3 && more.iter().all(|m| *m == 0) {
        Slip::Swap
    } else if differ == 1 {
        Slip::Digit
    } else {
        Slip::No
    }
}

fn values_of(value: Decimal, gauge: &Gauge<'_>) -> [f64; 8] {
    let flag = |b: bool| f64::from(u8::from(b));
    let far = std::iter::once(gauge.achieved)
        .chain(gauge.expected)
        .chain(gauge.previous.iter().copied())
        .map(|other| distance(value, other))
        .fold(3.0, f64::min);
    let equals = value == gauge.achieved;
    let slip = slip(value, gauge.achieved);
    let long = value.abs() >= Decimal::from(100);
    [
        far,
        flag(equals),
        flag(equals && value.abs() >= Decimal::from(20)),
        flag(gauge.expected == Some(value)),
        flag(gauge.previous.contains(&value)),
        flag(slip == Slip::Swap) * if long { 1.0 } else { 0.6 },
        flag(slip == Slip::Digit) * if long { 1.0 } else { 0.4 },
        flag(slip == Slip::Ten),
    ]
}

/// How far two numbers are apart: the logarithm of their ratio, at most 3.
pub fn distance(a: Decimal, b: Decimal) -> f64 {
    use rust_decimal::prelude::ToPrimitive;
    let (a, b) = (a.to_f64().unwrap_or(0.0), b.to_f64().unwrap_or(0.0));
    if a == b {
        return 0.0;
    }
    if a * b <= 0.0 { 3.0 } else { (a / b).ln().abs().min(3.0) }
}

/// Whether the words on either side of a number are the opposite of an indicator's: presented, and granted.
fn is_opposed(paragraph: &Paragraph<'_>, zones: &Zones, gauge: &Gauge<'_>) -> bool {
    let near = paragraph.stems.get(zones.sides.clone()).unwrap_or_default().iter().flatten();
    are_opposed(gauge.marks.iter().map(|m| &m.stem), near)
}

/// Whether a number is said with a hedge.
pub fn is_hedged(mention: &Mention) -> bool {
    mention.hedge != Hedge::Exact
}
