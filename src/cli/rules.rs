//! `schedario rules`: the rules of the audit, all in a line each or some with their pages.

use std::io::{self, Write};

use anyhow::bail;

use super::args::Rules;
use super::exit;
use crate::audit::{self, rules};
use crate::lang::{Lang, Message};

pub(super) fn run(args: &Rules, lang: Lang) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    if args.codes.is_empty() {
        write!(out, "{}", audit::index(lang))?;
    }
    for (k, code) in args.codes.iter().enumerate() {
        let Some(rule) = rules::find(code) else { bail!(unknown(code).get(lang).to_owned()) };
        let gap = if k > 0 { "\n" } else { "" };
        write!(out, "{gap}{}", audit::page(rule, lang))?;
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
