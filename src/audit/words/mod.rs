//! Words of municipal offices: cut out of a text, brought to their stems, and compared by a lexicon of synonyms.

mod lexicon;
mod tokens;

pub(super) use lexicon::Stem;
pub use lexicon::{Lexicon, LexiconError};
pub(super) use tokens::{Token, tokens};
