//! Rows of column headings, found by what they say: the lines of a page of which most cells are names of columns.

use std::ops::Range;

use super::columns;
use crate::base::geometry::Rect;
use crate::base::passage::Places;
use crate::base::value;
use crate::contract::How;
use crate::contract::fields::{FieldKind, Scope};
use crate::layout::Sheet;
use crate::meaning::{Candidate, Fields, What, assign, tokens, year_of};
use crate::structure::{Cell, Profile, cells_cut};

/// A heading of a column and what it is.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its text, with that of the heading that spans it before it.
    pub shown: String,
    /// Its own text alone.
    pub own: String,
    /// The text of the heading that spans it.
    pub over: Option<String>,
    /// Position of the entry among the fields; none where it is like none, or like several.
    pub entry: Option<usize>,
    /// How sure that is, from 0 to 1.
    pub score: f32,
    /// What speaks for it.
    pub how: How,
    /// Whether it stands below another one, in the same column.
    pub below: bool,
    /// Box in the reading frame.
    pub rect: Rect,
    /// Where it stands on the page as displayed.
    pub places: Places,
}

/// A row of column headings.
#[derive(Clone, Debug)]
pub struct HeadRow {
    /// Whose columns they are.
    pub scope: Scope,
    /// Its lines.
    pub lines: Range<usize>,
    /// The headings from left to right.
    pub named: Vec<Named>,
    score: f32,
}

/// Heading rows have no more lines than this.
const LINES: usize = 6;
/// Lines of one heading row are no farther apart, in em from baseline to baseline.
const PITCH: f32 = 3.2;
/// A heading that is less like a name is none of a column.
const LIKE: f32 = 0.72;
/// What is nearly as like another name is not told apart.
const MARGIN: f32 = 0.04;
/// This share of the words of a heading row is of the vocabulary, at least.
const KNOWN: f32 = 0.6;
/// What a heading costs that is like none: without it, lines of the body would join the headings.
const STRANGER: f32 = 0.25;
/// The scopes whose columns stand in tables.
pub const SCOPES: &[Scope] = &[Scope::Phase, Scope::Indicator, Scope::BudgetLine];

/// Those of a form that nobody described: a row of it may be an objective.
pub const ALL_SCOPES: &[Scope] = &[Scope::Phase, Scope::Indicator, Scope::BudgetLine, Scope::Listed];

/// Whether an entry is of a scope; the row of a list has the fields of an objective and those of what stands beside it.
pub(super) fn is_of(what: What, scope: Scope) -> bool {
    match scope {
        Scope::Listed => what == What::Field(Scope::Objective) || what == What::Field(Scope::Indicator),
        _ => what == What::Field(scope),
    }
}

/// The heading rows of a page from top to bottom, of these scopes.
pub fn head_rows(sheet: &Sheet, fields: &Fields, scopes: &[Scope], free: &impl Fn(usize) -> bool) -> Vec<HeadRow> {
    let known: Vec<bool> = (0..sheet.lines.len()).map(|l| is_known(sheet, fields, l, free)).collect();
    let mut out = Vec::new();
    let mut line = 0;
    while line < sheet.lines.len() {
        let best = (line..sheet.lines.len().min(line + 2))
            .filter(|&l| known[l])
            .filter_map(|l| best_at(sheet, fields, scopes, l, &known, free))
            .max_by(|a, b| a.score.total_cmp(&b.score));
        match best {
            Some(mut row) => {
                line = row.lines.end;
                columns::weigh(sheet, fields, &mut row, |l| is_apart(sheet, fields, l));
                out.push(row);
            }
            None => line += 1,
        }
    }
    out
}

/// Whether most words of a line are words of names.
fn is_known(sheet: &Sheet, fields: &Fields, line: usize, free: &impl Fn(usize) -> bool) -> bool {
    if is_apart(sheet, fields, line) {
        return false;
    }
    // The rest of a word that a line above broke.
    let broken = |k: usize| {
        let rect = sheet.words[k].rect;
        let above = line.saturating_sub(2)..line;
        above.flat_map(|l| sheet.lines[l].words()).any(|b| {
            value::is_hyphen(sheet.word(b).chars().last().unwrap_or(' ')) && sheet.words[b].rect.overlap_x(&rect) > 0.0
        })
    };
    let (mut all, mut known) = (0u32, 0u32);
    for k in sheet.lines[line].words().filter(|&k| free(k)) {
        let text = sheet.word(k);
        let tokens = tokens(text);
        let year = tokens.is_empty() && year_of(text).is_some();
        if tokens.is_empty() && !year {
            // Joints and signs say nothing; numbers speak against.
            all += u32::from(text.contains(|c: char| c.is_ascii_digit()));
            continue;
        }
        all += 1;
        known += u32::from(year || tokens.iter().any(|t| fields.knows(t)) || broken(k));
    }
    known > 0 && known as f32 >= KNOWN * all as f32
}

