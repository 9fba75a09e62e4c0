//! Glyphs to words and lines, ruling lines joined, and the geometry of columns, rows and paragraphs.
//!
//! Nothing here knows a form. Every function works in the *reading frame* of a [`Sheet`]: the page turned so that its text
//! runs from left to right; [`Sheet::passage`] leads back to the page as displayed.

mod columns;
mod gaps;
mod lettering;
mod lines;
mod marks;
mod paragraphs;
mod rows;
mod rules;
mod settings;
mod sheet;
mod turned;
mod twins;
mod words;

pub use columns::{Lean, Span, boundaries};
pub use lines::{Line, Phrase};
pub use paragraphs::{Flow, paragraphs};
pub use rows::{Band, bands, cut_between};
pub use rules::{Across, Down};
pub use settings::Settings;
pub use sheet::{Sheet, lay_out};
pub use words::Word;
