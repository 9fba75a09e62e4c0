//! `schedario extract`: PDFs to the output folder, or one PDF to the standard output.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::{Context, anyhow, bail};

use super::args::Extract;
use super::progress::Progress;
use super::{checks, exit, setting};
use crate::inputs::{self, Input, InputError};
use crate::isolation::{Fleet, Request, Verdict};
use crate::lang::{Lang, Message};
use crate::output::{ManifestLine, Status};
use crate::record::Report;
use crate::run::{Run, RunError};

pub(super) fn run(args: Extract, lang: Lang) -> anyhow::Result<u8> {
    let say = |it: &str, en: &str| Message::new(it, en).get(lang).to_owned();
    setting::use_threads(setting::jobs(args.reading.jobs), lang)?;
    let checks = &args.reading.checks;
    checks::of(checks, &setting::grammars_asked(args.reading.grammars.as_deref(), checks, lang)?, lang)?;
    let output = (!args.stdout).then_some(args.output.as_path());
    let paths = paths(&args, lang)?;
    let inputs = match inputs::list(&paths, output) {
        Ok(inputs) => inputs,
        Err(InputError::Missing(path)) => {
            bail!(
                "{}: {}",
                path.display(),
                say("non esiste; verificare il percorso", "there is no such file; check the path")
            )
        }
        Err(error) => return Err(error).context(say("non si può leggere", "cannot be read")),
    };
    if inputs.is_empty() {
        bail!(say("nessun PDF in queste cartelle", "there is no PDF in these folders"));
    }
    let mut fleet = setting::fleet(&args.reading)?;
    if args.stdout {
        return print(&inputs, &fleet, lang);
    }
    fleet.arguments.extend(["--slots".into(), Run::slots(&args.output).into()]);
    let run = Run {
        fleet,
        limit: setting::size_limit(args.reading.limits.memory),
        marks: setting::marks(&args.reading)?,
        force: args.force,
        prune: args.prune,
        lang,
        output: &args.output,
    };
    write(&args, &run, &inputs, lang)
}

/// The paths that were given; `-` stands for a list on the standard input, a path a line, or parted by zero bytes.
fn paths(args: &Extract, lang: Lang) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for path in &args.paths {
        if path.as_os_str() != "-" {
            paths.push(path.clone());
            continue;
        }
        let message = Message::new("l'elenco sullo standard input", "the list on the standard input");
        let listed = inputs::read_list(io::stdin().lock(), args.null);
        paths.extend(listed.with_context(|| message.get(lang).to_owned())?);
    }
    Ok(paths)
}

/// Reads one PDF to the standard output.
fn print(inputs: &[Input], fleet: &Fleet, lang: Lang) -> anyhow::Result<u8> {
    let [input] = inputs else {
        let message = Message::new(
            format!("--stdout vale per un solo PDF, e ne sono indicati {}; usare -o", inputs.len()),
            format!("--stdout is for one PDF, and {} are given; use -o", inputs.len()),
        );
        bail!(message.get(lang).to_owned());
    };
    let (line, report) = ask(input, fleet, lang)?;
    if let Some(report) = report {
        let mut out = io::BufWriter::new(io::stdout().lock());
        serde_json::to_writer_pretty(&mut out, &report)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(line.map_or(exit::UNREAD, |line| code([&line].into_iter())))
}

/// Has one document read by a worker, and tells why where that did not succeed.
pub(super) fn ask(input: &Input, fleet: &Fleet, lang: Lang) -> anyhow::Result<(Option<ManifestLine>, Option<Report>)> {
    let verdict = Mutex::new(None);
    fleet.serve(&[Request::of(input, None)], &|_, _| {}, &|_, given| {
        *verdict.lock().unwrap_or_else(|e| e.into_inner()) = Some(given);
        Ok(())
    })?;
    let verdict = verdict.into_inner().unwrap_or_else(|e| e.into_inner());
    let answer = match verdict {
        Some(Verdict::Answer(answer)) => answer,
        other => {
            if let Some((_, reason)) = other.and_then(|verdict| verdict.failure(fleet)) {
                eprintln!("{}: {}", input.shown(), reason.get(lang));
            }
            return Ok((None, None));
        }
    };
    if let Some(error) = &answer.error {
        bail!(error.get(lang).to_owned());
    }
    if let Some(line) = &answer.manifest {
        tell(line, lang);
    }
    let report = answer.report.as_ref().map(|report| serde_json::from_str(report.get())).transpose()?;
    Ok((answer.manifest, report))
}

/// Reads all inputs into the output folder.
fn write(args: &Extract, run: &Run<'_>, inputs: &[Input], lang: Lang) -> anyhow::Result<u8> {
    let progress = Progress::new(inputs.len(), args.quiet, lang);
    let done = run.all(inputs, &|news| progress.tell(news)).map_err(|error| {
        let folder = args.output.display();
        match error {
            RunError::Busy(_) => {
                let message = Message::new(
                    format!("un'altra lettura sta scrivendo in {folder}; attendere che finisca, o usare un'altra cartella (-o)"),
                    format!("another run is writing into {folder}; wait until it ends, or use another folder (-o)"),
                );
                anyhow!(message.get(lang).to_owned())
            }
            RunError::Io(error) => {
                let message = Message::new("non si può scrivere nella cartella", "cannot write into the folder");
                anyhow!(error).context(format!("{} {folder}", message.get(lang)))
            }
        }
    })?;
    let summary = progress.summary(&done);
    if !args.quiet {
        done.lines.iter().for_each(|line| tell(line, lang));
        eprintln!("{}", summary.get(lang));
    }
    Ok(code(done.lines.iter()))
}

/// Says why a file was not read, or only in part.
fn tell(line: &ManifestLine, lang: Lang) {
    if let Some(reason) = &line.reason {
        eprintln!("{}: {}", line.path, reason.get(lang));
    }
}

/// The exit code of a run: a file that was not read weighs more than a finding.
fn code<'l>(lines: impl Iterator<Item = &'l ManifestLine>) -> u8 {
    lines.fold(exit::CLEAN, |code, line| match line.status {
        Status::Ok if line.findings.error > 0 => code.max(exit::FINDINGS),
        Status::Ok => code,
        _ => exit::UNREAD,
    })
}