/// Whether a line stands for itself: the heading of a section, or a row that sums up.
fn is_apart(sheet: &Sheet, fields: &Fields, line: usize) -> bool {
    let phrases = sheet.phrases(sheet.lines[line].words());
    let Some(first) = phrases.first() else { return true };
    let rest = phrases[1..].iter().flat_map(|p| p.words.clone());
    let numbers =
        rest.into_iter().all(|k| sheet.word(k).contains(|c: char| c.is_ascii_digit()) || sheet.word(k).len() < 3);
    let what = if phrases.len() == 1 { [What::Section, What::Sum] } else { [What::Sum, What::Sum] };
    numbers
        && fields
            .like(&sheet.text(first.words.clone()), |e| what.contains(&e.what))
            .first()
            .is_some_and(|(_, l)| *l >= APART)
}

/// From which likeness on a line stands for itself.
const APART: f32 = 0.9;

fn best_at(
    sheet: &Sheet,
    fields: &Fields,
    scopes: &[Scope],
    first: usize,
    known: &[bool],
    free: &impl Fn(usize) -> bool,
) -> Option<HeadRow> {
    let mut best: Option<HeadRow> = None;
    for end in first + 1..=sheet.lines.len().min(first + LINES) {
        let line = sheet.lines[end - 1];
        let far = end > first + 1 && line.baseline - sheet.lines[end - 2].baseline > PITCH * line.size;
        if !known[end - 1] || far {
            break;
        }
        let cells = cells_cut(sheet, first..end, free, &|words| segments(sheet, fields, scopes, words));
        for &scope in scopes {
            let row = read(sheet, fields, &cells, scope, first..end);
            let more = if scope == Scope::Listed { LISTED } else { 0.01 };
            if row.is_sure(fields) && best.as_ref().is_none_or(|b| row.score > b.score + more) {
                best = Some(row);
            }
        }
    }
    best
}

impl HeadRow {
    /// Whether these are headings in earnest: three that are known, or all of two, and most of all; and one of them of numbers or
    /// dates, as a row of labels has none.
    fn is_sure(&self, fields: &Fields) -> bool {
        let tells = |n: &Named| {
            let own = n.entry.map(|e| &fields.entries[e]).filter(|e| e.what == What::Field(Scope::Objective));
            own.is_some_and(|e| TELL.iter().any(|t| e.field.as_deref() == Some(*t)))
        };
        if self.scope == Scope::Listed && !self.named.iter().any(tells) {
            return false;
        }
        let typed = |n: &Named| n.entry.is_some_and(|e| fields.entries[e].kind != FieldKind::Text);
        if !self.named.iter().any(typed) {
            return false;
        }
        let (all, known) = (self.named.len(), self.named.iter().filter(|n| n.entry.is_some()).count());
        (known >= 3 || (known == 2 && all == 2)) && known * 2 > all && self.score > 1.2
    }
}

/// By how much better than as a row of a card a row of headings must be understood as that of a list of objectives: two headings
/// that only an objective has.
const LISTED: f32 = 1.2;
/// The fields one of which a list of objectives has.
const TELL: [&str; 2] = ["code", "description"];

/// What some cells are as the columns of a scope.
fn read(sheet: &Sheet, fields: &Fields, cells: &[Cell], scope: Scope, lines: Range<usize>) -> HeadRow {
    let text = |words: &[usize]| sheet.passage(words.iter().copied()).text;
    let mut named: Vec<Named> = Vec::new();
    for cell in cells.iter().filter(|c| c.spans == 0) {
        let words: Vec<usize> = cell.words().collect();
        let over = cell.over.map(|k| text(&cells[k].words().collect::<Vec<_>>()));
        let make = |words: &[usize], below: bool| {
            let own = text(words);
            let shown = over.as_ref().map_or(own.clone(), |o| format!("{o} {own}"));
            let rect = words.iter().map(|&k| sheet.words[k].rect).reduce(|a, b| a.union(&b)).unwrap_or(cell.rect);
            let places = sheet.passage(words.iter().copied()).places();
            Named { shown, own, over: over.clone(), entry: None, score: 0.0, how: How::Likeness, below, rect, places }
        };
        if let Some((upper, lower)) = part(sheet, fields, scope, cell, &text) {
            named.extend([make(&upper, false), make(&lower, true)]);
            continue;
        }
        named.extend(side_by_side(sheet, fields, scope, words, &text).iter().map(|w| make(w, false)));
    }
    named.retain(|n| !tokens(&n.shown).is_empty() || year_of(&n.shown).is_some());
    let score = settle(fields, scope, &mut named, &[]);
    HeadRow { scope, lines, named, score }
}

