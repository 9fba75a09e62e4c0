//! The reader of narratives: quantities in Italian prose, and the indicators that count the same thing.

mod link;
mod quantity;

pub use link::{Contradiction, contradictions};
pub use quantity::{Hedge, Quantity, Unit, quantities};
