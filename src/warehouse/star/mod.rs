//! The star schema of the warehouse: its tables, and the rows that a report has in them.

mod dimensions;
mod keys;
mod model;
mod package;
mod rows;
mod sheet;
mod spot;
mod tables;
mod value;

pub use dimensions::fixed;
pub use keys::Key;
pub use model::{Column, Kind, Table, Text, Type};
pub use package::{data_package, table_schemas};
pub use rows::{Document, Misfit, Rows, document_hash};
pub use tables::{AMOUNT, MEASURE, STAR_VERSION, TABLES};
pub use value::{Unit, Value, Verbatim};

/// The table of a name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().copied().find(|t| t.name == name)
}
