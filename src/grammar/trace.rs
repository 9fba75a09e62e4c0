//! How a document was read: what became of every word, and why sections were recognised or not.

use super::desk::{Desk, Role};
use super::form::{Form, Section};
use super::headings::plain_of;
use super::heads;
use super::spell::spell;
use crate::geometry::Rect;
use crate::lang::Message;
use crate::layout::Sheet;

/// A run of words of one line that became the same.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Number of the page.
    pub page: u32,
    /// Where they stand on the page as displayed.
    pub rect: Rect,
    /// What became of them.
    pub role: Role,
    /// How many words they are.
    pub words: usize,
    /// Their text.
    pub text: String,
}

/// Something that the reading noticed.
#[derive(Clone, Debug)]
pub struct Event {
    /// Number of the page.
    pub page: u32,
    /// What it was.
    pub message: Message,
}

/// What the reading of a document tells of itself.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Every word of every page, in runs.
    pub seen: Vec<Seen>,
    /// What was noticed, in the order of the pages.
    pub events: Vec<Event>,
    /// Ids of the sections that were opened.
    pub opened: Vec<String>,
}

impl Trace {
    pub(super) fn see(&mut self, desk: &Desk<'_>) {
        for line in &desk.sheet.lines {
            let words: Vec<usize> = line.words().collect();
            for run in words.chunk_by(|a, b| desk.role(*a) == desk.role(*b)) {
                let rect = run.iter().map(|&k| desk.sheet.words[k].rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
                self.seen.push(Seen {
                    page: desk.sheet.number,
                    rect: desk.sheet.displayed(&rect),
                    role: desk.role(run[0]),
                    words: run.len(),
                    text: desk.text(run.iter().copied()),
                });
            }
        }
    }

    pub(super) fn note(&mut self, page: u32, it: String, en: String) {
        self.events.push(Event { page, message: Message::new(it, en) });
    }

    /// Number of words that became something.
    pub fn words(&self, role: Role) -> usize {
        self.seen.iter().filter(|s| s.role == role).map(|s| s.words).sum()
    }
}

/// Why each section that was not opened was not: what came nearest to its heading.
pub fn unopened(form: &Form, opened: &[String], sheets: &[&Sheet]) -> Vec<Message> {
    let missed = form.sections.iter().filter(|s| !opened.contains(&s.id));
    missed
        .map(|section| if section.headed { nearest_heads(section, sheets) } else { nearest_heading(section, sheets) })
        .collect()
}

/// The line that looks most like the heading of a section.
fn nearest_heading(section: &Section, sheets: &[&Sheet]) -> Message {
    let mut best: Option<(f64, String, u32)> = None;
    for sheet in sheets {
        let desk = Desk::new(sheet);
        for line in &sheet.lines {
            let words: Vec<usize> = line.words().collect();
            let plain = plain_of(&desk, &words);
            let likeness = section.names.iter().map(|n| strsim::jaro_winkler(n, &plain)).fold(0.0, f64::max);
            if best.as_ref().is_none_or(|b| likeness > b.0) {
                best = Some((likeness, desk.text(words), sheet.number));
            }
        }
    }
    let id = &section.id;
    match best.filter(|b| b.0 > 0.75) {
        Some((_, text, page)) => Message::new(
            format!(
                "la sezione {id} non c'è: nessuna riga è la sua intestazione; la più simile è «{text}», pagina {page}"
            ),
            format!("section {id} is not there: no line is its heading; the most similar is \"{text}\", page {page}"),
        ),
        None => Message::new(
            format!("la sezione {id} non c'è: nessuna riga somiglia alla sua intestazione"),
            format!("section {id} is not there: no line is like its heading"),
        ),
    }
}

/// The lines that have most of the column headings of a table.
fn nearest_heads(section: &Section, sheets: &[&Sheet]) -> Message {
    let mut best: (usize, u32, Vec<&str>) = (0, 0, Vec::new());
    for sheet in sheets {
        let desk = Desk::new(sheet);
        for line in 0..sheet.lines.len() {
            let end = sheet.lines.len().min(line + 3);
            let words: Vec<usize> = (line..end).flat_map(|l| desk.free_words(l)).collect();
            let there = |names: &[String]| {
                names.iter().any(|n| words.iter().any(|&k| spell(&desk, &words, k, n, &|_| false).is_some()))
            };
            let found: Vec<&str> = section.columns.iter().filter(|c| there(&c.names)).map(|c| &*c.shown).collect();
            if found.len() > best.0 {
                best = (found.len(), sheet.number, found);
            }
        }
    }
    let (count, page, found) = best;
    let missing: Vec<&str> = section.columns.iter().map(|c| &*c.shown).filter(|c| !found.contains(c)).collect();
    let (id, all) = (&section.id, section.columns.len());
    let (found, missing) = (found.join("», «"), missing.join("», «"));
    if count == 0 {
        return Message::new(
            format!("la tabella {id} non c'è: nessuna delle sue {all} colonne è stampata"),
            format!("table {id} is not there: none of its {all} columns is printed"),
        );
    }
    Message::new(
        format!(
            "la tabella {id} non c'è: al meglio {count} colonne su {all} («{found}», pagina {page}); mancano «{missing}»"
        ),
        format!(
            "table {id} is not there: at best {count} columns of {all} (\"{found}\", page {page}); missing are \"{missing}\""
        ),
    )
}

/// What the column headings of a table are, for the trace.
pub(super) fn columns(
    desk: &Desk<'_>,
    section: &Section,
    lines: &std::ops::Range<usize>,
) -> Option<(usize, Vec<String>)> {
    let found = heads::find(desk, section, lines)?;
    let there = found.specs();
    let missing = section.columns.iter().enumerate().filter(|(k, _)| !there.contains(k));
    Some((there.len(), missing.map(|(_, c)| c.shown.to_string()).collect()))
}
