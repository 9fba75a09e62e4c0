//! Rows below a line of headings, as comma-separated values.

use std::io::{self, Write};

use serde::Serialize;

/// Writes the rows below their headings, which stand there even where there is no row.
pub fn write_csv<R: Serialize>(to: &mut dyn Write, head: &[&str], rows: impl Iterator<Item = R>) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(to);
    csv.write_record(head).map_err(io::Error::other)?;
    for row in rows {
        csv.serialize(row).map_err(io::Error::other)?;
    }
    csv.flush()
}
