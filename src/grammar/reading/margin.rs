//! What runs along the margins: lines that a pattern of the grammar knows, and lines that repeat from page to page.

use std::collections::HashMap;

use regex::Regex;

use super::desk::{Desk, Role};
use crate::layout::{Phrase, Sheet};

/// How many lines at the top and at the bottom of a page can run along the margin.
const DEPTH: usize = 3;
/// A repeated line stands at the same place within this (points).
const SHIFT: f32 = 1.5;
/// The same for pages of a scan.
const SCAN_SHIFT: f32 = 12.0;
/// Two lines of scans say the same if so much of them is the same.
const ALIKE: f64 = 0.75;

/// What runs along the margins of the pages at hand: what repeats among them, or among them and those before.
#[derive(Clone, Debug, Default)]
pub struct Margins {
    here: Edges,
    /// The same with the pages before.
    around: Option<Edges>,
}

/// Lines at the edges of a run of pages that say the same at the same place.
#[derive(Clone, Debug, Default)]
struct Edges {
    /// Text of a phrase to the baselines and left ends at which it stands.
    seen: HashMap<String, Vec<(f32, f32)>>,
    /// The same of scans, where letters may be wrong and pages are shifted.
    scanned: Vec<(String, (f32, f32))>,
    /// Phrases that may count the pages ([`counter`]) to the baselines and middles at which they stand.
    counters: HashMap<(String, i64), Vec<(f32, f32)>>,
    pages: usize,
}

impl Margins {
    /// Looks at the main sheets of a run of pages.
    pub fn of<'s>(sheets: impl Iterator<Item = &'s Sheet>) -> Self {
        Self { here: Edges::of(sheets), around: None }
    }

    /// The same, knowing the margins of the pages before: a few last pages show too little of what repeats.
    pub fn behind(self, before: &Self) -> Self {
        let mut around = self.here.clone();
        around.join(&before.here);
        Self { around: Some(around), ..self }
    }

    fn repeats(&self, text: &str, baseline: f32, x0: f32) -> bool {
        let edges = std::iter::once(&self.here).chain(&self.around);
        edges.into_iter().any(|e| e.repeats(text, baseline, x0))
    }

    fn counts(&self, counter: &(String, i64), baseline: f32, middle: f32) -> bool {
        let edges = std::iter::once(&self.here).chain(&self.around);
        edges.into_iter().any(|e| e.counts(counter, baseline, middle))
    }

    fn seems_to_repeat(&self, text: &str, baseline: f32, x0: f32) -> bool {
        let edges = std::iter::once(&self.here).chain(&self.around);
        edges.into_iter().any(|e| e.seems_to_repeat(text, baseline, x0))
    }

    /// Takes what runs along the margins of a sheet.
    pub(in crate::grammar) fn take(&self, desk: &mut Desk<'_>, patterns: &[Regex]) {
        let lines = desk.sheet.lines.len();
        let edge = (0..lines.min(DEPTH)).chain(lines.saturating_sub(DEPTH).max(lines.min(DEPTH))..lines);
        for line in edge {
            let phrases: Vec<Phrase> = desk.free_phrases(line).collect();
            let last = line + 1 == lines;
            let runs = |phrase: &Phrase| {
                let text = text(desk.sheet, phrase);
                let baseline = desk.sheet.lines[line].baseline;
                let counts = || {
                    let counter = counter(&text, desk.sheet.number);
                    counter.is_some_and(|c| self.counts(&c, baseline, phrase.rect.mid_x()))
                };
                patterns.iter().any(|p| runs_along(p, &text, desk.sheet.number))
                    || (last && self.repeats(&text, baseline, phrase.rect.x0))
                    || (last && desk.sheet.scanned && self.seems_to_repeat(&text, baseline, phrase.rect.x0))
                    || ((last || line == 0) && counts())
            };
            // A line runs along the margin as a whole or not at all.
            if phrases.iter().all(runs) {
                desk.take(phrases.into_iter().flat_map(|p| p.words), Role::Furniture);
            }
        }
    }
}

