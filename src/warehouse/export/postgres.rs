//! A PostgreSQL database. All rows go by binary COPY into staging tables that nobody else sees, and from there into the tables;
//! all in one transaction: whatever ends a load before it is finished, the database is as it was. Rows that say what they said
//! before are not touched.

use std::borrow::Cow;
use std::collections::HashMap;

use ::postgres::binary_copy::BinaryCopyInWriter;
use ::postgres::types::{ToSql, Type as PgType};
use ::postgres::{Client, NoTls};

use super::login::Login;
use super::sql::{list, postgres_tables, postgres_type, quoted, rest};
use super::target::{Change, Known, Memory, Target, TargetError};
use crate::base::lang::Message;
use crate::warehouse::star::{Kind, STAR_VERSION, TABLES, Table, Type, Value};

/// Text of rows that wait to be sent, in bytes.
const BOUND: usize = 8 << 20;

/// A database with an open transaction.
pub(super) struct Postgres {
    client: Client,
    known: HashMap<String, Known>,
    /// By table, the cells that wait, row after row.
    waiting: HashMap<&'static str, Vec<Cell>>,
    size: usize,
}

/// A cell that waits.
#[derive(Debug)]
enum Cell {
    Text(Option<String>),
    Integer(Option<i64>),
    Decimal(Option<rust_decimal::Decimal>),
    Date(Option<chrono::NaiveDate>),
    Boolean(Option<bool>),
}

/// Loads into one database wait for each other: this number, which any program may choose, is the lock.
const LOCK: i64 = i64::from_be_bytes(*b"schedari");

impl Postgres {
    pub fn open(target: &str) -> Result<Self, TargetError> {
        let Login { config } = Login::of(target)?;
        let mut client = config.connect(NoTls)?;
        client.batch_execute("set client_min_messages = warning; begin")?;
        client.execute("select pg_advisory_xact_lock($1)", &[&LOCK])?;
        // Tables are made once: making them again would lock those who read them.
        if client.query_one("select to_regclass('loads') is null", &[])?.try_get(0)? {
            client.batch_execute(
                "create table loads (document_hash text not null primary key, fingerprint text not null, \
                 path text not null, star_version bigint not null)",
            )?;
            client.batch_execute(&postgres_tables())?;
        }
        let other =
            client.query_opt("select 1 from loads where star_version <> $1 limit 1", &[&i64::from(STAR_VERSION)])?;
        if other.is_some() {
            return Err(TargetError::OtherVersion(config.get_dbname().unwrap_or_default().to_owned()));
        }
        let mut known = HashMap::new();
        for row in client.query("select document_hash, fingerprint, path from loads", &[])? {
            known.insert(row.try_get(0)?, Known { fingerprint: row.try_get(1)?, path: row.try_get(2)? });
        }
        for table in TABLES {
            let columns: Vec<String> =
                table.columns().map(|c| format!("{} {}", quoted(c.name), postgres_type(c))).collect();
            let name = staging(table);
            client.batch_execute(&format!("create temporary table {name} ({}) on commit drop", columns.join(", ")))?;
        }
        Ok(Self { client, known, waiting: HashMap::new(), size: 0 })
    }

    /// Sends what waits into the staging tables.
    fn send(&mut self) -> Result<(), TargetError> {
        for table in TABLES {
            let Some(cells) = self.waiting.get_mut(table.name).filter(|cells| !cells.is_empty()) else { continue };
            let columns = list("", table.columns().map(|c| c.name));
            let types: Vec<PgType> = table.columns().map(|c| pg_type(c.ty)).collect();
            let copy = self.client.copy_in(&format!("copy {} ({columns}) from stdin binary", staging(table)))?;
            let mut writer = BinaryCopyInWriter::new(copy, &types);
            for row in cells.chunks(types.len()) {
                let row: Vec<&(dyn ToSql + Sync)> = row.iter().map(Cell::as_sql).collect();
                writer.write(&row)?;
            }
            writer.finish()?;
            cells.clear();
        }
        self.size = 0;
        Ok(())
    }
}

fn staging(table: &Table) -> String {
    format!("pg_temp.{}", quoted(&format!("staging_{}", table.name)))
}

fn pg_type(ty: Type) -> PgType {
    match ty {
        Type::Text => PgType::TEXT,
        Type::Integer => PgType::INT8,
        Type::Decimal(..) => PgType::NUMERIC,
        Type::Date => PgType::DATE,
        Type::Boolean => PgType::BOOL,
    }
}

