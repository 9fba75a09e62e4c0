//! Speed and memory of an export to Parquet beside a peer that only goes through the same JSON.
//!
//! `cargo bench --bench export [-- REPORTS]` repeats the samples, each time as another document, into as many reports (10,000
//! unless told otherwise). The programs take turns on one core; figures are medians of the turns. `schedario` runs as users run
//! it; `parse` reads every report into `serde_json::Value` and does nothing with it; `skip` only finds where each value ends.
//!
//! `SCHEDARIO_PROGRAM` names another build of schedario: beside the dependencies of the tests numbers are read exactly to the
//! last bit, and slower, than in what `cargo build --release` makes.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

/// How often each program runs.
const TURNS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("--measure") => return measure_here(&arguments[1..]),
        Some("--parse") => return go_through(&arguments[1], |text| drop(serde_json::from_slice::<Value>(text))),
        Some("--skip") => {
            return go_through(&arguments[1], |text| drop(serde_json::from_slice::<serde::de::IgnoredAny>(text)));
        }
        _ => {}
    }
    let reports = arguments.first().and_then(|a| a.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a folder");
    let archive = folder.path().join("output");
    let bytes = synthesise(&archive, reports);
    println!("{reports} reports, {} MB of JSON", bytes / 1_000_000);
    let me = std::env::current_exe().expect("this program").to_string_lossy().into_owned();
    let schedario = std::env::var("SCHEDARIO_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_schedario").to_owned());
    let path = |p: &Path| p.to_string_lossy().into_owned();
    let to = |format: &str| {
        let target = path(&folder.path().join(format));
        [&schedario, "export", &path(&archive), "-q", "--to", format, &target].map(str::to_owned).to_vec()
    };
    let peer = |how: &str| vec![me.clone(), how.to_owned(), path(&archive)];
    let commands = [
        ("schedario, Parquet", to("parquet")),
        ("parse", peer("--parse")),
        ("skip", peer("--skip")),
        ("schedario, CSV", to("csv")),
        ("schedario, SQLite", to("sqlite")),
    ];
    let mut costs = vec![Vec::new(); commands.len()];
    for _ in 0..TURNS {
        for ((_, command), costs) in commands.iter().zip(&mut costs) {
            costs.push(measure(command));
        }
    }
    println!("{:20} {:>10} {:>8} {:>8} {:>8}", "", "reports/s", "wall s", "cpu s", "MB");
    for ((name, _), costs) in commands.iter().zip(&costs) {
        let median = |of: fn(&[f64; 3]) -> f64| {
            let mut all: Vec<f64> = costs.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        let (wall, cpu, peak) = (median(|c| c[0]), median(|c| c[1]), median(|c| c[2]));
        println!("{name:20} {:>10.0} {wall:>8.2} {cpu:>8.2} {peak:>8.0}", reports as f64 / wall);
    }
}

/// An output folder of so many reports: the samples again and again, each with another hash. Gives the size of the JSON.
fn synthesise(archive: &Path, reports: usize) -> u64 {
    let mut samples: Vec<(String, String, Value)> = Vec::new();
    let mut found: Vec<_> = fs::read_dir("samples").expect("samples").flatten().map(|e| e.path()).collect();
    found.sort();
    for path in found.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
        // In one line, as a run writes it, and with the keys in their order.
        let text = fs::read_to_string(path).expect("a sample");
        let report: schedario::contract::Report = serde_json::from_str(&text).expect("a report");
        let hash = report.source.sha256.clone();
        let line = json!({
            "path": report.source.path, "bytes": report.source.bytes, "status": "ok", "partial": false,
            "pages": report.source.pages, "pages_lost": [], "objectives": report.objectives.len(),
            "findings": { "error": 0, "warning": 0, "info": 0 }, "ms": 0, "reason": null,
        });
        samples.push((hash, serde_json::to_string(&report).expect("JSON"), line));
    }
    fs::create_dir_all(archive.join("json")).expect("a folder");
    let mut manifest = std::io::BufWriter::new(fs::File::create(archive.join("manifest.jsonl")).expect("a manifest"));
    let mut bytes = 0;
    for k in 0..reports {
        let (hash, text, line) = &samples[k % samples.len()];
        let (name, other) = (format!("json/{k}.json"), format!("{k:064x}"));
        let text = text.replace(hash.as_str(), &other);
        bytes += text.len() as u64;
        fs::write(archive.join(&name), text).expect("a report");
        let mut line = line.clone();
        line["path"] = format!("{k}.pdf").into();
        line["sha256"] = other.into();
        line["output"] = name.into();
        writeln!(manifest, "{line}").expect("a manifest");
    }
    bytes
}

/// Hands every report of an archive to a reader.
fn go_through(archive: &str, read: fn(&[u8])) {
    for entry in fs::read_dir(Path::new(archive).join("json")).expect("an archive").flatten() {
        read(&fs::read(entry.path()).expect("a report"));
    }
}

/// Wall time, processor time and peak memory of a command on one core.
fn measure(command: &[String]) -> [f64; 3] {
    let me = std::env::current_exe().expect("this program");
    let out = Command::new(me).arg("--measure").args(command).output().expect("the measured command");
    let text = String::from_utf8_lossy(&out.stdout);
    let figures: Vec<f64> = text.split_whitespace().filter_map(|f| f.parse().ok()).collect();
    figures.try_into().unwrap_or_else(|_| panic!("not measured: {text}{}", String::from_utf8_lossy(&out.stderr)))
}

#[cfg(unix)]
fn measure_here(command: &[String]) {
    use nix::sys::resource::{UsageWho, getrusage};
    let begin = Instant::now();
    // One core, where the system can be told.
    let pinned = Command::new("taskset").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    let (program, rest) = if pinned { ("taskset", command) } else { (command[0].as_str(), &command[1..]) };
    let mut run = Command::new(program);
    if pinned {
        run.args(["-c", "0"]);
    }
    let status = run.args(rest).stdout(Stdio::null()).status();
    let wall = begin.elapsed().as_secs_f64();
    assert!(status.is_ok_and(|s| s.success()), "{command:?} failed");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of the child");
    let seconds = |t: nix::sys::time::TimeVal| t.tv_sec() as f64 + t.tv_usec() as f64 / 1e6;
    println!(
        "{wall} {} {}",
        seconds(usage.user_time()) + seconds(usage.system_time()),
        usage.max_rss() as f64 / 1024.0
    );
}

#[cfg(not(unix))]
fn measure_here(command: &[String]) {
    let begin = Instant::now();
    let status = Command::new(&command[0]).args(&command[1..]).stdout(Stdio::null()).status();
    assert!(status.is_ok_and(|s| s.success()), "{command:?} failed");
    println!("{} 0 0", begin.elapsed().as_secs_f64());
}
