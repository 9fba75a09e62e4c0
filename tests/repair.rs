//! The arithmetic of a document decides between two readings of a scan, and never hides an error of the document.

use rust_decimal::Decimal;
use schedario::audit::{Case, Family, Lexicon, Selection, audit};
use schedario::base::geometry::Rect;
use schedario::base::passage::{Heard, Place};
use schedario::base::value;
use schedario::contract::{
    Budget, BudgetLine, EvidenceMap, Form, Kind, Objective, Parameters, Phase, Read, Report, SCHEMA_VERSION, Side,
    Source,
};
use schedario::typing::repair::repair;

fn place(text: &str, confidence: f32) -> Place {
    Place { page: 1, bbox: Rect::new(10.0, 20.0, 30.0, 28.0), text: text.into(), confidence, heard: None }
}

/// A number on which both readers agreed.
fn sure(text: &str) -> Read<Decimal> {
    Read { value: value::decimal(text), places: [place(text, 1.0)].into_iter().collect() }
}

/// A number on which they did not; the first reading was taken.
fn doubted(taken: &str, other: &str) -> Read<Decimal> {
    let heard = Heard { readings: vec![taken.to_owned(), other.to_owned()], repaired: false };
    let place = Place { heard: Some(Box::new(heard)), ..place(taken, 0.5) };
    Read { value: value::decimal(taken), places: [place].into_iter().collect() }
}

/// A scanned report with expenses of these amounts and this total.
fn report(amounts: Vec<Read<Decimal>>, total: Read<Decimal>) -> Report {
    let line = |amount| BudgetLine { amount, ..BudgetLine::default() };
    let side = Side { lines: amounts.into_iter().map(line).collect(), total };
    let budget = Budget { expenses: Some(side), ..Budget::default() };
    let objective = Objective { budget: Some(budget), ..Objective::default() };
    Report {
        schema_version: SCHEMA_VERSION,
        source: Source {
            path: "scansione.pdf".into(),
            sha256: String::new(),
            bytes: 0,
            pages: 1,
            producer: None,
            kind: Kind::Scanned,
            signed: None,
        },
        form: Form::new("prova", "Prova"),
        title: Read::blank(),
        registration: None,
        parameters: Parameters::default(),
        objectives: vec![objective],
        findings: Vec::new(),
        evidence: EvidenceMap,
    }
}

/// The codes of the findings after repair.
fn codes(report: &mut Report) -> Vec<String> {
    repair(report);
    let lexicon = Lexicon::own();
    let case = Case { report, unread: &[], stamps: &[], lexicon, lost: &[], notices: &[], family: Family::default() };
    audit(&case, &Selection::default()).iter().map(|f| f.rule.to_string()).collect()
}

fn side(report: &Report) -> &Side {
    report.objectives[0].budget.as_ref().unwrap().expenses.as_ref().unwrap()
}

#[test]
fn the_reading_that_makes_the_sum_agree_is_taken_and_marked() {
    let mut report = report(vec![sure("100,00"), doubted("250,00", "260,00")], sure("360,00"));
    assert!(codes(&mut report).is_empty());
    let amount = &side(&report).lines[1].amount;
    assert_eq!(amount.value, value::decimal("260,00"));
    let heard = amount.places[0].heard.as_ref().unwrap();
    assert!(heard.repaired);
    assert_eq!(heard.readings, ["250,00", "260,00"]);
}

#[test]
fn a_sum_that_agrees_settles_the_doubt() {
    let mut report = report(vec![sure("100,00"), doubted("260,00", "250,00")], sure("360,00"));
    assert!(codes(&mut report).is_empty());
    assert!(!side(&report).lines[1].amount.places[0].heard.as_ref().unwrap().repaired);
}

#[test]
fn a_wrong_total_that_was_surely_read_is_the_documents_error() {
    let mut report = report(vec![sure("100,00"), sure("260,00")], sure("630,00"));
    assert_eq!(codes(&mut report), ["T002"]);
    assert_eq!(side(&report).total.value, value::decimal("630,00"));
}

#[test]
fn a_sum_that_no_reading_satisfies_is_no_finding_against_the_document() {
    let mut report = report(vec![sure("100,00"), doubted("250,00", "280,00")], sure("360,00"));
    assert_eq!(codes(&mut report), ["E001"]);
    assert_eq!(side(&report).lines[1].amount.value, value::decimal("250,00"));
}

#[test]
fn two_choices_that_agree_leave_the_doubt() {
    let lines = vec![doubted("100,00", "110,00"), doubted("100,00", "110,00")];
    let mut report = report(lines, sure("210,00"));
    assert_eq!(codes(&mut report), ["E001", "E001"]);
}

#[test]
fn values_on_which_the_readers_agreed_are_never_changed() {
    // The doubt could be bent to hide a truly wrong line only by touching a sure value.
    let mut report = report(vec![sure("900,00"), doubted("260,00", "250,00")], sure("360,00"));
    codes(&mut report);
    assert_eq!(side(&report).lines[0].amount.value, value::decimal("900,00"));
    assert_eq!(side(&report).lines[1].amount.value, value::decimal("260,00"));
}

#[test]
fn weights_make_a_hundred() {
    let mut report = report(Vec::new(), Read::blank());
    report.objectives[0].budget = None;
    let phase = |weight| Phase { weight, ..Phase::default() };
    report.objectives[0].phases = vec![phase(sure("60,00")), phase(doubted("46,00", "40,00"))];
    repair(&mut report);
    assert_eq!(report.objectives[0].phases[1].weight.value, value::decimal("40,00"));
}
