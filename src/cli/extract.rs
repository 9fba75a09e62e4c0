//! `schedario extract`: PDFs to the output folder, or one PDF to the standard output.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, anyhow, bail};

use super::args::{Extract, Guarded, Learn};
use super::progress::Progress;
use super::{checks, exit, setting};
use crate::base::lang::{Lang, Message};
use crate::batch::inputs::{self, Input, InputError, Listed};
use crate::batch::isolation::{Fleet, Request, Verdict};
use crate::batch::run::{Run, RunError};
use crate::contract::Report;
use crate::output::{ManifestLine, Status};

pub(super) fn run(mut args: Extract, lang: Lang) -> anyhow::Result<u8> {
    let say = |it: &str, en: &str| Message::new(it, en).get(lang).to_owned();
    let paths = paths(&args, lang)?;
    if args.learn {
        args.reading.grammars = learn(&args, &paths, lang);
    }
    setting::use_threads(setting::jobs(args.reading.jobs), lang)?;
    let checks = &args.reading.checks;
    checks::of(checks, &setting::grammars_asked(args.reading.grammars.as_deref(), checks, false, lang)?, lang)?;
    let output = (!args.stdout).then_some(args.output.as_path());
    let listed = match inputs::list(&paths, output) {
        Ok(listed) => listed,
        Err(InputError::Missing(path)) => {
            bail!(
                "{}: {}",
                path.display(),
                say("non esiste; verificare il percorso", "there is no such file; check the path")
            )
        }
        Err(error) => return Err(error).context(say("non si può leggere", "cannot be read")),
    };
    if listed.inputs.is_empty() {
        bail!(say("nessun documento in queste cartelle", "there is no document in these folders"));
    }
    let mut fleet = setting::fleet(&args.reading)?;
    if args.stdout {
        return print(&listed.inputs, &fleet, lang);
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
    write(&args, &run, listed, lang)
}

/// Where learned forms are written, below the output folder.
const LEARNED: &str = "moduli";

/// Learns the forms that no grammar knows; the folder of the grammars to read with. What goes wrong there is told, and the documents
/// are read all the same.
fn learn(args: &Extract, paths: &[PathBuf], lang: Lang) -> Option<PathBuf> {
    let folder = args.reading.grammars.clone().unwrap_or_else(|| args.output.join(LEARNED));
    let there = |folder: &PathBuf| folder.exists();
    let asked = Learn {
        paths: paths.to_vec(),
        output: folder.clone(),
        grammars: Some(folder.clone()).filter(there),
        guarded: Guarded {
            limits: args.reading.limits.clone(),
            inside: false,
            no_ocr: args.reading.no_ocr,
            no_cache: args.reading.no_cache,
        },
    };
    if let Err(error) = super::learn::run(&asked, lang) {
        eprintln!("{error:#}");
    }
    Some(folder).filter(there)
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
    let (line, reports) = ask(input, fleet, lang)?;
    for report in &reports {
        let mut out = io::BufWriter::new(io::stdout().lock());
        serde_json::to_writer_pretty(&mut out, report)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(line.filter(|_| !reports.is_empty()).map_or(exit::UNREAD, |line| code([&line].into_iter())))
}

/// Has one document read by a worker, and tells why where that did not succeed. A file may hold several reports.
pub(super) fn ask(input: &Input, fleet: &Fleet, lang: Lang) -> anyhow::Result<(Option<ManifestLine>, Vec<Report>)> {
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
            return Ok((None, Vec::new()));
        }
    };
    if let Some(error) = &answer.error {
        bail!(error.get(lang).to_owned());
    }
    if let Some(line) = &answer.manifest {
        tell(line, lang);
    }
    let reports = answer.report.iter().chain(&answer.also).map(|report| serde_json::from_str(report.get()));
    let reports = reports.collect::<Result<_, _>>()?;
    Ok((answer.manifest, reports))
}

/// Reads all inputs into the output folder.
fn write(args: &Extract, run: &Run<'_>, listed: Listed, lang: Lang) -> anyhow::Result<u8> {
    let progress = Progress::new(listed.inputs.len(), args.quiet, lang);
    let done = run.all(listed, &|news| progress.tell(news)).map_err(|error| {
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
        tell_all(&done.lines, lang);
        eprintln!("{}", summary.get(lang));
        if let Some(next) = next(&done.lines, &args.output) {
            eprintln!("{}", next.get(lang));
        }
    }
    Ok(code(done.lines.iter()))
}

/// The command that a person is likely to want next.
fn next(lines: &[ManifestLine], output: &Path) -> Option<Message> {
    let folder = output.display();
    let of = |status: Status| lines.iter().filter(|line| line.status == status).count();
    let (read, scans) = (of(Status::Ok), of(Status::NeedsOcr));
    if read > 0 {
        return Some(Message::new(
            format!("Per vedere i rilievi nelle pagine: schedario audit {folder} --open"),
            format!("To see the findings in their pages: schedario audit {folder} --open"),
        ));
    }
    (scans > 0).then(|| Message::new("Per leggere le scansioni: schedario doctor", "To read scans: schedario doctor"))
}

/// Says why a file was not read, or only in part.
fn tell(line: &ManifestLine, lang: Lang) {
    if let Some(reason) = &line.reason {
        eprintln!("{}: {}", line.path, reason.get(lang));
    }
}

/// Says why files were not read, or only in part: each reason once, since an archive may give the same a hundred times. Of files
/// that are no documents the summary has the number.
fn tell_all(lines: &[ManifestLine], lang: Lang) {
    let told = |line: &&ManifestLine| line.status != Status::Skipped;
    let mut groups: Vec<(&ManifestLine, usize)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for line in lines.iter().filter(told) {
        let Some(reason) = line.reason.as_ref().map(|reason| reason.get(lang)) else { continue };
        match known.get(reason) {
            Some(k) => groups[*k].1 += 1,
            None => {
                known.insert(reason, groups.len());
                groups.push((line, 0));
            }
        }
    }
    for (line, more) in groups {
        tell(line, lang);
        if more > 0 {
            let message = Message::new(
                format!("  lo stesso vale per altri {more} file: manifest.jsonl li elenca"),
                format!("  the same is true of {more} more files: manifest.jsonl lists them"),
            );
            eprintln!("{}", message.get(lang));
        }
    }
}

/// The exit code of a run: a file that was not read weighs more than a finding.
fn code<'l>(lines: impl Iterator<Item = &'l ManifestLine>) -> u8 {
    lines.fold(exit::CLEAN, |code, line| match line.status {
        Status::Ok if line.findings.error > 0 => code.max(exit::FINDINGS),
        Status::Ok | Status::Skipped => code,
        _ => exit::UNREAD,
    })
}
