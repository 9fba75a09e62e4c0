//! `schedario grammar`: checks and drafts of grammars.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::args::{GrammarCheck, GrammarCommand, GrammarDraft, Guarded};
use super::explain::Asked;
use super::{exit, explain, grammar_test, setting};
use crate::base::lang::{Lang, Message};
use crate::document::Opened;
use crate::document::examine;
use crate::draft::draft;
use crate::grammar::{Grammars, Role, advice, grammar_schema};
use crate::layout::Sheet;

pub(super) fn run(command: GrammarCommand, lang: Lang) -> anyhow::Result<u8> {
    match command {
        GrammarCommand::Check(args) => check(&args, lang),
        GrammarCommand::Test(args) => grammar_test::run(&args, lang),
        GrammarCommand::Draft(args) => propose(&args, lang),
        GrammarCommand::Schema => {
            let mut out = io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, &grammar_schema())?;
            out.write_all(b"\n")?;
            Ok(exit::CLEAN)
        }
    }
}

/// Reads a grammar alone, tells what is doubtful in it, and how much it reads of each example.
fn check(args: &GrammarCheck, lang: Lang) -> anyhow::Result<u8> {
    let grammars = setting::only_grammars(&args.file, lang)?;
    if args.guarded.inside {
        setting::hold_inside(&args.guarded.limits);
        return check_examples(&args.pdfs, &grammars, &args.guarded, lang);
    }
    let mut out = io::stdout().lock();
    for form in grammars.forms() {
        let fine = Message::new("la grammatica si legge", "the grammar can be read");
        writeln!(out, "{}: {}", form.id, fine.get(lang))?;
        for doubt in advice(form) {
            writeln!(out, "  ! {}", doubt.get(lang))?;
        }
    }
    drop(out);
    let mut code = exit::CLEAN;
    for pdf in &args.pdfs {
        let paths = [args.file.as_path(), pdf.as_path()];
        let guard = setting::guard(&["grammar", "check"], &[], &paths, &args.guarded, lang)?;
        code = code.max(explain::told_ending(guard.run()?, pdf, lang));
    }
    Ok(code)
}

fn check_examples(pdfs: &[PathBuf], grammars: &Grammars, reading: &Guarded, lang: Lang) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    let mut code = exit::CLEAN;
    for pdf in pdfs {
        if !example(&mut out, pdf, grammars, reading, lang)? {
            code = exit::FINDINGS;
        }
    }
    Ok(code)
}

/// Tells how much is read of an example, and whether all of it was.
fn example(
    out: &mut dyn Write,
    pdf: &Path,
    grammars: &Grammars,
    reading: &Guarded,
    lang: Lang,
) -> anyhow::Result<bool> {
    let say = |it: &str, en: &str| Message::new(it, en).get(lang).to_owned();
    let name = pdf.display().to_string();
    let bytes = Arc::new(std::fs::read(pdf).with_context(|| name.clone())?);
    let Opened { document, .. } =
        Opened::of(bytes.clone(), &name).map_err(|error| explain::told(&name, error, lang))?;
    let looked = explain::look(&document, &bytes, grammars, &Asked { form: None, name: &name, reading });
    writeln!(out, "{name}")?;
    if looked.form.is_none() {
        let missing = looked.missing.join("», «");
        writeln!(
            out,
            "  {}: «{missing}»",
            say("non riconosciuto; segni non trovati", "not recognised; marks not found")
        )?;
        return Ok(false);
    }
    let c = looked.coverage();
    let all = (c.values + c.labels + c.furniture + c.unread).max(1);
    let part = |n: usize| format!("{n} ({:.1} %)", 100.0 * n as f64 / all as f64);
    writeln!(
        out,
        "  {}: {}; {}: {}; {}: {}; {}: {}",
        say("valori", "values"),
        part(c.values),
        say("intestazioni", "headings"),
        part(c.labels),
        say("arredo", "furniture"),
        part(c.furniture),
        say("non lette", "unread"),
        part(c.unread)
    )?;
    for seen in looked.trace.seen.iter().filter(|s| s.role == Role::Free) {
        writeln!(out, "  {} {}: {}: {}", say("pagina", "page"), seen.page, say("non letto", "unread"), seen.text)?;
    }
    for message in &looked.unopened {
        writeln!(out, "  {}", message.get(lang))?;
    }
    let findings = looked.report.iter().flat_map(|r| &r.findings).filter(|f| f.rule == "E003");
    let mut unreadable = 0;
    for finding in findings {
        unreadable += 1;
        writeln!(out, "  {} {}: {}", finding.rule, finding.subject, finding.message.get(lang))?;
    }
    if let Some(report) = &looked.report {
        writeln!(out, "  {}: {}", say("obiettivi", "objectives"), report.objectives.len())?;
    }
    Ok(c.unread == 0 && unreadable == 0)
}

/// Proposes a grammar for the form of some PDFs.
fn propose(args: &GrammarDraft, lang: Lang) -> anyhow::Result<u8> {
    if !args.guarded.inside {
        return propose_guarded(args, lang);
    }
    setting::hold_inside(&args.guarded.limits);
    let mut sheets = Vec::new();
    for pdf in &args.pdfs {
        let name = pdf.display().to_string();
        let bytes = Arc::new(std::fs::read(pdf).with_context(|| name.clone())?);
        sheets.extend(examine::sheets(bytes).map_err(|error| explain::told(&name, error, lang))?);
    }
    let main: Vec<&Sheet> = sheets.iter().filter_map(|page| page.first()).filter(|s| !s.words.is_empty()).collect();
    if main.is_empty() {
        let message = Message::new("nessuna pagina ha testo da cui partire", "no page has text to start from");
        bail!(message.get(lang).to_owned());
    }
    write!(io::stdout().lock(), "{}", draft(&main))?;
    Ok(exit::CLEAN)
}

/// All documents are looked at together; when that fails, each alone tells which of them is at fault.
fn propose_guarded(args: &GrammarDraft, lang: Lang) -> anyhow::Result<u8> {
    let guard = |pdfs: &[&Path]| setting::guard(&["grammar", "draft"], &[], pdfs, &args.guarded, lang);
    let all: Vec<&Path> = args.pdfs.iter().map(PathBuf::as_path).collect();
    let reason = match guard(&all)?.run()? {
        Ok(code) => return Ok(code),
        Err(reason) => reason,
    };
    if let [pdf] = all.as_slice() {
        return Ok(explain::told_ending(Err(reason), pdf, lang));
    }
    let mut told = false;
    for pdf in all {
        let mut alone = guard(&[pdf])?;
        alone.silent = true;
        if let Err(reason) = alone.run()? {
            explain::told_ending(Err(reason), pdf, lang);
            told = true;
        }
    }
    if !told {
        eprintln!("schedario: {}", reason.get(lang));
    }
    Ok(exit::UNREAD)
}
