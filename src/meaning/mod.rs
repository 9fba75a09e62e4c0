//! What the fields of the contract are called, whatever the form: names as data (`fields/*.toml`), how like a printed heading is
//! to them, and which of several headings is which field.
//!
//! Nothing here knows a grammar, and nothing a page: a heading is its text.

mod assign;
mod fields;
mod likeness;
mod tokens;

pub use assign::{Assigned, Candidate, assign};
pub use fields::{Entry, Fields, What, is_passing};
pub use likeness::Lexis;
pub use tokens::{Token, tokens, year_of};
