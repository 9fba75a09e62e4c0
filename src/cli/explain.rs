//! `schedario explain`: an HTML page that shows how a PDF was read.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, bail};

use super::args::Explain;
use super::{exit, setting};
use crate::examine::{Examination, examine};
use crate::explain;
use crate::grammar::Grammars;
use crate::lang::{Lang, Message};
use crate::output::write_atomically;
use crate::pdf::{Document, OpenError};

/// How many pixels a point has in the pictures: 108 a inch.
const SCALE: f32 = 1.5;
/// Of how many pages pictures are made: a browser must still open the file.
const PICTURES: usize = 60;

pub(super) fn run(args: &Explain, lang: Lang) -> anyhow::Result<u8> {
    let grammars = setting::load_grammars(args.grammars.as_deref())?;
    if let Some(id) = &args.form
        && !grammars.forms().iter().any(|f| f.id == *id)
    {
        let known: Vec<&str> = grammars.forms().iter().map(|f| f.id.as_str()).collect();
        let known = known.join(", ");
        let message = Message::new(
            format!("non c'è un modulo {id}; ci sono: {known}"),
            format!("there is no form {id}; known: {known}"),
        );
        bail!(message.get(lang).to_owned());
    }
    let name = args.pdf.display().to_string();
    let bytes = Arc::new(std::fs::read(&args.pdf).with_context(|| name.clone())?);
    let examination = look(bytes.clone(), &grammars, args.form.as_deref(), &name, lang)?;
    let document = Document::open(bytes).map_err(|e| told(&name, e, lang))?;
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

/// Examines a document; one that cannot be opened is told like any other mistake.
pub(super) fn look(
    bytes: Arc<Vec<u8>>,
    grammars: &Grammars,
    form: Option<&str>,
    name: &str,
    lang: Lang,
) -> anyhow::Result<Examination> {
    examine(bytes, grammars, form, name).map_err(|error| told(name, error, lang))
}

pub(super) fn told(name: &str, error: OpenError, lang: Lang) -> anyhow::Error {
    let message = match error {
        OpenError::Empty => Message::new("il file è vuoto", "the file is empty"),
        OpenError::NotPdf => Message::new("il file non è un PDF", "the file is not a PDF"),
        OpenError::PasswordRequired => Message::new("il PDF è protetto da una password", "the PDF asks for a password"),
        OpenError::Damaged => Message::new("il PDF è danneggiato", "the PDF is damaged"),
        OpenError::NoPages => Message::new("il PDF non ha pagine", "the PDF has no page"),
    };
    anyhow::anyhow!("{name}: {}", message.get(lang))
}
