//! All integration tests in one program: each of some twenty would be linked with the whole library for itself.
//!
//! `cargo test --test all rules::` runs those of one file.

mod common;

mod annotate;
mod architecture;
mod browser;
mod carriers;
mod cli;
mod compare;
mod crash;
mod draft;
mod evidence;
mod export;
mod family;
mod golden;
mod grammar;
mod isolation;
mod learn;
mod marks;
mod narrative;
mod ocr;
mod pages;
mod postgres;
mod publication;
mod python;
mod repair;
mod review;
mod rules;
mod runs;
mod security;
mod sight;
mod spark;
