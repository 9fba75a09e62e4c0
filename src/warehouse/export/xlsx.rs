//! A workbook with a sheet for each table: numbers, dates and truth values are cells of their type, headings stay in sight.
//!
//! A workbook cannot be added to: each load writes it anew, beside the old one, whose place it takes when it is complete.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::state::State;
use super::target::{Change, Known, Memory, Target, TargetError};
use crate::base::lang::Message;
use crate::output::write_through;
use crate::warehouse::star::{STAR_VERSION, TABLES, Table, Type, Value};

/// Rows that a sheet can hold.
const ROWS: u32 = 1_048_576;
/// Characters, as UTF-16 counts them, that a cell can hold.
const CHARACTERS: usize = 32_767;
/// Digits that a number in a cell keeps.
const DIGITS: i64 = 1_000_000_000_000_000;

/// A workbook that is written.
pub(super) struct Xlsx {
    target: PathBuf,
    /// Size of the workbook that is replaced.
    before: Option<u64>,
    known: HashMap<String, Known>,
    book: Workbook,
    sheets: HashMap<&'static str, Sheet>,
    formats: Formats,
    /// Cells whose text is longer than a cell can hold.
    cut: usize,
}

/// Where the next row of a table goes.
struct Sheet {
    index: usize,
    next: u32,
    number: u32,
}

struct Formats {
    heading: Format,
    date: Format,
    /// By number of decimals.
    decimals: [Format; 7],
}

/// A hidden name beside a workbook.
fn beside(target: &Path, end: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{end}"))
}

/// The note of what a workbook holds.
fn note(target: &Path) -> PathBuf {
    beside(target, "schedario.json")
}

/// What the note is about: a workbook of another size is of somebody else, or somebody has worked on it since.
#[derive(serde::Serialize, serde::Deserialize)]
struct Note {
    bytes: u64,
    /// The size of the workbook that this one replaces: the note is written first, and a killed export leaves the old workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<u64>,
    #[serde(flatten)]
    state: State,
}

impl Xlsx {
    pub fn open(target: &Path) -> Result<Self, TargetError> {
        let old = fs::read(note(target)).ok().and_then(|text| serde_json::from_slice::<Note>(&text).ok());
        let size = match fs::symlink_metadata(target) {
            Ok(there) => Some(there.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(TargetError::at(target)(error)),
        };
        let ours = |n: &Note| Some(n.bytes) == size || n.before == size;
        if size.is_some() && !old.as_ref().is_some_and(ours) {
            return Err(TargetError::Foreign(target.to_owned()));
        }
        let current = old.filter(|n| n.state.star_version == STAR_VERSION && Some(n.bytes) == size);
        let decimals =
            |count: usize| if count == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(count)) };
        let formats = Formats {
            heading: Format::new().set_bold(),
            date: Format::new().set_num_format("dd/mm/yyyy"),
            decimals: std::array::from_fn(|count| Format::new().set_num_format(decimals(count))),
        };
        let mut book = Workbook::new();
        // The same data make the same bytes, whenever they are written: the day of the archive's members stands for the day of making.
        let made = ExcelDateTime::from_ymd(1980, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let mut sheets = HashMap::new();
        for (index, table) in TABLES.iter().enumerate() {
            begin(book.add_worksheet_with_constant_memory()?, table, 1, &formats)?;
            sheets.insert(table.name, Sheet { index, next: 1, number: 1 });
        }
        let known = current.map(|n| n.state.known()).unwrap_or_default();
        Ok(Self { target: target.to_owned(), before: size, known, book, sheets, formats, cut: 0 })
    }
}

/// Headings, in a sheet of a table.
fn begin(sheet: &mut Worksheet, table: &Table, number: u32, formats: &Formats) -> Result<(), TargetError> {
    let name = if number == 1 { table.name.to_owned() } else { format!("{} ({number})", table.name) };
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (k, column) in (0..).zip(table.columns()) {
        let width = match column.ty {
            Type::Text if ["description", "narrative", "text", "name"].contains(&column.name) => 60,
            Type::Text => 20,
            _ => 13,
        };
        sheet.set_column_width(k, width)?;
        sheet.write_string_with_format(0, k, column.name, &formats.heading)?;
    }
    Ok(())
}

impl Target for Xlsx {
    fn known(&self) -> &HashMap<String, Known> {
        &self.known
    }

    fn memory(&self) -> Memory {
        Memory::Forgets
    }

