//! Tables of an unseen form: rows of values below a row of headings.

use super::ruled::heads_text;
use super::words::{begins, field, key, own, starts_upper};
use crate::base::geometry::Rect;
use crate::base::value;
use crate::layout::{Line, Phrase, Sheet};

/// A table that was found.
#[derive(Clone, Debug)]
pub(super) struct TableDraft {
    /// The line above its column headings, where that is a heading of its own.
    pub heading: Option<String>,
    pub columns: Vec<ColumnDraft>,
    /// The names of rows that sum up.
    pub totals: Vec<String>,
    /// The list that it fills.
    pub list: &'static str,
}

#[derive(Clone, Debug)]
pub(super) struct ColumnDraft {
    pub heading: String,
    /// The heading over it and its neighbours.
    pub under: Option<String>,
    /// Heading and field of the second printed row of a record.
    pub below: Option<(String, String)>,
    /// How many cells stand under the heading.
    pub cells: usize,
    pub field: String,
    pub kind: Kind,
    /// What several fields are inside its cells.
    pub inside: Inside,
    /// Whether it has values by which its type is known.
    pub filled: bool,
}

/// Several fields in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// None: a cell is one field.
    One,
    /// "I127 - Bambini iscritti".
    Coded,
    /// "1040080/1".
    Slashed,
}

