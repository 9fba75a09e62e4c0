//! The desk: the pages of the report served to this machine alone, with decisions taken and kept.

mod decide;
mod guard;
mod serve;
mod shelf;
mod ticket;

pub use guard::Guard;
pub use serve::{Desk, DeskError};
