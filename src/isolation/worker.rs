//! The work of a worker: a request a line, an answer a line.

use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::protocol::{Answer, PROTOCOL, Progress, Request};
use crate::lang::Message;
use crate::output::write_through;
use crate::record::write_json;
use crate::verdict::{Desk, read_input};

/// Serves requests until there are no more. A request that makes no sense is answered with an error, and the next one is
/// served; `Err` means that nobody listens any more.
pub fn serve(requests: &mut dyn BufRead, answers: &mut (dyn Write + Send), desk: &Desk<'_>) -> io::Result<()> {
    let answers = Mutex::new(answers);
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
                answer(&request, desk, &told)?
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
    let read = read_input(&request.input(), desk, told);
    let mut answer = Answer {
        protocol: PROTOCOL,
        manifest: Some(read.line),
        report: None,
        findings: Vec::new(),
        written: None,
        error: None,
    };
    let Some(mut report) = read.report else { return Ok(answer) };
    let Some(write) = &request.write else {
        answer.report = Some(serde_json::value::to_raw_value(&report)?);
        return Ok(answer);
    };
    let (to, drafts) = (PathBuf::from(&write.to), PathBuf::from(&write.drafts));
    let written = write_through(&to, &drafts, |out| {
        write_json(&report, out)?;
        out.write_all(b"\n")
    });
    match written {
        Ok(size) => {
            answer.written = Some(size);
            answer.findings = std::mem::take(&mut report.findings);
            Ok(answer)
        }
        Err(error) => Ok(refusal(Message::new(
            format!("{}: non si può scrivere ({error})", to.display()),
            format!("{}: cannot be written ({error})", to.display()),
        ))),
    }
}

fn refusal(error: Message) -> Answer {
    Answer { protocol: PROTOCOL, manifest: None, report: None, findings: Vec::new(), written: None, error: Some(error) }
}
