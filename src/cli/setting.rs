//! What reading needs, from the arguments that the commands which read share.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::args::{self, Reading};
use crate::audit;
use crate::base::flow::STACK;
use crate::base::lang::{Lang, Message};
use crate::batch::isolation::{self, Fleet, Guard, Hands};
use crate::grammar::{GrammarError, Grammars};
use crate::ocr::{CacheFolder, Readers};
use crate::output::Marks;
use crate::present::drawing::Board;

/// How many processors to use.
pub(super) fn jobs(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, |n| n.get()), usize::from)
}

/// Sets the number of threads of this process.
pub(super) fn use_threads(threads: usize, lang: Lang) -> anyhow::Result<()> {
    let message = Message::new("non si possono usare tanti processori", "cannot use so many processors");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build_global();
    pool.with_context(|| message.get(lang).to_owned())
}

/// The grammars.
pub(super) fn grammars(args: &Reading, lang: Lang) -> anyhow::Result<Grammars> {
    told_grammars(args.grammars.as_deref(), lang)
}

/// The grammars for a command that reads no document itself: one's own, so that what is wrong in them is told once and before
/// any work, all where rules are named that may be theirs, or where they are needed for another reason; none otherwise, since
/// loading them takes a while.
pub(super) fn grammars_asked(
    folder: Option<&Path>,
    checks: &args::Checks,
    needed: bool,
    lang: Lang,
) -> anyhow::Result<Grammars> {
    let asked = needed || folder.is_some() || !(checks.select.is_empty() && checks.ignore.is_empty());
    if asked { told_grammars(folder, lang) } else { Ok(Grammars::default()) }
}

pub(super) fn told_grammars(folder: Option<&Path>, lang: Lang) -> anyhow::Result<Grammars> {
    let message = Message::new("una grammatica è sbagliata", "a grammar is wrong");
    load_grammars(folder, lang).with_context(|| message.get(lang).to_owned())
}

/// The embedded grammars and those of a folder; a rule of theirs must not go by the code of one for all forms.
pub(super) fn load_grammars(folder: Option<&Path>, lang: Lang) -> anyhow::Result<Grammars> {
    sound(Grammars::load(folder), lang)
}

/// The grammars of a file or a folder alone.
pub(super) fn only_grammars(path: &Path, lang: Lang) -> anyhow::Result<Grammars> {
    sound(Grammars::only(path), lang)
}

fn sound(grammars: Result<Grammars, GrammarError>, lang: Lang) -> anyhow::Result<Grammars> {
    let grammars = grammars.map_err(|error| anyhow!(error.told(lang)))?;
    for form in grammars.forms() {
        if let Some(rule) = form.rules.iter().find(|r| audit::rules::find(&r.code).is_some()) {
            let (id, code) = (&form.id, &rule.code);
            let message = Message::new(
                format!("{id}: {code} è il codice di una regola per tutti i moduli; `schedario rules` le elenca"),
                format!("{id}: {code} is the code of a rule for all forms; `schedario rules` lists them"),
            );
            bail!(message.get(lang).to_owned());
        }
        if let Some(code) = form.without.iter().find(|c| audit::rules::find(c).is_none()) {
            let id = &form.id;
            let message = Message::new(
                format!("{id}: audit.without: non c'è una regola {code}; `schedario rules` le elenca"),
                format!("{id}: audit.without: there is no rule {code}; `schedario rules` lists them"),
            );
            bail!(message.get(lang).to_owned());
        }
    }
    Ok(grammars)
}

/// Up to which size documents are read, in bytes: they lie in memory, and what is made of them does too.
pub(super) fn size_limit(memory_mb: u64) -> u64 {
    (memory_mb << 20) / 2
}

