//! The model of a form, loaded from `grammars/*.toml`, and the reading of a laid-out document by it.
//!
//! Whatever is particular to a family of forms stands in its grammar; the files here know what labels, header blocks,
//! sections, tables and stamps are, but none by name.

pub mod adapt;
pub mod language;
pub mod reading;

pub use adapt::{ALL_SCOPES, Adapted, HeadRow, Likeness, Named as HeadName, Strain, adapt, head_rows, recognise};
pub use language::advice::advice;
pub use language::error::GrammarError;
pub use language::form::{Field, Form, FormRule, OwnTable, other_heading};
pub use language::library::Grammars;
pub use language::mistake::Mistake;
pub use language::model::grammar_schema;
pub use language::name::plain;
pub use language::origin::own_list;
pub use reading::capture::{Card, Cover, Fields, Key, Repeated, Row, Wording};
pub use reading::desk::Role;
pub use reading::margin::Margins;
pub use reading::names::{Named, Names};
pub use reading::printed::{Printed, PrintedName};
pub use reading::reader::Reader;
pub use reading::recognise::{Fit, Shown, best, fits};
pub use reading::trace::{Event, Nearest, Seen, Trace};
