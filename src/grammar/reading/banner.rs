//! Lines that run along the pages and say something: who reports, of which day.

use regex::Regex;

use super::capture::Fields;
use super::desk::Desk;
use crate::base::passage::Passage;
use crate::grammar::language::form::Field;
use crate::grammar::language::load::{PARAMETERS, REGISTRATION, TITLE};

/// What the banners of a page say.
#[derive(Debug, Default)]
pub(in crate::grammar) struct Banner {
    /// The title of the report.
    pub title: Option<Passage>,
    /// Fields of the registration.
    pub registration: Fields,
    /// Parameters.
    pub parameters: Fields,
    /// Fields of the objectives on the page.
    pub objective: Fields,
}

/// Takes the banners of a sheet, each a whole line or a part of one between wide gaps.
pub(in crate::grammar) fn take_banners(desk: &mut Desk<'_>, patterns: &[Regex], banner: &mut Banner) {
    for line in 0..desk.sheet.lines.len() {
        if patterns.is_empty() {
            return;
        }
        let mut runs = vec![desk.free_words(line)];
        let phrases: Vec<Vec<usize>> = desk.free_phrases(line).map(|p| p.words.collect()).collect();
        if phrases.len() > 1 {
            runs.extend(phrases);
        }
        for words in runs.into_iter().filter(|w| !w.is_empty()) {
            if !words.iter().all(|&k| desk.is_free(k)) {
                continue;
            }
            let text = desk.text(words.iter().copied());
            let Some(pattern) = patterns.iter().find(|p| p.is_match(&text)) else { continue };
            let passage = desk.take_passage(&words);
            banner.add(pattern, &passage);
        }
    }
}

impl Banner {
    fn add(&mut self, pattern: &Regex, passage: &Passage) {
        let Some(groups) = pattern.captures(&passage.text) else { return };
        for name in pattern.capture_names().flatten() {
            let Some(part) = groups.name(name).map(|m| passage.slice(m.range())) else { continue };
            if part.is_empty() {
                continue;
            }
            if name == TITLE {
                self.title.get_or_insert(part);
            } else if let Some(name) = name.strip_prefix(REGISTRATION) {
                self.registration.push((Field::from(name), part));
            } else if let Some(name) = name.strip_prefix(PARAMETERS) {
                self.parameters.push((Field::from(name), part));
            } else {
                self.objective.push((Field::from(name), part));
            }
        }
    }
}
