//! How a grammar reads a document, for those who write it: what became of every word, and why.

use std::sync::Arc;

use crate::grammar::{Form, Grammars, Margins, Reader, Role, Trace, best, fits, unopened};
use crate::lang::Message;
use crate::layout::Sheet;
use crate::pdf::{Document, OpenError};
use crate::pipeline::{Close, FormScore, Outcome, ReadOptions};
use crate::record::Report;

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

/// Up to how many pages are looked at: a grammar is written from examples, not from archives.
const PAGES: usize = 200;

/// Reads a document and tells how. By `form`, if given, whether or not it fits; else by the one that fits best.
pub fn examine(
    document: &Document,
    bytes: &[u8],
    grammars: &Grammars,
    form: Option<&str>,
    options: &ReadOptions<'_>,
) -> Examination {
    let close = Close::look(document, bytes, options.scans, PAGES);
    let laid: Vec<&[Sheet]> = close.sheets().collect();
    let sheets: Vec<&Sheet> = laid.iter().copied().flatten().collect();
    let found = fits(grammars.forms(), &sheets);
    let chosen = match form {
        Some(id) => grammars.forms().iter().position(|f| f.id == id),
        None => best(&found),
    };
    let scores = grammars.forms().iter().zip(&found).map(|(form, fit)| FormScore::of(form, fit)).collect();
    let sizes = (1..).zip(0..laid.len());
    let sizes =
        sizes.filter_map(|(number, k)| document.size(k).map(|(width, height)| PageSize { number, width, height }));
    let mut out = Examination {
        scores,
        form: chosen.map(|k| grammars.forms()[k].id.clone()),
        missing: match chosen {
            Some(k) => found[k].missing.clone(),
            None => found.iter().flat_map(|f| f.missing.clone()).collect(),
        },
        trace: Trace::default(),
        unopened: Vec::new(),
        report: None,
        pages: sizes.collect(),
        scanned: close.scanned(),
        unread_scans: close.unread_scans(),
    };
    let Some(form) = chosen.map(|k| &grammars.forms()[k]) else { return out };
    out.trace = trace(form, &laid, &sheets);
    out.unopened = unopened(form, &out.trace.opened, &sheets);
    if let Outcome::Report(report) = close.outcome(grammars, &options.checks, &options.path)
        && report.form.id == form.id
    {
        out.report = Some(report);
    }
    out
}

/// The pages of a document as laid out, each with its main sheet first; a page without usable text has none.
pub fn sheets(bytes: Arc<Vec<u8>>) -> Result<Vec<Vec<Sheet>>, OpenError> {
    let document = Document::open(bytes.clone())?;
    Ok(Close::look(&document, &bytes, None, PAGES).sheets().map(<[Sheet]>::to_vec).collect())
}

fn trace(form: &Form, laid: &[&[Sheet]], sheets: &[&Sheet]) -> Trace {
    let main = sheets.iter().copied().filter(|s| !s.words.is_empty());
    let margins = Margins::of(main);
    let mut reader = Reader::traced(form);
    for page in laid.iter().filter(|sheets| !sheets.is_empty()) {
        reader.page(page, &margins);
    }
    reader.finish();
    reader.take_trace()
}
