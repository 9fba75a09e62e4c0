//! Headings of sections and rows that sum up, as a document prints them.

use regex::Regex;

use super::heads::HeadRow;
use super::{Adapted, Likeness};
use crate::base::pattern::pattern;
use crate::contract::How;
use crate::contract::fields::Scope;
use crate::grammar::language::form::{Form, Section, SectionKind, Summary, SummaryFills};
use crate::grammar::language::name::plain;
use crate::layout::Sheet;
use crate::meaning::{Fields, What};

/// From which likeness on a text is a label or a heading: these stand alone, without neighbours that speak for them.
const SURE: f32 = 0.85;
/// A label of more words is prose.
const WORDS: usize = 7;
/// What holds both sides of the budget.
const GROUP: &str = "budget";
/// How many lines below its heading a table begins.
const BELOW: usize = 4;

pattern! {
    /// What joins a heading and the day of which it tells.
    static DAY: Regex = Regex::new(
        r"(?i)^(?<head>.+?)\s+(?:al|alla data del|aggiornat[oa] al|a tutto il)\s+(?<day>(?:0?[1-9]|[12]\d|3[01])\W.+)$"
    );
}

/// Takes over the headings of sections and the rows that sum up, as a page prints them.
pub(super) fn learn(out: &mut Adapted, fields: &Fields, sheet: &Sheet, rows: &[HeadRow]) {
    for line in 0..sheet.lines.len() {
        if rows.iter().any(|r| r.lines.contains(&line)) {
            continue;
        }
        let words: Vec<usize> = sheet.lines[line].words().collect();
        let text = sheet.text(words.iter().copied());
        section(out, fields, sheet, &words, &text, rows, line);
        sum(out, fields, sheet, line, &text);
    }
}

/// A line that is the heading of a section.
fn section(
    out: &mut Adapted,
    fields: &Fields,
    sheet: &Sheet,
    words: &[usize],
    text: &str,
    rows: &[HeadRow],
    line: usize,
) {
    let whole = sheet.phrases(sheet.lines[line].words()).len() == 1;
    if !whole || words.len() > 2 * WORDS || spells(&out.form, text) {
        return;
    }
    let day = DAY.captures(text).map(|c| c["head"].to_owned());
    let head = day.clone().unwrap_or_else(|| text.to_owned());
    if head.split(' ').count() > WORDS {
        return;
    }
    let like = fields.like(&head, |e| e.what == What::Section);
    let Some(&(entry, likeness)) = like.first().filter(|(_, l)| *l >= SURE) else { return };
    let Some(list) = fields.entries[entry].field.clone() else { return };
    let is_table = Scope::of_list(&list);
    if list == GROUP {
        let near =
            rows.iter().any(|r| r.scope == Scope::BudgetLine && (line..line + 2 * BELOW).contains(&r.lines.start));
        let group = out.form.sections.iter_mut().find(|s| s.kind == SectionKind::Group);
        if let Some(group) = group.filter(|_| near) {
            group.names.push(plain(text));
        }
        return;
    }
    if let Some(scope) = is_table {
        let near = rows.iter().any(|r| r.scope == scope && (line..line + BELOW).contains(&r.lines.start));
        if !near {
            return;
        }
    } else if day.is_none() {
        return;
    }
    let mut known = false;
    for section in &mut out.form.sections {
        let its = section.fills.as_deref() == Some(&*list)
            || (is_table.is_none() && section.id == list && section.fills.is_none());
        if !its {
            continue;
        }
        match &day {
            Some(head) if is_table.is_none() => narrative(section, head),
            _ => section.names.push(plain(text)),
        }
        known = true;
    }
    if known {
        let places = sheet.passage(words.iter().copied()).places();
        out.likenesses.push(Likeness {
            printed: text.to_owned(),
            field: Some(list.replace('.', "/")),
            how: How::Likeness,
            confidence: likeness.min(1.0),
            places,
        });
    }
}

/// Whether a section is opened by a text as it is.
pub(super) fn spells(form: &Form, text: &str) -> bool {
    let name = plain(text);
    form.sections.iter().any(|s| s.names.contains(&name) || s.pattern.as_ref().is_some_and(|p| p.is_match(text)))
}

/// Adds a heading with a day to a narrative.
fn narrative(section: &mut Section, head: &str) {
    let known = section.pattern.as_ref().map_or(String::new(), |p| format!("{}|", p.as_str()));
    let head: Vec<String> = head.split_whitespace().map(regex::escape).collect();
    // A second group of one name needs a name of its own; the first that matches is the one.
    if known.is_empty() || !known.contains("as_of") {
        let pattern = format!(
            r"(?i)^{}\s+(?:al|alla data del|aggiornat[oa] al|a tutto il)\s+(?<as_of>.+?)\s*:?$",
            head.join(r"\s+")
        );
        section.pattern = Regex::new(&pattern).ok();
    } else {
        let known = known.trim_end_matches('|').trim_start_matches("(?i)^");
        if let Some((before, after)) = known.split_once(r"\s+(?<as_of>") {
            let pattern = format!(
                r"(?i)^(?:{before}|{}\s+(?:al|alla data del|aggiornat[oa] al|a tutto il))\s+(?<as_of>{after}",
                head.join(r"\s+")
            );
            if let Ok(pattern) = Regex::new(&pattern) {
                section.pattern = Some(pattern);
            }
        }
    }
}

/// A line that sums up.
fn sum(out: &mut Adapted, fields: &Fields, sheet: &Sheet, line: usize, text: &str) {
    let words: Vec<&str> = text.split(' ').collect();
    let numbers = words.iter().rev().take_while(|w| w.contains(|c: char| c.is_ascii_digit()) || w.len() == 1).count();
    let head = words[..words.len() - numbers].join(" ");
    if numbers == 0 || head.is_empty() || words.len() - numbers > WORDS {
        return;
    }
    let Some(&(entry, likeness)) = fields.like(&head, |e| e.what == What::Sum).first() else { return };
    let Some(field) = fields.entries[entry].field.clone().filter(|_| likeness >= SURE) else { return };
    let mut known = false;
    for section in &mut out.form.sections {
        if section.summaries.iter().any(|s| s.pattern.is_match(text)) {
            return;
        }
        let alike = section.summaries.iter().find_map(|s| match &s.fills {
            SummaryFills::Field { field: f, column } if **f == *field => Some((f.clone(), column.clone())),
            _ => None,
        });
        let Some((field, column)) = alike else { continue };
        let head: Vec<String> = head.split_whitespace().map(regex::escape).collect();
        if let Ok(pattern) = Regex::new(&format!("(?i)^{}", head.join(r"\s+"))) {
            section.summaries.push(Summary { pattern, fills: SummaryFills::Field { field, column } });
            known = true;
        }
    }
    if known {
        let places = sheet.passage(sheet.lines[line].words()).places();
        out.likenesses.push(Likeness {
            printed: head,
            field: Some(field.replace('.', "/")),
            how: How::Likeness,
            confidence: likeness.min(1.0),
            places,
        });
    }
}
