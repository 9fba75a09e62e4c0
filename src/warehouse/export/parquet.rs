//! A folder of Parquet files: `<table>/year=2017/part-1-0.parquet`, and for dimensions `<table>/part-1-0.parquet`.
//!
//! The year is in the name of the folder, as Hive, Spark, DuckDB and Arrow expect it, and not in the files.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use ::parquet::schema::types::ColumnPath;
use arrow_array::cast::AsArray;
use arrow_array::{Array, BooleanArray, RecordBatch};
use arrow_schema::{DataType, SchemaRef};
use walkdir::WalkDir;

use super::columns::{Builder, schema};
use super::folder::{Folder, settle, settle_all};
use super::state::State;
use super::target::{Change, Known, Memory, Target, TargetError};
use crate::base::lang::Message;
use crate::warehouse::star::{STAR_VERSION, TABLES, Table, Value};

/// Rows that are gathered before they are encoded.
const BATCH: usize = 4096;
/// Memory of all files that are being written, in bytes; the largest is then written out as a row group.
const BOUND: usize = 96 << 20;

/// Columns without statistics: nobody asks for a range of these.
const PLAIN: &[&str] = &["pointer", "text"];

/// A folder of Parquet files.
pub(super) struct Parquet {
    folder: Folder,
    known: HashMap<String, Known>,
    /// By table.
    tables: Vec<Parts>,
    gathered: usize,
    /// Files that are complete.
    written: Vec<(File, PathBuf)>,
}

/// The files of a table.
struct Parts {
    table: &'static Table,
    schema: SchemaRef,
    properties: WriterPropertiesPtr,
    /// The column by which rows are parted.
    parted: Option<usize>,
    /// By year; none for rows without one, and for all rows of a table that is not parted.
    parts: Vec<(Option<i64>, Part)>,
}

struct Part {
    rows: Builder,
    writer: ArrowWriter<File>,
    file: File,
    path: PathBuf,
}

impl Parquet {
    pub fn open(target: &Path, anew: bool) -> Result<Self, TargetError> {
        let folder = Folder::open(target, anew)?;
        let tables = TABLES.iter().map(|table| Parts::new(table)).collect();
        Ok(Self { known: folder.state.known(), folder, tables, gathered: 0, written: Vec::new() })
    }

    /// Takes over what stays of the present files: whole ones as they are, others row by row.
    fn carry(&self, change: &Change) -> Result<(), TargetError> {
        for parts in &self.tables {
            let root = self.folder.old(Path::new(parts.table.name));
            let files = WalkDir::new(&root).sort_by_file_name().into_iter().filter_map(Result::ok);
            for entry in
                files.filter(|e| e.file_type().is_file() && e.path().extension().is_some_and(|x| x == "parquet"))
            {
                let name = entry.path().strip_prefix(self.folder.old(Path::new(""))).unwrap_or(entry.path());
                parts.carry(&self.folder, name, change)?;
            }
        }
        Ok(())
    }

    /// Keeps the memory of unfinished files within bounds.
    fn ease(&mut self) -> Result<(), TargetError> {
        let parts = || self.tables.iter().flat_map(|t| &t.parts).map(|(_, part)| part);
        if parts().map(|p| p.writer.memory_size()).sum::<usize>() < BOUND {
            return Ok(());
        }
        let parts = self.tables.iter_mut().flat_map(|t| &mut t.parts).map(|(_, part)| part);
        match parts.max_by_key(|p| p.writer.memory_size()) {
            Some(part) => Ok(part.writer.flush()?),
            None => Ok(()),
        }
    }
}

impl Target for Parquet {
    fn known(&self) -> &HashMap<String, Known> {
        &self.known
    }

    fn memory(&self) -> Memory {
        Memory::Replaces
    }

    fn row(&mut self, table: &'static Table, row: &[Value<'_>]) -> Result<(), TargetError> {
        let load = self.folder.state.load + 1;
        let Some(parts) = self.tables.iter_mut().find(|p| std::ptr::eq(p.table, table)) else { return Ok(()) };
        let part = parts.part(parts.year(row), &self.folder, load)?;
        part.rows.push(row);
        if part.rows.len() >= BATCH {
            part.encode()?;
            self.gathered += BATCH;
        }
        // Rows are not all alike, but a thousand of them are.
        if self.gathered >= 4 * BATCH {
            self.gathered = 0;
            self.ease()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, change: &Change) -> Result<Vec<Message>, TargetError> {
        if !change.anew {
            self.carry(change)?;
        }
        let load = self.folder.state.load + 1;
        let year = self.tables.iter().find_map(|t| t.parts.iter().filter_map(|(year, _)| *year).min());
        for parts in &mut self.tables {
            // Whoever reads a table finds its columns, even where it has no rows; and a folder that says a year, since it is
            // by these that readers know what years are.
            if parts.parts.is_empty() && !self.folder.has(Path::new(parts.table.name)) {
                parts.part(year, &self.folder, load)?;
            }
        }
        for (_, mut part) in self.tables.iter_mut().flat_map(|t| std::mem::take(&mut t.parts)) {
            part.encode()?;
            part.writer.close()?;
            self.written.push((part.file, part.path));
        }
        settle_all(&self.written)?;
        let state = std::mem::replace(&mut self.folder.state, State::new()).after(change);
        self.folder.swap(&state)?;
        Ok(Vec::new())
    }
}