impl Inside {
    /// What some values look like.
    fn of(values: &[String]) -> Self {
        let code = |w: &str| {
            w.ends_with(|c: char| c.is_ascii_digit()) && w.len() <= 8 && value::decimal(w).is_none_or(|_| w.len() > 1)
        };
        let coded = |v: &&String| {
            let mut words = v.split(' ');
            words.next().is_some_and(code) && words.next().is_some_and(|w| ["-", "–", "—"].contains(&w))
        };
        let slashed = |v: &&String| v.split_once('/').is_some_and(|(a, b)| is_digits(a) && is_digits(b));
        if values.len() > 1 && values.iter().filter(coded).count() * 3 >= values.len() * 2 {
            Self::Coded
        } else if values.iter().any(|v| slashed(&v)) {
            Self::Slashed
        } else {
            Self::One
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

impl ColumnDraft {
    /// A column by its heading and what its values look like.
    pub fn of(heading: String, values: &[String]) -> Self {
        Self { kind: most(values), inside: Inside::of(values), filled: !values.is_empty(), ..Self::new(heading) }
    }

    /// A column that nothing is known of but its heading.
    pub fn new(heading: String) -> Self {
        let (kind, inside) = (Kind::Text, Inside::One);
        Self { heading, under: None, below: None, cells: 1, field: String::new(), kind, inside, filled: false }
    }

    /// What it is guessed by: its heading, behind the one over it.
    fn told(&self) -> String {
        match &self.under {
            Some(under) => format!("{under} {}", self.heading),
            None => self.heading.clone(),
        }
    }
}

/// What the values of a column look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Decimal,
    Date,
}

/// A column on the page while it is gathered.
struct Column {
    x0: f32,
    x1: f32,
    values: Vec<String>,
    heading: Vec<String>,
    under: Option<String>,
}

/// The tables of a sheet, each with the lines that it takes.
pub(super) fn tables(sheet: &Sheet, taken: &[bool]) -> Vec<(TableDraft, std::ops::Range<usize>)> {
    let mut out = Vec::new();
    let mut line = 0;
    while line < sheet.lines.len() {
        let end = if taken[line] { line } else { body_end(sheet, taken, line) };
        if end >= line + 2 {
            if let Some((table, first)) = table(sheet, taken, line, end) {
                out.push((table, first..end));
            }
            line = end;
        } else {
            line += 1;
        }
    }
    out
}

/// The parts of a line between wide gaps, with their texts.
pub(super) fn parts(sheet: &Sheet, line: &Line) -> Vec<(Phrase, String)> {
    let phrases = sheet.phrases(line.words());
    phrases
        .into_iter()
        .map(|p| {
            let text = sheet.text(p.words.clone());
            (p, text)
        })
        .collect()
}

pub(super) fn is_value(text: &str) -> bool {
    kind(text) != Kind::Text
}

fn kind(text: &str) -> Kind {
    if value::date(text).is_some() {
        Kind::Date
    } else if value::decimal(text.trim_end_matches('%').trim()).is_some() {
        Kind::Decimal
    } else {
        Kind::Text
    }
}

/// Whether a line is a row: some text, and values behind it.
fn is_row(sheet: &Sheet, line: usize) -> bool {
    let parts = parts(sheet, &sheet.lines[line]);
    let values = parts.iter().skip(1).filter(|(_, t)| is_value(t)).count();
    let years = parts.iter().filter(|(_, t)| value::year(t).is_some()).count();
    values > 0 && values > years
}

/// Behind the last row of those that begin at a line; a line of text between two rows is the rest of a wrapped cell.
fn body_end(sheet: &Sheet, taken: &[bool], from: usize) -> usize {
    let mut end = from;
    let mut line = from;
    while line < sheet.lines.len() && !taken[line] {
        if is_row(sheet, line) {
            let here = sheet.lines[line];
            let far = end > from && here.baseline - sheet.lines[end - 1].baseline > 3.2 * here.size;
            if far || (end > from && is_heading_between(sheet, end, line)) {
                break;
            }
            end = line + 1;
        } else if end == from || line - end >= 3 {
            break;
        }
        line += 1;
    }
    end
}

/// Whether column headings of another table stand between two rows.
fn is_heading_between(sheet: &Sheet, from: usize, to: usize) -> bool {
    (from..to).any(|l| parts(sheet, &sheet.lines[l]).len() >= 2)
}

fn table(sheet: &Sheet, taken: &[bool], from: usize, end: usize) -> Option<(TableDraft, usize)> {
    let rows: Vec<Vec<(Phrase, String)>> = (from..end).map(|l| parts(sheet, &sheet.lines[l])).collect();
    // The headings: up to three lines above, close together, of which one has several parts.
    let mut head = from;
    while head > 0 && from - head < 3 && !taken[head - 1] {
        let (above, below) = (sheet.lines[head - 1], sheet.lines[head]);
        let gap = below.baseline - above.baseline;
        // A row of headings above another one is as close as lines are, or lies between ruling lines itself.
        let ruled = sheet.across.iter().any(|a| {
            let over = above.baseline - a.y;
            over > 0.0 && over < 2.2 * above.size && a.x0 < below.rect.x1 && a.x1 > below.rect.x0
        });
        let (texts, lower) = (parts(sheet, &above), parts(sheet, &below));
        let fuller = texts.len() > lower.len() && texts.iter().all(|(_, t)| heads_text(t));
        let close = gap < 1.6 * below.size || (head == from || ruled || fuller) && gap < 3.0 * below.size;
        let several = parts(sheet, &above).len() >= 2 || (from - head > 0 && inside(sheet, head - 1, head, from));
        if !close || !several || is_row(sheet, head - 1) || is_pair(sheet, head - 1, head == from) {
            break;
        }
        head -= 1;
    }
    if head == from {
        return None;
    }
    let mut columns = columns(sheet, head, from, &rows);
    let heads: Vec<Vec<(Phrase, String)>> = (head..from).map(|l| parts(sheet, &sheet.lines[l])).collect();
    let over = heads.len() >= 2 && heads.last().is_some_and(|lower| spans(&heads[heads.len() - 2], lower));
    for (k, line) in heads.iter().enumerate() {
        let spanning = over && k + 2 == heads.len();
        for (phrase, text) in line {
            // A heading over several others is part of each of their columns.
            let below: Vec<f32> = match heads.last().filter(|_| spanning) {
                Some(lower) => {
                    let mine = lower.iter().filter(|(l, _)| nearest(&heads[k], l).is_some_and(|(p, _)| p == phrase));
                    mine.map(|(l, _)| l.rect.mid_x()).collect()
                }
                None => Vec::new(),
            };
            let at = if below.is_empty() { vec![phrase.rect.mid_x()] } else { below.clone() };
            for middle in at {
                let apart = |c: &Column| if middle < c.x0 { c.x0 - middle } else { (middle - c.x1).max(0.0) };
                let Some(column) = columns.iter_mut().min_by(|a, b| apart(a).total_cmp(&apart(b))) else { continue };
                match below.len() {
                    0 => column.heading.push(text.clone()),
                    _ => column.under = Some(text.clone()),
                }
            }
        }
    }
    columns.retain(|c| !c.heading.is_empty());
    if columns.len() < 2 {
        return None;
    }
    let mut totals: Vec<String> =
        rows.iter().filter_map(|r| r.first()).map(|(_, t)| t.clone()).filter(|t| sums(t)).collect();
    totals.dedup();
    let above = head.checked_sub(1).filter(|&l| !taken[l]);
    let heading = above.and_then(|l| heading_above(sheet, l, sheet.lines[head].baseline));
    let first = head - usize::from(heading.is_some());
    let drafts = columns.into_iter().map(|c| {
        let mut draft = ColumnDraft { under: c.under, ..ColumnDraft::of(joined(&c.heading), &c.values) };
        draft.part_rows(&c.heading);
        draft
    });
    Some((TableDraft { heading, columns: drafts.collect(), totals, list: TABLES }, first))
}

/// The lines of a heading as one text; a word that was parted is joined again.
pub(super) fn joined(lines: &[String]) -> String {
    let mut out = String::new();
    for line in lines {
        match out.strip_suffix(value::is_hyphen).filter(|_| line.starts_with(char::is_lowercase)) {
            Some(begun) => out = format!("{begun}{line}"),
            None if out.is_empty() => out = line.clone(),
            None => out = format!("{out} {line}"),
        }
    }
    out
}

impl ColumnDraft {
    /// Two lines that each name a date of a phase are headings of two printed rows.
    pub fn part_rows(&mut self, lines: &[String]) {
        if let [first, second] = lines
            && let (Some(one), Some(two)) = (field(&own().phases, first), field(&own().phases, second))
            && one != two
            && !first.ends_with(value::is_hyphen)
        {
            self.heading = first.clone();
            self.below = Some((second.clone(), String::new()));
        }
    }
}

/// Whether the headings of one line stand over several of the next: each over none or more than one. What begins with a small
/// letter, or stands exactly below, is the rest of a heading of two lines.
pub(super) fn spans(upper: &[(Phrase, String)], lower: &[(Phrase, String)]) -> bool {
    let twice = lower.iter().enumerate().any(|(k, (_, text))| lower[..k].iter().any(|(_, t)| t == text));
    let aligned =
        |a: &Rect, b: &Rect| [a.x0 - b.x0, a.x1 - b.x1, a.mid_x() - b.mid_x()].iter().any(|apart| apart.abs() < 2.0);
    let below = |(l, _): &(Phrase, String)| upper.iter().any(|(u, _)| aligned(&u.rect, &l.rect));
    if lower.iter().any(|(_, t)| t.starts_with(char::is_lowercase)) || !twice && lower.iter().any(below) {
        return false;
    }
    let over =
        |phrase: &Phrase| lower.iter().filter(|(l, _)| nearest(upper, l).is_some_and(|(p, _)| p == phrase)).count();
    let counts: Vec<usize> = upper.iter().map(|(p, _)| over(p)).collect();
    counts.iter().all(|n| *n != 1) && counts.iter().any(|n| *n > 1)
}

/// The phrase of a line whose middle is nearest to that of another.
pub(super) fn nearest<'p>(line: &'p [(Phrase, String)], to: &Phrase) -> Option<&'p (Phrase, String)> {
    let apart = |p: &Phrase| (p.rect.mid_x() - to.rect.mid_x()).abs();
    line.iter().min_by(|a, b| apart(&a.0).total_cmp(&apart(&b.0)))
}

