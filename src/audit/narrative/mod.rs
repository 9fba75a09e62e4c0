//! The reader of narratives: quantities in Italian prose, and the indicators that count the same thing.

mod hedge;
mod link;
mod pattern;
mod quantity;

pub use hedge::Hedge;
pub use link::{Contradiction, contradictions};
pub use quantity::{Quantity, Unit, quantities};
