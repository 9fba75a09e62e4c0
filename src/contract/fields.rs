//! The fields that a grammar can fill, by their names in grammar files.

use std::sync::LazyLock;

/// The type of a field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text, names and codes as printed.
    Text,
    /// A code with its wording.
    Coded,
    /// A decimal number in Italian notation.
    Decimal,
    /// A date.
    Date,
    /// A year.
    Year,
    /// Groups of digits joined by dots.
    Dotted,
}

/// Where in a report a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The protocol stamp.
    Registration,
    /// The parameters on the first page.
    Parameters,
    /// An objective itself.
    Objective,
    /// One of its phases.
    Phase,
    /// One of its indicators.
    Indicator,
    /// A line of its budget.
    BudgetLine,
    /// A row of a table of the form's own, whose keys and types the grammar gives.
    Table,
    /// A row of a list that is an objective: its own fields, and those of the phase or indicator that stands in the same row.
    Listed,
}

impl Scope {
    /// The scope of the rows that a section fills.
    pub fn of_list(name: &str) -> Option<Scope> {
        LISTS.iter().find(|(list, _)| *list == name).map(|(_, scope)| *scope)
    }

    /// The fields of the scope.
    pub fn fields(self) -> &'static [(&'static str, FieldKind)] {
        use FieldKind::{Coded, Date, Decimal, Dotted, Text, Year};
        match self {
            Scope::Registration => &[
                ("entity", Text),
                ("protocol_number", Text),
                ("protocol_date", Date),
                ("class_code", Text),
                ("class_label", Text),
                ("file", Text),
            ],
            Scope::Parameters => &[("view", Coded), ("level", Text), ("responsibility_center", Coded)],
            Scope::Objective => &[
                ("code", Text),
                ("year", Year),
                ("description", Text),
                ("kind", Text),
                ("thematic_area", Coded),
                ("councillor", Text),
                ("directorate", Text),
                ("director", Text),
                ("responsibility_center", Text),
                ("manager", Text),
                ("linked.mandate", Coded),
                ("linked.mission", Coded),
                ("linked.programme", Coded),
                ("as_of", Date),
                ("budget.revenues.total", Decimal),
                ("budget.expenses.total", Decimal),
                ("budget.balance", Decimal),
            ],
            Scope::Phase => &[
                ("description", Text),
                ("weight", Decimal),
                ("progress", Decimal),
                ("planned_start", Date),
                ("planned_end", Date),
                ("actual_start", Date),
                ("actual_end", Date),
                ("manager", Text),
                ("responsibility_center", Text),
                ("note", Text),
            ],
            Scope::Indicator => &[
                ("code", Text),
                ("description", Text),
                ("kind", Text),
                ("expected", Decimal),
                ("achieved", Decimal),
                ("previous", Decimal),
                ("previous_average", Decimal),
                ("future", Decimal),
                ("note", Text),
            ],
            Scope::BudgetLine => &[
                ("fiscal_year", Year),
                ("other_sums", Decimal),
                ("budget_code", Dotted),
                ("chapter", Text),
                ("article", Text),
                ("accrual", Text),
                ("description", Text),
                ("ministerial_code", Text),
                ("financial_plan", Text),
                ("mission_programme", Text),
                ("note", Text),
                ("amount", Decimal),
            ],
            Scope::Table => &[("description", Text)],
            Scope::Listed => listed(),
        }
    }

    /// Whether grammars give names of their own to its fields.
    pub fn is_open(self) -> bool {
        self == Scope::Table
    }

    /// Whether it keeps what is printed without a field of its own under the printed heading.
    pub fn has_other(self) -> bool {
        matches!(self, Scope::Objective | Scope::Phase | Scope::Indicator | Scope::BudgetLine | Scope::Listed)
    }

    /// The type of a field, if the scope has it.
    pub fn kind(self, field: &str) -> Option<FieldKind> {
        self.fields().iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind)
    }
}

/// The lists that the rows of a table can fill.
pub const LISTS: &[(&str, Scope)] = &[
    ("phases", Scope::Phase),
    ("indicators", Scope::Indicator),
    ("budget.revenues", Scope::BudgetLine),
    ("budget.expenses", Scope::BudgetLine),
    (TABLES, Scope::Table),
    (OBJECTIVES, Scope::Listed),
];

/// The list of which each row is an objective.
pub const OBJECTIVES: &str = "objectives";

/// The lists that can stand beside an objective in its row.
pub const BESIDE: &[(&str, Scope)] = &[("phases", Scope::Phase), ("indicators", Scope::Indicator)];

/// The list beside an objective that a field of its row belongs to, and the field there: "indicators.expected".
pub fn beside(field: &str) -> Option<(&'static str, &str)> {
    BESIDE.iter().find_map(|(list, _)| Some((*list, field.strip_prefix(list)?.strip_prefix('.')?)))
}

/// The fields of a row that is an objective.
fn listed() -> &'static [(&'static str, FieldKind)] {
    static LISTED: LazyLock<Vec<(&'static str, FieldKind)>> = LazyLock::new(|| {
        let mut out = Scope::Objective.fields().to_vec();
        for (list, scope) in BESIDE {
            let own = scope.fields().iter().copied().chain([(OTHER, FieldKind::Text)]);
            // Made once a process: the names live as long as it does.
            out.extend(own.map(|(field, kind)| (&*format!("{list}.{field}").leak(), kind)));
        }
        out
    });
    &LISTED
}

/// The list of tables that are the form's own; each of their sections is one of them.
pub const TABLES: &str = "tables";

/// The field of what is kept under its printed heading.
pub const OTHER: &str = "other";

/// Fields of which a column for every year can be printed.
pub const BY_YEAR: &[&str] = &["previous", "future", "indicators.previous", "indicators.future"];
