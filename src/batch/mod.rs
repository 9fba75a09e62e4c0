//! Many documents: what is to be read, by whom, within which limits, and what became of each.

mod carried;
pub mod inputs;
pub mod isolation;
pub mod reasons;
pub mod run;
pub mod verdict;
