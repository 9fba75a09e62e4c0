//! Reads archived PEG reports from PDF into checked, traceable data.

pub mod geometry;
pub mod page;
pub mod passage;
pub mod pdf;
pub mod pipeline;
pub mod record;
