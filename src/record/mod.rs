//! The contract's types: what is known of a report, every value with its places.

mod amend;
pub mod build;
mod doubts;
mod evidence;
mod finding;
mod json;
mod objective;
mod other;
mod read;
mod report;
mod schema;
mod status;
mod stored;

pub use amend::{AmendError, Amendment, amend};
pub use doubts::note;
pub use evidence::{Evidence, EvidenceMap, Leaf, Pointer, Slot, Walk, WalkMut};
pub use finding::{Finding, Severity};
pub use json::write_json;
pub use objective::{Budget, BudgetLine, Drift, Indicator, Linked, Objective, Phase, Side, YearValue};
pub use other::{Cell, Other, Row, Table};
pub use read::Read;
pub use report::{Coded, Form, Kind, Parameters, Registration, Report, SCHEMA_VERSION, Source};
pub use schema::schema;
pub use status::{Paragraph, Status};
