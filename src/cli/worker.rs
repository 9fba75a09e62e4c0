//! `schedario worker`: reads what it is told to, line by line, until nobody tells it anything any more.

use std::io;
use std::sync::Arc;

use anyhow::Context;

use super::args::Worker;
use super::{checks, exit, setting};
use crate::audit;
use crate::base::lang::Lang;
use crate::batch::isolation::{Limits, hold, serve};
use crate::batch::verdict::Desk;
use crate::ocr::Gate;

pub(super) fn run(args: &Worker, lang: Lang) -> anyhow::Result<u8> {
    let threads = setting::jobs(args.reading.jobs);
    setting::use_threads(threads, lang)?;
    // Patterns take a while to be made; those of the audit have time until the first document was read.
    rayon::spawn(audit::warm_up);
    let grammars = setting::grammars(&args.reading, lang)?;
    let checks = Arc::new(checks::of(&args.reading.checks, &grammars, lang)?);
    hold(Limits { memory_mb: args.reading.limits.memory, threads: threads as u64 });
    let (readers, mut gate) = (setting::readers(args.reading.no_cache), Gate::new(args.reading.limits.memory));
    if let Some(folder) = &args.slots {
        gate = gate.shared(folder, threads).with_context(|| folder.display().to_string())?;
    }
    let scans = (!args.reading.no_ocr).then_some((&readers, &gate));
    let limit = setting::size_limit(args.reading.limits.memory);
    let desk = Desk { grammars: &grammars, checks: &checks, limit, scans };
    let mut answers = io::BufWriter::with_capacity(1 << 16, io::stdout());
    serve(&mut io::stdin().lock(), &mut answers, &desk).context("stdin, stdout")?;
    Ok(exit::CLEAN)
}
