//! How much of a scan is read, by resolution and kind of scan: samples are scanned anew, read, and compared with what the
//! exported samples say. `cargo bench --bench ocr_quality` prints the table of the README.

#[path = "../tests/common/scan.rs"]
mod scan;

use std::fs;
use std::path::Path;
use std::time::Instant;

use scan::{Scanner, Score};
use schedario::base::geometry::Turn;
use schedario::document::{Outcome, ReadOptions, Scans, read};
use schedario::grammar::Grammars;
use schedario::ocr::{Gate, Readers};

const SAMPLES: [&str; 4] = ["cinisello-2017", "celle-centrate-senza-righe", "righe-orizzontali-gs", "gantt-con-nomi"];

fn main() {
    let (readers, gate) = (&Readers::default(), Gate::new(4096));
    if !readers.any() {
        println!("no reader of scans is installed: see `schedario doctor`");
        return;
    }
    if !readers.both() {
        println!("only one reader of scans is installed: see `schedario doctor`");
    }
    let grammars = Grammars::load(None).expect("the embedded grammars");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    println!("| scan | fields right | numbers, dates, codes right | wrong and not doubted | doubted | pages/min |");
    println!("|---|---|---|---|---|---|");
    for scanner in scanners() {
        let (mut total, mut pages, mut seconds) = (Score::default(), 0, 0.0);
        for name in SAMPLES {
            let bytes = fs::read(samples.join(format!("{name}.pdf"))).expect("a sample");
            let truth = fs::read(samples.join(format!("{name}.json"))).expect("its JSON");
            let truth = serde_json::from_slice(&truth).expect("JSON");
            let scanned = scan::scan(bytes, &scanner);
            let begin = Instant::now();
            let scans = Some(Scans { readers, gate: &gate, told: &|_| {} });
            let options = ReadOptions { path: name.to_owned(), scans, ..ReadOptions::default() };
            let reading = read(scanned.into(), &grammars, &options);
            seconds += begin.elapsed().as_secs_f64();
            pages += reading.pages;
            let read = match reading.outcome {
                Outcome::Report(report) => serde_json::to_value(report).expect("JSON"),
                _ => serde_json::Value::Null,
            };
            total.add(scan::score(&read, &truth));
        }
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        println!(
            "| {} | {:.2} % | {:.2} % | {} of {} | {:.2} % | {:.0} |",
            scanner.name,
            percent(total.right, total.fields),
            percent(total.numbers_right, total.numbers),
            total.unsaid,
            total.numbers,
            percent(total.doubted, total.fields),
            60.0 * f64::from(pages) / seconds
        );
    }
}

fn scanners() -> Vec<Scanner> {
    let plain = Scanner { name: "", dpi: 300.0, skew: 0.0, turn: Turn::None, noise: 4.0, bilevel: false };
    vec![
        Scanner { name: "300 dpi, grey", ..plain },
        Scanner { name: "300 dpi, black and white, 0.5° askew", skew: 0.5, bilevel: true, ..plain },
        Scanner { name: "200 dpi, grey, 0.8° askew", dpi: 200.0, skew: 0.8, ..plain },
        Scanner { name: "200 dpi, black and white", dpi: 200.0, bilevel: true, ..plain },
        Scanner { name: "200 dpi, grey, noisy, upside down", dpi: 200.0, noise: 12.0, turn: Turn::Half, ..plain },
        Scanner { name: "150 dpi, grey", dpi: 150.0, ..plain },
    ]
}
