//! What the tests share.
#![allow(dead_code, reason = "each test binary uses some of it")]

pub mod bound;
#[cfg(unix)]
pub mod server;
pub mod warehouse;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use schedario::document::{ReadOptions, Reading, read};
use schedario::grammar::Grammars;

/// A path below the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The PDFs of a folder of the project, sorted.
pub fn pdfs(folder: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(project(folder))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "pdf"))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no PDF in {folder}");
    found
}

/// The embedded grammars.
pub fn grammars() -> Grammars {
    Grammars::load(None).unwrap()
}

/// Reads bytes as a document called `name`.
pub fn read_bytes(bytes: Vec<u8>, name: &str) -> Reading {
    read(Arc::new(bytes), &grammars(), &ReadOptions { path: name.to_owned(), ..ReadOptions::default() })
}

/// Runs the program in English.
pub fn schedario(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_schedario"))
        .args(["--lang", "en"])
        .args(arguments)
        .env("SCHEDARIO_NO_OCR", "1")
        .output()
        .unwrap()
}

/// The lines of a manifest without their times.
pub fn manifest(output: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(output.join("manifest.jsonl")).unwrap();
    text.lines()
        .map(|line| {
            let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
            line.as_object_mut().unwrap().remove("ms").expect("ms");
            line
        })
        .collect()
}

/// The founding report with cells that try to become part of a page that shows them.
pub fn hostile() -> Vec<u8> {
    let mut pdf = lopdf::Document::load(project("samples/cinisello-2017.pdf")).unwrap();
    let page = pdf.get_pages()[&5];
    let content = String::from_utf8_lossy(&pdf.get_page_content(page)).into_owned();
    // The embedded font has no such letters; the page knows a standard one as well.
    let cells = [
        ("Numero utenti di whatsapp", "Numero utenti di whatsapp <script>window.preso=1</script>"),
        ("Redazione comunicati stampa", "</script><img src=x onerror=window.preso=1>"),
        ("Numero corsi SPIP", "Numero corsi SPIP \\\" onclick=\\\"window.preso=1"),
        ("Art. 15 c. 5", "<b>Art.</b> &lt;15&gt;"),
        // A number that cannot be read: a finding tells its text.
        ("30,00", "<script>"),
    ];
    let mut changed = content.clone();
    for (cell, text) in cells {
        let at = changed.find(&format!("({cell})")).unwrap_or_else(|| panic!("{cell}"));
        let font = changed[..at].rfind("/F").unwrap();
        let size = changed[font..].find(' ').unwrap() + font;
        changed.replace_range(at..at + cell.len() + 2, &format!("({text})"));
        changed.replace_range(font..size, "/F1");
    }
    assert_ne!(changed, content);
    pdf.change_page_content(page, changed.into_bytes()).unwrap();
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// Whether a program is there. On a developer's machine a test may do without; where changes are checked it may not.
pub fn has(program: &str, package: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    assert!(found || std::env::var_os("CI").is_none(), "{program} is missing: install {package}");
    if !found {
        eprintln!("skipped: {program} is missing; install {package}");
    }
    found
}
