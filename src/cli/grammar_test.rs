//! `schedario grammar test`: what a grammar reads of the PDFs of a folder against the JSON beside them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, bail};
use serde_json::Value;

use super::args::{Checks, GrammarTest, Limits, Reading};
use super::{exit, setting};
use crate::base::lang::{Lang, Message};
use crate::batch::inputs::Input;
use crate::batch::isolation::{Fleet, Request, Verdict};
use crate::contract::{Report, escaped};
use crate::grammar::Grammars;
use crate::output::write_atomically;

/// Of how many differences of a document is told.
const SHOWN: usize = 40;

/// Compares the PDFs of folders with the JSON beside them. They are read as `extract` would, by the grammars of the folder
/// beside those of the program.
pub(super) fn run(args: &GrammarTest, lang: Lang) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    let (mut good, mut wrong) = (0, 0);
    for folder in &args.folders {
        let grammars = setting::only_grammars(folder, lang)?;
        let pdfs = examples(folder, lang)?;
        let fleet = setting::fleet(&reading(folder, &args.limits))?;
        for (pdf, read) in pdfs.iter().zip(read(&fleet, &pdfs)?) {
            let differences = match read.and_then(|report| foreign(report, &grammars)) {
                Ok(report) => compare(pdf, *report, args.bless, lang)?,
                Err(reason) => vec![reason.get(lang).to_owned()],
            };
            writeln!(out, "{} {}", if differences.is_empty() { "ok " } else { "NO " }, pdf.display())?;
            for difference in differences.iter().take(SHOWN) {
                writeln!(out, "    {difference}")?;
            }
            if let more @ 1.. = differences.len().saturating_sub(SHOWN) {
                let told =
                    Message::new(format!("… e altre {more} differenze"), format!("… and {more} more differences"));
                writeln!(out, "    {}", told.get(lang))?;
            }
            if differences.is_empty() { good += 1 } else { wrong += 1 }
        }
    }
    let told = Message::new(format!("{good} uguali, {wrong} diversi"), format!("{good} the same, {wrong} different"));
    writeln!(out, "{}", told.get(lang))?;
    Ok(if wrong == 0 { exit::CLEAN } else { exit::FINDINGS })
}

/// The PDFs of a folder, sorted.
fn examples(folder: &Path, lang: Lang) -> anyhow::Result<Vec<PathBuf>> {
    let files = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut pdfs: Vec<PathBuf> = files.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    pdfs.retain(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf")));
    pdfs.sort();
    if pdfs.is_empty() {
        let message = Message::new("non c'è un PDF di esempio nella cartella", "there is no example PDF in the folder");
        bail!("{}: {}", folder.display(), message.get(lang));
    }
    Ok(pdfs)
}

/// How `extract` would read with the grammars of a folder.
fn reading(folder: &Path, limits: &Limits) -> Reading {
    let checks = Checks {
        select: Vec::new(),
        ignore: Vec::new(),
        severity: "info".to_owned(),
        min_confidence: crate::audit::Selection::SURE,
        lexicon: None,
    };
    Reading {
        jobs: None,
        limits: limits.clone(),
        grammars: Some(folder.to_owned()),
        no_ocr: false,
        no_cache: false,
        checks,
    }
}

type Read = Result<Box<Report>, Message>;

/// What workers read of each PDF: its report, or why there is none.
fn read(fleet: &Fleet, pdfs: &[PathBuf]) -> io::Result<Vec<Read>> {
    let input = |pdf: &PathBuf| Input::file(pdf.clone(), pdf.clone());
    let requests: Vec<Request> = pdfs.iter().map(|pdf| Request::of(&input(pdf), None)).collect();
    let none = || Err(Message::new("non letto", "not read"));
    let reads: Mutex<Vec<Read>> = Mutex::new(pdfs.iter().map(|_| none()).collect());
    fleet.serve(&requests, &|_, _| {}, &|k, verdict| {
        let read = match (verdict.failure(fleet), verdict) {
            (Some((_, reason)), _) => Err(reason),
            (None, Verdict::Answer(answer)) => match (answer.report, answer.manifest, answer.error) {
                (Some(report), ..) => Ok(serde_json::from_str(report.get())?),
                (None, Some(line), _) => line.reason.map_or_else(none, Err),
                (None, None, error) => error.map_or_else(none, Err),
            },
            (None, _) => none(),
        };
        reads.lock().unwrap_or_else(|e| e.into_inner())[k] = read;
        Ok(())
    })?;
    Ok(reads.into_inner().unwrap_or_else(|e| e.into_inner()))
}

/// A report that was read by a form of another folder is none of this one's.
fn foreign(report: Box<Report>, grammars: &Grammars) -> Read {
    let form = &report.form.id;
    if grammars.forms().iter().any(|own| own.id == *form) {
        return Ok(report);
    }
    Err(Message::new(
        format!("letto con il modulo {form}, che non è di questa cartella: i segni (recognise) di questo non bastano"),
        format!(
            "read by the form {form}, which is not of this folder: the marks (recognise) of this one do not suffice"
        ),
    ))
}

/// What of a report is not as it is expected; `bless` makes it what is expected.
fn compare(pdf: &Path, mut report: Report, bless: bool, lang: Lang) -> anyhow::Result<Vec<String>> {
    // The folder may stand anywhere.
    report.source.path = pdf.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
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
    differ(&wanted, &serde_json::to_value(&report)?, "", lang, &mut out);
    Ok(out)
}

/// Where two values differ; parts of the document that are not wanted are not compared, nor where its places are.
fn differ(wanted: &Value, found: &Value, at: &str, lang: Lang, out: &mut Vec<String>) {
    match (wanted, found) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                let here = format!("{at}/{}", escaped(key));
                differ(value, b.get(key).unwrap_or(&Value::Null), &here, lang, out);
            }
            // At the top, what is left out is not compared; below it, what is printed and not expected is a difference.
            // The types of a table only say how its cells are read back.
            let told = |key: &str| !(at.is_empty() || a.contains_key(key) || key == "types" && a.contains_key("rows"));
            for (key, value) in b.iter().filter(|(key, v)| told(key) && !v.is_null()) {
                differ(&Value::Null, value, &format!("{at}/{}", escaped(key)), lang, out);
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
