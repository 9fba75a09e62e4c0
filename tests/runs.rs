//! Documents of many pages, and files in which a report is bound with other things: which pages a form reads, and how.

use std::fs;
use std::sync::Arc;

use schedario::contract::Report;
use schedario::document::examine::{Examination, examine};
use schedario::document::{Outcome, ReadOptions, Reading};
use schedario::grammar::Role;
use schedario::pdf::Document;
use serde_json::Value;

use crate::common::bound::{bound, deliberation, page, report};
use crate::common::{grammars, manifest, project, read_bytes, schedario};

fn founding() -> Vec<u8> {
    fs::read(project("samples/cinisello-2017.pdf")).unwrap()
}

fn report_of(reading: &Reading) -> &Report {
    let Outcome::Report(report) = &reading.outcome else { panic!("no report: {:?}", reading.outcome) };
    report
}

/// A report without what changes when its pages stand elsewhere: places, and the file.
fn content(report: &Report) -> Value {
    let mut all = serde_json::to_value(report).unwrap();
    let all = all.as_object_mut().unwrap();
    all.remove("source");
    all.remove("evidence");
    for reading in all["form"]["readings"].as_array_mut().unwrap() {
        reading.as_object_mut().unwrap().remove("places");
    }
    let findings = all.remove("findings").unwrap();
    let told: Vec<Value> =
        findings.as_array().unwrap().iter().map(|f| serde_json::json!([f["rule"], f["subject"], f["found"]])).collect();
    serde_json::json!([all, told])
}

fn explained(bytes: &[u8]) -> Examination {
    let document = Document::open(Arc::new(bytes.to_vec())).unwrap();
    examine(&document, bytes, &grammars(), None, &ReadOptions::default())
}

fn unread(report: &Report) -> Vec<&str> {
    report.findings.iter().filter(|f| f.rule == "E002").filter_map(|f| f.found.as_deref()).collect()
}

#[test]
fn a_report_behind_many_pages_reads_as_if_it_stood_alone() {
    let alone = read_bytes(founding(), "x.pdf");
    // Within the first window, over its end, behind it, behind two.
    for before in [5, 61, 64, 100, 150] {
        let reading = read_bytes(bound(&[deliberation(before), founding()]), "x.pdf");
        let report = report_of(&reading);
        assert_eq!(content(report), content(report_of(&alone)), "behind {before} pages");
        let value = serde_json::to_value(report).unwrap();
        assert_eq!(value["evidence"]["/title"]["page"], before + 1, "behind {before} pages");
    }
}

#[test]
fn what_runs_along_the_pages_is_known_on_the_last_ones_too() {
    for pages in [63, 64, 65, 66, 130] {
        let bytes = report(pages);
        let reading = read_bytes(bytes.clone(), "x.pdf");
        let report = report_of(&reading);
        assert_eq!(unread(report), Vec::<&str>::new(), "{pages} pages");
        assert_eq!(report.objectives.len() as u32, (pages - 1).div_ceil(3), "{pages} pages");
        let seen = explained(&bytes);
        assert_eq!((seen.coverage().unread, seen.pages.len() as u32), (0, pages), "{pages} pages");
    }
}

#[test]
fn whoever_explains_sees_what_is_extracted() {
    for bytes in [bound(&[deliberation(70), report(66)]), report(250), bound(&[founding(), deliberation(3)])] {
        let reading = read_bytes(bytes.clone(), "x.pdf");
        let seen = explained(&bytes);
        let told = seen.report.as_ref().expect("a report");
        assert_eq!(content(told), content(report_of(&reading)));
        assert_eq!(seen.scores, reading.scores);
        // Every word has its fate, those of pages that no form reads among them.
        let pages = |role: Role| seen.trace.seen.iter().filter(move |s| s.role == role).map(|s| s.page);
        let words: std::collections::BTreeSet<u32> = seen.trace.seen.iter().map(|s| s.page).collect();
        assert_eq!(words.len(), seen.pages.len());
        assert!(pages(Role::Value).count() > 0);
    }
}

#[test]
fn a_document_of_no_form_tells_what_was_found_on_any_page() {
    // Fewer marks than are needed, in the first window, and in another one fewer still.
    let (two, one) = (page(&["FASI", "INDICATORI"]), page(&["RISORSE FINANZIARIE"]));
    let reading = read_bytes(bound(&[deliberation(10), two, deliberation(140), one, deliberation(9)]), "x.pdf");
    let Outcome::Unrecognised { looked_for } = &reading.outcome else { panic!("recognised") };
    assert_eq!(looked_for.len(), grammars().forms().len());
    let found: Vec<&str> = looked_for.iter().flat_map(|l| &l.found).map(String::as_str).collect();
    assert_eq!(found, ["FASI", "INDICATORI"]);
}

