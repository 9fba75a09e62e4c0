//! Several reports together: indicators are followed through the years although their wordings drift, and what the years
//! say of each other is held against what they said themselves.

use crate::common;
use std::fs;
use std::path::Path;

use schedario::audit::across::{Card, History, histories};
use schedario::audit::{Lexicon, Selection, audit_across};
use schedario::contract::Report;
use serde_json::{Value, json};

/// The report of a year: `(code, description, [(wording, achieved, previous values by year)])` an objective.
fn report(year: i32, day: &str, entity: &str, objectives: &[Objective<'_>]) -> Value {
    let objectives: Vec<Value> = objectives
        .iter()
        .map(|(code, description, indicators)| {
            let indicators: Vec<Value> = indicators
                .iter()
                .map(|(wording, achieved, previous)| {
                    let previous: Vec<Value> =
                        previous.iter().map(|(year, value)| json!({ "year": year, "value": value })).collect();
                    json!({
                        "description": wording, "kind": null, "expected": "7.00", "achieved": achieved,
                        "previous": previous, "note": null
                    })
                })
                .collect();
            json!({
                "code": code, "year": year, "description": description, "kind": null, "thematic_area": null,
                "councillor": null, "directorate": null, "director": null,
                "responsibility_center": "SERVIZIO BIBLIOTECA", "manager": null,
                "linked": { "mandate": null, "mission": null, "programme": null },
                "status": { "as_of": day, "paragraphs": [] }, "phases": [], "indicators": indicators, "budget": null
            })
        })
        .collect();
    json!({
        "schema_version": "1",
        "source": {
            "path": "x", "sha256": format!("{year}{day}"), "bytes": 1, "pages": 1, "producer": null, "kind": "digital"
        },
        "form": { "id": "x", "name": "X" }, "title": "SCHEDA",
        "registration": {
            "entity": entity, "protocol_number": null, "protocol_date": null, "class_code": null, "class_label": null,
            "file": null
        },
        "parameters": { "view": null, "level": null, "responsibility_center": null },
        "objectives": objectives, "findings": [], "evidence": {}
    })
}

type Indicator<'a> = (&'a str, Option<&'a str>, &'a [(i32, &'a str)]);
type Objective<'a> = (&'a str, &'a str, &'a [Indicator<'a>]);

/// Three years of one centre. Wordings drift, an indicator is replaced by its opposite, another changes its objective's code.
fn years() -> Vec<(String, Value)> {
    let first: &[Indicator] = &[
        ("Numero prestiti annui", Some("41200"), &[]),
        ("Utenti attivi della biblioteca", Some("5310"), &[]),
        ("Numero richieste di acquisto presentate", Some("210"), &[]),
        ("Laboratori per bambini 0-3 anni", Some("12"), &[]),
        ("Laboratori per bambini 3-6 anni", Some("14"), &[]),
    ];
    let second: &[Indicator] = &[
        ("Prestiti effettuati nell'anno", Some("42800"), &[(2015, "41200")]),
        ("Utenti attivi della biblioteca civica", Some("5120"), &[(2015, "5130")]),
        ("Numero richieste di acquisto evase", Some("180"), &[(2015, "175")]),
        ("Laboratori per bambini 3-6 anni", Some("16"), &[(2015, "14")]),
        ("Laboratori per bambini 0-3 anni", Some("11"), &[(2015, "12")]),
    ];
    let third: &[Indicator] = &[
        ("Prestiti effettuati nel corso dell'anno", Some("43100"), &[(2016, "42800"), (2015, "41200")]),
        ("Utenti attivi biblioteca civica", None, &[(2016, "5120"), (2015, "5310")]),
    ];
    vec![
        (
            "2015.pdf".into(),
            report(2015, "2015-12-31", "COMUNE DI X", &[("2015_C01", "Biblioteca aperta a tutti", first)]),
        ),
        (
            "2016.pdf".into(),
            report(2016, "2016-12-31", "COMUNE DI X", &[("2016_C01", "Biblioteca aperta a tutti", second)]),
        ),
        (
            "2017.pdf".into(),
            report(2017, "2017-12-31", "Comune di X", &[("2017_C04", "La biblioteca aperta a tutti", third)]),
        ),
    ]
}

fn history(documents: &[(String, Value)]) -> Vec<History> {
    let mut cards = Vec::new();
    for (path, value) in documents {
        let report: Report = serde_json::from_value(value.clone()).unwrap();
        cards.extend(Card::all(path, &report));
    }
    histories(cards, Lexicon::own())
}

fn findings(history: &History) -> Vec<(String, String, String)> {
    audit_across(history, &Selection::default())
        .into_iter()
        .map(|f| (f.finding.rule.to_string(), f.path, f.finding.subject))
        .collect()
}

#[test]
fn indicators_are_followed_although_their_wordings_drift() {
    let all = history(&years());
    let [one] = &all[..] else { panic!("one centre: {all:?}") };
    let named = |wording: &str| -> Vec<(i32, &str)> {
        let of = |p: &schedario::audit::across::Point| (p.year, one.gauge(p).description.as_str());
        let series = one.series.iter().find(|s| s.points.iter().any(|p| of(p).1 == wording)).unwrap();
        series.points.iter().map(of).collect()
    };
    assert_eq!(named("Numero prestiti annui").len(), 3, "{:?}", named("Numero prestiti annui"));
    assert_eq!(named("Utenti attivi della biblioteca").len(), 3);
    assert_eq!(
        named("Laboratori per bambini 0-3 anni"),
        [(2015, "Laboratori per bambini 0-3 anni"), (2016, "Laboratori per bambini 0-3 anni")]
    );
    // What was asked for and what was granted are two things.
    assert_eq!(named("Numero richieste di acquisto presentate").len(), 1);
    assert_eq!(one.missing_years(), [0; 0]);
}

#[test]
fn a_value_of_an_earlier_year_that_changed_is_told_once() {
    let all = history(&years());
    let subject = "/objectives/0/indicators/1/previous/0/value";
    assert_eq!(findings(&all[0]), [("X001".to_owned(), "2016.pdf".to_owned(), subject.to_owned())]);
    let found = &audit_across(&all[0], &Selection::default())[0];
    assert_eq!((found.finding.found.as_deref(), found.finding.expected.as_deref()), (Some("5130"), Some("5310")));
    assert_eq!(found.against, ("2015.pdf".to_owned(), "/objectives/0/indicators/1/achieved".to_owned()));
}

#[test]
fn the_report_of_the_years_end_counts_and_a_second_card_of_one_day_is_told() {
    let interim: &[Indicator] = &[("Numero prestiti annui", Some("20100"), &[])];
    let end: &[Indicator] = &[("Numero prestiti annui", Some("41200"), &[])];
    let next: &[Indicator] = &[("Numero prestiti annui", Some("42000"), &[(2015, "41200")])];
    let text = "Biblioteca aperta";
    let mut documents = vec![
        ("b-giugno.pdf".to_owned(), report(2015, "2015-06-30", "COMUNE", &[("2015_C01", text, interim)])),
        ("a-dicembre.pdf".to_owned(), report(2015, "2015-12-31", "COMUNE", &[("2015_C01", text, end)])),
        ("2017.pdf".to_owned(), report(2017, "2017-12-31", "COMUNE", &[("2017_C01", text, next)])),
    ];
    let all = history(&documents);
    assert_eq!(findings(&all[0]), []);
    assert_eq!(all[0].missing_years(), [2016]);
    // The same card under another name, in a document of its own.
    let mut again = documents[1].1.clone();
    again["source"]["sha256"] = json!("other");
    documents.push(("c-copia.pdf".to_owned(), again));
    assert_eq!(
        findings(&history(&documents)[0]),
        [("H002".to_owned(), "c-copia.pdf".to_owned(), "/objectives/0/code".to_owned())]
    );
    // The same document under another name says nothing.
    documents[3].1["source"]["sha256"] = documents[1].1["source"]["sha256"].clone();
    assert_eq!(findings(&history(&documents)[0]), []);
}

#[test]
fn other_bodies_and_centres_have_histories_of_their_own() {
    let mut documents = years();
    for (_, value) in &mut documents[1..] {
        value["registration"]["entity"] = json!("COMUNE DI Y");
    }
    let all = history(&documents);
    assert_eq!(all.len(), 2);
    assert!(all.iter().flat_map(findings).all(|f| f.1 != "2016.pdf"));
}

/// The command on an output folder, as a user runs it.
#[test]
fn the_command_prints_series_and_writes_them() {
    let dir = tempfile::tempdir().unwrap();
    write_output(dir.path(), &years());
    let path = dir.path().to_str().unwrap();
    let out = common::schedario(&["compare", path]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(0), "{text}");
    assert!(
        text.contains("2016.pdf: X001") && text.contains("43100") && text.contains("3 documents, 1 centres"),
        "{text}"
    );
    let series = fs::read_to_string(dir.path().join("compare/series.csv")).unwrap();
    assert!(series.lines().count() > 8 && series.starts_with("entity,centre,series,"), "{series}");
    let rows = fs::read_to_string(dir.path().join("compare/findings.csv")).unwrap();
    assert!(rows.contains("2016.pdf,X001,warning,2016_C01"), "{rows}");
    let json: Value = serde_json::from_slice(&common::schedario(&["compare", path, "--json"]).stdout).unwrap();
    assert_eq!(json["findings"][0]["rule"], "X001");
    let none = common::schedario(&["compare", path, "--center", "polizia", "--json"]);
    assert_eq!(serde_json::from_slice::<Value>(&none.stdout).unwrap()["findings"], json!([]));
    fs::write(dir.path().join("json/2016.json"), "{").unwrap();
    let broken = common::schedario(&["compare", path]);
    assert_eq!(broken.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&broken.stderr).contains("2016.json"));
    let nothing = common::schedario(&["compare", dir.path().join("json").to_str().unwrap()]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("schedario extract"));
}

/// What people have decided holds for several reports as for one: a corrected value stands in the series, and a finding that
/// was dismissed or settled by a correction is not told again.
#[test]
fn decisions_hold_for_comparisons_too() {
    use schedario::review::{About, Action, Decision, Snapshot, Store, fingerprints};

    let dir = tempfile::tempdir().unwrap();
    let mut documents = years();
    documents.iter_mut().for_each(|(path, report)| report["source"]["sha256"] = json!(path));
    write_output(dir.path(), &documents);
    let told = || {
        let out = common::schedario(&["compare", dir.path().to_str().unwrap(), "--json"]);
        let told: Value = serde_json::from_slice(&out.stdout).unwrap();
        let csv = fs::read_to_string(dir.path().join("compare/findings.csv")).unwrap();
        (told, csv.lines().count() - 1)
    };
    let (before, rows) = told();
    assert_eq!((before["findings"][0]["review"]["status"].as_str(), rows), (Some("open"), 1));
    let finding: schedario::contract::Finding = serde_json::from_value(before["findings"][0].clone()).unwrap();
    let decide = |document: &str, about, action, after| Decision {
        document: document.to_owned(),
        path: document.to_owned(),
        about,
        action,
        reason: "visto".to_owned(),
        before: Value::Null,
        after,
        who: "Anna".to_owned(),
        at: "2026-05-04T09:30:00Z".to_owned(),
    };
    let on = |action| {
        let fingerprint = fingerprints(std::slice::from_ref(&finding))[0].clone();
        decide("2016.pdf", About::Finding { fingerprint, snapshot: Snapshot::of(&finding) }, action, Value::Null)
    };
    let store = Store::open(dir.path()).unwrap();
    store.add(&on(Action::Dismiss)).unwrap();
    let (dismissed, rows) = told();
    assert_eq!((dismissed["findings"][0]["review"]["status"].as_str(), rows), (Some("dismissed"), 0));
    store.add(&on(Action::Reopen)).unwrap();
    assert_eq!(told().1, 1);
    // The value of the other document was misread.
    let pointer = "/objectives/0/indicators/1/achieved".to_owned();
    let about = || About::Value { pointer: pointer.clone(), places: Vec::new() };
    store.add(&decide("2015.pdf", about(), Action::Correct, json!("5130"))).unwrap();
    let (corrected, rows) = told();
    let of = |path: &str| {
        let all = corrected["findings"].as_array().unwrap();
        all.iter().find(|f| f["path"] == path).map(|f| f["review"]["status"].as_str().unwrap().to_owned())
    };
    assert_eq!(of("2016.pdf").as_deref(), Some("corrected"));
    // Now it is the report of 2017 that does not agree.
    assert_eq!((of("2017.pdf").as_deref(), rows), (Some("open"), 1));
    let series = corrected["series"].as_array().unwrap();
    let value = series.iter().find(|row| row["pointer"] == pointer && row["path"] == "2015.pdf").unwrap();
    assert_eq!(value["achieved"], "5130");
    store.add(&decide("2015.pdf", about(), Action::Restore, json!("5310"))).unwrap();
    assert_eq!(told().1, 1);
}

fn write_output(root: &Path, documents: &[(String, Value)]) {
    fs::create_dir_all(root.join("json")).unwrap();
    let mut lines = String::new();
    for (path, report) in documents {
        let output = format!("json/{}", path.replace(".pdf", ".json"));
        fs::write(root.join(&output), report.to_string()).unwrap();
        let line = json!({
            "path": path, "sha256": report["source"]["sha256"], "bytes": 1, "status": "ok", "partial": false, "pages": 1, "pages_lost": [],
            "objectives": 1, "findings": { "error": 0, "warning": 0, "info": 0 }, "ms": 1, "reason": null, "output": output
        });
        lines += &format!("{line}\n");
    }
    fs::write(root.join("manifest.jsonl"), lines).unwrap();
}
