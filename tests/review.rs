//! Decisions of people: kept for ever, and found again whatever a new extraction numbers otherwise.

mod common;

use common::project;
use proptest::prelude::*;
use schedario::audit::Selection;
use schedario::recheck::settle_and_recheck;
use schedario::record::{AmendError, Amendment, Evidence, Pointer, Report, Walk, amend};
use schedario::review::{About, Action, Decision, Snapshot, Status, Store, fingerprints, settle};
use serde_json::{Value, json};

const ACHIEVED: &str = "/objectives/0/indicators/4/achieved";

fn founding() -> Report {
    let text = std::fs::read(project("samples/cinisello-2017.json")).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn places(report: &Report, pointer: &str) -> Vec<Evidence> {
    let mut found = Vec::new();
    report.walk(&mut Pointer::default(), &mut |at, leaf| {
        if at.as_str() == pointer {
            found = leaf.places.iter().map(Evidence::from).collect();
        }
    });
    found
}

fn decision(report: &Report, about: About, action: Action, reason: &str) -> Decision {
    Decision {
        document: report.source.sha256.clone(),
        path: report.source.path.clone(),
        about,
        action,
        reason: reason.to_owned(),
        before: json!("open"),
        after: Value::Null,
        who: "Anna Bianchi".to_owned(),
        at: "2026-05-04T09:30:00Z".to_owned(),
    }
}

fn on_finding(report: &Report, k: usize, action: Action, reason: &str) -> Decision {
    let fingerprint = fingerprints(&report.findings)[k].clone();
    decision(report, About::Finding { fingerprint, snapshot: Snapshot::of(&report.findings[k]) }, action, reason)
}

fn correction(report: &Report, pointer: &str, before: Value, after: Value) -> Decision {
    let about = About::Value { pointer: pointer.to_owned(), places: places(report, pointer) };
    Decision { before, after, ..decision(report, about, Action::Correct, "letto male") }
}

fn achieved(report: &Report, objective: usize) -> String {
    report.objectives[objective].indicators[4].achieved.value.unwrap().to_string()
}

#[test]
fn decisions_outlive_the_program_and_the_last_one_holds() {
    let dir = tempfile::tempdir().unwrap();
    let report = founding();
    assert!(Store::open_if_there(dir.path()).unwrap().is_none());
    let first = on_finding(&report, 0, Action::Dismiss, "il numero è di un altro servizio");
    let second = on_finding(&report, 0, Action::Confirm, "");
    let other = on_finding(&report, 1, Action::Dismiss, "c'è una <script>nota</script>");
    {
        let store = Store::open(dir.path()).unwrap();
        for decision in [&first, &second, &other] {
            store.add(decision).unwrap();
        }
    }
    let store = Store::open_if_there(dir.path()).unwrap().unwrap();
    assert_eq!(store.settled(&report.source.sha256).unwrap(), [second.clone(), other.clone()]);
    assert_eq!(store.history(&report.source.sha256).unwrap(), [first, second, other]);
    assert!(store.settled("another").unwrap().is_empty());
}

#[test]
fn two_programs_may_decide_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let report = founding();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let store = Store::open(dir.path()).unwrap();
                for _ in 0..10 {
                    store.add(&on_finding(&report, 0, Action::Confirm, "")).unwrap();
                }
            });
        }
    });
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.history(&report.source.sha256).unwrap().len(), 40);
    assert_eq!(store.settled(&report.source.sha256).unwrap().len(), 1);
}

#[test]
fn a_store_of_a_later_program_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let db = rusqlite::Connection::open(dir.path().join("review.sqlite")).unwrap();
    db.pragma_update(None, "user_version", 7).unwrap();
    drop(db);
    assert!(Store::open(dir.path()).unwrap_err().to_string().contains("version 7"));
    assert!(Store::open_if_there(dir.path()).is_err());
}

#[test]
fn findings_stand_as_decided_and_open_ones_stay_open() {
    let mut report = founding();
    let decisions = [on_finding(&report, 1, Action::Dismiss, "arrotondamento")];
    let review = settle(&mut report, &decisions);
    assert_eq!(review.findings[0].status, Status::Open);
    assert_eq!(review.findings[1].status, Status::Dismissed);
    assert_eq!(review.findings[1].reason, "arrotondamento");
    assert_eq!(review.findings[1].who, "Anna Bianchi");
    let decisions = [on_finding(&report, 1, Action::Reopen, "")];
    assert!(settle(&mut report, &decisions).findings.iter().all(|s| s.status == Status::Open));
}

#[test]
fn a_corrected_value_stands_in_the_report_and_settles_its_findings() {
    let mut report = founding();
    let decisions = [correction(&report, ACHIEVED, json!("2380.00"), json!("2384.00"))];
    let review = settle(&mut report, &decisions);
    assert_eq!(achieved(&report, 0), "2384.00");
    let [done] = review.corrections.as_slice() else { panic!("{review:?}") };
    assert_eq!((&done.before, &done.after), (&json!("2380.00"), &json!("2384.00")));
    let subject = report.findings.iter().position(|f| f.subject == ACHIEVED).unwrap();
    assert_eq!(review.findings[subject].status, Status::Corrected);
    assert_eq!(review.findings.iter().filter(|s| s.status == Status::Corrected).count(), 1);
    // The original reading stays where it was read.
    assert_eq!(places(&report, ACHIEVED)[0].text, "2.380,00");
    assert!(review.adrift.is_empty());
}

