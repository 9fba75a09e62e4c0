//! `schedario worker`: reads what it is told to, line by line, until nobody tells it anything any more.

use std::io;
use std::sync::Arc;

use anyhow::Context;

use super::args::Worker;
use super::{checks, exit, setting};
use crate::audit;
use crate::isolation::{Limits, hold, serve};
use crate::lang::Lang;

pub(super) fn run(args: &Worker, lang: Lang) -> anyhow::Result<u8> {
    let threads = setting::jobs(args.reading.jobs);
    setting::use_threads(threads, lang)?;
    // Patterns take a while to be made; all cores make them.
    let (grammars, ()) = rayon::join(|| setting::grammars(&args.reading, lang), audit::warm_up);
    let grammars = grammars?;
    let checks = Arc::new(checks::of(&args.reading.checks, &grammars, lang)?);
    hold(Limits { memory_mb: args.reading.limits.memory, threads: threads as u64 });
    let mut answers = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let limit = setting::size_limit(args.reading.limits.memory);
    serve(&mut io::stdin().lock(), &mut answers, &grammars, &checks, limit).context("stdin, stdout")?;
    Ok(exit::CLEAN)
}
