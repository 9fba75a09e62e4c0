//! `schedario export`: an output folder into a warehouse.

use anyhow::anyhow;
use regex::Regex;

use super::args::Export as Args;
use super::progress::Progress;
use super::{archive, audit, exit, setting};
use crate::audit::Checks;
use crate::audit::recheck::Again;
use crate::base::lang::{Lang, Message};
use crate::base::pattern::pattern;
use crate::batch::run::News;
use crate::grammar::Grammars;
use crate::review::Store;
use crate::warehouse::export::{Export, Format, Summary, TargetError, export, open};

pub(super) fn run(args: &Args, lang: Lang) -> anyhow::Result<u8> {
    let format = match args.to.as_str() {
        "csv" => Format::Csv,
        "parquet" => Format::Parquet,
        "sqlite" => Format::Sqlite,
        "postgres" => Format::Postgres,
        _ => Format::Xlsx,
    };
    let archive = archive::open(&args.output, lang)?;
    // Only where values were corrected do rules look again.
    let store = Store::open_if_there(&args.output).map_err(|e| audit::tell(&e, lang))?;
    let corrects = store.map_or(Ok(false), |store| store.corrects()).map_err(|e| audit::tell(&e, lang))?;
    let grammars = match corrects || args.grammars.is_some() {
        true => setting::told_grammars(args.grammars.as_deref(), lang)?,
        false => Grammars::default(),
    };
    let checks = Checks::default();
    let by = Again { checks: &checks, grammars: &grammars, lost: &[] };
    let told = |error: TargetError| anyhow!(failure(&error, format, &args.target).get(lang).to_owned());
    let target = open(format, &args.target, !args.incremental).map_err(told)?;
    let how = Export { incremental: args.incremental, prune: args.prune };
    let progress = Progress::new(archive.lines.len(), args.quiet, lang);
    let summary = export(&archive, target, how, &by, &|line| progress.tell(News::Done(line)));
    progress.end();
    let summary = summary.map_err(told)?;
    for error in &summary.unreadable {
        eprintln!("schedario: {}", archive::tell(error).get(lang));
    }
    for told in remarks(&summary) {
        eprintln!("schedario: {}", told.get(lang));
    }
    if !args.quiet {
        eprintln!("{}", total(&summary, &args.target).get(lang));
    }
    Ok(if summary.unreadable.is_empty() { exit::CLEAN } else { exit::UNREAD })
}

/// How many remarks of one kind are told in full.
const TOLD: usize = 20;

/// What somebody should know who trusts the figures.
fn remarks(summary: &Summary) -> Vec<Message> {
    let misfits = summary.misfits.iter().map(|misfit| {
        let (path, pointer, number) = (&misfit.path, &misfit.pointer, &misfit.number);
        Message::new(
            format!("{path}: {pointer}: il numero {number} ha più cifre della sua colonna; resta vuoto, e il testo sta in evidence"),
            format!("{path}: {pointer}: the number {number} has more digits than its column; it is left blank, and its text is in evidence"),
        )
    });
    let vanished = summary.vanished.iter().map(|path| match summary.removed {
        true => Message::new(
            format!("{path}: non è più nella cartella di uscita, ed è stato tolto"),
            format!("{path}: is no longer in the output folder, and was removed"),
        ),
        false => Message::new(
            format!("{path}: non è più nella cartella di uscita, e resta nella destinazione; --prune lo toglie"),
            format!("{path}: is no longer in the output folder, and stays in the target; --prune removes it"),
        ),
    });
    let mut told = short(misfits, "numeri", "numbers");
    told.extend(short(vanished, "documenti", "documents"));
    told.extend(summary.notes.iter().cloned());
    told
}

/// The first of many remarks, and how many more there are.
fn short(all: impl ExactSizeIterator<Item = Message>, it: &str, en: &str) -> Vec<Message> {
    let more = all.len().saturating_sub(TOLD);
    let mut told: Vec<Message> = all.take(TOLD).collect();
    if more > 0 {
        told.push(Message::new(
            format!("… e altri {more} {it} come questi"),
            format!("… and {more} more {en} like these"),
        ));
    }
    told
}

