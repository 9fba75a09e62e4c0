//! `schedario audit`: the findings of an output folder as pages for a browser.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, anyhow};

use super::args::Audit;
use super::progress::Steps;
use super::{archive, checks, exit, setting};
use crate::audit::recheck::Again;
use crate::base::lang::{Lang, Message};
use crate::grammar::{FormRule, Grammars};
use crate::present::report::{Binder, Mode, Shell, Sources, Voice, write};
use crate::review::{Decision, Store, StoreError};

pub(super) fn run(args: &Audit, lang: Lang) -> anyhow::Result<u8> {
    setting::use_threads(setting::jobs(args.jobs), lang)?;
    let grammars = setting::told_grammars(args.grammars.as_deref(), lang)?;
    let checks = checks::of(&args.checks, &grammars, lang)?;
    let archive = archive::open(&args.output, lang)?;
    let decisions = decisions(&args.output, lang)?;
    let own_rules = own_rules(&grammars);
    let progress = Steps::new(archive.lines.len(), lang);
    let by = Again { checks: &checks, grammars: &grammars, lost: &[] };
    let sources = Sources::new(&args.output, &args.pdfs, setting::board(&args.limits)?);
    let binder = Binder::new(&archive, sources, by, &decisions);
    let mut shell = Shell { voice: Voice(lang), mode: Mode::OneFile, who: "", own_rules: &own_rules };
    let written = write(&args.output, &binder, &decisions, &mut shell, &|| progress.step());
    progress.end();
    let written = written.with_context(|| {
        let message = Message::new("non si può scrivere nella cartella", "cannot write into the folder");
        format!("{} {}", message.get(lang), args.output.display())
    })?;
    let summary = Message::new(
        format!("{}: {} rilievi, {} da esaminare", written.main.display(), written.findings, written.open),
        format!("{}: {} findings, {} open", written.main.display(), written.findings, written.open),
    );
    writeln!(io::stdout(), "{}", summary.get(lang))?;
    if written.without_pictures > 0 {
        let n = written.without_pictures;
        let message = Message::new(
            format!(
                "{n} documenti senza figure, perché il loro PDF non c'è più o è cambiato; --pdfs indica dove cercarlo"
            ),
            format!("{n} documents without pictures, because their PDF has gone or changed; --pdfs says where to look"),
        );
        eprintln!("schedario: {}", message.get(lang));
    }
    for error in &written.unreadable {
        eprintln!("schedario: {}", archive::tell(error).get(lang));
    }
    if args.open {
        show(written.main.as_os_str(), lang);
    }
    Ok(if written.unreadable.is_empty() { exit::CLEAN } else { exit::UNREAD })
}

/// Opens the browser; where there is none, the person does it.
pub(super) fn show(what: &std::ffi::OsStr, lang: Lang) {
    if let Err(error) = open::that_detached(what) {
        let message = Message::new("non si può aprire il browser", "the browser cannot be opened");
        eprintln!("schedario: {} ({error}): {}", message.get(lang), Path::new(what).display());
    }
}

/// What people decided, by document.
pub(super) fn decisions(output: &Path, lang: Lang) -> anyhow::Result<HashMap<String, Vec<Decision>>> {
    let store = Store::open_if_there(output).map_err(|e| tell(&e, lang))?;
    store.map_or_else(|| Ok(HashMap::new()), |store| store.all_settled()).map_err(|e| tell(&e, lang))
}

/// What is wrong with the decisions, and what to do.
pub(super) fn tell(error: &StoreError, lang: Lang) -> anyhow::Error {
    let message = match error {
        StoreError::Database { path, source } => Message::new(
            format!(
                "{}: le decisioni non si possono leggere o scrivere ({source}); verificare permessi e spazio",
                path.display()
            ),
            format!("{}: decisions cannot be read or written ({source}); check permissions and space", path.display()),
        ),
        StoreError::Version { path, found } => Message::new(
            format!(
                "{}: scritto da una versione più recente di schedario ({found}); aggiornare il programma",
                path.display()
            ),
            format!("{}: written by a later version of schedario ({found}); update the program", path.display()),
        ),
    };
    anyhow!(message.get(lang).to_owned())
}

/// The rules of grammars, each with the name of its form.
pub(super) fn own_rules(grammars: &Grammars) -> Vec<(String, FormRule)> {
    let rules =
        grammars.forms().iter().flat_map(|form| form.rules.iter().map(|rule| (form.name.clone(), rule.clone())));
    rules.collect()
}
