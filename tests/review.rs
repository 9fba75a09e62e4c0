//! Decisions of people: kept for ever, and found again whatever a new extraction numbers otherwise.

use crate::common::project;
use proptest::prelude::*;
use schedario::audit::recheck::{Again, stand};
use schedario::audit::{Case, Checks, Family, Lexicon, Selection, audit};
use schedario::contract::{AmendError, Amendment, Evidence, Kind, Notice, Pointer, Report, Walk, amend};
use schedario::grammar::Grammars;
use schedario::review::{About, Action, Decision, Review, Snapshot, Status, Store, fingerprints};
use serde_json::{Value, json};

const ACHIEVED: &str = "/objectives/0/indicators/4/achieved";

fn founding() -> Report {
    sample("cinisello-2017")
}

fn sample(name: &str) -> Report {
    let text = std::fs::read(project(&format!("samples/{name}.json"))).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// How a report stands after some decisions, with the grammars of the program at hand.
fn settle(report: &mut Report, decisions: &[Decision]) -> Review {
    let (checks, grammars) = (Checks::default(), Grammars::load(None).unwrap());
    stand(report, &[], decisions, &Again { checks: &checks, grammars: &grammars, lost: &[] })
}

/// What the rules say of a report as it stands.
fn audited(report: &mut Report, notices: &[Notice]) {
    let (lexicon, family) = (Lexicon::own(), Family::default());
    let case = Case { report, unread: &[], stamps: &[], lexicon, lost: &[], notices, family };
    report.findings = audit(&case, &Selection::default());
}

/// The codes of the findings that corrections have made.
fn made(report: &Report, review: &Review) -> Vec<String> {
    report.findings[review.own..].iter().map(|f| f.rule.to_string()).collect()
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

const TOTAL: &str = "/objectives/0/budget/expenses/total";

fn total(report: &Report) -> String {
    report.objectives[0].budget.as_ref().unwrap().expenses.as_ref().unwrap().total.value.unwrap().to_string()
}

/// What the rules say after a correction: a total that is corrected wrongly makes a finding of its own.
#[test]
fn rules_look_again_at_corrected_values() {
    let mut report = founding();
    let read = total(&report);
    let decisions = [correction(&report, TOTAL, json!(read), json!("1.00"))];
    let count = report.findings.len();
    let review = settle(&mut report, &decisions);
    let new = made(&report, &review);
    assert!(review.own == count && new.contains(&"T002".into()) && new.contains(&"T003".into()), "{new:?}");
    assert_eq!(review.findings.len(), report.findings.len());
    assert!(review.findings[count..].iter().all(|s| s.status == Status::Open));
    assert_eq!(review.corrections[0].before, json!(read));
    // A person may say something of what the correction has made.
    let position = report.findings.iter().position(|f| f.rule == "T002").unwrap();
    let dismissed = on_finding(&report, position, Action::Dismiss, "visto");
    let mut report = founding();
    let review = settle(&mut report, &[decisions[0].clone(), dismissed]);
    assert_eq!(review.findings[position].status, Status::Dismissed);
    // Back at what was read, nothing is said.
    let mut report = founding();
    let right = [correction(&report, TOTAL, json!("9.99"), json!(read))];
    settle(&mut report, &right);
    assert_eq!(report.findings.len(), count);
}

/// The rules of the form look again as well, and those keep silent that say nothing about it.
#[test]
fn the_rules_of_the_form_look_again_and_those_that_it_does_without_do_not() {
    let mut report = sample("consuntivo-weasyprint");
    let variance = "/objectives/0/tables/1/rows/0/variance";
    let wrong = correction(&report, variance, json!("3665.78"), json!("3665.00"));
    let review = settle(&mut report, &[wrong]);
    assert_eq!(review.corrections.len(), 1);
    let new = made(&report, &review);
    assert_eq!(new, ["S001", "S004"], "the row does not add up, nor does the column");

    let mut report = sample("consuntivo-weasyprint");
    let achieved = "/objectives/0/indicators/0/achieved";
    let read = serde_json::to_value(&report.objectives[0].indicators[0].achieved).unwrap();
    let blank = correction(&report, achieved, read.clone(), Value::Null);
    report.objectives[0].status.get_or_insert_default().as_of.value = "2019-12-31".parse().ok();
    let review = settle(&mut report.clone(), std::slice::from_ref(&blank));
    assert_eq!((review.corrections.len(), review.findings.len()), (1, 0), "I002 is not for this form");
    // The same card of a form that has no such exception.
    report.form.id = "scheda-peg-avanzamento".into();
    audited(&mut report, &[]);
    let review = settle(&mut report, &[blank]);
    assert_eq!(made(&report, &review), ["I002"]);
}

fn first_expense(report: &mut Report) -> &mut schedario::contract::BudgetLine {
    &mut report.objectives[0].budget.as_mut().unwrap().expenses.as_mut().unwrap().lines[0]
}

/// A finding about a total is settled where the line was misread.
#[test]
fn a_correction_settles_what_no_longer_holds() {
    let mut report = founding();
    let right = first_expense(&mut report).amount.value.unwrap();
    first_expense(&mut report).amount.value = "1.00".parse().ok();
    audited(&mut report, &[]);
    let k = report.findings.iter().position(|f| f.rule == "T002").unwrap();
    assert_ne!(report.findings[k].subject, "/objectives/0/budget/expenses/lines/0/amount");
    let amount = "/objectives/0/budget/expenses/lines/0/amount";
    let still = correction(&report, amount, json!("1.00"), json!("2.00"));
    let mut other = report.clone();
    let review = settle(&mut other, &[still]);
    assert_eq!(made(&other, &review), ["T002"], "another sum, and as wrong");
    let decision = correction(&report, amount, json!("1.00"), json!(right.to_string()));
    let review = settle(&mut report, &[decision]);
    assert_eq!(review.findings[k].status, Status::Corrected);
    assert_eq!(review.findings[k].who, "Anna Bianchi");
    assert_eq!(made(&report, &review), [""; 0]);
}

/// What a person has corrected is sure, however badly a scan was read there.
#[test]
fn rules_trust_what_a_person_has_read() {
    let mut report = founding();
    report.source.kind = Kind::Scanned;
    let expenses = report.objectives[0].budget.as_mut().unwrap().expenses.as_mut().unwrap();
    expenses.total.places.iter_mut().for_each(|place| place.confidence = 0.3);
    let decisions = [correction(&report, TOTAL, json!(total(&report)), json!("1.00"))];
    let review = settle(&mut report, &decisions);
    assert!(made(&report, &review).contains(&"T002".into()), "{:?}", made(&report, &review));
    assert_eq!(places(&report, TOTAL)[0].confidence, 0.3, "the place says how it was read");
}

/// Values of a table that was not understood are not added up again either.
#[test]
fn a_table_that_was_not_understood_stays_out() {
    let mut report = founding();
    let amount = "/objectives/0/budget/expenses/lines/0/amount";
    audited(&mut report, &[Notice::Misread { list: "/objectives/0/budget/expenses/lines".into() }]);
    assert!(report.findings.iter().any(|f| f.rule == "E006"));
    let decisions = [correction(&report, amount, json!(null), json!("1.00"))];
    let review = settle(&mut report, &decisions);
    assert_eq!((review.corrections.len(), made(&report, &review)), (1, Vec::new()));
}

/// Whoever does not want to see findings of a rule does not see those that a correction makes.
#[test]
fn only_the_rules_that_are_wanted_look_again() {
    let mut report = founding();
    let selection = Selection::new(&["T002".to_owned()], &[], schedario::contract::Severity::Info, &[]).unwrap();
    let checks = Checks { selection, ..Checks::default() };
    let grammars = Grammars::default();
    let decisions = [correction(&report, TOTAL, json!(total(&report)), json!("1.00"))];
    let review = stand(&mut report, &[], &decisions, &Again { checks: &checks, grammars: &grammars, lost: &[] });
    assert_eq!((review.own, made(&report, &review)), (0, vec!["T002".to_owned()]));
}

/// The narrative is held against the corrected value, although the words of a report that was read back have lost their places.
#[test]
fn the_narrative_is_held_against_corrected_values() {
    let mut report = founding();
    let count = report.findings.len();
    let decisions = [correction(&report, ACHIEVED, json!("2380.00"), json!("2390.00"))];
    let review = settle(&mut report, &decisions);
    let old = report.findings[..count].iter().position(|f| f.subject == ACHIEVED).unwrap();
    assert_eq!(review.findings[old].status, Status::Corrected);
    assert_eq!(made(&report, &review), ["N001"]);
    assert_eq!(report.findings[count].found.as_deref(), Some("2384"));
    assert!(!report.findings[count].places.is_empty());
}
