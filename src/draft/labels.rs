//! Labelled values, headings of cards, titles of an unseen form.

use super::tables::parts;
use super::words::{LABEL_WORDS, field, first_field, label_words, may_label, own};
use super::work::{Work, usual_size};
use crate::base::value;
use crate::layout::Sheet;

/// A label that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabelDraft {
    pub name: String,
    /// None for a heading over other labels.
    pub field: Option<String>,
}

/// Names of labels, and whether each has a value.
pub(super) type Names = Vec<(String, bool)>;

/// The labels of a sheet on lines that nothing else has: a short text, a wide gap or a colon, and a value; or the beginning
/// of a line that planning documents usually have.
pub(super) fn labels(sheet: &Sheet, taken: &[bool]) -> Names {
    let mut out = Names::new();
    for (k, line) in sheet.lines.iter().enumerate().filter(|(k, _)| !taken[*k]) {
        let parts = parts(sheet, line);
        // "Settore: Urbanistica   Referente: Poli": every part may hold its own label.
        let coloned: Vec<(&str, &str)> = parts.iter().filter_map(|(_, t)| t.split_once(':')).collect();
        let found: Names = if !coloned.is_empty() {
            let over = coloned.len() == 1 && parts.len() == 1 && coloned[0].1.is_empty() && labelled_below(sheet, k);
            coloned.iter().map(|(name, _)| ((*name).trim().to_owned(), !over)).collect()
        } else if parts.len().is_multiple_of(2) && parts.len() <= 4 {
            parts.iter().step_by(2).map(|(_, t)| (t.trim().to_owned(), true)).collect()
        } else if let [(phrase, text)] = parts.as_slice() {
            let usual = label_words(&own().label, text).map(|(count, _)| count);
            let behind = text.split(' ').count() > usual.unwrap_or(0);
            match usual {
                Some(count) if behind && phrase.rect.width() < 0.6 * sheet.width => {
                    vec![(text.split(' ').take(count).collect::<Vec<_>>().join(" "), true)]
                }
                None if phrase.words.len() <= 4 && labelled_below(sheet, k) => vec![(text.clone(), false)],
                _ => Vec::new(),
            }
        } else {
            Vec::new()
        };
        for (name, valued) in found.into_iter().filter(|(name, _)| may_label(name)) {
            if !out.iter().any(|(known, _)| *known == name) {
                out.push((name, valued));
            }
        }
    }
    out
}

/// Whether the next line, close below and of the same size, is a label with its value: what stands over it is a heading.
fn labelled_below(sheet: &Sheet, line: usize) -> bool {
    let (Some(here), Some(next)) = (sheet.lines.get(line), sheet.lines.get(line + 1)) else { return false };
    let texts = parts(sheet, next);
    let coloned =
        texts.iter().any(|(_, t)| t.split_once(':').is_some_and(|(name, value)| may_label(name) && !value.is_empty()));
    let close = next.baseline - here.baseline < 3.5 * here.size;
    let pair = texts.len() == 2 && may_label(&texts[0].1);
    close && (coloned || pair)
}

/// The labels with their fields: each field once, and what has none under the printed label.
pub(super) fn on_cards(names: Names) -> Vec<LabelDraft> {
    let mut used: Vec<String> = Vec::new();
    let guess = |name: &str, used: &mut Vec<String>| {
        let guess = first_field(&own().label, name).filter(|f| !used.contains(f)).unwrap_or_else(|| "other".to_owned());
        used.push(guess.clone());
        guess
    };
    names
        .into_iter()
        .map(|(name, valued)| {
            let field = valued.then(|| guess(&name, &mut used));
            LabelDraft { name, field }
        })
        .collect()
}

/// The labels before the first card. Those without a field there are left out, so that they are told as unread.
pub(super) fn on_covers(names: Names) -> Vec<LabelDraft> {
    let mut used: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for (name, valued) in names {
        let field = field(&own().cover, &name).filter(|f| valued && !used.contains(f));
        used.extend(field.clone());
        if field.is_some() || !valued {
            out.push(LabelDraft { name, field });
        }
    }
    out
}

/// A line that begins a card: what stands before its code, and what parts the code from the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeadingDraft {
    pub before: String,
    pub rest: bool,
}

/// Lines: the position of the sheet, and of the line on it.
type Spots = Vec<(usize, usize)>;

/// The heading of a card: among lines that nothing else has, one that is larger than most text or comes again with another
/// code, as "Centro di Costo 101 - Biblioteca".
pub(super) fn heading(sheets: &Work<'_>) -> Option<(HeadingDraft, Spots)> {
    let mut found: Vec<(HeadingDraft, f32, Spots)> = Vec::new();
    for (s, (sheet, taken)) in sheets.iter().enumerate() {
        for (k, line) in sheet.lines.iter().enumerate().filter(|(k, _)| !taken[*k]) {
            let parts = parts(sheet, line);
            let [(_, text)] = parts.as_slice() else { continue };
            let words: Vec<&str> = text.split(' ').collect();
            let Some(at) = words.iter().position(|w| w.contains(|c: char| c.is_ascii_digit())) else { continue };
            if at == 0 || at > LABEL_WORDS || is_day(&words[at..]) {
                continue;
            }
            let draft = HeadingDraft { before: words[..at].join(" "), rest: words.len() > at + 1 };
            match found.iter_mut().find(|f| f.0 == draft) {
                Some(same) => same.2.push((s, k)),
                None => found.push((draft, line.size, vec![(s, k)])),
            }
        }
    }
    let usual = usual_size(sheets.iter().map(|(sheet, _)| *sheet));
    found
        .into_iter()
        .filter(|(_, size, at)| *size > 1.1 * usual || at.len() > 1)
        .max_by(|a, b| (a.2.len(), a.0.rest).cmp(&(b.2.len(), b.0.rest)).then(a.1.total_cmp(&b.1)))
        .map(|(draft, _, at)| (draft, at))
}

/// Whether words begin with a day: "31/12/2019", "31 dicembre".
pub(super) fn is_day(words: &[&str]) -> bool {
    let day = words.first().is_some_and(|w| value::date(w.trim_end_matches(':')).is_some());
    day || words.get(..2).is_some_and(|two| value::day_month(two.join(" ").trim_end_matches(':')).is_some())
}

/// The title: the largest line of the first sheet, if it is larger than most text and holds no number.
pub(super) fn title(sheet: &Sheet, taken: &[bool]) -> Option<(String, usize)> {
    let usual = usual_size(std::iter::once(sheet));
    let free = sheet.lines.iter().enumerate().filter(|(k, _)| !taken[*k]);
    let (at, line) = free.max_by(|a, b| a.1.size.total_cmp(&b.1.size).then(b.0.cmp(&a.0)))?;
    let text = sheet.text(line.words());
    (line.size > 1.15 * usual && !text.contains(|c: char| c.is_ascii_digit())).then_some((text, at))
}
