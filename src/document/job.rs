//! A document on its way: from pages laid out, window by window, to the forms that read them and what comes out.

use std::collections::{HashSet, VecDeque};

use super::laid::LaidOut;
use super::look::Look;
use super::run::{Claim, Run, Tailor, is_alike};
use super::{FormScore, LookedFor, Outcome, Story};
use crate::audit::Checks;
use crate::base::flow::WINDOW;
use crate::contract::{Kind, Notice, Report, Source};
use crate::grammar::{Fit, Form, Grammars, Nearest, Shown, Trace, best, fits, recognise};
use crate::layout::Sheet;
use crate::ocr::Failure;

/// How many pages are remembered while it is not known which form reads them: the marks of a form stand within so many.
const STRETCH: usize = 2 * WINDOW;
/// Pages with marks of a form that stand so far apart do not belong to one report.
const APART: usize = 8;
/// Marks of a form that stand farther apart than this do not make it known together.
const FAR: usize = WINDOW / 2;
/// So many marks, counted page by page, stand together where a report begins.
const SEVERAL: usize = 3;
/// To how many pages behind it the page before the first mark is likened.
const LIKE: usize = 3;

/// How a document is to be read.
pub(super) struct Task<'g> {
    /// The forms that are known.
    pub grammars: &'g Grammars,
    /// Position of the form to read it by, whether or not it fits.
    pub asked: Option<usize>,
    /// Whether to tell how it was read.
    pub traced: bool,
}

/// A document on its way.
pub(super) struct Job<'g> {
    task: Task<'g>,
    tailor: &'g Tailor,
    source: Source,
    lost: Vec<u32>,
    blank: u32,
    /// Pages that need OCR and were not read, or not in full.
    scans: u32,
    /// Numbers of those that were not read at all.
    pub unread_scans: Vec<u32>,
    /// Pages that were read by OCR.
    pub read_scans: u32,
    /// Readers that did not read a page, each with its number.
    pub failed_readers: Vec<(u32, Failure)>,
    notices: Vec<Notice>,
    too_large: bool,
    /// How well each form fits.
    pub scores: Vec<FormScore>,
    /// Of the stretch of pages that some form fits best.
    fits: Vec<Fit>,
    /// Pages that have come and were not looked at yet.
    queue: VecDeque<LaidOut>,
    /// Pages of which it is not known yet whether a form reads them.
    aside: VecDeque<LaidOut>,
    /// Numbers of the pages that no form reads.
    other: Vec<u32>,
    run: Option<Run<'g>>,
    done: Vec<Run<'g>>,
    /// What those are told who want to know how the document was read.
    story: Option<Telling<'g>>,
}

struct Telling<'g> {
    nearest: Vec<Nearest<'g>>,
    trace: Trace,
}

impl<'g> Job<'g> {
    pub fn new(source: Source, task: Task<'g>, tailor: &'g Tailor) -> Self {
        let nearest = |grammars: &'g Grammars| grammars.forms().iter().map(Nearest::new).collect();
        let story = task.traced.then(|| Telling { nearest: nearest(task.grammars), trace: Trace::default() });
        let run = task.asked.and_then(|k| Some((k, task.grammars.forms().get(k)?)));
        let run = run.map(|(k, form)| Run::new(k, form, tailor, task.traced));
        Self {
            task,
            tailor,
            source,
            lost: Vec::new(),
            blank: 0,
            scans: 0,
            unread_scans: Vec::new(),
            read_scans: 0,
            failed_readers: Vec::new(),
            notices: Vec::new(),
            too_large: false,
            scores: Vec::new(),
            fits: Vec::new(),
            queue: VecDeque::new(),
            aside: VecDeque::new(),
            other: Vec::new(),
            run,
            done: Vec::new(),
            story,
        }
    }

