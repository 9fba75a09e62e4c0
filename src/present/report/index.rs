//! What filters, search and lists need of every document and finding: a line each, as JSON inside the page.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::binder::{Folio, objective_of};
use super::voice::Voice;
use crate::contract::Severity;
use crate::output::{ManifestLine, Status as Outcome};
use crate::review::Status;

/// The index of a whole output folder.
#[derive(Debug, Serialize)]
pub struct Index {
    /// All inputs in the order of the manifest.
    pub documents: Vec<DocumentEntry>,
    /// All findings, by document and in its order.
    pub findings: Vec<FindingEntry>,
    /// Number of objectives.
    pub objectives: usize,
}

/// A document.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentEntry {
    /// Its number, from 0.
    pub n: usize,
    /// Its name as a file; empty where it has no page.
    pub file: String,
    /// Its path.
    pub path: String,
    /// What became of it, where that is not a report.
    pub fate: Option<String>,
    /// Number of pages.
    pub pages: u32,
    /// Number of objectives.
    pub objectives: usize,
    /// The centre that answers for it.
    pub centre: String,
    /// The year.
    pub year: Option<i32>,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
pub struct FindingEntry {
    /// Number of the document.
    pub d: usize,
    /// Its position among the findings of the document.
    pub k: usize,
    /// Code of the rule.
    pub rule: String,
    /// "error", "warning" or "info".
    pub severity: &'static str,
    /// The centre that answers.
    pub centre: String,
    /// The year of its objective.
    pub year: Option<i32>,
    /// "open", "confirmed", "dismissed" or "corrected".
    pub status: Status,
    /// What a search looks into: message, objective.
    pub text: String,
    /// Its message.
    #[serde(skip)]
    pub told: String,
    /// How sure it is, 0 to 1.
    #[serde(skip)]
    pub confidence: f64,
}

/// How many findings there are of a kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub count: usize,
    pub open: usize,
}

impl Index {
    /// An index without anything in it.
    pub fn new() -> Self {
        Self { documents: Vec::new(), findings: Vec::new(), objectives: 0 }
    }

    /// Adds a document with its findings.
    pub fn add(&mut self, folio: &Folio, voice: Voice) {
        self.objectives += folio.report.objectives.len();
        self.documents.push(DocumentEntry {
            n: folio.number,
            file: folio.file.clone(),
            path: folio.line.path.clone(),
            fate: None,
            pages: folio.line.pages,
            objectives: folio.report.objectives.len(),
            centre: folio.centre(None).to_owned(),
            year: folio.year(None),
        });
        self.findings.extend((0..folio.report.findings.len()).filter_map(|k| entry_of(folio, k, voice)));
    }

    /// Adds an input of which there is no report.
    pub fn add_unread(&mut self, number: usize, line: &ManifestLine, voice: Voice) {
        let told = line.reason.as_ref().map(|r| r.get(voice.0).to_owned());
        let same = line
            .duplicate_of
            .as_ref()
            .map(|of| format!("{} {of}", voice.say("lo stesso documento di", "the same document as")));
        let outcome = if line.status == Outcome::Ok { String::new() } else { format!("{:?}", line.status) };
        self.documents.push(DocumentEntry {
            n: number,
            file: String::new(),
            path: line.path.clone(),
            fate: Some(same.or(told).unwrap_or(outcome)),
            pages: line.pages,
            objectives: 0,
            centre: String::new(),
            year: None,
        });
    }

    /// Adds another index.
    pub fn extend(&mut self, other: &Index) {
        self.documents.extend_from_slice(&other.documents);
        self.findings.extend_from_slice(&other.findings);
        self.objectives += other.objectives;
    }

    /// The findings of a document: errors, warnings, notes, and how many of all are open.
    pub fn counts(&self, number: usize) -> [usize; 4] {
        let mut counts = [0; 4];
        self.findings.iter().filter(|f| f.d == number).for_each(|f| count(&mut counts, f));
        counts
    }

    /// How many findings there are, by whatever tells them apart.
    pub(super) fn tally<K: Ord>(&self, key: impl Fn(&FindingEntry) -> K) -> BTreeMap<K, Tally> {
        let mut out: BTreeMap<K, Tally> = BTreeMap::new();
        for finding in &self.findings {
            let tally = out.entry(key(finding)).or_default();
            tally.count += 1;
            tally.open += usize::from(finding.status == Status::Open);
        }
        out
    }

    /// The index as JSON that can stand inside a page.
    pub fn json(&self) -> String {
        let counts: HashMap<usize, [usize; 4]> = self.documents.iter().map(|d| (d.n, [0; 4])).collect();
        let counts = self.findings.iter().fold(counts, |mut counts, finding| {
            count(counts.entry(finding.d).or_default(), finding);
            counts
        });
        let value = serde_json::json!({ "documents": self.documents, "findings": self.findings, "counts": counts });
        // No text can end the element that it stands in.
        value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
    }
}

fn count(counts: &mut [usize; 4], finding: &FindingEntry) {
    counts[Severity::ALL.iter().position(|s| s.name() == finding.severity).unwrap_or(2)] += 1;
    counts[3] += usize::from(finding.status == Status::Open);
}

impl Default for Index {
    fn default() -> Self {
        Self::new()
    }
}

/// The line of a finding.
pub fn entry_of(folio: &Folio, position: usize, voice: Voice) -> Option<FindingEntry> {
    let finding = folio.report.findings.get(position)?;
    let standing = folio.review.findings.get(position)?;
    let objective = objective_of(&finding.subject);
    let code = finding.objective.as_deref().unwrap_or_default();
    Some(FindingEntry {
        d: folio.number,
        k: position,
        rule: finding.rule.to_string(),
        severity: finding.severity.name(),
        centre: folio.centre(objective).to_owned(),
        year: folio.year(objective),
        status: standing.status,
        text: format!("{} {code} {}", finding.message.get(voice.0), folio.line.path),
        told: finding.message.get(voice.0).to_owned(),
        confidence: finding.confidence,
    })
}
