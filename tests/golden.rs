//! Every sample gives exactly the JSON that stands beside it.
//!
//! `SCHEDARIO_BLESS=1 cargo test --test all golden::` writes the JSON anew; read the difference before you commit it.

use crate::common;
use std::fs;

use schedario::contract::{Report, write_json};
use schedario::document::Outcome;

#[test]
fn samples_give_their_golden_json() {
    let bless = std::env::var_os("SCHEDARIO_BLESS").is_some();
    let mut wrong = Vec::new();
    for pdf in common::pdfs("samples") {
        let name = pdf.file_name().unwrap().to_string_lossy().into_owned();
        let reading = common::read_bytes(fs::read(&pdf).unwrap(), &format!("samples/{name}"));
        let Outcome::Report(report) = reading.outcome else { panic!("{name}: no report: {:?}", reading.outcome) };
        assert!(reading.pages_lost.is_empty(), "{name}: pages lost: {:?}", reading.pages_lost);
        let found = serde_json::to_string_pretty(&report).unwrap() + "\n";
        let golden = pdf.with_extension("json");
        if bless {
            fs::write(&golden, &found).unwrap();
            continue;
        }
        let want = fs::read_to_string(&golden).unwrap_or_else(|e| panic!("{}: {e}", golden.display()));
        if want != found {
            let line = want.lines().zip(found.lines()).position(|(a, b)| a != b).unwrap_or_default();
            let at = |text: &str| text.lines().nth(line).unwrap_or("(end)").trim().to_owned();
            wrong.push(format!("{name}, line {}: wanted {}, found {}", line + 1, at(&want), at(&found)));
        }
    }
    assert!(!bless, "golden files written; run again without SCHEDARIO_BLESS");
    assert!(wrong.is_empty(), "samples differ from their golden JSON:\n{}", wrong.join("\n"));
}

/// What is written can be read back, with every value in its place, and says the same when it is written again.
#[test]
fn reports_are_read_back_as_they_were_written() {
    for pdf in common::pdfs("samples") {
        let text = fs::read_to_string(pdf.with_extension("json")).unwrap();
        let report: Report = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", pdf.display()));
        assert!(text == serde_json::to_string_pretty(&report).unwrap() + "\n", "{}", pdf.display());
        let mut line = Vec::new();
        write_json(&report, &mut line).unwrap();
        assert!(line == serde_json::to_vec(&report).unwrap(), "{}", pdf.display());
    }
    let other = r#"{"schema_version":"2","source":{},"form":{},"title":null}"#;
    assert!(serde_json::from_str::<Report>(other).is_err());
}

/// The founding report, said by hand and not by the program.
#[test]
fn the_founding_report_says_what_is_printed() {
    let pdf = common::project("samples/cinisello-2017.pdf");
    let reading = common::read_bytes(fs::read(pdf).unwrap(), "cinisello-2017.pdf");
    let Outcome::Report(report) = reading.outcome else { panic!("{:?}", reading.outcome) };
    let json = serde_json::to_value(&report).unwrap();
    let at = |pointer: &str| json.pointer(pointer).unwrap_or_else(|| panic!("{pointer}")).clone();
    assert_eq!(at("/registration/protocol_number"), "0021486/2018");
    assert_eq!(at("/registration/protocol_date"), "2018-03-19");
    assert_eq!(at("/registration/class_label"), "ORGANI DI CONTROLLO INTERNI");
    assert_eq!(at("/parameters/view/code"), "DUP_2017_2019");
    assert_eq!(at("/objectives/0/code"), "2017_P03_01");
    assert_eq!(at("/objectives/0/year"), 2017);
    assert_eq!(at("/objectives/0/director"), serde_json::Value::Null);
    assert_eq!(at("/objectives/0/status/as_of"), "2017-12-31");
    let paragraph = at("/objectives/0/status/paragraphs/3");
    assert!(paragraph.as_str().unwrap().ends_with("whatsApp, a cui si sono iscritti 2384 cittadini."), "{paragraph}");
    assert_eq!(at("/objectives/0/phases/2/actual_end"), "2017-03-06");
    assert_eq!(at("/objectives/0/indicators/4/achieved"), "2380.00");
    assert_eq!(at("/objectives/0/indicators/4/previous/0/year"), 2016);
    assert_eq!(at("/objectives/0/budget/expenses/lines/4/article"), "1");
    assert_eq!(at("/objectives/0/budget/expenses/lines/4/budget_code"), "1.03");
    assert_eq!(at("/objectives/0/budget/balance"), "-149800.00");
    assert_eq!(json["objectives"][0]["phases"].as_array().unwrap().len(), 9);
    assert_eq!(json["objectives"][0]["indicators"].as_array().unwrap().len(), 11);
    // The two contradictions of the founding report, and nothing else.
    let found: Vec<_> =
        report.findings.iter().map(|f| (&*f.rule, f.subject.as_str(), f.found.as_deref(), f.related.clone())).collect();
    let paragraph = |k: usize| vec![format!("/objectives/0/status/paragraphs/{k}")];
    assert_eq!(
        found,
        [
            ("N001", "/objectives/0/indicators/4/achieved", Some("2384"), paragraph(3)),
            ("N001", "/objectives/0/indicators/6/achieved", Some("6"), paragraph(5)),
        ]
    );
}
