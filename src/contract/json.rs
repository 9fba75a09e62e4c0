//! A report written as JSON on all cores, a few objectives at a time: the same bytes as serde would write, sooner.

use std::io::{self, Write};
use std::ops::Range;

use serde::{Serialize, Serializer};

use super::evidence::{Entry, EvidenceMap, EvidenceOf, Walk};
use super::finding::Finding;
use super::form::Form;
use super::objective::Objective;
use super::pointer::Pointer;
use super::read::Read;
use super::report::{Parameters, Registration, Report, Source};
use crate::base::flow::flow;

/// A report as it is written: the one place that knows the order of its parts. A part that is forgotten does not compile.
#[derive(Serialize)]
struct Written<'r> {
    #[serde(flatten)]
    head: Head<'r>,
    objectives: &'r [Objective],
    findings: &'r [Finding],
    evidence: EvidenceOf<'r>,
}

/// What stands before the objectives.
#[derive(Serialize)]
struct Head<'r> {
    schema_version: &'r str,
    source: &'r Source,
    form: &'r Form,
    title: &'r Read<String>,
    registration: &'r Option<Registration>,
    parameters: &'r Parameters,
}

impl<'r> Written<'r> {
    fn of(report: &'r Report) -> Self {
        let Report {
            schema_version,
            source,
            form,
            title,
            registration,
            parameters,
            objectives,
            findings,
            evidence: EvidenceMap,
        } = report;
        let head = Head { schema_version, source, form, title, registration, parameters };
        Self { head, objectives, findings, evidence: EvidenceOf(report) }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written::of(self).serialize(serializer)
    }
}

/// Writes a report in one line.
pub fn write_json(report: &Report, to: &mut (dyn Write + Send)) -> io::Result<()> {
    let Written { head, objectives, findings, evidence: _ } = Written::of(report);
    let Head { schema_version: _, source: _, form: _, title, registration, parameters } = head;
    let head = serde_json::to_vec(&head)?;
    to.write_all(head.strip_suffix(b"}").unwrap_or(&head))?;
    to.write_all(b",\"objectives\":[")?;
    let mut list = List { to: &mut *to, first: true };
    chunks(objectives, &mut list, &|_, objective, out| Ok(serde_json::to_writer(out, objective)?))?;
    to.write_all(b"],\"findings\":")?;
    serde_json::to_writer(&mut *to, findings)?;
    to.write_all(b",\"evidence\":{")?;
    let mut cover = Vec::new();
    let mut at = Pointer::default();
    at.at("title", |at| entries(title, at, &mut cover))?;
    at.at("registration", |at| entries(registration, at, &mut cover))?;
    at.at("parameters", |at| entries(parameters, at, &mut cover))?;
    let mut list = List { to: &mut *to, first: true };
    list.push(&cover)?;
    chunks(objectives, &mut list, &|position, objective, out| {
        let mut at = Pointer::default();
        at.at("objectives", |at| at.item(position, |at| entries(objective, at, out)))
    })?;
    to.write_all(b"}}")
}

/// Parts of a list, parted by commas.
struct List<'w> {
    to: &'w mut (dyn Write + Send),
    first: bool,
}

impl List<'_> {
    fn push(&mut self, part: &[u8]) -> io::Result<()> {
        if part.is_empty() {
            return Ok(());
        }
        if !std::mem::take(&mut self.first) {
            self.to.write_all(b",")?;
        }
        self.to.write_all(part)
    }
}

type Fill = dyn Fn(usize, &Objective, &mut Vec<u8>) -> io::Result<()> + Sync;

fn chunks(objectives: &[Objective], list: &mut List<'_>, fill: &Fill) -> io::Result<()> {
    let make = |positions: Range<usize>| -> Vec<io::Result<Vec<u8>>> {
        let part = |k: usize| {
            let mut part = Vec::new();
            objectives.get(k).map_or(Ok(()), |objective| fill(k, objective, &mut part))?;
            Ok(part)
        };
        positions.map(part).collect()
    };
    let mut result = Ok(());
    flow(objectives.len(), 1, &make, &mut |parts| {
        for part in parts {
            if result.is_ok() {
                result = part.and_then(|part| list.push(&part));
            }
        }
    });
    result
}

/// The evidence of what stands below a pointer.
fn entries(of: &impl Walk, at: &mut Pointer, out: &mut Vec<u8>) -> io::Result<()> {
    let mut result = Ok(());
    of.walk(at, &mut |at, leaf| {
        if result.is_ok() {
            if !out.is_empty() {
                out.push(b',');
            }
            result = serde_json::to_writer(&mut *out, at.as_str()).and_then(|()| {
                out.push(b':');
                serde_json::to_writer(&mut *out, &Entry(leaf.places))
            });
        }
    });
    Ok(result?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::geometry::Rect;
    use crate::base::passage::Place;
    use crate::contract::{Coded, Phase};

    /// What is written on all cores is byte for byte what is written by one.
    #[test]
    fn both_ways_of_writing_give_the_same_bytes() {
        let read = |text: &str| {
            let bbox = Rect::new(1.0, 2.0, 3.005, 4.0);
            let place = Place { page: 1, bbox, text: text.into(), confidence: 0.5, heard: None };
            Read { value: Some(text.to_owned()), places: [place].into_iter().collect() }
        };
        let phase = || Phase { description: read("Fase \"a\""), ..Phase::default() };
        let objective =
            |code: &str| Objective { code: read(code), phases: vec![phase(), phase()], ..Objective::default() };
        let parameters =
            Parameters { view: Some(Coded { code: read("DUP"), label: Read::blank() }), ..Parameters::default() };
        let full = Report {
            title: read("SCHEDA"),
            registration: Some(Registration { entity: read("COMUNE"), ..Registration::default() }),
            parameters,
            objectives: (0..20).map(|k| objective(&k.to_string())).collect(),
            ..Report::default()
        };
        for report in [Report::default(), full] {
            let mut out = Vec::new();
            write_json(&report, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&report).unwrap());
        }
    }
}