impl Cell {
    fn of(value: &Value<'_>, ty: Type) -> Self {
        match (value, ty) {
            (Value::Decimal(unit), _) => Self::Decimal(Some(unit.decimal())),
            (Value::Integer(number), _) => Self::Integer(Some(*number)),
            (Value::Date(day), _) => Self::Date(Some(*day)),
            (Value::Boolean(yes), _) => Self::Boolean(Some(*yes)),
            (Value::Text(_) | Value::Key(_), _) => Self::Text(value.as_text().map(|t| storable(t).into_owned())),
            (Value::Null, Type::Text) => Self::Text(None),
            (Value::Null, Type::Integer) => Self::Integer(None),
            (Value::Null, Type::Decimal(..)) => Self::Decimal(None),
            (Value::Null, Type::Date) => Self::Date(None),
            (Value::Null, Type::Boolean) => Self::Boolean(None),
        }
    }

    fn as_sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Text(cell) => cell,
            Self::Integer(cell) => cell,
            Self::Decimal(cell) => cell,
            Self::Date(cell) => cell,
            Self::Boolean(cell) => cell,
        }
    }
}

/// PostgreSQL's text has no zero characters.
fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// What brings the rows of a staging table into its table: rows that documents no longer have go, new ones come, and those that
/// say something else are changed.
fn merge(table: &Table) -> [String; 2] {
    let (name, staged) = (quoted(table.name), staging(table));
    let keys = list("", table.key.iter().copied());
    let columns = list("", table.columns().map(|c| c.name));
    let same: Vec<String> = table.key.iter().map(|k| format!("s.{0} = t.{0}", quoted(k))).collect();
    let documents = TABLES.iter().find(|t| t.name == "documents").map(|t| staging(t)).unwrap_or_default();
    let delete = match table.kind {
        Kind::Dimension => String::new(),
        Kind::Fact => format!(
            "delete from {name} t using {documents} d where t.document_hash = d.document_hash \
             and not exists (select from {staged} s where {})",
            same.join(" and ")
        ),
    };
    let set: Vec<String> = rest(table).map(|c| format!("{0} = excluded.{0}", quoted(c.name))).collect();
    let (old, new) = (list("t.", rest(table).map(|c| c.name)), list("excluded.", rest(table).map(|c| c.name)));
    let action = match set.is_empty() {
        true => "nothing".to_owned(),
        false => format!("update set {} where ({old}) is distinct from ({new})", set.join(", ")),
    };
    let upsert =
        format!("insert into {name} as t ({columns}) select {columns} from {staged} on conflict ({keys}) do {action}");
    [delete, upsert]
}

impl Target for Postgres {
    fn known(&self) -> &HashMap<String, Known> {
        &self.known
    }

    fn memory(&self) -> Memory {
        Memory::Keeps
    }

    fn row(&mut self, table: &'static Table, row: &[Value<'_>]) -> Result<(), TargetError> {
        let cells = self.waiting.entry(table.name).or_default();
        for (value, column) in row.iter().zip(table.columns()) {
            self.size += std::mem::size_of::<Cell>() + value.as_text().map_or(0, str::len);
            cells.push(Cell::of(value, column.ty));
        }
        if self.size >= BOUND { self.send() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>, change: &Change) -> Result<Vec<Message>, TargetError> {
        self.send()?;
        for table in TABLES {
            self.client.batch_execute(&format!("analyze {}", staging(table)))?;
        }
        let gone: Vec<&str> = change.gone.iter().map(String::as_str).collect();
        // Rows that refer to others go first, and come last.
        for table in TABLES.iter().rev().filter(|t| t.kind == Kind::Fact) {
            let [delete, _] = merge(table);
            self.client.batch_execute(&delete)?;
            self.client
                .execute(&format!("delete from {} where document_hash = any($1)", quoted(table.name)), &[&gone])?;
        }
        for table in TABLES {
            let [_, upsert] = merge(table);
            self.client.batch_execute(&upsert)?;
        }
        self.client.execute("delete from loads where document_hash = any($1)", &[&gone])?;
        let note = self.client.prepare(
            "insert into loads as t (document_hash, fingerprint, path, star_version) values ($1, $2, $3, $4) \
             on conflict (document_hash) do update set fingerprint = excluded.fingerprint, path = excluded.path \
             where (t.fingerprint, t.path) is distinct from (excluded.fingerprint, excluded.path)",
        )?;
        for (hash, known) in &change.given {
            let path = storable(&known.path);
            self.client.execute(&note, &[hash, &known.fingerprint, &path.as_ref(), &i64::from(STAR_VERSION)])?;
        }
        self.client.batch_execute("commit")?;
        Ok(Vec::new())
    }
}
