//! The command line, with its help in both languages.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use super::texts;
use crate::base::lang::Lang;
use crate::contract::Severity;

/// The whole command line. The texts of the help stand in [`texts`].
#[derive(Parser)]
#[command(name = "schedario", version, arg_required_else_help = true)]
pub(super) struct Cli {
    #[arg(long, global = true, value_name = "it|en", value_parser = ["it", "en"])]
    lang: Option<String>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    Extract(Extract),
    Compare(Compare),
    Audit(Audit),
    Review(Review),
    Annotate(Annotate),
    Lexicon(Lexicon),
    Rules(Rules),
    Explain(Explain),
    Export(Export),
    Learn(Learn),
    Grammar(GrammarArgs),
    Schema(Schema),
    Worker(Worker),
    Doctor(Doctor),
    Demo(Demo),
    Completions(Completions),
    Man(Man),
    Cache(Cache),
    #[command(hide = true)]
    Draw(Draw),
}

#[derive(Args)]
pub(super) struct Extract {
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub output: PathBuf,
    #[arg(long, conflicts_with = "output")]
    pub stdout: bool,
    #[arg(long)]
    pub force: bool,
    #[arg(long, conflicts_with = "stdout")]
    pub prune: bool,
    #[arg(long, conflicts_with = "stdout")]
    pub learn: bool,
    #[arg(short = '0', long)]
    pub null: bool,
    #[command(flatten)]
    pub reading: Reading,
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Args)]
pub(super) struct Doctor {
    #[arg(long)]
    pub script: bool,
}

#[derive(Args)]
pub(super) struct Demo {
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
    #[arg(long)]
    pub no_open: bool,
}

