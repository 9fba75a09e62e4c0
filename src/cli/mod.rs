//! Arguments, what a command prints, and exit codes.

mod annotate;
mod archive;
mod args;
mod audit;
mod cache;
mod checks;
mod compare;
mod demo;
mod doctor;
mod draw;
mod explain;
mod export;
mod extract;
mod grammar;
mod grammar_test;
mod learn;
mod lexicon;
mod mistakes;
mod progress;
mod review;
mod rules;
mod schema;
mod setting;
mod shell;
mod texts;
mod texts_grammar;
mod texts_report;
mod welcome;
mod worker;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::base::lang::Lang;
use args::{Cli, Command};

/// The exit codes of the contract.
mod exit {
    /// Everything was read, without a finding of severity error.
    pub const CLEAN: u8 = 0;
    /// Everything was read, with at least one finding of severity error.
    pub const FINDINGS: u8 = 1;
    /// The command could not do its work.
    pub const FAILED: u8 = 2;
    /// At least one input could not be read.
    pub const UNREAD: u8 = 3;
}

/// Runs the program with its arguments, the first of which is its own name.
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    let lang = args::language(&arguments);
    if welcome::is_alone(&arguments) {
        print!("{}", welcome::welcome(lang));
        return ExitCode::from(exit::CLEAN);
    }
    let cli = match args::parse(arguments, lang) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes, and go to the standard output.
            match mistakes::in_italian(&error).filter(|_| lang == Lang::It) {
                Some(told) => eprint!("{told}"),
                None => drop(error.print()),
            }
            return ExitCode::from(if error.use_stderr() { exit::FAILED } else { exit::CLEAN });
        }
    };
    match run(cli, lang) {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_broken_pipe(&error) => ExitCode::from(exit::CLEAN),
        Err(error) => {
            eprintln!("schedario: {error:#}");
            ExitCode::from(exit::FAILED)
        }
    }
}

fn run(cli: Cli, lang: Lang) -> anyhow::Result<u8> {
    match cli.command {
        Command::Extract(args) => extract::run(args, lang),
        Command::Compare(args) => compare::run(&args, lang),
        Command::Audit(args) => audit::run(&args, lang),
        Command::Review(args) => review::run(&args, lang),
        Command::Annotate(args) => annotate::run(&args, lang),
        Command::Lexicon(args) => lexicon::run(&args, lang),
        Command::Rules(args) => rules::run(&args, lang),
        Command::Explain(args) => explain::run(&args, lang),
        Command::Export(args) => export::run(&args, lang),
        Command::Learn(args) => learn::run(&args, lang),
        Command::Grammar(args) => grammar::run(args.command, lang),
        Command::Schema(args) => schema::run(&args),
        Command::Worker(args) => worker::run(&args, lang),
        Command::Doctor(args) => doctor::run(&args, lang),
        Command::Demo(args) => demo::run(&args, lang),
        Command::Completions(args) => shell::completions(&args, lang),
        Command::Man(args) => shell::man(&args, lang),
        Command::Cache(args) => cache::run(&args, lang),
        Command::Draw(args) => draw::run(&args),
    }
}

/// Whether the reader of our output has gone, as `head` does when it has seen enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>();
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.map(std::io::Error::kind).or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}
