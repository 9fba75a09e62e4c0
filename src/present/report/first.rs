//! What to look at first: where most is wrong, what most surely contradicts itself, and what comes again and again.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::index::{FindingEntry, Index};
use super::overview::link;
use super::shell::Shell;
use crate::contract::Severity;
use crate::review::Status;

/// How many entries a list has: what somebody looks at before the next coffee.
const SHOWN: usize = 5;
/// From how many equal findings on they are told as one.
const MANY: usize = 3;

/// The lists; nothing where nothing is open.
pub(super) fn first(index: &Index, shell: &Shell<'_>) -> Markup {
    let open: Vec<&FindingEntry> = index.findings.iter().filter(|f| f.status == Status::Open).collect();
    let (worst, sure, again) = (worst(&open), surest(&open), repeated(&open));
    let say = |it: &'static str, en: &'static str| shell.voice.say(it, en);
    html! {
        @if !open.is_empty() {
            section.primi aria-labelledby="primi" {
                h2 id="primi" { (say("Da guardare per primi", "What to look at first")) }
                div.grafici {
                    @if !worst.is_empty() {
                        section aria-labelledby="primi-documenti" {
                            h3 id="primi-documenti" { (say("Documenti con più errori", "Documents with most errors")) }
                            ol.primi-elenco { @for (d, [errors, warnings]) in &worst {
                                @if let Some(document) = index.documents.iter().find(|entry| entry.n == *d) {
                                    li { a href=(format!("#d{d}")) { (document.path) } " "
                                        small { (shell.voice.count(*errors)) " " (say("errori", "errors")) ", "
                                            (shell.voice.count(*warnings)) " " (say("avvisi", "warnings")) } }
                                }
                            } }
                        }
                    }
                    @if !sure.is_empty() {
                        section aria-labelledby="primi-contraddizioni" {
                            h3 id="primi-contraddizioni" { (say("Contraddizioni, le più sicure prima", "Contradictions, the surest first")) }
                            ol.primi-elenco { @for finding in &sure {
                                li { a href=(to(finding)) { (finding.told) } " "
                                    small { (shell.title(&finding.rule)) ", " (percent(finding.confidence)) } }
                            } }
                        }
                    }
                    @if !again.is_empty() {
                        section aria-labelledby="primi-uguali" {
                            h3 id="primi-uguali" { (say("Rilievi che si ripetono uguali", "Findings that come again and again")) }
                            ol.primi-elenco { @for group in &again {
                                li { a href=(to(group.one)) { (group.one.told) } " "
                                    small { (shell.title(&group.one.rule)) ": " (shell.voice.count(group.count)) " " (say("volte, documenti", "times, documents")) " "
                                        (shell.voice.count(group.documents)) } }
                            } }
                        }
                    }
                }
            }
        }
    }
}

/// A link to the findings of one rule that say the same.
fn to(finding: &FindingEntry) -> String {
    format!("{}&{}", link("rule", &finding.rule), link("q", &finding.told).trim_start_matches("#rilievi?"))
}

fn percent(confidence: f64) -> String {
    format!("{:.0} %", confidence * 100.0)
}

/// The documents with most errors, and of as many errors most warnings.
fn worst(open: &[&FindingEntry]) -> Vec<(usize, [usize; 2])> {
    let mut counts: BTreeMap<usize, [usize; 2]> = BTreeMap::new();
    for finding in open {
        let count = counts.entry(finding.d).or_default();
        count[0] += usize::from(finding.severity == Severity::Error.name());
        count[1] += usize::from(finding.severity == Severity::Warning.name());
    }
    let mut all: Vec<(usize, [usize; 2])> = counts.into_iter().filter(|(_, count)| *count != [0, 0]).collect();
    all.sort_by_key(|(d, count)| (std::cmp::Reverse(*count), *d));
    all.truncate(SHOWN);
    all
}

/// What is not arithmetic and may be wrong itself, the surest first: of what is certain there may be hundreds, and the documents
/// with most errors lead to it.
fn surest<'f>(open: &[&'f FindingEntry]) -> Vec<&'f FindingEntry> {
    let grave = |f: &&&FindingEntry| f.severity != Severity::Info.name() && f.confidence < 1.0;
    let mut all: Vec<&FindingEntry> = open.iter().filter(grave).copied().collect();
    all.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    all.truncate(SHOWN);
    all
}

/// Findings of one rule that say the same.
struct Group<'f> {
    one: &'f FindingEntry,
    count: usize,
    documents: usize,
}

fn repeated<'f>(open: &[&'f FindingEntry]) -> Vec<Group<'f>> {
    let mut groups: BTreeMap<(&str, &str), Vec<&'f FindingEntry>> = BTreeMap::new();
    for finding in open {
        groups.entry((&finding.rule, &finding.told)).or_default().push(finding);
    }
    let group = |all: Vec<&'f FindingEntry>| {
        let documents: BTreeSet<usize> = all.iter().map(|f| f.d).collect();
        Some(Group { one: all.first()?, count: all.len(), documents: documents.len() })
    };
    let mut all: Vec<Group<'f>> = groups.into_values().filter_map(group).filter(|g| g.count >= MANY).collect();
    all.sort_by_key(|g| std::cmp::Reverse(g.count));
    all.truncate(SHOWN);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(d: usize, rule: &str, severity: Severity, told: &str, confidence: f64) -> FindingEntry {
        FindingEntry {
            d,
            k: 0,
            rule: rule.into(),
            severity: severity.name(),
            centre: String::new(),
            year: None,
            status: Status::Open,
            text: told.into(),
            told: told.into(),
            confidence,
        }
    }

    #[test]
    fn the_worst_documents_the_surest_contradictions_and_equal_findings_come_first() {
        let mut all = vec![
            finding(0, "W001", Severity::Warning, "a", 1.0),
            finding(2, "T001", Severity::Error, "b", 1.0),
            finding(2, "N001", Severity::Warning, "c", 0.7),
            finding(1, "T001", Severity::Error, "d", 1.0),
            finding(1, "N001", Severity::Warning, "e", 0.9),
            finding(1, "N001", Severity::Warning, "f", 0.8),
            finding(1, "E001", Severity::Info, "g", 0.99),
        ];
        for d in 0..3 {
            all.push(finding(d, "E002", Severity::Info, "lo stesso", 1.0));
        }
        all.push(finding(0, "E002", Severity::Info, "lo stesso", 1.0));
        let open: Vec<&FindingEntry> = all.iter().collect();
        assert_eq!(worst(&open), [(1, [1, 2]), (2, [1, 1]), (0, [0, 1])]);
        let sure: Vec<&str> = surest(&open).iter().map(|f| f.told.as_str()).collect();
        assert_eq!(sure, ["e", "f", "c"]);
        let again: Vec<_> = repeated(&open).iter().map(|g| (g.one.told.as_str(), g.count, g.documents)).collect();
        assert_eq!(again, [("lo stesso", 4, 3)]);
        assert_eq!(to(&all[0]), "#rilievi?rule=W001&q=a");
    }
}
