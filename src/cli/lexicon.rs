//! `schedario lexicon`: the words with which narratives are read, to be edited; or the check of a file of one's own.

use std::io::{self, Write};

use anyhow::Context;

use super::args::Lexicon;
use super::exit;
use crate::audit;
use crate::base::lang::{Lang, Message};

pub(super) fn run(args: &Lexicon, lang: Lang) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    match &args.file {
        None => out.write_all(audit::Lexicon::source().as_bytes())?,
        Some(path) => {
            let wrong = Message::new("il lessico è sbagliato", "the lexicon is wrong");
            let lexicon = audit::Lexicon::load(path).with_context(|| wrong.get(lang).to_owned())?;
            let (groups, opposites, empty) = lexicon.size();
            let message = Message::new(
                format!("in ordine: {groups} gruppi, {opposites} contrari, {empty} parole vuote"),
                format!("in order: {groups} groups, {opposites} opposites, {empty} empty words"),
            );
            writeln!(out, "{}: {}", path.display(), message.get(lang))?;
        }
    }
    Ok(exit::CLEAN)
}
