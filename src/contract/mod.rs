//! The contract's types: what is known of a report, every value with its places.

mod amend;
mod doubts;
mod evidence;
pub mod fields;
mod finding;
mod form;
mod json;
mod notice;
mod objective;
mod other;
mod pointer;
mod read;
mod report;
mod schema;
mod status;
mod stored;

pub use amend::{AmendError, Amendment, amend};
pub use doubts::note;
pub use evidence::{Evidence, EvidenceMap, Leaf, Slot, Walk, WalkMut};
pub use finding::{Finding, Severity};
pub use form::{Form, How, Reading};
pub use json::write_json;
pub use notice::Notice;
pub use objective::{Budget, BudgetLine, Drift, Indicator, Linked, Objective, Phase, Side, YearValue};
pub use other::{Cell, CellKind, Other, Row, Table, Types};
pub use pointer::{Pointer, escaped, leads_below, steps};
pub use read::Read;
pub use report::{Coded, Kind, Parameters, Registration, Report, SCHEMA_VERSION, Signature, Source};
pub use schema::schema;
pub use status::{Paragraph, Status};