/// The heading of a table on the line above it: a few words without a number, close by.
pub(super) fn heading_above(sheet: &Sheet, line: usize, top: f32) -> Option<String> {
    let here = sheet.lines.get(line)?;
    match parts(sheet, here).as_slice() {
        [(phrase, text)]
            if top - here.baseline < 3.2 * here.size
                && phrase.words.len() <= 8
                && starts_upper(text)
                && !text.ends_with('.')
                && !text.contains(|c: char| c.is_ascii_digit()) =>
        {
            Some(text.clone())
        }
        _ => None,
    }
}

/// Whether a row begins like one that sums up.
pub(super) fn sums(text: &str) -> bool {
    begins(text, &own().totals)
}

/// Whether a line is a label with its value, and not the upper row of headings: a label ends with a colon.
fn is_pair(sheet: &Sheet, line: usize, lowest: bool) -> bool {
    let parts = parts(sheet, &sheet.lines[line]);
    !lowest && parts.len() <= 4 && parts.iter().step_by(2).any(|(_, t)| t.ends_with(':'))
}

/// Whether a line of one part stands within the headings below it, as the first line of a wrapped heading does.
fn inside(sheet: &Sheet, line: usize, from: usize, to: usize) -> bool {
    let left = (from..to).map(|l| sheet.lines[l].rect.x0).fold(f32::MAX, f32::min);
    sheet.lines[line].rect.x0 > left + 3.0 * sheet.lines[line].size
}

