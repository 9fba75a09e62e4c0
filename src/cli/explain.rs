//! `schedario explain`: an HTML page that shows how a PDF was read.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};

use super::args::{Explain, Guarded};
use super::{exit, setting};
use crate::base::lang::{Lang, Message};
use crate::batch::reasons;
use crate::document::examine::{Examination, examine};
use crate::document::{Opened, ReadOptions, Scans};
use crate::grammar::Grammars;
use crate::ocr::Gate;
use crate::output::write_atomically;
use crate::pdf::{Document, OpenError};
use crate::present::explain;

/// How many pixels a point has in the pictures: 108 a inch.
const SCALE: f32 = 1.5;
/// Of how many pages pictures are made: a browser must still open the file.
const PICTURES: usize = 60;

pub(super) fn run(args: &Explain, lang: Lang) -> anyhow::Result<u8> {
    let grammars = setting::load_grammars(args.grammars.as_deref(), lang)?;
    known(args.form.as_deref(), &grammars, lang)?;
    if args.guarded.inside {
        setting::hold_inside(&args.guarded.limits);
        return look_and_draw(args, &grammars, lang);
    }
    let form = args.form.as_deref().map(Path::new);
    let options = [("--output", args.output.as_deref()), ("--grammars", args.grammars.as_deref()), ("--form", form)];
    let guard = setting::guard(&["explain"], &options, &[&args.pdf], &args.guarded, lang)?;
    Ok(told_ending(guard.run()?, &args.pdf, lang))
}

/// The exit code of a guarded command; why a document could not be read is said.
pub(super) fn told_ending(ending: Result<u8, Message>, pdf: &Path, lang: Lang) -> u8 {
    ending.unwrap_or_else(|reason| {
        eprintln!("schedario: {}: {}", pdf.display(), reason.get(lang));
        exit::UNREAD
    })
}

/// A form that is asked for must be there.
fn known(form: Option<&str>, grammars: &Grammars, lang: Lang) -> anyhow::Result<()> {
    if let Some(id) = form
        && !grammars.forms().iter().any(|f| f.id == id)
    {
        let known: Vec<&str> = grammars.forms().iter().map(|f| f.id.as_str()).collect();
        let known = known.join(", ");
        let message = Message::new(
            format!("non c'è un modulo {id}; ci sono: {known}"),
            format!("there is no form {id}; known: {known}"),
        );
        bail!(message.get(lang).to_owned());
    }
    Ok(())
}

fn look_and_draw(args: &Explain, grammars: &Grammars, lang: Lang) -> anyhow::Result<u8> {
    let name = args.pdf.display().to_string();
    let bytes = Arc::new(std::fs::read(&args.pdf).with_context(|| name.clone())?);
    let Opened { document, .. } = Opened::of(bytes.clone(), &name).map_err(|e| told(&name, e, lang))?;
    let asked = Asked { form: args.form.as_deref(), name: &name, reading: &args.guarded };
    let examination = look(&document, &bytes, grammars, &asked);
    let pictures: Vec<Option<Vec<u8>>> =
        (0..examination.pages.len().min(PICTURES)).map(|k| document.picture(k, SCALE)).collect();
    let form = examination.form.as_ref().and_then(|id| grammars.forms().iter().find(|f| f.id == *id));
    let html = explain::page(&name, &examination, form, &pictures, lang);
    let output = args.output.clone().unwrap_or_else(|| args.pdf.with_extension("html"));
    write_atomically(&output, |to| to.write_all(html.as_bytes())).with_context(|| output.display().to_string())?;
    let (coverage, unread) = (examination.coverage(), Message::new("parole non lette", "words unread"));
    let shown = examination.form.as_deref().unwrap_or("-");
    writeln!(std::io::stdout(), "{}  {shown}  {} {}", output.display(), coverage.unread, unread.get(lang))?;
    Ok(if examination.form.is_some() { exit::CLEAN } else { exit::UNREAD })
}

/// What is asked of the examination of a document.
pub(super) struct Asked<'a> {
    /// The form to read it by, if not the one that fits best.
    pub form: Option<&'a str>,
    /// The document, as shown.
    pub name: &'a str,
    /// The limits that it is read in, and whether scans are read.
    pub reading: &'a Guarded,
}

/// Examines a document as `extract` would read it, scans included.
pub(super) fn look(document: &Document, bytes: &[u8], grammars: &Grammars, asked: &Asked<'_>) -> Examination {
    let (readers, gate) = (setting::readers(asked.reading.no_cache), Gate::new(asked.reading.limits.memory));
    let scans = (!asked.reading.no_ocr).then_some(Scans { readers: &readers, gate: &gate, told: &|_| {} });
    let options = ReadOptions { path: asked.name.to_owned(), scans, ..ReadOptions::default() };
    examine(document, bytes, grammars, asked.form, &options)
}

/// Why a document cannot be opened.
pub(super) fn told(name: &str, error: OpenError, lang: Lang) -> anyhow::Error {
    let message = match error {
        OpenError::Empty => reasons::empty(0),
        OpenError::NoPages => reasons::empty(1),
        OpenError::NotPdf => reasons::not_a_pdf(),
        OpenError::PasswordRequired => reasons::password(),
        OpenError::CertificateRequired => reasons::certificate(),
        OpenError::UnknownEncryption => reasons::unknown_encryption(),
        OpenError::Small => reasons::small(),
        OpenError::Hollow => reasons::hollow(),
        OpenError::Damaged => reasons::damaged(),
    };
    anyhow::anyhow!("{name}: {}", message.get(lang))
}