/// Workers of this very program, with the same arguments.
pub(super) fn fleet(args: &Reading) -> anyhow::Result<Fleet> {
    let mut arguments: Vec<OsString> = vec!["worker".into()];
    let mut add = |name: &str, value: OsString| arguments.extend([name.into(), value]);
    add("--jobs", jobs(args.jobs).to_string().into());
    add("--memory", args.limits.memory.to_string().into());
    add("--severity", args.checks.severity.clone().into());
    add("--min-confidence", args.checks.min_confidence.to_string().into());
    let paths: [(&str, &Option<PathBuf>); 2] = [("--grammars", &args.grammars), ("--lexicon", &args.checks.lexicon)];
    for (name, path) in paths {
        if let Some(path) = path {
            add(name, path.into());
        }
    }
    for (name, codes) in [("--select", &args.checks.select), ("--ignore", &args.checks.ignore)] {
        if !codes.is_empty() {
            add(name, codes.join(",").into());
        }
    }
    if args.no_ocr {
        arguments.push("--no-ocr".into());
    }
    if args.no_cache {
        arguments.push("--no-cache".into());
    }
    let program = std::env::current_exe()?;
    Ok(Fleet {
        program,
        arguments,
        workers: jobs(args.jobs),
        memory_mb: args.limits.memory,
        timeout: Duration::from_secs(args.limits.timeout),
    })
}

/// A command of this very program inside limits: these arguments, and behind them paths.
pub(super) fn guard(
    words: &[&str],
    options: &[(&str, Option<&Path>)],
    paths: &[&Path],
    guarded: &args::Guarded,
    lang: Lang,
) -> anyhow::Result<Guard> {
    let limits = &guarded.limits;
    let language = if lang == Lang::It { "it" } else { "en" };
    let (memory, timeout) = (limits.memory.to_string(), limits.timeout.to_string());
    let own = ["--lang", language, "--inside", "--memory", &memory, "--timeout", &timeout];
    let mut arguments: Vec<OsString> = words.iter().chain(&own).map(OsString::from).collect();
    if guarded.no_ocr {
        arguments.push("--no-ocr".into());
    }
    if guarded.no_cache {
        arguments.push("--no-cache".into());
    }
    for (name, path) in options {
        arguments.extend(path.iter().flat_map(|path| [OsString::from(name), path.into()]));
    }
    arguments.push("--".into());
    arguments.extend(paths.iter().map(OsString::from));
    Ok(Guard {
        program: std::env::current_exe()?,
        arguments,
        memory_mb: limits.memory,
        timeout: Duration::from_secs(limits.timeout),
        silent: false,
    })
}

/// Those who read scans; what they read is kept unless that is not wanted.
pub(super) fn readers(no_cache: bool) -> Readers {
    Readers::new(CacheFolder::usual().filter(|_| !no_cache))
}

/// Those who draw pages for the commands that show findings, each a process of this very program inside limits.
pub(super) fn board(limits: &args::Limits) -> anyhow::Result<Board> {
    let memory = limits.memory.to_string();
    let arguments = ["draw", "--memory", &memory].map(OsString::from).to_vec();
    let hands = Hands::new(std::env::current_exe()?, arguments, limits.memory);
    Ok(Board::new(hands, Duration::from_secs(limits.timeout)))
}

/// Holds this process to the limits of a command that reads documents itself.
pub(super) fn hold_inside(limits: &args::Limits) {
    isolation::hold(isolation::Limits { memory_mb: limits.memory, threads: jobs(None) as u64 });
}

/// What results depend on besides the content of the inputs.
pub(super) fn marks(args: &Reading) -> anyhow::Result<Marks> {
    let mut hasher = Sha256::new();
    hasher.update(Grammars::sources(args.grammars.as_deref())?);
    let checks = &args.checks;
    hasher.update(format!("{:?} {:?} {} {}", checks.select, checks.ignore, checks.severity, checks.min_confidence));
    if let Some(path) = &checks.lexicon {
        hasher.update(std::fs::read(path)?);
    }
    let forms = HEXLOWER.encode(&hasher.finalize());
    let program = format!("{}+{}", env!("CARGO_PKG_VERSION"), env!("SCHEDARIO_SOURCES"));
    let readers = if args.no_ocr { String::new() } else { Readers::mark() };
    let limits = format!("{} MB, {} s", args.limits.memory, args.limits.timeout);
    Ok(Marks { program, forms, readers, limits })
}
