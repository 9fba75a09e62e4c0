//! The rows of a table: from words in columns to cells of records, over page breaks.

use std::ops::Range;

use super::capture::{Fields, Key, Row};
use super::desk::{Desk, Role};
use super::form::{Column, Section};
use super::heads::{self, Heads, Placement, spec_of};
use crate::fields::FieldKind;
use crate::layout::{Band, Settings, Span, bands, cut_between};
use crate::passage::Passage;
use crate::value;

/// A table that is being read, perhaps over several pages.
#[derive(Debug, Default)]
pub(super) struct Table {
    placement: Placement,
    /// The row that may still go on.
    open: Option<OpenRow>,
    /// Whether a row that sums up has ended it.
    ended: bool,
    /// Whether its cells are centred.
    centred: bool,
}

/// A row whose end has not been seen.
#[derive(Debug)]
struct OpenRow {
    /// One for each column of the placement that it was begun with.
    cells: Vec<OpenCell>,
    keys: Vec<Option<Key>>,
    specs: Vec<Option<usize>>,
    /// Whether the numbers that tell the row were met.
    keyed: bool,
}

#[derive(Clone, Debug, Default)]
struct OpenCell {
    /// The cell's text line by line, each with the printed row that it stands in.
    lines: Vec<(Passage, Level)>,
}

/// Which of the printed rows of a record a line stands in, where a record has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    First,
    Second,
    Unknown,
}

/// What a run of lines of a table gives.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub rows: Vec<Row>,
    pub summaries: Fields,
}

