//! Every rule has a case in which it fires and one in which it keeps silent, and its documentation in both languages.
//!
//! The cases change one thing in a sound report. `SCHEDARIO_BLESS=1 cargo test --test all rules::` writes `docs/rules/` anew.

use crate::common;
use std::fs;

use chrono::NaiveDate;
use schedario::audit::{Case, Family, Lexicon, Selection, audit, index, page, rules};
use schedario::base::geometry::Rect;
use schedario::base::lang::Lang;
use schedario::base::passage::{Passage, Place};
use schedario::contract::{
    Budget, BudgetLine, Drift, EvidenceMap, Finding, Form, How, Indicator, Kind, Notice, Objective, Paragraph,
    Parameters, Phase, Read, Reading, Registration, Report, SCHEMA_VERSION, Side, Source, Status,
};

/// A value with a place that says what it says.
fn read<T: ToString>(value: T) -> Read<T> {
    let places = [place(&value.to_string())].into_iter().collect();
    Read { value: Some(value), places }
}

/// Text that cannot be read.
fn unreadable<T>(text: &str) -> Read<T> {
    Read { value: None, places: [place(text)].into_iter().collect() }
}

fn place(text: &str) -> Place {
    Place { page: 1, bbox: Rect::new(10.0, 20.0, 30.0, 28.0), text: text.into(), confidence: 1.0, heard: None }
}

fn text(value: &str) -> Read<String> {
    read(value.to_owned())
}

fn number(value: &str) -> Read<rust_decimal::Decimal> {
    read(value.parse().unwrap())
}

fn day(value: &str) -> Read<NaiveDate> {
    read(value.parse().unwrap())
}

fn phase(weight: &str) -> Phase {
    Phase {
        description: text("Fase"),
        weight: number(weight),
        progress: number("100.00"),
        planned_start: day("2017-01-01"),
        planned_end: day("2017-12-31"),
        actual_start: day("2017-01-01"),
        actual_end: day("2017-12-31"),
        ..Phase::default()
    }
}

fn line(chapter: &str, amount: &str) -> BudgetLine {
    BudgetLine {
        fiscal_year: read(2017),
        budget_code: text("1.03"),
        chapter: text(chapter),
        accrual: text("CP"),
        financial_plan: text("1.03"),
        mission_programme: text("01.03"),
        amount: number(amount),
        ..BudgetLine::default()
    }
}

/// A report in which nothing is wrong.
fn sound() -> Report {
    let objective = Objective {
        code: text("2017_P03_01"),
        year: read(2017),
        status: Some(Status { as_of: day("2017-12-31"), paragraphs: vec![Paragraph::default()] }),
        phases: vec![phase("40.00"), phase("60.00")],
        indicators: vec![
            Indicator {
                description: text("Numero corsi"),
                expected: number("6.00"),
                achieved: number("7.00"),
                ..Indicator::default()
            },
            Indicator {
                description: text("Carta dei servizi (si = 1, no = 0)"),
                expected: number("1.00"),
                achieved: number("0"),
                ..Indicator::default()
            },
        ],
        budget: Some(Budget {
            revenues: Some(Side { lines: vec![line("3010450", "10000.00")], total: number("10000.00") }),
            expenses: Some(Side {
                lines: vec![line("1020150", "1200.00"), line("1020210", "7000.00")],
                total: number("8200.00"),
            }),
            balance: number("1800.00"),
        }),
        ..Objective::default()
    };
    Report {
        schema_version: SCHEMA_VERSION,
        source: Source {
            path: "x.pdf".into(),
            sha256: String::new(),
            bytes: 1,
            pages: 1,
            producer: None,
            kind: Kind::Digital,
            signed: None,
        },
        form: Form::new("x", "X"),
        title: text("SCHEDA"),
        registration: Some(stamp("2018-03-19")),
        parameters: Parameters::default(),
        objectives: vec![objective],
        findings: Vec::new(),
        evidence: EvidenceMap,
    }
}

fn stamp(date: &str) -> Registration {
    Registration {
        entity: text("COMUNE"),
        protocol_number: text("1/2018"),
        protocol_date: day(date),
        ..Registration::default()
    }
}

struct Bench {
    report: Report,
    unread: Vec<Place>,
    stamps: Vec<Registration>,
    lost: Vec<u32>,
    notices: Vec<Notice>,
}

