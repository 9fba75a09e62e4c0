//! Ready questions, as SQL that runs on PostgreSQL and DuckDB alike.

/// A view.
#[derive(Debug)]
pub struct View {
    /// Its name, and that of its file.
    pub name: &'static str,
    /// `create or replace view …`.
    pub sql: &'static str,
}

macro_rules! views {
    ($($name:literal),+ $(,)?) => {
        &[$(View { name: $name, sql: include_str!(concat!("views/", $name, ".sql")) }),+]
    };
}

/// All views.
pub static VIEWS: &[View] = views![
    "achievement_by_centre",
    "budget_by_mission",
    "constant_indicators",
    "findings_by_rule",
    "unreconciled_totals",
];
