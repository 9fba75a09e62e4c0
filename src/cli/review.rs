//! `schedario review`: the desk, where findings are settled in the browser.

use std::io::{self, Write};

use anyhow::anyhow;

use super::args::Review;
use super::progress::Steps;
use super::{archive, audit, checks, exit, setting};
use crate::audit::recheck::Again;
use crate::base::lang::{Lang, Message};
use crate::batch::run::OWN;
use crate::present::desk::{Desk, DeskError};
use crate::present::report::{Binder, Mode, Shell, Sources, Voice};
use crate::review::Store;

pub(super) fn run(args: &Review, lang: Lang) -> anyhow::Result<u8> {
    let output = &args.audit.output;
    setting::use_threads(setting::jobs(args.audit.jobs), lang)?;
    let grammars = setting::told_grammars(args.audit.grammars.as_deref(), lang)?;
    let checks = checks::of(&args.audit.checks, &grammars, lang)?;
    let archive = archive::open(output, lang)?;
    let store = Store::open(output).map_err(|e| audit::tell(&e, lang))?;
    let decided = store.all_settled().map_err(|e| audit::tell(&e, lang))?;
    let own_rules = audit::own_rules(&grammars);
    let who = args.who.clone().or_else(|| ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok()));
    let who = who.unwrap_or_default();
    let shell = Shell { voice: Voice(lang), mode: Mode::Desk, who: &who, own_rules: &own_rules };
    let progress = Steps::new(archive.lines.len(), lang);
    let by = Again { checks: &checks, grammars: &grammars, lost: &[] };
    let sources = Sources::new(output, &args.audit.pdfs, setting::board(&args.audit.limits)?);
    let binder = Binder::new(&archive, sources, by, &decided);
    let desk = Desk::open(binder, shell, store, args.port, &|| progress.step());
    progress.end();
    let desk = desk.map_err(|error| tell(&error, args.port, lang))?;
    let hint = Message::new(
        "Banco aperto su questo computer (Ctrl-C lo chiude):",
        "Desk open on this machine (Ctrl-C closes it):",
    );
    let mut out = io::stdout();
    writeln!(out, "{}\n{}", hint.get(lang), desk.url())?;
    out.flush()?;
    if args.audit.open {
        // The address itself, which holds the token, must not be seen in a list of processes.
        match desk.ticket(&output.join(OWN)) {
            Ok(Some(path)) => audit::show(path.as_os_str(), lang),
            Ok(None) => {}
            Err(error) => {
                let message = Message::new("non si può aprire il browser", "the browser cannot be opened");
                eprintln!("schedario: {} ({error})", message.get(lang));
            }
        }
    }
    desk.serve();
    Ok(exit::CLEAN)
}

fn tell(error: &DeskError, port: u16, lang: Lang) -> anyhow::Error {
    match error {
        DeskError::Store(error) => audit::tell(error, lang),
        DeskError::Archive(error) => anyhow!(archive::tell(error).get(lang).to_owned()),
        DeskError::Port(error) => {
            let message = Message::new(
                format!("la porta {port} non si può usare ({error}); sceglierne un'altra con --port, o nessuna"),
                format!("port {port} cannot be used ({error}); choose another with --port, or none"),
            );
            anyhow!(message.get(lang).to_owned())
        }
        DeskError::Random(error) => anyhow!("{error}"),
    }
}
