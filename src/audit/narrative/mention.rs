//! The numbers that a paragraph states, told from dates, laws, protocol numbers, telephones and addresses.

use std::cell::LazyCell;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::hedge::{Hedge, LARGEST, hedge_of};
use super::numeral::{Numeral, Shape, numeral};
use super::pattern::{matches, pattern, tail};
use super::unit::{Dimension, Unit, unit_of};
use crate::audit::words::{Token, tokens};

/// A number that a narrative states.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Its value.
    pub value: Decimal,
    /// What it may mean besides, where it is written against the rules: "1,234" for 1234.
    pub other: Option<Decimal>,
    /// How precisely it is written: 100000 for "1,2 milioni".
    pub step: Decimal,
    /// Bytes of the number in the text, with its sign and percent.
    pub range: Range<usize>,
    /// What it is measured in, where that is said.
    pub unit: Option<Unit>,
    /// How exactly it is said.
    pub hedge: Hedge,
    /// What sort of number it is.
    pub shape: Shape,
    /// Whether it is written in words.
    pub words: bool,
    /// Position of its first token.
    pub token: usize,
    /// Position behind its last token.
    pub end: usize,
    /// Position behind its unit, where one follows it.
    pub unit_end: usize,
    /// The numbers that were added up for this one; none where it stands in the text.
    pub parts: Vec<Range<usize>>,
}

/// What is no quantity although it has digits.
static NO_QUANTITY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?xi)
        \b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b                                            # dates
        | \b\d{1,2}[°º]?\s+(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)
          (?:\s+\d{4})?
        | \b(?:alle|dalle|ore)\s+(?:ore\s+)?\d{1,2}[.:]\d{2}\b(?:\s*(?:-|alle)\s*(?:ore\s+)?\d{1,2}[.:]\d{2}\b)?
        | \balle\s+ore\s+\d{1,2}\b | \b\d{1,2}[.:]\d{2}\s*[-–]\s*\d{1,2}[.:]\d{2}\b   # hours
        | \b\d+/\d+(?:/\d+)?\b                                                           # acts, school years
        | \b(?:artt?|articol[oi]|commi?a?|lett|lettera|prot|protocollo|mappale|foglio|capitolo|cap|fascicolo|rep|repertorio|polizza)\b\.?
          \s*(?:n\.?r?\.?°?\s*)?\d+
        | \b(?:legge|l\.r\.|l\.|d\.?\s?lgs\.?|d\.?p\.?r\.?|d\.?m\.?|d\.?l\.?|d\.?g\.?r\.?|d\.?p\.?c\.?m\.?|regolamento|circolare|
          determina(?:zione)?|delibera(?:zione)?(?:\s+\w+)?|decreto|ordinanza)\s+(?:\(?\w+\)?\s+)?n?\.?\s*\d[\d./]*
        | \bn\.\s*\d+(?:/\d+|\s+del\b)                                                  # numbers of acts
        | \b(?:via|viale|piazza|corso|largo|vicolo)\s+(?-i:(?:\p{Lu}[\p{L}'.]*\s*)+),?\s*\d+
        | \b0\d{1,3}[.\-/\s]?\d{5,} | \b800[-\s.]?\d{3}[-\s.]?\d{3}\b | \b3\d{2}[-\s.]\d{6,7}\b     # telephones
        | \b\S+@\S+ | \b(?:https?://|www\.)\S+
        | \b\d+[ªº] | \b\d+°(?:\s|$) | \b\d+\s+(?:giorni|ore)\s+su\s+\d+
        | (?-i:\b\p{Lu}[\p{Lu}\d]*-?\d+\b) | [«“][^»”]*[»”]                                   # F24, COVID-19, «quota 100»
        | \b(?:nel|del|dal|al|sul|il|col|con\s+il|entro\s+il|fino\s+al|anno|anni|esercizio|stagione|edizione|biennio|triennio)(?:l')?\s+(?:19|20)\d{2}\b
        | \b(?:19|20)\d{2}\s*[-–]\s*(?:19|20)\d{2}\b",
    )
});

/// Words that make a number behind them a year.
const YEAR_LEADS: &[&str] = &["nel", "del", "dal", "al", "sul", "il", "anno", "col", "dell", "nell", "entro"];

/// What parts the ends of a range: "tra 20 e 25", "fra i 60 ed i 70", "da 5 a 6".
static AND: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?i)^\s*(?:%|per\ cento)?\s+(?:ed?|a|ai|alle|o)\s+(?:(?:i|gli|le|il|l['’])\s*)?$"));
static DASH: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"^\s?[-–]\s?$"));
static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"(?i)(?:^|[\x20'’(])(?:tra|fra|compres[oiae]\s+(?:tra|fra))\s+(?:(?:i|gli|le|il|l['’])\s*)?$")
});

