//! Reports as tables: the star schema, its rows, and the targets that they are written to.

pub mod export;
pub mod star;
