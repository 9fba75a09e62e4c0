//! A page as laid out, from its text or by those who read scans.

use std::ops::Range;

use rayon::prelude::*;

use super::Scans;
use crate::layout::{Settings, Sheet, lay_out};
use crate::ocr::Scan;
use crate::page::{NeedsOcr, Page};
use crate::passage::Doubt;
use crate::pdf::Document;

/// A page as laid out, or why it was not.
#[derive(Default)]
pub(super) struct LaidOut {
    /// From 1.
    pub number: u32,
    pub sheets: Vec<Sheet>,
    /// It needs OCR and could not be read.
    pub ocr: bool,
    /// It was read by OCR.
    pub scanned: bool,
    /// Where the readers of a scan did not agree.
    pub doubts: Vec<Doubt>,
    pub damaged: bool,
    pub too_large: bool,
}

/// How the scans of a document are read, and the hash of its content, which names it.
pub(super) type ScansOf<'a> = Option<(Scans<'a>, &'a str)>;

/// Reads and lays out a few pages, by their positions.
pub(super) fn lay_out_pages(document: &Document, scans: ScansOf<'_>, pages: Range<usize>) -> Vec<LaidOut> {
    let read = document.read(pages);
    // Pages that need OCR take seconds each: every one is a task of its own.
    read.par_iter().with_max_len(1).map(|page| lay_out_page(document, scans, page)).collect()
}

fn lay_out_page(document: &Document, scans: ScansOf<'_>, page: &Page) -> LaidOut {
    let bare = LaidOut { number: page.number, damaged: page.damaged, too_large: page.too_large, ..LaidOut::default() };
    let Some(reason) = page.needs_ocr() else {
        return LaidOut { sheets: lay_out(page, &Settings::DEFAULT), ..bare };
    };
    match scans.and_then(|scans| read_scan(document, scans, page, reason)) {
        Some(Scan { page, doubts }) => {
            LaidOut { sheets: lay_out(&page, &Settings::DEFAULT), scanned: true, doubts, ..bare }
        }
        None => LaidOut { ocr: true, ..bare },
    }
}

/// Reads a page that is a picture, if there is a reader.
fn read_scan(document: &Document, (scans, sha256): (Scans<'_>, &str), page: &Page, reason: NeedsOcr) -> Option<Scan> {
    if !scans.readers.any() {
        return None;
    }
    let _pass = scans.gate.pass();
    let picture = document.scan((page.number as usize).checked_sub(1)?)?;
    let bare = Page { number: page.number, width: page.width, height: page.height, ..Page::default() };
    // What a font without an encoding says is not worth keeping.
    let page = if matches!(reason, NeedsOcr::UnmappedFont | NeedsOcr::Garbled) { &bare } else { page };
    let scan = scans.readers.read(&picture, page, &format!("{sha256}-{}", page.number));
    (scans.told)(page.number);
    Some(scan)
}