/// The numbers of a paragraph.
pub fn quantities(text: &str) -> Vec<Mention> {
    mentions(text, &tokens(text))
}

/// The numbers of a paragraph that was cut into words.
pub(super) fn mentions(text: &str, tokens: &[Token]) -> Vec<Mention> {
    // Most paragraphs have no number, and need not be searched for what is none.
    let barred: LazyCell<Vec<Range<usize>>, _> = LazyCell::new(|| {
        NO_QUANTITY.as_ref().map(|p| p.find_iter(text).map(|m| m.range()).collect()).unwrap_or_default()
    });
    let free = |t: &Token| !barred.iter().any(|b| b.start < t.end && t.start < b.end);
    let mut out: Vec<Mention> = Vec::new();
    let mut k = 0;
    while k < tokens.len() {
        let Some(numeral) = numeral(tokens, k).filter(|_| free(&tokens[k])) else {
            k += 1;
            continue;
        };
        let end = numeral.end;
        if let Some(new) = mention(text, tokens, k, numeral) {
            // The hundred of "per cento" is none.
            k = end.max(new.unit_end);
            join(text, &mut out, new);
        } else {
            k = end;
        }
    }
    out
}

fn mention(text: &str, tokens: &[Token], k: usize, numeral: Numeral) -> Option<Mention> {
    let at = |n: usize| tokens.get(n).map_or("", |t| t.lower.as_str());
    let back = |n: usize| k.checked_sub(n).map_or("", at);
    let (first, last) = (tokens.get(k)?, tokens.get(numeral.end.checked_sub(1)?)?);
    let mut start = first.start;
    let mut value = numeral.value;
    if value > Decimal::from(LARGEST) || matches!(numeral.shape, Shape::Of(whole) if whole > Decimal::from(LARGEST)) {
        return None;
    }
    let mut step = numeral.step;
    // "M€ 7,53", "k€ 655".
    let money = matches!(back(1), "€" | "euro") && tokens[k - 1].start == k.checked_sub(2).map_or(0, |b| tokens[b].end);
    if let Some(scale) = match back(2) {
        "m" if money => Some(1_000_000),
        "k" if money => Some(1000),
        _ => None,
    } {
        value = value.checked_mul(Decimal::from(scale))?;
        step = step.checked_mul(Decimal::from(scale))?;
    }
    let minus = matches!(back(1), "-" | "−" | "–")
        && tokens[k - 1].end == start
        && text[..tokens[k - 1].start].ends_with([' ', '(', '\u{a0}']);
    if minus {
        value = -value;
        start = tokens[k - 1].start;
    }
    let (unit, unit_end) = unit_of(tokens, k, numeral.end);
    if is_year(tokens, k, &numeral, unit) {
        return None;
    }
    // Letters glued to digits make a code: "3D", "5bis".
    let glued = !numeral.words
        && unit.is_none()
        && tokens.get(numeral.end).is_some_and(|t| t.start == last.end && t.lower.chars().all(char::is_alphabetic));
    if glued && numeral.shape == Shape::Plain {
        return None;
    }
    let percent = unit.is_some_and(|u| u.dimension == Dimension::Share) && unit_end > numeral.end;
    let stop = if percent { tokens.get(unit_end - 1).map_or(last.end, |t| t.end) } else { last.end };
    let from = floor(text, start.saturating_sub(96));
    let to = floor(text, (stop + 64).min(text.len()));
    let hedge = match hedge_of(&text[from..start], &text[stop..to]) {
        Hedge::Exact if numeral.about => Hedge::About,
        hedge => hedge,
    };
    Some(Mention {
        value,
        other: numeral.other,
        step,
        range: start..stop,
        unit,
        hedge,
        shape: numeral.shape,
        words: numeral.words,
        token: k,
        end: numeral.end,
        unit_end,
        parts: Vec::new(),
    })
}

