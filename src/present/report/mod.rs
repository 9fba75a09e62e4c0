//! What the auditor sees: the reports of an output folder as pages for a browser, every finding shown in the picture of its page.
//!
//! The pages are a shell (`shell.rs`) with an index of all findings (`index.rs`) and *parts* (`parts.rs`): the findings of a
//! document, its tables, the pictures of its pages. Parts are asked for when they are looked at; whether they lie in the same
//! file, in a folder beside it or are served by the desk makes no other difference. Text of a document comes onto a page through
//! `maud`, which escapes it, and by no other way.

mod binder;
mod charts;
mod crop;
mod document;
mod finding;
mod first;
mod index;
mod objective;
mod overview;
mod pages;
mod parts;
mod shell;
mod sources;
mod voice;
mod write;

pub use binder::{Binder, Folio, Missing};
pub use index::Index;
pub use parts::{Content, Part};
pub use shell::{Mode, Shell, program_hash};
pub use sources::Sources;
pub use voice::Voice;
pub use write::{Written, write};
