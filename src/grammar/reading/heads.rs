//! The row of column headings of a table: which headings stand where, and the columns that follow from them.

use std::ops::Range;
use std::sync::Arc;

use super::capture::Key;
use super::desk::{Desk, Role};
use super::printed::ColumnName;
use super::spell::{spell, year_in};
use crate::base::geometry::Rect;
use crate::base::passage::Passage;
use crate::base::value;
use crate::contract::fields::{OTHER, beside};
use crate::grammar::language::form::{Column, Section, YEAR, other_field};
use crate::layout::{Across, Lean, Span, Word, boundaries};

/// A column of a table on a page.
#[derive(Clone, Debug)]
pub(in crate::grammar) struct Placed {
    /// Position of the grammar's column; none for one that the grammar does not know.
    pub spec: Option<usize>,
    /// What its cells are.
    pub key: Option<Key>,
    /// Its extent from boundary to boundary.
    pub span: Span,
}

/// The columns of a table as placed on a page.
#[derive(Clone, Debug, Default)]
pub(in crate::grammar) struct Placement {
    pub columns: Vec<Placed>,
}

impl Placement {
    /// The column at a position.
    pub fn at(&self, x: f32) -> usize {
        let inner = self.columns.len().saturating_sub(1);
        self.columns.iter().take(inner).position(|c| x < c.span.x1).unwrap_or(inner)
    }

    /// The whole extent.
    pub fn span(&self) -> Span {
        Span { x0: self.columns.first().map_or(0.0, |c| c.span.x0), x1: self.columns.last().map_or(0.0, |c| c.span.x1) }
    }
}

/// The headings of a table.
pub(in crate::grammar) struct Heads {
    hits: Vec<Hit>,
    /// Lower edge of the headings.
    pub bottom: f32,
}

impl Heads {
    /// How many of the grammar's columns are there, each of those for every year counted once.
    pub fn known(&self) -> usize {
        self.specs().len()
    }

    /// The grammar's columns that are there, ascending.
    pub fn specs(&self) -> Vec<usize> {
        let mut specs: Vec<usize> = self.hits.iter().filter(|h| !h.below).filter_map(|h| h.spec).collect();
        specs.sort_unstable();
        specs.dedup();
        specs
    }

    /// The first of some lines that stands below the headings.
    pub fn line_behind(&self, desk: &Desk<'_>, lines: &Range<usize>) -> usize {
        let below = |l: &usize| desk.sheet.lines[*l].rect.mid_y() > self.bottom - 0.5;
        lines.clone().find(below).unwrap_or(lines.end).max(lines.start + 1)
    }

    /// Whether one of the headings begins on a line, and none above it.
    pub fn begins_at(&self, desk: &Desk<'_>, line: usize) -> bool {
        let words = desk.sheet.lines[line].words();
        let hits = || self.hits.iter().filter(|h| h.spec.is_some() || h.spans);
        let top = hits().map(|h| h.rect.y0).fold(f32::MAX, f32::min);
        hits().any(|h| h.words.iter().any(|k| words.contains(k)) && h.rect.y0 < top + 1.0)
    }
}

/// A heading that was found.
#[derive(Clone, Debug)]
struct Hit {
    spec: Option<usize>,
    below: bool,
    words: Vec<usize>,
    rect: Rect,
    year: Option<usize>,
    /// Whether it stands over or under other headings, and is none of a column.
    spans: bool,
}

/// How far over the others a heading can stand that spans them, in em.
const OVER: f32 = 2.5;
/// How many lines of a table can be headings.
const HEADING_LINES: usize = 12;

