//! The audit of a report of 40 objectives on one core, beside the reading of the same report's JSON in the same run.
//!
//! `cargo bench --bench audit`. The objectives are those of the samples, over and over.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use schedario::audit::{Case, Checks, audit};
use schedario::contract::Report;
use schedario::document::{Outcome, ReadOptions, read};
use schedario::grammar::Grammars;

/// How many objectives the report has.
const OBJECTIVES: usize = 40;
/// How often each of the two is done.
const TURNS: usize = 50;

fn main() {
    let report = report();
    let checks = Checks::default();
    let case = Case {
        report: &report,
        unread: &[],
        stamps: &[],
        lexicon: &checks.lexicon,
        lost: &[],
        notices: &[],
        family: schedario::audit::Family::default(),
    };
    let json = serde_json::to_vec(&report).expect("JSON of a report");
    // One core, as the audit of one of many documents has.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one");
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ours.push(time(|| {
            pool.install(|| black_box(audit(&case, &checks.selection)));
        }));
        peer.push(time(|| {
            black_box(serde_json::from_slice::<Report>(&json).expect("a report read back"));
        }));
    }
    let (ours, peer) = (median(ours), median(peer));
    let words: usize = paragraphs(&report).map(|p| p.split_whitespace().count()).sum();
    println!("audit of {OBJECTIVES} objectives, {words} words of narrative: {:.1} ms", ours.as_secs_f64() * 1e3);
    println!("reading their JSON back, {} kB: {:.1} ms", json.len() / 1000, peer.as_secs_f64() * 1e3);
    println!("ratio: {:.2}", ours.as_secs_f64() / peer.as_secs_f64());
}

/// A report with the objectives of the samples that have a narrative.
fn report() -> Report {
    let grammars = Grammars::load(None).expect("the embedded grammars");
    let mut files: Vec<_> = std::fs::read_dir("samples").expect("samples/").flatten().map(|e| e.path()).collect();
    files.sort();
    let mut all: Option<Report> = None;
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "pdf")) {
        let bytes = std::fs::read(file).expect("a sample");
        let Outcome::Report(mut report) = read(Arc::new(bytes), &grammars, &ReadOptions::default()).outcome else {
            continue;
        };
        report.objectives.retain(|o| o.status.is_some());
        match &mut all {
            None => all = Some(*report),
            Some(all) => all.objectives.append(&mut report.objectives),
        }
    }
    let mut report = all.expect("a sample that can be read");
    let own = report.objectives.clone();
    report.objectives = own.into_iter().cycle().take(OBJECTIVES).collect();
    report
}

fn paragraphs(report: &Report) -> impl Iterator<Item = &str> {
    report.objectives.iter().filter_map(|o| o.status.as_ref()).flat_map(|s| &s.paragraphs).map(|p| p.text.as_str())
}

fn time(act: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    act();
    begin.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
