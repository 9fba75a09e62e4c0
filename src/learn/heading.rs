//! What a heading says: which list or text follows it.

use regex::Regex;

use crate::base::pattern::pattern;
use crate::meaning::{Fields, What};

/// From which likeness on a heading is that of a list.
pub(super) const LIKE: f32 = 0.7;
/// The text of an objective.
pub(super) const STATUS: &str = "status";

pattern! {
    /// What joins a heading and the day of which it tells.
    static DAY: Regex = Regex::new(
        r"(?i)^(?<head>.+?)\s+(?:al|alla data del|aggiornat[oa] al|a tutto il|alla data|del)\s+(?<day>(?:0?[1-9]|[12]\d|3[01])\W.+)$"
    );
}

/// A heading without the day behind it, and whether there was one.
pub(super) fn undated(text: &str) -> (String, bool) {
    match DAY.captures(text) {
        Some(found) => (found["head"].to_owned(), true),
        None => (text.trim_end_matches([':', ' ']).to_owned(), false),
    }
}

/// How like a heading is to those of a list.
pub(super) fn like(fields: &Fields, text: &str, list: &str) -> f32 {
    let found = fields.like(text, |e| e.what == What::Section && e.field.as_deref() == Some(list));
    found.first().map_or(0.0, |(_, l)| *l)
}
