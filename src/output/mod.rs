//! What a run leaves in its output folder: a JSON for each report, `findings.csv` and `manifest.jsonl`.

pub mod archive;
mod csv;
mod file;
mod findings;
mod journal;
mod manifest;
mod names;
mod strangers;

pub use csv::{Cell, inert, write_csv};
pub use file::{empty, write_atomically, write_through};
pub use findings::{FindingRow, write_findings};
pub use journal::{Carried, Entry, Further, Journal, JournalReader, Marks};
pub use manifest::{Counts, FormFit, ManifestLine, Status, part, write_manifest};
pub use names::{Places, REPORTS, further_name, json_names};
pub use strangers::{remove, strangers};
