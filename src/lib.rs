//! Reads archived PEG reports from PDF into checked, traceable data.

pub mod audit;
pub mod fields;
pub mod geometry;
pub mod grammar;
pub mod lang;
pub mod layout;
pub mod page;
pub mod passage;
pub mod pdf;
pub mod pipeline;
pub mod record;
pub mod value;
