//! The work of a worker: a request a line, an answer a line.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use data_encoding::HEXLOWER;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::protocol::{Answer, Lost, PROTOCOL, Progress, Request};
use crate::base::flow::{STACK, clear_away};
use crate::base::lang::Message;
use crate::batch::reasons;
use crate::batch::verdict::{Desk, ReadInput, read_input};
use crate::contract::{Report, write_json};
use crate::output::{Further, ManifestLine, Status, further_name, write_through};
use crate::review::Review;
use crate::warehouse::star::{Document, Rows, Verbatim};

/// Serves requests until there are no more. A request that makes no sense is answered with an error, and the next one is
/// served; `Err` means that nobody listens any more.
pub fn serve(requests: &mut dyn BufRead, answers: &mut (dyn Write + Send), desk: &Desk<'_>) -> io::Result<()> {
    let answers = Mutex::new(answers);
    // Where no thread can be had, those of the program serve.
    let single = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().ok();
    let mut line = Vec::new();
    loop {
        line.clear();
        if requests.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let end = line.iter().rposition(|b| !matches!(b, b'\n' | b'\r')).map_or(0, |k| k + 1);
        if end == 0 {
            continue;
        }
        let answer = match Request::parse(&line[..end]) {
            Ok(request) => {
                let told = |page_read| {
                    if request.progress {
                        // Whoever listens no more is noticed at the answer.
                        let _ = say(&answers, &Progress { protocol: PROTOCOL, page_read });
                    }
                };
                match single.as_ref().filter(|_| request.one_core) {
                    Some(single) => single.install(|| answer(&request, desk, &told))?,
                    None => answer(&request, desk, &told)?,
                }
            }
            Err(error) => refusal(Message::new(
                format!("richiesta incomprensibile: {error}"),
                format!("the request makes no sense: {error}"),
            )),
        };
        say(&answers, &answer)?;
    }
}

/// Writes a line.
fn say(to: &Mutex<&mut (dyn Write + Send)>, what: &impl Serialize) -> io::Result<()> {
    let mut to = to.lock().unwrap_or_else(PoisonError::into_inner);
    serde_json::to_writer(&mut *to, what)?;
    to.write_all(b"\n")?;
    to.flush()
}

fn answer(request: &Request, desk: &Desk<'_>, told: &(dyn Fn(u32) + Sync)) -> io::Result<Answer> {
    let mut read = match request.lost {
        None => read_input(&request.input(), desk, told),
        Some(lost) => unread(request, lost, desk.limit),
    };
    if let Some(name) = &request.name {
        read.line.path.clone_from(name);
        let reports = read.report.as_deref_mut().into_iter().chain(&mut read.further);
        reports.for_each(|report| report.source.path.clone_from(name));
    }
    let rows = request.rows.then(|| rows(&read)).transpose()?;
    let mut answer = Answer { manifest: Some(read.line), carried: read.carried, rows, ..EMPTY };
    let Some(mut report) = read.report.filter(|_| !request.rows) else { return Ok(answer) };
    let Some(write) = &request.write else {
        answer.report = Some(serde_json::value::to_raw_value(&report)?);
        answer.also = read.further.iter().map(serde_json::value::to_raw_value).collect::<Result<_, _>>()?;
        return Ok(answer);
    };
    let (to, drafts) = (PathBuf::from(&write.to), PathBuf::from(&write.drafts));
    let taken: Vec<PathBuf> = write.taken.iter().map(PathBuf::from).collect();
    match write_report(&report, &to, &drafts) {
        Ok(size) => answer.written = Some(size),
        Err(refusal) => return Ok(*refusal),
    }
    answer.findings = std::mem::take(&mut report.findings);
    clear_away(report);
    for (mut report, number) in read.further.into_iter().zip(2..) {
        let place = further_name(&to, number, &taken);
        let written = match write_report(&report, &place, &drafts) {
            Ok(size) => size,
            Err(refusal) => return Ok(*refusal),
        };
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        answer.further.push(Further { name, written, findings: std::mem::take(&mut report.findings) });
        clear_away(report);
    }
    Ok(answer)
}

/// Writes a report; its size, or the answer that tells why it could not be written.
fn write_report(report: &Report, to: &Path, drafts: &Path) -> Result<u64, Box<Answer>> {
    let written = write_through(to, drafts, |out| {
        write_json(report, out)?;
        out.write_all(b"\n")
    });
    written.map_err(|error| {
        Box::new(refusal(Message::new(
            format!("{}: non si può scrivere ({error})", to.display()),
            format!("{}: cannot be written ({error})", to.display()),
        )))
    })
}

/// A file on which another worker was lost.
fn unread(request: &Request, lost: Lost, limit: u64) -> ReadInput {
    let input = request.input();
    let (status, reason) = match lost {
        Lost::Crashed => (Status::Crashed, reasons::crashed("")),
        Lost::Timeout(seconds) => (Status::Timeout, reasons::timed_out(seconds)),
        Lost::TooLarge(bytes) => (Status::TooLarge, reasons::too_many_bytes(bytes, limit)),
    };
    let mut line = ManifestLine::new(input.shown(), status, Some(reason));
    if matches!(lost, Lost::TooLarge(_)) {
        return ReadInput::of(line);
    }
    let mut hasher = Sha256::new();
    line.bytes = input.size().unwrap_or(0);
    if input.stream(limit, &mut |part| hasher.update(part)).is_ok() {
        line.sha256 = HEXLOWER.encode(&hasher.finalize());
    }
    ReadInput::of(line)
}

/// The rows of a document by table, the dimensions that it brings along among them.
fn rows(read: &ReadInput) -> io::Result<BTreeMap<String, Box<RawValue>>> {
    let mut tables: BTreeMap<String, String> = BTreeMap::new();
    // Decisions lie in an output folder, and here is none.
    let review = Review::default();
    let mut rows = Rows::new();
    // A further report of the file is a document of its own.
    let lines = ManifestLine { also: vec![String::new(); read.further.len()], ..read.line.clone() }.parts();
    let reports = std::iter::once(read.report.as_deref()).chain(read.further.iter().map(Some));
    for (line, report) in lines.iter().zip(reports) {
        let document = Document { line, report, review: &review };
        rows.of(document, &mut |table, row| {
            let list = tables.entry(table.name.to_owned()).or_default();
            list.push(if list.is_empty() { '[' } else { ',' });
            list.push_str(&serde_json::to_string(&Verbatim(row))?);
            io::Result::Ok(())
        })?;
    }
    tables.into_iter().map(|(name, list)| Ok((name, RawValue::from_string(list + "]")?))).collect()
}

/// An answer that says nothing yet.
const EMPTY: Answer = Answer {
    protocol: PROTOCOL,
    manifest: None,
    report: None,
    also: Vec::new(),
    further: Vec::new(),
    findings: Vec::new(),
    carried: Vec::new(),
    written: None,
    rows: None,
    error: None,
};

fn refusal(error: Message) -> Answer {
    Answer { error: Some(error), ..EMPTY }
}