impl Bench {
    fn sound() -> Self {
        Self {
            report: sound(),
            unread: Vec::new(),
            stamps: vec![stamp("2018-03-19"), stamp("2018-03-19")],
            lost: Vec::new(),
            notices: Vec::new(),
        }
    }

    fn objective(&mut self) -> &mut Objective {
        &mut self.report.objectives[0]
    }

    fn budget(&mut self) -> &mut Budget {
        self.objective().budget.as_mut().unwrap()
    }

    fn expense(&mut self, k: usize) -> &mut BudgetLine {
        &mut self.budget().expenses.as_mut().unwrap().lines[k]
    }

    fn prose(&mut self, text: &str) {
        let mut passage = Passage::default();
        for word in text.split(' ') {
            passage.push(" ", word, 1, 0, Rect::new(10.0, 20.0, 30.0, 28.0), 1.0);
        }
        self.objective().status.as_mut().unwrap().paragraphs = vec![Paragraph::from(passage)];
    }

    fn findings(&self) -> Vec<Finding> {
        let (report, unread, stamps) = (&self.report, &self.unread, &self.stamps);
        let (lexicon, family) = (Lexicon::own(), Family::default());
        let case = Case { report, unread, stamps, lexicon, lost: &self.lost, notices: &self.notices, family };
        audit(&case, &Selection::default())
    }
}

impl Bench {
    fn codes(&self) -> Vec<String> {
        self.findings().iter().map(|f| f.rule.to_string()).collect()
    }
}

/// A change to the sound report.
type Change = fn(&mut Bench);

