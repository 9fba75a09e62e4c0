//! `schedario schema`: the JSON Schema of what is written.

use std::io::{self, Write};

use crate::record::Report;

pub(super) fn run() -> anyhow::Result<u8> {
    let schema = schemars::schema_for!(Report);
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &schema)?;
    out.write_all(b"\n")?;
    Ok(super::exit::CLEAN)
}