    fn forms(&self) -> &'g [Form] {
        self.task.grammars.forms()
    }

    /// Takes the next window of pages.
    pub fn window(&mut self, laid: Vec<LaidOut>) {
        for page in laid.iter().filter(|page| !page.further) {
            if page.ocr || page.damaged || page.partly {
                self.lost.push(page.number);
            }
            self.too_large |= page.too_large;
            self.unread_scans.extend(page.ocr.then_some(page.number));
            self.scans += u32::from(page.ocr || page.partly);
            self.read_scans += u32::from(page.scanned);
            self.failed_readers.extend(page.failed.iter().map(|failure| (page.number, failure.clone())));
            self.notices.extend_from_slice(&page.notices);
            self.blank += u32::from(!page.ocr && page.is_blank());
        }
        if let Some(story) = &mut self.story {
            for nearest in &mut story.nearest {
                laid.iter().for_each(|page| nearest.page(&page.sheets));
            }
        }
        if self.task.asked.is_some() && self.fits.is_empty() {
            self.judge(&laid);
        }
        let waiting = self.aside.len() + laid.len();
        self.give_back(waiting.saturating_sub(STRETCH));
        self.queue.extend(laid);
        self.advance();
    }

    /// Gives the pages that have come to those who read them.
    fn advance(&mut self) {
        loop {
            while let Some(page) = self.queue.pop_front() {
                self.place(page);
            }
            if self.aside.is_empty() || !self.recognise() {
                break;
            }
        }
    }

    /// Gives a page to the form that reads, or lays it aside.
    fn place(&mut self, page: LaidOut) {
        let Some(run) = &mut self.run else { return self.aside.push_back(page) };
        if self.task.asked.is_some() {
            return run.take(page);
        }
        match run.claim(&page) {
            Claim::Names | Claim::Looks | Claim::Blank if self.aside.is_empty() => run.take(page),
            Claim::Names => {
                // What was laid aside stands between pages of the run, unless it is a report of its own.
                self.queue.push_front(page);
                if !self.recognise() {
                    self.give_back(self.aside.len());
                }
            }
            Claim::Begins => {
                self.give_back(self.aside.len());
                let (index, form) = (run_of(&self.run), self.end_run());
                if let (Some(index), Some(form)) = (index, form) {
                    self.begin_run(index, form, [page]);
                }
            }
            Claim::Looks | Claim::Blank | Claim::Contested | Claim::Nothing => self.aside.push_back(page),
        }
    }

    /// How well each form fits some pages; kept of the pages that one fits best, as long as none reads.
    fn judge(&mut self, pages: &[LaidOut]) -> Vec<Fit> {
        let forms = self.forms();
        let fits = fits(forms, pages.iter().map(seen));
        let score = |fits: &[Fit]| fits.iter().map(|fit| (fit.enough, fit.score())).max();
        if self.done.is_empty() && (self.run.is_none() || self.fits.is_empty()) && score(&fits) > score(&self.fits) {
            self.scores = forms.iter().zip(&fits).map(|(form, fit)| FormScore::of(form, fit)).collect();
            self.fits.clone_from(&fits);
        }
        fits
    }

    /// Looks for the form of the pages that were laid aside. Where there is one, it reads from where its marks begin.
    fn recognise(&mut self) -> bool {
        let aside: Vec<LaidOut> = std::mem::take(&mut self.aside).into();
        let fits = self.judge(&aside);
        let by_meaning = || {
            let main: Vec<&Sheet> = aside.iter().filter_map(|page| page.sheets.first()).collect();
            recognise(self.forms(), &main).map(|k| (k, begin(&aside, k)))
        };
        let chosen = choose(self.forms(), &fits, &aside).or_else(by_meaning);
        let chosen = chosen.filter(|(k, _)| run_of(&self.run) != Some(*k));
        self.aside = aside.into();
        let Some((index, begin)) = chosen else { return false };
        let Some(form) = self.forms().get(index) else { return false };
        let mut pages = self.aside.split_off(begin);
        // A page without a mark may be its first: it stands right before and looks like those with marks.
        let marked = pages.iter().take(LIKE).filter(|page| page.shown.count(index) > 0);
        let looks: Vec<Look> = marked.map(|page| page.look.clone()).collect();
        while let Some(before) = self.aside.pop_back() {
            let alike = looks.iter().any(|look| is_alike(&before.look, look));
            if !alike && !before.is_blank() {
                self.aside.push_back(before);
                break;
            }
            pages.push_front(before);
        }
        self.give_back(self.aside.len());
        self.end_run();
        let first = pages.iter().position(|p| p.shown.count(index) > 0).unwrap_or(0);
        let rest = pages.split_off((first + 1).min(pages.len()));
        self.begin_run(index, form, pages);
        for page in rest.into_iter().rev() {
            self.queue.push_front(page);
        }
        true
    }

    fn begin_run(&mut self, index: usize, form: &'g Form, pages: impl IntoIterator<Item = LaidOut>) {
        let mut run = Run::new(index, form, self.tailor, self.task.traced);
        pages.into_iter().for_each(|page| run.take(page));
        self.run = Some(run);
    }

    fn end_run(&mut self) -> Option<&'g Form> {
        let mut run = self.run.take()?;
        run.end();
        let index = run.index;
        self.done.push(run);
        self.forms().get(index)
    }

    /// Gives the first pages that were laid aside to the run if they may be of it, and else to nobody.
    fn give_back(&mut self, count: usize) {
        for page in self.aside.drain(..count.min(self.aside.len())).collect::<Vec<_>>() {
            match &mut self.run {
                Some(run) if matches!(run.claim(&page), Claim::Names | Claim::Looks | Claim::Blank) => run.take(page),
                _ => self.leave(&page),
            }
        }
    }

    /// Leaves a page aside that no form reads.
    fn leave(&mut self, page: &LaidOut) {
        if let Some(story) = &mut self.story {
            story.trace.unseen(&page.sheets);
        }
        if !page.is_blank() && !self.other.contains(&page.number) {
            self.other.push(page.number);
        }
    }

    /// What comes out.
    pub fn finish(mut self, checks: &Checks) -> Finished {
        let forms = self.forms();
        self.give_back(self.aside.len());
        self.end_run();
        // A title page without a card behind it is no report beside others.
        if self.done.iter().any(|run| !run.is_bare()) {
            let (reports, bare): (Vec<Run<'_>>, Vec<Run<'_>>) = self.done.drain(..).partition(|run| !run.is_bare());
            self.done = reports;
            self.other.extend(bare.into_iter().flat_map(|run| run.pages));
        }
        let read: HashSet<u32> = self.done.iter().flat_map(|run| &run.pages).copied().collect();
        self.other.retain(|page| !read.contains(page));
        self.other.sort_unstable();
        if self.done.is_empty() {
            self.other.clear();
        }
        let pages = self.source.pages;
        let scans = self.scans + self.read_scans;
        if scans > 0 {
            self.source.kind = if scans + self.blank >= pages { Kind::Scanned } else { Kind::Mixed };
        }
        let chosen = self.done.first().map(|run| run.index);
        let story = self.story.map(|Telling { nearest, mut trace }| {
            let missing = match chosen {
                Some(k) => self.fits.get(k).map(|fit| fit.missing.clone()).unwrap_or_default(),
                None => self.fits.iter().flat_map(|fit| fit.missing.clone()).collect(),
            };
            let traces = self.done.iter_mut().map(|run| run.reader.take_trace());
            traces.for_each(|of| trace.join(of));
            trace.seen.sort_by_key(|seen| seen.page);
            let unopened = chosen.and_then(|k| nearest.get(k)).map(|n| n.told(&trace.opened)).unwrap_or_default();
            let form = chosen.and_then(|k| forms.get(k)).map(|form| form.id.clone());
            Story { form, missing, trace: if chosen.is_some() { trace } else { Trace::default() }, unopened }
        });
        let mut reports: Vec<Report> = Vec::new();
        for run in self.done {
            let (report, misread) = run.report(self.source.clone(), &self.lost, checks);
            reports.push(report);
            self.notices.extend(misread);
        }
        let (lost, blank) = (self.lost, self.blank);
        let mut reports = reports.into_iter();
        let outcome = if let Some(report) = reports.next() {
            Outcome::Report(Box::new(report))
        } else if self.scans > 0 && self.scans + blank == pages {
            Outcome::NeedsOcr
        } else if blank == pages && lost.is_empty() {
            // Pages without a word are blank, unless their content could not be read.
            Outcome::Empty
        } else if blank == pages && self.too_large {
            Outcome::TooLarge
        } else if blank == pages {
            Outcome::Damaged
        } else {
            let looked_for = forms.iter().zip(self.fits);
            let looked_for = looked_for.map(|(form, Fit { found, missing, .. })| LookedFor {
                form: form.name.clone(),
                found,
                missing,
            });
            Outcome::Unrecognised { looked_for: looked_for.collect() }
        };
        Finished { lost, other: self.other, notices: self.notices, outcome, further: reports.collect(), story }
    }
}