/// Assigns the headings of a scope to its fields, by their names and, where they are known, by the values below them; how well that
/// works.
pub(super) fn settle(fields: &Fields, scope: Scope, named: &mut [Named], profiles: &[Option<Profile>]) -> f32 {
    let mut candidates: Vec<Candidate> = Vec::new();
    let likeness = |n: &Named| {
        let mut like = fields.like(&n.shown, |e| is_of(e.what, scope));
        // A heading that spans others may say nothing of its columns.
        for (entry, l) in fields.like(&n.own, |e| is_of(e.what, scope)) {
            if !like.iter().any(|(e, known)| *e == entry && *known >= l) {
                like.push((entry, l - if n.over.is_some() { MARGIN } else { 0.0 }));
            }
        }
        like
    };
    for (heading, n) in named.iter().enumerate() {
        let profile = profiles.get(heading).and_then(Option::as_ref);
        for (entry, l) in likeness(n) {
            let fit = profile.map_or(0.0, |p| columns::fit(&fields.entries[entry], p));
            if l >= LIKE || (l >= HINT && fit >= columns::FITS) {
                candidates.push(Candidate { heading, entry, score: l.max(LIKE) + columns::WEIGHT * fit });
            }
        }
    }
    let found = assign(named.len(), &candidates, |entry| fields.entries[entry].yearly);
    let mut score = 0.0;
    for (n, found) in named.iter_mut().zip(found) {
        (n.entry, n.score, n.how) = (None, 0.0, How::Likeness);
        match found.filter(|a| a.score >= LIKE - columns::WEIGHT && (a.margin > -MARGIN || a.score > 0.9)) {
            Some(a) => {
                let name = likeness(n).iter().find(|(e, _)| *e == a.entry).map_or(0.0, |(_, l)| *l);
                (n.entry, n.score) = (Some(a.entry), a.score.min(1.0));
                n.how = if name < LIKE { How::Values } else { How::Likeness };
                score += 2.0 * (a.score - 0.5);
            }
            None => score -= STRANGER,
        }
    }
    stack(fields, named);
    single_out(fields, scope, named);
    score
}

/// A heading that is less like a name says nothing, whatever stands below it.
const HINT: f32 = 0.45;

/// Where all headings of a kind name their year, one of them is that of the card: the latest of what was achieved, the earliest
/// of what is expected.
fn single_out(fields: &Fields, scope: Scope, named: &mut [Named]) {
    for (yearly, entry) in fields.entries.iter().enumerate().filter(|(_, e)| is_of(e.what, scope)) {
        let Some(single) = &entry.single else { continue };
        let is_single = |e: &usize| {
            fields.entries[*e].field.as_ref() == Some(single) && fields.entries[*e].what == What::Field(scope)
        };
        if named.iter().any(|n| n.entry.as_ref().is_some_and(is_single)) {
            continue;
        }
        let wanted = (0..fields.entries.len()).find(is_single);
        let its = |n: &&mut Named| {
            n.entry == Some(yearly)
                && fields.like(&n.shown, |e| e.field.as_ref() == Some(single)).iter().any(|(_, l)| *l >= LIKE)
        };
        let year = |n: &&mut Named| year_of(&n.shown).and_then(|y| y.parse::<i32>().ok());
        let mine = named.iter_mut().filter(its);
        let chosen = if single == EXPECTED { mine.min_by_key(year) } else { mine.max_by_key(year) };
        if let Some(chosen) = chosen {
            chosen.entry = wanted;
        }
    }
}

/// What lies ahead is expected first of the year of the card; what lies behind ends with it.
const EXPECTED: &str = "expected";

