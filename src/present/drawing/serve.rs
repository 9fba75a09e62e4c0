//! The work of a process that draws: a task a line, an answer a line.

use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Done, Marked, Marking, NotWritten, Source, Task, packed};
use crate::output::write_atomically;
use crate::pdf::Document;
use crate::present::annotate::{AnnotateError, Original, annotate};

/// Serves tasks until there are no more.
pub fn serve(tasks: &mut dyn BufRead, answers: &mut dyn Write) -> io::Result<()> {
    // The document of the last task: pages of one are mostly asked for one after the other.
    let mut open: Option<(String, Document)> = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if tasks.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let task: Task = serde_json::from_slice(&line)?;
        serde_json::to_writer(&mut *answers, &done(task, &mut open))?;
        answers.write_all(b"\n")?;
        answers.flush()?;
    }
}

fn done(task: Task, open: &mut Option<(String, Document)>) -> Done {
    let (source, pages) = match task {
        Task::Mark(marking) => return mark(&marking),
        Task::Sizes(source) => (source, None),
        Task::Pictures(source, pages) => (source, Some(pages)),
    };
    let document = match at_hand(source, open) {
        Ok(document) => document,
        Err(answer) => return answer,
    };
    match pages {
        None => {
            let size = |k| catch_unwind(AssertUnwindSafe(|| document.size(k))).ok().flatten().unwrap_or_default();
            Done::Sizes((0..document.page_count() as usize).map(size).collect())
        }
        Some(pages) => Done::Pictures(document.pictures(&pages).iter().map(|p| p.as_ref().map(packed)).collect()),
    }
}

fn at_hand(source: Source, open: &mut Option<(String, Document)>) -> Result<&Document, Done> {
    if open.as_ref().is_none_or(|(sha256, _)| *sha256 != source.sha256) {
        *open = None;
        let opened = source.open().map_err(Done::Unopened)?;
        *open = Some((source.sha256, opened.document));
    }
    open.as_ref().map(|(_, document)| document).ok_or(Done::Unopened(super::Unopened::Broken))
}

fn mark(marking: &Marking) -> Done {
    let opened = match marking.source.open() {
        Ok(opened) => opened,
        Err(why) => return Done::Unopened(why),
    };
    let original = Original { bytes: &opened.bytes, document: &opened.document };
    let annotated = match annotate(&original, &marking.findings, marking.lang()) {
        Ok(annotated) => annotated,
        Err(AnnotateError::PasswordRequired) => return Done::NotWritten(NotWritten::PasswordRequired),
        Err(AnnotateError::Structure(error)) => return Done::NotWritten(NotWritten::Structure(error.to_string())),
        Err(AnnotateError::Altered(page)) => return Done::NotWritten(NotWritten::Altered(page)),
        Err(AnnotateError::Io(error)) => return Done::NotWritten(NotWritten::Io(error.to_string())),
    };
    match write_atomically(&marking.to(), |to| to.write_all(&annotated.bytes)) {
        Ok(()) => Done::Marked(Marked { shown: annotated.shown, without_place: annotated.without_place }),
        Err(error) => Done::NotWritten(NotWritten::Io(error.to_string())),
    }
}