fn seen(page: &LaidOut) -> (&Shown, &[Sheet]) {
    (&page.shown, &page.sheets)
}

fn run_of(run: &Option<Run<'_>>) -> Option<usize> {
    run.as_ref().map(|run| run.index)
}

/// The form that begins first among some pages, with the position of its first page.
///
/// Where two forms share marks, a page speaks for those of which most marks stand on it; forms that have most of these pages in
/// common are versions of one, and the one that fits best is taken.
fn choose(forms: &[Form], all: &[Fit], pages: &[LaidOut]) -> Option<(usize, usize)> {
    let led = |form: usize| {
        let leads = move |p: &&LaidOut| p.shown.count(form) > 0 && p.shown.count(form) == p.shown.most();
        pages.iter().filter(leads)
    };
    let near = |a: &&LaidOut, b: &&LaidOut| (b.number.saturating_sub(a.number) as usize) <= FAR;
    let is_enough = |form: usize, pages: Vec<&LaidOut>| {
        let fits = |pages: &[&LaidOut]| fits(forms, pages.iter().copied().map(seen)).into_iter().nth(form);
        pages.chunk_by(near).any(|close| fits(close).is_some_and(|fit| fit.enough))
    };
    let fit: Vec<usize> = (0..all.len()).filter(|&k| all[k].enough).collect();
    let candidates: Vec<usize> = fit.iter().copied().filter(|&k| is_enough(k, led(k).collect())).collect();
    let numbers = |form: usize| led(form).map(|p| p.number).collect::<Vec<u32>>();
    let Some(first) = candidates.iter().copied().min_by_key(|&k| numbers(k).first().copied()) else {
        let marked = |form: usize| pages.iter().filter(|p| p.shown.count(form) > 0).collect::<Vec<_>>();
        let fit: Vec<usize> = fit.into_iter().filter(|&k| is_enough(k, marked(k))).collect();
        let fits: Vec<Fit> = fit.iter().map(|&k| all[k].clone()).collect();
        return best(&fits).and_then(|k| fit.get(k)).map(|&k| (k, begin(pages, k)));
    };
    let own = numbers(first);
    let shares = |k: &usize| {
        let theirs = numbers(*k);
        2 * own.iter().filter(|n| theirs.contains(n)).count() >= own.len()
    };
    let rivals: Vec<usize> = candidates.into_iter().filter(shares).collect();
    let fits: Vec<Fit> = rivals.iter().map(|&k| all[k].clone()).collect();
    let chosen = *rivals.get(best(&fits)?)?;
    Some((chosen, begin(pages, chosen)))
}

