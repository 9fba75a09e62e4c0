//! A page as laid out, from its text or by those who read scans.

use std::ops::Range;

use rayon::prelude::*;

use super::Scans;
use super::look::Look;
use crate::base::geometry::{Rect, Turn};
use crate::base::passage::{Doubt, Place};
use crate::contract::Notice;
use crate::grammar::{Form, Shown};
use crate::layout::{Settings, Sheet, lay_out};
use crate::ocr::account::{self, Rest};
use crate::ocr::{Failure, Scan};
use crate::page::raster::Raster;
use crate::page::{Glyph, Hidden, NeedsOcr, Page, Why, nup};
use crate::pdf::{Document, Seen};

/// A page as laid out, or why it was not.
#[derive(Default)]
pub(super) struct LaidOut {
    /// From 1.
    pub number: u32,
    pub sheets: Vec<Sheet>,
    /// The marks of forms that stand on it.
    pub shown: Shown,
    /// How it looks.
    pub look: Look,
    /// It needs OCR and could not be read.
    pub ocr: bool,
    /// It was read by OCR.
    pub scanned: bool,
    /// Where the readers of a scan did not agree.
    pub doubts: Vec<Doubt>,
    /// Readers that did not read it.
    pub failed: Vec<Failure>,
    /// What was noticed on it beside its text.
    pub notices: Vec<Notice>,
    pub damaged: bool,
    pub too_large: bool,
    /// Much of it is not in its text and was not read.
    pub partly: bool,
    /// Places where something is printed that was not read.
    pub unread: Vec<Place>,
    /// Text that runs askew over the page.
    pub watermark: Option<Place>,
    /// It is the second page or a later one of a sheet that carries several, and what is said of the sheet is said with the first.
    pub further: bool,
}

impl LaidOut {
    /// Whether there is no word on it.
    pub fn is_blank(&self) -> bool {
        self.sheets.iter().all(|sheet| sheet.words.is_empty())
    }
}

/// How the scans of a document are read, and the hash of its content, which names it.
pub(super) type ScansOf<'a> = Option<(Scans<'a>, &'a str)>;

/// Reads and lays out a few pages, by their positions, and looks for the marks of forms on them. A sheet that carries several
/// pages makes several.
pub(super) fn lay_out_pages(
    document: &Document,
    scans: ScansOf<'_>,
    forms: &[Form],
    pages: Range<usize>,
) -> Vec<LaidOut> {
    let read = document.read(pages);
    // Pages that need OCR take seconds each: every one is a task of its own.
    let read: Vec<(LaidOut, Page)> =
        read.into_par_iter().with_max_len(1).map(|page| read_page(document, scans, page)).collect();
    let (laid, pages): (Vec<LaidOut>, Vec<Page>) = read.into_iter().unzip();
    let mut out = Vec::with_capacity(laid.len());
    for (mut laid, parts) in laid.into_iter().zip(nup::split(pages)) {
        let number = laid.number;
        let mut parts = parts.iter().map(|page| lay_out(page, &Settings::DEFAULT));
        if !laid.ocr {
            laid.sheets = parts.next().unwrap_or_default();
        }
        out.push(laid);
        out.extend(parts.map(|sheets| LaidOut { number, sheets, further: true, ..LaidOut::default() }));
    }
    for page in &mut out {
        page.shown = Shown::of(forms, &page.sheets);
        page.look = page.sheets.first().map(Look::of).unwrap_or_default();
    }
    out
}

/// A page with a picture of more pixels is not looked at: unpacked, eight bytes a pixel, it would take more memory than a
/// worker has, and the whole document would be lost with it. A3 at 600 dpi has 70 million.
const PIXELS: u64 = 80_000_000;

