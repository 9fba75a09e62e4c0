//! How well rule N001 reads narratives, on labelled ones of sectors that are not in the samples.
//!
//! `cargo test --test narrative -- --nocapture` prints precision and recall, and how each kind of number fares. The cases of
//! even position served for development; the odd ones measure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schedario::audit::Lexicon;
use schedario::audit::narrative::contradictions;
use schedario::geometry::Rect;
use schedario::passage::{Passage, Place};
use schedario::record::{Indicator, Objective, Paragraph, Read, Status};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    caso: Vec<Labelled>,
}

#[derive(Deserialize)]
struct Labelled {
    settore: String,
    indicatori: Vec<String>,
    testo: String,
    numeri: Vec<String>,
}

fn read<T>(value: T, text: &str) -> Read<T> {
    let place = Place { page: 1, bbox: Rect::default(), text: text.into(), confidence: 1.0, heard: None };
    Read { value: Some(value), places: [place].into_iter().collect() }
}

fn objective(case: &Labelled) -> Objective {
    let indicators = case.indicatori.iter().map(|line| {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [description, achieved, expected] = parts[..] else { panic!("{}: {line}", case.settore) };
        Indicator {
            description: read(description.to_owned(), description),
            achieved: read(achieved.parse().unwrap(), achieved),
            expected: read(expected.parse().unwrap(), expected),
            ..Indicator::default()
        }
    });
    let mut passage = Passage::default();
    for word in case.testo.split_whitespace() {
        passage.push(" ", word, 1, 0, Rect::default(), 1.0);
    }
    let day = NaiveDate::from_ymd_opt(2019, 12, 31).unwrap();
    Objective {
        indicators: indicators.collect(),
        status: Some(Status { as_of: read(day, "31 dicembre"), paragraphs: vec![Paragraph::from(passage)] }),
        ..Objective::default()
    }
}

/// Whether the reader means the number that was labelled; it may take a sign or a unit with it.
fn is(said: &str, number: &str) -> bool {
    let said = said.trim_start_matches("una ").trim_start_matches("un ");
    let rest = said.strip_prefix(number).or_else(|| number.strip_prefix(said));
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.' || c == ','))
}

/// What became of the numbers of some cases.
#[derive(Default)]
struct Tally {
    hits: usize,
    alarms: Vec<String>,
    misses: Vec<String>,
    /// Kind to how many numbers there are and how many of them were judged rightly.
    kinds: BTreeMap<String, (usize, usize)>,
}

impl Tally {
    fn add(&mut self, case: &Labelled) {
        let found: Vec<(usize, String)> = contradictions(&objective(case), Lexicon::own())
            .into_iter()
            .map(|c| (c.indicator, case.testo[c.places[0].1.clone()].to_owned()))
            .collect();
        let mut due = Vec::new();
        for label in &case.numeri {
            let parts: Vec<&str> = label.rsplitn(3, ' ').collect();
            let [judgement, kind, number] = parts[..] else { panic!("{}: {label}", case.settore) };
            assert!(case.testo.contains(number), "{}: {number} is not in the text", case.settore);
            let told = found.iter().find(|(_, said)| is(said, number));
            let wanted = judgement.strip_prefix('!').map(|i| i.parse::<usize>().unwrap());
            let right = told.map(|t| t.0) == wanted;
            let entry = self.kinds.entry(kind.to_owned()).or_default();
            *entry = (entry.0 + 1, entry.1 + usize::from(right));
            due.extend(wanted.map(|i| (i, number.to_owned())));
        }
        for pair in &found {
            if due.iter().any(|(i, number)| *i == pair.0 && is(&pair.1, number)) {
                self.hits += 1;
            } else {
                self.alarms.push(format!("{}: {} for \"{}\"", case.settore, pair.1, case.indicatori[pair.0]));
            }
        }
        for pair in due.iter().filter(|(i, number)| !found.iter().any(|f| f.0 == *i && is(&f.1, number))) {
            self.misses.push(format!("{}: {} for \"{}\"", case.settore, pair.1, case.indicatori[pair.0]));
        }
    }

    fn precision(&self) -> f64 {
        self.hits as f64 / (self.hits + self.alarms.len()).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.hits as f64 / (self.hits + self.misses.len()).max(1) as f64
    }

    fn report(&self, name: &str) {
        println!("{name}: precision {:.3}, recall {:.3}, {} hits", self.precision(), self.recall(), self.hits);
        for (kind, (all, right)) in &self.kinds {
            println!("  {kind:10} {right} of {all} judged rightly");
        }
        self.alarms.iter().for_each(|a| println!("  false alarm: {a}"));
        self.misses.iter().for_each(|m| println!("  miss: {m}"));
    }
}

/// The cases of even position, and those of odd position.
fn halves(source: &str) -> [Tally; 2] {
    let cases: Cases = toml::from_str(source).unwrap();
    assert!(cases.caso.len() >= 40);
    let mut halves = [Tally::default(), Tally::default()];
    for (k, case) in cases.caso.iter().enumerate() {
        halves[k % 2].add(case);
    }
    halves
}

#[test]
fn narratives_of_other_sectors_are_read_without_false_alarms() {
    hold(include_str!("narrative/cases.toml"), ["developed on", "measured on"]);
}

/// Wordy, sloppy, full of clauses: written by somebody who knew neither the reader nor its words.
#[test]
fn the_prose_of_another_hand_is_read_too() {
    hold(include_str!("narrative/altra-mano.toml"), ["another hand, developed on", "another hand, measured on"]);
}

/// Reports both halves of some cases, and demands what every half must reach.
fn hold(source: &str, names: [&str; 2]) {
    for (tally, name) in halves(source).iter().zip(names) {
        tally.report(name);
        assert!(tally.precision() >= 0.95, "precision {:.3}", tally.precision());
        assert!(tally.recall() >= 0.80, "recall {:.3}", tally.recall());
    }
}