/// The columns: the first has the text, the others stand where the headings of the last line and the values do.
fn columns(sheet: &Sheet, head: usize, from: usize, rows: &[Vec<(Phrase, String)>]) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::new();
    let mut add = |x0: f32, x1: f32, value: Option<&str>| {
        let value = value.map(str::to_owned);
        match out.iter_mut().find(|c| x0 < c.x1 && x1 > c.x0) {
            Some(column) => {
                column.x0 = column.x0.min(x0);
                column.x1 = column.x1.max(x1);
                column.values.extend(value);
            }
            None => out.push(Column { x0, x1, values: value.into_iter().collect(), heading: Vec::new(), under: None }),
        }
    };
    for row in rows {
        for (phrase, text) in row.iter().skip(1).filter(|(_, t)| is_value(t)) {
            add(phrase.rect.x0, phrase.rect.x1, Some(text));
        }
    }
    let heads: Vec<(Phrase, String)> = (head..from).flat_map(|l| parts(sheet, &sheet.lines[l])).collect();
    for (phrase, _) in &heads {
        add(phrase.rect.x0, phrase.rect.x1, None);
    }
    let numbers = out.iter().filter(|c| !c.values.is_empty()).map(|c| c.x0).fold(f32::MAX, f32::min);
    for row in rows {
        for (phrase, text) in row.iter().filter(|(p, t)| !is_value(t) && p.rect.x0 < numbers) {
            if let Some(column) =
                out.iter_mut().find(|c| phrase.rect.x0 < c.x1 + 4.0 && phrase.rect.x1 > c.x0 - 4.0 && c.x0 < numbers)
            {
                column.values.push(text.clone());
            }
        }
    }
    out.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    out
}

/// What most of some values look like.
fn most(values: &[String]) -> Kind {
    let count = |k: Kind| values.iter().filter(|v| kind(v) == k).count();
    match (count(Kind::Decimal) * 2 > values.len(), count(Kind::Date) * 2 > values.len()) {
        (true, _) => Kind::Decimal,
        (_, true) => Kind::Date,
        _ => Kind::Text,
    }
}

/// What a table of a draft fills, and the words of its columns there.
pub(super) const TABLES: &str = "tables";

impl TableDraft {
    /// What a further page or document shows of it.
    pub fn learn(&mut self, other: TableDraft) {
        let fresh: Vec<String> = other.totals.into_iter().filter(|t| !self.totals.contains(t)).collect();
        self.totals.extend(fresh);
        self.heading = self.heading.take().or(other.heading);
        for column in &mut self.columns {
            let twin = other.columns.iter().find(|o| o.heading == column.heading && o.under == column.under);
            if let Some(twin) = twin {
                column.kind = if column.kind == Kind::Text { twin.kind } else { column.kind };
                column.cells = column.cells.max(twin.cells);
                column.inside = if column.inside == Inside::One { twin.inside } else { column.inside };
            }
        }
    }

