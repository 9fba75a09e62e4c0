//! What is published beside the program says what the program does: schemas, the diagram and tables of the warehouse, the
//! results of its views.
//!
//! `SCHEDARIO_BLESS=1 cargo test --test all publication::` writes it anew; read the difference before you commit it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::warehouse::*;
use crate::common::{project, schedario};
use schedario::warehouse::export::VIEWS;
use schedario::warehouse::star::{Column, Kind, TABLES, Table, Type};

fn bless() -> bool {
    std::env::var_os("SCHEDARIO_BLESS").is_some()
}

/// Compares a file of the project with what it should say.
fn agrees(path: &str, wanted: &str) {
    if bless() {
        fs::create_dir_all(project(path).parent().unwrap()).unwrap();
        fs::write(project(path), wanted).unwrap();
    }
    let found = fs::read_to_string(project(path)).unwrap_or_default();
    assert!(found == wanted, "{path} is out of step: SCHEDARIO_BLESS=1 cargo test --test all publication::");
}

/// A document with what stands between two marks replaced.
fn with_block(text: &str, mark: &str, block: &str) -> String {
    let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let from = text.find(&begin).unwrap_or_else(|| panic!("no {begin}")) + begin.len();
    let to = text.find(&end).unwrap_or_else(|| panic!("no {end}"));
    format!("{}{block}{}", &text[..from], &text[to..])
}

#[test]
fn the_schemas_are_in_step() {
    for (path, arguments) in
        [("docs/schema/report.schema.json", vec!["schema"]), ("docs/schema/tables.json", vec!["schema", "--tables"])]
    {
        let out = schedario(&arguments);
        assert!(out.status.success());
        agrees(path, std::str::from_utf8(&out.stdout).unwrap());
    }
}

#[test]
fn the_catalogue_entry_is_complete() {
    let text = fs::read_to_string(project("publiccode.yml")).unwrap();
    // The keys that publiccode.yml 0.4 demands of everybody.
    for key in [
        "publiccodeYmlVersion:",
        "name:",
        "url:",
        "platforms:",
        "developmentStatus:",
        "softwareType:",
        "description:",
        "legal:",
        "maintenance:",
        "localisation:",
    ] {
        assert!(text.lines().any(|line| line.starts_with(key)), "{key}");
    }
    for key in [
        "  it:",
        "  en:",
        "    shortDescription:",
        "    longDescription:",
        "    features:",
        "  license:",
        "  type:",
        "  localisationReady:",
        "  availableLanguages:",
    ] {
        assert!(text.lines().any(|line| line.starts_with(key)), "{key}");
    }
    assert!(text.contains(&format!("license: {}", env!("CARGO_PKG_LICENSE"))));
    let Some(python) = python() else { return };
    script(&python, "publiccode.py", &[project("publiccode.yml").to_str().unwrap()]);
}

fn type_name(column: &Column) -> String {
    match column.ty {
        Type::Text => "TEXT".to_owned(),
        Type::Integer => "INTEGER".to_owned(),
        Type::Decimal(precision, scale) => format!("DECIMAL({precision},{scale})"),
        Type::Date => "DATE".to_owned(),
        Type::Boolean => "BOOLEAN".to_owned(),
    }
}

fn diagram() -> String {
    let mut out = "```mermaid\nerDiagram\n".to_owned();
    for table in TABLES {
        for column in table.columns() {
            if let Some(other) = column.references {
                let many = if column.required { "||" } else { "|o" };
                out += &format!("  {other} {many}--o{{ {} : {}\n", table.name, column.name);
            }
        }
    }
    for table in TABLES {
        out += &format!("  {} {{\n", table.name);
        for column in table.columns() {
            let keys = [table.key.contains(&column.name).then_some("PK"), column.references.map(|_| "FK")];
            let keys: Vec<&str> = keys.into_iter().flatten().collect();
            let ty = type_name(column).to_lowercase().replace(['(', ','], "_").replace(')', "");
            out += format!("    {ty} {} {}", column.name, keys.join(",")).trim_end();
            out += "\n";
        }
        out += "  }\n";
    }
    out + "```\n"
}

fn description(table: &Table) -> String {
    let kind = if table.kind == Kind::Fact { "fact" } else { "dimension" };
    let mut out = format!(
        "<details><summary><code>{}</code> ({kind}): {}. <i>{}</i></summary>\n\n| column | type | | meaning | significato |\n|---|---|---|---|---|\n",
        table.name, table.meaning.1, table.meaning.0
    );
    for column in table.columns() {
        let key = if table.key.contains(&column.name) { "key" } else { "" };
        let other = column.references.map(|t| format!("→ `{t}`")).unwrap_or_default();
        let blank = if column.required { "" } else { "may be blank" };
        let notes: Vec<&str> = [key, &other, blank].into_iter().filter(|n| !n.is_empty()).collect();
        out += &format!(
            "| `{}` | {} | {} | {} | {} |\n",
            column.name,
            type_name(column),
            notes.join(", "),
            column.meaning.1,
            column.meaning.0
        );
    }
    out + "\n</details>\n"
}

/// Rows that are shown of a view.
const SHOWN: usize = 12;

fn views(python: &Path) -> String {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("output");
    let read = std::process::Command::new(env!("CARGO_BIN_EXE_schedario"))
        .args(["extract", "-q", "samples", "-o", output.to_str().unwrap()])
        .current_dir(project(""))
        .status()
        .unwrap();
    assert_eq!(read.code(), Some(1));
    let lake = dir.path().join("lake");
    export(&output, "parquet", lake.to_str().unwrap(), &[]);
    let file = dir.path().join("views.sql");
    fs::write(&file, schedario(&["schema", "--views"]).stdout).unwrap();
    let told = script(python, "views.py", &[lake.to_str().unwrap(), file.to_str().unwrap()]);
    let found: BTreeMap<String, Vec<Vec<Option<String>>>> = serde_json::from_str(&told).unwrap();
    let mut out = String::new();
    for view in VIEWS {
        let (rows, meaning) = (&found[view.name], view.sql.lines().take_while(|l| l.starts_with("--")));
        assert!(rows.len() > 1, "{} says nothing of the samples", view.name);
        out += &format!("### {}\n\n", view.name);
        out += &meaning.map(|l| l.trim_start_matches("-- ").to_owned() + "\n").collect::<String>();
        out += &format!("([`{0}.sql`](../src/warehouse/export/views/{0}.sql))\n\n", view.name);
        for (k, row) in rows.iter().take(SHOWN + 1).enumerate() {
            let cells: Vec<String> = row.iter().map(|c| c.clone().unwrap_or_default().replace('|', "\\|")).collect();
            out += &format!("| {} |\n", cells.join(" | "));
            if k == 0 {
                out += &format!("|{}\n", "---|".repeat(row.len()));
            }
        }
        if rows.len() > SHOWN + 1 {
            out += &format!("\n… {} rows in all.\n", rows.len() - 1);
        }
        out += "\n";
    }
    out.trim_end().to_owned() + "\n"
}

#[test]
fn the_page_of_the_warehouse_is_in_step() {
    let path = "docs/warehouse.md";
    let text = fs::read_to_string(project(path)).unwrap();
    let described: Vec<String> = TABLES.iter().map(|table| description(table)).collect();
    let text = with_block(&with_block(&text, "diagram", &diagram()), "tables", &described.join("\n"));
    let text = match python() {
        Some(python) => with_block(&text, "views", &views(&python)),
        None => text,
    };
    agrees(path, &text);
}
