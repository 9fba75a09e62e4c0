//! What a page names of a form, seen without reading it: whether it can be a page of a report of that form, and its first.

use std::collections::HashSet;

use regex::Regex;

use super::capture::Cover;
use super::margin::Margins;
use super::reader::Reader;
use crate::grammar::language::form::{Form, Label};
use crate::grammar::language::name::plain_into;
use crate::layout::Sheet;

/// What a page names of a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Whether the title of the report stands on it.
    pub title: bool,
    /// How many names of what stands before the cards.
    pub cover: usize,
    /// How many labels of a card.
    pub labels: usize,
    /// How many headings of sections, and lines and labels that begin a card.
    pub sections: usize,
}

impl Named {
    /// How many names there are.
    pub fn count(&self) -> usize {
        usize::from(self.title) + self.cover + self.labels + self.sections
    }
}

/// The names of a form.
pub struct Names<'f> {
    form: &'f Form,
    /// What stands before the cards, and labels of cards: values stand behind them, in one phrase with them or not.
    cover: Vec<&'f str>,
    labels: Vec<&'f str>,
    /// Labels that begin a card, and headings, which stand alone.
    starts: Vec<&'f str>,
    headings: Vec<&'f str>,
    patterns: Vec<&'f Regex>,
}

impl<'f> Names<'f> {
    /// Of a form.
    pub fn of(form: &'f Form) -> Self {
        let names = |labels: &'f [Label], starts: bool| {
            let these = labels.iter().filter(move |label| label.starts == starts);
            these.flat_map(|label| label.names.iter()).map(String::as_str)
        };
        let cells = form.header.iter().flatten().flat_map(|cell| cell.names.iter()).map(String::as_str);
        Self {
            form,
            cover: names(&form.cover, false).collect(),
            labels: names(&form.labels, false).chain(cells).collect(),
            starts: names(&form.labels, true).collect(),
            headings: form.sections.iter().flat_map(|s| &s.names).map(String::as_str).collect(),
            patterns: form.sections.iter().filter_map(|s| s.pattern.as_ref()).chain(&form.heading).collect(),
        }
    }

    /// Whether a page stands before the cards of a report: it bears the title and what a report is printed for, and no part of a
    /// card.
    pub fn is_front(&self, named: &Named) -> bool {
        named.title && named.cover >= FRONT.min(self.cover.len()).max(1) && named.sections == 0
    }

    /// What the main sheet of a page names.
    pub fn on(&self, sheet: &Sheet) -> Named {
        let mut out = Named::default();
        let mut seen: HashSet<&str> = HashSet::new();
        let mut plain = String::new();
        for line in &sheet.lines {
            plain.clear();
            line.words().for_each(|k| plain_into(sheet.word(k), &mut plain));
            out.title |= self.form.titles.contains(&plain);
            if self.patterns.iter().any(|p| line.words().len() <= HEADING && p.is_match(&sheet.text(line.words()))) {
                out.sections += 1;
            }
            for phrase in sheet.phrases(line.words()) {
                plain.clear();
                phrase.words.for_each(|k| plain_into(sheet.word(k), &mut plain));
                let begins = |names: &[&'f str]| names.iter().copied().find(|n| plain.starts_with(n));
                let heading = self.headings.iter().copied().find(|n| plain == *n);
                let (name, count) = if let Some(name) = heading.or_else(|| begins(&self.starts)) {
                    (name, &mut out.sections)
                } else if let Some(name) = begins(&self.cover) {
                    (name, &mut out.cover)
                } else if let Some(name) = begins(&self.labels) {
                    (name, &mut out.labels)
                } else {
                    continue;
                };
                *count += usize::from(seen.insert(name));
            }
        }
        out
    }

    /// What a page alone says of the report.
    pub fn cover_of(&self, sheets: &[Sheet]) -> Cover {
        let mut reader = Reader::new(self.form);
        reader.page(sheets, &Margins::default());
        std::mem::take(&mut reader.cover)
    }
}

/// A line of more words is no heading.
const HEADING: usize = 14;
/// So many names of what stands before the cards make a page that stands there.
const FRONT: usize = 2;
