//! What the audit goes by, from the arguments that several commands share.

use anyhow::{Context, bail};

use super::args;
use super::rules;
use crate::audit::{Checks, Lexicon, Selection, UnknownCode};
use crate::base::lang::{Lang, Message};
use crate::contract::Severity;
use crate::grammar::Grammars;

/// The checks that the arguments ask for.
pub(super) fn of(args: &args::Checks, grammars: &Grammars, lang: Lang) -> anyhow::Result<Checks> {
    let severity = Severity::of_name(&args.severity).unwrap_or(Severity::Info);
    let own: Vec<&str> = grammars.forms().iter().flat_map(|f| &f.rules).map(|r| r.code.as_str()).collect();
    let selection = match Selection::new(&args.select, &args.ignore, severity, &own) {
        Ok(selection) => selection.with_confidence(args.min_confidence),
        Err(UnknownCode(code)) => bail!(rules::unknown(&code).get(lang).to_owned()),
    };
    let lexicon = match &args.lexicon {
        None => Lexicon::own().clone(),
        Some(path) => Lexicon::load(path).with_context(|| {
            let message = Message::new(
                "il lessico non si può usare; `schedario lexicon` ne mostra uno giusto",
                "the lexicon cannot be used; `schedario lexicon` shows one that can",
            );
            message.get(lang).to_owned()
        })?,
    };
    Ok(Checks { selection, lexicon })
}
