//! The rooms of the house and who may enter which: imports go one way only.

use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms that it may use. A room may always use itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("page", &["base"]),
    ("contract", &["base"]),
    ("pdf", &["base", "page"]),
    ("carrier", &["base", "contract", "pdf"]),
    ("ocr", &["base", "page"]),
    ("layout", &["base", "page"]),
    ("structure", &["base", "layout"]),
    ("meaning", &["base", "contract"]),
    ("grammar", &["base", "contract", "layout", "meaning", "structure"]),
    ("typing", &["base", "contract", "grammar", "layout"]),
    ("review", &["contract"]),
    ("output", &["base", "contract"]),
    ("audit", &["base", "contract", "grammar", "output", "review"]),
    ("document", &["audit", "base", "carrier", "contract", "grammar", "layout", "ocr", "page", "pdf", "typing"]),
    ("warehouse", &["audit", "base", "contract", "output", "review"]),
    ("batch", &["audit", "base", "carrier", "contract", "document", "grammar", "ocr", "output", "review", "warehouse"]),
    ("present", &["audit", "base", "batch", "contract", "document", "grammar", "output", "pdf", "review"]),
    ("draft", &["base", "layout"]),
    ("learn", &["base", "contract", "grammar", "layout", "meaning", "structure"]),
];

/// Rooms that know all the others.
const TOP: &[&str] = &["cli", "main", "lib"];

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// The room of a file: the first part of its path below `src`.
fn room(path: &Path) -> String {
    let below = path.strip_prefix(src()).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// What a line of code names behind `crate::`.
fn named(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    code.split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect())
        .collect()
}

#[test]
fn imports_go_one_way() {
    let mut files = Vec::new();
    sources(&src(), &mut files);
    assert!(files.len() > 30, "the sources were not found");
    let mut wrong = Vec::new();
    for file in &files {
        let room = room(file);
        if TOP.contains(&room.as_str()) {
            continue;
        }
        let (_, allowed) = MAY_USE.iter().find(|(name, _)| *name == room).unwrap_or_else(|| {
            panic!("{} stands in no known room: give it one in this test and in ARCHITECTURE.md", file.display())
        });
        for (number, line) in fs::read_to_string(file).unwrap().lines().enumerate() {
            for name in named(line) {
                let used = name.split("::").next().unwrap_or_default();
                let whole = allowed.contains(&used);
                if used != room && !whole {
                    wrong.push(format!("{}:{}: {room} uses {name}", file.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the plan:\n{}", wrong.join("\n"));
}

/// Words that stand on forms of the embedded grammars and nowhere else in Italian administration's Rust.
#[test]
fn no_rust_file_names_a_heading() {
    let mut headings: Vec<String> = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("grammars")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let table: toml::Table = text.parse().unwrap();
        collect_names(&toml::Value::Table(table), &mut headings);
    }
    assert!(headings.len() > 20, "the grammars were not read");
    let mut files = Vec::new();
    sources(&src(), &mut files);
    let mut wrong = Vec::new();
    // The pages for people have headings of their own, in Italian: those of the contract's fields, not those of a form.
    for file in files.iter().filter(|file| room(file) != "present") {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for heading in headings.iter().filter(|h| h.len() > 3 && !h.starts_with('{')) {
                if code.contains(&format!("\"{heading}\"")) {
                    wrong.push(format!("{}:{}: {heading}", file.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "headings of forms belong in grammars/:\n{}", wrong.join("\n"));
}

/// Every string below a key `names`, `title` or `marks`.
fn collect_names(value: &toml::Value, out: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                match (key.as_str(), value) {
                    ("names" | "title" | "marks", toml::Value::Array(names)) => {
                        out.extend(names.iter().filter_map(|n| n.as_str()).map(str::to_owned));
                    }
                    _ => collect_names(value, out),
                }
            }
        }
        toml::Value::Array(values) => values.iter().for_each(|v| collect_names(v, out)),
        _ => {}
    }
}
