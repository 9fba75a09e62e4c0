//! How a document was read: what became of every word, and why sections were recognised or not.

use super::desk::{Desk, Role};
use super::headings::plain_of;
use super::heads;
use super::spell::spell;
use crate::base::geometry::Rect;
use crate::base::lang::Message;
use crate::grammar::language::form::{Form, Section};
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
    pub(in crate::grammar) fn see(&mut self, desk: &Desk<'_>) {
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

    /// Tells of a page that the form does not read: all its words are free.
    pub fn unseen(&mut self, sheets: &[Sheet]) {
        sheets.iter().for_each(|sheet| self.see(&Desk::new(sheet)));
    }

    /// Adds what the reading of further pages told.
    pub fn join(&mut self, other: Self) {
        self.seen.extend(other.seen);
        self.events.extend(other.events);
        self.opened.extend(other.opened);
    }

    pub(in crate::grammar) fn note(&mut self, page: u32, it: String, en: String) {
        self.events.push(Event { page, message: Message::new(it, en) });
    }

    /// Number of words that became something.
    pub fn words(&self, role: Role) -> usize {
        self.seen.iter().filter(|s| s.role == role).map(|s| s.words).sum()
    }
}

/// What came nearest to the heading of each section, for those that are not opened.
pub struct Nearest<'f> {
    form: &'f Form,
    best: Vec<Best>,
}

/// What came nearest to the heading of a section.
enum Best {
    /// The line that is most like its name, how much so, and its page.
    Line(f64, String, u32),
    /// The columns of which headings stand together, and on which page.
    Columns(Vec<usize>, u32),
}

/// A line that is less like a heading is not told as one that may be meant.
const MEANT: f64 = 0.75;
/// How many lines the headings of a table take together, at most.
const HEADS: usize = 3;

impl<'f> Nearest<'f> {
    /// Nothing was seen yet.
    pub fn new(form: &'f Form) -> Self {
        let best =
            |s: &Section| if s.headed { Best::Columns(Vec::new(), 0) } else { Best::Line(0.0, String::new(), 0) };
        Self { form, best: form.sections.iter().map(best).collect() }
    }

    /// Looks at the sheets of a page.
    pub fn page(&mut self, sheets: &[Sheet]) {
        for sheet in sheets {
            let desk = Desk::new(sheet);
            for line in 0..sheet.lines.len() {
                for (section, best) in self.form.sections.iter().zip(&mut self.best) {
                    best.see(section, &desk, line);
                }
            }
        }
    }

    /// Why each section that was not opened was not.
    pub fn told(&self, opened: &[String]) -> Vec<Message> {
        let missed = self.form.sections.iter().zip(&self.best).filter(|(s, _)| !opened.contains(&s.id));
        missed.map(|(section, best)| best.told(section)).collect()
    }
}

impl Best {
    fn see(&mut self, section: &Section, desk: &Desk<'_>, line: usize) {
        let sheet = desk.sheet;
        match self {
            Self::Line(likeness, text, page) => {
                let words: Vec<usize> = sheet.lines[line].words().collect();
                let plain = plain_of(desk, &words);
                let here = section.names.iter().map(|n| strsim::jaro_winkler(n, &plain)).fold(0.0, f64::max);
                if here > *likeness {
                    (*likeness, *text, *page) = (here, desk.text(words), sheet.number);
                }
            }
            Self::Columns(columns, page) => {
                let end = sheet.lines.len().min(line + HEADS);
                let words: Vec<usize> = (line..end).flat_map(|l| desk.free_words(l)).collect();
                let spelt = |n: &String| words.iter().any(|&k| spell(desk, &words, k, n, &|_| false).is_some());
                let there = section.columns.iter().enumerate().filter(|(_, c)| c.names.iter().any(spelt));
                let there: Vec<usize> = there.map(|(k, _)| k).collect();
                if there.len() > columns.len() {
                    (*columns, *page) = (there, sheet.number);
                }
            }
        }
    }

    fn told(&self, section: &Section) -> Message {
        let id = &section.id;
        let (found, page) = match self {
            Self::Line(likeness, text, page) if *likeness > MEANT => {
                return Message::new(
                    format!(
                        "la sezione {id} non c'è: nessuna riga è la sua intestazione; la più simile è «{text}», pagina {page}"
                    ),
                    format!(
                        "section {id} is not there: no line is its heading; the most similar is \"{text}\", page {page}"
                    ),
                );
            }
            Self::Line(..) => {
                return Message::new(
                    format!("la sezione {id} non c'è: nessuna riga somiglia alla sua intestazione"),
                    format!("section {id} is not there: no line is like its heading"),
                );
            }
            Self::Columns(found, page) => (found, page),
        };
        let (count, all) = (found.len(), section.columns.len());
        if count == 0 {
            return Message::new(
                format!("la tabella {id} non c'è: nessuna delle sue {all} colonne è stampata"),
                format!("table {id} is not there: none of its {all} columns is printed"),
            );
        }
        let named = |there: bool| {
            let columns = section.columns.iter().enumerate().filter(|(k, _)| found.contains(k) == there);
            columns.map(|(_, c)| &*c.shown).collect::<Vec<_>>()
        };
        let joined = |joint: &str| (named(true).join(joint), named(false).join(joint));
        let ((it_found, it_missing), (en_found, en_missing)) = (joined("», «"), joined("\", \""));
        Message::new(
            format!(
                "la tabella {id} non c'è: al meglio {count} colonne su {all} («{it_found}», pagina {page}); mancano «{it_missing}»"
            ),
            format!(
                "table {id} is not there: at best {count} columns of {all} (\"{en_found}\", page {page}); missing are \"{en_missing}\""
            ),
        )
    }
}

/// What the column headings of a table are, for the trace.
pub(in crate::grammar) fn columns(
    desk: &Desk<'_>,
    section: &Section,
    lines: &std::ops::Range<usize>,
) -> Option<(usize, Vec<String>)> {
    let found = heads::find(desk, section, lines)?;
    let there = found.specs();
    let missing = section.columns.iter().enumerate().filter(|(k, _)| !there.contains(k));
    Some((there.len(), missing.map(|(_, c)| c.shown.to_string()).collect()))
}