/// Reads a page to its end: by its text where that is all there is, and what is not in its text by those who read scans.
fn read_page(document: &Document, scans: ScansOf<'_>, page: Page) -> (LaidOut, Page) {
    let bare = LaidOut {
        number: page.number,
        damaged: page.damaged,
        too_large: page.too_large,
        notices: covered(&page),
        watermark: watermark(&page),
        ..LaidOut::default()
    };
    if !page.has_sign() {
        return (bare, page);
    }
    let position = (page.number as usize).saturating_sub(1);
    let usable = !matches!(page.needs_ocr(), Some(NeedsOcr::UnmappedFont | NeedsOcr::Garbled));
    let read = usable && page.glyphs.iter().any(|g| !g.ch.is_whitespace() && g.ch != char::REPLACEMENT_CHARACTER);
    let drawn = (page.pixels <= PIXELS).then(|| document.drawn(position, account::SIDE)).flatten();
    let Some(drawn) = drawn else {
        let too_large = bare.too_large || page.pixels > PIXELS;
        return (LaidOut { ocr: !read, partly: read, too_large, ..bare }, page);
    };
    let rest = account::rest(&drawn, &page, usable);
    if rest.is_empty() {
        let glyphs = spaced(&drawn, &page);
        return (bare, Page { glyphs, ..page });
    }
    let failed = match read_scan(document, scans, &page, &rest, usable) {
        Some(Ok((scan, unread))) => {
            let Scan { page, doubts, failed } = scan;
            return (LaidOut { scanned: true, doubts, failed, unread, ..bare }, page);
        }
        Some(Err(failed)) => failed,
        None => Vec::new(),
    };
    let bare = LaidOut { failed, ..bare };
    if !read {
        return (LaidOut { ocr: true, ..bare }, page);
    }
    let unread = rest.regions.iter().map(|r| untold(page.number, r)).collect();
    let glyphs = spaced(&drawn, &page);
    (LaidOut { partly: rest.is_much(), unread, ..bare }, Page { glyphs, ..page })
}

/// Figures of a page that lie under what is seen, or are struck out.
fn covered(page: &Page) -> Vec<Notice> {
    let tells = |h: &&Hidden| matches!(h.why, Why::Covered | Why::Struck | Why::Colour);
    let glyphs: Vec<Glyph> = page.hidden.iter().filter(tells).map(|h| h.glyph).collect();
    if glyphs.is_empty() {
        return Vec::new();
    }
    let hidden = Page { number: page.number, width: page.width, height: page.height, glyphs, ..Page::default() };
    let inside = |r: &Rect, g: &Glyph| r.contains(g.rect.mid_x(), g.rect.mid_y());
    let mut notices = Vec::new();
    for sheet in lay_out(&hidden, &Settings::DEFAULT) {
        let phrases = sheet.lines.iter().flat_map(|line| sheet.phrases(line.words()));
        for hidden in phrases.flat_map(|phrase| sheet.passage(phrase.words).places()) {
            let struck = page.hidden.iter().any(|h| h.why == Why::Struck && inside(&hidden.bbox, &h.glyph));
            let replaced = || page.glyphs.iter().any(|g| !g.ch.is_whitespace() && inside(&hidden.bbox, g));
            if hidden.text.contains(|c: char| c.is_ascii_digit()) && (struck || replaced()) {
                notices.push(Notice::Covered { hidden });
            }
        }
    }
    notices
}

/// What runs askew over a page.
fn watermark(page: &Page) -> Option<Place> {
    let bbox = page.slanted.iter().map(|g| g.rect).reduce(|a, b| a.union(&b))?;
    let text: String = page.slanted.iter().map(|g| g.ch).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").into();
    Some(Place { page: page.number, bbox, text, confidence: 1.0, heard: None })
}

/// The glyphs of a page; of those that their fonts do not know, the ones without ink are spaces.
fn spaced(drawn: &Raster, page: &Page) -> Vec<Glyph> {
    let known = |g: &Glyph| g.ch != char::REPLACEMENT_CHARACTER || account::is_inked(drawn, page, g);
    page.glyphs.iter().map(|g| if known(g) { *g } else { Glyph { ch: ' ', ..*g } }).collect()
}

/// A place of which it is only known that something is printed there.
fn untold(page: u32, region: &Rect) -> Place {
    Place { page, bbox: *region, text: "".into(), confidence: 0.0, heard: None }
}

