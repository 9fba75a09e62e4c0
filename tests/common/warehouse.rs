//! An archive to export, and the tools that read exports.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use super::{project, schedario};

/// The samples and the damaged files of the tests, read into an output folder once for all tests.
pub fn archive() -> &'static Path {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let out = Command::new(env!("CARGO_BIN_EXE_schedario"))
            .args(["--lang", "en", "extract", "-q", "samples", "tests/fixtures", "-o"])
            .arg(folder.path())
            .current_dir(project(""))
            .output()
            .unwrap();
        assert_eq!(out.status.code(), Some(3), "{}", String::from_utf8_lossy(&out.stderr));
        folder
    });
    folder.path()
}

/// A copy of the archive that a test may change.
pub fn own_archive(folder: &Path) -> PathBuf {
    let copy = folder.join("archive");
    for entry in walkdir::WalkDir::new(archive()) {
        let entry = entry.unwrap();
        let to = copy.join(entry.path().strip_prefix(archive()).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(to).unwrap(),
            false => assert!(fs::copy(entry.path(), to).is_ok()),
        }
    }
    copy
}

/// The samples again and again, each time as other documents.
pub fn large_archive(folder: &Path, times: usize) -> PathBuf {
    let large = folder.join("large");
    fs::create_dir_all(large.join("json")).unwrap();
    let mut manifest = String::new();
    for line in lines(archive()).iter().filter(|l| l["status"] == "ok") {
        let text = fs::read_to_string(archive().join(line["output"].as_str().unwrap())).unwrap();
        let hash = line["sha256"].as_str().unwrap();
        for k in 0..times {
            let other = format!("{k:08x}{}", &hash[8..]);
            let mut line = line.clone();
            line["path"] = format!("{k}/{}", line["path"].as_str().unwrap()).into();
            line["output"] = format!("json/{other}.json").into();
            line["sha256"] = other.as_str().into();
            fs::write(large.join(line["output"].as_str().unwrap()), text.replace(hash, &other)).unwrap();
            manifest += &format!("{line}\n");
        }
    }
    fs::write(large.join("manifest.jsonl"), manifest).unwrap();
    large
}

/// The lines of an archive's manifest.
pub fn lines(archive: &Path) -> Vec<Value> {
    let text = fs::read_to_string(archive.join("manifest.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn write_lines(archive: &Path, lines: &[Value]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(archive.join("manifest.jsonl"), text).unwrap();
}

/// Runs an export; it must succeed.
pub fn export(archive: &Path, to: &str, target: &str, more: &[&str]) -> String {
    let out = try_export(archive, to, target, more);
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(0), "{to}: {told}");
    told
}

pub fn try_export(archive: &Path, to: &str, target: &str, more: &[&str]) -> Output {
    let mut arguments = vec!["export", archive.to_str().unwrap(), "--to", to, target];
    arguments.extend(more);
    schedario(&arguments)
}

/// The published schema of the tables.
pub fn tables() -> Value {
    let out = schedario(&["schema", "--tables"]);
    assert!(out.status.success());
    serde_json::from_slice(&out.stdout).unwrap()
}

/// Python with the readers of `tests/warehouse/requirements.txt`; none on a machine without, which CI must not be.
pub fn python() -> Option<PathBuf> {
    tool("Python with DuckDB, pyarrow and PySpark", Some(project("target/warehouse-venv/bin/python")))
}

/// Says what is missing; in CI that is a failure.
pub fn tool(what: &str, path: Option<PathBuf>) -> Option<PathBuf> {
    let found = path.filter(|p| p.exists());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{what} is missing: run tests/warehouse/tools.sh");
        eprintln!("skipped: {what} is missing: run tests/warehouse/tools.sh");
    }
    found
}

/// Runs a script of `tests/warehouse` and gives what it prints.
pub fn script(python: &Path, name: &str, arguments: &[&str]) -> String {
    let script = project("tests/warehouse").join(name);
    let out = Command::new(python).arg(script).args(arguments).stdin(Stdio::null()).output().unwrap();
    assert!(out.status.success(), "{name}:\n{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// Counts and sums by table and column.
pub type Figures = BTreeMap<String, BTreeMap<String, Value>>;

/// Counts and sums as Python reads them.
pub fn figures(python: &Path, kind: &str, target: &Path) -> Figures {
    let folder = tempfile::tempdir().unwrap();
    let schema = folder.path().join("tables.json");
    fs::write(&schema, tables().to_string()).unwrap();
    let told = script(python, "figures.py", &[kind, target.to_str().unwrap(), schema.to_str().unwrap()]);
    serde_json::from_str(&told).unwrap()
}

/// The names of the columns of decimals of each table, in order.
pub fn decimals() -> Vec<(String, Vec<(String, u32)>)> {
    let told = tables();
    let of = |table: &Value| {
        let fields = table["schema"]["fields"].as_array().unwrap();
        let numbers = fields.iter().filter(|f| f["type"] == "number");
        let named = numbers.map(|f| (f["name"].as_str().unwrap().to_owned(), f["scale"].as_u64().unwrap() as u32));
        (table["name"].as_str().unwrap().to_owned(), named.collect())
    };
    told["tables"].as_array().unwrap().iter().map(of).collect()
}
