//! A report written as JSON on all cores, a few objectives at a time: the same bytes as serde would write, sooner.

use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;

use super::evidence::{Entry, Pointer, Walk};
use super::objective::Objective;
use super::read::Read;
use super::report::{Form, Parameters, Registration, Report, Source};
use crate::flow::flow;

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

/// Writes a report in one line.
pub fn write_json(report: &Report, to: &mut (dyn Write + Send)) -> io::Result<()> {
    let head = Head {
        schema_version: report.schema_version,
        source: &report.source,
        form: &report.form,
        title: &report.title,
        registration: &report.registration,
        parameters: &report.parameters,
    };
    let head = serde_json::to_vec(&head)?;
    to.write_all(head.strip_suffix(b"}").unwrap_or(&head))?;
    to.write_all(b",\"objectives\":[")?;
    let mut list = List { to: &mut *to, first: true };
    chunks(&report.objectives, &mut list, &|_, objective, out| Ok(serde_json::to_writer(out, objective)?))?;
    to.write_all(b"],\"findings\":")?;
    serde_json::to_writer(&mut *to, &report.findings)?;
    to.write_all(b",\"evidence\":{")?;
    let mut cover = Vec::new();
    let mut at = Pointer::default();
    at.at("title", |at| entries(&report.title, at, &mut cover))?;
    at.at("registration", |at| entries(&report.registration, at, &mut cover))?;
    at.at("parameters", |at| entries(&report.parameters, at, &mut cover))?;
    let mut list = List { to: &mut *to, first: true };
    list.push(&cover)?;
    chunks(&report.objectives, &mut list, &|position, objective, out| {
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