/// Finds the headings at the top of a run of lines.
pub(in crate::grammar) fn find(desk: &Desk<'_>, section: &Section, lines: &Range<usize>) -> Option<Heads> {
    let end = lines.end.min(lines.start + HEADING_LINES);
    let words: Vec<usize> = (lines.start..end).flat_map(|l| desk.free_words(l)).collect();
    let mut hits: Vec<Hit> = Vec::new();
    for (name, spec, below) in names(section) {
        let by_year = section.columns[spec].by_year && !below;
        // Names are tried from the longest: a column whose heading is found needs no other, least of all in the body.
        if !by_year && hits.iter().any(|h| h.spec == Some(spec) && h.below == below) {
            continue;
        }
        loop {
            let used = |k: usize| hits.iter().any(|h| h.words.contains(&k));
            let spelled = |k: &usize| spell(desk, &words, *k, name, &used);
            let mut all = words.iter().filter(|&&k| !used(k)).filter_map(spelled);
            let found = match spanning(desk, &words, &section.columns[spec]) {
                Some(span) => all.min_by(|a, b| apart(desk, a, &span).total_cmp(&apart(desk, b, &span))),
                None => all.next(),
            };
            let Some(found) = found else { break };
            let rect = found.iter().map(|&k| desk.sheet.words[k].rect).reduce(|a, b| a.union(&b))?;
            let year = found.iter().copied().find(|&k| by_year && year_in(desk.sheet.word(k)).is_some());
            hits.push(Hit { spec: Some(spec), below, words: found, rect, year, spans: false });
            if !by_year {
                break;
            }
        }
    }
    keep_together(desk, &mut hits);
    share_years(desk, section, &mut hits);
    let columns = section.columns.len();
    let known = hits.iter().filter(|h| !h.below).count();
    for column in &section.columns {
        let span = span_words(desk, &words, column);
        let Some(span) = span.filter(|span| !hits.iter().any(|h| h.words.contains(&span[0]))) else { continue };
        let rect = span.iter().map(|&k| desk.sheet.words[k].rect).reduce(|a, b| a.union(&b))?;
        hits.push(Hit { spec: None, below: false, words: span, rect, year: None, spans: true });
    }
    if known < columns.div_ceil(2).min(3) {
        return None;
    }
    let bottom = bottom(desk, &hits);
    hits.extend(unknown(desk, &words, &hits, bottom));
    Some(Heads { hits, bottom })
}

/// The lines of a table on which the same headings stand again below the first ones.
pub(in crate::grammar) fn again(desk: &Desk<'_>, section: &Section, lines: &Range<usize>, first: &Heads) -> Vec<usize> {
    let mut out = Vec::new();
    let (known, mut line) = (first.specs(), first.line_behind(desk, lines));
    // Of the words of a line that begins the headings again, several begin a name; of a row hardly one does.
    let begins = |k: &usize| {
        let plain = desk.plain(*k);
        !plain.is_empty() && section.columns.iter().any(|c| c.names.iter().any(|n| n.starts_with(plain)))
    };
    while line < lines.end {
        let mut free = desk.sheet.lines[line].words().filter(|&k| desk.is_free(k));
        if !free.next().is_some_and(|k| begins(&k)) {
            line += 1;
            continue;
        }
        let words = desk.free_words(line);
        let signs = words.iter().filter(|k| begins(k)).count();
        line += 1;
        if signs * 2 < words.len() || signs < known.len().div_ceil(3) {
            continue;
        }
        let rest = line - 1..lines.end;
        if let Some(found) = find(desk, section, &rest).filter(|f| f.specs() == known && f.begins_at(desk, rest.start))
        {
            out.push(rest.start);
            line = found.line_behind(desk, &rest);
        }
    }
    out
}

/// Parts years that several columns of the grammar share a name for. Of a column for every year and one for a single value,
/// the latest year is that of the single value; of two for every year, the first has those left of the columns without a
/// year, and the other those right of them.
fn share_years(desk: &Desk<'_>, section: &Section, hits: &mut [Hit]) {
    let year = |h: &Hit| {
        let word = desk.sheet.word(h.year?);
        year_in(word).and_then(|range| word.get(range)).map(str::to_owned)
    };
    for (spec, column) in section.columns.iter().enumerate() {
        if hits.iter().any(|h| h.spec == Some(spec)) {
            continue;
        }
        let shares = |h: &Hit| {
            let other = h.spec.map(|s| &section.columns[s]).filter(|c| c.by_year && h.year.is_some());
            other.is_some_and(|c| c.names.iter().any(|n| n.contains(YEAR) && column.names.contains(n)))
        };
        if !column.by_year {
            let latest = (0..hits.len()).filter(|&k| shares(&hits[k])).max_by_key(|&k| year(&hits[k]));
            if let Some(k) = latest {
                hits[k].spec = Some(spec);
                hits[k].year = None;
            }
            continue;
        }
        let single = hits.iter().filter(|h| h.year.is_none() && h.spec.is_some_and(|s| !section.columns[s].lead));
        let (sum, count) = single.fold((0.0, 0), |(sum, count), h| (sum + h.rect.mid_x(), count + 1));
        let middle = sum / count.max(1) as f32;
        for hit in hits.iter_mut().filter(|h| count > 0 && shares(h) && h.rect.mid_x() > middle) {
            hit.spec = Some(spec);
        }
    }
}

