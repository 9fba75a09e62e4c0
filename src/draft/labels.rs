//! Labelled values, headings of cards, titles, and what runs along the pages of an unseen form.

use super::tables::parts;
use super::words::{field, own};
use crate::geometry::Rect;
use crate::layout::{Line, Sheet};
use crate::value;

/// A label that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabelDraft {
    pub name: String,
    pub field: String,
}

/// How many words a label can have.
const LABEL_WORDS: usize = 6;

/// The labels of a sheet on lines that nothing else has: a short text, a wide gap or a colon, and a value.
pub(super) fn labels(sheet: &Sheet, taken: &[bool]) -> Vec<LabelDraft> {
    let mut out: Vec<LabelDraft> = Vec::new();
    for (_, line) in sheet.lines.iter().enumerate().filter(|(k, _)| !taken[*k]) {
        let parts = parts(sheet, line);
        if let Some(names) = ruled(sheet, line) {
            for name in names.into_iter().filter(|n| fits(n)) {
                add(&mut out, &name);
            }
            continue;
        }
        let mut names: Vec<&str> = Vec::new();
        // "Settore: Urbanistica   Referente: Poli": every part may hold its own label.
        let coloned: Vec<&str> = parts.iter().filter_map(|(_, t)| t.split_once(':').map(|(name, _)| name)).collect();
        if !coloned.is_empty() {
            names.extend(coloned);
        } else if parts.len().is_multiple_of(2) && parts.len() <= 4 {
            names.extend(parts.iter().step_by(2).map(|(_, t)| t.as_str()));
        }
        for name in names.into_iter().map(str::trim).filter(|n| fits(n)) {
            add(&mut out, name);
        }
    }
    let mut used: Vec<String> = Vec::new();
    for label in &mut out {
        let guess = field(&own().label, &label.name).filter(|f| !used.contains(f));
        label.field = guess.unwrap_or_else(|| "other".to_owned());
        used.push(label.field.clone());
    }
    out
}

fn add(to: &mut Vec<LabelDraft>, name: &str) {
    if !to.iter().any(|l| l.name == name) {
        to.push(LabelDraft { name: name.to_owned(), field: String::new() });
    }
}

/// Whether a text may be a label: a few words without a number.
fn fits(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let sums = own().totals.iter().any(|t| name.to_lowercase().starts_with(t.as_str()));
    words > 0 && words <= LABEL_WORDS && !name.contains(|c: char| c.is_ascii_digit()) && starts_upper(name) && !sums
}

/// The labels of a line whose text stands in ruled cells: every other cell from the left; none, if it does not.
fn ruled(sheet: &Sheet, line: &Line) -> Option<Vec<String>> {
    let mut cells: Vec<Rect> = Vec::new();
    for word in line.words().filter_map(|k| sheet.words.get(k)) {
        let cell = sheet.cell_at(word.rect.mid_x(), word.rect.mid_y())?;
        if !cells.contains(&cell) {
            cells.push(cell);
        }
    }
    let text = |cell: &Rect| {
        let inside = (0..sheet.words.len()).filter(|&k| {
            let r = sheet.words[k].rect;
            cell.contains(r.mid_x(), r.mid_y())
        });
        inside.map(|k| sheet.word(k)).collect::<Vec<_>>().join(" ")
    };
    // Every other cell from the left of its row is a label.
    let position = |cell: &Rect| {
        let (mut count, mut x) = (0, cell.x0);
        while let Some(left) = sheet.cell_at(x - 3.0, cell.mid_y()).filter(|l| l.width() > 8.0 && l.x0 < x - 8.0) {
            (count, x) = (count + 1, left.x0);
        }
        count
    };
    let labels = cells.iter().filter(|c| position(c) % 2 == 0);
    Some(labels.map(|c| text(c).trim_end_matches(':').trim().to_owned()).collect())
}

