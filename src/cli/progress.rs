//! Progress of long work, on a terminal only, and the summary at the end.

use std::io::{IsTerminal, stderr};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::lang::{Lang, Message};
use crate::output::{ManifestLine, Status};

/// A bar that counts files and pages; silent where nobody looks.
pub(super) struct Progress {
    bar: ProgressBar,
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
        Self { bar, begin: Instant::now() }
    }

    /// One more file is done.
    pub fn tell(&self, line: &ManifestLine) {
        self.bar.set_message(line.path.clone());
        self.bar.inc(1);
    }

    /// Ends the bar and gives the summary.
    pub fn summary(&self, done: &[ManifestLine]) -> Message {
        self.bar.finish_and_clear();
        let seconds = self.begin.elapsed().as_secs_f64().max(1e-3);
        let pages: u64 = done.iter().map(|d| u64::from(d.pages)).sum();
        let speed = (pages as f64 / seconds).round();
        let count = |want: &dyn Fn(&ManifestLine) -> bool| done.iter().filter(|d| want(d)).count();
        let read = count(&|l| l.status == Status::Ok);
        let partial = count(&|l| l.partial);
        let ocr = count(&|l| l.status == Status::NeedsOcr);
        let unknown = count(&|l| l.status == Status::Unrecognised);
        let failed = done.len() - read - ocr - unknown;
        let objectives: usize = done.iter().map(|d| d.objectives).sum();
        let sum = |of: &dyn Fn(&ManifestLine) -> usize| done.iter().map(of).sum::<usize>();
        let (e, w, i) = (sum(&|l| l.findings.error), sum(&|l| l.findings.warning), sum(&|l| l.findings.info));
        Message::new(
            format!(
                "{read} documenti letti ({partial} in parte), {objectives} obiettivi; rilievi: {e} errori, {w} avvisi, {i} note; \
                 non riconosciuti {unknown}, da OCR {ocr}, non leggibili {failed}; {pages} pagine in {seconds:.1} s ({speed} al secondo)"
            ),
            format!(
                "{read} documents read ({partial} in part), {objectives} objectives; findings: {e} errors, {w} warnings, {i} notes; \
                 {unknown} unrecognised, {ocr} need OCR, {failed} unreadable; {pages} pages in {seconds:.1} s ({speed} a second)"
            ),
        )
    }
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
