//! `schedario demo`: the founding report, which comes inside the program, read and shown, so that the first result needs no file.

use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use super::args::Demo;
use super::{audit, exit};
use crate::base::lang::{Lang, Message};
use crate::output::write_atomically;

/// The founding report: the card of the civic office of a town, 2017, with a contradiction between narrative and indicators.
const REPORT: &[u8] = include_bytes!("../../samples/cinisello-2017.pdf");
const NAME: &str = "cinisello-2017.pdf";

pub(super) fn run(args: &Demo, lang: Lang) -> anyhow::Result<u8> {
    let folder = match &args.folder {
        Some(folder) => folder.clone(),
        // A folder with a name that nobody can guess, readable by its user only, and kept: its report stays open in the browser.
        None => tempfile::Builder::new().prefix("schedario-demo-").tempdir()?.keep(),
    };
    let output = folder.join("output");
    let pdf = folder.join(NAME);
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    write_atomically(&pdf, |to| to.write_all(REPORT)).with_context(|| pdf.display().to_string())?;
    step(&["extract", "--quiet", "-o"], &output, Some(&pdf), lang)?;
    step(&["audit"], &output, None, lang)?;
    let page = output.join("audit.html");
    writeln!(io::stdout(), "{}", told(&pdf, &output, &page).get(lang))?;
    if !args.no_open {
        audit::show(page.as_os_str(), lang);
    }
    Ok(exit::CLEAN)
}

/// One command of this very program, as a person would give it. Findings are what the demo is about, and no failure.
fn step(words: &[&str], output: &Path, pdf: Option<&Path>, lang: Lang) -> anyhow::Result<()> {
    let language = if lang == Lang::It { "it" } else { "en" };
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--lang", language]).args(words).arg(output).args(pdf);
    let ended = command.stdout(std::process::Stdio::null()).status()?;
    match ended.code() {
        Some(code) if code == i32::from(exit::CLEAN) || code == i32::from(exit::FINDINGS) => Ok(()),
        _ => {
            let message = Message::new("la dimostrazione non è riuscita", "the demo did not succeed");
            bail!("{} ({} {})", message.get(lang), words.join(" "), output.display())
        }
    }
}

fn told(pdf: &Path, output: &Path, page: &Path) -> Message {
    let (pdf, output, page) = (pdf.display(), output.display(), page.display());
    Message::new(
        format!(
            "Letta la scheda {pdf}.\n\
             Il rapporto con i rilievi nelle figure delle pagine: {page}\n\n\
             E adesso, con le proprie schede:\n  \
             schedario extract archivio/ -o output/   legge tutti i PDF di una cartella\n  \
             schedario audit output/ --open           ne mostra i rilievi\n  \
             schedario review {output} --open   decide dei rilievi di questa prova"
        ),
        format!(
            "Read the report {pdf}.\n\
             Its findings in the pictures of the pages: {page}\n\n\
             And now, with reports of your own:\n  \
             schedario extract archive/ -o output/    reads every PDF of a folder\n  \
             schedario audit output/ --open           shows the findings\n  \
             schedario review {output} --open   settles the findings of this demo"
        ),
    )
}
