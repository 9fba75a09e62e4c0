//! Reads archived PEG reports from PDF into checked, traceable data.

pub mod archive;
pub mod audit;
pub mod cli;
pub mod compare;
pub mod draft;
pub mod examine;
pub mod explain;
pub mod fields;
pub mod formula;
pub mod geometry;
pub mod grammar;
pub mod inputs;
pub mod isolation;
pub mod lang;
pub mod layout;
pub mod output;
pub mod page;
pub mod passage;
pub mod pdf;
pub mod pipeline;
mod reasons;
pub mod record;
pub mod review;
pub mod run;
pub mod value;
pub mod verdict;
