//! The Spark job gives the same rows as `schedario export`, also of files that are bad and of workers that are lost.
#![cfg(unix)]

use crate::common;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::common::project;
use crate::common::warehouse::*;

/// Runs the job on two cores.
fn spark(python: &Path, program: &str, source: &Path, target: &Path, more: &[&str]) -> std::process::Output {
    Command::new(python)
        .arg(project("integrations/spark/extract.py"))
        .args(["--schedario", program, "--name", "archivio", source.to_str().unwrap(), target.to_str().unwrap()])
        .args(more)
        .env("PYSPARK_PYTHON", python)
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env(
            "PYSPARK_SUBMIT_ARGS",
            "--master local[2] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2 pyspark-shell",
        )
        .output()
        .unwrap()
}

#[test]
fn the_spark_job_gives_the_same_rows() {
    let Some(python) = python() else { return };
    if tool("Java", which("java")).is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("archivio");
    fs::create_dir_all(source.join("guasti")).unwrap();
    for pdf in common::pdfs("samples") {
        fs::copy(&pdf, source.join(pdf.file_name().unwrap())).unwrap();
    }
    for pdf in common::pdfs("tests/fixtures") {
        fs::copy(&pdf, source.join("guasti").join(pdf.file_name().unwrap())).unwrap();
    }
    // The same document in a second place.
    fs::copy(project("samples/cinisello-2017.pdf"), source.join("guasti/copia.PDF")).unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_schedario"))
        .args(["extract", "-q", "archivio", "-o", "output"])
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(3));
    let (ours, theirs) = (dir.path().join("ours"), dir.path().join("theirs"));
    export(&dir.path().join("output"), "parquet", ours.to_str().unwrap(), &[]);

    // A worker that dies of one document and falls asleep over another, each time that it meets them.
    let moody = dir.path().join("moody");
    let program = env!("CARGO_BIN_EXE_schedario");
    let script_text = format!(
        "#!/bin/sh\ncase \"$*\" in *worker*) ;; *) exec {program} \"$@\" ;; esac\n\
         while IFS= read -r line; do\n  case \"$line\" in\n    *lost*) ;;\n    *deadly.pdf*) exit 9 ;;\n    *slow.pdf*) sleep 60 ;;\n  esac\n\
         printf '%s\\n' \"$line\" | {program} worker --jobs 1\ndone\n"
    );
    fs::write(&moody, script_text).unwrap();
    fs::set_permissions(&moody, fs::Permissions::from_mode(0o755)).unwrap();

    let out = spark(&python, program, &source, &theirs, &[]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let schema = dir.path().join("tables.json");
    fs::write(&schema, tables().to_string()).unwrap();
    let same = ["same_rows.py", ours.to_str().unwrap(), theirs.to_str().unwrap(), schema.to_str().unwrap()];
    let told = script(&python, same[0], &same[1..]);
    assert!(told.contains("evidence"), "{told}");
    // Nothing is replaced unasked, and nothing is left beside.
    let again = spark(&python, program, &source, &theirs, &[]);
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("is there already"));
    let names: Vec<_> =
        fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|n| n.starts_with(".theirs")), "{names:?}");

    let hard = dir.path().join("hard");
    fs::create_dir(&hard).unwrap();
    for (name, of) in
        [("a", "cinisello-2017"), ("deadly", "linearizzato"), ("slow", "gantt-con-nomi"), ("z", "griglia-chromium")]
    {
        fs::copy(project(&format!("samples/{of}.pdf")), hard.join(format!("{name}.pdf"))).unwrap();
    }
    fs::write(hard.join("large.pdf"), vec![b'x'; 300_000]).unwrap();
    let lost = dir.path().join("lost");
    let out = spark(&python, moody.to_str().unwrap(), &hard, &lost, &["--timeout", "10", "--max-bytes", "200000"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let query = "import duckdb, json, sys; print(json.dumps(duckdb.sql(f\"select path, status from read_parquet('{sys.argv[1]}/documents/**/*.parquet') order by path\").fetchall()))";
    let out = Command::new(&python).args(["-c", query, lost.to_str().unwrap()]).output().unwrap();
    let told: Vec<(String, String)> = serde_json::from_slice(&out.stdout).unwrap();
    let told: Vec<(&str, &str)> = told.iter().map(|(p, s)| (p.as_str(), s.as_str())).collect();
    assert_eq!(
        told,
        [
            ("archivio/a.pdf", "ok"),
            ("archivio/deadly.pdf", "crashed"),
            ("archivio/large.pdf", "too-large"),
            ("archivio/slow.pdf", "timeout"),
            ("archivio/z.pdf", "ok")
        ]
    );
}

fn which(program: &str) -> Option<std::path::PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|p| p.join(program)).find(|p| p.exists())
}
