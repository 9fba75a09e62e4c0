//! Progress of long work, on a terminal only, and the summary at the end.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stderr};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::base::lang::{Lang, Message};
use crate::batch::run::{Done, News};
use crate::carrier::extension;
use crate::output::{ManifestLine, Status};

/// A bar that counts files and pages; silent where nobody looks.
pub(super) struct Progress {
    bar: ProgressBar,
    lang: Lang,
    begin: Instant,
}

impl Progress {
    pub fn new(files: usize, quiet: bool, lang: Lang) -> Self {
        let bar = if quiet || !stderr().is_terminal() { ProgressBar::hidden() } else { ProgressBar::new(files as u64) };
        let template = match lang {
            Lang::It => "{bar:30} {pos}/{len} file, restano {eta}  {msg}",
            Lang::En => "{bar:30} {pos}/{len} files, {eta} left  {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, lang, begin: Instant::now() }
    }

    /// One more file is done, or one more page of a scan.
    pub fn tell(&self, news: News<'_>) {
        match news {
            News::Page(input, number) => {
                let page = Message::new(format!("OCR pagina {number}"), format!("OCR page {number}"));
                self.bar.set_message(format!("{}: {}", input.shown(), page.get(self.lang)));
            }
            News::Found(inputs) => self.bar.inc_length(inputs as u64),
            News::Done(line) => {
                self.bar.set_message(line.path.clone());
                self.bar.inc(1);
            }
        }
    }

    /// Ends the bar.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// Ends the bar and gives the summary.
    pub fn summary(&self, done: &Done) -> Message {
        self.end();
        let mut told = outcomes(&done.lines);
        add(&mut told, "; ", speed(done, self.begin.elapsed().as_secs_f64()));
        if done.kept > 0 {
            add(&mut told, "; ", kept(done.kept));
        }
        if let Some(first) = done.strangers.first() {
            add(&mut told, "\n", strangers(done, &first.display().to_string()));
        }
        told
    }
}

fn add(told: &mut Message, between: &str, more: Message) {
    told.it += &(between.to_owned() + &more.it);
    told.en += &(between.to_owned() + &more.en);
}

fn outcomes(lines: &[ManifestLine]) -> Message {
    let count = |want: &dyn Fn(&ManifestLine) -> bool| lines.iter().filter(|l| want(l)).count();
    let read = count(&|l| l.status == Status::Ok);
    let partial = count(&|l| l.partial);
    let ocr = count(&|l| l.status == Status::NeedsOcr);
    let unknown = count(&|l| l.status == Status::Unrecognised);
    let skipped: Vec<&ManifestLine> = lines.iter().filter(|l| l.status == Status::Skipped).collect();
    let failed = lines.len() - read - ocr - unknown - skipped.len();
    let sum = |of: &dyn Fn(&ManifestLine) -> usize| lines.iter().map(of).sum::<usize>();
    let objectives = sum(&|l| l.objectives);
    let (e, w, i) = (sum(&|l| l.findings.error), sum(&|l| l.findings.warning), sum(&|l| l.findings.info));
    let mut told = Message::new(
        format!(
            "{read} documenti letti ({partial} in parte), {objectives} obiettivi; rilievi: {e} errori, {w} avvisi, {i} note; \
             non riconosciuti {unknown}, da OCR {ocr}, non leggibili {failed}"
        ),
        format!(
            "{read} documents read ({partial} in part), {objectives} objectives; findings: {e} errors, {w} warnings, {i} notes; \
             {unknown} unrecognised, {ocr} need OCR, {failed} unreadable"
        ),
    );
    if !skipped.is_empty() {
        add(&mut told, "; ", others(&skipped));
    }
    told
}

/// How many kinds of files are told.
const KINDS: usize = 6;

/// Files that are no documents, by their kinds, the commonest first.
fn others(lines: &[&ManifestLine]) -> Message {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    lines.iter().for_each(|line| *count.entry(extension(&line.path)).or_default() += 1);
    let mut kinds: Vec<(String, usize)> = count.into_iter().collect();
    kinds.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let shown = |none: &str, more: &str| {
        let named = kinds
            .iter()
            .take(KINDS)
            .map(|(kind, n)| if kind.is_empty() { format!("{n} {none}") } else { format!("{n} .{kind}") });
        let rest: usize = kinds.iter().skip(KINDS).map(|(_, n)| n).sum();
        named.chain((rest > 0).then(|| format!("{rest} {more}"))).collect::<Vec<_>>().join(", ")
    };
    let all = lines.len();
    Message::new(
        format!("altri file, non documenti: {all} ({})", shown("senza estensione", "di altro tipo")),
        format!("other files, no documents: {all} ({})", shown("without extension", "of other kinds")),
    )
}

/// How many pages this run has read, and how fast.
fn speed(done: &Done, seconds: f64) -> Message {
    let pages = done.pages;
    if pages == 0 {
        return Message::new(
            format!("nessuna pagina letta ora, {seconds:.1} s"),
            format!("no page read now, {seconds:.1} s"),
        );
    }
    let speed = (pages as f64 / seconds.max(1e-3)).round();
    Message::new(
        format!("{pages} pagine in {seconds:.1} s ({speed} al secondo)"),
        format!("{pages} pages in {seconds:.1} s ({speed} a second)"),
    )
}

fn kept(files: usize) -> Message {
    Message::new(
        format!("già letti in precedenza: {files} (--force li rilegge)"),
        format!("read before: {files} (--force reads them again)"),
    )
}

/// Reports of inputs that are no longer listed.
fn strangers(done: &Done, first: &str) -> Message {
    let count = done.strangers.len();
    if done.pruned {
        return Message::new(
            format!(
                "rapporti che non appartengono a nessun file di questa lettura, tolti: {count} (per esempio {first})"
            ),
            format!("reports that belong to no input of this run, removed: {count} (such as {first})"),
        );
    }
    Message::new(
        format!(
            "rapporti nella cartella che non appartengono a nessun file di questa lettura: {count} (per esempio {first}); \
             manifest.jsonl non li nomina, --prune li toglie"
        ),
        format!(
            "reports in the folder that belong to no input of this run: {count} (such as {first}); manifest.jsonl does not \
             name them, --prune removes them"
        ),
    )
}

/// A bar of a known number of steps; silent where nobody looks.
pub(super) struct Steps(ProgressBar);

impl Steps {
    pub fn new(steps: usize, lang: Lang) -> Self {
        let bar = if stderr().is_terminal() { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() };
        let template = match lang {
            Lang::It => "{bar:30} {pos}/{len} documenti, restano {eta}",
            Lang::En => "{bar:30} {pos}/{len} documents, {eta} left",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// One more is done.
    pub fn step(&self) {
        self.0.inc(1);
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}
