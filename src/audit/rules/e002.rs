//! E002 unread-text: text on a page that no rule of the grammar took.
//!
//! Nothing printed is lost: what is neither a value, nor a label, nor furniture is reported with its page, so that nobody
//! takes a report for complete that is not. One finding for each run of text on a line.

use crate::audit::Case;
use crate::lang::Message;
use crate::record::{Evidence, Finding, Severity};

/// The findings of the rule.
pub fn check(case: &Case<'_>) -> Vec<Finding> {
    case.unread
        .iter()
        .map(|place| Finding {
            rule: "E002",
            severity: Severity::Info,
            objective: None,
            subject: String::new(),
            message: Message {
                it: format!("Pagina {}: testo non attribuito ad alcun campo: «{}»", place.page, place.text),
                en: format!("Page {}: text that belongs to no field: \"{}\"", place.page, place.text),
            },
            expected: None,
            found: Some(place.text.to_string()),
            related: Vec::new(),
            places: vec![Evidence::from(place)],
        })
        .collect()
}
