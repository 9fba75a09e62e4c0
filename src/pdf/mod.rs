//! PDF bytes to pages. The only room that knows the PDF library (`hayro`).

mod ascii85;
mod content;
mod device;
mod document;
mod fonts;
mod picture;
mod plain;
mod raster;
mod salvage;

pub use document::{Document, OpenError};
pub use raster::Picture;
