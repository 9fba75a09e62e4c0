//! `schedario completions` and `schedario man`: what a shell and a system know of the commands, made from the commands themselves.

use std::io::{self, Write};

use anyhow::Context;

use super::args::{self, Completions, Man};
use super::exit;
use crate::base::lang::Lang;
use crate::output::write_atomically;

pub(super) fn completions(args: &Completions, lang: Lang) -> anyhow::Result<u8> {
    // The library panics where its writer fails, as it does when the reader of a pipe has gone.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(lang), "schedario", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(exit::CLEAN)
}

/// One page for the program and one for each of its commands: `schedario.1`, `schedario-extract.1`, `schedario-grammar-check.1`.
pub(super) fn man(args: &Man, lang: Lang) -> anyhow::Result<u8> {
    std::fs::create_dir_all(&args.folder).with_context(|| args.folder.display().to_string())?;
    let mut program = args::command(lang);
    program.build();
    write(&program, "schedario", args)?;
    Ok(exit::CLEAN)
}

fn write(command: &clap::Command, name: &str, args: &Man) -> anyhow::Result<()> {
    let path = args.folder.join(format!("{name}.1"));
    let page = clap_mangen::Man::new(command.clone()).title(name);
    write_atomically(&path, |to| page.render(to)).with_context(|| path.display().to_string())?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        write(sub, &format!("{name}-{}", sub.get_name()), args)?;
    }
    Ok(())
}
