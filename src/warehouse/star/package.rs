//! The tables as others describe tables: a Frictionless data package, and the schemas for programs that write the same tables.

use serde_json::{Map, Value as Json, json};

use super::dimensions::fixed;
use super::model::{Column, Kind, Table, Type};
use super::tables::{STAR_VERSION, TABLES};
use super::value::Verbatim;

/// The data package of a folder of CSV files, `<table>.csv` each.
pub fn data_package() -> Json {
    let resources: Vec<Json> = TABLES.iter().map(|table| resource(table)).collect();
    json!({
        "profile": "tabular-data-package",
        "name": "schedario",
        "title": "Schede PEG lette da PDF, con il posto di ogni valore sulla pagina",
        "description": "Schema a stella esportato da schedario; in inglese: PEG reports read from PDF, with the place of every value on the page.",
        "version": format!("{STAR_VERSION}.0.0"),
        "resources": resources,
    })
}

/// The tables for programs that write them: name, key, columns, and the rows of those that are the same for every archive.
pub fn table_schemas() -> Json {
    let mut rows: Map<String, Json> = Map::new();
    let filled: Result<(), std::convert::Infallible> = fixed(&mut |table, row| {
        let list = rows.entry(table.name).or_insert_with(|| json!([]));
        if let Json::Array(list) = list {
            list.push(serde_json::to_value(Verbatim(row)).unwrap_or_default());
        }
        Ok(())
    });
    let Ok(()) = filled;
    let tables: Vec<Json> = TABLES
        .iter()
        .map(|table| {
            let mut told = json!({
                "name": table.name,
                "kind": if table.kind == Kind::Fact { "fact" } else { "dimension" },
                "partition": table.partition().and_then(|k| table.columns().nth(k)).map(|c| c.name),
                "title": table.meaning.0,
                "description": table.meaning.1,
                "schema": schema(table),
            });
            if let Some(rows) = rows.remove(table.name) {
                told["rows"] = rows;
            }
            told
        })
        .collect();
    json!({ "star_version": STAR_VERSION, "tables": tables })
}

fn resource(table: &Table) -> Json {
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": format!("{}.csv", table.name),
        "title": table.meaning.0,
        "description": table.meaning.1,
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"", "doubleQuote": true, "header": true },
        "schema": schema(table),
    })
}

fn schema(table: &Table) -> Json {
    let keys: Vec<Json> = table
        .columns()
        .filter_map(|column| {
            let other = column.references?;
            let target = TABLES.iter().find(|t| t.name == other)?;
            let reference = json!({ "resource": other, "fields": target.key[0] });
            Some(json!({ "fields": column.name, "reference": reference }))
        })
        .collect();
    json!({
        "fields": table.columns().map(field).collect::<Vec<_>>(),
        "missingValues": [""],
        "primaryKey": table.key,
        "foreignKeys": keys,
    })
}

fn field(column: &Column) -> Json {
    let (ty, format) = match column.ty {
        Type::Text => ("string", "default"),
        Type::Integer => ("integer", "default"),
        Type::Decimal(..) => ("number", "default"),
        Type::Date => ("date", "default"),
        Type::Boolean => ("boolean", "default"),
    };
    let mut field = json!({
        "name": column.name,
        "type": ty,
        "format": format,
        "title": column.meaning.0,
        "description": column.meaning.1,
        "constraints": { "required": column.required },
    });
    if let Type::Decimal(precision, scale) = column.ty {
        field["precision"] = precision.into();
        field["scale"] = scale.into();
    }
    field
}
