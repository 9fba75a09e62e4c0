//! Reads archived PEG reports from PDF into checked, traceable data.

pub mod audit;
pub mod base;
pub mod batch;
pub mod carrier;
pub mod cli;
pub mod contract;
pub mod document;
pub mod draft;
pub mod grammar;
pub mod layout;
pub mod learn;
pub mod meaning;
pub mod ocr;
pub mod output;
pub mod page;
pub mod pdf;
pub mod present;
pub mod review;
pub mod structure;
pub mod typing;
pub mod warehouse;