impl Parts {
    fn new(table: &'static Table) -> Self {
        let about = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
        // The least and the greatest of these leave no row group out, and to find them is to compare every text twice.
        let plain = WriterProperties::builder();
        let plain = table.columns().filter(|column| PLAIN.contains(&column.name)).fold(plain, |properties, column| {
            properties.set_column_statistics_enabled(ColumnPath::from(column.name), EnabledStatistics::None)
        });
        let properties = plain
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by(format!("schedario {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(vec![
                about("schedario.star_version", STAR_VERSION.to_string()),
                about("schedario.table", table.name.to_owned()),
                about("schedario.key", table.key.join(",")),
                about("schedario.meaning.it", table.meaning.0.to_owned()),
                about("schedario.meaning.en", table.meaning.1.to_owned()),
            ]));
        Self {
            table,
            schema: schema(table),
            properties: Arc::new(properties.build()),
            parted: table.partition(),
            parts: Vec::new(),
        }
    }

    /// The year of a row, in a table that is parted.
    fn year(&self, row: &[Value<'_>]) -> Option<i64> {
        self.parted.and_then(|k| match row.get(k) {
            Some(Value::Integer(year)) => Some(*year),
            _ => None,
        })
    }

    fn part(&mut self, year: Option<i64>, folder: &Folder, load: u32) -> Result<&mut Part, TargetError> {
        // A handful of years: looking them through is quicker than any order among them, and rows are many.
        if let Some(k) = self.parts.iter().position(|(known, _)| *known == year) {
            return Ok(&mut self.parts[k].1);
        }
        let below = match (self.parted, year) {
            (None, _) => PathBuf::new(),
            (_, Some(year)) => PathBuf::from(format!("year={year}")),
            (_, None) => PathBuf::from("year=__HIVE_DEFAULT_PARTITION__"),
        };
        let path = Path::new(self.table.name).join(below).join(format!("part-{load:05}.parquet"));
        let file = folder.file(&path)?;
        let to = file.try_clone().map_err(TargetError::at(&path))?;
        let writer = ArrowWriter::try_new(to, self.schema.clone(), Some(self.properties.as_ref().clone()))?;
        let part = Part { rows: Builder::new(self.table, self.schema.clone()), writer, file, path };
        self.parts.push((year, part));
        let last = self.parts.len() - 1;
        Ok(&mut self.parts[last].1)
    }

    /// Takes over a file of the present content: as it is, without some of its rows, or not at all.
    fn carry(&self, folder: &Folder, name: &Path, change: &Change) -> Result<(), TargetError> {
        let path = folder.old(name);
        let open = || -> Result<_, TargetError> {
            let file = File::open(&path).map_err(TargetError::at(&path))?;
            Ok(ParquetRecordBatchReaderBuilder::try_new(file)?)
        };
        // The key of a dimension is its first column.
        let column = self.table.document().map_or(0, |k| k - usize::from(self.parted.is_some_and(|p| p < k)));
        let builder = open()?;
        let only = ::parquet::arrow::ProjectionMask::roots(builder.parquet_schema(), [column]);
        let (mut kept, mut all) = (0, 0);
        for batch in builder.with_projection(only).build()? {
            let stays = self.stays(&batch?, 0, change);
            all += stays.len();
            kept += stays.true_count();
        }
        if kept == all {
            return folder.keep(name);
        }
        if kept == 0 {
            return Ok(());
        }
        let to = folder.file(name)?;
        let back = to.try_clone().map_err(TargetError::at(name))?;
        let mut writer = ArrowWriter::try_new(to, self.schema.clone(), Some(self.properties.as_ref().clone()))?;
        for batch in open()?.build()? {
            let batch = batch?;
            writer.write(&arrow_select::filter::filter_record_batch(&batch, &self.stays(&batch, column, change))?)?;
        }
        writer.close()?;
        settle(&back, name)
    }

    /// Which rows of a batch stay, by the key in a column.
    fn stays(&self, batch: &RecordBatch, column: usize, change: &Change) -> BooleanArray {
        let keys = batch.column(column);
        let stays = |k: usize| match keys.data_type() {
            DataType::Int64 => {
                let key = keys.as_primitive::<arrow_array::types::Int64Type>().value(k).to_string();
                !change.drops(self.table, &key)
            }
            _ => !keys.as_string_opt::<i32>().is_some_and(|texts| change.drops(self.table, texts.value(k))),
        };
        (0..batch.num_rows()).map(|k| Some(stays(k))).collect()
    }
}

impl Part {
    fn encode(&mut self) -> Result<(), TargetError> {
        if self.rows.len() > 0 {
            self.writer.write(&self.rows.take()?)?;
        }
        Ok(())
    }
}