    fn row(&mut self, table: &'static Table, row: &[Value<'_>]) -> Result<(), TargetError> {
        let Some(place) = self.sheets.get_mut(table.name) else { return Ok(()) };
        if place.next == ROWS {
            end(self.book.worksheet_from_index(place.index)?, table, ROWS)?;
            place.index = self.book.worksheets().len();
            place.number += 1;
            place.next = 1;
            begin(self.book.add_worksheet_with_constant_memory()?, table, place.number, &self.formats)?;
        }
        let sheet = self.book.worksheet_from_index(place.index)?;
        for (k, value) in (0..).zip(row) {
            match value {
                Value::Null => {}
                Value::Text(text) => {
                    let short = shortened(text);
                    self.cut += usize::from(short.len() < text.len());
                    sheet.write_string(place.next, k, short)?;
                }
                Value::Key(key) => drop(sheet.write_string(place.next, k, key.as_str())?),
                Value::Integer(number) => drop(sheet.write_number(place.next, k, *number as f64)?),
                // A cell keeps fifteen digits; what has more stays whole as text.
                Value::Decimal(unit) if unit.count.abs() < DIGITS => {
                    let number = unit.count as f64 / 10f64.powi(unit.scale.into());
                    let format = &self.formats.decimals[shown(unit.count, unit.scale).min(6)];
                    sheet.write_number_with_format(place.next, k, number, format)?;
                }
                Value::Decimal(unit) => drop(sheet.write_string(place.next, k, unit.to_string())?),
                Value::Date(day) => match ExcelDateTime::parse_from_str(&day.to_string()) {
                    Ok(day) => drop(sheet.write_datetime_with_format(place.next, k, day, &self.formats.date)?),
                    Err(_) => drop(sheet.write_string(place.next, k, day.to_string())?),
                },
                Value::Boolean(yes) => drop(sheet.write_boolean(place.next, k, *yes)?),
            }
        }
        place.next += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>, change: &Change) -> Result<Vec<Message>, TargetError> {
        let mut notes = Vec::new();
        for table in TABLES {
            let Some(place) = self.sheets.get(table.name) else { continue };
            end(self.book.worksheet_from_index(place.index)?, table, place.next)?;
            if place.number > 1 {
                notes.push(more_sheets(table, place.number));
            }
        }
        if self.cut > 0 {
            notes.push(Message::new(
                format!("{} testi superano i {CHARACTERS} caratteri di una cella e finiscono con …; gli altri formati li hanno interi", self.cut),
                format!("{} texts have more than the {CHARACTERS} characters of a cell and end with …; other formats have them whole", self.cut),
            ));
        }
        let book = &mut self.book;
        // What is unfinished has a folder of its own, which the next export clears.
        let drafts = beside(&self.target, "part");
        let _ = fs::remove_dir_all(&drafts);
        // The library wants to go back in what it writes.
        let mut file = tempfile::tempfile().map_err(TargetError::at(&drafts))?;
        book.save_to_writer(&mut file)?;
        let bytes = file.stream_position().map_err(TargetError::at(&drafts))?;
        let path = note(&self.target);
        let state = State::new().after(&Change { anew: true, given: change.given.clone(), ..Change::default() });
        let told = Note { bytes, before: self.before, state };
        write_through(&path, &drafts, |to| Ok(serde_json::to_writer(to, &told)?)).map_err(TargetError::at(&path))?;
        let written = write_through(&self.target, &drafts, |to| {
            file.seek(io::SeekFrom::Start(0))?;
            io::copy(&mut file, to).map(drop)
        });
        written.map_err(TargetError::at(&self.target))?;
        let _ = fs::remove_dir(&drafts);
        Ok(notes)
    }
}

/// Filters above the rows of a sheet.
fn end(sheet: &mut Worksheet, table: &Table, next: u32) -> Result<(), TargetError> {
    let last = u16::try_from(table.columns().count()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.autofilter(0, 0, next.max(2) - 1, last)?;
    Ok(())
}

fn more_sheets(table: &Table, number: u32) -> Message {
    Message::new(
        format!("{}: più righe di quante ne tiene un foglio; stanno in {number} fogli", table.name),
        format!("{}: more rows than a sheet can hold; they stand in {number} sheets", table.name),
    )
}

/// The decimals of a number that are not zero, and at least two where there are any.
fn shown(count: i64, scale: u8) -> usize {
    let (mut count, mut decimals) = (count, usize::from(scale));
    while decimals > 0 && count % 10 == 0 {
        count /= 10;
        decimals -= 1;
    }
    if scale == 2 { 2 } else { decimals }
}

/// A text as far as a cell can hold it.
fn shortened(text: &str) -> String {
    if text.len() <= CHARACTERS {
        return text.to_owned();
    }
    let mut left = CHARACTERS;
    let fits = text.char_indices().find(|(_, c)| {
        let needed = c.len_utf16();
        let full = left < needed + 1;
        left = left.saturating_sub(needed);
        full
    });
    match fits {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
