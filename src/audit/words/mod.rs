//! Words of municipal offices: cut out of a text, brought to their stems, and compared by a lexicon of synonyms.

mod lexicon;
mod tokens;
mod yes_no;

pub use lexicon::{Lexicon, LexiconError};
pub(super) use lexicon::{Stem, are_opposed};
pub(super) use tokens::{Token, tokens};
pub(super) use yes_no::{is_yes_no, names_one};
