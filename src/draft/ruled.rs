//! Grids of ruled cells: tables with their headings, and cells with labels beside their values.

use super::grid::{Cell, Grid};
use super::tables::{ColumnDraft, TABLES, TableDraft, has_year, is_value, sums};
use super::words::{may_label, starts_upper};

/// What a grid is.
pub(super) enum Shape {
    /// Labels, each with whether it has a value beside it.
    Labels(Vec<String>),
    /// A table.
    Table(TableDraft),
    /// The rest of a table that began on the page before, or something else.
    Rest,
}

/// What a grid seems to be.
pub(super) fn shape(grid: &Grid) -> Shape {
    if let Some(labels) = labels(grid) {
        return Shape::Labels(labels);
    }
    table(grid).map_or(Shape::Rest, Shape::Table)
}

/// The labels of cells beside their values: every other cell of each row, none of which is a value.
fn labels(grid: &Grid) -> Option<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    for row in &grid.rows {
        for (k, cell) in row.iter().enumerate() {
            // Where the first column is blank nothing says what the others are.
            let at_edge = k > 0 || (cell.rect.x0 - grid.rect.x0).abs() < 3.0;
            let is_label = k % 2 == 0;
            let name = cell.text.trim_end_matches(':').trim();
            if !at_edge || row.len() > 4 || is_label && (!may_label(name) || out.iter().any(|n| n == name)) {
                return None;
            }
            if is_label {
                out.push(name.to_owned());
            }
        }
    }
    let widest = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
    let (pairs, rows) = (grid.rows.iter().filter(|r| r.len() % 2 == 0).count(), grid.rows.len());
    // A table of two columns has headings of which the second is no value of the first.
    let uneven = grid.rows.iter().any(|r| r.len() != widest);
    let values = grid.rows.iter().filter_map(|r| r.get(1)).filter(|c| is_value(&c.text)).count();
    let numbers_below = values > 0 && grid.rows.first().is_some_and(|r| r.len() == 2 && !is_value(&r[1].text));
    let labelled =
        widest >= 2 && pairs * 2 > rows && (uneven || widest == 2 && (values == rows || !numbers_below) && rows > 1);
    labelled.then_some(out)
}

fn table(grid: &Grid) -> Option<TableDraft> {
    let mut rows = grid.rows.as_slice();
    let mut heading = None;
    if let [first, second, ..] = rows
        && let [only] = first.as_slice()
        && second.len() >= 2
        && may_label(&only.text)
    {
        heading = Some(only.text.clone());
        rows = &rows[1..];
    }
    let (head, mut body) = rows.split_first()?;
    if head.len() < 2 || !head.iter().all(heads) {
        return None;
    }
    let mut columns = Vec::new();
    let second = body.first().filter(|row| second_heads(row, head, body.get(1)));
    for cell in head {
        let below: Vec<&Cell> = second.into_iter().flatten().filter(|c| inside(c, cell)).collect();
        match below.as_slice() {
            [] => columns.push((cell, column(&cell.text))),
            [one] => {
                let below = Some((one.text.clone(), String::new()));
                columns.push((cell, ColumnDraft { below, ..column(&cell.text) }));
            }
            several => columns.extend(
                several.iter().map(|c| (*c, ColumnDraft { under: Some(cell.text.clone()), ..column(&c.text) })),
            ),
        }
    }
    if second.is_some() {
        body = &body[1..];
    }
    for (place, column) in &mut columns {
        let values: Vec<Vec<String>> =
            body.iter().map(|row| row.iter().filter(|c| inside(c, place)).map(|c| c.text.clone()).collect()).collect();
        let filled = values.iter().filter(|v| !v.is_empty()).count();
        let several = values.iter().filter(|v| v.len() > 1).count();
        if several * 2 > filled {
            column.cells = values.iter().map(Vec::len).max().unwrap_or(1);
        }
        let told = ColumnDraft::of(String::new(), &values.concat());
        (column.kind, column.inside, column.filled) = (told.kind, told.inside, told.filled);
    }
    let first = body.iter().filter_map(|row| row.first()).map(|cell| cell.text.clone());
    let mut totals: Vec<String> = first.filter(|text| sums(text)).collect();
    totals.dedup();
    let columns: Vec<ColumnDraft> = columns.into_iter().map(|(_, column)| column).collect();
    Some(TableDraft { heading, columns, totals, list: TABLES })
}

fn column(heading: &str) -> ColumnDraft {
    ColumnDraft::new(heading.to_owned())
}

/// Whether a cell may hold the heading of a column.
fn heads(cell: &Cell) -> bool {
    heads_text(&cell.text)
}

/// Whether a text may be the heading of a column: a few words, and no number but a year.
pub(super) fn heads_text(text: &str) -> bool {
    let digits = text.contains(|c: char| c.is_ascii_digit());
    let upper = starts_upper(text) || !text.contains(char::is_alphabetic) || text.starts_with('%');
    let words = text.split(' ').count();
    // "Centro di Resp." is a heading, "È stato aperto lo sportello." is none.
    let sentence = text.ends_with(';') || text.ends_with('.') && words > 4;
    words <= 8 && upper && (!digits || has_year(text)) && !sentence || short(text)
}

/// "N.", "Cap.", "% real.".
fn short(text: &str) -> bool {
    text.chars().count() <= 12 && !text.contains(|c: char| c.is_ascii_digit())
}

/// Whether a row is a second one of headings: it has no values, stands below few of the first, and values come after it.
fn second_heads(row: &[Cell], head: &[Cell], next: Option<&Vec<Cell>>) -> bool {
    let spread = head.iter().any(|h| row.iter().filter(|c| inside(c, h)).count() > 1);
    let few = row.len() < head.len();
    let values = next.is_some_and(|row| row.iter().any(|c| is_value(&c.text)));
    // The first column of a row of values says what it is about.
    let leading = row.iter().any(|c| head.first().is_some_and(|h| inside(c, h)));
    (spread || few) && !leading && values && row.iter().all(|c| heads(c) && !is_value(&c.text))
}

fn inside(cell: &Cell, column: &Cell) -> bool {
    (column.rect.x0 - 3.0..column.rect.x1 + 3.0).contains(&cell.rect.mid_x())
}