/// Marks headings that a ruling line parts from the one that they stand below, in the same column.
fn stack(fields: &Fields, named: &mut [Named]) {
    for k in 0..named.len() {
        let Some(upper) = named[k].entry.and_then(|e| fields.entries[e].below.as_deref()) else { continue };
        let under = |n: &Named| {
            let (a, b) = (&n.rect, &named[k].rect);
            a.overlap_x(b) > 0.5 * a.width().min(b.width()) && b.y0 > a.mid_y()
        };
        let its = |n: &Named| n.entry.and_then(|e| fields.entries[e].field.as_deref()) == Some(upper);
        named[k].below |= named.iter().any(|n| its(n) && under(n));
    }
}

/// Headings that stand as close as words: parted where each part is like a name, if the whole is like none.
fn side_by_side(
    sheet: &Sheet,
    fields: &Fields,
    scope: Scope,
    words: Vec<usize>,
    text: &impl Fn(&[usize]) -> String,
) -> Vec<Vec<usize>> {
    let best = |words: &[usize]| fields.like(&text(words), |e| is_of(e.what, scope)).first().map_or(0.0, |b| b.1);
    if best(&words) >= LIKE || words.len() < 2 {
        return vec![words];
    }
    let cut = |at: f32| -> (Vec<usize>, Vec<usize>) { words.iter().partition(|&&k| sheet.words[k].rect.mid_x() < at) };
    let parts = words.iter().map(|&k| sheet.words[k].rect.x0).filter_map(|at| {
        let (left, right) = cut(at);
        let sure = !left.is_empty() && !right.is_empty() && best(&left) >= LIKE && best(&right) >= LIKE;
        sure.then(|| (best(&left) + best(&right), left, right))
    });
    match parts.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, left, right)) => vec![left, right],
        None => vec![words],
    }
}

/// Words of a line that stand close together, parted into the headings that they are: the parts are names, if the whole is none.
fn segments(sheet: &Sheet, fields: &Fields, scopes: &[Scope], words: &[usize]) -> Vec<Vec<usize>> {
    let is_column = |what: What| scopes.iter().any(|s| is_of(what, *s));
    let like = |words: &[usize]| {
        let text = sheet.text(words.iter().copied());
        fields.like(&text, |e| is_column(e.what)).first().map_or(0.0, |b| b.1)
    };
    let count = words.len();
    if !(2..=SEGMENT * 4).contains(&count) || like(words) >= LIKE {
        return vec![words.to_vec()];
    }
    // The best way to part the first so many words: its worth, and where its last part begins.
    let mut best: Vec<(f32, usize)> = vec![(0.0, 0)];
    for end in 1..=count {
        let ways = (end.saturating_sub(SEGMENT)..end).map(|from| {
            let l = like(&words[from..end]);
            let worth = if l >= LIKE { l - 0.5 } else { -0.5 * (end - from) as f32 };
            (best[from].0 + worth, from)
        });
        best.push(ways.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 0)));
    }
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut end = count;
    while end > 0 {
        let from = best[end].1;
        parts.push(words[from..end].to_vec());
        end = from;
    }
    parts.reverse();
    let known = parts.iter().filter(|p| like(p) >= LIKE).count();
    if known >= 2 && known * 3 >= parts.len() * 2 { parts } else { vec![words.to_vec()] }
}

/// A heading has no more words than this on a line.
const SEGMENT: usize = 5;

/// The two headings that stand under each other in one column, where a record has two printed rows.
fn part(
    sheet: &Sheet,
    fields: &Fields,
    scope: Scope,
    cell: &Cell,
    text: &impl Fn(&[usize]) -> String,
) -> Option<(Vec<usize>, Vec<usize>)> {
    let best = |words: &[usize]| fields.like(&text(words), |e| is_of(e.what, scope)).first().copied();
    // A broken word is of one heading.
    let broken = |k: usize| cell.lines[k - 1].last().is_some_and(|&w| sheet.word(w).ends_with(value::is_hyphen));
    (1..cell.lines.len()).filter(|&k| !broken(k)).find_map(|k| {
        let (upper, lower) = (cell.lines[..k].concat(), cell.lines[k..].concat());
        let (a, b) = (best(&upper)?, best(&lower)?);
        let below = fields.entries[b.0].below.as_deref();
        let fits = below.is_some() && below == fields.entries[a.0].field.as_deref();
        (fits && a.1 >= LIKE && b.1 >= LIKE).then_some((upper, lower))
    })
}
