//! The reader of narratives: the numbers of Italian prose, and the indicators that they speak of.
//!
//! Three small models, fitted from labelled narratives (`examples/fit-narrative`), stand one on the other. The first tells by the
//! words around a number what it speaks of ([`Kind`]); the second tells of a number and an indicator whether they belong together
//! ([`LINK`]); the third looks at both, at the values and at what else the prose says, and tells whether the number contradicts
//! the indicator ([`DECISION`]). Every feature has a name, and sums of weights are all there is.

mod claim;
mod decide;
mod gauge;
mod hedge;
mod mention;
mod model;
mod numeral;
mod pattern;
mod prose;
mod reading;
mod status;
mod study;
mod unit;
mod weights;

pub use claim::{Basis, Claim};
pub use decide::{DECISION, Decision, Opinion, decide, evidence};
pub use gauge::{Gauge, Indicator};
pub use hedge::Hedge;
pub use mention::{Mention, quantities};
pub use model::{Cues, Logistic, chance};
pub use numeral::Shape;
pub use reading::{Contradiction, Why, contradictions};
pub use status::Kind;
pub use study::{LINK, Pair, Said, Study};
pub use unit::{Dimension, Unit};
pub use weights::Weights;