#[derive(Args)]
pub(super) struct Completions {
    #[arg(required = true, value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Args)]
pub(super) struct Man {
    #[arg(required = true, value_name = "DIR")]
    pub folder: PathBuf,
}

#[derive(Args)]
pub(super) struct Worker {
    #[command(flatten)]
    pub reading: Reading,
    #[arg(long, value_name = "DIR")]
    pub slots: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct Cache {
    #[arg(long)]
    pub clear: bool,
    #[arg(long, value_name = "MB", conflicts_with = "clear")]
    pub limit: Option<u64>,
}

#[derive(Args)]
pub(super) struct Draw {
    #[arg(long, value_name = "MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(64..1 << 24))]
    pub memory: u64,
}

/// How documents are read.
#[derive(Args)]
pub(super) struct Reading {
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub limits: Limits,
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
    #[arg(long, env = "SCHEDARIO_NO_OCR", hide_env = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub no_ocr: bool,
    #[arg(long)]
    pub no_cache: bool,
    #[command(flatten)]
    pub checks: Checks,
}

/// What the reading of a document may take.
#[derive(Args, Clone)]
pub(super) struct Limits {
    #[arg(long, value_name = "MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(64..1 << 24))]
    pub memory: u64,
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: u64,
}

/// The limits of a command that reads documents itself, and whether this process is the one that is to hold to them.
#[derive(Args)]
pub(super) struct Guarded {
    #[command(flatten)]
    pub limits: Limits,
    #[arg(long, hide = true)]
    pub inside: bool,
    #[arg(long, env = "SCHEDARIO_NO_OCR", hide_env = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub no_ocr: bool,
    #[arg(long)]
    pub no_cache: bool,
}

/// Which findings are wanted, and with which words narratives are read.
#[derive(Args)]
pub(super) struct Checks {
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub select: Vec<String>,
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    #[arg(long, value_name = "error|warning|info", value_parser = Severity::ALL.map(Severity::name), default_value = "info")]
    pub severity: String,
    #[arg(long, value_name = "0-1", value_parser = confidence, default_value_t = crate::audit::Selection::SURE)]
    pub min_confidence: f64,
    #[arg(long, value_name = "FILE")]
    pub lexicon: Option<PathBuf>,
}

/// A confidence between 0 and 1, with a point or a comma.
fn confidence(text: &str) -> Result<f64, String> {
    let value = text.replace(',', ".").parse::<f64>().ok().filter(|v| (0.0..=1.0).contains(v));
    value.ok_or_else(|| "0-1".to_owned())
}

#[derive(Args)]
pub(super) struct Compare {
    #[arg(value_name = "DIR", default_value = "output")]
    pub output: PathBuf,
    #[arg(long)]
    pub json: bool,
    #[arg(long, value_name = "TEXT")]
    pub center: Option<String>,
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
    #[command(flatten)]
    pub checks: Checks,
}

#[derive(Args)]
pub(super) struct Export {
    #[arg(required = true, value_name = "DIR")]
    pub output: PathBuf,
    #[arg(long, required = true, value_name = "FORMAT", value_parser = ["csv", "parquet", "sqlite", "postgres", "xlsx"])]
    pub to: String,
    #[arg(required = true, value_name = "TARGET")]
    pub target: String,
    #[arg(long)]
    pub incremental: bool,
    #[arg(long)]
    pub prune: bool,
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Args)]
pub(super) struct Schema {
    #[arg(long)]
    pub tables: bool,
    #[arg(long, conflicts_with = "tables")]
    pub views: bool,
}

#[derive(Args)]
pub(super) struct Audit {
    #[arg(value_name = "DIR", default_value = "output")]
    pub output: PathBuf,
    #[arg(long)]
    pub open: bool,
    #[arg(long, value_name = "DIR")]
    pub pdfs: Vec<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub checks: Checks,
}

#[derive(Args)]
pub(super) struct Review {
    #[command(flatten)]
    pub audit: Audit,
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    #[arg(long, value_name = "NAME")]
    pub who: Option<String>,
}

#[derive(Args)]
pub(super) struct Annotate {
    #[arg(required = true, value_name = "PDF")]
    pub pdf: PathBuf,
    #[arg(short, long = "to", value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub decisions: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Args)]
pub(super) struct Lexicon {
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct Explain {
    #[arg(required = true, value_name = "PDF")]
    pub pdf: PathBuf,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub form: Option<String>,
    #[command(flatten)]
    pub guarded: Guarded,
}

/// What those who write grammars need.
#[derive(Args)]
pub(super) struct GrammarArgs {
    #[command(subcommand)]
    pub command: GrammarCommand,
}

#[derive(Subcommand)]
pub(super) enum GrammarCommand {
    Check(GrammarCheck),
    Test(GrammarTest),
    Draft(GrammarDraft),
    Schema,
}

#[derive(Args)]
pub(super) struct GrammarCheck {
    #[arg(required = true, value_name = "FILE")]
    pub file: PathBuf,
    #[arg(value_name = "PDF")]
    pub pdfs: Vec<PathBuf>,
    #[command(flatten)]
    pub guarded: Guarded,
}

#[derive(Args)]
pub(super) struct GrammarDraft {
    #[arg(required = true, value_name = "PDF")]
    pub pdfs: Vec<PathBuf>,
    #[command(flatten)]
    pub guarded: Guarded,
}

#[derive(Args)]
pub(super) struct Learn {
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[arg(short, long, value_name = "DIR", default_value = "moduli")]
    pub output: PathBuf,
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
    #[command(flatten)]
    pub guarded: Guarded,
}

#[derive(Args)]
pub(super) struct GrammarTest {
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    #[arg(long)]
    pub bless: bool,
    #[command(flatten)]
    pub limits: Limits,
}

#[derive(Args)]
pub(super) struct Rules {
    #[arg(value_name = "CODE")]
    pub codes: Vec<String>,
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
}

/// The language of a command line, known before it is parsed so that its help can speak it.
pub(super) fn language(arguments: &[OsString]) -> Lang {
    let mut words = arguments.iter().skip(1).map(|a| a.to_string_lossy()).take_while(|a| a != "--");
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next().map(|v| v.into_owned()),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => continue,
        };
        if let Some(value) = value {
            return Lang::of_name(&value);
        }
    }
    Lang::of_locale()
}

/// Parses the command line.
pub(super) fn parse(arguments: Vec<OsString>, lang: Lang) -> Result<Cli, clap::Error> {
    let matches = command(lang).try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

/// The command line with the help of a language.
pub(super) fn command(lang: Lang) -> clap::Command {
    texts::tell(Cli::command(), lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(words: &[&str]) -> Lang {
        language(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_language_is_known_before_parsing() {
        assert_eq!(lang(&["schedario", "--lang", "it", "extract"]), Lang::It);
        assert_eq!(lang(&["schedario", "extract", "--lang=en"]), Lang::En);
    }

    #[test]
    fn every_argument_is_told_in_both_languages() {
        for lang in [Lang::It, Lang::En] {
            let command = command(lang);
            command.clone().debug_assert();
            let nested = command.get_subcommands().flat_map(clap::Command::get_subcommands);
            for sub in command.get_subcommands().chain(nested) {
                assert!(sub.get_about().is_some(), "{}", sub.get_name());
                assert!(sub.get_after_help().is_some(), "{} has no examples", sub.get_name());
                for arg in sub.get_arguments() {
                    assert!(arg.get_help().is_some(), "{} {}", sub.get_name(), arg.get_id());
                }
            }
        }
    }
}