fn starts_upper(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
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
pub(super) fn heading(sheets: &[(&Sheet, Vec<bool>)]) -> Option<(HeadingDraft, Spots)> {
    let mut found: Vec<(HeadingDraft, f32, Spots)> = Vec::new();
    for (s, (sheet, taken)) in sheets.iter().enumerate() {
        for (k, line) in sheet.lines.iter().enumerate().filter(|(k, _)| !taken[*k]) {
            let parts = parts(sheet, line);
            let [(_, text)] = parts.as_slice() else { continue };
            let words: Vec<&str> = text.split(' ').collect();
            let Some(at) = words.iter().position(|w| w.contains(|c: char| c.is_ascii_digit())) else { continue };
            if at == 0 || at > LABEL_WORDS || value::date(words[at]).is_some() {
                continue;
            }
            let draft = HeadingDraft { before: words[..at].join(" "), rest: words.len() > at + 1 };
            match found.iter_mut().find(|f| f.0 == draft) {
                Some(same) => same.2.push((s, k)),
                None => found.push((draft, line.size, vec![(s, k)])),
            }
        }
    }
    let mut sizes: Vec<f32> = sheets.iter().flat_map(|(sheet, _)| &sheet.lines).map(|l| l.size).collect();
    sizes.sort_by(f32::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0);
    found
        .into_iter()
        .filter(|(_, size, at)| *size > 1.1 * usual || at.len() > 1)
        .max_by(|a, b| (a.2.len(), a.0.rest).cmp(&(b.2.len(), b.0.rest)).then(a.1.total_cmp(&b.1)))
        .map(|(draft, _, at)| (draft, at))
}

/// The title: the largest line of the first sheet, if it is larger than most text and holds no number.
pub(super) fn title(sheet: &Sheet, taken: &[bool]) -> Option<(String, usize)> {
    let mut sizes: Vec<f32> = sheet.lines.iter().map(|l| l.size).collect();
    sizes.sort_by(f32::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied()?;
    let free = sheet.lines.iter().enumerate().filter(|(k, _)| !taken[*k]);
    let (at, line) = free.max_by(|a, b| a.1.size.total_cmp(&b.1.size).then(b.0.cmp(&a.0)))?;
    let text = line.words().map(|k| sheet.word(k)).collect::<Vec<_>>().join(" ");
    (line.size > 1.15 * usual && !text.contains(|c: char| c.is_ascii_digit())).then_some((text, at))
}

/// What runs along the pages: patterns of furniture, and of lines that say something.
#[derive(Debug, Default)]
pub(super) struct Margins {
    pub furniture: Vec<String>,
    pub banners: Vec<String>,
}

/// Looks at the outermost lines of every sheet, and takes those that run along the pages.
pub(super) fn margins(sheets: &mut [(&Sheet, Vec<bool>)]) -> Margins {
    let mut out = Margins::default();
    let pages = sheets.len();
    let mut edges: Vec<(usize, usize, String)> = Vec::new();
    for (s, (sheet, _)) in sheets.iter().enumerate() {
        let last = sheet.lines.len().saturating_sub(1);
        for (k, line) in sheet.lines.iter().enumerate().filter(|(k, _)| *k < 2 || *k + 1 > last) {
            let far = line.baseline < 0.12 * sheet.height || line.baseline > 0.9 * sheet.height;
            if far {
                edges.extend(parts(sheet, line).into_iter().map(|(_, text)| (s, k, text)));
            }
        }
    }
    for (s, k, text) in &edges {
        let masked = |t: &str| t.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
        let again = edges.iter().filter(|(other, _, t)| other != s && masked(t) == masked(text)).count();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let numbered = digits.starts_with(&sheets[*s].0.number.to_string()) && text.split(' ').count() <= 4;
        let printed = own().printed.iter().any(|p| text.to_lowercase().starts_with(p.as_str()));
        let spoken = banner(text).filter(|_| !printed);
        if numbered && spoken.is_none() {
            push(&mut out.furniture, format!("(?i)^{}$", numbers(text)));
        } else if let Some(pattern) = spoken {
            push(&mut out.banners, pattern);
        } else if printed || again > 0 && again * 2 >= pages.saturating_sub(1) {
            push(&mut out.furniture, format!("(?i)^{}$", numbers(text)));
        } else {
            continue;
        }
        sheets[*s].1[*k] = true;
    }
    out
}

fn push(to: &mut Vec<String>, pattern: String) {
    if !to.contains(&pattern) {
        to.push(pattern);
    }
}

/// A text as a pattern in which every number may be another.
fn numbers(text: &str) -> String {
    let mut out = String::new();
    for word in text.split(' ') {
        if !out.is_empty() {
            out.push_str(r"\s+");
        }
        let mut rest = word;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let other = rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |n| n + digits);
            if digits > 0 {
                out.push_str(r"\d+");
            }
            out.push_str(&regex::escape(&rest[digits..other]));
            rest = &rest[other..];
        }
    }
    out
}

/// The pattern of a line that names a public body or a day.
fn banner(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let body = own().bodies.iter().find(|b| lower.starts_with(&format!("{b} ")));
    let day = text.split(' ').find(|w| value::date(w).is_some());
    if (body.is_none() && day.is_none()) || !text.contains(' ') {
        return None;
    }
    let pieces: Vec<&str> = text.split([' ']).collect();
    let dash = |w: &&str| ["-", "–", "—", "|"].contains(w);
    let mut out = String::from("(?i)^");
    let mut titled = false;
    for (k, piece) in pieces.split(dash).enumerate() {
        if k > 0 {
            out.push_str(r"\s+[-–—|]\s+");
        }
        let text = piece.join(" ");
        if let (0, Some(body)) = (k, body) {
            out.push_str(&format!(r"(?<registration.entity>{body}\s.+?)"));
        } else if let Some(at) = piece.iter().position(|w| value::date(w).is_some()) {
            out.push_str(&piece[..at].iter().map(|w| format!(r"{}\s+", regex::escape(w))).collect::<String>());
            out.push_str(r"(?<as_of>\S+)");
            if at + 1 < piece.len() {
                out.push_str(&format!(r"\s+{}", numbers(&piece[at + 1..].join(" "))));
            }
        } else if !titled {
            titled = true;
            out.push_str(&format!("(?<title>{})", numbers(&text)));
        } else {
            out.push_str(&numbers(&text));
        }
    }
    out.push('$');
    Some(out)
}