    /// Guesses what the columns are. A side of a budget is filled by one table.
    pub fn settle(&mut self, sides: &mut Vec<&'static str>) {
        self.list = self.guess();
        if self.list.starts_with("budget") {
            if sides.contains(&self.list) {
                self.list = TABLES;
            }
            sides.push(self.list);
        }
        let entries = match self.list {
            "indicators" => Some(&own().indicators),
            "phases" => Some(&own().phases),
            TABLES => None,
            _ => Some(&own().budget),
        };
        let reaches = |c: &ColumnDraft| field(&own().indicators, &c.heading).as_deref() == Some("achieved");
        let reached = self.columns.iter().position(|c| reaches(c) && !has_year(&c.heading));
        // Where every value says its year, the latest is that of the objective.
        let latest = (0..self.columns.len()).filter(|&k| reached.is_none() && reaches(&self.columns[k]));
        let latest = latest.max_by_key(|&k| self.columns[k].heading.split(' ').filter_map(year_of).max());
        // What a row is about: the column that says so, else the first but for a running number.
        let says = |c: &ColumnDraft| begins(&c.heading, &own().descriptions);
        let lead = self.columns.iter().position(says);
        let lead = lead.or_else(|| self.columns.iter().position(|c| !is_number(&c.heading)));
        let mut used: Vec<String> = Vec::new();
        for (k, column) in self.columns.iter_mut().enumerate() {
            let told = column.told();
            let year = has_year(&column.heading);
            let former = own().former.iter().any(|w| told.to_lowercase().contains(w.as_str()));
            let guess = match entries {
                Some(_) if self.list == "indicators" && latest == Some(k) => "achieved".to_owned(),
                Some(entries) if year && self.list == "indicators" && is_target(entries, &told) => {
                    "expected".to_owned()
                }
                Some(_) if year && self.list == "indicators" => {
                    let future = reached.is_some_and(|r| k > r) && !former;
                    if future { "future" } else { "previous" }.to_owned()
                }
                Some(entries) if self.list.starts_with("budget") => {
                    field(entries, &told).unwrap_or_else(|| "other".to_owned())
                }
                _ if lead == Some(k) => "description".to_owned(),
                Some(entries) => field(entries, &told).unwrap_or_else(|| "other".to_owned()),
                None => key(&without_year(&told)),
            };
            let mut name = guess;
            let many = ["other", "future", "previous"].contains(&name.as_str());
            if !many && used.contains(&name) {
                name = if self.list == TABLES { format!("{name}_{}", k + 1) } else { "other".to_owned() };
            }
            used.push(name.clone());
            column.field = name;
            if let Some((heading, below)) = &mut column.below {
                let guess = entries.and_then(|e| field(e, heading)).filter(|f| !used.contains(f));
                *below = guess.unwrap_or_else(|| if entries.is_some() { "other".to_owned() } else { key(heading) });
                used.push(below.clone());
            }
        }
    }

    /// The list that it seems to fill.
    fn guess(&self) -> &'static str {
        // What is text is no date and no number, whatever its heading says.
        let telling = |entries| {
            let found = self.columns.iter().filter_map(|c| Some((c, field(entries, &c.told())?)));
            let typed = found.filter(|(c, f)| !c.filled || c.kind != Kind::Text || !own().typed.contains(f));
            typed.filter(|(_, f)| own().telling.contains(f)).count()
        };
        let (indicators, phases) = (telling(&own().indicators), telling(&own().phases));
        if telling(&own().budget) >= 3 {
            let heading = self.heading.clone().unwrap_or_default();
            let named = |words: &[String]| {
                begins(&heading, words) || self.totals.iter().any(|t| t.split(' ').any(|w| begins(w, words)))
            };
            return match (named(&own().revenues), named(&own().expenses)) {
                (true, _) => "budget.revenues",
                (_, true) => "budget.expenses",
                _ => TABLES,
            };
        }
        if phases >= 2 && phases >= indicators {
            "phases"
        } else if indicators >= 2 {
            "indicators"
        } else {
            TABLES
        }
    }

    /// What tells it from others.
    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.heading.as_str()).collect()
    }
}

/// Whether a heading is that of a running number: "N.", "Nr", "#".
fn is_number(heading: &str) -> bool {
    let letters: String = heading.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    ["", "n", "nr", "num", "id"].contains(&letters.as_str())
}

/// Whether a heading says what was expected, of whatever year.
fn is_target(entries: &[super::words::Entry], heading: &str) -> bool {
    field(entries, heading).as_deref() == Some("expected")
}

/// Whether a heading holds a year.
pub(super) fn has_year(heading: &str) -> bool {
    heading.split_whitespace().any(|w| year_of(w).is_some())
}

/// The year of a word: "2020", "30/06/2020".
pub(super) fn year_of(word: &str) -> Option<i32> {
    let end = word.len().checked_sub(4).and_then(|at| word.get(at..))?;
    value::year(word).or_else(|| value::date(word).and_then(|_| value::year(end)))
}

/// A heading in which every year may be another.
pub(super) fn any_year(heading: &str) -> String {
    let word = |w: &str| match year_of(w) {
        Some(_) => format!("{}{{year}}", &w[..w.len() - 4]),
        None => w.to_owned(),
    };
    heading.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn without_year(heading: &str) -> String {
    heading.split_whitespace().filter(|w| year_of(w).is_none()).collect::<Vec<_>>().join(" ")
}
