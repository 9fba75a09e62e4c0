//! PDF bytes to pages. The only room that knows the PDF library (`hayro`).

mod ascii85;
mod attachments;
mod content;
mod device;
mod digits;
mod document;
mod fonts;
mod heads;
mod letters;
mod lock;
mod picture;
mod plain;
mod raster;
mod repair;
mod salvage;
mod seals;
mod sight;
mod strings;
mod text;
mod tree;
mod widget;

pub use attachments::{Attachment, AttachmentError};
pub use document::{Document, OpenError};
pub use picture::Seen;
pub use raster::Picture;
pub use seals::Seal;
