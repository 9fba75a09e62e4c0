//! PDF bytes to pages. The only room that knows the PDF library (`hayro`).

mod device;
mod document;
mod picture;

pub use document::{Document, OpenError};
