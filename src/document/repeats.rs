//! Pages that stand in a report once more.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash, Hasher};

use super::laid::LaidOut;
use crate::base::passage::Place;
use crate::contract::Notice;

/// Fewer words than this may stand on two pages by chance: those of covers, of pages left blank.
const TELLING: usize = 40;

/// The pages of a report that have come by, by all that stands on them.
#[derive(Default)]
pub(super) struct Repeats(HashMap<u64, u32>);

impl Repeats {
    /// Takes the words off a page that stands there once more, and tells of it: what it says counts once.
    pub fn take_out(&mut self, page: &mut LaidOut) {
        let Some(print) = print(page) else { return };
        match self.0.entry(print) {
            Entry::Occupied(first) => {
                let notice = Notice::Repeated { page: place(page), of: *first.get() };
                page.notices.push(notice);
                page.sheets.clear();
            }
            Entry::Vacant(fresh) => {
                fresh.insert(page.number);
            }
        }
    }
}

/// What tells a page from all others: its words, page number and all. None where there is too little on it, or no figure.
fn print(page: &LaidOut) -> Option<u64> {
    let words = || page.sheets.iter().flat_map(|sheet| (0..sheet.words.len()).map(|k| sheet.word(k)));
    let figures = words().any(|word| word.contains(',') && word.contains(|c: char| c.is_ascii_digit()));
    if page.ocr || words().count() < TELLING || !figures {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    words().for_each(|word| word.hash(&mut hasher));
    Some(hasher.finish())
}

/// All that is printed on it, called by its first line.
fn place(page: &LaidOut) -> Place {
    let sheet = page.sheets.first();
    let bbox = sheet.and_then(|s| s.words.iter().map(|w| w.rect).reduce(|a, b| a.union(&b)).map(|r| s.displayed(&r)));
    let text = sheet.map(|s| s.text(s.lines.first().map_or(0..0, |line| line.words()))).unwrap_or_default();
    Place { page: page.number, bbox: bbox.unwrap_or_default(), text: text.into(), confidence: 1.0, heard: None }
}
