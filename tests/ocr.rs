//! Scans of samples say what the exported samples say. Without the readers these tests say so and pass.

#[path = "common/scan.rs"]
mod scan;

use crate::common;
use std::fs;
use std::sync::{LazyLock, Mutex};

use scan::{Scanner, Score};
use schedario::base::geometry::Turn;
use schedario::document::{Outcome, ReadOptions, Scans, read};
use schedario::ocr::{Gate, Readers};
use serde_json::Value;

/// The report of a scan, as JSON.
fn read_scan(bytes: Vec<u8>) -> Value {
    let gate = Gate::new(4096);
    let scans = Some(Scans { readers: readers(), gate: &gate, told: &|_| {} });
    let options = ReadOptions { path: "scansione.pdf".into(), scans, ..ReadOptions::default() };
    let reading = read(bytes.into(), &common::grammars(), &options);
    assert!(reading.pages_lost.is_empty(), "pages lost: {:?}", reading.pages_lost);
    match reading.outcome {
        Outcome::Report(report) => serde_json::to_value(report).unwrap(),
        other => panic!("no report: {other:?}"),
    }
}

fn golden(sample: &str) -> Value {
    serde_json::from_slice(&fs::read(common::project(&format!("samples/{sample}.json"))).unwrap()).unwrap()
}

/// The readers, looked for once.
fn readers() -> &'static Readers {
    static READERS: LazyLock<Readers> = LazyLock::new(Readers::default);
    &READERS
}

/// Whether both readers are there; says so where they are not.
fn ready() -> bool {
    let ready = readers().both();
    if !ready {
        assert!(std::env::var_os("CI").is_none(), "the readers of scans are not installed");
        eprintln!("skipped: the readers of scans are not installed (see `schedario doctor`)");
    }
    ready
}

fn check(score: Score, least: f64) {
    let share = score.right as f64 / score.fields as f64;
    assert!(share >= least, "{score:?}: only {share:.4} of the fields are right");
    assert_eq!(score.unsaid, 0, "{score:?}: numbers are wrong and nobody says so");
    assert!(score.doubted * 33 <= score.fields, "{score:?}: too much is doubted");
}

#[test]
fn a_skewed_black_and_white_scan_says_what_the_sample_says() {
    if ready() {
        let bytes = fs::read(common::project("tests/fixtures/scansione-storta.pdf")).unwrap();
        let report = read_scan(bytes);
        assert_eq!(report["source"]["kind"], "scanned");
        check(scan::score(&report, &golden("righe-orizzontali-gs")), 0.98);
    }
}

#[test]
fn a_turned_and_noisy_scan_says_what_the_sample_says() {
    if ready() {
        let scanner = Scanner { name: "", dpi: 200.0, skew: -0.6, turn: Turn::Left, noise: 9.0, bilevel: false };
        let sample = fs::read(common::project("samples/gantt-con-nomi.pdf")).unwrap();
        check(scan::score(&read_scan(scan::scan(sample, &scanner)), &golden("gantt-con-nomi")), 0.98);
    }
}

#[test]
fn boxes_of_a_skewed_scan_lie_on_the_ink() {
    if ready() {
        let bytes = fs::read(common::project("tests/fixtures/scansione-storta.pdf")).unwrap();
        let report = read_scan(bytes.clone());
        let document = schedario::pdf::Document::open(bytes.into()).unwrap();
        let (mut inked, mut all) = (0, 0);
        for evidence in report["evidence"].as_object().unwrap().values().filter(|e| e.is_object()) {
            let picture = document.scan(evidence["page"].as_u64().unwrap() as usize - 1).unwrap().picture;
            let scale = picture.dpi() / 72.0;
            let [x0, y0, x1, y1] =
                [0, 1, 2, 3].map(|k| (evidence["bbox"][k].as_f64().unwrap() as f32 * scale) as usize);
            let crop = picture.raster.crop(x0..x1, y0..y1, 0);
            all += 1;
            inked += usize::from(crop.data.iter().filter(|v| **v < 128).count() * 25 > crop.data.len());
        }
        assert!(all > 50 && inked * 100 >= all * 97, "{inked} of {all} boxes have ink");
    }
}

#[test]
fn errors_of_the_document_are_told_of_its_scan_and_misreadings_are_not() {
    if !ready() {
        return;
    }
    let scanner = Scanner { name: "", dpi: 200.0, skew: 0.7, turn: Turn::None, noise: 8.0, bilevel: false };
    let sample = fs::read(common::project("samples/griglia-chromium.pdf")).unwrap();
    let findings = |report: &Value| -> Vec<(String, String)> {
        let all = report["findings"].as_array().unwrap().iter();
        let of = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
        all.map(|f| (of(f, "rule"), of(f, "subject"))).filter(|(rule, _)| !rule.starts_with('E')).collect()
    };
    let expected = findings(&golden("griglia-chromium"));
    assert!(expected.iter().any(|(rule, _)| rule == "T002"), "the sample has a wrong total");
    assert_eq!(findings(&read_scan(scan::scan(sample, &scanner))), expected);
}