/// Where the heading stands that spans a column and its neighbours.
fn spanning(desk: &Desk<'_>, words: &[usize], column: &Column) -> Option<Rect> {
    let found = span_words(desk, words, column)?;
    found.iter().map(|&k| desk.sheet.words[k].rect).reduce(|a, b| a.union(&b))
}

/// The words of the heading that spans a column and its neighbours.
fn span_words(desk: &Desk<'_>, words: &[usize], column: &Column) -> Option<Vec<usize>> {
    column.under.iter().find_map(|name| words.iter().find_map(|&k| spell(desk, words, k, name, &|_| false)))
}

/// How far a heading stands from the one that should span it; farther than any that stands below it, when it does not.
fn apart(desk: &Desk<'_>, words: &[usize], span: &Rect) -> f32 {
    let rect = words.iter().map(|&k| desk.sheet.words[k].rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
    let above = if rect.mid_y() > span.mid_y() { 0.0 } else { 10_000.0 };
    above + (rect.mid_x() - span.mid_x()).abs()
}

/// All names of a section's columns, longest first, so that "Valore Raggiunto 2016" is not taken for "Valore Raggiunto".
fn names(section: &Section) -> Vec<(&str, usize, bool)> {
    let mut out: Vec<(&str, usize, bool)> = Vec::new();
    for (k, column) in section.columns.iter().enumerate() {
        out.extend(column.names.iter().map(|n| (n.as_str(), k, false)));
        out.extend(column.below.iter().flat_map(|b| &b.names).map(|n| (n.as_str(), k, true)));
    }
    let every_year = |(name, spec, _): &(&str, usize, bool)| {
        (names_year(name), name.contains(YEAR), name.len(), section.columns[*spec].by_year)
    };
    out.sort_by_key(|name| std::cmp::Reverse(every_year(name)));
    out
}

/// Whether a name says one year, and not any.
fn names_year(name: &str) -> bool {
    name.len() > 4 && name.get(name.len() - 4..).is_some_and(|end| end.bytes().all(|b| b.is_ascii_digit()))
}

/// Drops hits far below the first headings: words of the body that happen to say the same.
fn keep_together(desk: &Desk<'_>, hits: &mut Vec<Hit>) {
    let top = hits.iter().filter(|h| !h.below).map(|h| h.rect.y0).fold(f32::MAX, f32::min);
    let size = hits.iter().flat_map(|h| &h.words).map(|&k| desk.sheet.words[k].size).fold(0.0, f32::max);
    hits.retain(|h| h.rect.y0 - top < if h.below { 6.5 } else { 3.0 } * size);
}

/// The lower edge of the headings: a ruling line right below them, or the lowest heading.
fn bottom(desk: &Desk<'_>, hits: &[Hit]) -> f32 {
    let low = hits.iter().map(|h| h.rect.y1).fold(0.0, f32::max);
    let (x0, x1) = hits.iter().fold((f32::MAX, f32::MIN), |(a, b), h| (a.min(h.rect.x0), b.max(h.rect.x1)));
    let size = hits.iter().flat_map(|h| &h.words).map(|&k| desk.sheet.words[k].size).fold(0.0, f32::max);
    let rule = desk.sheet.across.iter().find(|a| {
        let common = a.x1.min(x1) - a.x0.max(x0);
        a.y > low - 0.4 * size && a.y < low + 3.5 * size && common > 0.8 * (x1 - x0)
    });
    // A ruling line further down closes the first row, if something stands between it and a heading above.
    let is_row = |a: &Across| {
        let inside = |w: &Word| w.baseline > low && w.baseline < a.y;
        desk.sheet.words.iter().any(|w| inside(w) && hits.iter().any(|h| h.rect.overlap_x(&w.rect) > 0.0))
    };
    rule.filter(|a| !is_row(a)).map_or(low, |a| a.y)
}

/// Headings that the grammar does not know: what else stands among the headings.
fn unknown(desk: &Desk<'_>, words: &[usize], hits: &[Hit], bottom: f32) -> Vec<Hit> {
    let top = hits.iter().map(|h| h.rect.y0).fold(f32::MAX, f32::min);
    let mut out: Vec<Hit> = Vec::new();
    // A heading whose last line ends with a hyphen goes on below, however low that is.
    let goes_on = |hit: &Hit, k: usize| {
        let (w, last) = (&desk.sheet.words[k], hit.words.last().copied().unwrap_or(k));
        let drop = w.baseline - desk.sheet.words[last].baseline;
        desk.sheet.word(last).ends_with(value::is_hyphen)
            && drop > 0.5 * w.size
            && drop < 2.0 * w.size
            && hit.rect.overlap_x(&w.rect) > 0.0
    };
    for &k in words {
        let w = &desk.sheet.words[k];
        let among =
            w.rect.mid_y() > top - OVER * w.size && w.rect.mid_y() < bottom || out.iter().any(|h| goes_on(h, k));
        if !among || hits.iter().any(|h| h.words.contains(&k)) {
            continue;
        }
        // "%" behind "Peso" is part of that heading.
        let near = |h: &&Hit| {
            h.rect.overlap_y(&w.rect) > 0.3 * w.size
                && (w.rect.x0 - h.rect.x1).abs().min((h.rect.x0 - w.rect.x1).abs()) < 0.5 * w.size
        };
        if desk.plain(k).is_empty() && hits.iter().any(|h| near(&h)) {
            continue;
        }
        let joins = |h: &&mut Hit| {
            let gap = w.rect.x0 - h.rect.x1;
            h.rect.overlap_x(&w.rect) > 0.0
                || (h.rect.overlap_y(&w.rect) > 0.5 * w.size && gap < 0.6 * w.size && gap > 0.0)
        };
        match out.iter_mut().find(joins) {
            Some(hit) => {
                hit.words.push(k);
                hit.rect = hit.rect.union(&w.rect);
            }
            None => out.push(Hit { spec: None, below: false, words: vec![k], rect: w.rect, year: None, spans: false }),
        }
    }
    out.retain(|h| h.words.iter().any(|&k| !desk.plain(k).is_empty()));
    for hit in &mut out {
        hit.spans = stacked(hit, hits) || over_several(desk, hit, hits);
    }
    // What stands above all headings is one only where it spans some of them.
    out.retain(|h| h.rect.mid_y() > top - 0.2 * h.rect.height() || over_several(desk, h, hits));
    out
}

/// Whether an unknown heading stands over or under a known one, and so is no column of its own.
fn stacked(hit: &Hit, known: &[Hit]) -> bool {
    let shares = |h: &Hit| hit.rect.overlap_x(&h.rect) > 0.3 * hit.rect.width().min(h.rect.width());
    let parted = |h: &Hit| hit.rect.overlap_y(&h.rect) < 0.3 * hit.rect.height();
    known.iter().any(|h| shares(h) && parted(h))
}

/// Whether the ruled cell of an unknown heading stands over several known ones.
fn over_several(desk: &Desk<'_>, hit: &Hit, known: &[Hit]) -> bool {
    let y = hit.rect.mid_y();
    let lines = || desk.sheet.down.iter().filter(|d| d.y0 <= y && d.y1 >= y).map(|d| d.x);
    let left = lines().filter(|x| *x <= hit.rect.x0 + 1.0).reduce(f32::max);
    let right = lines().filter(|x| *x >= hit.rect.x1 - 1.0).reduce(f32::min);
    let (Some(left), Some(right)) = (left, right) else { return false };
    let over = |h: &&Hit| h.rect.mid_y() > y && h.rect.mid_x() > left && h.rect.mid_x() < right;
    known.iter().filter(over).count() >= 2
}

impl Heads {
    /// Takes the words of the headings and derives the columns. `texts` are the extents of the phrases of the body, `words` those of its
    /// words.
    pub fn place(&self, desk: &mut Desk<'_>, section: &Section, texts: &[Span], words: &[Span]) -> Placement {
        let bottom = self.bottom;
        let top = self.hits.iter().map(|h| h.rect.y0).fold(f32::MAX, f32::min);
        let mut columns: Vec<(Hit, Span)> = Vec::new();
        for hit in self.hits.iter().filter(|h| !h.below && !h.spans) {
            let below = self.hits.iter().filter(|h| h.below && h.spec == hit.spec);
            let rect = below.fold(hit.rect, |r, h| r.union(&h.rect));
            columns.push((hit.clone(), Span { x0: rect.x0, x1: rect.x1 }));
        }
        columns.sort_by(|a, b| a.1.x0.total_cmp(&b.1.x0));
        let crossing: Vec<_> = desk
            .sheet
            .down
            .iter()
            .filter(|d| d.y0 < bottom - 0.25 * (bottom - top) && d.y1 > top + 0.25 * (bottom - top))
            .copied()
            .collect();
        let cells = |k: usize| columns.get(k).and_then(|c| c.0.spec).map_or(1, |s| section.columns[s].cells);
        let lean = |k: usize| match (cells(k) > 1, cells(k + 1) > 1) {
            (false, true) => Lean::Right,
            (true, _) => Lean::Cells,
            _ => Lean::Left,
        };
        let spans: Vec<Span> = columns.iter().map(|c| c.1).collect();
        let inner = boundaries(&spans, &crossing, texts, words, lean);
        let left = texts.iter().chain(&spans).map(|s| s.x0).fold(f32::MAX, f32::min) - 1.0;
        let right = texts.iter().chain(&spans).map(|s| s.x1).fold(f32::MIN, f32::max) + 1.0;
        let mut edges = vec![left];
        edges.extend(inner);
        edges.push(right);
        let placed = columns
            .iter()
            .zip(edges.windows(2))
            .map(|((hit, _), e)| Placed {
                spec: hit.spec,
                key: key(desk, section, hit),
                span: Span { x0: e[0], x1: e[1] },
            })
            .collect();
        self.take(desk);
        Placement { columns: placed }
    }

    /// The headings of columns as printed, with the fields below them.
    pub fn names(&self, desk: &Desk<'_>, section: &Section) -> Vec<ColumnName> {
        let named = self.hits.iter().filter(|h| !h.spans);
        named
            .map(|hit| {
                let column = hit.spec.map(|s| &section.columns[s]);
                let fields = match column {
                    Some(column) if hit.below => column.below.iter().map(|b| b.field.clone()).collect(),
                    Some(column) => {
                        let parts = column.parts.iter().flat_map(|p| p.fields.iter().cloned());
                        column.field.iter().cloned().chain(parts).collect()
                    }
                    None => Vec::new(),
                };
                ColumnName { fields, passage: desk.sheet.passage(hit.words.iter().copied()) }
            })
            .collect()
    }

    /// Takes all words among the headings.
    fn take(&self, desk: &mut Desk<'_>) {
        let hits: Vec<usize> = self.hits.iter().flat_map(|h| h.words.clone()).collect();
        desk.take(hits, Role::Label);
        let top = self.hits.iter().map(|h| h.rect.y0).fold(f32::MAX, f32::min);
        let rest: Vec<usize> = (0..desk.sheet.words.len())
            .filter(|&k| {
                let y = desk.sheet.words[k].rect.mid_y();
                y > top && y < self.bottom && desk.is_free(k) && desk.plain(k).is_empty()
            })
            .collect();
        desk.take(rest, Role::Label);
    }
}

fn key(desk: &Desk<'_>, section: &Section, hit: &Hit) -> Option<Key> {
    let Some(column) = hit.spec.map(|s| &section.columns[s]) else {
        let heading = desk.sheet.passage(hit.words.iter().copied());
        return Some(Key::Other(Arc::from(heading.text)));
    };
    let field = column.field.clone()?;
    if &*field == OTHER {
        let heading = desk.sheet.passage(hit.words.iter().copied());
        return Some(Key::Other(Arc::from(heading.text)));
    }
    if let Some((list, OTHER)) = beside(&field) {
        let heading = desk.sheet.passage(hit.words.iter().copied());
        return Some(Key::Field(Arc::from(format!("{list}.{}", other_field(&heading.text)))));
    }
    Some(match hit.year {
        Some(word) => Key::Year(field, Arc::new(year_of(desk, word))),
        None => Key::Field(field),
    })
}

fn year_of(desk: &Desk<'_>, word: usize) -> Passage {
    let passage = desk.sheet.passage([word]);
    let year = year_in(&passage.text);
    year.map_or(passage.clone(), |range| passage.slice(range))
}

/// The column of the grammar that a placed column is.
pub(in crate::grammar) fn spec_of<'f>(section: &'f Section, placed: &Placed) -> Option<&'f Column> {
    placed.spec.map(|s| &section.columns[s])
}
