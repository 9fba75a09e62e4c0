//! `schedario grammar`: checks, tests and drafts of grammars.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::Value;

use super::args::{GrammarCheck, GrammarCommand, GrammarDraft, GrammarTest};
use super::{exit, explain};
use crate::audit::Checks;
use crate::draft::draft;
use crate::examine;
use crate::grammar::{Grammars, Role, advice, grammar_schema};
use crate::lang::{Lang, Message};
use crate::layout::Sheet;
use crate::output::write_atomically;
use crate::pipeline::{self, Outcome, ReadOptions};

pub(super) fn run(command: GrammarCommand, lang: Lang) -> anyhow::Result<u8> {
    match command {
        GrammarCommand::Check(args) => check(&args, lang),
        GrammarCommand::Test(args) => test(&args, lang),
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
    let grammars = Grammars::only(&args.file)?;
    let mut out = io::stdout().lock();
    for form in grammars.forms() {
        let fine = Message::new("la grammatica si legge", "the grammar can be read");
        writeln!(out, "{}: {}", form.id, fine.get(lang))?;
        for doubt in advice(form) {
            writeln!(out, "  ! {}", doubt.get(lang))?;
        }
    }
    let mut code = exit::CLEAN;
    for pdf in &args.pdfs {
        if !example(&mut out, pdf, &grammars, lang)? {
            code = exit::FINDINGS;
        }
    }
    Ok(code)
}

/// Tells how much is read of an example, and whether all of it was.
fn example(out: &mut dyn Write, pdf: &Path, grammars: &Grammars, lang: Lang) -> anyhow::Result<bool> {
    let say = |it: &str, en: &str| Message::new(it, en).get(lang).to_owned();
    let name = pdf.display().to_string();
    let bytes = Arc::new(std::fs::read(pdf).with_context(|| name.clone())?);
    let looked = explain::look(bytes, grammars, None, &name, lang)?;
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

/// Compares the PDFs of folders with the JSON beside them.
fn test(args: &GrammarTest, lang: Lang) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    let (mut good, mut wrong) = (0, 0);
    for folder in &args.folders {
        let grammars = Grammars::only(folder)?;
        let mut pdfs: Vec<PathBuf> =
            std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
        pdfs.retain(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf")));
        pdfs.sort();
        if pdfs.is_empty() {
            let message =
                Message::new("non c'è un PDF di esempio nella cartella", "there is no example PDF in the folder");
            bail!("{}: {}", folder.display(), message.get(lang));
        }
        for pdf in pdfs {
            let differences = compare(&pdf, &grammars, args.bless, lang)?;
            writeln!(out, "{} {}", if differences.is_empty() { "ok " } else { "NO " }, pdf.display())?;
            for difference in differences.iter().take(40) {
                writeln!(out, "    {difference}")?;
            }
            if differences.is_empty() { good += 1 } else { wrong += 1 }
        }
    }
    let told = Message::new(format!("{good} uguali, {wrong} diversi"), format!("{good} the same, {wrong} different"));
    writeln!(out, "{}", told.get(lang))?;
    Ok(if wrong == 0 { exit::CLEAN } else { exit::FINDINGS })
}

/// How a PDF differs from the JSON beside it, a line each; with `bless` the JSON is written instead.
fn compare(pdf: &Path, grammars: &Grammars, bless: bool, lang: Lang) -> anyhow::Result<Vec<String>> {
    let name = pdf.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = Arc::new(std::fs::read(pdf).with_context(|| pdf.display().to_string())?);
    let options = ReadOptions { path: name, checks: Arc::new(Checks::default()), scans: None };
    let Outcome::Report(report) = pipeline::read(bytes, grammars, &options).outcome else {
        let message = Message::new("non riconosciuto", "not recognised");
        return Ok(vec![message.get(lang).to_owned()]);
    };
    let found = serde_json::to_value(&report)?;
    let golden = pdf.with_extension("json");
    if bless {
        write_atomically(&golden, |to| {
            serde_json::to_writer_pretty(&mut *to, &report)?;
            to.write_all(b"\n")
        })?;
        return Ok(Vec::new());
    }
    let text = match std::fs::read_to_string(&golden) {
        Ok(text) => text,
        Err(error) => {
            let message = Message::new(
                format!("{}: {error}; --bless lo scrive", golden.display()),
                format!("{}: {error}; --bless writes it", golden.display()),
            );
            return Ok(vec![message.get(lang).to_owned()]);
        }
    };
    let wanted: Value = serde_json::from_str(&text).with_context(|| golden.display().to_string())?;
    let mut out = Vec::new();
    differ(&wanted, &found, "", lang, &mut out);
    Ok(out)
}

/// Where two values differ; parts of the document that are not wanted are not compared, nor where its places are.
fn differ(wanted: &Value, found: &Value, at: &str, lang: Lang, out: &mut Vec<String>) {
    match (wanted, found) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                let here = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                differ(value, b.get(key).unwrap_or(&Value::Null), &here, lang, out);
            }
            // At the top, what is left out is not compared; below it, what is printed and not expected is a difference.
            for (key, value) in b.iter().filter(|(key, v)| !at.is_empty() && !a.contains_key(*key) && !v.is_null()) {
                differ(&Value::Null, value, &format!("{at}/{key}"), lang, out);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for k in 0..a.len().max(b.len()) {
                let null = &Value::Null;
                differ(a.get(k).unwrap_or(null), b.get(k).unwrap_or(null), &format!("{at}/{k}"), lang, out);
            }
        }
        _ if wanted == found => {}
        _ => {
            let message = Message::new(
                format!("{at}: atteso {wanted}, letto {found}"),
                format!("{at}: expected {wanted}, read {found}"),
            );
            out.push(message.get(lang).to_owned());
        }
    }
}
