//! B003 duplicate-line: a line that repeats an earlier one.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::laws;
use super::lines::{Line, lines};
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "B003",
    name: "duplicate-line",
    title: ("Riga di bilancio ripetuta", "Repeated budget line"),
    severity: Severity::Error,
    doc: Doc {
        what: (
            "Una riga ha esercizio, capitolo, articolo e competenza di una riga precedente dello stesso lato.",
            "A line has the fiscal year, chapter, article and accrual of an earlier line of the same side.",
        ),
        why: (
            "La stessa voce contata due volte raddoppia l'importo nel budget.",
            "The same item counted twice doubles the amount in the budget.",
        ),
        example: ("Due righe 2019, capitolo 1180020, CP.", "Two lines 2019, chapter 1180020, CP."),
        law: Some(laws::TRUTHFULNESS),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    // The line that says it first, by the side of the budget that it stands in and by what must not be said again.
    let mut said: HashMap<_, Line<'_>> = HashMap::new();
    // Where a column that tells lines apart is not printed, two that look the same need not be.
    let told_apart = |side: &str| {
        let absent = |field| case.is_absent(&format!("budget/{side}/lines/{field}"));
        !["chapter", "fiscal_year", "article", "accrual"].into_iter().any(absent)
    };
    let sides: Vec<&str> = ["revenues", "expenses"].into_iter().filter(|side| told_apart(side)).collect();
    for line in lines(case).filter(|line| sides.contains(&line.side)) {
        let of = line.line;
        let Some(chapter) = &of.chapter.value else { continue };
        let (year, article, accrual) = (of.fiscal_year.value, &of.article.value, &of.accrual.value);
        let first = match said.entry((line.position, line.side, chapter, year, article, accrual)) {
            Entry::Occupied(first) => first.into_mut(),
            Entry::Vacant(place) => {
                place.insert(line);
                continue;
            }
        };
        let message = Message::new(
            format!(
                "La riga ripete la riga {}: capitolo {chapter}, stesso esercizio, articolo e competenza",
                first.k + 1
            ),
            format!("The line repeats line {}: chapter {chapter}, same fiscal year, article and accrual", first.k + 1),
        );
        let pointer = |line: &Line<'_>| line.pointer("").trim_end_matches('/').to_owned();
        out.push(
            RULE.finding(pointer(&line), message)
                .of(line.objective.code.value.as_ref())
                .says(chapter)
                .with(pointer(first))
                .at(&line.line.chapter.places)
                .at(&first.line.chapter.places),
        );
    }
}
