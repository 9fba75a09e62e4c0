//! The rules, named by their codes.

pub mod e002;
pub mod e003;