/// Where a form begins among some pages: where marks of it first stand so close that they may be of one report.
fn begin(pages: &[LaidOut], form: usize) -> usize {
    let count = |k: &usize| pages[*k].shown.count(form);
    let marked: Vec<usize> = (0..pages.len()).filter(|k| count(k) > 0).collect();
    let close: Vec<&[usize]> = marked.chunk_by(|a, b| b - a <= APART).collect();
    // A mark in a letter long before is none of the report.
    let enough = close.iter().find(|c| c.iter().map(count).sum::<usize>() >= SEVERAL);
    enough.or(close.first()).and_then(|c| c.first().copied()).unwrap_or(0)
}

/// A document at the end of its way.
pub(super) struct Finished {
    /// Pages that were lost.
    pub lost: Vec<u32>,
    /// Pages that no form reads, beside those that one does.
    pub other: Vec<u32>,
    /// What was noticed beside the values.
    pub notices: Vec<Notice>,
    /// What came out.
    pub outcome: Outcome,
    /// The reports behind the first.
    pub further: Vec<Report>,
    /// How it was read, if that is to be told.
    pub story: Option<Story>,
}

#[cfg(test)]
mod tests {
    use super::super::laid::lay_out_pages;
    use super::super::source;
    use super::*;
    use crate::base::geometry::Rect;
    use crate::base::passage::Place;
    use crate::pdf::Document;
    use std::sync::Arc;

    /// What the reader of a page notices reaches the findings and whoever tells that a document was read in part.
    #[test]
    fn a_notice_of_a_page_becomes_a_finding() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/cinisello-2017.pdf");
        let bytes = Arc::new(std::fs::read(path).unwrap());
        let document = Document::open(bytes).unwrap();
        let grammars = Grammars::load(None).unwrap();
        let mut laid = lay_out_pages(&document, None, grammars.forms(), 0..document.page_count() as usize);
        let bbox = Rect::new(30.0, 30.0, 500.0, 800.0);
        let page = Place { page: 2, bbox, text: "SCHEDA".into(), confidence: 1.0, heard: None };
        let misread = Notice::Misread { list: "/objectives/0/phases".into() };
        laid[1].notices = vec![Notice::Repeated { page, of: 1 }, misread.clone()];
        let tailor = Tailor::default();
        let task = Task { grammars: &grammars, asked: None, traced: false };
        let mut job = Job::new(source(&document, "", 0, "x.pdf"), task, &tailor);
        job.window(laid);
        let Finished { notices, outcome, .. } = job.finish(&Checks::default());
        let Outcome::Report(report) = outcome else { panic!("{outcome:?}") };
        let told = |code: &str| report.findings.iter().filter(|f| f.rule == code).count();
        assert_eq!((told("H003"), told("E006")), (1, 1), "{:?}", report.findings);
        assert!(notices.contains(&misread));
    }
}
