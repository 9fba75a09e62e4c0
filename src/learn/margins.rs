//! What runs along the pages: titles, numbers of pages, the day of the print.

use std::collections::HashMap;

use super::Pages;
use super::cards::may_begin;
use super::prints::key;
use crate::base::notation;
use crate::layout::Sheet;
use crate::meaning::{Fields, year_of};
use crate::structure::pieces;

/// The first and last lines of pages that stand on most of them.
#[derive(Default)]
pub(super) struct Margins {
    /// Their keys.
    keys: Vec<String>,
    /// The keys of the lines that say the title and the year.
    titles: Vec<String>,
    /// Patterns of those that say nothing.
    pub furniture: Vec<String>,
    /// The title that most documents bear, with its year left out.
    pub title: Option<String>,
    /// The pattern of the line with the title, where it says the year.
    pub banner: Option<String>,
    /// The pattern of a line of its own that says the year.
    pub year: Option<String>,
}

/// So many lines from the edge of a page may run along the pages.
const EDGE: usize = 2;
/// What runs along the pages stands on so many of them.
const SHARE: f32 = 0.5;
/// The lines of a title are so much larger than most.
const LARGER: f32 = 1.15;
/// A title stands among so many lines of the first pages.
const TITLE: usize = 6;

/// A line with so many parts may be the head of a table.
const COLUMNS: usize = 3;
/// What runs along the pages stands so far off from the rest, in em between the boxes.
const OFF: f32 = 0.5;

/// Whether a line at the edge of a page stands off from the lines towards the middle.
fn stands_off(sheet: &Sheet, line: usize) -> bool {
    let upper = line * 2 < sheet.lines.len();
    // Columns with a row below them are the head of a table.
    let columns = |l: usize| l < sheet.lines.len() && pieces(sheet, l).len() >= COLUMNS;
    if upper && columns(line) && columns(line + 1) {
        return false;
    }
    let edge = if upper { 0..EDGE } else { sheet.lines.len().saturating_sub(EDGE)..sheet.lines.len() };
    let inner = (0..sheet.lines.len()).filter(|l| if upper { *l > line } else { *l < line });
    let inner = if upper { inner.min() } else { inner.max() };
    // Furniture may have two lines.
    let Some(inner) = inner.filter(|l| !edge.contains(l)) else { return true };
    let (a, b) = (sheet.lines[line.min(inner)], sheet.lines[line.max(inner)]);
    b.rect.y0 - a.rect.y1 > OFF * a.size
}

/// Whether the pages of each document bear one wording of a line.
fn is_constant(told: &[(usize, u32, String)]) -> bool {
    let several = told.windows(2).any(|w| w[0].0 == w[1].0);
    several && told.windows(2).all(|w| w[0].0 != w[1].0 || w[0].2 == w[1].2)
}

/// Whether a number of a line grows with the pages of a document by one each.
fn counts_pages(told: &[(usize, u32, String)]) -> bool {
    let numbers =
        |text: &str| -> Vec<i64> { text.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect() };
    let pairs = told.windows(2).filter(|w| w[0].0 == w[1].0);
    let (mut all, mut fit) = (0, 0);
    for pair in pairs {
        let step = i64::from(pair[1].1) - i64::from(pair[0].1);
        let (a, b) = (numbers(&pair[0].2), numbers(&pair[1].2));
        all += 1;
        fit += usize::from(a.len() == b.len() && a.iter().zip(&b).any(|(a, b)| b - a == step));
    }
    all > 0 && fit * 10 >= all * 9
}

fn edges(sheet: &Sheet) -> Vec<usize> {
    let lines = sheet.lines.len();
    (0..lines.min(EDGE)).chain(lines.saturating_sub(EDGE).max(EDGE.min(lines))..lines).collect()
}

fn text(sheet: &Sheet, line: usize) -> String {
    sheet.text(sheet.lines[line].words())
}

