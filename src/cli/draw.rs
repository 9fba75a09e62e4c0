//! `schedario draw`: draws pages for the commands that show findings, in a process that holds itself to limits.

use std::io;

use anyhow::Context;

use super::args::Draw;
use super::exit;
use crate::batch::isolation::{Limits, hold};
use crate::present::drawing::serve;

pub(super) fn run(args: &Draw) -> anyhow::Result<u8> {
    hold(Limits { memory_mb: args.memory, threads: 1 });
    let mut answers = io::BufWriter::with_capacity(1 << 16, io::stdout());
    serve(&mut io::stdin().lock(), &mut answers).context("stdin, stdout")?;
    Ok(exit::CLEAN)
}
