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

/// The headings over prose, each once: the likest to one of the status is the status.
fn prose(pages: &[Page<'_>], tables: &Tables, fields: &Fields) -> Vec<Prose> {
    let mut found: Vec<(String, f32, bool)> = Vec::new();
    for page in pages {
        for (line, part) in page.parts.iter().enumerate() {
            let Part::Heading { prose: true, .. } = part else { continue };
            let text = page.text(line);
            let (head, dated) = heading::undated(&text);
            let key = prints::key(&head);
            if found.iter().any(|(f, ..)| prints::key(f) == key) || tables.is_heading(&head) {
                continue;
            }
            found.push((head.clone(), heading::like(fields, &head, heading::STATUS), dated));
        }
    }
    let best = (0..found.len()).max_by(|a, b| {
        let rank = |k: usize| (found[k].2, found[k].1);
        rank(*a).0.cmp(&rank(*b).0).then(rank(*a).1.total_cmp(&rank(*b).1)).then(b.cmp(a))
    });
    let is_status = |k: usize, like: f32, dated: bool| best == Some(k) && (dated || like >= heading::LIKE);
    found
        .into_iter()
        .enumerate()
        .map(|(k, (printed, like, dated))| Prose { printed, status: is_status(k, like, dated), dated })
        .collect()
}
