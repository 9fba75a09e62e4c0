//! Which quantity of a narrative speaks of which indicator, and where the two contradict each other.
//!
//! Every number has one partner and every indicator too: pairs that agree are settled first, which leaves few numbers and
//! few indicators to be confused. What is left is linked by words: the same stems, or municipal synonyms, weighed by how
//! rare they are among the indicators of the objective and by how near to the number they stand. A link that is not sure
//! is no link: a false alarm costs more than a miss.

use std::ops::Range;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::hedge::Hedge;
use super::quantity::{Quantity, Unit, clause_of, quantities_in, sentence_of};
use crate::audit::words::{Lexicon, Stem, Token, tokens};
use crate::record::{Indicator, Objective};

/// A number in the prose that contradicts an indicator.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// Position of the indicator.
    pub indicator: usize,
    /// Where the number stands: position of the paragraph and bytes in it; the same number may be said again.
    pub places: Vec<(usize, Range<usize>)>,
    /// The words that made the link.
    pub words: Vec<String>,
    /// Whether the number is the expected value instead.
    pub is_expected: bool,
}

/// A pair of a number and an indicator is linked from this score on.
const SURE: f32 = 0.62;
/// The words alone must reach this much.
const WORDS: f32 = 0.28;

struct Said<'l> {
    paragraph: usize,
    quantity: Quantity,
    /// The telling words of the paragraph.
    words: Rc<[Word<'l>]>,
    /// Those around the number by their positions, with their weight by nearness.
    near: Vec<(usize, f32)>,
}

/// A word that says something of what is counted.
struct Word<'l> {
    token: Token,
    stem: Stem<'l>,
}

impl<'l> Said<'l> {
    /// The words around the number with their weight by nearness.
    fn around(&self) -> impl Iterator<Item = (&Word<'l>, f32)> {
        self.near.iter().filter_map(|(k, weight)| Some((self.words.get(*k)?, *weight)))
    }
}

struct Counted<'l> {
    /// Stems of the description with their weights.
    stems: Vec<(Stem<'l>, f32)>,
    unit: Unit,
    achieved: Decimal,
    expected: Option<Decimal>,
    previous: Vec<Decimal>,
}

