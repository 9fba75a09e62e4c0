//! `review.sqlite`: every decision that was ever made, one a row; nothing is changed or deleted.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OpenFlags, Row, TransactionBehavior, params};

use super::decision::{About, Action, Decision};

/// The name of the store in an output folder.
pub const FILE: &str = "review.sqlite";

/// The layout of the tables, as the file says it.
const VERSION: i64 = 1;

const TABLES: &str = "
create table decision (
    id       integer primary key,
    document text not null,             -- SHA-256 of the PDF
    path     text not null,             -- where it lay
    kind     text not null check (kind in ('finding', 'value')),
    key      text not null,             -- fingerprint of the finding, or JSON Pointer of the value
    about    text not null,             -- JSON: the finding as it was told, or the places of the value
    action   text not null check (action in ('confirm', 'dismiss', 'reopen', 'correct', 'restore')),
    reason   text not null,
    before   text not null,             -- JSON
    after    text not null,             -- JSON
    who      text not null,
    at       text not null              -- RFC 3339, UTC
) strict;
create index decision_of on decision (document, kind, key);
-- The last word on every finding and value.
create view settled as
    select * from decision where id in (select max(id) from decision group by document, kind, key);
pragma user_version = 1;
";

/// The decisions of an output folder.
#[derive(Debug)]
pub struct Store {
    db: Connection,
}

/// Why decisions cannot be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data base does not work.
    #[error("{path}: {source}")]
    Database {
        /// The file.
        path: PathBuf,
        /// What it says.
        source: rusqlite::Error,
    },
    /// A later program wrote it.
    #[error("{path}: version {found}, and only {VERSION} is known")]
    Version {
        /// The file.
        path: PathBuf,
        /// What it says.
        found: i64,
    },
}

impl Store {
    /// Opens the decisions of an output folder to add to them; makes the file where there is none.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let told = |source| StoreError::Database { path: path.clone(), source };
        let mut db = Connection::open(&path).map_err(told)?;
        db.busy_timeout(Duration::from_secs(10)).map_err(told)?;
        db.pragma_update(None, "journal_mode", "wal").map_err(told)?;
        // A decision that was told as kept must outlive the power cut that follows.
        db.pragma_update(None, "synchronous", "full").map_err(told)?;
        if version(&db).map_err(told)? == 0 {
            make(&mut db).map_err(told)?;
        }
        match version(&db).map_err(told)? {
            VERSION => {}
            found => return Err(StoreError::Version { path, found }),
        }
        Ok(Self { db })
    }

    /// Opens them to read, where there are any; the folder may be read-only.
    pub fn open_if_there(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let told = |source| StoreError::Database { path: path.clone(), source };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        // A write-ahead log wants a file beside it even to read; on a read-only disk nobody writes, and the file is read as it is.
        let plain = || Connection::open_with_flags(&path, flags).and_then(|db| version(&db).map(|v| (db, v)));
        let frozen = || {
            let name = url_of(&path);
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(name, flags).and_then(|db| version(&db).map(|v| (db, v)))
        };
        match plain().or_else(|_| frozen()).map_err(told)? {
            (db, VERSION) => {
                db.busy_timeout(Duration::from_secs(10)).map_err(told)?;
                Ok(Some(Self { db }))
            }
            // Made, and nothing decided yet.
            (_, 0) => Ok(None),
            (_, found) => Err(StoreError::Version { path, found }),
        }
    }

    /// The decisions that hold for a document, the last one on each finding and value, in the order in which they were made.
    pub fn settled(&self, document: &str) -> Result<Vec<Decision>, StoreError> {
        self.select("select * from settled where document = ?1 order by id", document)
    }

    /// The decisions that hold, of all documents, by the hash of their content.
    pub fn all_settled(&self) -> Result<HashMap<String, Vec<Decision>>, StoreError> {
        let mut query = self.db.prepare("select * from settled order by id").map_err(|e| self.told(e))?;
        let mut all: HashMap<String, Vec<Decision>> = HashMap::new();
        for decision in query.query_map([], read).map_err(|e| self.told(e))? {
            let decision = decision.map_err(|e| self.told(e))?;
            all.entry(decision.document.clone()).or_default().push(decision);
        }
        Ok(all)
    }

    /// Whether any value is corrected.
    pub fn corrects(&self) -> Result<bool, StoreError> {
        let sql = "select exists (select 1 from settled where action = 'correct')";
        self.db.query_row(sql, [], |row| row.get(0)).map_err(|e| self.told(e))
    }

    /// Every decision that was made about a document, the oldest first.
    pub fn history(&self, document: &str) -> Result<Vec<Decision>, StoreError> {
        self.select("select * from decision where document = ?1 order by id", document)
    }

    /// Adds a decision; when it returns, it is on the disk.
    pub fn add(&self, decision: &Decision) -> Result<(), StoreError> {
        let kind = match &decision.about {
            About::Finding { .. } => "finding",
            About::Value { .. } => "value",
        };
        let json = |v: &serde_json::Value| v.to_string();
        let about = serde_json::to_string(&decision.about).unwrap_or_default();
        let added = self.db.execute(
            "insert into decision (document, path, kind, key, about, action, reason, before, after, who, at)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                decision.document,
                decision.path,
                kind,
                decision.about.key(),
                about,
                decision.action.name(),
                decision.reason,
                json(&decision.before),
                json(&decision.after),
                decision.who,
                decision.at,
            ],
        );
        added.map_err(|source| self.told(source))?;
        // A copy of the one file shall hold everything. Where somebody reads just now it is done the next time.
        let _ = self.db.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()));
        Ok(())
    }

    fn select(&self, sql: &str, document: &str) -> Result<Vec<Decision>, StoreError> {
        let mut query = self.db.prepare(sql).map_err(|e| self.told(e))?;
        let rows = query.query_map([document], read).map_err(|e| self.told(e))?;
        rows.collect::<Result<_, _>>().map_err(|e| self.told(e))
    }

    fn told(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Database { path: self.db.path().unwrap_or(FILE).into(), source }
    }
}

/// Now, as decisions write it.
pub fn now() -> String {
    DateTime::<Utc>::from(SystemTime::now()).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Makes the tables, unless another process was quicker.
fn make(db: &mut Connection) -> rusqlite::Result<()> {
    let making = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if version(&making)? == 0 {
        making.execute_batch(TABLES)?;
    }
    making.commit()
}

fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// The path as SQLite wants it in a URI that says that nobody changes the file.
fn url_of(path: &Path) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-~".contains(c);
    let text = path.to_string_lossy();
    let mut name = String::from("file:");
    for c in text.chars() {
        if plain(c) {
            name.push(c);
        } else {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|b| name += &format!("%{b:02x}"));
        }
    }
    name + "?immutable=1"
}

fn read(row: &Row<'_>) -> rusqlite::Result<Decision> {
    fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
        let text: String = row.get(column)?;
        serde_json::from_str(&text)
            .map_err(|e| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(e)))
    }
    let action: String = row.get("action")?;
    let action = Action::of_name(&action)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(0, action, rusqlite::types::Type::Text))?;
    Ok(Decision {
        document: row.get("document")?,
        path: row.get("path")?,
        about: json(row, "about")?,
        action,
        reason: row.get("reason")?,
        before: json(row, "before")?,
        after: json(row, "after")?,
        who: row.get("who")?,
        at: row.get("at")?,
    })
}
