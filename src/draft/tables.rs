//! Tables of an unseen form: rows of values below a row of headings.

use super::words::{field, key, own};
use crate::layout::{Line, Phrase, Sheet};
use crate::value;

/// A table that was found.
#[derive(Clone, Debug)]
pub(super) struct TableDraft {
    /// The line above its column headings, where that is a heading of its own.
    pub heading: Option<String>,
    pub columns: Vec<ColumnDraft>,
    /// The names of rows that sum up.
    pub totals: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct ColumnDraft {
    pub heading: String,
    pub field: String,
    pub kind: Kind,
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
            let text = p.words.clone().map(|k| sheet.word(k)).collect::<Vec<_>>().join(" ");
            (p, text)
        })
        .collect()
}

fn is_value(text: &str) -> bool {
    kind(text) != Kind::Text
}

fn kind(text: &str) -> Kind {
    if value::date(text).is_some() {
        Kind::Date
    } else if value::decimal(text).is_some() {
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
        let close = gap < 1.6 * below.size || head == from && gap < 3.0 * below.size || ruled && gap < 3.0 * below.size;
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
    for line in head..from {
        for (phrase, text) in parts(sheet, &sheet.lines[line]) {
            let middle = phrase.rect.mid_x();
            let apart = |c: &Column| if middle < c.x0 { c.x0 - middle } else { (middle - c.x1).max(0.0) };
            if let Some(column) = columns.iter_mut().min_by(|a, b| apart(a).total_cmp(&apart(b))) {
                column.heading.push(text);
            }
        }
    }
    columns.retain(|c| !c.heading.is_empty());
    if columns.len() < 2 {
        return None;
    }
    let sums = |text: &str| own().totals.iter().any(|t| text.to_lowercase().starts_with(t.as_str()));
    let mut totals: Vec<String> =
        rows.iter().filter_map(|r| r.first()).map(|(_, t)| t.clone()).filter(|t| sums(t)).collect();
    totals.dedup();
    let title = head.checked_sub(1).filter(|&l| !taken[l]).map(|l| (parts(sheet, &sheet.lines[l]), sheet.lines[l]));
    let heading = title.and_then(|(parts, line)| {
        let close = sheet.lines[head].baseline - line.baseline < 3.2 * line.size;
        match parts.as_slice() {
            [(phrase, text)] if close && phrase.words.len() <= 8 && !text.contains(|c: char| c.is_ascii_digit()) => {
                Some(text.clone())
            }
            _ => None,
        }
    });
    let first = head - usize::from(heading.is_some());
    let drafts = columns.iter().map(|c| ColumnDraft {
        heading: c.heading.join(" "),
        field: String::new(),
        kind: most(&c.values),
    });
    let mut draft = TableDraft { heading, columns: drafts.collect(), totals };
    name(&mut draft);
    Some((draft, first))
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
            None => out.push(Column { x0, x1, values: value.into_iter().collect(), heading: Vec::new() }),
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

/// Guesses what the columns are.
fn name(table: &mut TableDraft) {
    let list = table.list();
    let entries = match list {
        "indicators" => Some(&own().indicators),
        "phases" => Some(&own().phases),
        _ => None,
    };
    let reached =
        table.columns.iter().position(|c| field(&own().indicators, &c.heading).as_deref() == Some("achieved"));
    let mut used: Vec<String> = Vec::new();
    for (k, column) in table.columns.iter_mut().enumerate() {
        let year = has_year(&column.heading);
        let guess = match entries {
            _ if k == 0 => Some("description".to_owned()),
            Some(_) if year && list == "indicators" => {
                Some(if reached.is_some_and(|r| k > r) { "future" } else { "previous" }.to_owned())
            }
            Some(entries) => field(entries, &column.heading).or_else(|| Some("other".to_owned())),
            None => Some(key(&without_year(&column.heading))),
        };
        let mut name = guess.unwrap_or_default();
        let many = ["other", "future", "previous"].contains(&name.as_str());
        if !many && used.contains(&name) {
            name = if list == "tables" { format!("{name}_{}", k + 1) } else { "other".to_owned() };
        }
        used.push(name.clone());
        column.field = name;
    }
}

impl TableDraft {
    /// The list that it seems to fill.
    pub fn list(&self) -> &'static str {
        let telling = |entries| {
            let found = self.columns.iter().filter_map(|c| field(entries, &c.heading));
            found.filter(|f| own().telling.contains(f)).count()
        };
        let (indicators, phases) = (telling(&own().indicators), telling(&own().phases));
        if phases >= 2 && phases >= indicators {
            "phases"
        } else if indicators >= 2 {
            "indicators"
        } else {
            "tables"
        }
    }

    /// What tells it from others.
    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.heading.as_str()).collect()
    }
}

/// Whether a heading holds a year.
pub(super) fn has_year(heading: &str) -> bool {
    heading.split_whitespace().any(|w| value::year(w).is_some())
}

fn without_year(heading: &str) -> String {
    heading.split_whitespace().filter(|w| value::year(w).is_none()).collect::<Vec<_>>().join(" ")
}