/// The lists of numbers in some sentences, each as one number: their sum. A list ends at a colon, a bracket, a semicolon; its
/// members are alike in unit and stand as they are.
pub(super) fn sums(sentences: &[Range<usize>], tokens: &[Token], mentions: &[Mention]) -> Vec<Mention> {
    let mut out = Vec::new();
    let mut list: Vec<&Mention> = Vec::new();
    let mut close = |list: &mut Vec<&Mention>| {
        if let (Some(first), Some(last), true) = (list.first(), list.last(), (2..=MOST_PARTS).contains(&list.len())) {
            out.push(Mention {
                value: list.iter().map(|m| m.value).sum(),
                other: None,
                step: Decimal::ONE,
                range: first.range.start..last.range.end,
                unit: list.iter().find_map(|m| m.unit),
                parts: list.iter().map(|m| m.range.clone()).collect(),
                end: last.end,
                unit_end: last.unit_end,
                ..(*first).clone()
            });
        }
        list.clear();
    };
    for mention in mentions {
        let apt = mention.shape == Shape::Plain && mention.hedge == Hedge::Exact && mention.value > Decimal::ZERO;
        let follows = list.last().is_some_and(|last| {
            let between = last.unit_end..mention.token;
            let cut = between
                .clone()
                .any(|k| tokens.get(k).is_some_and(|t| matches!(t.lower.as_str(), ":" | "(" | ")" | ";" | "su")));
            let together = sentences.iter().any(|s| s.contains(&last.token) && s.contains(&mention.token));
            let alike = match (last.unit, mention.unit) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            };
            together && !cut && alike && between.len() <= MOST_BETWEEN
        });
        if !apt || !follows {
            close(&mut list);
        }
        if apt {
            list.push(mention);
        }
    }
    close(&mut list);
    out
}

/// Longer lists are tables in prose, of which a sum says nothing.
const MOST_PARTS: usize = 6;
/// Parts of one list stand at most so many words apart.
const MOST_BETWEEN: usize = 12;

/// A year that no pattern knows: four digits alone, or words behind "nel".
fn is_year(tokens: &[Token], k: usize, numeral: &Numeral, unit: Option<Unit>) -> bool {
    let year = unit.is_none()
        && numeral.shape == Shape::Plain
        && numeral.end == k + 1
        && (Decimal::from(1900)..=Decimal::from(2100)).contains(&numeral.value)
        && numeral.value.scale() == 0;
    let before = k.checked_sub(1).and_then(|b| tokens.get(b)).map_or("", |t| t.lower.as_str());
    let digits = tokens.get(k).is_some_and(|t| t.lower.len() == 4 && t.lower.bytes().all(|b| b.is_ascii_digit()));
    let alone = tokens.get(k + 1).is_none_or(|t| !t.lower.chars().all(char::is_alphabetic));
    year && (YEAR_LEADS.contains(&before)
        || (digits && alone && !matches!(before, ":" | "." | "°" | "(" | "sono" | "stati" | "state" | "a")))
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|k| text.is_char_boundary(*k)).unwrap_or(0)
}

