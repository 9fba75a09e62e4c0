//! Where a card begins: a line with a code of its own, or the label that tells cards apart.

use std::collections::{BTreeMap, BTreeSet};

use super::Pages;
use super::labels::{Label, Labels};
use super::margins::Margins;
use super::prints::{Prints, key};
use crate::base::value;
use crate::contract::fields::Scope;
use crate::layout::Sheet;
use crate::meaning::{Fields, What};

/// What a card begins with.
#[derive(Clone, Debug, Default)]
pub(super) struct Begin {
    /// The line that begins a card.
    pub heading: Option<Heading>,
    /// Position of the label that cards begin with, where no line does.
    pub lead: Option<usize>,
}

/// A line that begins a card: fixed words, a code, perhaps what the card is about.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    /// The fixed words as printed.
    pub before: String,
    /// Whether something stands behind the code.
    pub rest: bool,
}

/// The fixed words in front of a code are no more than these.
const BEFORE: usize = 4;
/// A line that begins cards stands on so many of the documents.
const DOCUMENTS: f32 = 0.8;
/// A label stands on so many of the cards.
const LABEL: f32 = 0.5;
/// There are about as many codes as cards.
const AGREES: f32 = 0.5;
/// From which likeness on words name an objective.
const NAMED: f32 = 0.5;
/// A date has so many signs at least.
const DATE: usize = 6;
/// The label that cards begin with stands on so many of them.
const LEAD: f32 = 0.8;
/// Its codes differ from card to card; a further page of a card may bear it again.
const DISTINCT: f32 = 0.4;

/// A line in three parts: fixed words, code, rest.
fn split(text: &str) -> Option<(String, String, String)> {
    let words: Vec<&str> = text.split(' ').collect();
    let at = words.iter().take(BEFORE + 1).position(|w| is_code(w))?;
    let before = words[..at].join(" ");
    let fits = !before.contains(':') && before.chars().next().is_none_or(|c| !c.is_lowercase());
    let rest = words[at + 1..].join(" ");
    fits.then(|| (before, words[at].trim_end_matches([':', '.', ',', '-', '–']).to_owned(), rest))
}

/// Whether a word may be the code of a card: it has a number in it, and is neither a date nor a year.
pub(super) fn is_code(word: &str) -> bool {
    let word = word.trim_end_matches([':', '.', ',', '-', '–']);
    let plain = word.chars().all(|c| c.is_alphanumeric() || "._/-".contains(c));
    word.contains(|c: char| c.is_ascii_digit())
        && plain
        && word.len() <= 20
        // A day without its year is a code with a stroke.
        && (value::date(word).is_none() || word.len() < DATE)
        && value::year(word).is_none()
}

#[derive(Default)]
struct Seen {
    before: String,
    codes: BTreeMap<usize, BTreeSet<String>>,
    count: usize,
    rest: usize,
}

/// How like some words are to what an objective's code or text is called.
pub(super) fn like(fields: &Fields, text: &str) -> f32 {
    let is_code = |e: &crate::meaning::Entry| {
        e.what == What::Field(Scope::Objective) && matches!(e.field.as_deref(), Some("code" | "description"))
    };
    fields.like(text, is_code).first().map_or(0.0, |(_, l)| *l)
}

/// Whether a line may begin a card: words that name an objective, and a code behind them.
pub(super) fn may_begin(fields: &Fields, text: &str) -> bool {
    split(text).is_some_and(|(before, ..)| like(fields, &before) >= NAMED)
}

/// Finds the line that begins cards.
pub(super) fn begin(documents: &[Pages<'_>], prints: &Prints, margins: &Margins, fields: &Fields) -> Begin {
    let mut all: BTreeMap<String, Seen> = BTreeMap::new();
    for (document, sheets) in documents.iter().enumerate() {
        for sheet in sheets {
            for line in (0..sheet.lines.len()).filter(|&l| !margins.runs(sheet, l)) {
                let Some((before, code, rest)) = single(sheet, line).and_then(|t| split(&t)) else { continue };
                // Without words in front only a code that is no plain number tells a card.
                if before.is_empty() && (code.bytes().all(|b| b.is_ascii_digit()) || rest.is_empty()) {
                    continue;
                }
                // What stands below a label is its value.
                if before.is_empty() && is_below_label(sheet, line, prints) {
                    continue;
                }
                let seen = all.entry(key(&before)).or_default();
                seen.before.clone_from(&before);
                seen.codes.entry(document).or_default().insert(code);
                seen.count += 1;
                seen.rest += usize::from(rest.len() > 8);
            }
        }
    }
    let likeness = |text: &str| like(fields, text);
    let mut best: Option<(f32, Heading)> = None;
    for (start, seen) in all {
        let distinct: usize = seen.codes.values().map(BTreeSet::len).sum();
        let fits = seen.codes.len() as f32 >= DOCUMENTS * documents.len() as f32
            && distinct as f32 >= DISTINCT * seen.count as f32
            && distinct >= 2
            && prints.agrees(&seen.codes) >= AGREES;
        if !fits {
            continue;
        }
        let like = likeness(&seen.before);
        let share = if start.is_empty() {
            // Codes alone begin cards where there are as many of them as of cards.
            prints.agrees(&seen.codes)
        } else {
            prints.share(&format!("{start}…")).max(prints.share(&format!("{start}#")))
        };
        let score = like + share + prints.agrees(&seen.codes);
        if (like >= NAMED || share >= 0.8) && best.as_ref().is_none_or(|(s, _)| score > *s) {
            best = Some((score, Heading { before: seen.before, rest: seen.rest * 2 >= seen.count }));
        }
    }
    Begin { heading: best.map(|(_, h)| h), lead: None }
}

/// Whether a line stands below a name that most cards have.
fn is_below_label(sheet: &Sheet, line: usize, prints: &Prints) -> bool {
    let Some(above) = line.checked_sub(1).and_then(|l| single(sheet, l)) else { return false };
    prints.is_fixed_by(&key(&above), LABEL)
}

/// The text of a line without gaps.
fn single(sheet: &Sheet, line: usize) -> Option<String> {
    let words = sheet.lines[line].words();
    (sheet.phrases(words.clone()).len() == 1).then(|| sheet.text(words))
}

impl Begin {
    /// Whether a line begins a card.
    pub fn is(&self, sheet: &Sheet, line: usize) -> bool {
        let Some(heading) = &self.heading else { return false };
        let found = single(sheet, line).and_then(|text| split(&text));
        found.is_some_and(|(before, ..)| key(&before) == key(&heading.before))
    }

    /// Takes the label that cards begin with, where no line does: the first that stands on nearly all of them.
    pub fn settle(mut self, labels: &Labels, prints: &Prints) -> Self {
        if self.heading.is_none() {
            let all = |l: &Label| prints.share(&key(&l.printed)).max(prints.share(&key(&format!("{}:", l.printed))));
            let first = labels.card.iter().position(|l| all(l) >= LEAD);
            self.lead = first.or((!labels.card.is_empty()).then_some(0));
        }
        self
    }
}
