//! Headings over prose, charts and other sections, and the stamp of the protocol office.

use super::labels::is_day;
use super::tables::parts;
use super::words::{begins, own, starts_upper};
use super::work::Work;
use crate::layout::Sheet;

/// A heading that is none of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SectionDraft {
    /// Over prose.
    Prose(String),
    /// Over prose, with a day behind these words.
    Dated(String),
    /// Over a chart.
    Chart(String),
    /// Over sections of its own.
    Group(String),
}

impl SectionDraft {
    /// Its words.
    pub fn name(&self) -> &str {
        match self {
            Self::Prose(name) | Self::Dated(name) | Self::Chart(name) | Self::Group(name) => name,
        }
    }
}

/// Whether a line names most months, as the axis of a chart of time does.
fn is_axis(text: &str) -> bool {
    text.split(' ').filter(|w| w.chars().count() < 5 && begins(w, &own().months)).count() >= 6
}

/// Takes the words of charts: the axis of months, the short line above it, and the short lines below it.
pub(super) fn charts(work: &mut Work<'_>) {
    for (sheet, taken) in work.iter_mut() {
        let Some(axis) = (0..sheet.lines.len()).find(|&k| !taken[k] && is_axis(&sheet.text(sheet.lines[k].words())))
        else {
            continue;
        };
        let short = |k: usize| sheet.lines[k].words().len() <= 4;
        let first = axis.checked_sub(1).filter(|&k| !taken[k] && sheet.lines[k].words().len() == 1).unwrap_or(axis);
        let last = (axis + 1..sheet.lines.len()).take_while(|&k| !taken[k] && short(k)).last().unwrap_or(axis);
        taken[first..=last].iter_mut().for_each(|t| *t = true);
    }
}

/// Takes the headings of charts.
pub(super) fn chart_headings(work: &mut Work<'_>) -> Vec<SectionDraft> {
    let mut out = Vec::new();
    for (sheet, taken) in work.iter_mut() {
        for (k, line) in sheet.lines.iter().enumerate() {
            let text = sheet.text(line.words());
            if !taken[k] && line.words().len() <= 4 && begins(&text, &own().charts) {
                taken[k] = true;
                push(&mut out, SectionDraft::Chart(text));
            }
        }
    }
    out
}

/// Takes the stamps of the protocol office, with the lines around them; whether there are any.
pub(super) fn stamps(work: &mut Work<'_>) -> bool {
    let mut any = false;
    for (sheet, taken) in work.iter_mut() {
        for k in 0..sheet.lines.len() {
            let text = sheet.text(sheet.lines[k].words()).to_lowercase();
            let number = text.split(' ').any(|w| w.starts_with(|c: char| c.is_ascii_digit()) && w.len() > 3);
            if taken[k] || !text.starts_with("prot") || !number {
                continue;
            }
            any = true;
            let near =
                |a: usize, b: usize| sheet.lines[b].baseline - sheet.lines[a].baseline < 2.0 * sheet.lines[a].size;
            let first = k.checked_sub(1).filter(|&a| near(a, k)).unwrap_or(k);
            let last = (k + 1..sheet.lines.len().min(k + 3)).take_while(|&b| near(b - 1, b)).last().unwrap_or(k);
            taken[first..=last].iter_mut().for_each(|t| *t = true);
        }
    }
    any
}

/// Headings of prose: a short line, and below it lines that run over most of the page; and headings over the headings of
/// tables, which stand on the lines that `titled` names.
pub(super) fn headings(sheet: &Sheet, taken: &[bool], titled: &[usize]) -> Vec<SectionDraft> {
    let wide = |k: usize| {
        let line = &sheet.lines[k];
        parts(sheet, line).len() == 1 && line.rect.width() > 0.55 * sheet.width
    };
    let mut out = Vec::new();
    for (k, line) in sheet.lines.iter().enumerate().filter(|(k, _)| !taken[*k]) {
        let text = sheet.text(line.words());
        let one = parts(sheet, line).len() == 1 && line.words().len() <= 8;
        let titles =
            !text.ends_with(['.', ',', ';']) && starts_upper(&text) && !text.trim_end_matches(':').contains(':');
        if !one || !titles || wide(k) {
            continue;
        }
        if titled.contains(&(k + 1)) {
            out.push(SectionDraft::Group(text));
        } else if k + 2 < sheet.lines.len() && !taken[k + 1] && wide(k + 1) {
            out.push(over_prose(&text));
        }
    }
    out
}

fn over_prose(text: &str) -> SectionDraft {
    let words: Vec<&str> = text.split(' ').collect();
    let at = words.iter().position(|w| w.contains(|c: char| c.is_ascii_digit()));
    match at {
        Some(at) if at > 0 && is_day(&words[at..]) => SectionDraft::Dated(words[..at].join(" ")),
        _ => SectionDraft::Prose(text.trim_end_matches(':').to_owned()),
    }
}

/// Adds a heading once.
pub(super) fn push(to: &mut Vec<SectionDraft>, section: SectionDraft) {
    if !to.contains(&section) {
        to.push(section);
    }
}
