//! `schedario rules`: the rules of the audit, all in a line each or some with their pages.

use std::io::{self, Write};

use anyhow::bail;

use super::args::Rules;
use super::{exit, setting};
use crate::audit::{self, rules};
use crate::base::lang::{Lang, Message};

pub(super) fn run(args: &Rules, lang: Lang) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    let grammars = setting::load_grammars(args.grammars.as_deref(), lang)?;
    let own = || grammars.forms().iter().flat_map(|form| form.rules.iter().map(move |rule| (form, rule)));
    if args.codes.is_empty() {
        write!(out, "{}", audit::index(lang))?;
        for (form, rule) in own() {
            writeln!(out, "{}", audit::family_index(rule, &form.name, lang))?;
        }
    }
    for (k, code) in args.codes.iter().enumerate() {
        let mine: Vec<_> = own().filter(|(_, rule)| rule.code.eq_ignore_ascii_case(code)).collect();
        let gap = if k > 0 { "\n" } else { "" };
        match rules::find(code) {
            Some(rule) => write!(out, "{gap}{}", audit::page(rule, lang))?,
            None if mine.is_empty() => bail!(unknown(code).get(lang).to_owned()),
            None => write!(out, "{gap}")?,
        }
        for (form, rule) in mine {
            write!(out, "{}", audit::family_page(rule, &form.name, lang))?;
        }
    }
    Ok(exit::CLEAN)
}

/// There is no such rule.
pub(super) fn unknown(code: &str) -> Message {
    Message::new(
        format!("non c'è una regola {code}; `schedario rules` le elenca"),
        format!("there is no rule {code}; `schedario rules` lists them"),
    )
}
