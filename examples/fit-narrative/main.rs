//! Fits the weights with which rule N001 reads narratives, and measures them.
//!
//! `cargo run --release --example fit-narrative` fits on the writers that serve for learning and choosing and writes
//! `src/audit/data/narrative.tsv`; with `-- leave-out` it reads each of them by weights fitted on the others, with `-- aside` the
//! writers that no one looked at. Nothing is drawn by lot: the same labels give the same weights.

mod data;
mod fit;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use data::Case;
use fit::{Example, Known};
use schedario::audit::Lexicon;
use schedario::audit::narrative::{DECISION, Opinion, Study, Weights, decide, evidence};

/// Writers of whom only the score is looked at.
const ASIDE: &[&str] = &["copia_incolla", "direttrice_museo", "ecologo", "sbadato", "staff_assessore"];

/// How much the weights of each model are held down; chosen by leaving writers out.
const RIDGE_KIND: f64 = 1.0;
const RIDGE_LINK: f64 = 4.0;
const RIDGE_DECISION: f64 = 4.0;
/// How many rounds the model of kinds is fitted for.
const ROUNDS: usize = 120;

/// A narrative with what the reader sees of it.
struct Read<'l> {
    case: Case,
    study: Study<'l>,
}

fn main() {
    let root = std::env::var("CARGO_MANIFEST_DIR").map_or_else(|_| PathBuf::from("."), PathBuf::from);
    let root = if root.join("tests/narrative").exists() { root } else { PathBuf::from(".") };
    let told = root.join("tests/narrative");
    let mut cases = data::writers(&told.join("writers"));
    // Reports of which only the contradictions are known.
    cases.extend(data::writers(&told.join("reports")));
    cases.extend(data::short(&told.join("cases.toml"), "cases"));
    cases.extend(data::short(&told.join("altra-mano.toml"), "altra-mano"));
    let lexicon = Lexicon::own();
    let read = |case: Case| {
        let paragraphs: Vec<&str> = case.paragraphs.iter().map(String::as_str).collect();
        let study = Study::new(&paragraphs, &case.indicators, case.year, lexicon);
        Read { case, study }
    };
    let (aside, own): (Vec<Read<'_>>, Vec<Read<'_>>) =
        cases.into_iter().map(read).partition(|r| ASIDE.contains(&r.case.writer.as_str()));
    let mode = std::env::args().nth(1).unwrap_or_default();
    let folds = folds(&own);
    match mode.as_str() {
        "leave-out" => leave_out(&own, &folds),
        "aside" => measure_aside(&own, &folds, &aside),
        _ => write(&own, &folds, &root.join("src/audit/data/narrative.tsv")),
    }
}

