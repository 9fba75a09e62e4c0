//! A run: many inputs, each read to one outcome, and an output folder that tells of all of them.

use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use crate::audit::Selection;
use crate::grammar::Grammars;
use crate::inputs::Input;
use crate::lang::{Lang, Message};
use crate::output::{
    Counts, FindingRow, ManifestLine, Status, json_names, write_atomically, write_findings, write_manifest,
};
use crate::pipeline::{self, Outcome, ReadOptions, Reading};
use crate::reasons;
use crate::record::Report;

/// What a run needs besides its inputs.
pub struct Run<'a> {
    /// The forms that are known.
    pub grammars: &'a Grammars,
    /// Which findings are wanted.
    pub selection: &'a Selection,
    /// Language of the messages in `findings.csv`.
    pub lang: Lang,
    /// The output folder.
    pub output: &'a Path,
}

/// What became of one input.
#[derive(Debug)]
pub struct Done {
    /// Its line of the manifest.
    pub line: ManifestLine,
    /// Its findings.
    pub findings: Vec<FindingRow>,
}

/// A report, or nothing, with the line of the manifest that tells why.
pub struct ReadInput {
    /// The line; its `output` is still empty.
    pub line: ManifestLine,
    /// The report, if there is one.
    pub report: Option<Box<Report>>,
}

/// Reads one input. Nothing that the file holds makes this fail; a worker process can take this over as it is.
pub fn read_input(input: &Input, grammars: &Grammars, selection: &Selection) -> ReadInput {
    let begin = Instant::now();
    let path = input.shown();
    let bytes = match fs::read(&input.path) {
        Ok(bytes) => Arc::new(bytes),
        Err(error) => return unreadable(path, &error, begin),
    };
    let size = bytes.len() as u64;
    let options = ReadOptions { path: path.clone(), selection: selection.clone(), ocr: true };
    // A panic of the PDF library on a hostile file must not take the other files with it.
    let reading = catch_unwind(AssertUnwindSafe(|| pipeline::read(bytes, grammars, &options)));
    let mut read = match reading {
        Ok(reading) => told(path, size, reading),
        Err(_) => ReadInput { line: line(path, size, Status::Crashed, Some(reasons::crashed())), report: None },
    };
    read.line.ms = elapsed(begin);
    read
}

fn elapsed(begin: Instant) -> u64 {
    u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn line(path: String, bytes: u64, status: Status, reason: Option<Message>) -> ManifestLine {
    ManifestLine {
        path,
        sha256: String::new(),
        bytes,
        status,
        partial: false,
        pages: 0,
        pages_lost: Vec::new(),
        objectives: 0,
        findings: Counts::default(),
        ms: 0,
        reason,
        output: None,
    }
}

fn unreadable(path: String, error: &io::Error, begin: Instant) -> ReadInput {
    let mut line = line(path, 0, Status::Damaged, Some(reasons::unreadable(error)));
    line.ms = elapsed(begin);
    ReadInput { line, report: None }
}

fn told(path: String, bytes: u64, reading: Reading) -> ReadInput {
    let Reading { sha256, pages, pages_lost, one_reader, outcome } = reading;
    let (status, reason, report) = match outcome {
        Outcome::Report(report) => {
            (Status::Ok, reasons::partial(&pages_lost).or(one_reader.then(reasons::one_reader)), Some(report))
        }
        Outcome::Unrecognised { looked_for } => (Status::Unrecognised, Some(reasons::unrecognised(&looked_for)), None),
        Outcome::NeedsOcr => (Status::NeedsOcr, Some(reasons::needs_ocr(&pages_lost)), None),
        Outcome::PasswordRequired => (Status::PasswordRequired, Some(reasons::password()), None),
        Outcome::Damaged => (Status::Damaged, Some(reasons::damaged()), None),
        Outcome::NotPdf => (Status::NotAPdf, Some(reasons::not_a_pdf()), None),
        Outcome::Empty => (Status::Empty, Some(reasons::empty(bytes)), None),
        Outcome::TooLarge => (Status::TooLarge, Some(reasons::too_large()), None),
    };
    let mut line = line(path, bytes, status, reason);
    line.sha256 = sha256;
    line.pages = pages;
    if let Some(report) = &report {
        line.partial = !pages_lost.is_empty();
        line.objectives = report.objectives.len();
        line.findings = Counts::of(&report.findings);
    }
    line.pages_lost = pages_lost;
    ReadInput { line, report }
}

impl Run<'_> {
    /// Reads all inputs and writes the output folder. `tell` hears of each input as it is done, from any thread.
    /// The order of the result is that of the inputs, whatever the number of threads.
    pub fn all(&self, inputs: &[Input], tell: &(dyn Fn(&ManifestLine) + Sync)) -> io::Result<Vec<Done>> {
        fs::create_dir_all(self.output)?;
        let below: Vec<&Path> = inputs.iter().map(|i| i.below.as_path()).collect();
        let names = json_names(&below);
        let jobs: Vec<(&Input, PathBuf)> = inputs.iter().zip(names).collect();
        let mut done: Vec<Done> = jobs
            .into_par_iter()
            .map(|(input, name)| {
                let done = self.one(input, &name)?;
                tell(&done.line);
                Ok(done)
            })
            .collect::<io::Result<_>>()?;
        done.sort_by(|a, b| a.line.path.cmp(&b.line.path));
        write_atomically(&self.output.join("findings.csv"), |to| {
            write_findings(to, done.iter().flat_map(|d| &d.findings))
        })?;
        write_atomically(&self.output.join("manifest.jsonl"), |to| write_manifest(to, done.iter().map(|d| &d.line)))?;
        Ok(done)
    }

    fn one(&self, input: &Input, name: &Path) -> io::Result<Done> {
        let ReadInput { mut line, report } = read_input(input, self.grammars, self.selection);
        let Some(report) = report else { return Ok(Done { line, findings: Vec::new() }) };
        let place = Path::new("json").join(name);
        write_atomically(&self.output.join(&place), |to| {
            serde_json::to_writer(&mut *to, &report)?;
            to.write_all(b"\n")
        })?;
        line.output = Some(place.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"));
        let findings = report.findings.iter().map(|f| FindingRow::new(&line.path, f, self.lang)).collect();
        Ok(Done { line, findings })
    }
}
