//! The rows of a table: from words in columns to cells of records, over page breaks.

use std::ops::Range;

use super::capture::{Fields, Row};
use super::desk::{Desk, Role};
use super::heads::{self, Heads, Placed, Placement, spec_of};
use super::printed::ColumnName;
use super::row::{Level, OpenRow, level};
use super::sums;
use crate::base::value;
use crate::contract::fields::{FieldKind, OTHER};
use crate::grammar::language::form::{Section, SummaryFills, other_field};
use crate::layout::{Band, Settings, Span, bands, cut_between};

/// A table that is being read, perhaps over several pages.
#[derive(Debug, Default)]
pub(in crate::grammar) struct Table {
    placement: Placement,
    /// The row that may still go on.
    open: Option<OpenRow>,
    /// Whether a row that sums up has ended it.
    ended: bool,
    /// Whether its cells are centred.
    centred: bool,
}
/// What a run of lines of a table gives.
#[derive(Debug, Default)]
pub(in crate::grammar) struct Gathered {
    pub rows: Vec<Row>,
    pub summaries: Fields,
    pub totals: Vec<Row>,
    /// The headings of its columns, where they stand on these lines.
    pub names: Vec<ColumnName>,
    /// The line behind the rows that sum up, where what follows is none of the table's.
    pub end: Option<usize>,
}

impl Table {
    /// Reads the part of the table that stands on some lines of a sheet. `continued` says that an earlier page began it.
    /// Rows that are complete are returned; lines stay free when no columns are known. Where the headings stand again, as
    /// they do where a page break was moved, the table goes on below them.
    pub fn read(&mut self, desk: &mut Desk<'_>, section: &Section, lines: Range<usize>, continued: bool) -> Gathered {
        let mut first = heads::find(desk, section, &lines);
        let again = first.as_ref().map(|first| heads::again(desk, section, &lines, first)).unwrap_or_default();
        let mut out = Gathered::default();
        let mut from = lines.start;
        for to in again.into_iter().chain([lines.end]) {
            let heads = match from == lines.start {
                true => first.take(),
                false => heads::find(desk, section, &(from..to)),
            };
            let part = self.read_part(desk, section, from..to, heads, continued || from > lines.start);
            from = to;
            out.rows.extend(part.rows);
            out.summaries.extend(part.summaries);
            out.totals.extend(part.totals);
            out.names.extend(part.names);
            out.end = part.end;
        }
        out
    }

    fn read_part(
        &mut self,
        desk: &mut Desk<'_>,
        section: &Section,
        lines: Range<usize>,
        heads: Option<Heads>,
        continued: bool,
    ) -> Gathered {
        let mut out = Gathered::default();
        self.ended &= heads.is_none();
        let below = heads.as_ref().map_or(f32::MIN, |h| h.bottom - 0.5);
        let body: Vec<usize> = lines
            .clone()
            .flat_map(|l| desk.free_words(l))
            .filter(|&k| heads.is_none() || desk.sheet.words[k].rect.mid_y() > below)
            .collect();
        let sums = sums::find(desk, section, &lines, below);
        // What stands below the sums is none of the table's.
        let end =
            sums.iter().map(|s| s.baseline).reduce(f32::max).unwrap_or(if self.ended { f32::MIN } else { f32::MAX });
        let passing = sums::passing(desk, section, &lines, &sums);
        let in_sum = |k: usize| sums.iter().any(|s| s.words.contains(&k)) || passing.contains(&k);
        let rows: Vec<usize> =
            body.iter().copied().filter(|&k| desk.sheet.words[k].baseline < end && !in_sum(k)).collect();
        if let Some(heads) = &heads {
            out.names = heads.names(desk, section);
            self.place(desk, section, heads, &rows);
        }
        if self.placement.columns.is_empty() {
            return out;
        }
        let top = if heads.is_some() {
            below
        } else {
            lines.clone().map(|l| desk.sheet.lines[l].rect.y0).fold(f32::MAX, f32::min) - 1.0
        };
        self.read_rows(desk, section, &rows, top, continued, &mut out);
        desk.take(passing, Role::Furniture);
        if !sums.is_empty() {
            out.end = (lines.start..lines.end).find(|&l| desk.sheet.lines[l].rect.mid_y() > end + 0.1);
            self.ended = true;
            out.rows.extend(self.close(section));
        }
        for sum in sums {
            let name: Vec<usize> = sum.words.iter().copied().filter(|k| !sum.rest.contains(k)).collect();
            let (field, column) = match &section.summaries[sum.spec].fills {
                SummaryFills::Field { field, column } => (field.clone(), column),
                SummaryFills::Totals => {
                    out.totals.extend(sums::totals(desk, section, &self.placement, &sum));
                    desk.take(name, Role::Label);
                    continue;
                }
            };
            let field = if &*field == OTHER { other_field(&desk.sheet.passage(name.clone()).text) } else { field };
            let value = sums::value(desk, &self.placement, column, &sum);
            // What is neither the name nor the value stays free, and is reported.
            desk.take(name, Role::Label);
            let passage = desk.take_passage(&value);
            out.summaries.push((field, passage));
        }
        out
    }

