//! The work of a worker: a request a line, an answer a line.

use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::protocol::{Answer, PROTOCOL, Request};
use crate::audit::Checks;
use crate::grammar::Grammars;
use crate::lang::Message;
use crate::output::write_through;
use crate::record::write_json;
use crate::verdict::read_input;

/// Serves requests until there are no more. A request that makes no sense is answered with an error, and the next one is
/// served; `Err` means that nobody listens any more. `limit` is the size in bytes up to which documents are read.
pub fn serve(
    requests: &mut dyn BufRead,
    answers: &mut dyn Write,
    grammars: &Grammars,
    checks: &Arc<Checks>,
    limit: u64,
) -> io::Result<()> {
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
            Ok(request) => answer(&request, grammars, checks, limit)?,
            Err(error) => refusal(Message::new(
                format!("richiesta incomprensibile: {error}"),
                format!("the request makes no sense: {error}"),
            )),
        };
        serde_json::to_writer(&mut *answers, &answer)?;
        answers.write_all(b"\n")?;
        answers.flush()?;
    }
}

fn answer(request: &Request, grammars: &Grammars, checks: &Arc<Checks>, limit: u64) -> io::Result<Answer> {
    let read = read_input(&request.input(), grammars, checks, limit);
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