#[test]
fn every_page_is_told_as_it_is_read() {
    if !ready() {
        return;
    }
    let bytes = fs::read(common::project("tests/fixtures/scansione-storta.pdf")).unwrap();
    let (gate, told) = (Gate::new(4096), Mutex::new(Vec::new()));
    let scans = Some(Scans { readers: readers(), gate: &gate, told: &|page| told.lock().unwrap().push(page) });
    let reading = read(bytes.into(), &common::grammars(), &ReadOptions { scans, ..ReadOptions::default() });
    let mut told = told.into_inner().unwrap();
    told.sort_unstable();
    assert_eq!(told, (1..=reading.pages).collect::<Vec<_>>());
    assert_eq!(reading.scanned, reading.pages);
}

#[test]
fn a_scan_is_explained_as_it_is_read() {
    if !ready() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let html = dir.path().join("spiega.html");
    let pdf = common::project("tests/fixtures/scansione-storta.pdf");
    let explain = |more: &[&str]| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_schedario"))
            .args(["--lang", "en", "explain", pdf.to_str().unwrap(), "-o", html.to_str().unwrap()])
            .args(more)
            .output()
            .unwrap();
        (out.status.code(), fs::read_to_string(&html).unwrap())
    };
    let (code, page) = explain(&[]);
    assert_eq!(code, Some(0));
    let report = read_scan(fs::read(&pdf).unwrap());
    let (at, code) = ("/objectives/0/code", report.pointer("/objectives/0/code").unwrap());
    assert!(page.contains(&format!("{at} = {}", code.as_str().unwrap())), "the value that extract reads");
    assert!(page.contains("data:image/png;base64,iVBOR") && page.contains("pages read from a picture (OCR)"));
    let (code, page) = explain(&["--no-ocr"]);
    assert_eq!(code, Some(3));
    assert!(page.contains("data:image/png;base64,iVBOR") && page.contains("Pages that are pictures and were not read"));
}

/// Reads a scan with another program in place of the first reader, and with the models of a folder.
#[cfg(unix)]
fn read_with(program: &str, models: Option<&std::path::Path>) -> (Value, Option<Value>) {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let script = dir.path().join("tesseract");
    let text = format!(
        "#!/bin/sh\ncase \"$1\" in --version) echo tesseract 5.0;; --list-langs) echo ita;; *) {program};; esac\n"
    );
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let pdf = common::project("tests/fixtures/scansione-storta.pdf");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_schedario"));
    command.args(["--lang", "en", "extract", "-q", "--no-cache", pdf.to_str().unwrap(), "-o"]);
    command.arg(dir.path()).env("SCHEDARIO_TESSERACT", &script);
    if let Some(models) = models {
        command.env("SCHEDARIO_MODELS", models).env("XDG_DATA_HOME", models);
    }
    command.output().unwrap();
    let line = common::manifest(dir.path()).remove(0);
    let report = line["output"].as_str().map(|path| fs::read(dir.path().join(path)).unwrap());
    (line, report.map(|text| serde_json::from_slice(&text).unwrap()))
}

/// Nothing in silence: who reads the manifest learns of it, and every value that nobody checked is in doubt.
#[cfg(unix)]
#[test]
fn a_reader_that_fails_is_told_and_what_the_other_one_read_is_doubted() {
    if !ready() {
        return;
    }
    let (line, report) = read_with("exit 3", None);
    let reason = line["reason"]["en"].as_str().unwrap();
    assert!(reason.contains("an OCR reader failed (Tesseract:") && reason.contains("At pages 1-2"), "{line}");
    let report = report.unwrap();
    let evidence = report["evidence"].as_object().unwrap();
    let all = evidence.values().flat_map(|e| e.as_array().cloned().unwrap_or_else(|| vec![e.clone()]));
    let sure = all.filter(|e| e["confidence"].as_f64().unwrap() >= 0.75 && e["repaired"] != true).count();
    // Arithmetic settles some of it.
    assert!(sure * 5 < evidence.len(), "{sure} of {} are sure", evidence.len());
    let doubted = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == "E001").count();
    assert!(doubted * 2 > evidence.len(), "{doubted} of {} are doubted", evidence.len());
}

#[cfg(unix)]
#[test]
fn a_page_that_nobody_read_is_lost_and_the_reader_that_failed_is_told() {
    if !ready() {
        return;
    }
    let nothing = tempfile::tempdir().unwrap();
    let (line, report) = read_with("exit 3", Some(nothing.path()));
    assert_eq!((line["status"].as_str(), report), (Some("needs-ocr"), None));
    assert_eq!(line["pages_lost"], serde_json::json!([1, 2]));
    assert!(line["reason"]["en"].as_str().unwrap().contains("an OCR reader failed (Tesseract:"), "{line}");
}
