//! All budget lines of a report, with what is needed to point at them.

use crate::audit::Case;
use crate::contract::{BudgetLine, Objective};

/// A budget line in its place.
pub(super) struct Line<'a> {
    /// Its objective.
    pub objective: &'a Objective,
    /// Position of the objective.
    pub position: usize,
    /// "revenues" or "expenses".
    pub side: &'static str,
    /// Position of the line.
    pub k: usize,
    /// The line.
    pub line: &'a BudgetLine,
}

impl Line<'_> {
    /// The JSON Pointer of one of its fields.
    pub fn pointer(&self, field: &str) -> String {
        format!("/objectives/{}/budget/{}/lines/{}/{field}", self.position, self.side, self.k)
    }
}

/// All lines in printed order.
pub(super) fn lines<'a>(case: &Case<'a>) -> impl Iterator<Item = Line<'a>> {
    case.objectives().flat_map(|(position, objective)| {
        let budget = objective.budget.as_ref();
        let sides = [
            ("revenues", budget.and_then(|b| b.revenues.as_ref())),
            ("expenses", budget.and_then(|b| b.expenses.as_ref())),
        ];
        sides.into_iter().flat_map(move |(side, lines)| {
            let lines = lines.into_iter().flat_map(|s| s.lines.iter().enumerate());
            lines.map(move |(k, line)| Line { objective, position, side, k, line })
        })
    })
}
