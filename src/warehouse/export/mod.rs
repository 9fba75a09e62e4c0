//! An output folder into a warehouse: the rows of every report, in the form of some target.

mod columns;
mod csv;
mod folder;
mod increment;
mod login;
mod parquet;
mod postgres;
mod sql;
mod sqlite;
mod state;
mod target;
mod views;
mod xlsx;

pub use increment::{Export, Summary, export};
pub use target::{Change, Format, Known, Target, TargetError, open};
pub use views::{VIEWS, View};