impl Margins {
    pub fn of(documents: &[Pages<'_>], fields: &Fields) -> Self {
        let sheets: Vec<&Sheet> = documents.iter().flatten().copied().collect();
        let mut places: HashMap<String, (usize, Vec<String>)> = HashMap::new();
        let mut told: HashMap<String, Vec<(usize, u32, String)>> = HashMap::new();
        for (document, sheet) in documents.iter().enumerate().flat_map(|(d, of)| of.iter().map(move |s| (d, s))) {
            let mut here: Vec<String> = Vec::new();
            for line in edges(sheet) {
                let text = text(sheet, line);
                let key = key(&text);
                if key.is_empty() || here.contains(&key) || !stands_off(sheet, line) {
                    continue;
                }
                here.push(key.clone());
                told.entry(key.clone()).or_default().push((document, sheet.number, text.clone()));
                let entry = places.entry(key).or_default();
                entry.0 += 1;
                if !entry.1.contains(&text) {
                    entry.1.push(text);
                }
            }
        }
        let mut out = Self::default();
        let mut all: Vec<(String, (usize, Vec<String>))> = places.into_iter().collect();
        all.sort();
        for (key, (count, texts)) in all {
            let told = told.get(&key).map(Vec::as_slice).unwrap_or_default();
            let runs = sheets.len() >= 3 && count as f32 >= SHARE * sheets.len() as f32;
            // The number of a page has a number that differs from page to page.
            let counts = sheets.len() >= 3 && key.contains('#') && count >= 3 && counts_pages(told);
            // What has a number and is neither the same on all pages of a document nor counts them is of a card.
            let begins = texts.iter().any(|t| may_begin(fields, t));
            if key.contains('#') && (begins || (!is_constant(told) && !counts_pages(told))) {
                continue;
            }
            let short = texts.first().is_some_and(|t| t.split(' ').count() <= 12);
            if (runs || counts) && short {
                out.keys.push(key);
                if let Some(pattern) = texts.first().map(|t| pattern(t)) {
                    out.furniture.push(pattern);
                }
            }
        }
        out.titled(documents);
        out
    }

    /// Whether a line says the title of the document, or its year.
    pub fn is_title(&self, sheet: &Sheet, line: usize) -> bool {
        self.titles.contains(&key(&text(sheet, line)))
    }

    /// Whether a line runs along the pages.
    pub fn runs(&self, sheet: &Sheet, line: usize) -> bool {
        let lines = sheet.lines.len();
        (line < EDGE || line + EDGE >= lines) && self.keys.contains(&key(&text(sheet, line)))
    }

    /// Finds the title: a line of the first page of most documents that names a year, and a different one on each.
    fn titled(&mut self, documents: &[Pages<'_>]) {
        let mut found: HashMap<String, Vec<(usize, String)>> = HashMap::new();
        for (document, sheets) in documents.iter().enumerate() {
            let Some(sheet) = sheets.first() else { continue };
            for line in 0..sheet.lines.len().min(TITLE) {
                let text = text(sheet, line);
                let one = sheet.phrases(sheet.lines[line].words()).len() == 1;
                let words = text.split(' ').count();
                let of = found.entry(key(&text)).or_default();
                if one && (2..=10).contains(&words) && !text.contains(':') && of.iter().all(|(d, _)| *d != document) {
                    of.push((document, text));
                }
            }
        }
        let most = documents.len();
        let mut found: Vec<(String, Vec<(usize, String)>)> = found.into_iter().collect();
        found.retain(|(key, of)| of.len() * 10 >= most * 8 && key.chars().filter(|c| c.is_alphabetic()).count() > 4);
        // A line with another number is of a card; of the rest, the one that names the year, then the one that stands highest.
        let is_of_card = |(_, of): &(String, Vec<(usize, String)>)| {
            of.iter().any(|(_, t)| year_of(t).is_none() && t.contains(|c: char| c.is_ascii_digit()))
        };
        found.retain(|f| !is_of_card(f));
        let place = |f: &(String, Vec<(usize, String)>)| {
            let first = f.1.first().and_then(|(d, t)| Some((documents.get(*d)?.first()?, t)));
            first.and_then(|(sheet, t)| (0..sheet.lines.len()).find(|&l| text(sheet, l) == *t)).unwrap_or(usize::MAX)
        };
        let dated = |f: &(String, Vec<(usize, String)>)| f.1.iter().filter(|(_, t)| year_of(t).is_some()).count();
        found.sort_by(|a, b| place(a).cmp(&place(b)).then(a.0.cmp(&b.0)));
        let yearly = found.iter().find(|f| dated(f) * 2 > f.1.len()).cloned();
        let size = |f: &(String, Vec<(usize, String)>)| {
            let sheet = f.1.first().and_then(|(d, _)| documents.get(*d)?.first());
            sheet.and_then(|s| s.lines.get(place(f))).map_or(0.0, |l| l.size)
        };
        // The name of the body and that of the document stand over each other, set larger than the rest.
        let mut sizes: Vec<f32> = documents.iter().flatten().flat_map(|s| s.lines.iter().map(|l| l.size)).collect();
        sizes.sort_by(f32::total_cmp);
        let body = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0);
        self.titles.extend(found.iter().filter(|f| size(f) > LARGER * body).map(|f| f.0.clone()));
        let Some((_, of)) = found.into_iter().next() else { return };
        let of = match yearly {
            // The year stands in a line of its own, below the title.
            Some((_, year)) if year_of(&of[0].1).is_none() => {
                let line = &year[0].1;
                let (before, after) = year_of(line).and_then(|y| line.split_once(y)).unwrap_or((line, ""));
                let (before, after) = (spaced(before, true), spaced(after, false));
                self.year = Some(format!("(?i)^{before}(?<year>(?:19|20)\\d\\d){after}$"));
                let banner = pattern(line);
                self.titles.push(key(line));
                self.furniture.retain(|p| *p != banner);
                of
            }
            _ => of,
        };
        let Some((_, text)) = of.first() else { return };
        self.titles.push(key(text));
        match year_of(text) {
            Some(year) => {
                let (before, after) = text.split_once(year).unwrap_or((text, ""));
                let name = format!("{}{}", before.trim(), if after.trim().is_empty() { "" } else { " " });
                self.title = Some(format!("{name}{}", after.trim()).trim_matches([' ', '-', '–']).to_owned());
                self.banner = Some(format!(
                    "(?i)^(?<title>{}(?<year>(?:19|20)\\d\\d){})$",
                    spaced(before, true),
                    spaced(after, false)
                ));
                let banner = pattern(text);
                self.furniture.retain(|p| *p != banner);
            }
            None => {
                self.title = Some(text.clone());
                let banner = pattern(text);
                self.furniture.retain(|p| *p != banner);
                self.banner = Some(format!("(?i)^(?<title>{})$", spaced(text, false).trim_end_matches(r"\s*")));
            }
        }
    }
}

fn spaced(text: &str, behind: bool) -> String {
    let joined = notation::spaced(text);
    match (joined.is_empty(), behind) {
        (true, _) => String::new(),
        (false, true) => format!(r"{joined}\s*"),
        (false, false) => format!(r"\s*{joined}"),
    }
}

/// The pattern of a line in which every number is any number.
pub(super) fn pattern(text: &str) -> String {
    let mut out = String::from("(?i)^");
    for (k, word) in text.split_whitespace().enumerate() {
        if k > 0 {
            out.push_str(r"\s+");
        }
        let mut digits = false;
        for c in word.chars() {
            if c.is_ascii_digit() {
                if !digits {
                    out.push_str(r"\d+");
                }
                digits = true;
            } else {
                digits = false;
                out.push_str(&regex::escape(&c.to_string()));
            }
        }
    }
    out.push('$');
    out
}