/// Adds a number, or what it is to the one before it: the other end of a range, or the same said again in words, as
/// officials write: "45 (quarantacinque)".
fn join(text: &str, out: &mut Vec<Mention>, new: Mention) {
    if let Some(last) = out.last_mut().filter(|last| last.range.end <= new.range.start) {
        let gap = &text[last.range.end..new.range.start];
        if gap == " (" && last.value == new.value && text[new.range.end..].starts_with(')') {
            last.unit_end = new.unit_end + 1;
            return;
        }
        let ascends = last.hedge == Hedge::Exact
            && last.value < new.value
            && new.shape == Shape::Plain
            && last.shape == Shape::Plain;
        let before = tail(&text[..last.range.start]);
        let range = (matches(&AND, gap) && matches(&BETWEEN, before))
            || (matches(&DASH, gap) && new.value <= last.value * Decimal::TWO && last.unit.is_none());
        if ascends && range {
            last.hedge = Hedge::Between(new.value);
            last.range.end = new.range.end;
            last.end = new.end;
            last.unit_end = new.unit_end;
            last.unit = new.unit.or(last.unit);
            return;
        }
        // "da 5-6 giorni": the end of a range that has a hedge of its own.
        if last.value < new.value
            && last.shape == Shape::Plain
            && matches(&DASH, gap)
            && last.unit.is_none()
            && new.value <= last.value * Decimal::TWO
        {
            last.hedge = Hedge::Between(new.value);
            last.range.end = new.range.end;
            last.end = new.end;
            last.unit_end = new.unit_end;
            last.unit = new.unit;
            return;
        }
    }
    out.push(new);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let unit = |m: &Mention| m.unit.map_or("-".to_owned(), |u| format!("{:?}", u.dimension));
        quantities(text).iter().map(|m| format!("{} {} {:?}", m.value.normalize(), unit(m), m.hedge)).collect()
    }

    #[test]
    fn numbers_have_their_unit_and_hedge() {
        for (text, want) in [
            ("a cui si sono iscritti 2384 cittadini.", vec!["2384 - Exact"]),
            ("alle circa 12mila utenze", vec!["12000 - About"]),
            ("ammonta a 1,8 milioni di euro", vec!["1800000 Money Exact"]),
            ("il 95 per cento e l'86,8% dei casi", vec!["95 Share Exact", "86.8 Share Exact"]),
            ("si attesta a -6,35 giorni", vec!["-6.35 Time Exact"]),
            ("n. 45 (quarantacinque) pratiche", vec!["45 - Exact"]),
            ("45 (quarantadue)", vec!["45 - Exact", "42 - Exact"]),
            ("tra i 20 e i 25 utenti, fra 3 e 4", vec!["20 - Between(25)", "3 - Between(4)"]),
            ("tra il 18 e il 19 per cento", vec!["18 Share Between(19)"]),
            ("entro 5-6 giorni", vec!["5 Time Between(6)"]),
            ("caricati M€ 7,53", vec!["7530000 Money Exact"]),
            ("oggi si aspetta una settimana", vec!["1 Time Exact"]),
            ("supera ormai 1,2 milioni", vec!["1200000 - Over"]),
            ("verbali 312, sopralluoghi 44", vec!["312 - Exact", "44 - Exact"]),
        ] {
            assert_eq!(said(text), want, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_quantities() {
        for text in [
            "il 19 giugno e dal 3 agosto al 25 settembre",
            "del D.Lgs. 33/2013, art. 15",
            "numero verde 800-555019",
            "presso gli uffici di via Manzoni 12",
            "alle ore 15.30",
            "dalle 8.30 alle 12.30",
            "con deliberazione consiliare n. 7 del 26/02/2020",
            "allo 02.5550187",
            "l'emergenza COVID-19",
            "per «quota 100»",
            "nel 2016",
            "meno del duemiladiciannove",
            "Alla 3ª Festa",
            "legge 296/2006",
            "nell'anno educativo 2019/2020",
            "7 giorni su 7",
            "il modello F24",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