/// What makes each rule fire, with the subject of its finding, and a near miss that must not.
const CASES: &[(&str, Change, &str, Change)] = &[
    (
        "T001",
        |b| b.budget().revenues.as_mut().unwrap().total = number("10000.01"),
        "/objectives/0/budget/revenues/total",
        |b| b.budget().revenues.as_mut().unwrap().lines[0].amount = unreadable("1O.000,00"),
    ),
    (
        "T002",
        |b| b.budget().expenses.as_mut().unwrap().total = number("2800.00"),
        "/objectives/0/budget/expenses/total",
        |b| b.budget().expenses.as_mut().unwrap().total = number("8200"),
    ),
    (
        "T003",
        |b| b.budget().balance = number("-1800.00"),
        "/objectives/0/budget/balance",
        |b| {
            b.budget().revenues = None;
            b.budget().balance = number("-8200.00");
        },
    ),
    (
        "W001",
        |b| b.objective().phases[0].weight = number("35.00"),
        "/objectives/0/phases",
        |b| {
            b.objective().phases[0].weight = unreadable("4O");
        },
    ),
    (
        "W002",
        |b| b.objective().phases[1].progress = number("110"),
        "/objectives/0/phases/1/progress",
        |b| {
            b.objective().phases[1].progress = number("0");
            b.objective().phases[1].actual_end = Read::blank();
        },
    ),
    (
        "D001",
        |b| b.objective().phases[0].planned_end = day("2016-12-31"),
        "/objectives/0/phases/0/planned_end",
        |b| {
            b.objective().phases[0].planned_end = day("2017-01-01");
        },
    ),
    (
        "D002",
        |b| b.objective().phases[0].actual_end = day("2016-12-31"),
        "/objectives/0/phases/0/actual_end",
        |b| {
            b.objective().phases[0].actual_start = Read::blank();
        },
    ),
    (
        "D003",
        |b| b.objective().phases[1].progress = number("80"),
        "/objectives/0/phases/1/actual_end",
        |b| {
            b.objective().phases[1].actual_end = unreadable("31/12/2O17");
        },
    ),
    (
        "D004",
        |b| b.objective().phases[0].actual_end = day("2018-01-15"),
        "/objectives/0/phases/0/actual_end",
        |b| {
            b.objective().status = None;
            b.objective().phases[0].actual_end = day("2018-01-15");
        },
    ),
    (
        "I001",
        |b| b.objective().indicators[1].expected = number("2.00"),
        "/objectives/0/indicators/1/expected",
        |b| {
            b.objective().indicators[0].expected = number("2.00");
        },
    ),
    (
        "I002",
        |b| b.objective().indicators[0].achieved = Read::blank(),
        "/objectives/0/indicators/0/achieved",
        |b| {
            b.objective().indicators[0].achieved = Read::blank();
            b.objective().status.as_mut().unwrap().as_of = day("2017-12-30");
        },
    ),
    (
        "N001",
        |b| b.prose("Nel corso dell'anno si sono svolti 6 corsi dedicati al gestionale."),
        "/objectives/0/indicators/0/achieved",
        |b| b.prose("Si sono svolti sette corsi; nel 2016 i corsi erano stati 5, e per il 2018 se ne prevedono 9."),
    ),
    (
        "B001",
        |b| b.expense(1).financial_plan = text("1.04"),
        "/objectives/0/budget/expenses/lines/1/budget_code",
        |b| {
            b.expense(1).financial_plan = Read::blank();
        },
    ),
    (
        "B002",
        |b| b.expense(0).fiscal_year = read(2016),
        "/objectives/0/budget/expenses/lines/0/fiscal_year",
        |b| {
            b.expense(0).fiscal_year = Read::blank();
        },
    ),
    (
        "B003",
        |b| b.expense(1).chapter = text("1020150"),
        "/objectives/0/budget/expenses/lines/1",
        |b| {
            b.expense(1).chapter = text("1020150");
            b.expense(1).accrual = text("RS");
        },
    ),
    (
        "B004",
        |b| b.expense(0).mission_programme = text("09.99"),
        "/objectives/0/budget/expenses/lines/0/mission_programme",
        |b| b.expense(0).mission_programme = text("99.01"),
    ),
    (
        "H001",
        |b| {
            let drift = Drift {
                field: "councillor".into(),
                expected: text("Sindaco"),
                found: text("Bilancio"),
                pages: vec![3],
            };
            b.objective().drifts.push(drift);
        },
        "/objectives/0/councillor",
        |b| b.objective().councillor = text("Sindaco"),
    ),
    (
        "H002",
        |b| {
            let mut twin = sound().objectives.remove(0);
            twin.description = text("Altro");
            b.report.objectives.push(twin);
        },
        "/objectives/1/code",
        |b| {
            let mut other = sound().objectives.remove(0);
            other.code = text("2017_P03_02");
            b.report.objectives.push(other);
        },
    ),
    (
        "H003",
        |b| b.notices.push(Notice::Repeated { page: place("SCHEDA"), of: 3 }),
        "",
        |b| b.notices.push(Notice::Covered { hidden: place("SCHEDA") }),
    ),
    (
        "R001",
        |b| b.stamps[1] = stamp("2018-03-29"),
        "/registration/protocol_date",
        |b| {
            b.stamps[1].protocol_date = Read::blank();
        },
    ),
    (
        "E001",
        |b| b.objective().phases[0].planned_end.places[0].confidence = 0.5,
        "/objectives/0/phases/0/planned_end",
        |b| b.objective().phases[0].planned_end.places[0].confidence = 0.9,
    ),
    ("E002", |b| b.unread.push(place("nota a margine")), "", |_| {}),
    (
        "E003",
        |b| b.objective().phases[0].planned_end = unreadable("31/06/2017"),
        "/objectives/0/phases/0/planned_end",
        |b| {
            b.objective().phases[0].planned_end = Read::blank();
        },
    ),
    (
        "E004",
        |b| {
            let reading = reading("Termine previsto", "phases/planned_end", How::Likeness);
            b.report.form.readings = vec![reading.clone(), reading];
        },
        "",
        |b| {
            b.report.form.readings = vec![
                reading("Fine prevista", "phases/planned_end", How::Named),
                reading("Termine previsto", "phases/planned_end", How::Person),
            ];
        },
    ),
    (
        "E005",
        |b| {
            // Everything of the sound report stands in one spot: this value alone stands where something is hidden.
            let spot = Rect::new(100.0, 200.0, 140.0, 208.0);
            b.budget().balance.places[0].bbox = spot;
            b.notices.push(Notice::Covered { hidden: Place { bbox: spot, ..place("9.000,00") } });
        },
        "/objectives/0/budget/balance",
        |b| b.notices.push(Notice::Repeated { page: place("SCHEDA"), of: 3 }),
    ),
    (
        "E006",
        |b| {
            b.objective().phases[0].weight = unreadable("31/12/2017");
            b.notices.push(misread("/objectives/0/phases"));
        },
        "/objectives/0/phases",
        |b| b.objective().phases[0].weight = unreadable("31/12/2017"),
    ),
];

