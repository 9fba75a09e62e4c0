//! Rows that sum a table up.

use std::ops::Range;

use super::capture::{Key, Row};
use super::desk::Desk;
use super::heads::Placement;
use super::spell::reads;
use crate::base::value;
use crate::grammar::language::form::{Field, Section};
use crate::layout::Phrase;
use crate::meaning::is_passing;

/// A row that sums up.
pub(in crate::grammar) struct Sum {
    pub spec: usize,
    /// All its words.
    pub words: Vec<usize>,
    /// Those behind its name.
    pub rest: Vec<usize>,
    /// Height of its line.
    pub baseline: f32,
}

/// The rows that sum a table up: a line that begins as the grammar says, its value the last phrase of the row.
pub(in crate::grammar) fn find(desk: &Desk<'_>, section: &Section, lines: &Range<usize>, below: f32) -> Vec<Sum> {
    let mut out = Vec::new();
    for line in lines.clone().filter(|&l| desk.sheet.lines[l].rect.mid_y() > below) {
        let label = desk.free_words(line);
        if label.is_empty() {
            continue;
        }
        let text = desk.text(label.iter().copied());
        let mut found = section.summaries.iter().enumerate();
        let found = found.find_map(|(k, s)| Some((k, reads(desk, &s.pattern, &label, &text)?)));
        let Some((spec, pattern)) = found else { continue };
        let height = desk.sheet.lines[line].size;
        let baseline = desk.sheet.lines[line].baseline;
        let words: Vec<usize> = lines
            .clone()
            .filter(|&l| (desk.sheet.lines[l].baseline - baseline).abs() < 0.6 * height)
            .flat_map(|l| desk.free_words(l))
            .collect();
        let named = pattern.find(&text).map_or(0, |m| text[..m.end()].split(' ').count());
        let rest = words.iter().copied().filter(|k| !label[..named.min(label.len())].contains(k)).collect();
        out.push(Sum { spec, words, rest, baseline });
    }
    out
}

/// The words of rows that sum up a part of the table, or carry a sum from page to page: a name that says so, and figures behind
/// it. They are no lines.
pub(in crate::grammar) fn passing(
    desk: &Desk<'_>,
    section: &Section,
    lines: &Range<usize>,
    sums: &[Sum],
) -> Vec<usize> {
    let mut out = Vec::new();
    if section.summaries.is_empty() {
        return out;
    }
    for line in lines.clone() {
        let mut free = desk.sheet.lines[line].words().filter(|&k| desk.is_free(k));
        if !free.next().is_some_and(|k| desk.sheet.word(k).starts_with(char::is_alphabetic)) {
            continue;
        }
        let phrases: Vec<Phrase> = desk.free_phrases(line).collect();
        let Some((name, figures)) = phrases.split_first().filter(|(_, figures)| !figures.is_empty()) else { continue };
        let known = || sums.iter().any(|sum| sum.words.contains(&name.words.start));
        let is_figure = |p: &Phrase| value::decimal(&desk.text(p.words.clone())).is_some();
        if figures.iter().all(is_figure) && is_passing(&desk.text(name.words.clone())) && !known() {
            out.extend(phrases.iter().flat_map(|p| p.words.clone()));
        }
    }
    out
}

/// The words of a sum: those in its column, or the last phrase of its row where the columns are not known.
pub(in crate::grammar) fn value(desk: &Desk<'_>, placement: &Placement, column: &Field, sum: &Sum) -> Vec<usize> {
    let is_its = |k: &usize| {
        let placed = placement.columns.get(placement.at(desk.sheet.words[*k].rect.mid_x()));
        placed.is_some_and(|p| matches!(&p.key, Some(Key::Field(f)) if f == column))
    };
    let inside: Vec<usize> = sum.rest.iter().copied().filter(is_its).collect();
    if !inside.is_empty() {
        return inside;
    }
    let (Some(first), Some(last)) = (sum.rest.iter().min(), sum.rest.iter().max()) else { return Vec::new() };
    let phrases = desk.sheet.phrases(*first..last + 1).into_iter();
    let last = phrases.max_by(|a, b| a.rect.x1.total_cmp(&b.rect.x1));
    last.map_or_else(Vec::new, |p| p.words.filter(|k| sum.rest.contains(k)).collect())
}

/// The totals of a table of the form's own: what stands in each of its columns.
pub(in crate::grammar) fn totals(
    desk: &mut Desk<'_>,
    section: &Section,
    placement: &Placement,
    sum: &Sum,
) -> Option<Row> {
    let mut cells: Vec<Vec<usize>> = vec![Vec::new(); placement.columns.len()];
    for &k in &sum.rest {
        cells.get_mut(placement.at(desk.sheet.words[k].rect.mid_x()))?.push(k);
    }
    let mut row = Row { list: section.fills.clone()?, cells: Vec::new() };
    for (column, words) in placement.columns.iter().zip(cells) {
        let lead = super::heads::spec_of(section, column).is_some_and(|s| s.lead);
        // Text beside the name of the row is not its total; it stays free, and is reported.
        if let (Some(key), false, false) = (&column.key, lead, words.is_empty()) {
            row.cells.push((key.clone(), desk.take_passage(&words)));
        }
    }
    Some(row)
}
