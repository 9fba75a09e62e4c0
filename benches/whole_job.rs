//! The whole job beside peers, in one run: pages a second and peak memory of `schedario extract`, of `pdftotext -bbox` and
//! `mutool draw -F stext`, which only dump words, and of inflating the streams alone, which bounds them all; and what a second
//! core adds.
//!
//! `cargo bench --bench whole_job [-- FILE…]` takes the PDFs given, or those of `$SCHEDARIO_CORPUS` (a folder with
//! `bench/` and `digital/`, by default `../shared/corpus`), or the samples. The programs take turns, so that ratios
//! hold when the speed of the machine drifts; each figure is the median of the turns.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// How often each program runs.
const TURNS: usize = 7;

/// What one run of a program took.
#[derive(Clone, Copy, Debug)]
struct Cost {
    wall: f64,
    cpu: f64,
    peak_mb: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if arguments.first().is_some_and(|a| a == "--measure") {
        measure_here(&arguments[1..]);
        return;
    }
    if arguments.first().is_some_and(|a| a == "--inflate") {
        inflate_here(&arguments[1..]);
        return;
    }
    let given: Vec<PathBuf> = arguments.iter().map(PathBuf::from).collect();
    let sets = if given.is_empty() { corpus() } else { vec![("given files".to_owned(), given)] };
    println!("{:14} {:>6} {:22} {:>7} {:>6} {:>7} {:>7}", "", "pages", "", "pages/s", "MB", "wall", "cpu");
    println!("{:50} {:>19}", "", "(ratio to one core)");
    for (name, files) in sets {
        report(&name, &files, pages(&files));
    }
}

/// The sets of files to measure.
fn corpus() -> Vec<(String, Vec<PathBuf>)> {
    let home = std::env::var_os("SCHEDARIO_CORPUS").map_or_else(|| PathBuf::from("../shared/corpus"), PathBuf::from);
    let sets: Vec<(String, Vec<PathBuf>)> = ["bench", "digital"]
        .iter()
        .map(|folder| ((*folder).to_owned(), pdfs(&home.join(folder))))
        .filter(|(_, files)| !files.is_empty())
        .collect();
    if sets.is_empty() { vec![("samples".to_owned(), pdfs(Path::new("samples")))] } else { sets }
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> =
        entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "pdf")).collect();
    files.sort();
    files
}

fn pages(files: &[PathBuf]) -> u32 {
    let count = |file: &PathBuf| {
        let bytes = std::fs::read(file).unwrap_or_default();
        schedario::pdf::Document::open(std::sync::Arc::new(bytes)).map_or(0, |d| d.page_count())
    };
    files.iter().map(count).sum()
}

/// The programs beside which ours is measured: name, and the arguments before and behind a file.
const PEERS: &[(&str, &str)] = &[
    ("pdftotext -bbox", "pdftotext -bbox \"$f\" /dev/null"),
    ("mutool draw -F stext", "mutool draw -q -F stext -o /dev/null \"$f\""),
];

fn report(name: &str, files: &[PathBuf], pages: u32) {
    let out = tempfile::tempdir().expect("a folder for the output");
    let shown = |p: &PathBuf| p.to_string_lossy().into_owned();
    let files: Vec<String> = files.iter().map(shown).collect();
    let schedario = env!("CARGO_BIN_EXE_schedario");
    let folder = shown(&out.path().to_owned());
    let ours = |jobs: &str| {
        let command = [schedario, "extract", "-q", "--force", "-o", &folder, "--jobs", jobs].map(str::to_owned);
        command.into_iter().chain(files.iter().cloned()).collect::<Vec<_>>()
    };
    let mut commands = vec![("schedario, one core", ours("1")), ("schedario, two cores", ours("2"))];
    for (peer, command) in PEERS {
        let program = command.split(' ').next().unwrap_or_default();
        if Command::new(program).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok() {
            let script = format!("for f in \"$@\"; do {command} 2>/dev/null; done");
            commands.push((
                peer,
                ["sh", "-c", &script, "sh"].iter().map(|s| (*s).to_owned()).chain(files.clone()).collect(),
            ));
        }
    }
    let me = std::env::current_exe().expect("this program");
    let inflate = [shown(&me), "--inflate".into()].into_iter().chain(files).collect();
    commands.push(("inflating alone", inflate));
    // All take turns, so that a machine whose speed drifts is as fast for one as for the other.
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); commands.len()];
    for turn in 0..=TURNS {
        for ((_, command), costs) in commands.iter().zip(&mut costs) {
            let cost = measure(command);
            // The first turn warms the caches.
            if turn > 0 {
                costs.push(cost);
            }
        }
    }
    for ((what, _), cost) in commands.iter().zip(&costs) {
        let ratio = |of: fn(&Cost) -> f64| median(costs[0].iter().zip(cost).map(|(a, b)| of(b) / of(a)));
        let wall = median(cost.iter().map(|c| c.wall));
        let peak = cost.iter().map(|c| c.peak_mb).fold(0.0, f64::max);
        println!(
            "{name:14} {pages:>6} {what:22} {:>7.0} {peak:>6.0} {:>7.2} {:>7.2}",
            f64::from(pages) / wall,
            ratio(|c| c.wall),
            ratio(|c| c.cpu),
        );
    }
}

/// Opens the files and inflates what their pages draw with, and nothing more.
fn inflate_here(files: &[String]) {
    for file in files {
        let bytes = std::fs::read(file).unwrap_or_default();
        if let Ok(document) = schedario::pdf::Document::open(std::sync::Arc::new(bytes)) {
            std::hint::black_box(document.content_size());
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Runs a command under this very program, which then knows what its only child took.
fn measure(command: &[String]) -> Cost {
    let me = std::env::current_exe().expect("this program");
    let out = Command::new(me).arg("--measure").args(command).output().expect("the measured command");
    let text = String::from_utf8_lossy(&out.stdout);
    let figures: Vec<f64> = text.split_whitespace().filter_map(|f| f.parse().ok()).collect();
    let [wall, cpu, peak_mb] = figures[..] else {
        panic!("not measured: {text}{}", String::from_utf8_lossy(&out.stderr))
    };
    Cost { wall, cpu, peak_mb }
}

#[cfg(unix)]
fn measure_here(command: &[String]) {
    use nix::sys::resource::{UsageWho, getrusage};
    let begin = Instant::now();
    let status = Command::new(&command[0]).args(&command[1..]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let wall = begin.elapsed().as_secs_f64();
    // 1 tells of findings, which is no failure here.
    assert!(status.is_ok_and(|s| matches!(s.code(), Some(0 | 1))), "{command:?} failed");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of the child");
    let seconds = |t: nix::sys::time::TimeVal| t.tv_sec() as f64 + t.tv_usec() as f64 / 1e6;
    let peak = usage.max_rss() as f64 / if cfg!(target_os = "macos") { 1e6 } else { 1024.0 };
    println!("{wall} {} {peak}", seconds(usage.user_time()) + seconds(usage.system_time()));
}

#[cfg(not(unix))]
fn measure_here(command: &[String]) {
    let begin = Instant::now();
    let status = Command::new(&command[0]).args(&command[1..]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|s| matches!(s.code(), Some(0 | 1))), "{command:?} failed");
    println!("{} 0 0", begin.elapsed().as_secs_f64());
}
