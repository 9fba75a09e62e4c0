//! What makes a finding the same finding after a new extraction.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::contract::Finding;

/// What a finding said; by this it is known again where its fingerprint has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Code of the rule.
    pub rule: String,
    /// Code of the objective.
    pub objective: Option<String>,
    /// What should stand there.
    pub expected: Option<String>,
    /// What stands there.
    pub found: Option<String>,
    /// The page of its first place.
    pub page: Option<u32>,
    /// Its message in Italian, for people.
    pub message: String,
}

impl Snapshot {
    /// Of a finding.
    pub fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.to_string(),
            objective: finding.objective.clone(),
            expected: finding.expected.clone(),
            found: finding.found.clone(),
            page: finding.places.first().map(|p| p.page),
            message: finding.message.it.clone(),
        }
    }

    /// Whether both speak of the same thing, whatever words and pointers they use.
    pub fn is_like(&self, other: &Snapshot) -> bool {
        (&self.rule, &self.objective, &self.expected, &self.found, self.page)
            == (&other.rule, &other.objective, &other.expected, &other.found, other.page)
    }
}

/// The fingerprints of the findings of one document, in their order: hexadecimal digits made of the rule, the values that it is
/// about and what they say. Wording, order and other findings do not matter; findings that are alike in all this are numbered.
pub fn fingerprints(findings: &[Finding]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    findings
        .iter()
        .map(|finding| {
            let print = fingerprint(finding);
            let count = seen.entry(print.clone()).or_default();
            *count += 1;
            if *count == 1 { print } else { format!("{print}-{count}") }
        })
        .collect()
}

fn fingerprint(finding: &Finding) -> String {
    // A finding about the whole document has no values to tell it by, but text on a page.
    let texts: Vec<(u32, &str)> = match finding.subject.as_str() {
        "" => finding.places.iter().map(|p| (p.page, p.text.as_str())).collect(),
        _ => Vec::new(),
    };
    let mut related: Vec<&str> = finding.related.iter().map(String::as_str).collect();
    related.sort_unstable();
    let told = (&finding.rule, &finding.subject, related, &finding.expected, &finding.found, texts);
    let bytes = serde_json::to_vec(&told).unwrap_or_default();
    HEXLOWER.encode(&Sha256::digest(bytes)[..12])
}
