//! The language of grammars: what a file says, what can be wrong with it, and the form that it makes.

pub(in crate::grammar) mod advice;
pub(in crate::grammar) mod error;
pub(in crate::grammar) mod form;
pub mod formula;
pub(in crate::grammar) mod library;
pub(in crate::grammar) mod load;
mod load_rule;
mod load_section;
pub(in crate::grammar) mod mistake;
pub(in crate::grammar) mod model;
pub(in crate::grammar) mod name;
pub(in crate::grammar) mod origin;
pub(in crate::grammar) mod vocabulary;
