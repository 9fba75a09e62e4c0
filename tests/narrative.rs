//! How well rule N001 reads narratives, on labelled ones (`tests/narrative/`).
//!
//! `cargo test --test all narrative:: -- --nocapture` prints precision and recall. The weights of the reader were fitted without
//! the writers set aside (`examples/fit-narrative`), so that what is said of them here is what a stranger's prose can expect.

#[allow(dead_code, reason = "the program that fits reads more of a label than the tests do")]
#[path = "../examples/fit-narrative/data.rs"]
mod data;

use std::path::Path;

use data::Case;
use schedario::audit::narrative::contradictions;
use schedario::audit::{Lexicon, Selection};

/// Writers that took no part in fitting; the same as in `examples/fit-narrative/main.rs`.
const ASIDE: &[&str] = &["copia_incolla", "direttrice_museo", "ecologo", "sbadato", "staff_assessore"];

/// What became of the contradictions of some cases.
#[derive(Default)]
struct Tally {
    right: usize,
    told: usize,
    due: usize,
}

impl Tally {
    fn of(cases: &[Case]) -> Self {
        let mut out = Self::default();
        for case in cases {
            let paragraphs: Vec<&str> = case.paragraphs.iter().map(String::as_str).collect();
            let found = contradictions(&paragraphs, &case.indicators, case.year, Lexicon::own(), Selection::SURE);
            out.told += found.len();
            out.due += case.contradicted().len();
            out.right += found
                .iter()
                .filter(|c| {
                    c.places.iter().any(|(paragraph, range)| {
                        let label = case.label(*paragraph, range.start, range.end);
                        label.is_some_and(|l| l.contradicts && l.indicator == Some(c.indicator))
                    })
                })
                .count();
        }
        out
    }

    fn hold(&self, name: &str, precision: f64, recall: f64) {
        let (p, r) = (self.right as f64 / self.told.max(1) as f64, self.right as f64 / self.due.max(1) as f64);
        println!("{name}: precision {p:.3}, recall {r:.3} ({} of {} right, {} due)", self.right, self.told, self.due);
        assert!(p >= precision, "{name}: precision {p:.3}");
        assert!(r >= recall, "{name}: recall {r:.3}");
    }
}

fn narratives() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/narrative")
}

#[test]
fn writers_that_were_set_aside_are_read() {
    let cases: Vec<Case> = data::writers(&narratives().join("writers"))
        .into_iter()
        .filter(|case| ASIDE.contains(&case.writer.as_str()))
        .collect();
    assert_eq!(cases.len(), 40);
    Tally::of(&cases).hold("set aside", 0.8, 0.55);
}

#[test]
fn writers_that_were_learned_from_are_read() {
    let cases: Vec<Case> = data::writers(&narratives().join("writers"))
        .into_iter()
        .filter(|case| !ASIDE.contains(&case.writer.as_str()))
        .collect();
    assert_eq!(cases.len(), 120);
    Tally::of(&cases).hold("learned from", 0.95, 0.7);
}

/// Reports of forms and wordings of many kinds, of which only the contradictions are labelled.
#[test]
fn narratives_of_whole_reports_are_read() {
    Tally::of(&data::writers(&narratives().join("reports"))).hold("reports", 0.95, 0.9);
}

#[test]
fn short_narratives_are_read() {
    for (file, name) in [("cases.toml", "short"), ("altra-mano.toml", "short, another hand")] {
        Tally::of(&data::short(&narratives().join(file), name)).hold(name, 0.95, 0.9);
    }
}
