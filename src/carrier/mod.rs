//! What carries documents: signed envelopes, e-mails, archives and pictures. Bytes go in, and the bytes of PDFs come out.

mod envelope;
mod kinds;
mod mail;
mod paper;
mod parts;
mod picture;
mod signer;
mod tiff;

pub use envelope::{Opened, Sealed, open, signers};
pub use kinds::{Kind, extension, kind};
pub use parts::{MOST, Part, PartError, attached, part, parts};
pub use picture::{NoPages, pages};
pub use signer::pdf_time;
