//! `schedario annotate`: a copy of a PDF with its findings on it.

use std::io::{self, Write};

use anyhow::{Context, anyhow, bail};

use super::args::Annotate;
use super::{audit, checks, exit, extract, setting};
use crate::annotate::{AnnotateError, annotate};
use crate::inputs::Input;
use crate::lang::{Lang, Message};
use crate::output::write_atomically;
use crate::record::{Finding, Report, Severity};
use crate::review::{Status, Store, settle};

pub(super) fn run(args: &Annotate, lang: Lang) -> anyhow::Result<u8> {
    let say = |it: &str, en: &str| Message::new(it, en).get(lang).to_owned();
    let wanted = &args.reading.checks;
    checks::of(wanted, &setting::grammars_asked(args.reading.grammars.as_deref(), wanted, lang)?, lang)?;
    let name = args.pdf.display().to_string();
    let bytes = std::fs::read(&args.pdf).with_context(|| name.clone())?;
    let out = args.out.clone().unwrap_or_else(|| args.pdf.with_extension(say("rilievi.pdf", "findings.pdf")));
    if same_file(&out, &args.pdf) {
        bail!(
            "{name}: {}",
            say(
                "la copia non può prendere il posto dell'originale (--to)",
                "the copy cannot take the place of the original (--to)"
            )
        );
    }
    let below = args.pdf.file_name().map(Into::into).unwrap_or_default();
    let input = Input { path: args.pdf.clone(), below, member: None };
    let (_, report) = extract::ask(&input, &setting::fleet(&args.reading)?, lang)?;
    let Some(mut report) = report else { return Ok(exit::UNREAD) };
    let findings = standing(args, &mut report, lang)?;
    let annotated = annotate(&bytes, &findings, lang).map_err(|error| tell(&name, &error, lang))?;
    write_atomically(&out, |to| to.write_all(&annotated.bytes)).with_context(|| out.display().to_string())?;
    let (out, shown, without) = (out.display(), annotated.shown, annotated.without_place);
    let message = Message::new(
        format!("{out}: {shown} rilievi segnati, {without} senza un posto sulla pagina"),
        format!("{out}: {shown} findings marked, {without} without a place on a page"),
    );
    writeln!(io::stdout(), "{}", message.get(lang))?;
    let grave = findings.iter().any(|f| f.severity == Severity::Error);
    Ok(if grave { exit::FINDINGS } else { exit::CLEAN })
}

/// The findings, without those that people have settled as none.
fn standing(args: &Annotate, report: &mut Report, lang: Lang) -> anyhow::Result<Vec<Finding>> {
    let store = match &args.decisions {
        Some(folder) => Store::open_if_there(folder).map_err(|e| audit::tell(&e, lang))?,
        None => None,
    };
    let Some(store) = store else { return Ok(report.findings.clone()) };
    let decisions = store.settled(&report.source.sha256).map_err(|e| audit::tell(&e, lang))?;
    let review = settle(report, &decisions);
    let kept = report.findings.iter().zip(&review.findings);
    let counts = |status: Status| matches!(status, Status::Open | Status::Confirmed);
    Ok(kept.filter(|(_, standing)| counts(standing.status)).map(|(finding, _)| finding.clone()).collect())
}

/// Whether two paths lead to the same file, by whatever names.
fn same_file(a: &std::path::Path, b: &std::path::Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn tell(name: &str, error: &AnnotateError, lang: Lang) -> anyhow::Error {
    let message = match error {
        AnnotateError::PasswordRequired => Message::new(
            "il PDF è protetto da una password; salvarne una copia senza password e annotare quella",
            "the PDF is protected by a password; save a copy without it and annotate that",
        ),
        AnnotateError::Structure(error) => Message::new(
            format!(
                "il PDF è fatto in modo che non se ne può scrivere una copia ({error}); provare con una copia riesportata"
            ),
            format!(
                "the PDF is made in a way that no copy can be written ({error}); try a copy that was exported again"
            ),
        ),
        AnnotateError::Io(error) => Message::new(
            format!("la copia non si può scrivere ({error})"),
            format!("the copy cannot be written ({error})"),
        ),
    };
    anyhow!("{name}: {}", message.get(lang))
}