/// A better extraction finds an objective more at the beginning of the document.
fn with_one_more_in_front() -> Report {
    let mut report = founding();
    let mut other = report.objectives[0].clone();
    let mut all = report.objectives[0].clone();
    other.code = Default::default();
    other.indicators.clear();
    other.phases.clear();
    other.status = None;
    other.budget = None;
    std::mem::swap(&mut all, &mut report.objectives[0]);
    report.objectives.insert(0, other);
    for finding in &mut report.findings {
        finding.subject = finding.subject.replace("/objectives/0/", "/objectives/1/");
        finding.related = finding.related.iter().map(|p| p.replace("/objectives/0/", "/objectives/1/")).collect();
        finding.message.it = "altre parole".to_owned();
    }
    report
}

#[test]
fn decisions_follow_when_objectives_are_numbered_otherwise() {
    let old = founding();
    let value = correction(&old, ACHIEVED, json!("2380.00"), json!("2384.00"));
    let finding = on_finding(&old, 1, Action::Dismiss, "già chiarito");
    let mut report = with_one_more_in_front();
    report.objectives[1].indicators[4].achieved = old.objectives[0].indicators[4].achieved.clone();
    let review = settle(&mut report, &[value, finding]);
    assert_eq!(review.corrections[0].pointer, "/objectives/1/indicators/4/achieved");
    assert_eq!(achieved(&report, 1), "2384.00");
    assert_eq!(review.findings[1].status, Status::Dismissed);
    assert!(review.adrift.is_empty(), "{:?}", review.adrift);
}

#[test]
fn what_finds_nothing_to_hold_on_to_is_told_and_touches_nothing() {
    let mut report = founding();
    let mut value = correction(&report, ACHIEVED, json!("2380.00"), json!("2384.00"));
    let mut finding = on_finding(&report, 0, Action::Confirm, "");
    if let About::Value { places, .. } = &mut value.about {
        places[0].page = 1;
    }
    if let About::Finding { fingerprint, snapshot } = &mut finding.about {
        *fingerprint = "0".repeat(24);
        snapshot.found = Some("99".to_owned());
    }
    let before = serde_json::to_value(&report).unwrap();
    let review = settle(&mut report, &[value, finding]);
    assert_eq!(review.adrift.len(), 2);
    assert_eq!(serde_json::to_value(&report).unwrap(), before);
}

#[test]
fn corrections_are_read_as_the_type_of_the_value() {
    let mut report = founding();
    let mut write =
        |pointer: &str, text: &str| amend(&mut report, pointer, Amendment::Printed(text)).map(|(_, new)| new);
    assert_eq!(write(ACHIEVED, " 2.384,00 "), Ok(json!("2384.00")));
    assert_eq!(write(ACHIEVED, ""), Ok(Value::Null));
    assert_eq!(write(ACHIEVED, "dodici"), Err(AmendError::NotOfType));
    assert_eq!(write("/objectives/0/year", "2018"), Ok(json!(2018)));
    assert_eq!(write("/objectives/0/phases/0/planned_end", "31/12/2017"), Ok(json!("2017-12-31")));
    assert_eq!(write("/objectives/0/phases/0/planned_end", "31/02/2017"), Err(AmendError::NotOfType));
    assert_eq!(write("/objectives/0/code", "1.000"), Ok(json!("1.000")));
    assert_eq!(write("/objectives/0/status/paragraphs/0", "testo"), Ok(json!("testo")));
    for nowhere in ["", "/", "/objectives", "/objectives/9/code", "/objectives/0/code/x", "/source/path", "/findings/0"]
    {
        assert_eq!(write(nowhere, "x"), Err(AmendError::Nowhere), "{nowhere}");
    }
}

#[test]
fn fingerprints_are_all_different_and_do_not_mind_words_or_order() {
    let mut report = founding();
    let twice = report.findings[0].clone();
    report.findings.push(twice);
    let prints = fingerprints(&report.findings);
    let mut unique = prints.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), 3);
    report.findings.truncate(2);
    report.findings.reverse();
    report.findings.iter_mut().for_each(|f| f.message.it.push('!'));
    assert_eq!(fingerprints(&report.findings), [prints[1].clone(), prints[0].clone()]);
}

proptest! {
    #[test]
    fn nothing_that_a_store_holds_makes_settling_fail(pointer in "(/[a-z0-9~_]{0,12}){0,5}", after in "[0-9a-z,.]{0,6}") {
        let mut report = founding();
        let about = About::Value { pointer, places: Vec::new() };
        let decision = Decision { after: json!(after), ..decision(&report, about, Action::Correct, "") };
        let review = settle(&mut report, &[decision]);
        prop_assert_eq!(review.findings.len(), report.findings.len());
    }
}

/// What the rules say after a correction: a total that is corrected wrongly makes a finding of its own.
#[test]
fn rules_look_again_at_corrected_values() {
    let total = "/objectives/0/budget/expenses/total";
    let mut report = founding();
    let read = report.objectives[0].budget.as_ref().unwrap().expenses.as_ref().unwrap().total.value.unwrap();
    let decisions = [correction(&report, total, json!(read.to_string()), json!("1.00"))];
    let count = report.findings.len();
    let review = settle_and_recheck(&mut report, &decisions, &Selection::default(), &[]);
    let new: Vec<&str> = report.findings[count..].iter().map(|f| &*f.rule).collect();
    assert!(new.contains(&"T002") && new.contains(&"T003"), "{new:?}");
    assert_eq!(review.findings.len(), report.findings.len());
    assert!(review.findings[count..].iter().all(|s| s.status == Status::Open));
    assert_eq!(review.corrections[0].before, json!(read.to_string()));
    // Back at what was read, nothing is said.
    let mut report = founding();
    let right = [correction(&report, total, json!("9.99"), json!(read.to_string()))];
    settle_and_recheck(&mut report, &right, &Selection::default(), &[]);
    assert_eq!(report.findings.len(), count);
}
