//! E003 unreadable-value: a cell that is not blank and not of its type.
//!
//! The value is null and the raw text stands here: nothing is guessed and nothing is dropped in silence.
//! Example: "31/06/2017" as a date, "1,0O" (with the letter O) as a number.

use crate::audit::Case;
use crate::lang::Message;
use crate::record::{Evidence, Finding, Pointer, Report, Severity, Walk};

/// The findings of the rule.
pub fn check(case: &Case<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    case.report.walk(&mut Pointer::default(), &mut |at, leaf| {
        let Some(first) = leaf.places.first().filter(|_| leaf.unreadable) else { return };
        let raw = leaf.places.iter().map(|p| &*p.text).collect::<Vec<_>>().join(" ");
        findings.push(Finding {
            rule: "E003",
            severity: Severity::Error,
            objective: objective_of(case.report, at.as_str()),
            subject: at.as_str().to_owned(),
            message: Message {
                it: format!("Pagina {}: «{raw}» non è un valore leggibile per questo campo", first.page),
                en: format!("Page {}: \"{raw}\" is not a readable value of this field", first.page),
            },
            expected: None,
            found: Some(raw),
            related: Vec::new(),
            places: leaf.places.iter().map(Evidence::from).collect(),
        });
    });
    findings
}

/// The code of the objective that a pointer leads into.
fn objective_of(report: &Report, pointer: &str) -> Option<String> {
    let position: usize = pointer.strip_prefix("/objectives/")?.split('/').next()?.parse().ok()?;
    report.objectives.get(position)?.code.value.clone()
}
