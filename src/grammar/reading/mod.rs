//! The reading of laid-out pages by a form: where each word belongs, and what it says.

mod banner;
mod block;
pub(in crate::grammar) mod capture;
mod cells;
pub(in crate::grammar) mod desk;
mod header;
mod headings;
mod heads;
mod labels;
mod listed;
pub(in crate::grammar) mod margin;
pub(in crate::grammar) mod names;
pub(in crate::grammar) mod printed;
pub(in crate::grammar) mod reader;
pub(in crate::grammar) mod recognise;
mod row;
mod spell;
mod stamp;
mod sums;
mod table;
pub(in crate::grammar) mod trace;
