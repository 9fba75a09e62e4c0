//! `schedario schema`: the schemas of what is written.

use std::io::{self, Write};

use super::args::Schema;
use crate::contract;
use crate::warehouse::export::VIEWS;
use crate::warehouse::star;

pub(super) fn run(args: &Schema) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    if args.views {
        for (k, view) in VIEWS.iter().enumerate() {
            write!(out, "{}{}", if k > 0 { "\n" } else { "" }, view.sql)?;
        }
        return Ok(super::exit::CLEAN);
    }
    if args.tables {
        serde_json::to_writer_pretty(&mut out, &star::table_schemas())?;
    } else {
        serde_json::to_writer_pretty(&mut out, &contract::schema())?;
    }
    out.write_all(b"\n")?;
    Ok(super::exit::CLEAN)
}