#[test]
fn what_is_bound_around_a_report_is_told_and_not_read() {
    let alone = read_bytes(founding(), "x.pdf");
    for (before, after) in [(1, 0), (0, 1), (2, 3), (100, 70)] {
        let parts = [deliberation(before), founding(), deliberation(after)];
        let parts: Vec<Vec<u8>> =
            parts.into_iter().zip([before, 1, after]).filter(|(_, n)| *n > 0).map(|(p, _)| p).collect();
        let reading = read_bytes(bound(&parts), "x.pdf");
        assert_eq!(content(report_of(&reading)), content(report_of(&alone)), "between {before} and {after} pages");
        let other: Vec<u32> = (1..=before).chain(before + 7..before + 7 + after).collect();
        assert_eq!(reading.pages_other, other);
        assert!(reading.further.is_empty());
    }
    assert!(alone.pages_other.is_empty());
}

#[test]
fn several_reports_in_a_file_are_several_reports() {
    let second = fs::read(project("samples/consuntivo-weasyprint.pdf")).unwrap();
    let alone = [founding(), second.clone()].map(|bytes| content(report_of(&read_bytes(bytes, "x.pdf"))));
    let pages = [6, read_bytes(second.clone(), "x.pdf").pages];
    // Of one form, of two, in either order, with something between them.
    for order in [[0, 0], [0, 1], [1, 0]] {
        for between in [0, 2] {
            let part = |k: usize| if k == 0 { founding() } else { second.clone() };
            let parts = [part(order[0]), deliberation(between.max(1)), part(order[1])];
            let parts: Vec<Vec<u8>> =
                parts.into_iter().enumerate().filter(|(k, _)| *k != 1 || between > 0).map(|(_, p)| p).collect();
            let reading = read_bytes(bound(&parts), "x.pdf");
            let read: Vec<Value> = std::iter::once(report_of(&reading)).chain(&reading.further).map(content).collect();
            assert_eq!(read.len(), 2, "{order:?}, {between} pages between");
            for (read, k) in read.iter().zip(order) {
                assert_eq!(*read, alone[k], "{order:?}, {between} pages between");
            }
            let behind = pages[order[0]];
            assert_eq!(reading.pages_other, (behind + 1..=behind + between).collect::<Vec<_>>());
        }
    }
}

#[test]
fn further_reports_of_a_file_stand_beside_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let (inputs, output) = (dir.path().join("in"), dir.path().join("out"));
    fs::create_dir(&inputs).unwrap();
    let second = fs::read(project("samples/consuntivo-weasyprint.pdf")).unwrap();
    fs::write(inputs.join("a.pdf"), bound(&[deliberation(2), founding(), second])).unwrap();
    // A file of the name that the second report would have.
    fs::write(inputs.join("a~2.pdf"), founding()).unwrap();
    let paths = [inputs.to_str().unwrap(), output.to_str().unwrap()];
    let run = |more: &[&str]| {
        let said = schedario(&[&["extract", "-q", "--jobs", "1", paths[0], "-o", paths[1]], more].concat());
        assert!(matches!(said.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&said.stderr));
        manifest(&output)
    };
    let lines = run(&[]);
    assert_eq!(lines[0]["output"], "json/a.json");
    assert_eq!(lines[0]["also"], serde_json::json!(["json/a~~2.json"]));
    assert_eq!(lines[0]["pages_other"], serde_json::json!([1, 2]));
    assert_eq!(lines[1]["output"], "json/a~2.json");
    let form = |name: &str| {
        let report: Value = serde_json::from_slice(&fs::read(output.join(name)).unwrap()).unwrap();
        (report["form"]["id"].as_str().unwrap().to_owned(), report["objectives"].as_array().unwrap().len())
    };
    let (first, further) = (form("json/a.json"), form("json/a~~2.json"));
    assert_eq!((first.0.as_str(), further.0.as_str()), ("scheda-peg-avanzamento", "controllo-gestione-consuntivo"));
    assert_eq!(lines[0]["objectives"], first.1 + further.1);
    let csv = fs::read_to_string(output.join("findings.csv")).unwrap();
    let rows = |path: &str| csv.lines().filter(|row| row.starts_with(&format!("{path},"))).count() as u64;
    let told = |k: usize| lines[k]["findings"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>();
    let path = lines[0]["path"].as_str().unwrap();
    assert_eq!(rows(path) + rows(&format!("{path}~2")), told(0));
    // Those who read the folder back see three documents.
    let archive = schedario::output::archive::Archive::open(&output).unwrap();
    let reports: Vec<Report> = archive.lines.iter().filter_map(|line| archive.report(line).unwrap()).collect();
    let hashes: std::collections::HashSet<&str> = reports.iter().map(|r| r.source.sha256.as_str()).collect();
    assert_eq!((reports.len(), hashes.len()), (3, 3));
    // What stands is kept, what is missing is read again, and nothing of it is a stranger.
    assert_eq!(run(&["--prune"]), lines);
    fs::remove_file(output.join("json/a~~2.json")).unwrap();
    assert_eq!(run(&["--prune"]), lines);
    assert!(output.join("json/a~~2.json").is_file());
}