/// Where more of the ink than this is unexplained, the whole page is read as a picture.
const WHOLE: f32 = 0.5;
/// What a reader makes of a drawing or a crest has confidences below this, or hardly a letter.
const CREDIBLE: f32 = 0.55;
const FEW: usize = 3;

/// A scan with the places of it that nobody could read.
type ScanRead = (Scan, Vec<Place>);

/// Reads what of a page is not in its text, if there is a reader; and the places where nothing could be made of it. Where nobody read
/// it, those who failed.
fn read_scan(
    document: &Document,
    scans: ScansOf<'_>,
    page: &Page,
    rest: &Rest,
    usable: bool,
) -> Option<Result<ScanRead, Vec<Failure>>> {
    let (scans, sha256) = scans.filter(|(scans, _)| scans.readers.any())?;
    let _pass = scans.gate.pass();
    let Seen { mut picture, rendered } = document.scan((page.number as usize).checked_sub(1)?)?;
    let mut known = Page { number: page.number, width: page.width, height: page.height, ..Page::default() };
    // What a font without an encoding says is not worth keeping.
    if usable {
        known.glyphs = page.glyphs.iter().filter(|g| g.ch != char::REPLACEMENT_CHARACTER).copied().collect();
        known.layer.clone_from(&page.layer);
    }
    let whole = rest.share > WHOLE || known.glyphs.is_empty();
    if !whole {
        known.rules.clone_from(&page.rules);
        // A picture that holds some of the rest is read as a whole, ruling lines and all.
        let touched = |r: &&Rect| rest.regions.iter().any(|o| o.overlap_x(r) > 0.0 && o.overlap_y(r) > 0.0);
        let keep: Vec<Rect> = rest.regions.iter().chain(page.images.iter().filter(touched)).copied().collect();
        picture.keep(&keep, MARGIN);
    }
    if rendered {
        let letters = known.glyphs.iter().filter(|g| !g.ch.is_whitespace()).map(|g| g.rect);
        // Pieces of ruling lines around a few letters would be letters to the readers.
        let wider = |r: Rect| Rect { x0: r.x0 - LINE, y0: r.y0 - LINE, x1: r.x1 + LINE, y1: r.y1 + LINE };
        let gone: Vec<Rect> = letters.chain(known.rules.iter().map(|rule| wider(rule.rect))).collect();
        picture.blot(&gone);
    }
    let count = known.glyphs.len();
    let scan = scans.readers.read(&picture, &known, &format!("{sha256}-{}", page.number));
    (scans.told)(page.number);
    let mut scan = match scan {
        Ok(scan) => scan,
        Err(failed) => return Some(Err(failed)),
    };
    let mut unread = Vec::new();
    if !whole {
        scan.page.main = Some(main_turn(&known.glyphs));
        let read = scan.page.glyphs.split_off(count.min(scan.page.glyphs.len()));
        for region in &rest.regions {
            let inside = |g: &&Glyph| region.contains(g.rect.mid_x(), g.rect.mid_y()) && g.ch.is_alphanumeric();
            let found: Vec<&Glyph> = read.iter().filter(inside).collect();
            let sure = found.iter().map(|g| g.confidence).sum::<f32>() / found.len().max(1) as f32;
            if found.len() < FEW || sure < CREDIBLE {
                unread.push(*region);
            }
        }
        let credible = |g: &Glyph| !unread.iter().any(|r: &Rect| r.contains(g.rect.mid_x(), g.rect.mid_y()));
        scan.page.glyphs.extend(read.into_iter().filter(credible));
    }
    Some(Ok((scan, unread.iter().map(|r| untold(page.number, r)).collect())))
}

/// How much of a page is kept around what is read of it, in points: ruling lines beside it.
const MARGIN: f32 = 4.0;

/// By how much the ink of a drawn line may be wider than the line, in points.
const LINE: f32 = 0.5;

/// The direction of most glyphs.
fn main_turn(glyphs: &[Glyph]) -> Turn {
    let count = |turn: &Turn| glyphs.iter().filter(|g| g.turn == *turn).count();
    Turn::ALL.into_iter().rev().max_by_key(count).unwrap_or_default()
}
