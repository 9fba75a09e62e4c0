//! How a grammar reads a document, for those who write it: what became of every word, and why.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::job::{Finished, Task};
use super::laid::lay_out_pages;
use super::{FormScore, GO, Outcome, ReadOptions, go_through, source};
use crate::base::flow::flow;
use crate::base::lang::Message;
use crate::contract::Report;
use crate::grammar::{Grammars, Role, Trace, fits};
use crate::layout::Sheet;
use crate::pdf::{Document, OpenError};

/// A page that was looked at.
#[derive(Clone, Copy, Debug)]
pub struct PageSize {
    /// Its number, from 1.
    pub number: u32,
    /// Its width as displayed, in points.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

/// What the reading of one document tells.
#[derive(Debug)]
pub struct Examination {
    /// How well each form fits.
    pub scores: Vec<FormScore>,
    /// Identifier of the form that was read by, if one fits.
    pub form: Option<String>,
    /// The marks of that form that were not found; of all forms, when none fits.
    pub missing: Vec<String>,
    /// What became of every word, and what was noticed.
    pub trace: Trace,
    /// Why sections were not opened.
    pub unopened: Vec<Message>,
    /// The report, if there is one.
    pub report: Option<Box<Report>>,
    /// The pages.
    pub pages: Vec<PageSize>,
    /// Number of pages that are pictures and were read by OCR.
    pub scanned: usize,
    /// Pages that are pictures and could not be read.
    pub unread_scans: Vec<u32>,
}

/// Shares of the words of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Words of values.
    pub values: usize,
    /// Words of headings and labels.
    pub labels: usize,
    /// Words that run along the pages or belong to charts.
    pub furniture: usize,
    /// Words that nothing took.
    pub unread: usize,
}

impl Examination {
    /// What became of the words.
    pub fn coverage(&self) -> Coverage {
        let words = |role| self.trace.words(role);
        Coverage {
            values: words(Role::Value),
            labels: words(Role::Label),
            furniture: words(Role::Furniture),
            unread: words(Role::Free),
        }
    }
}

/// Reads a document as [`super::read`] does and tells how. By `form`, if given, whether or not it fits; else by the one that fits
/// best.
pub fn examine(
    document: &Document,
    bytes: &[u8],
    grammars: &Grammars,
    form: Option<&str>,
    options: &ReadOptions<'_>,
) -> Examination {
    let asked = form.and_then(|id| grammars.forms().iter().position(|f| f.id == id));
    let sha256 = HEXLOWER.encode(&Sha256::digest(bytes));
    let task = Task { grammars, asked, traced: true };
    let source = source(document, &sha256, bytes.len() as u64, &options.path);
    let read = go_through(document, source, task, options);
    let Finished { outcome, story, .. } = read.finished;
    let (form, missing, trace, unopened) = story.map(|s| (s.form, s.missing, s.trace, s.unopened)).unwrap_or_default();
    let sizes = (1..=read.pages).zip(0..);
    let sizes =
        sizes.filter_map(|(number, k)| document.size(k).map(|(width, height)| PageSize { number, width, height }));
    Examination {
        scores: read.scores,
        form,
        missing,
        trace,
        unopened,
        report: if let Outcome::Report(report) = outcome { Some(report) } else { None },
        pages: sizes.collect(),
        scanned: read.scanned as usize,
        unread_scans: read.unread_scans,
    }
}

/// Up to how many pages of a document a grammar is drafted from: it is written from examples, not from archives.
const PAGES: usize = 200;

/// The same of a document that none of some forms is known to fit; none where one is.
pub fn unknown(bytes: Arc<Vec<u8>>, grammars: &Grammars) -> Result<Option<Vec<Vec<Sheet>>>, OpenError> {
    let super::Opened { document, .. } = super::Opened::of(bytes, "")?;
    let (mut pages, forms) = (Vec::new(), grammars.forms());
    let count = PAGES.min(document.page_count() as usize);
    flow(count, GO, &|pages| lay_out_pages(&document, None, forms, pages), &mut |laid| pages.extend(laid));
    let seen = pages.iter().map(|page| (&page.shown, page.sheets.as_slice()));
    let known = fits(forms, seen).iter().any(|fit| fit.enough);
    Ok((!known).then(|| pages.into_iter().map(|page| page.sheets).collect()))
}

/// The first pages of a document as laid out, each with its main sheet first; a page without usable text has none.
pub fn sheets(bytes: Arc<Vec<u8>>) -> Result<Vec<Vec<Sheet>>, OpenError> {
    let super::Opened { document, .. } = super::Opened::of(bytes, "")?;
    let mut out = Vec::new();
    let count = PAGES.min(document.page_count() as usize);
    flow(count, GO, &|pages| lay_out_pages(&document, None, &[], pages), &mut |laid| {
        out.extend(laid.into_iter().map(|page| page.sheets));
    });
    Ok(out)
}
