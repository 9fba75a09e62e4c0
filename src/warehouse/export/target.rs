//! What a target of an export is.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::{csv, parquet, postgres, sqlite, xlsx};
use crate::base::lang::Message;
use crate::review::StoreError;
use crate::warehouse::star::{Table, Value};

/// The forms in which rows can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A folder with a CSV file for each table and a `datapackage.json`.
    Csv,
    /// A folder with Parquet files for each table, parted by year.
    Parquet,
    /// An SQLite database.
    Sqlite,
    /// A PostgreSQL database; the target is a connection string.
    Postgres,
    /// A workbook with a sheet for each table.
    Xlsx,
}

/// A document that a target holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What its rows were made of.
    pub fingerprint: String,
    /// Its path, for people.
    pub path: String,
}

/// What becomes of documents that a target holds and that are not given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// They stay until they are told to go.
    Keeps,
    /// They stay where a load is incremental; any other load writes the target anew.
    Replaces,
    /// They never stay: every load writes the target anew.
    Forgets,
}

/// What a load changes in a target that keeps the rest.
#[derive(Debug, Default)]
pub struct Change {
    /// Whether the target is written anew, and keeps nothing where it is a file or a folder.
    pub anew: bool,
    /// Documents that were given, with all their rows.
    pub given: HashMap<String, Known>,
    /// Documents that are to go.
    pub gone: HashSet<String>,
    /// By table, the keys of the rows of dimensions that were given.
    pub dimensions: HashMap<&'static str, HashSet<String>>,
}

impl Change {
    /// Whether a row that the target holds is not to stay: its document is given anew or goes, or its dimension was given.
    pub fn drops(&self, table: &Table, key: &str) -> bool {
        match self.dimensions.get(table.name) {
            Some(given) => given.contains(key),
            None => self.anew || self.given.contains_key(key) || self.gone.contains(key),
        }
    }
}

/// Something that takes rows. Nothing of a load can be seen before it is finished; a load that is dropped leaves the target as
/// it was.
pub trait Target {
    /// The documents that it holds, by hash.
    fn known(&self) -> &HashMap<String, Known>;

    /// What becomes of documents that are not given again.
    fn memory(&self) -> Memory;

    /// Takes a row.
    fn row(&mut self, table: &'static Table, row: &[Value<'_>]) -> Result<(), TargetError>;

    /// Takes over all rows that were given. Gives what is to be told of it.
    fn finish(self: Box<Self>, change: &Change) -> Result<Vec<Message>, TargetError>;
}

/// Why a target cannot take an export.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// A file or folder cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// What stands there is not of an earlier export.
    #[error("{0}")]
    Foreign(PathBuf),
    /// What stands there has the tables of another version.
    #[error("{0}")]
    OtherVersion(String),
    /// Another export is at work on it.
    #[error("{0}")]
    Busy(PathBuf),
    /// The target is always written anew, and these documents would go.
    #[error("{0:?}")]
    WouldForget(Vec<String>),
    /// What people have decided cannot be read.
    #[error("{0}")]
    Review(#[from] StoreError),
    /// The database says no.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The database says no.
    #[error("{0}")]
    Postgres(#[from] ::postgres::Error),
    /// The files cannot be written.
    #[error("{0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// The columns cannot be made.
    #[error("{0}")]
    Arrow(#[from] arrow_schema::ArrowError),
    /// The workbook cannot be written.
    #[error("{0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

impl TargetError {
    /// For errors of the system at a path.
    pub(super) fn at(path: &Path) -> impl Fn(std::io::Error) -> Self + '_ {
        |source| Self::Io { path: path.to_owned(), source }
    }
}

/// Opens a target for a load. `anew` tells that a file or folder keeps nothing of what it holds.
pub fn open(format: Format, target: &str, anew: bool) -> Result<Box<dyn Target>, TargetError> {
    let path = Path::new(target);
    Ok(match format {
        Format::Csv => Box::new(csv::Csv::open(path, anew)?),
        Format::Parquet => Box::new(parquet::Parquet::open(path, anew)?),
        Format::Sqlite => Box::new(sqlite::Sqlite::open(path)?),
        Format::Postgres => Box::new(postgres::Postgres::open(target)?),
        Format::Xlsx => Box::new(xlsx::Xlsx::open(path)?),
    })
}
