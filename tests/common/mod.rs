//! What the tests share.
#![allow(dead_code, reason = "each test binary uses some of it")]

#[cfg(unix)]
pub mod server;
pub mod warehouse;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use schedario::grammar::Grammars;
use schedario::pipeline::{ReadOptions, Reading, read};

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
