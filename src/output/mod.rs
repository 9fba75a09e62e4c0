//! What a run leaves in its output folder: a JSON for each report, `findings.csv` and `manifest.jsonl`.

mod csv;
mod file;
mod findings;
mod journal;
mod manifest;
mod names;
mod strangers;

pub use csv::write_csv;
pub use file::{empty, write_atomically, write_through};
pub use findings::{FindingRow, write_findings};
pub use journal::{Entry, Journal, Marks};
pub use manifest::{Counts, FormFit, ManifestLine, Status, write_manifest};
pub use names::{REPORTS, json_names};
pub use strangers::{remove, strangers};