fn reading(printed: &str, field: &str, how: How) -> Reading {
    let places = vec![(&place(printed)).into()];
    Reading { printed: printed.into(), field: Some(field.into()), how, confidence: 0.9, places }
}

fn misread(list: &str) -> Notice {
    Notice::Misread { list: list.into() }
}

#[test]
fn nothing_is_found_in_a_sound_report() {
    let found = Bench::sound().findings();
    assert!(found.is_empty(), "{found:?}");
}

/// A field of which nothing is printed at all is no blank.
#[test]
fn no_rule_speaks_of_an_absent_field() {
    let cases: [(&str, &str, Change); 4] = [
        ("D003", "phases/actual_end", |b| b.objective().phases[0].actual_end = Read::blank()),
        ("I002", "indicators/achieved", |b| b.objective().indicators[0].achieved = Read::blank()),
        ("B003", "budget/expenses/lines/article", |b| b.expense(1).chapter = text("1020150")),
        ("B003", "budget", |b| b.expense(1).chapter = text("1020150")),
    ];
    for (code, field, change) in cases {
        let mut bench = Bench::sound();
        change(&mut bench);
        assert_eq!(bench.codes(), [code], "{field} is a blank");
        bench.report.form.absent = vec![field.to_owned()];
        assert_eq!(bench.codes(), [""; 0], "{field} is absent");
        bench.report.form.absent = vec!["phases/note".to_owned(), "budget/revenues/lines/article".to_owned()];
        assert_eq!(bench.codes(), [code], "another field is absent");
    }
}

/// Of a table that was not understood there is one finding: its cells make none, its values enter no sum, its blanks say nothing.
#[test]
fn a_table_that_was_not_understood_makes_one_finding() {
    let cases: [(&str, Change, &[&str]); 3] = [
        (
            "/objectives/0/phases",
            |b| {
                b.objective().phases[0].weight = number("31.00");
                b.objective().phases[0].actual_end = Read::blank();
                b.objective().phases[1].planned_end = unreadable("40,00");
            },
            &["W001", "D003", "E003"],
        ),
        (
            "/objectives/0/budget/expenses/lines",
            |b| {
                b.expense(0).amount = Read::blank();
                b.expense(1).accrual = unreadable("7.000,00");
            },
            &["T002", "E003"],
        ),
        ("/objectives/0/indicators", |b| b.objective().indicators[0].achieved = Read::blank(), &["I002"]),
    ];
    for (list, change, otherwise) in cases {
        let mut bench = Bench::sound();
        change(&mut bench);
        assert_eq!(bench.codes(), otherwise, "{list} was understood");
        bench.notices.push(misread(list));
        assert_eq!(bench.codes(), ["E006"], "{list} was not");
        bench.notices = vec![misread("/objectives/7/phases")];
        assert_eq!(bench.codes().len(), otherwise.len() + 1, "another table was not");
    }
}

/// What was read by likeness is as sure as the likeness; what is arithmetic is certain.
#[test]
fn a_finding_says_how_sure_it_is() {
    let mut bench = Bench::sound();
    bench.objective().phases[0].weight = number("35.00");
    bench.report.form.readings = vec![reading("Termine", "phases/planned_end", How::Law)];
    let sure: Vec<(String, f64)> = bench.findings().iter().map(|f| (f.rule.to_string(), f.confidence)).collect();
    assert_eq!(sure, [("W001".to_owned(), 1.0), ("E004".to_owned(), 0.9)]);
}

/// What is hidden where no value stands is told of the whole document.
#[test]
fn hidden_text_without_a_value_above_it_is_told() {
    let mut bench = Bench::sound();
    let aside = Rect::new(400.0, 700.0, 450.0, 708.0);
    bench.notices.push(Notice::Covered { hidden: Place { bbox: aside, ..place("9.000,00") } });
    let found = bench.findings();
    assert_eq!((found.len(), &*found[0].rule, found[0].subject.as_str()), (1, "E005", ""));
    assert!(found[0].message.it.contains("«9.000,00»"), "{}", found[0].message.it);
}