    /// Ends the row that is still open.
    pub fn close(&mut self, section: &Section) -> Option<Row> {
        self.open.take().and_then(|open| open.finish(section))
    }

    fn place(&mut self, desk: &mut Desk<'_>, section: &Section, heads: &Heads, rows: &[usize]) {
        let texts = extents(desk, rows);
        let span = |&k: &usize| Span { x0: desk.sheet.words[k].rect.x0, x1: desk.sheet.words[k].rect.x1 };
        let words: Vec<Span> = rows.iter().map(span).collect();
        self.placement = heads.place(desk, section, &texts, &words);
    }

    fn read_rows(
        &mut self,
        desk: &mut Desk<'_>,
        section: &Section,
        words: &[usize],
        top: f32,
        continued: bool,
        out: &mut Gathered,
    ) {
        let Some(low) = words.iter().map(|&k| desk.sheet.words[k].rect.y1).reduce(f32::max) else { return };
        let span = self.placement.span();
        for (position, band) in bands(top, low + 1.0, span, &desk.sheet.across).iter().enumerate() {
            let inside: Vec<usize> = words
                .iter()
                .copied()
                .filter(|&k| {
                    let y = desk.sheet.words[k].rect.mid_y();
                    y > band.y0 && y <= band.y1
                })
                .collect();
            if !inside.is_empty() {
                let first_of_page = continued && position == 0;
                self.read_band(desk, section, band, inside, first_of_page, out);
            }
        }
    }

    /// Reads what stands between two ruling lines: one row, several, or the rest of one.
    fn read_band(
        &mut self,
        desk: &mut Desk<'_>,
        section: &Section,
        band: &Band,
        mut words: Vec<usize>,
        first_of_page: bool,
        out: &mut Gathered,
    ) {
        let keys = self.key_lines(desk, section, band, &words);
        if keys.is_empty() {
            let leads = words.iter().any(|&k| self.is_leading(desk, section, k));
            if leads && (self.open.is_none() || (band.ruled_above && !first_of_page)) {
                out.rows.extend(self.close(section));
                self.open = Some(OpenRow::new(&self.placement));
            }
            self.add(desk, section, &words, None, !leads && !first_of_page);
            return;
        }
        words.sort_unstable();
        self.centred |= self.is_centred(desk, section, &words, &keys);
        let mut starts: Vec<f32> = Vec::new();
        for (k, key) in keys.iter().enumerate() {
            let start = match k.checked_sub(1) {
                // Lines above the first numbers are the rest of a row that the page break cut; else they begin this one.
                None if first_of_page && self.open.is_some() && !self.centred => key - Settings::DEFAULT.row_shift,
                None => f32::MIN,
                Some(before) if self.centred => {
                    self.centred_end(desk, section, &words, starts[before], keys[before], *key)
                }
                Some(before) => self.row_start(desk, section, &words, keys[before], *key),
            };
            starts.push(start);
        }
        let head: Vec<usize> = words.iter().copied().filter(|&k| desk.sheet.words[k].baseline < starts[0]).collect();
        if !head.is_empty() {
            self.add(desk, section, &head, None, false);
        }
        for (k, key) in keys.iter().enumerate() {
            let end = starts.get(k + 1).copied().unwrap_or(f32::MAX);
            let row: Vec<usize> = words
                .iter()
                .copied()
                .filter(|&w| {
                    let y = desk.sheet.words[w].baseline;
                    y >= starts[k] && y < end
                })
                .collect();
            // A row of which the page break pushed some cells over goes on here.
            let goes_on = k == 0 && first_of_page && self.completes(desk, section, &row);
            if !goes_on {
                out.rows.extend(self.close(section));
            }
            self.add(desk, section, &row, Some(*key), false);
        }
    }

