//! What every other room stands on: boxes on a page, text with its places, Italian notation of values, languages, and work
//! spread over cores in its order.

pub mod flow;
pub mod geometry;
pub mod lang;
pub(crate) mod notation;
pub mod passage;
pub(crate) mod pattern;
pub mod value;