/// Where a page is lost, sums need not agree.
#[test]
fn sums_are_not_checked_where_a_page_is_lost() {
    let mut bench = Bench::sound();
    bench.budget().expenses.as_mut().unwrap().lines.pop();
    bench.objective().phases.pop();
    assert_eq!(bench.codes(), ["T002", "W001"]);
    for (lost, silent) in [(1, true), (2, true), (3, false)] {
        bench.lost = vec![lost];
        assert_eq!(bench.codes().is_empty(), silent, "page {lost}");
    }
}

#[test]
fn every_rule_fires_where_it_must_and_only_there() {
    let covered: Vec<&str> = CASES.iter().map(|c| c.0).collect();
    // X001 needs several reports: tests/compare.rs.
    let all: Vec<&str> = rules::ALL.iter().map(|r| r.code).filter(|c| *c != "X001").collect();
    assert_eq!(covered, all, "each rule has its cases, in the order of the registry");
    for (code, fires, subject, silent) in CASES {
        let mut bench = Bench::sound();
        fires(&mut bench);
        let found: Vec<Finding> = bench.findings().into_iter().filter(|f| f.rule == *code).collect();
        assert_eq!(found.len(), 1, "{code} fires once: {found:?}");
        assert_eq!(found[0].subject, *subject, "{code}");
        assert_eq!(found[0].severity, rules::find(code).unwrap().severity, "{code}");
        assert!(!found[0].places.is_empty(), "{code} shows where to look");
        assert!(found[0].message.it.len() > 15 && found[0].message.en.len() > 15, "{code}: {:?}", found[0].message);
        assert_ne!(found[0].message.it, found[0].message.en, "{code}");
        let mut bench = Bench::sound();
        silent(&mut bench);
        let near_miss: Vec<Finding> = bench.findings().into_iter().filter(|f| f.rule == *code).collect();
        assert!(near_miss.is_empty(), "{code} cries wolf: {near_miss:?}");
    }
}

#[test]
fn an_unknown_missione_is_told_with_those_that_exist() {
    let mut bench = Bench::sound();
    bench.expense(0).mission_programme = text("98.01");
    let found = bench.findings();
    assert!(found[0].message.en.starts_with("There is no missione 98; there are 01, 02"), "{}", found[0].message.en);
}

#[test]
fn a_finding_says_what_would_explain_it() {
    let mut bench = Bench::sound();
    bench.budget().expenses.as_mut().unwrap().total = number("1200.00");
    let found = bench.findings();
    let total = found.iter().find(|f| f.rule == "T002").unwrap();
    assert_eq!(total.expected.as_deref(), Some("8200.00"));
    assert_eq!(total.found.as_deref(), Some("1200.00"));
    assert!(
        total.message.en.ends_with("difference −7,000.00. The total equals the sum without line 2"),
        "{}",
        total.message.en
    );
    assert_eq!(total.related, ["/objectives/0/budget/expenses/lines/1/amount"]);
}

#[test]
fn every_rule_is_documented_in_both_languages() {
    for rule in rules::ALL {
        for text in [rule.doc.what, rule.doc.why, rule.doc.example].into_iter().chain(rule.doc.law) {
            assert!(text.0.len() > 20 && text.1.len() > 20 && text.0 != text.1, "{}: {text:?}", rule.code);
        }
    }
}

#[test]
fn the_published_pages_are_current() {
    let folder = common::project("docs/rules");
    let mut pages: Vec<(String, String)> = rules::ALL
        .iter()
        .map(|rule| (format!("{}.md", rule.code), format!("{}\n---\n\n{}", page(rule, Lang::It), page(rule, Lang::En))))
        .collect();
    let list = format!(
        "# Le regole dei rilievi\n\n```\n{}```\n\n# The rules of the findings\n\n```\n{}```\n",
        index(Lang::It),
        index(Lang::En)
    );
    pages.push(("README.md".to_owned(), list));
    if std::env::var_os("SCHEDARIO_BLESS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        pages.iter().for_each(|(name, page)| fs::write(folder.join(name), page).unwrap());
    }
    for (name, page) in &pages {
        let published = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert_eq!(
            published, *page,
            "docs/rules/{name} is not current: SCHEDARIO_BLESS=1 cargo test --test all rules::"
        );
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), pages.len(), "a page of docs/rules is of no rule");
}
