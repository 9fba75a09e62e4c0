//! What people decided about findings and misread values, and a report as it stands after their decisions.
//!
//! Decisions lie in `review.sqlite` beside the reports and are never changed by a new extraction: they speak of a document by
//! the hash of its content, of a finding by its fingerprint, of a value by its JSON Pointer and its place on the page.
//! Whoever shows or exports a report asks how it stands after them:
//!
//! ```no_run
//! # use schedario::audit::recheck::{Again, stand};
//! # use schedario::{audit::Checks, grammar::Grammars, output::archive::Archive, review::Store};
//! # fn show(archive: &Archive, root: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
//! let (store, checks, grammars) = (Store::open_if_there(root)?, Checks::default(), Grammars::load(None)?);
//! for line in &archive.lines {
//!     let Some(mut report) = archive.report(line)? else { continue };
//!     let decisions = store.as_ref().map(|s| s.settled(&report.source.sha256)).transpose()?.unwrap_or_default();
//!     let again = Again { checks: &checks, grammars: &grammars, lost: &line.pages_lost };
//!     let review = stand(&mut report, &[], &decisions, &again); // corrected values now stand in the report
//!     for (finding, standing) in report.findings.iter().zip(&review.findings) {
//!         println!("{} {}", finding.rule, standing.status.name());
//!     }
//!     for correction in &review.corrections {
//!         println!("{} was read as {}", correction.pointer, correction.before);
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod decision;
mod fingerprint;
mod settle;
mod store;

pub use decision::{About, Action, Decision, Status};
pub use fingerprint::{Snapshot, fingerprints};
pub use settle::{Correction, Review, Standing};
pub(crate) use settle::{correct, standings};
pub use store::{FILE, Store, StoreError, now};
