//! What opens a section or a card: a heading by its name or pattern, or the row of a table's column headings.

use std::ops::Range;

use super::capture::Fields;
use super::desk::Desk;
use super::header::Header;
use super::heads;
use super::labels::label;
use super::spell::{is_year, reads};
use crate::grammar::language::form::{Field, Form, Section, YEAR};
use regex::Regex;

/// A heading of a section on a line.
pub(in crate::grammar) struct Heading {
    /// Position of the section in the form.
    pub section: usize,
    /// What the heading says besides.
    pub fields: Fields,
    /// Whether it is the row of the table's column headings, which the table reads itself.
    pub headed: bool,
}

/// The section that a line opens. `end` is the line behind the last that can belong to it, `open` the section at hand.
pub(in crate::grammar) fn heading(
    desk: &Desk<'_>,
    form: &Form,
    line: usize,
    end: usize,
    open: Option<usize>,
) -> Option<Heading> {
    let words = desk.free_words(line);
    named(desk, form, &words).or_else(|| headed(desk, form, line..end, open))
}

/// The section that some words of a line are the heading of.
pub(in crate::grammar) fn named(desk: &Desk<'_>, form: &Form, words: &[usize]) -> Option<Heading> {
    let &first = words.first()?;
    let lead = desk.plain(first);
    for (k, section) in form.sections.iter().enumerate() {
        if section.names.iter().any(|n| n.starts_with(lead) && *n == plain_of(desk, words)) {
            return Some(Heading { section: k, fields: Fields::new(), headed: false });
        }
        // Only a short line can be a heading.
        let Some(pattern) = section.pattern.as_ref().filter(|_| words.len() <= 14) else { continue };
        let text = desk.text(words.iter().copied());
        if let Some(pattern) = reads(desk, pattern, words, &text) {
            let fields = groups(desk, &pattern, words);
            return Some(Heading { section: k, fields, headed: false });
        }
    }
    None
}

/// The named groups of a pattern in the text of some words.
fn groups(desk: &Desk<'_>, pattern: &Regex, words: &[usize]) -> Fields {
    let passage = desk.sheet.passage(words.iter().copied());
    let Some(groups) = pattern.captures(&passage.text) else { return Fields::new() };
    let names = pattern.capture_names().flatten();
    names.filter_map(|n| groups.name(n).map(|m| (Field::from(n), passage.slice(m.range())))).collect()
}

/// The table whose column headings begin on the first of some lines: of several, the one of which most are there, then the
/// one at hand.
fn headed(desk: &Desk<'_>, form: &Form, lines: Range<usize>, open: Option<usize>) -> Option<Heading> {
    let mut best: Option<(usize, bool, usize)> = None;
    for (k, section) in form.sections.iter().enumerate().filter(|(_, s)| s.headed) {
        if !can_begin(desk, section, lines.start) {
            continue;
        }
        let Some(heads) = heads::find(desk, section, &lines) else { continue };
        let known = heads.known();
        let needed = match section.columns.len() {
            n @ 0..=2 => n,
            3 => 2,
            _ => 3,
        };
        if known < needed || !heads.begins_at(desk, lines.start) {
            continue;
        }
        let rank = (known, open == Some(k));
        if best.is_none_or(|(a, b, _)| rank > (a, b)) {
            best = Some((rank.0, rank.1, k));
        }
    }
    best.map(|(.., section)| Heading { section, fields: Fields::new(), headed: true })
}

/// Whether a column heading of a table may begin on a line; cheap, since most lines are none.
fn can_begin(desk: &Desk<'_>, section: &Section, line: usize) -> bool {
    let begins = |k: usize| {
        let plain = desk.plain(k);
        let is_start = |name: &String| match name.strip_prefix(YEAR) {
            Some(_) => is_year(desk.sheet.word(k)),
            None => name.starts_with(plain),
        };
        !plain.is_empty() && section.columns.iter().any(|c| c.names.iter().chain(&c.under).any(is_start))
    };
    desk.sheet.lines[line].words().any(|k| desk.is_free(k) && begins(k))
}

/// The lines of a sheet that begin a card, with what they say; their words stay free.
pub(in crate::grammar) fn card_headings(desk: &mut Desk<'_>, form: &Form) -> Vec<Header> {
    let Some(pattern) = &form.heading else { return Vec::new() };
    let mut out = Vec::new();
    let mut line = 0;
    while line < desk.sheet.lines.len() {
        let words = desk.free_words(line);
        line += 1;
        if words.is_empty() || !pattern.is_match(&desk.text(words.iter().copied())) {
            continue;
        }
        let first = line - 1;
        let mut words = words;
        while line < desk.sheet.lines.len() && goes_on(desk, form, line) {
            words.extend(desk.free_words(line));
            line += 1;
        }
        let cells = groups(desk, pattern, &words);
        desk.take(words, super::desk::Role::Value);
        out.push(Header { line: first, end: line, cells, labels: Vec::new() });
    }
    out
}

/// Whether a line is the rest of the heading of a card on the line before: set alike, close below, and its first word had no
/// room there.
fn goes_on(desk: &Desk<'_>, form: &Form, line: usize) -> bool {
    let (above, here) = (desk.sheet.lines[line - 1], desk.sheet.lines[line]);
    let words = desk.free_words(line);
    let Some(&first) = words.first() else { return false };
    let right = desk.sheet.lines.iter().map(|l| l.rect.x1).fold(0.0, f32::max);
    let room = above.rect.x1 + 0.25 * here.size + desk.sheet.words[first].rect.width() < right - 0.3;
    !room
        && (above.size - here.size).abs() < 0.05 * here.size
        && here.baseline - above.baseline < 1.6 * here.size
        && label(desk, &form.labels, &words).is_none()
        && named(desk, form, &words).is_none()
}

pub(in crate::grammar) fn plain_of(desk: &Desk<'_>, words: &[usize]) -> String {
    words.iter().map(|&k| desk.plain(k)).collect()
}