impl Edges {
    fn of<'s>(sheets: impl Iterator<Item = &'s Sheet>) -> Self {
        let mut margins = Self::default();
        for sheet in sheets {
            margins.pages += 1;
            // Only the outermost lines: further in stands the body.
            let last = sheet.lines.len().checked_sub(1);
            for line in last.map(|_| 0).filter(|_| last != Some(0)).into_iter().chain(last) {
                for phrase in sheet.phrases(sheet.lines[line].words()) {
                    let at = (sheet.lines[line].baseline, phrase.rect.x0);
                    let text = text(sheet, &phrase);
                    if let Some(counter) = counter(&text, sheet.number) {
                        margins.counters.entry(counter).or_default().push((at.0, phrase.rect.mid_x()));
                    }
                    if Some(line) != last {
                        continue;
                    }
                    if sheet.scanned {
                        margins.scanned.push((text.clone(), at));
                    }
                    margins.seen.entry(text).or_default().push(at);
                }
            }
        }
        margins
    }

    /// Whether a phrase stands at the same place on most of the pages, as far as that can be told of a scan.
    fn seems_to_repeat(&self, text: &str, baseline: f32, x0: f32) -> bool {
        let here = self.scanned.iter().filter(|(said, (b, x))| {
            (b - baseline).abs() < SCAN_SHIFT && (x - x0).abs() < SCAN_SHIFT && is_like(said, text)
        });
        let here = here.count();
        here >= 3 && here * 10 >= self.pages * 5
    }

    /// Whether a phrase stands at the same place on most of the pages.
    fn repeats(&self, text: &str, baseline: f32, x0: f32) -> bool {
        let Some(places) = self.seen.get(text) else { return false };
        let here = places.iter().filter(|(b, x)| (b - baseline).abs() < SHIFT && (x - x0).abs() < SHIFT).count();
        here >= 3 && here * 10 >= self.pages * 6
    }

    /// Whether a phrase counts most of the pages, at the same place.
    fn counts(&self, counter: &(String, i64), baseline: f32, middle: f32) -> bool {
        let Some(places) = self.counters.get(counter) else { return false };
        let here = places.iter().filter(|(b, x)| (b - baseline).abs() < SHIFT && (x - middle).abs() < SHIFT).count();
        here >= 2 && here * 10 >= self.pages * 6
    }

    fn join(&mut self, other: &Self) {
        for (counter, places) in &other.counters {
            self.counters.entry(counter.clone()).or_default().extend_from_slice(places);
        }
        for (text, places) in &other.seen {
            self.seen.entry(text.clone()).or_default().extend_from_slice(places);
        }
        self.scanned.extend_from_slice(&other.scanned);
        self.pages += other.pages;
    }
}

/// What a short text says if its first number is that of the page: the text around it, and how much the number is ahead of the page's
/// place in the file. "4" on the third page: "#" and 1.
fn counter(text: &str, page: u32) -> Option<(String, i64)> {
    let from = text.find(|c: char| c.is_ascii_digit()).filter(|_| text.len() < COUNTER)?;
    let rest = &text[from..];
    let digits = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
    let number: u16 = digits.parse().ok()?;
    Some((format!("{}#{}", &text[..from], &rest[digits.len()..]), i64::from(number) - i64::from(page)))
}

/// A text that counts pages is shorter than this: "Pagina 12 di 140".
const COUNTER: usize = 24;

/// Whether two texts may be one, misread: alike, or both short and with a number, as numbers of pages are.
fn is_like(a: &str, b: &str) -> bool {
    let number = |text: &str| text.chars().count() < 9 && text.contains(|c: char| c.is_ascii_digit());
    number(a) && number(b) || strsim::normalized_levenshtein(a, b) > ALIKE
}

/// Whether a pattern of the grammar knows a text; a group `page` must say the number of the page.
fn runs_along(pattern: &Regex, text: &str, page: u32) -> bool {
    let Some(groups) = pattern.captures(text) else { return false };
    groups.name("page").is_none_or(|said| said.as_str().parse() == Ok(page))
}

fn text(sheet: &Sheet, phrase: &Phrase) -> String {
    sheet.text(phrase.words.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_count_the_pages_are_known() {
        assert_eq!(counter("4", 3), Some(("#".to_owned(), 1)));
        assert_eq!(counter("- 12 -", 12), Some(("- # -".to_owned(), 0)));
        assert_eq!(counter("3/13", 3), Some(("#/13".to_owned(), 0)));
        assert_eq!(counter("Servizio Controllo di Gestione 3", 3), None);
        let counters = HashMap::from([(("#".to_owned(), 1), vec![(570.0, 420.0), (570.0, 420.5)])]);
        let edges = Edges { counters, pages: 3, ..Edges::default() };
        assert!(edges.counts(&("#".to_owned(), 1), 570.0, 420.0));
        assert!(!edges.counts(&("#".to_owned(), 2), 570.0, 420.0), "another number");
        assert!(!edges.counts(&("#".to_owned(), 1), 500.0, 420.0), "another place");
        assert!(!Edges { pages: 4, ..edges }.counts(&("#".to_owned(), 1), 570.0, 420.0), "half of the pages");
    }
}