/// The weights of the first two models for each writer, fitted on all others.
fn folds(own: &[Read<'_>]) -> BTreeMap<String, Weights> {
    let writers: BTreeSet<&str> = own.iter().map(|r| r.case.writer.as_str()).collect();
    let fit = |writer: &str| {
        let others: Vec<&Read<'_>> = own.iter().filter(|r| r.case.writer != writer).collect();
        (writer.to_owned(), first_two(&others))
    };
    std::thread::scope(|scope| {
        let handles: Vec<_> = writers.iter().map(|w| scope.spawn(move || fit(w))).collect();
        handles.into_iter().map(|h| h.join().expect("a fit")).collect()
    })
}

fn first_two(reads: &[&Read<'_>]) -> Weights {
    let mut weights = Weights::parse("");
    let mut known = Vec::new();
    let mut links = Vec::new();
    for read in reads {
        for (s, said) in read.study.said.iter().take(read.study.single).enumerate() {
            let range = &said.mention.range;
            let label = read.case.label(said.paragraph, range.start, range.end);
            if let Some(kind) = label.and_then(|l| l.kind) {
                known.push(Known { cues: read.study.cues[s].clone(), kind, writer: read.case.writer.clone() });
            }
            let Some(label) = label else { continue };
            for (i, pair) in read.study.pairs[s].iter().enumerate() {
                let Some(pair) = pair else { continue };
                links.push(Example { features: pair.features.clone(), is: label.indicator == Some(i), weight: 1.0 });
            }
        }
    }
    weights.kind = fit::cues(&known.iter().collect::<Vec<_>>(), RIDGE_KIND, ROUNDS);
    weights.link = fit::logistic(&links, RIDGE_LINK);
    weights
}

/// What the decision is learned from: every pair that does not agree, seen by weights that never saw the writer.
fn decisions(read: &Read<'_>, weights: &Weights) -> Vec<Example> {
    let opinion = Opinion::new(&read.study, weights);
    let mut out = Vec::new();
    for (s, said) in read.study.said.iter().enumerate() {
        let range = &said.mention.range;
        let label = read.case.label(said.paragraph, range.start, range.end);
        let sum = s >= read.study.single;
        if !sum && label.is_some_and(|l| l.how == "sum_of_parts") {
            continue;
        }
        for i in 0..read.study.gauges.len() {
            let Some(features) = evidence(&read.study, &opinion, s, i) else { continue };
            let is =
                label.is_some_and(|l| l.contradicts && l.indicator == Some(i) && (!sum || l.how == "sum_of_parts"));
            out.push(Example { features, is, weight: 1.0 });
        }
    }
    out
}

fn decision(
    own: &[Read<'_>],
    folds: &BTreeMap<String, Weights>,
    without: &str,
) -> schedario::audit::narrative::Logistic {
    let examples: Vec<Example> =
        own.iter().filter(|r| r.case.writer != without).flat_map(|r| decisions(r, &folds[&r.case.writer])).collect();
    fit::logistic(&examples, RIDGE_DECISION)
}

/// What was found in a case: its chance, whether it is right, and what to print of it.
struct Found {
    writer: String,
    chance: f64,
    right: bool,
    text: String,
}

#[derive(Default)]
struct Tally {
    found: Vec<Found>,
    due: BTreeMap<String, usize>,
    missed: Vec<(String, String)>,
}

impl Tally {
    fn add(&mut self, read: &Read<'_>, weights: &Weights) {
        let opinion = Opinion::new(&read.study, weights);
        let case = &read.case;
        let due = case.contradicted();
        *self.due.entry(case.writer.clone()).or_default() += due.len();
        let decisions = decide(&read.study, &opinion, weights);
        for d in &decisions {
            let said = &read.study.said[d.said];
            let range = &said.mention.range;
            let label = case.label(said.paragraph, range.start, range.end);
            let right = label.is_some_and(|l| l.contradicts && l.indicator == Some(d.indicator));
            let text = &case.paragraphs[said.paragraph];
            let (from, to) =
                (floor(text, range.start.saturating_sub(60)), floor(text, (range.end + 40).min(text.len())));
            let i = &case.indicators[d.indicator];
            self.found.push(Found {
                writer: case.writer.clone(),
                chance: d.chance,
                right,
                text: format!(
                    "{} «{}[[{}]]{}» for \"{}\" = {} ({})",
                    case.name,
                    &text[from..range.start],
                    &text[range.clone()],
                    &text[range.end..to],
                    i.description,
                    i.achieved.unwrap_or_default(),
                    label.map_or("-", |l| &l.how)
                ),
            });
        }
        for i in due {
            let found = decisions.iter().filter(|d| d.indicator == i).find(|d| {
                let said = &read.study.said[d.said];
                case.label(said.paragraph, said.mention.range.start, said.mention.range.end)
                    .is_some_and(|l| l.contradicts && l.indicator == Some(i))
            });
            let chance = found.map_or(0.0, |d| d.chance);
            for label in case.labels.iter().filter(|l| l.contradicts && l.indicator == Some(i)) {
                let text = &case.paragraphs[label.paragraph];
                let (from, to) =
                    (floor(text, label.start.saturating_sub(60)), floor(text, (label.end + 40).min(text.len())));
                let detail = read.study.said.iter().position(|s| {
                    s.paragraph == label.paragraph
                        && s.mention.range.start < label.end
                        && label.start < s.mention.range.end
                });
                let detail = detail.map_or("NOT SEEN".to_owned(), |s| {
                    let best = opinion.kinds[s].iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |b| b.0);
                    format!(
                        "link {:.2} kind {:?} {:.2}",
                        opinion.links[s][i].unwrap_or(-9.9),
                        schedario::audit::narrative::Kind::ALL[best],
                        opinion.kinds[s][best]
                    )
                });
                self.missed.push((
                    case.writer.clone(),
                    format!(
                        "{chance:.2} {} «{}[[{}]]{}» for \"{}\" = {} ({}) {detail}",
                        case.name,
                        &text[from..label.start],
                        &text[label.start..label.end],
                        &text[label.end..to],
                        case.indicators[i].description,
                        case.indicators[i].achieved.unwrap_or_default(),
                        label.how
                    ),
                ));
            }
        }
    }

    fn score(&self, threshold: f64, writer: impl Fn(&str) -> bool) -> (usize, usize, usize) {
        let found = self.found.iter().filter(|f| f.chance >= threshold && writer(&f.writer));
        let (right, all) = found.fold((0, 0), |(r, a), f| (r + usize::from(f.right), a + 1));
        let due = self.due.iter().filter(|(w, _)| writer(w)).map(|(_, n)| n).sum();
        (right, all, due)
    }

    fn print(&self, by_writer: bool) {
        let short = |w: &str| matches!(w, "cases" | "altra-mano");
        for (name, part) in [("long", false), ("short", true)] {
            for threshold in [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
                let (right, all, due) = self.score(threshold, |w| short(w) == part);
                if due > 0 {
                    println!(
                        "{name} {threshold:.1}: precision {:.3} recall {:.3} ({right}/{all} of {due})",
                        right as f64 / all.max(1) as f64,
                        right as f64 / due as f64
                    );
                }
            }
        }
        let bins = [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01];
        for bin in bins.windows(2) {
            let inside: Vec<&Found> = self.found.iter().filter(|f| f.chance >= bin[0] && f.chance < bin[1]).collect();
            let mean = inside.iter().map(|f| f.chance).sum::<f64>() / inside.len().max(1) as f64;
            let right = inside.iter().filter(|f| f.right).count() as f64 / inside.len().max(1) as f64;
            println!("said {mean:.2}: {right:.2} of {}", inside.len());
        }
        if by_writer {
            for writer in self.due.keys() {
                let (right, all, due) = self.score(0.5, |w| w == writer);
                println!(
                    "  {writer}: precision {:.2} recall {:.2} ({right}/{all} of {due})",
                    right as f64 / all.max(1) as f64,
                    right as f64 / due.max(1) as f64
                );
            }
        }
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|k| text.is_char_boundary(*k)).unwrap_or(0)
}

fn leave_out(own: &[Read<'_>], folds: &BTreeMap<String, Weights>) {
    let mut tally = Tally::default();
    for writer in folds.keys() {
        let mut weights = folds[writer].clone();
        weights.decision = decision(own, folds, writer);
        own.iter().filter(|r| r.case.writer == *writer).for_each(|r| tally.add(r, &weights));
    }
    tally.print(true);
    if std::env::args().any(|a| a == "--show") {
        let mut wrong: Vec<&Found> = tally.found.iter().filter(|f| !f.right && f.chance > 0.3).collect();
        wrong.sort_by(|a, b| b.chance.total_cmp(&a.chance));
        wrong.iter().for_each(|f| println!("ALARM {:.2} {}: {}", f.chance, f.writer, f.text));
        tally.missed.sort();
        tally
            .missed
            .iter()
            .filter(|m| !m.1.starts_with(['1']) && m.1[..4].parse::<f64>().is_ok_and(|c| c < 0.6))
            .for_each(|(w, m)| println!("MISS {w}: {m}"));
    }
    // How well the first two models do on their own.
    let (mut right, mut all) = (0, 0);
    let (mut linked, mut due, mut told) = (0, 0, 0);
    for read in own {
        let opinion = Opinion::new(&read.study, &folds[&read.case.writer]);
        for (s, said) in read.study.said.iter().take(read.study.single).enumerate() {
            let Some(label) = read.case.label(said.paragraph, said.mention.range.start, said.mention.range.end) else {
                continue;
            };
            let best = (0..read.study.gauges.len())
                .filter_map(|i| Some((opinion.links[s][i]?, i)))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let best = best.filter(|b| b.0 > 0.0).map(|b| b.1);
            told += usize::from(best.is_some());
            due += usize::from(label.indicator.is_some());
            linked += usize::from(best.is_some() && best == label.indicator);
            if let Some(kind) = label.kind {
                let best = opinion.kinds[s].iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|b| b.0);
                all += 1;
                right += usize::from(best == Some(kind.position()));
            }
        }
    }
    println!("kinds: {right} of {all}; links: {linked} right of {told} told, {due} due");
}

fn measure_aside(own: &[Read<'_>], folds: &BTreeMap<String, Weights>, aside: &[Read<'_>]) {
    let weights = all(own, folds);
    let mut tally = Tally::default();
    aside.iter().for_each(|r| tally.add(r, &weights));
    tally.print(true);
}

fn all(own: &[Read<'_>], folds: &BTreeMap<String, Weights>) -> Weights {
    let mut weights = first_two(&own.iter().collect::<Vec<_>>());
    weights.decision = decision(own, folds, "");
    weights
}

fn write(own: &[Read<'_>], folds: &BTreeMap<String, Weights>, path: &Path) {
    let mut weights = all(own, folds);
    // Cues that hardly tell anything are left out.
    weights.kind.weights.retain(|_, w| w.iter().any(|w| w.abs() >= 0.08));
    let head = format!(
        "# Weights of the reader of narratives (rule N001), fitted by examples/fit-narrative from {} narratives of {} writers under\n\
         # tests/narrative, without the writers {}. Not edited by hand.\n\
         # model, feature or cue, weights; for \"kind\" one for each of: {}\n",
        own.len(),
        folds.len(),
        ASIDE.join(", "),
        schedario::audit::narrative::Kind::ALL.map(|k| format!("{k:?}")).join(", "),
    );
    std::fs::write(path, head + &weights.to_text()).expect("the weights' file");
    for (name, w) in DECISION.iter().zip(&weights.decision.weights) {
        println!("{w:8.2}  {name}");
    }
}
