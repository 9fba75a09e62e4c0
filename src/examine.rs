//! How a grammar reads a document, for those who write it: what became of every word, and why.

use std::sync::Arc;

use crate::audit::Checks;
use crate::grammar::{Form, Grammars, Margins, Reader, Role, Trace, best, fits, unopened};
use crate::lang::Message;
use crate::layout::{Settings, Sheet, lay_out};
use crate::page::Page;
use crate::pdf::{Document, OpenError};
use crate::pipeline::{self, FormScore, Outcome, ReadOptions};
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
    bytes: Arc<Vec<u8>>,
    grammars: &Grammars,
    form: Option<&str>,
    path: &str,
) -> Result<Examination, OpenError> {
    let document = Document::open(bytes.clone())?;
    let count = (document.page_count() as usize).min(PAGES);
    let pages = document.read(0..count);
    let laid: Vec<Vec<Sheet>> = pages.iter().map(lay_out_page).collect();
    let sheets: Vec<&Sheet> = laid.iter().flatten().collect();
    let found = fits(grammars.forms(), &sheets);
    let chosen = match form {
        Some(id) => grammars.forms().iter().position(|f| f.id == id),
        None => best(&found),
    };
    let scores = grammars.forms().iter().zip(&found).map(|(form, fit)| FormScore::of(form, fit)).collect();
    let sizes = pages.iter().map(|p| PageSize { number: p.number, width: p.width, height: p.height }).collect();
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
        pages: sizes,
    };
    let Some(form) = chosen.map(|k| &grammars.forms()[k]) else { return Ok(out) };
    out.trace = trace(form, &laid, &sheets);
    out.unopened = unopened(form, &out.trace.opened, &sheets);
    let options = ReadOptions { path: path.to_owned(), checks: Arc::new(Checks::default()), scans: None };
    if let Outcome::Report(report) = pipeline::read(bytes, grammars, &options).outcome
        && report.form.id == form.id
    {
        out.report = Some(report);
    }
    Ok(out)
}

/// The pages of a document as laid out, each with its main sheet first; a page without usable text has none.
pub fn sheets(bytes: Arc<Vec<u8>>) -> Result<Vec<Vec<Sheet>>, OpenError> {
    let document = Document::open(bytes)?;
    let pages = document.read(0..(document.page_count() as usize).min(PAGES));
    Ok(pages.iter().map(lay_out_page).collect())
}

fn lay_out_page(page: &Page) -> Vec<Sheet> {
    if page.needs_ocr().is_some() { Vec::new() } else { lay_out(page, &Settings::DEFAULT) }
}

fn trace(form: &Form, laid: &[Vec<Sheet>], sheets: &[&Sheet]) -> Trace {
    let main = sheets.iter().copied().filter(|s| !s.words.is_empty());
    let margins = Margins::of(main);
    let mut reader = Reader::traced(form);
    for page in laid.iter().filter(|sheets| !sheets.is_empty()) {
        reader.page(page, &margins);
    }
    reader.finish();
    reader.take_trace()
}
