//! `schedario schema`: the JSON Schema of what is written.

use std::io::{self, Write};

use crate::record;

pub(super) fn run() -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &record::schema())?;
    out.write_all(b"\n")?;
    Ok(super::exit::CLEAN)
}