fn total(summary: &Summary, target: &str) -> Message {
    let Summary { documents, unchanged, rows, .. } = summary;
    let (target, vanished) = (shown(target), summary.vanished.len());
    if *documents == 0 && (*unchanged > 0 || !summary.removed) {
        return Message::new(
            format!("{target}: nulla di nuovo ({unchanged} documenti già presenti)"),
            format!("{target}: nothing new ({unchanged} documents are there already)"),
        );
    }
    Message::new(
        format!("{target}: {documents} documenti, {rows} righe; {unchanged} già presenti, {vanished} scomparsi"),
        format!(
            "{target}: {documents} documents, {rows} rows; {unchanged} were there already, {vanished} have vanished"
        ),
    )
}

/// A target without the password that a connection string may hold.
fn shown(target: &str) -> String {
    let hide = |found: &regex::Captures<'_>| match found.get(3) {
        Some(before) => format!("{}…@", before.as_str()),
        None => format!("{}…", found.get(1).map_or("", |m| m.as_str())),
    };
    PASSWORD.replace_all(target, hide).into_owned()
}

pattern! {
    /// A password in a connection string.
    static PASSWORD: Regex = Regex::new(r"(?i)(password\s*=\s*)('[^']*'|\S+)|(://[^:/@]*:)[^@]*@");
}

/// What went wrong, to what, and what to do.
fn failure(error: &TargetError, format: Format, target: &str) -> Message {
    let target = shown(target);
    match error {
        TargetError::Io { path, source } => Message::new(
            format!(
                "{}: non si può leggere o scrivere ({source}); verificare il percorso e i permessi. La destinazione è com'era",
                path.display()
            ),
            format!(
                "{}: cannot be read or written ({source}); check the path and the permissions. The target is as it was",
                path.display()
            ),
        ),
        TargetError::Foreign(path) => Message::new(
            format!(
                "{}: esiste e non è come l'ha lasciato un'esportazione di schedario (è d'altri, o qualcuno l'ha modificato); indicare un'altra destinazione",
                path.display()
            ),
            format!(
                "{}: is there and is not of an export of schedario (it is somebody else's, or somebody has changed it); name another target",
                path.display()
            ),
        ),
        TargetError::OtherVersion(name) => match format {
            Format::Csv | Format::Parquet | Format::Xlsx => Message::new(
                format!("{name}: ha le tabelle di un'altra versione; esportare senza --incremental"),
                format!("{name}: has the tables of another version; export without --incremental"),
            ),
            Format::Sqlite | Format::Postgres => Message::new(
                format!("{name}: ha le tabelle di un'altra versione; esportare in una base di dati nuova"),
                format!("{name}: has the tables of another version; export into a new database"),
            ),
        },
        TargetError::Busy(path) => Message::new(
            format!("{}: un'altra esportazione è al lavoro; attendere che finisca", path.display()),
            format!("{}: another export is at work; wait until it ends", path.display()),
        ),
        TargetError::WouldForget(paths) => Message::new(
            format!(
                "{target}: si scrive sempre per intero, e questi documenti non sono più nella cartella di uscita: {}; con --prune si tolgono",
                paths.join(", ")
            ),
            format!(
                "{target}: is always written anew, and these documents are no longer in the output folder: {}; --prune removes them",
                paths.join(", ")
            ),
        ),
        TargetError::Review(source) => Message::new(
            format!("le decisioni della revisione non si possono leggere ({source}); la destinazione è com'era"),
            format!("the decisions of the review cannot be read ({source}); the target is as it was"),
        ),
        TargetError::Sqlite(source) => not_taken(&target, &chain(source)),
        TargetError::Postgres(source) => not_taken(&target, &chain(source)),
        TargetError::Parquet(source) => not_taken(&target, &chain(source)),
        TargetError::Arrow(source) => not_taken(&target, &chain(source)),
        TargetError::Xlsx(source) => not_taken(&target, &chain(source)),
    }
}

fn not_taken(target: &str, why: &str) -> Message {
    Message::new(
        format!("{target}: la destinazione non accetta i dati ({why}); è com'era prima"),
        format!("{target}: the target does not take the data ({why}); it is as it was before"),
    )
}

/// An error and what is behind it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        below = error.source();
    }
    text
}
