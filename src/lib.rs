//! Reads archived PEG reports from PDF into checked, traceable data.

pub mod audit;
pub mod cli;
pub mod fields;
pub mod geometry;
pub mod grammar;
pub mod inputs;
pub mod lang;
pub mod layout;
pub mod ocr;
pub mod output;
pub mod page;
pub mod passage;
pub mod pdf;
pub mod pipeline;
pub mod raster;
mod reasons;
pub mod record;
pub mod repair;
pub mod run;
pub mod value;
