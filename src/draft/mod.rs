//! A first grammar for a form that nobody has described yet: what repeats along its pages, its labelled values, its tables
//! with their columns and types. Whoever knows the form corrects it.

mod labels;
mod tables;
mod words;
mod write;

use labels::{HeadingDraft, LabelDraft};
use tables::TableDraft;

use crate::layout::Sheet;

/// What was found of a form.
#[derive(Debug, Default)]
pub struct Draft {
    title: Option<String>,
    margins: labels::Margins,
    heading: Option<HeadingDraft>,
    labels: Vec<LabelDraft>,
    tables: Vec<TableDraft>,
    prose: Vec<String>,
    /// Whether an objective's day stands on a line along the pages.
    dated: bool,
}

/// Drafts a grammar from the main sheets of some documents of one form.
pub fn draft(sheets: &[&Sheet]) -> Draft {
    let mut work: Vec<(&Sheet, Vec<bool>)> = sheets.iter().map(|s| (*s, vec![false; s.lines.len()])).collect();
    let mut out = Draft { margins: labels::margins(&mut work), ..Draft::default() };
    out.dated = out.margins.banners.iter().any(|b| b.contains("as_of"));
    for (sheet, taken) in &mut work {
        for (table, lines) in tables::tables(sheet, taken) {
            taken[lines].iter_mut().for_each(|t| *t = true);
            out.add_table(table);
        }
    }
    if let Some((heading, at)) = labels::heading(&work) {
        at.into_iter().for_each(|(s, k)| work[s].1[k] = true);
        out.heading = Some(heading);
    }
    if let Some((sheet, taken)) = work.first_mut()
        && let Some((title, at)) = labels::title(sheet, taken)
    {
        taken[at] = true;
        out.title = Some(title);
    }
    for (sheet, taken) in &work {
        for label in labels::labels(sheet, taken) {
            if !out.labels.iter().any(|l| l.name == label.name) {
                out.labels.push(label);
            }
        }
        for heading in prose(sheet, taken) {
            if !out.prose.contains(&heading) {
                out.prose.push(heading);
            }
        }
    }
    out
}

impl Draft {
    /// Adds a table, or what a further page shows of a known one.
    fn add_table(&mut self, table: TableDraft) {
        let same = |t: &&mut TableDraft| {
            let known = t.names();
            let alike = table.names().iter().filter(|n| known.contains(n) || tables::has_year(n)).count();
            alike * 10 >= 7 * known.len().max(table.columns.len())
        };
        match self.tables.iter_mut().find(same) {
            Some(known) => {
                let fresh: Vec<String> = table.totals.into_iter().filter(|t| !known.totals.contains(t)).collect();
                known.totals.extend(fresh);
                known.heading = known.heading.take().or(table.heading);
            }
            None => self.tables.push(table),
        }
    }
}

/// Headings of prose: a short line, and below it lines that run over most of the page.
fn prose(sheet: &Sheet, taken: &[bool]) -> Vec<String> {
    let wide = |k: usize| {
        let line = &sheet.lines[k];
        tables::parts(sheet, line).len() == 1 && line.rect.width() > 0.55 * sheet.width
    };
    let text = |k: usize| sheet.lines[k].words().map(|w| sheet.word(w)).collect::<Vec<_>>().join(" ");
    (0..sheet.lines.len().saturating_sub(2))
        .filter(|&k| !taken[k] && !taken[k + 1] && !wide(k) && wide(k + 1))
        .filter(|&k| tables::parts(sheet, &sheet.lines[k]).len() == 1 && sheet.lines[k].words().len() <= 8)
        .map(text)
        .filter(|t| {
            !t.ends_with(['.', ',', ';']) && t.chars().next().is_some_and(char::is_uppercase) && !t.contains(':')
        })
        .collect()
}
