//! Rules that grammars declare for their family of forms.

mod common;

use std::fs;
use std::sync::Arc;

use schedario::grammar::Grammars;
use schedario::pipeline::{Outcome, ReadOptions, read};

const CONSUNTIVO: &str = include_str!("../grammars/controllo-gestione-consuntivo.toml");

#[test]
fn differences_and_totals_of_the_form_are_checked() {
    let found = findings("samples/consuntivo-senza-righe-scostamenti.pdf");
    let told: Vec<(&str, &str, &str, &str)> = found.iter().map(|f| (&*f.0, &*f.1, &*f.2, &*f.3)).collect();
    assert_eq!(
        told,
        [
            ("S001", "/objectives/0/tables/1/rows/1/variance", "2486.20", "2477.20"),
            ("S001", "/objectives/1/tables/1/rows/1/variance", "-2872.93", "-2881.93"),
            ("S004", "/objectives/0/tables/1/totals/variance", "-7404.95", "-7395.95"),
            ("S004", "/objectives/1/tables/1/totals/variance", "31460.82", "31469.82"),
            ("S005", "/objectives/0/tables/0/totals/units", "15.75", "14.75"),
            ("S005", "/objectives/1/tables/0/totals/units", "10.75", "9.75"),
        ]
    );
    assert_eq!(findings("samples/consuntivo-weasyprint.pdf"), []);
}

fn findings(sample: &str) -> Vec<(String, String, String, String)> {
    let reading = common::read_bytes(fs::read(common::project(sample)).unwrap(), sample);
    let Outcome::Report(report) = reading.outcome else { panic!("{sample}") };
    let mut told: Vec<_> = report
        .findings
        .into_iter()
        .map(|f| (f.rule.into_owned(), f.subject, f.found.unwrap_or_default(), f.expected.unwrap_or_default()))
        .collect();
    told.sort();
    told
}

#[test]
fn their_codes_are_selected_like_others() {
    let sample = common::project("samples/consuntivo-senza-righe-scostamenti.pdf");
    let out = common::schedario(&["extract", "--stdout", "--select", "S001", sample.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let rules: Vec<&str> = json["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["S001", "S001"]);
    let listed = common::schedario(&["rules"]);
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains("S001") && listed.contains("variance = actual - budget"), "{listed}");
    let page = common::schedario(&["rules", "s005"]);
    assert!(String::from_utf8(page.stdout).unwrap().contains("`total(units) = sum(units)`"));
}

#[test]
fn mistakes_in_rules_are_told() {
    for (from, to, wanted) in [
        (
            "holds = \"variance = actual - budget\"",
            "holds = \"variance = actual - budgte\"",
            "did you mean \"budget\"?",
        ),
        ("holds = \"variance = actual - budget\"", "holds = \"variance == actual\"", "is no relation"),
        ("holds = \"variance = actual - budget\"", "holds = \"variance = description\"", "is text"),
        ("on = \"costi\"", "on = \"csti\"", "did you mean \"costi\"?"),
        ("code = \"S001\"", "code = \"1\"", "as in S001"),
        ("code = \"S002\"", "code = \"S001\"", "each code once"),
    ] {
        assert!(CONSUNTIVO.contains(from), "{from}");
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("modulo.toml"), CONSUNTIVO.replacen(from, to, 1)).unwrap();
        let message = Grammars::load(Some(dir.path())).unwrap_err().to_string();
        assert!(message.contains("modulo.toml:") && message.contains(wanted), "{to}: {message}");
    }
}

#[test]
fn the_codes_of_rules_for_all_forms_are_taken() {
    let dir = tempfile::tempdir().unwrap();
    for (from, to) in [("code = \"S001\"", "code = \"T001\""), ("without = [\"I002\"]", "without = [\"Q002\"]")] {
        fs::write(dir.path().join("modulo.toml"), CONSUNTIVO.replacen(from, to, 1)).unwrap();
        let out = common::schedario(&["rules", "--grammars", dir.path().to_str().unwrap()]);
        assert_eq!(out.status.code(), Some(2));
        assert!(String::from_utf8(out.stderr).unwrap().contains("schedario rules"));
    }
}

/// Forms that the program does not bring along: a folder each, with the grammar, PDFs, and the JSON that they must give.
/// `SCHEDARIO_BLESS=1 cargo test --test family` writes the JSON anew.
#[test]
fn forms_of_ones_own_give_their_json() {
    let bless = std::env::var_os("SCHEDARIO_BLESS").is_some();
    let mut seen = 0;
    for folder in fs::read_dir(common::project("samples/moduli")).unwrap() {
        let folder = folder.unwrap().path();
        let grammars = Grammars::load(Some(&folder)).unwrap();
        let id = folder.file_name().unwrap().to_string_lossy().into_owned();
        for pdf in common::pdfs(&format!("samples/moduli/{id}")) {
            let options =
                ReadOptions { path: pdf.file_name().unwrap().to_string_lossy().into_owned(), ..ReadOptions::default() };
            let reading = read(Arc::new(fs::read(&pdf).unwrap()), &grammars, &options);
            let Outcome::Report(report) = reading.outcome else { panic!("{}: not recognised", pdf.display()) };
            assert_eq!(report.form.id, id);
            let found = serde_json::to_string_pretty(&report).unwrap() + "\n";
            let golden = pdf.with_extension("json");
            if bless {
                fs::write(&golden, &found).unwrap();
            }
            assert!(fs::read_to_string(&golden).unwrap() == found, "{} differs", golden.display());
            assert_eq!(report.findings.iter().filter(|f| f.rule.starts_with('E')).count(), 0, "{}", pdf.display());
            seen += 1;
        }
    }
    assert!(seen >= 2);
}