/// The contradictions between the narrative and the indicators of an objective.
pub fn contradictions(objective: &Objective, lexicon: &Lexicon) -> Vec<Contradiction> {
    let Some(status) = &objective.status else { return Vec::new() };
    let counted: Vec<Option<Counted<'_>>> = counted(&objective.indicators, lexicon);
    if counted.iter().all(Option::is_none) {
        return Vec::new();
    }
    let paragraphs = status.paragraphs.iter().map(|p| p.text.as_str()).enumerate();
    let said: Vec<Said<'_>> = paragraphs.flat_map(|(k, text)| said_in(k, text, lexicon)).collect();
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (s, quantity) in said.iter().enumerate() {
        for (i, indicator) in counted.iter().enumerate() {
            let Some(indicator) = indicator else { continue };
            if let Some(score) = score(quantity, indicator, lexicon) {
                pairs.push((score + alone(quantity, indicator, &said, &counted), s, i));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut partner_of_said: Vec<Option<usize>> = vec![None; said.len()];
    let mut partner_of_counted: Vec<Option<usize>> = vec![None; counted.len()];
    for (score, s, i) in pairs {
        if score >= SURE && partner_of_said[s].is_none() && partner_of_counted[i].is_none() {
            partner_of_said[s] = Some(i);
            partner_of_counted[i] = Some(s);
        }
    }
    let mut out = Vec::new();
    for (i, partner) in partner_of_counted.iter().enumerate() {
        let (Some(s), Some(indicator)) = (*partner, &counted[i]) else { continue };
        let quantity = &said[s].quantity;
        if quantity.aside || quantity.agrees(indicator.achieved) {
            continue;
        }
        let again = said.iter().enumerate().filter(|(k, other)| {
            *k != s
                && partner_of_said[*k].is_none()
                && !other.quantity.aside
                && other.quantity.value == quantity.value
                && other.quantity.unit == quantity.unit
                && lexical(other, indicator).0 > 0.15
        });
        let mut places = vec![(said[s].paragraph, quantity.range.clone())];
        places.extend(again.map(|(_, o)| (o.paragraph, o.quantity.range.clone())));
        places.sort_by_key(|(p, r)| (*p, r.start));
        let words = lexical(&said[s], indicator).1;
        out.push(Contradiction {
            indicator: i,
            places,
            words,
            is_expected: indicator.expected == Some(quantity.value),
        });
    }
    out
}

fn said_in<'l>(paragraph: usize, text: &str, lexicon: &'l Lexicon) -> Vec<Said<'l>> {
    let tokens = tokens(text);
    let quantities = quantities_in(text, &tokens);
    // Most paragraphs have no number, and to find stems takes the most time.
    if quantities.is_empty() {
        return Vec::new();
    }
    let telling = |token: Token| {
        let stem = token.stem().filter(|stem| !lexicon.is_empty(stem))?;
        Some(Word { token, stem: lexicon.stem(stem) })
    };
    let (at, words): (Vec<usize>, Vec<Word<'l>>) =
        tokens.into_iter().enumerate().filter_map(|(k, token)| Some((k, telling(token)?))).unzip();
    let words: Rc<[Word<'l>]> = words.into();
    let said = quantities.into_iter().map(|quantity| {
        let sentence = sentence_of(text, quantity.range.start);
        let clause = clause_of(text, &sentence, quantity.range.start);
        let weight =
            |(k, word): (usize, &Word<'_>)| Some((k, weight(&quantity, *at.get(k)?, &word.token, &sentence, &clause)?));
        let near = words.iter().enumerate().filter_map(weight).collect();
        Said { paragraph, words: words.clone(), near, quantity }
    });
    said.collect()
}

/// How much a word says of a number, by where it stands.
fn weight(quantity: &Quantity, k: usize, token: &Token, sentence: &Range<usize>, clause: &Range<usize>) -> Option<f32> {
    let ahead = k.checked_sub(quantity.token_end);
    let behind = quantity.token.checked_sub(k);
    if !sentence.contains(&token.start) {
        return None;
    }
    Some(match (ahead, behind) {
        (Some(0..=3), _) => 1.0,
        (Some(4..=7), _) => 0.8,
        (_, Some(1..=5)) => 0.9,
        _ if clause.contains(&token.start) => 0.7,
        _ => 0.4,
    })
}

fn counted<'l>(indicators: &[Indicator], lexicon: &'l Lexicon) -> Vec<Option<Counted<'l>>> {
    let stems: Vec<Vec<String>> = indicators
        .iter()
        .map(|i| {
            let mut own: Vec<String> = tokens(i.description.as_str())
                .iter()
                .filter_map(Token::stem)
                .filter(|s| !lexicon.is_empty(s))
                .collect();
            own.dedup();
            own
        })
        .collect();
    indicators
        .iter()
        .zip(&stems)
        .map(|(indicator, own)| {
            let achieved = indicator.achieved.value?;
            let text = indicator.description.as_str().to_lowercase();
            if text.contains("=1") || text.contains("= 1") || text.contains("1=") || text.contains("1 =") {
                return None;
            }
            let rarity = |stem: &String| {
                let with = stems.iter().filter(|s| s.contains(stem)).count() as f32;
                (1.0 + stems.len() as f32 / with.max(1.0)).ln()
            };
            Some(Counted {
                stems: own.iter().map(|s| (lexicon.stem(s.clone()), rarity(s))).collect(),
                unit: unit_of(&text),
                achieved,
                expected: indicator.expected.value,
                previous: indicator.previous.iter().filter_map(|p| p.value.value).collect(),
            })
        })
        .collect()
}

fn unit_of(text: &str) -> Unit {
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    if has(&["%", "percentuale", "tasso", "grado di"]) {
        Unit::Percent
    } else if has(&["euro", "€", "importo"]) {
        Unit::Euro
    } else if has(&["giorni", "(gg", "tempo medio", "tempi medi", "durata media"]) {
        Unit::Days
    } else if has(&["ore ", "numero ore", "orario"]) {
        Unit::Hours
    } else {
        Unit::Count
    }
}

/// How well the words around a number speak of an indicator, 0 to 1, and which did.
fn lexical(said: &Said<'_>, indicator: &Counted<'_>) -> (f32, Vec<String>) {
    let whole: f32 = indicator.stems.iter().map(|(_, w)| w).sum();
    let mut words = Vec::new();
    let mut got = 0.0;
    for (stem, rarity) in &indicator.stems {
        let best = said
            .around()
            .map(|(word, near)| (stem.likeness(&word.stem) * near, &word.token.lower))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((likeness, word)) = best.filter(|b| b.0 > 0.0) {
            got += likeness * rarity;
            words.push(word.clone());
        }
    }
    words.dedup();
    (if whole > 0.0 { got / whole } else { 0.0 }, words)
}

/// How sure it is that a number speaks of an indicator; none when it cannot.
fn score(said: &Said<'_>, indicator: &Counted<'_>, lexicon: &Lexicon) -> Option<f32> {
    let quantity = &said.quantity;
    let units = match (quantity.unit, indicator.unit) {
        (a, b) if a == b => true,
        // The unit may go without saying; one that is said counts.
        (Unit::Count, Unit::Hours | Unit::Days) => true,
        _ => false,
    };
    if !units {
        return None;
    }
    let (words, _) = lexical(said, indicator);
    let nearness = nearness(quantity, indicator.achieved);
    let agrees = quantity.agrees(indicator.achieved);
    if quantity.aside && !agrees {
        return None;
    }
    // The value of an earlier year, said of that year.
    if !agrees && indicator.previous.contains(&quantity.value) {
        return None;
    }
    let large = indicator.achieved.abs() >= Decimal::from(20);
    if agrees {
        let exact = quantity.hedge == Hedge::Exact;
        return Some(words + if exact && large { 0.7 } else { 0.45 });
    }
    let near: Vec<&str> =
        said.around().filter(|(_, near)| *near >= 0.7).map(|(word, _)| word.stem.text.as_str()).collect();
    let own: Vec<&str> = indicator.stems.iter().map(|(s, _)| s.text.as_str()).collect();
    if words < WORDS || lexicon.are_opposed(&own, &near) {
        return None;
    }
    let specific = if indicator.unit != Unit::Count { 0.12 } else { 0.0 };
    // Where the digits tell of a slip of the pen, another word for the thing weighs less.
    let other = match counts_another_thing(said, indicator) {
        true if nearness > 0.3 => -0.1,
        true => -0.25,
        false => 0.0,
    };
    Some(words + nearness + specific + other)
}

/// What it says for a pair that no other number of the prose and no other indicator is measured in its unit.
fn alone(quantity: &Said<'_>, indicator: &Counted<'_>, said: &[Said<'_>], counted: &[Option<Counted<'_>>]) -> f32 {
    let unit = quantity.quantity.unit;
    if unit == Unit::Count || indicator.unit != unit {
        return 0.0;
    }
    let numbers = said.iter().filter(|s| s.quantity.unit == unit && !s.quantity.aside).count();
    let indicators = counted.iter().flatten().filter(|c| c.unit == unit).count();
    if numbers == 1 && indicators == 1 { 0.2 } else { 0.0 }
}

/// Whether the words right behind a number, the thing that it counts, are strangers to the indicator: "9 dirigenti" took
/// part in the courses that an indicator counts.
fn counts_another_thing(said: &Said<'_>, indicator: &Counted<'_>) -> bool {
    let behind: Vec<&Word<'_>> =
        said.around().map(|(word, _)| word).filter(|w| w.token.start >= said.quantity.range.end).take(2).collect();
    let named = behind.first().is_some_and(|word| word.token.start <= said.quantity.range.end + 1);
    let known = |thing: &&Word<'_>| indicator.stems.iter().any(|(stem, _)| stem.likeness(&thing.stem) > 0.0);
    named && !behind.iter().any(known)
}

/// How nearly a number is the achieved value: a slip of the pen speaks for a link, another size against it.
fn nearness(quantity: &Quantity, achieved: Decimal) -> f32 {
    let (a, b) = (quantity.value.normalize(), achieved.normalize());
    if is_slip(&a.to_string(), &b.to_string()) {
        return 0.35;
    }
    let (small, large) = (a.abs().min(b.abs()), a.abs().max(b.abs()));
    if small.is_zero() || a.is_sign_negative() != b.is_sign_negative() {
        return -0.3;
    }
    let ratio = large / small;
    if ratio <= Decimal::new(125, 2) {
        0.25
    } else if ratio <= Decimal::new(17, 1) {
        0.12
    } else if ratio <= Decimal::from(3) {
        -0.1
    } else {
        -0.4
    }
}

/// Two digits swapped, or one digit off in a number of three and more.
fn is_slip(a: &str, b: &str) -> bool {
    if a.len() != b.len() || a.len() < 2 {
        return false;
    }
    let differ: Vec<usize> =
        a.bytes().zip(b.bytes()).enumerate().filter(|(_, (x, y))| x != y).map(|(k, _)| k).collect();
    let (a, b) = (a.as_bytes(), b.as_bytes());
    match differ[..] {
        [_] => a.len() >= 3,
        [j, k] => a[j] == b[k] && a[k] == b[j],
        _ => false,
    }
}
