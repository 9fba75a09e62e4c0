//! `schedario extract`: PDFs to the output folder, or one PDF to the standard output.

use std::io::{self, Write};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::args::Extract;
use super::checks;
use super::exit;
use super::progress::Progress;
use crate::audit::Checks;
use crate::grammar::Grammars;
use crate::inputs::{self, Input, InputError};
use crate::lang::{Lang, Message};
use crate::output::{ManifestLine, Status};
use crate::run::{self, Done, Run};

pub(super) fn run(args: Extract, lang: Lang) -> anyhow::Result<u8> {
    let say = |it: &str, en: &str| Message::new(it, en).get(lang).to_owned();
    if let Some(jobs) = args.jobs {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global();
        pool.with_context(|| say("non si possono usare tanti processori", "cannot use so many processors"))?;
    }
    let grammars = Grammars::load(args.grammars.as_deref())
        .with_context(|| say("una grammatica è sbagliata", "a grammar is wrong"))?;
    let checks = Arc::new(checks::of(&args.checks, lang)?);
    let output = (!args.stdout).then_some(args.output.as_path());
    let inputs = match inputs::list(&args.paths, output) {
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
    if args.stdout {
        return print(&inputs, &grammars, &checks, lang);
    }
    let run = Run { grammars: &grammars, checks: &checks, lang, output: &args.output };
    write(&args, &run, &inputs, lang)
}

/// Reads one PDF to the standard output.
fn print(inputs: &[Input], grammars: &Grammars, checks: &Arc<Checks>, lang: Lang) -> anyhow::Result<u8> {
    let [input] = inputs else {
        let message = Message::new(
            format!("--stdout vale per un solo PDF, e ne sono indicati {}; usare -o", inputs.len()),
            format!("--stdout is for one PDF, and {} are given; use -o", inputs.len()),
        );
        bail!(message.get(lang).to_owned());
    };
    let read = run::read_input(input, grammars, checks);
    tell(&read.line, lang);
    if let Some(report) = &read.report {
        let mut out = io::BufWriter::new(io::stdout().lock());
        serde_json::to_writer_pretty(&mut out, report)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(code([&read.line].into_iter()))
}

/// Reads all inputs into the output folder.
fn write(args: &Extract, run: &Run<'_>, inputs: &[Input], lang: Lang) -> anyhow::Result<u8> {
    let progress = Progress::new(inputs.len(), args.quiet, lang);
    let done: Vec<Done> = run.all(inputs, &|line| progress.tell(line)).with_context(|| {
        let message = Message::new("non si può scrivere nella cartella", "cannot write into the folder");
        format!("{} {}", message.get(lang), args.output.display())
    })?;
    let summary = progress.summary(&done);
    if !args.quiet {
        done.iter().for_each(|d| tell(&d.line, lang));
        eprintln!("{}", summary.get(lang));
    }
    Ok(code(done.iter().map(|d| &d.line)))
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
