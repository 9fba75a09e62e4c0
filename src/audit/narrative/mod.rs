//! The reader of narratives: quantities in Italian prose, and the indicators that count the same thing.

mod lexicon;
mod link;
mod quantity;
mod tokens;

pub use link::{Contradiction, contradictions};
pub use quantity::{Hedge, Quantity, Unit, quantities};
