//! What `schedario grammar draft` proposes against the grammars that come with the program: every table, every labelled field.
//!
//! `SCHEDARIO_PDFS=DIR cargo test --test all draft:: -- --ignored --nocapture` measures PDFs of one's own, of the known forms.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::common::{pdfs, project, schedario};
use schedario::document::ReadOptions;
use schedario::document::examine::{Examination, examine};
use schedario::grammar::{Grammars, Role};
use schedario::pdf::Document;
use toml::Value;
use unicode_normalization::UnicodeNormalization;

/// Of what is on a document: how much there is, how much the draft has right, and what it misses.
#[derive(Debug, Default)]
struct Score {
    tables: (usize, usize),
    columns: (usize, usize),
    labels: (usize, usize),
    missed: Vec<String>,
}

fn plain(name: &str) -> String {
    name.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn list<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut at = Some(value);
    for key in path.split('.') {
        at = at.and_then(|v| v.get(key));
    }
    at.and_then(Value::as_array).map_or(Vec::new(), |items| items.iter().collect())
}

fn names(value: &Value) -> Vec<String> {
    list(value, "names").iter().filter_map(|n| n.as_str()).map(plain).collect()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Every labelled field of a grammar with the names of its label: of covers, cards and header blocks.
fn labels(grammar: &Value) -> Vec<(Vec<String>, String)> {
    let header = list(grammar, "card.header");
    let cells = header.iter().flat_map(|row| row.as_array().into_iter().flatten());
    let labels = [list(grammar, "cover.label"), list(grammar, "card.label"), cells.collect()].concat();
    labels
        .iter()
        .map(|l| (names(l), text(l, "field").to_owned()))
        .filter(|(n, f)| !n.is_empty() && !f.is_empty())
        .collect()
}

/// The columns of a section: their names, and the field, or the type where the form has its own fields.
fn columns(grammar: &Value, section: &Value) -> Vec<(Vec<String>, String)> {
    let of = section.get("columns_of").and_then(Value::as_str);
    let from = of.and_then(|id| list(grammar, "section").into_iter().find(|s| text(s, "id") == id)).unwrap_or(section);
    let own = text(section, "fills") == "tables";
    let typed = |c: &Value| match (own, text(c, "type")) {
        (true, "") => "text".to_owned(),
        (true, kind) => kind.to_owned(),
        // A cell of several fields is guessed to be the first of them.
        (false, _) if text(c, "field").is_empty() => {
            let parts = text(c, "parts");
            parts.split("(?<").skip(1).filter_map(|p| p.split('>').next()).collect::<Vec<_>>().join("|")
        }
        (false, _) => text(c, "field").to_owned(),
    };
    list(from, "column").into_iter().map(|c| (names(c), typed(c))).collect()
}

/// What stands on a document by the grammar that reads it.
fn printed(seen: &Examination) -> Vec<String> {
    let mut pages: Vec<(u32, String)> = Vec::new();
    for run in seen.trace.seen.iter().filter(|s| s.role == Role::Label) {
        match pages.last_mut() {
            Some((page, text)) if *page == run.page => text.push_str(&plain(&run.text)),
            _ => pages.push((run.page, plain(&run.text))),
        }
    }
    pages.into_iter().map(|(_, text)| text).collect()
}

/// The draft from a PDF against the grammar in a folder that reads it.
fn score(pdf: &Path, folder: &str) -> Score {
    let known = Grammars::only(&project(folder)).unwrap();
    let bytes = Arc::new(fs::read(pdf).unwrap());
    let document = Document::open(bytes.clone()).unwrap();
    let seen = examine(&document, &bytes, &known, None, &ReadOptions::default());
    let id = seen.form.clone().unwrap_or_else(|| panic!("{}: no known form", pdf.display()));
    let wanted: Value =
        fs::read_to_string(project(&format!("{folder}/{id}.toml"))).unwrap().parse::<toml::Table>().unwrap().into();
    let out = schedario(&["grammar", "draft", pdf.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let source = String::from_utf8(out.stdout).unwrap();
    Grammars::parse("bozza.toml", &source).unwrap_or_else(|e| panic!("{}: {e}", pdf.display()));
    let draft: Value = source.parse::<toml::Table>().unwrap().into();
    let printed = printed(&seen);
    let mut score = Score::default();
    let drafted = labels(&draft);
    for (names, field) in labels(&wanted) {
        if !names.iter().any(|n| printed.iter().any(|p| p.contains(n.as_str()))) {
            continue;
        }
        score.labels.1 += 1;
        let found: Vec<_> = drafted.iter().filter(|(n, _)| n.iter().any(|n| names.contains(n))).collect();
        if found.iter().any(|(_, f)| *f == field) {
            score.labels.0 += 1;
        } else {
            score.missed.push(format!(
                "label {names:?} = {field}, drafted {:?}",
                found.iter().map(|f| &f.1).collect::<Vec<_>>()
            ));
        }
    }
    let sections = list(&draft, "section");
    for section in list(&wanted, "section") {
        let id = text(section, "id");
        if text(section, "kind") != "table" || !seen.trace.opened.iter().any(|o| o == id) {
            continue;
        }
        let wanted = columns(&wanted, section);
        let here = |s: &&&Value| text(s, "fills") == text(section, "fills");
        let found = sections.iter().filter(here).map(|s| columns(&draft, s)).max_by_key(|drafted| {
            wanted.iter().filter(|(names, _)| drafted.iter().any(|(n, _)| n.iter().any(|n| names.contains(n)))).count()
        });
        let drafted = found.unwrap_or_default();
        let mut named = 0;
        for (names, field) in &wanted {
            // Years may not be printed; everything else is.
            let column = drafted.iter().find(|(n, _)| n.iter().any(|n| names.contains(n)));
            if column.is_none() && field == "previous" {
                continue;
            }
            score.columns.1 += 1;
            named += usize::from(column.is_some());
            let parts = |f: &str| f.split('|').any(|drafted| field.split('|').any(|wanted| wanted == drafted));
            if column.is_some_and(|(_, f)| parts(f)) {
                score.columns.0 += 1;
            } else {
                score.missed.push(format!("{id}: column {names:?} = {field}, drafted {:?}", column.map(|c| &c.1)));
            }
        }
        score.tables.1 += 1;
        if named * 10 >= wanted.len() * 6 {
            score.tables.0 += 1;
        } else {
            score.missed.push(format!("table {id}"));
        }
    }
    score
}

fn tell(pdf: &Path, score: &Score) {
    let Score { tables, columns, labels, missed } = score;
    let name = pdf.file_name().unwrap().to_string_lossy();
    println!(
        "{name}: tables {}/{}, columns {}/{}, labels {}/{}",
        tables.0, tables.1, columns.0, columns.1, labels.0, labels.1
    );
    missed.iter().for_each(|m| println!("    {m}"));
}

#[test]
fn drafts_of_the_samples_have_the_tables_and_fields_of_their_grammars() {
    let (mut tables, mut columns, mut labels) = ((0, 0), (0, 0), (0, 0));
    for pdf in pdfs("samples") {
        let score = score(&pdf, "grammars");
        tell(&pdf, &score);
        for (sum, part) in [(&mut tables, score.tables), (&mut columns, score.columns), (&mut labels, score.labels)] {
            *sum = (sum.0 + part.0, sum.1 + part.1);
        }
        if pdf.file_name().unwrap().to_string_lossy().starts_with("consuntivo") {
            assert_eq!(score.tables.0, score.tables.1, "{}", pdf.display());
            assert!(score.labels.0 * 10 >= score.labels.1 * 8, "{}", pdf.display());
        }
    }
    println!("all: tables {tables:?}, columns {columns:?}, labels {labels:?}");
    assert!(tables.1 > 60 && labels.1 > 200, "what is printed was not found: {tables:?} {labels:?}");
    let share = |(right, all): (usize, usize)| right * 100 / all;
    assert!(share(tables) >= 90 && share(columns) >= 88 && share(labels) >= 95, "{tables:?} {columns:?} {labels:?}");
}

/// Headings over others, tables of text alone, labelled cells between ruling lines.
#[test]
fn drafts_of_the_forms_of_the_guide_have_their_tables_and_fields() {
    for (form, pdf) in [("report-monitoraggio-peg", "senza-righe"), ("scheda-obiettivo-gestionale", "griglia")] {
        let folder = format!("docs/moduli/{form}");
        let pdf = project(&format!("{folder}/{pdf}.pdf"));
        let score = score(&pdf, &folder);
        tell(&pdf, &score);
        assert_eq!(score.tables.0, score.tables.1);
        assert!(score.labels.0 * 10 >= score.labels.1 * 8 && score.columns.0 * 10 >= score.columns.1 * 8);
    }
    let draft = schedario(&[
        "grammar",
        "draft",
        project("docs/moduli/report-monitoraggio-peg/senza-righe.pdf").to_str().unwrap(),
    ]);
    let draft = String::from_utf8(draft.stdout).unwrap();
    let two = "names = [\"Inizio\"]\nunder = [\"Effettivo\"]";
    assert!(draft.contains(two), "no heading under another:\n{draft}");
}

#[test]
#[ignore = "measures PDFs of one's own: SCHEDARIO_PDFS=DIR"]
fn drafts_of_given_pdfs() {
    let folder = std::env::var("SCHEDARIO_PDFS").expect("SCHEDARIO_PDFS");
    let mut pdfs: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    pdfs.retain(|p| p.extension().is_some_and(|e| e == "pdf"));
    pdfs.sort();
    pdfs.iter().for_each(|pdf| tell(pdf, &score(pdf, "grammars")));
}
