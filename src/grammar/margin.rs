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

/// Lines at the edges of a run of pages that say the same at the same place.
#[derive(Debug, Default)]
pub struct Margins {
    /// Text of a phrase to the baselines and left ends at which it stands.
    seen: HashMap<String, Vec<(f32, f32)>>,
    /// The same of scans, where letters may be wrong and pages are shifted.
    scanned: Vec<(String, (f32, f32))>,
    pages: usize,
}

impl Margins {
    /// Looks at the main sheets of a run of pages.
    pub fn of<'s>(sheets: impl Iterator<Item = &'s Sheet>) -> Self {
        let mut margins = Margins::default();
        for sheet in sheets {
            margins.pages += 1;
            // Only the outermost line: further in stands the body.
            let last = sheet.lines.len().checked_sub(1);
            for line in last.into_iter() {
                for phrase in sheet.phrases(sheet.lines[line].words()) {
                    let at = (sheet.lines[line].baseline, phrase.rect.x0);
                    let text = text(sheet, &phrase);
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

    /// Takes what runs along the margins of a sheet.
    pub(super) fn take(&self, desk: &mut Desk<'_>, patterns: &[Regex]) {
        let lines = desk.sheet.lines.len();
        let edge = (0..lines.min(DEPTH)).chain(lines.saturating_sub(DEPTH).max(lines.min(DEPTH))..lines);
        for line in edge {
            let phrases: Vec<Phrase> = desk.free_phrases(line).collect();
            let last = line + 1 == lines;
            let runs = |phrase: &Phrase| {
                let text = text(desk.sheet, phrase);
                patterns.iter().any(|p| runs_along(p, &text, desk.sheet.number))
                    || (last && self.repeats(&text, desk.sheet.lines[line].baseline, phrase.rect.x0))
                    || (last
                        && desk.sheet.scanned
                        && self.seems_to_repeat(&text, desk.sheet.lines[line].baseline, phrase.rect.x0))
            };
            // A line runs along the margin as a whole or not at all.
            if phrases.iter().all(runs) {
                desk.take(phrases.into_iter().flat_map(|p| p.words), Role::Furniture);
            }
        }
    }
}

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