    /// The baselines of the lines that tell rows apart, from top to bottom: those of numbers, and those of key words that
    /// have no number beside them.
    fn key_lines(&self, desk: &Desk<'_>, section: &Section, band: &Band, words: &[usize]) -> Vec<f32> {
        let (mut numbers, mut texts): (Vec<f32>, Vec<(f32, f32)>) = (Vec::new(), Vec::new());
        let mut hyphens: Vec<(usize, f32)> = Vec::new();
        for &k in words {
            let word = &desk.sheet.words[k];
            let column = self.placement.at(word.rect.mid_x());
            let Some(spec) = spec_of(section, &self.placement.columns[column]).filter(|s| s.key) else { continue };
            if spec.kind != FieldKind::Text {
                if !numbers.iter().any(|y| (word.baseline - y).abs() < 0.45 * word.size) {
                    numbers.push(word.baseline);
                }
                continue;
            }
            // The rest of a word that the line above broke is no row of its own.
            let broken =
                hyphens.iter().any(|(c, y)| *c == column && word.baseline > *y && word.baseline - y < 2.0 * word.size);
            let breaks = desk.sheet.word(k).ends_with(value::is_hyphen);
            if breaks {
                hyphens.push((column, word.baseline));
            }
            if !broken {
                texts.push((word.baseline, if breaks { 2.2 } else { 1.0 } * word.size));
            }
        }
        // A key word that wraps stands a little above or below the number of its row; between two ruling lines any number
        // speaks for the row.
        let ruled = band.ruled_above && band.ruled_below && !numbers.is_empty();
        for (y, reach) in texts {
            if !ruled && !numbers.iter().any(|n| (n - y).abs() < reach) {
                numbers.push(y);
            }
        }
        numbers.sort_by(f32::total_cmp);
        numbers
    }

    /// Whether the cells of the table are centred: some numbers stand beside no line of their row's text, but between two.
    fn is_centred(&self, desk: &Desk<'_>, section: &Section, words: &[usize], keys: &[f32]) -> bool {
        let leads: Vec<f32> = words
            .iter()
            .filter(|&&k| self.is_leading(desk, section, k))
            .map(|&k| desk.sheet.words[k].baseline)
            .collect();
        let size = words.first().map_or(0.0, |&k| desk.sheet.words[k].size);
        keys.iter().any(|key| {
            let near = |far: f32, below: bool| {
                leads
                    .iter()
                    .any(|y| (y - key).abs() < far * size && (*y > *key) == below && (y - key).abs() > 0.2 * size)
            };
            !leads.iter().any(|y| (y - key).abs() <= 0.2 * size) && near(1.2, false) && near(1.2, true)
        })
    }

    /// Where a centred row ends whose first line stands at or below `start` and whose numbers stand at `key`: as far below
    /// the numbers as it begins above them. The numbers of the next row stand at `next`.
    fn centred_end(&self, desk: &Desk<'_>, section: &Section, words: &[usize], start: f32, key: f32, next: f32) -> f32 {
        let lines = || words.iter().map(|&k| &desk.sheet.words[k]);
        let size = lines().map(|w| w.size).fold(0.0, f32::max);
        let top = lines().map(|w| w.baseline).filter(|y| *y >= start).fold(key, f32::min);
        let mut low = 2.0 * key - top + 0.45 * size;
        // Where the next row has its first printed row beside its numbers, what stands between is the second of this one.
        let two = lines().filter(|w| {
            let column = &self.placement.columns[self.placement.at(w.rect.mid_x())];
            spec_of(section, column).is_some_and(|s| s.below.is_some())
        });
        if two.clone().any(|w| (w.baseline - next).abs() < 0.3 * size) {
            low = two.map(|w| w.baseline + 0.1 * size).filter(|y| *y < next - 0.3 * size).fold(low, f32::max);
        }
        lines().map(|w| w.baseline).filter(|y| *y > low.min(next - 0.2 * size)).fold(next, f32::min) - 0.1 * size
    }

