//! The model of a form, loaded from `grammars/*.toml`, and the reading of a laid-out document by it.
//!
//! Whatever is particular to a family of forms stands in its grammar; the files here know what labels, header blocks,
//! sections, tables and stamps are, but none by name.

mod advice;
mod banner;
mod capture;
mod cells;
mod desk;
mod error;
mod form;
mod header;
mod headings;
mod heads;
mod labels;
mod library;
mod load;
mod load_rule;
mod load_section;
mod margin;
mod mistake;
mod model;
mod name;
mod origin;
mod reader;
mod recognise;
mod row;
mod spell;
mod stamp;
mod sums;
mod table;
mod trace;
mod vocabulary;

pub use advice::advice;
pub use capture::{Card, Cover, Fields, Key, Repeated, Row, Wording};
pub use desk::Role;
pub use error::GrammarError;
pub use form::{Field, Form, FormRule, Gravity, OwnTable, other_heading};
pub use library::Grammars;
pub use margin::Margins;
pub use mistake::Mistake;
pub use model::grammar_schema;
pub use origin::own_list;
pub use reader::Reader;
pub use recognise::{Fit, best, fits};
pub use trace::{Event, Seen, Trace, unopened};
