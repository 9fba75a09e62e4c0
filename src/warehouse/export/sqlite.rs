//! An SQLite database. Each load is one transaction: whatever ends it before it is finished, the database is as it was.
//!
//! SQLite has no decimals. Its `real` is a float and would lose cents, and text cannot be added up; so a decimal is a whole
//! number of units, `amount_x100` for hundredths, which `sum` adds exactly, and beside it a generated column `amount` shows it.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};

use super::sql::{list, quoted, rest, sqlite_name, sqlite_tables};
use super::target::{Change, Known, Memory, Target, TargetError};
use crate::base::lang::Message;
use crate::warehouse::star::{Kind, STAR_VERSION, TABLES, Table, Value};

/// A database with an open transaction.
pub(super) struct Sqlite {
    connection: Connection,
    known: HashMap<String, Known>,
    inserts: HashMap<&'static str, String>,
    /// The document whose rows are coming.
    document: String,
}

/// Marks the file as ours: "sche", as a number.
const APPLICATION: i32 = i32::from_be_bytes(*b"sche");

impl Sqlite {
    pub fn open(target: &Path) -> Result<Self, TargetError> {
        if let Some(above) = target.parent().filter(|p| !p.as_os_str().is_empty()) {
            std::fs::create_dir_all(above).map_err(TargetError::at(above))?;
        }
        // No URI: a path is a path.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(target, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch("begin immediate")?;
        let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
        let tables: i64 = connection.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?;
        match (number("application_id")?, number("user_version")?) {
            (APPLICATION, version) if version == STAR_VERSION as i32 => {}
            (APPLICATION, _) => return Err(TargetError::OtherVersion(target.display().to_string())),
            _ if tables > 0 => return Err(TargetError::Foreign(target.to_owned())),
            _ => {
                connection.pragma_update(None, "application_id", APPLICATION)?;
                connection.pragma_update(None, "user_version", STAR_VERSION as i32)?;
            }
        }
        connection.execute_batch(&sqlite_tables())?;
        connection.execute_batch(
            "create table if not exists loads (document_hash text not null primary key, fingerprint text not null, path text not null) strict, without rowid",
        )?;
        let known = {
            let mut found = connection.prepare("select document_hash, fingerprint, path from loads")?;
            let rows =
                found.query_map([], |row| Ok((row.get(0)?, Known { fingerprint: row.get(1)?, path: row.get(2)? })))?;
            rows.collect::<Result<_, _>>()?
        };
        let inserts = TABLES.iter().map(|table| (table.name, insert(table))).collect();
        Ok(Self { connection, known, inserts, document: String::new() })
    }

    /// Takes out all rows of a document, those that refer to others first.
    fn forget(&self, hash: &str) -> Result<(), TargetError> {
        for table in TABLES.iter().rev().filter(|t| t.kind == Kind::Fact) {
            let sql = format!("delete from {} where document_hash = ?1", quoted(table.name));
            self.connection.prepare_cached(&sql)?.execute([hash])?;
        }
        self.connection.prepare_cached("delete from loads where document_hash = ?1")?.execute([hash])?;
        Ok(())
    }
}

/// A row of a dimension takes the place of the one with its key.
fn insert(table: &Table) -> String {
    let names: Vec<String> = table.columns().map(sqlite_name).collect();
    let marks = vec!["?"; names.len()].join(", ");
    let columns = list("", names.iter().map(String::as_str));
    let mut sql = format!("insert into {} ({columns}) values ({marks})", quoted(table.name));
    if table.kind == Kind::Dimension {
        let keys = list("", table.key.iter().copied());
        let set: Vec<String> = rest(table).map(|c| format!("{0} = excluded.{0}", quoted(&sqlite_name(c)))).collect();
        let action = if set.is_empty() { "nothing".to_owned() } else { format!("update set {}", set.join(", ")) };
        sql.push_str(&format!(" on conflict ({keys}) do {action}"));
    }
    sql
}

impl Target for Sqlite {
    fn known(&self) -> &HashMap<String, Known> {
        &self.known
    }

    fn memory(&self) -> Memory {
        Memory::Keeps
    }

    fn row(&mut self, table: &'static Table, row: &[Value<'_>]) -> Result<(), TargetError> {
        // The rows of a document follow each other.
        let hash = table.document().and_then(|k| row.get(k)?.as_text());
        if let Some(hash) = hash.filter(|hash| *hash != self.document) {
            self.document = hash.to_owned();
            if self.known.contains_key(hash) {
                self.forget(hash)?;
            }
        }
        let Some(sql) = self.inserts.get(table.name) else { return Ok(()) };
        self.connection.prepare_cached(sql)?.execute(params_from_iter(row))?;
        Ok(())
    }

    fn finish(self: Box<Self>, change: &Change) -> Result<Vec<Message>, TargetError> {
        for hash in &change.gone {
            self.forget(hash)?;
        }
        for (hash, known) in &change.given {
            self.connection
                .prepare_cached("insert or replace into loads (document_hash, fingerprint, path) values (?1, ?2, ?3)")?
                .execute([hash, &known.fingerprint, &known.path])?;
        }
        self.connection.execute_batch("commit")?;
        Ok(Vec::new())
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Owned(Owned::Null),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Key(key) => ToSqlOutput::Borrowed(ValueRef::Text(key.as_str().as_bytes())),
            Value::Integer(number) => ToSqlOutput::Owned(Owned::Integer(*number)),
            Value::Decimal(unit) => ToSqlOutput::Owned(Owned::Integer(unit.count)),
            Value::Date(day) => ToSqlOutput::Owned(Owned::Text(day.to_string())),
            Value::Boolean(yes) => ToSqlOutput::Owned(Owned::Integer(i64::from(*yes))),
        })
    }
}
