//! A form that nobody has described, learned from documents of it: what repeats over them is printed by the form, what varies are
//! its values. Comes out as a grammar file, which a person can read and correct.
//!
//! ```text
//! pages ── prints ── parts ── labels, tables, cards ── write ── grammar
//!          what      what a   which fields they are    TOML
//!          repeats   line is
//! ```

mod cards;
mod family;
mod heading;
mod labels;
mod margins;
mod parts;
mod prints;
mod tables;
mod write;

pub use family::families;

use self::cards::Begin;
use self::labels::Labels;
use self::margins::Margins;
use self::parts::{Page, Part};
use self::prints::Prints;
use self::tables::Tables;
use crate::layout::Sheet;
use crate::meaning::Fields;

/// The main sheets of the pages of a document.
pub type Pages<'s> = Vec<&'s Sheet>;

/// What was learned of a form.
pub struct Learned {
    name: String,
    margins: Margins,
    begin: Begin,
    labels: Labels,
    tables: Tables,
    /// Headings over prose: as printed, the field, and whether a day stands behind it.
    prose: Vec<Prose>,
}

/// A heading over prose.
struct Prose {
    printed: String,
    status: bool,
    dated: bool,
}

/// Learns a form from documents of it; none where nothing on them repeats that could tell what is what.
pub fn learn(documents: &[Pages<'_>]) -> Option<Learned> {
    let fields = Fields::embedded()?;
    let margins = Margins::of(documents, fields);
    let prints = Prints::of(documents, &margins);
    let begin = cards::begin(documents, &prints, &margins, fields);
    let mut pages: Vec<Page<'_>> = Vec::new();
    for (document, sheets) in documents.iter().enumerate() {
        pages.extend(sheets.iter().map(|sheet| Page::new(document, sheet, &margins, fields)));
    }
    parts::tell(&mut pages, &prints, &begin, fields);
    let tables = tables::tables(&pages, &prints, fields);
    let labels = labels::labels(&pages, &prints, &tables, fields);
    let prose = prose(&pages, &tables, fields);
    if labels.is_empty() && tables.is_empty() {
        return None;
    }
    let name = margins.title.clone().unwrap_or_else(|| "Modulo".to_owned());
    // Where rows are objectives no line begins a card, and what looks like a label stands in a row.
    let (begin, labels) = match tables.list_objectives() {
        true => (Begin::default(), Labels { cover: labels.cover, card: Vec::new() }),
        false => (begin.settle(&labels, &prints), labels),
    };
    Some(Learned { name, margins, begin, labels, tables, prose })
}

/// A heading over prose as it was met: its text, how like it is to those of the status, whether a day stands behind it, and the lines
/// that follow it.
struct Over {
    printed: String,
    like: f32,
    dated: bool,
    lines: usize,
}

/// A heading that is less like one of the status is none of it, however much it has to tell.
const TELLS: f32 = 0.45;

/// The headings over prose, each once: the likest to one of the status is the status; where none is like enough, the one that tells
/// more than all others together.
fn prose(pages: &[Page<'_>], tables: &Tables, fields: &Fields) -> Vec<Prose> {
    let mut found: Vec<Over> = Vec::new();
    let mut at = None;
    for page in pages {
        for (line, part) in page.parts.iter().enumerate() {
            match part {
                Part::Heading { prose: true } => {}
                Part::Prose => {
                    if let Some(over) = at.and_then(|k: usize| found.get_mut(k)) {
                        over.lines += 1;
                    }
                    continue;
                }
                Part::Furniture => continue,
                _ => {
                    at = None;
                    continue;
                }
            }
            let (head, dated) = heading::undated(&page.text(line));
            let key = prints::key(&head);
            at = found.iter().position(|f| prints::key(&f.printed) == key);
            if at.is_none() && !tables.is_heading(&head) {
                let like = heading::like(fields, &head, heading::STATUS);
                found.push(Over { printed: head, like, dated, lines: 0 });
                at = Some(found.len() - 1);
            }
        }
    }
    let rank = |f: &Over| (f.dated, f.like);
    let best = (0..found.len()).max_by(|a, b| {
        let (x, y) = (rank(&found[*a]), rank(&found[*b]));
        x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)).then(b.cmp(a))
    });
    let sure = best.filter(|k| found[*k].dated || found[*k].like >= heading::LIKE);
    let all: usize = found.iter().map(|f| f.lines).sum();
    let most = (0..found.len()).find(|&k| found[k].lines * 2 > all && found[k].like >= TELLS);
    let status = sure.or(most);
    let told = found.into_iter().enumerate();
    told.map(|(k, f)| Prose { printed: f.printed, status: status == Some(k), dated: f.dated }).collect()
}