impl Table {
    /// Reads the part of the table that stands on some lines of a sheet. `continued` says that an earlier page began it.
    /// Rows that are complete are returned; lines stay free when no columns are known.
    pub fn read(&mut self, desk: &mut Desk<'_>, section: &Section, lines: Range<usize>, continued: bool) -> Gathered {
        let mut out = Gathered::default();
        let heads = heads::find(desk, section, &lines);
        self.ended &= heads.is_none();
        let below = heads.as_ref().map_or(f32::MIN, |h| h.bottom - 0.5);
        let body: Vec<usize> = lines
            .clone()
            .flat_map(|l| desk.free_words(l))
            .filter(|&k| heads.is_none() || desk.sheet.words[k].rect.mid_y() > below)
            .collect();
        let sums = summary_words(desk, section, &lines, below);
        // What stands below the sums is none of the table's.
        let end =
            sums.iter().map(|s| s.baseline).reduce(f32::max).unwrap_or(if self.ended { f32::MIN } else { f32::MAX });
        let in_sum = |k: usize| sums.iter().any(|s| s.words.contains(&k));
        let rows: Vec<usize> =
            body.iter().copied().filter(|&k| desk.sheet.words[k].baseline < end && !in_sum(k)).collect();
        if let Some(heads) = &heads {
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
        if !sums.is_empty() {
            self.ended = true;
            out.rows.extend(self.close(section));
        }
        for sum in sums {
            let value = self.sum_value(desk, section, &sum);
            // What is neither the name nor the value stays free, and is reported.
            desk.take(sum.words.iter().copied().filter(|k| !sum.rest.contains(k)), Role::Label);
            let passage = desk.take_passage(&value);
            out.summaries.push((section.summaries[sum.spec].field.clone(), passage));
        }
        out
    }

    /// Ends the row that is still open.
    pub fn close(&mut self, section: &Section) -> Option<Row> {
        self.open.take().and_then(|open| open.finish(section))
    }

    /// The words of a sum: those in its column, or the last phrase of its row where the columns are not known.
    fn sum_value(&self, desk: &Desk<'_>, section: &Section, sum: &Sum) -> Vec<usize> {
        let column = &section.summaries[sum.spec].column;
        let is_its = |k: &usize| {
            let placed = self.placement.columns.get(self.placement.at(desk.sheet.words[*k].rect.mid_x()));
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

    fn place(&mut self, desk: &mut Desk<'_>, section: &Section, heads: &Heads, rows: &[usize]) {
        let texts = extents(desk, rows);
        self.placement = heads.place(desk, section, &texts);
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
            let leads = words.iter().any(|&k| self.is_leading(desk, k));
            if leads && (self.open.is_none() || (band.ruled_above && !first_of_page)) {
                out.rows.extend(self.close(section));
                self.open = Some(OpenRow::new(&self.placement));
            }
            self.add(desk, section, &words, None, !leads && !first_of_page);
            return;
        }
        words.sort_unstable();
        self.centred |= self.is_centred(desk, &words, &keys);
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
    fn is_centred(&self, desk: &Desk<'_>, words: &[usize], keys: &[f32]) -> bool {
        let leads: Vec<f32> =
            words.iter().filter(|&&k| self.is_leading(desk, k)).map(|&k| desk.sheet.words[k].baseline).collect();
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
        !open.keyed || (!words.iter().any(|&k| self.is_leading(desk, k)) && words.iter().all(fresh))
    }

    /// Whether a word stands in the first column of text, which says what a row is about.
    fn is_leading(&self, desk: &Desk<'_>, word: usize) -> bool {
        let column = self.placement.at(desk.sheet.words[word].rect.mid_x());
        self.placement.columns.iter().position(|c| matches!(&c.key, Some(Key::Field(f)) if &**f == "description"))
            == Some(column)
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

/// Which printed row a line stands in: the one of the numbers, or below a ruling line that parts the two.
fn level(desk: &Desk<'_>, word: usize, key: Option<f32>, rest: bool) -> Level {
    let word = &desk.sheet.words[word];
    let Some(key) = key else { return if rest { Level::Second } else { Level::Unknown } };
    let parted = desk
        .sheet
        .across
        .iter()
        .any(|a| a.y > key && a.y < word.baseline && a.x0 <= word.rect.mid_x() && a.x1 >= word.rect.mid_x());
    if parted {
        Level::Second
    } else if word.baseline < key + 0.5 * word.size {
        // On the line of the numbers, or above it where cells are centred.
        Level::First
    } else {
        Level::Unknown
    }
}

impl OpenRow {
    fn new(placement: &Placement) -> Self {
        Self {
            cells: vec![OpenCell::default(); placement.columns.len()],
            keys: placement.columns.iter().map(|c| c.key.clone()).collect(),
            specs: placement.columns.iter().map(|c| c.spec).collect(),
            keyed: false,
        }
    }

    /// Adds a line to the cell of a column, which may have another position on this page than where the row began.
    fn push(&mut self, column: &heads::Placed, passage: Passage, level: Level) {
        let same = |k: &usize| match (&self.keys[*k], &column.key) {
            (Some(Key::Year(_, a)), Some(Key::Year(_, b))) => a.text == b.text,
            (Some(Key::Other(a)), Some(Key::Other(b))) => a == b,
            _ => self.specs[*k].is_some() && self.specs[*k] == column.spec,
        };
        if let Some(k) = (0..self.cells.len()).find(same) {
            self.cells[k].lines.push((passage, level));
        }
    }

    fn finish(self, section: &Section) -> Option<Row> {
        let list = section.fills.clone()?;
        let mut cells = Vec::new();
        for ((cell, key), spec) in self.cells.into_iter().zip(self.keys).zip(self.specs) {
            match spec.map(|s| &section.columns[s]) {
                Some(column) => finish_cell(column, key, cell, &mut cells),
                None => cells.extend(key.map(|key| (key, join(cell.lines.iter().map(|l| &l.0))))),
            }
        }
        Some(Row { list, cells })
    }
}

fn finish_cell(column: &Column, key: Option<Key>, cell: OpenCell, out: &mut Vec<(Key, Passage)>) {
    let first = match &column.below {
        None => join(cell.lines.iter().map(|l| &l.0)),
        Some(below) => {
            let (first, second) = part(&cell, column.kind);
            let second = join(second.into_iter());
            if !second.is_empty() {
                out.push((Key::Field(below.field.clone()), second));
            }
            join(first.into_iter())
        }
    };
    if let Some(parts) = &column.parts {
        let groups = parts.pattern.captures(&first.text);
        for field in &parts.fields {
            let part = groups.as_ref().and_then(|g| g.name(field)).map(|m| first.slice(m.range()));
            out.extend(part.map(|p| (Key::Field(field.clone()), p)));
        }
    }
    match key {
        Some(key @ (Key::Year(..) | Key::Other(_))) => out.push((key, first)),
        Some(key) if !first.is_empty() => out.push((key, first)),
        _ => {}
    }
}

/// Parts the lines of a cell between the two printed rows of a record.
fn part(cell: &OpenCell, kind: FieldKind) -> (Vec<&Passage>, Vec<&Passage>) {
    let fits = |p: &Passage| kind == FieldKind::Date && value::date(&p.text).is_some();
    let values = cell.lines.iter().filter(|(p, _)| fits(p)).count();
    let (mut first, mut second): (Vec<&Passage>, Vec<&Passage>) = (Vec::new(), Vec::new());
    for (passage, level) in &cell.lines {
        let upper = match level {
            Level::First => second.is_empty(),
            Level::Second => false,
            // A line of unsure standing goes on with the first row only where that is not complete, as a date is; it
            // begins the first row only where another value follows for the second.
            Level::Unknown => match first.last() {
                Some(last) => second.is_empty() && !fits(last) && !fits(passage),
                None => values > 1,
            },
        };
        if upper {
            first.push(passage);
        } else {
            second.push(passage);
        }
    }
    (first, second)
}

/// The lines of a cell as one passage.
fn join<'p>(lines: impl Iterator<Item = &'p Passage>) -> Passage {
    let mut out = Passage::default();
    for line in lines {
        out.append_line(line);
    }
    out
}

/// A row that sums up.
struct Sum {
    spec: usize,
    /// All its words.
    words: Vec<usize>,
    /// Those behind its name.
    rest: Vec<usize>,
    baseline: f32,
}

/// The rows that sum a table up: a line that begins as the grammar says, its value the last phrase of the row.
fn summary_words(desk: &Desk<'_>, section: &Section, lines: &Range<usize>, below: f32) -> Vec<Sum> {
    let mut out = Vec::new();
    for line in lines.clone().filter(|&l| desk.sheet.lines[l].rect.mid_y() > below) {
        let label = desk.free_words(line);
        if label.is_empty() {
            continue;
        }
        let text = desk.text(label.iter().copied());
        let Some(spec) = section.summaries.iter().position(|s| s.pattern.is_match(&text)) else { continue };
        let height = desk.sheet.lines[line].size;
        let baseline = desk.sheet.lines[line].baseline;
        let words: Vec<usize> = lines
            .clone()
            .filter(|&l| (desk.sheet.lines[l].baseline - baseline).abs() < 0.6 * height)
            .flat_map(|l| desk.free_words(l))
            .collect();
        let named = section.summaries[spec].pattern.find(&text).map_or(0, |m| text[..m.end()].split(' ').count());
        let rest = words.iter().copied().filter(|k| !label[..named.min(label.len())].contains(k)).collect();
        out.push(Sum { spec, words, rest, baseline });
    }
    out
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
