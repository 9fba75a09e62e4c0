//! The tables in SQL.

use crate::warehouse::star::{Column, Kind, TABLES, Table, Type};

/// A name that is safe wherever it stands.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Names parted by commas, each safe and behind `before`.
pub(super) fn list<'n>(before: &str, names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("{before}{}", quoted(name))).collect::<Vec<_>>().join(", ")
}

/// The columns that are no part of the key.
pub(super) fn rest(table: &Table) -> impl Iterator<Item = &'static Column> {
    table.columns().filter(|c| !table.key.contains(&c.name))
}

/// What every table has behind its columns: its key, and what it refers to.
fn constraints(table: &Table) -> Vec<String> {
    let mut all = vec![format!("primary key ({})", list("", table.key.iter().copied()))];
    for column in table.columns() {
        let target = column.references.and_then(|name| TABLES.iter().find(|t| t.name == name));
        if let Some(target) = target {
            let key = list("", target.key.iter().copied());
            all.push(format!("foreign key ({}) references {} ({key})", quoted(column.name), quoted(target.name)));
        }
    }
    all
}

/// Columns of facts by which their rows are sought: their document, and what their deletion would leave without a parent.
pub(super) fn sought(table: &Table) -> impl Iterator<Item = &'static Column> {
    let fact = table.kind == Kind::Fact;
    table.columns().filter(move |c| fact && matches!(c.references, Some("documents" | "objectives")))
}

/// PostgreSQL's type of a column.
pub(super) fn postgres_type(column: &Column) -> String {
    match column.ty {
        Type::Text => "text".to_owned(),
        Type::Integer => "bigint".to_owned(),
        Type::Decimal(precision, scale) => format!("numeric({precision},{scale})"),
        Type::Date => "date".to_owned(),
        Type::Boolean => "boolean".to_owned(),
    }
}

/// Makes the tables of a PostgreSQL database where they are missing, with what they mean.
pub(super) fn postgres_tables() -> String {
    let mut sql = String::new();
    for table in TABLES {
        let name = quoted(table.name);
        let column = |c: &Column| {
            format!("{} {}{}", quoted(c.name), postgres_type(c), if c.required { " not null" } else { "" })
        };
        let parts: Vec<String> = table.columns().map(column).chain(constraints(table)).collect();
        sql.push_str(&format!("create table if not exists {name} (\n  {}\n);\n", parts.join(",\n  ")));
        for column in sought(table) {
            let index = quoted(&format!("{}_{}", table.name, column.name));
            sql.push_str(&format!("create index if not exists {index} on {name} ({});\n", quoted(column.name)));
        }
        sql.push_str(&format!("comment on table {name} is {};\n", literal(table.meaning)));
        for column in table.columns() {
            let of = format!("{name}.{}", quoted(column.name));
            sql.push_str(&format!("comment on column {of} is {};\n", literal(column.meaning)));
        }
    }
    sql
}

fn literal((it, en): (&str, &str)) -> String {
    format!("'{}'", format!("{it} / {en}").replace('\'', "''"))
}

/// The column of an SQLite table that holds a value: decimals are whole numbers of units, and the name says which.
pub(super) fn sqlite_name(column: &Column) -> String {
    match column.ty {
        Type::Decimal(_, scale) => format!("{}_x{}", column.name, 10u64.pow(u32::from(scale))),
        _ => column.name.to_owned(),
    }
}

/// Makes the tables of an SQLite database where they are missing.
pub(super) fn sqlite_tables() -> String {
    let mut sql = String::new();
    for table in TABLES {
        let name = quoted(table.name);
        let mut parts: Vec<String> = table.columns().map(sqlite_column).collect();
        parts.extend(table.columns().filter_map(readable));
        parts.extend(constraints(table));
        let meaning = format!("{} / {}", table.meaning.0, table.meaning.1);
        sql.push_str(&format!(
            "create table if not exists {name} ( -- {meaning}\n  {}\n) strict, without rowid;\n",
            parts.join(",\n  ")
        ));
        for column in sought(table).filter(|c| table.key.first() != Some(&c.name)) {
            let index = quoted(&format!("{}_{}", table.name, column.name));
            sql.push_str(&format!("create index if not exists {index} on {name} ({});\n", quoted(column.name)));
        }
    }
    sql
}

fn sqlite_column(column: &Column) -> String {
    let ty = match column.ty {
        Type::Text | Type::Date => "text",
        Type::Integer | Type::Boolean | Type::Decimal(..) => "integer",
    };
    let required = if column.required { " not null" } else { "" };
    let name = quoted(&sqlite_name(column));
    let check = match column.ty {
        Type::Boolean => format!(" check ({name} in (0, 1))"),
        Type::Date => format!(" check ({name} is date({name}))"),
        _ => String::new(),
    };
    format!("{name} {ty}{required}{check} /* {} / {} */", column.meaning.0, column.meaning.1)
}

/// Beside a whole number of units, the number as people read it; it takes no room.
fn readable(column: &Column) -> Option<String> {
    let Type::Decimal(_, scale) = column.ty else { return None };
    let (units, one) = (quoted(&sqlite_name(column)), 10u64.pow(u32::from(scale)));
    let shown = format!(
        "case when {units} is not null then printf('%s%d.%0{scale}d', iif({units} < 0, '-', ''), abs({units}) / {one}, abs({units}) % {one}) end"
    );
    Some(format!("{} text generated always as ({shown}) virtual", quoted(column.name)))
}