    /// From which height on words belong to the row whose numbers stand at `key`, below a row with numbers at `upper`.
    fn row_start(&self, desk: &Desk<'_>, section: &Section, words: &[usize], upper: f32, key: f32) -> f32 {
        let shift = Settings::DEFAULT.row_shift;
        let mut between: Vec<f32> = Vec::new();
        let mut bound = 0;
        let mut sorted: Vec<usize> = words.to_vec();
        sorted.sort_by(|a, b| desk.sheet.words[*a].baseline.total_cmp(&desk.sheet.words[*b].baseline));
        for k in sorted {
            let word = &desk.sheet.words[k];
            if word.baseline <= upper + shift || word.baseline >= key - shift {
                continue;
            }
            if between.last().is_none_or(|y| word.baseline - y > shift) {
                between.push(word.baseline);
            }
            let column = &self.placement.columns[self.placement.at(word.rect.mid_x())];
            if spec_of(section, column).is_some_and(|s| s.below.is_some()) {
                bound = between.len();
            }
        }
        let cut = cut_between(upper, &between, key, bound);
        between.get(cut).copied().unwrap_or(key) - shift
    }

    /// Whether words at the top of a page fill what the open row lacks: its numbers, or other key cells without a text of
    /// their own.
    fn completes(&self, desk: &Desk<'_>, section: &Section, words: &[usize]) -> bool {
        let Some(open) = &self.open else { return false };
        let fresh = |&k: &usize| {
            let column = self.placement.at(desk.sheet.words[k].rect.mid_x());
            let key = spec_of(section, &self.placement.columns[column]).is_some_and(|s| s.key);
            !key || open.cells.get(column).is_none_or(|c| c.lines.is_empty())
        };
        !open.keyed || (!words.iter().any(|&k| self.is_leading(desk, section, k)) && words.iter().all(fresh))
    }

    /// Whether a word stands in the first column of text, which says what a row is about.
    fn is_leading(&self, desk: &Desk<'_>, section: &Section, word: usize) -> bool {
        let column = self.placement.at(desk.sheet.words[word].rect.mid_x());
        let lead = |c: &Placed| spec_of(section, c).is_some_and(|s| s.lead);
        self.placement.columns.iter().position(lead) == Some(column)
    }

    /// Adds words to the open row, opening one when there is none. `key` is the baseline of the row's numbers;
    /// `rest` says that the words surely stand below the row's first printed row.
    fn add(&mut self, desk: &mut Desk<'_>, section: &Section, words: &[usize], key: Option<f32>, rest: bool) {
        let placement = &self.placement;
        let open = self.open.get_or_insert_with(|| OpenRow::new(placement));
        open.keyed |= key.is_some();
        let mut cells: Vec<Vec<usize>> = vec![Vec::new(); placement.columns.len()];
        for &k in words {
            cells[placement.at(desk.sheet.words[k].rect.mid_x())].push(k);
        }
        for (column, cell) in cells.into_iter().enumerate() {
            let lines = cell.chunk_by(|a, b| {
                let (a, b) = (&desk.sheet.words[*a], &desk.sheet.words[*b]);
                (a.baseline - b.baseline).abs() < 0.5 * a.size.min(b.size)
            });
            let spec = spec_of(section, &placement.columns[column]);
            let lines: Vec<Vec<usize>> = lines.map(<[usize]>::to_vec).collect();
            for line in lines {
                let level = match spec.is_some_and(|s| s.below.is_some()) {
                    true => level(desk, line[0], key, rest),
                    false => Level::First,
                };
                let passage = desk.take_passage(&line);
                open.push(&placement.columns[column], passage, level);
            }
        }
    }
}

/// The extents of the phrases of a table's body, for finding gutters: closer together than cells ever stand.
fn extents(desk: &Desk<'_>, words: &[usize]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut last: Option<usize> = None;
    for &k in words {
        let w = &desk.sheet.words[k];
        let joins = last.is_some_and(|l| {
            let before = &desk.sheet.words[l];
            l + 1 == k
                && (before.baseline - w.baseline).abs() < 0.3 * w.size
                && w.rect.x0 - before.rect.x1 < 0.38 * w.size
        });
        match out.last_mut() {
            Some(span) if joins => span.x1 = span.x1.max(w.rect.x1),
            _ => out.push(Span { x0: w.rect.x0, x1: w.rect.x1 }),
        }
        last = Some(k);
    }
    out
}
