//! `schedario annotate`: a copy of a PDF with its findings on it.

use std::io::{self, Write};

use anyhow::{Context, anyhow, bail};

use super::args::Annotate;
use super::{audit, checks, exit, extract, setting};
use crate::audit::recheck::{Again, stand};
use crate::base::lang::{Lang, Message};
use crate::batch::inputs::Input;
use crate::contract::{Finding, Report, Severity};
use crate::output::part;
use crate::present::drawing::{NotWritten, Undrawn};
use crate::review::Store;

pub(super) fn run(args: &Annotate, lang: Lang) -> anyhow::Result<u8> {
    let say = |it: &str, en: &str| Message::new(it, en).get(lang).to_owned();
    let wanted = &args.reading.checks;
    let grammars = setting::grammars_asked(args.reading.grammars.as_deref(), wanted, args.decisions.is_some(), lang)?;
    let checks = checks::of(wanted, &grammars, lang)?;
    let name = args.pdf.display().to_string();
    // Whether it can be read is told before anything else is done.
    std::fs::File::open(&args.pdf).with_context(|| name.clone())?;
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
    let input = Input::file(args.pdf.clone(), below);
    let (line, reports) = extract::ask(&input, &setting::fleet(&args.reading)?, lang)?;
    let Some(sha256) = reports.first().map(|report| report.source.sha256.clone()) else { return Ok(exit::UNREAD) };
    let by = Again { checks: &checks, grammars: &grammars, lost: line.as_ref().map_or(&[], |l| &l.pages_lost) };
    let mut findings = Vec::new();
    for (mut report, number) in reports.into_iter().zip(1..) {
        if number > 1 {
            report.source.sha256 = part(&report.source.sha256, number);
        }
        findings.extend(standing(args, &mut report, &by, lang)?);
    }
    let grave = findings.iter().any(|f| f.severity == Severity::Error);
    let pdf = (args.pdf.as_path(), sha256.as_str());
    let marked =
        setting::board(&args.reading.limits)?.mark(pdf, findings, lang, &out).map_err(|why| tell(&name, &why, lang))?;
    let (out, shown, without) = (out.display(), marked.shown, marked.without_place);
    let message = Message::new(
        format!("{out}: {shown} rilievi segnati, {without} senza un posto sulla pagina"),
        format!("{out}: {shown} findings marked, {without} without a place on a page"),
    );
    writeln!(io::stdout(), "{}", message.get(lang))?;
    Ok(if grave { exit::FINDINGS } else { exit::CLEAN })
}

/// The findings, without those that people have settled as none.
fn standing(args: &Annotate, report: &mut Report, by: &Again<'_>, lang: Lang) -> anyhow::Result<Vec<Finding>> {
    let store = match &args.decisions {
        Some(folder) => Store::open_if_there(folder).map_err(|e| audit::tell(&e, lang))?,
        None => None,
    };
    let Some(store) = store else { return Ok(report.findings.clone()) };
    let decisions = store.settled(&report.source.sha256).map_err(|e| audit::tell(&e, lang))?;
    let review = stand(report, &[], &decisions, by);
    let kept = report.findings.iter().zip(&review.findings);
    Ok(kept.filter(|(_, standing)| standing.status.counts()).map(|(finding, _)| finding.clone()).collect())
}

/// Whether two paths lead to the same file, by whatever names.
fn same_file(a: &std::path::Path, b: &std::path::Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn tell(name: &str, why: &Undrawn, lang: Lang) -> anyhow::Error {
    let message = match why {
        Undrawn::NotWritten(NotWritten::PasswordRequired) => Message::new(
            "il PDF è protetto da una password; salvarne una copia senza password e annotare quella",
            "the PDF is protected by a password; save a copy without it and annotate that",
        ),
        Undrawn::NotWritten(NotWritten::Structure(error)) => Message::new(
            format!(
                "il PDF è fatto in modo che non se ne può scrivere una copia ({error}); provare con una copia riesportata"
            ),
            format!(
                "the PDF is made in a way that no copy can be written ({error}); try a copy that was exported again"
            ),
        ),
        Undrawn::NotWritten(NotWritten::Altered(page)) => Message::new(
            format!(
                "la copia perderebbe testo (pagina {page}), e non è stata scritta: il PDF è danneggiato; provare con una copia \
                 riesportata"
            ),
            format!(
                "the copy would lose text (page {page}), and was not written: the PDF is damaged; try a copy that was \
                 exported again"
            ),
        ),
        Undrawn::NotWritten(NotWritten::Io(error)) => Message::new(
            format!("la copia non si può scrivere ({error})"),
            format!("the copy cannot be written ({error})"),
        ),
        Undrawn::Unopened(_) => Message::new(
            "il PDF è cambiato mentre lo si leggeva, o non si può aprire; riprovare",
            "the PDF has changed while it was read, or cannot be opened; try again",
        ),
        Undrawn::Lost(why) => why.clone(),
    };
    anyhow!("{name}: {}", message.get(lang))
}
