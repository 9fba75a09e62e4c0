//! Scans of samples say what the exported samples say. Without the readers these tests say so and pass.

mod common;
#[path = "common/scan.rs"]
mod scan;

use std::fs;
use std::sync::{LazyLock, Mutex};

use scan::{Scanner, Score};
use schedario::geometry::Turn;
use schedario::ocr::{Gate, Readers};
use schedario::pipeline::{Outcome, ReadOptions, Scans, read};
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
            let picture = document.scan(evidence["page"].as_u64().unwrap() as usize - 1).unwrap();
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
