//! A folder of CSV files, as the open-data rules of the public administration expect them: UTF-8, a line of headings, ISO dates,
//! dots before decimals, and a `datapackage.json` that tells what they hold.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use csv::{StringRecord, Writer, WriterBuilder};

use super::folder::{Folder, settle};
use super::target::{Change, Known, Memory, Target, TargetError};
use crate::base::lang::Message;
use crate::output::inert;
use crate::warehouse::star::{TABLES, Table, Value, data_package};

/// A folder of CSV files.
pub(super) struct Csv {
    folder: Folder,
    known: HashMap<String, Known>,
    files: HashMap<&'static str, Writer<BufWriter<File>>>,
    cell: String,
}

fn file(table: &Table) -> PathBuf {
    PathBuf::from(format!("{}.csv", table.name))
}

impl Csv {
    pub fn open(target: &Path, anew: bool) -> Result<Self, TargetError> {
        let folder = Folder::open(target, anew)?;
        let mut files = HashMap::new();
        for table in TABLES {
            let to = BufWriter::with_capacity(1 << 16, folder.file(&file(table))?);
            // RFC 4180 ends lines so.
            let mut writer = WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to);
            writer.write_record(table.columns().map(|c| c.name)).map_err(failed(&file(table)))?;
            files.insert(table.name, writer);
        }
        Ok(Self { known: folder.state.known(), folder, files, cell: String::new() })
    }

    /// Takes over the rows of the present files that stay.
    fn carry(&mut self, table: &'static Table, change: &Change) -> Result<(), TargetError> {
        let path = self.folder.old(&file(table));
        if change.anew || !path.exists() {
            return Ok(());
        }
        let Some(writer) = self.files.get_mut(table.name) else { return Ok(()) };
        let key = table.document().unwrap_or_default();
        let mut reader = csv::Reader::from_path(&path).map_err(failed(&path))?;
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(failed(&path))? {
            if !change.drops(table, record.get(key).unwrap_or_default()) {
                writer.write_record(&record).map_err(failed(&path))?;
            }
        }
        Ok(())
    }
}

impl Target for Csv {
    fn known(&self) -> &HashMap<String, Known> {
        &self.known
    }

    fn memory(&self) -> Memory {
        Memory::Replaces
    }

    fn row(&mut self, table: &'static Table, row: &[Value<'_>]) -> Result<(), TargetError> {
        let Some(writer) = self.files.get_mut(table.name) else { return Ok(()) };
        for value in row {
            self.cell.clear();
            value.write(&mut self.cell);
            // What documents say must not run where people open it.
            let cell = if matches!(value, Value::Text(_)) { inert(&self.cell) } else { Cow::Borrowed(&*self.cell) };
            writer.write_field(cell.as_ref()).map_err(failed(&file(table)))?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed(&file(table)))
    }

    fn finish(mut self: Box<Self>, change: &Change) -> Result<Vec<Message>, TargetError> {
        for table in TABLES {
            self.carry(table, change)?;
        }
        for (name, writer) in self.files.drain() {
            let path = PathBuf::from(name);
            let to = writer.into_inner().map_err(|e| failed(&path)(io::Error::other(e.to_string()).into()))?;
            let to = to.into_inner().map_err(|e| TargetError::at(&path)(e.into_error()))?;
            settle(&to, &path)?;
        }
        let package = PathBuf::from("datapackage.json");
        let mut to = self.folder.file(&package)?;
        let text = serde_json::to_vec_pretty(&data_package()).map_err(|e| TargetError::at(&package)(e.into()))?;
        to.write_all(&text).and_then(|()| to.write_all(b"\n")).map_err(TargetError::at(&package))?;
        settle(&to, &package)?;
        let state = std::mem::replace(&mut self.folder.state, super::state::State::new()).after(change);
        self.folder.swap(&state)?;
        Ok(Vec::new())
    }
}

fn failed(path: &Path) -> impl Fn(csv::Error) -> TargetError + '_ {
    |error| TargetError::at(path)(error.into())
}
