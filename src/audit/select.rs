//! Which findings a user wants, in the manner of linters: codes or beginnings of codes.

use super::rule::Rule;
use super::rules::ALL;
use crate::contract::{Finding, Severity};

/// A choice of rules.
#[derive(Clone, Debug)]
pub struct Selection {
    select: Vec<String>,
    ignore: Vec<String>,
    severity: Severity,
    confidence: f64,
}

impl Default for Selection {
    /// All rules.
    fn default() -> Self {
        Self { select: Vec::new(), ignore: Vec::new(), severity: Severity::Info, confidence: Self::SURE }
    }
}

/// A code that no rule begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode(pub String);

impl Selection {
    /// From this confidence on a finding that is no arithmetic is a warning and told unasked; chosen for precision on narratives
    /// of writers that were left out in turn.
    pub const SURE: f64 = 0.6;

    /// The rules whose codes begin with one of `select` (all, when it is empty) and with none of `ignore`; a longer code
    /// outweighs a shorter one, so that "T" can be selected without "T003". Findings less grave than `severity` are left out.
    /// `own` are the codes of the rules that grammars declare.
    pub fn new(select: &[String], ignore: &[String], severity: Severity, own: &[&str]) -> Result<Self, UnknownCode> {
        let upper = |codes: &[String]| codes.iter().map(|c| c.trim().to_uppercase()).collect::<Vec<_>>();
        let (select, ignore) = (upper(select), upper(ignore));
        let all = || ALL.iter().map(|rule| rule.code).chain(own.iter().copied());
        let unknown = |code: &&String| code.is_empty() || !all().any(|known| known.starts_with(code.as_str()));
        match select.iter().chain(&ignore).find(unknown) {
            Some(code) => Err(UnknownCode(code.clone())),
            None => Ok(Self { select, ignore, severity, confidence: Self::SURE }),
        }
    }

    /// Whether a rule is wanted.
    pub fn wants(&self, rule: &Rule) -> bool {
        self.wants_code(rule.code, rule.severity)
    }

    /// Whether a rule of this code and severity is wanted.
    pub fn wants_code(&self, code: &str, severity: Severity) -> bool {
        let longest = |codes: &[String]| {
            codes.iter().filter(|c| code.starts_with(c.as_str())).map(|c| c.len() + 1).max().unwrap_or(0)
        };
        let selected = if self.select.is_empty() { 1 } else { longest(&self.select) };
        severity <= self.severity && selected > 0 && selected > longest(&self.ignore)
    }

    /// The same with another least confidence of what is read out of prose (N001).
    pub fn with_confidence(self, confidence: f64) -> Self {
        Self { confidence, ..self }
    }

    /// Whether a finding is wanted.
    pub fn keeps(&self, finding: &Finding) -> bool {
        finding.severity <= self.severity && (finding.rule != "N001" || finding.confidence >= self.confidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(select: &[&str], ignore: &[&str], severity: Severity) -> Vec<&'static str> {
        let own = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let selection = Selection::new(&own(select), &own(ignore), severity, &[]).unwrap();
        ALL.iter().filter(|r| selection.wants(r)).map(|r| r.code).collect()
    }

    #[test]
    fn beginnings_select_and_longer_codes_outweigh() {
        assert_eq!(codes(&["T"], &[], Severity::Info), ["T001", "T002", "T003"]);
        assert_eq!(codes(&["T", "w001"], &["T003"], Severity::Info), ["T001", "T002", "W001"]);
        assert_eq!(codes(&["T001"], &["T"], Severity::Info), ["T001"]);
        assert!(codes(&[], &[], Severity::Info).len() == ALL.len());
        assert!(!codes(&[], &["E"], Severity::Info).contains(&"E003"));
        assert!(codes(&[], &[], Severity::Error).iter().all(|c| !["W001", "I002"].contains(c)));
    }

    #[test]
    fn unknown_codes_are_told() {
        let error = Selection::new(&["Q9".to_owned()], &[], Severity::Info, &[]).unwrap_err();
        assert_eq!(error, UnknownCode("Q9".to_owned()));
    }
}
