//! Opening a PDF and reading its pages, one at a time or a run of them.

use std::ops::Range;
use std::sync::Arc;

use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::object::dict::keys::ANNOTS;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Object, ObjectIdentifier};
use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret, interpret_page,
};

use super::content::{Wholeness, content_of};
use super::device::Collector;
use super::fonts::Fonts;
use super::lock;
use super::picture::{Seen, drawn, picture};
use super::plain;
use super::repair::{self, Found};
use super::strings::text;
use super::tree::Leaf;
use super::widget;
use crate::page::Page;
use crate::page::raster::Raster;

/// A PDF that could be opened.
pub struct Document {
    pub(super) pdf: Pdf,
    /// The pages as a viewer counts them, each by its position among those of the library; none for one that is not there.
    leaves: Vec<Leaf>,
    /// Whether all that is attached to it is encrypted, and nothing else.
    pub(super) locked: bool,
    cut_off: bool,
}

/// Why bytes could not be opened as a PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// There is nothing in the file.
    #[error("the file is empty")]
    Empty,
    /// The bytes do not look like a PDF at all.
    #[error("the file is not a PDF")]
    NotPdf,
    /// A user password is needed.
    #[error("the PDF asks for a password")]
    PasswordRequired,
    /// It is encrypted for the owners of certificates.
    #[error("the PDF is encrypted for the owners of certificates")]
    CertificateRequired,
    /// It is encrypted in a way that is not known.
    #[error("the PDF uses an unknown encryption")]
    UnknownEncryption,
    /// A picture that is too small to be a page.
    #[error("the picture is too small to be a page")]
    Small,
    /// What carries it holds no content.
    #[error("the envelope has no content")]
    Hollow,
    /// It says that it is a PDF, but its structure cannot be recovered.
    #[error("the PDF is damaged beyond recovery")]
    Damaged,
    /// It is a PDF without a page.
    #[error("the PDF has no page")]
    NoPages,
}

/// How many entries of a list of a PDF are looked at.
const ENTRIES: usize = 10_000;
/// How far into a file its `%PDF-` mark may stand, in bytes: readers accept leading junk.
const HEADER_WINDOW: usize = 1024;
/// How far before the end of a file its `%%EOF` mark may stand, in bytes.
const TAIL_WINDOW: usize = 4096;

impl Document {
    /// Opens the bytes of a PDF. Encryption with an empty user password is undone.
    pub fn open(bytes: Arc<Vec<u8>>) -> Result<Self, OpenError> {
        if bytes.is_empty() {
            return Err(OpenError::Empty);
        }
        let head = &bytes[..bytes.len().min(HEADER_WINDOW)];
        if !head.windows(5).any(|w| w == b"%PDF-") {
            return Err(OpenError::NotPdf);
        }
        let tail = &bytes[bytes.len().saturating_sub(TAIL_WINDOW)..];
        let cut_off = !tail.windows(5).any(|w| w == b"%%EOF");
        let opened = match Pdf::new(bytes.clone()) {
            Err(LoadPdfError::Decryption(error)) => {
                let bare = lock::without_locked_attachments(&bytes).and_then(|bytes| Pdf::new(Arc::new(bytes)).ok());
                match bare {
                    Some(pdf) => return Self::with(repair::best(&bytes, Some(pdf)), true, cut_off),
                    None if error == DecryptionError::PasswordProtected => return Err(OpenError::PasswordRequired),
                    None if lock::is_for_certificates(&bytes) => return Err(OpenError::CertificateRequired),
                    None if error == DecryptionError::UnsupportedAlgorithm => return Err(OpenError::UnknownEncryption),
                    None => None,
                }
            }
            opened => opened.ok(),
        };
        Self::with(repair::best(&bytes, opened), false, cut_off)
    }

    fn with(found: Option<Found>, locked: bool, cut_off: bool) -> Result<Self, OpenError> {
        match found {
            Some(Found { pdf, mut tree, gathered }) if tree.present() > 0 => {
                // Where no page has anything on it, one that is not there has not either.
                let blank = |page: &PdfPage<'_>| content_of(page).0.trim_ascii().is_empty();
                if tree.broken() > 0 && pdf.pages().iter().all(blank) {
                    tree.leaves.retain(Option::is_some);
                }
                Ok(Self { pdf, leaves: tree.leaves, locked, cut_off: cut_off || gathered })
            }
            Some(Found { tree, .. }) if tree.leaves.is_empty() && !cut_off => Err(OpenError::NoPages),
            _ => Err(OpenError::Damaged),
        }
    }

    /// Whether the end of the file is missing, or its table of contents: there may have been more pages.
    pub fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    /// Number of pages.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.leaves.len()).unwrap_or(u32::MAX)
    }

    /// A page as the library has it, by its position from 0.
    pub(super) fn page(&self, position: usize) -> Option<&PdfPage<'_>> {
        self.pdf.pages().get((*self.leaves.get(position)?)?)
    }

    /// Number and generation of the object that each page is, in their order; none of a page that is not there.
    pub fn page_objects(&self) -> Vec<Option<(u32, u16)>> {
        let object = |k| {
            let id = self.page(k)?.raw().obj_id()?;
            Some((id.obj_number, u16::try_from(id.gen_number).ok()?))
        };
        (0..self.leaves.len()).map(object).collect()
    }

    /// The dictionary that leads to all else.
    pub(super) fn catalogue(&self) -> Option<Dict<'_>> {
        self.pdf.xref().get(self.pdf.xref().root_id())
    }

    /// The dictionaries of a list, whatever else it holds.
    pub(super) fn dicts<'d>(&'d self, of: &Dict<'d>, key: &[u8]) -> Vec<Dict<'d>> {
        let list = of.get::<Array<'_>>(key);
        let each = |entry: MaybeRef<Object<'d>>| match entry {
            MaybeRef::Ref(id) => self.pdf.xref().get::<Dict<'_>>(ObjectIdentifier::from(id)),
            MaybeRef::NotRef(object) => object.into_dict(),
        };
        list.iter().flat_map(|list| list.raw_iter()).take(ENTRIES).filter_map(each).collect()
    }

    /// The size of what all pages draw with, inflated, in bytes. Reading it is the least that any reader must do.
    pub fn content_size(&self) -> u64 {
        self.pdf.pages().iter().map(|page| content_of(page).0.len() as u64).sum()
    }

    /// The program that wrote the file, as the file says.
    pub fn producer(&self) -> Option<String> {
        let text = text(self.pdf.metadata().producer.as_deref()?);
        (!text.is_empty()).then_some(text)
    }

    /// The picture of a page, given by its position from 0: the scan that fills it, or else the page rendered.
    pub fn scan(&self, page: usize) -> Option<Seen> {
        self.page(page).and_then(picture)
    }

    /// A page in grey with so many pixels on its longer side; `page` is its position from 0.
    pub fn drawn(&self, page: usize, side: f32) -> Option<Raster> {
        self.page(page).and_then(|page| drawn(page, side))
    }

    /// Reads a run of pages, given by their positions from 0. Fonts are loaded once for the whole run.
    pub fn read(&self, pages: Range<usize>) -> Vec<Page> {
        let settings = InterpreterSettings::default();
        let cache = InterpreterCache::new();
        let fonts = Fonts::new(settings.clone());
        let pages = pages.start..pages.end.min(self.leaves.len());
        let read = |k| match self.page(k) {
            Some(page) => read_page(k, page, &cache, Some(&fonts), &settings, self.cut_off),
            // What the tree names and the file does not hold.
            None => Page { number: k as u32 + 1, damaged: true, ..Page::default() },
        };
        pages.map(read).collect()
    }
}

fn read_page<'a>(
    position: usize,
    page: &'a PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    fonts: Option<&Fonts<'a>>,
    settings: &InterpreterSettings,
    cut_off: bool,
) -> Page {
    let (width, height) = page.render_dimensions();
    let mut collector = Collector::new(position as u32 + 1, width, height);
    let transform = page.initial_transform(true).to_kurbo();
    let clip = hayro_interpret::kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let (content, wholeness) = content_of(page);
    let plain =
        fonts.filter(|fonts| plain::interpret(&content, page.resources(), fonts, transform, &mut collector).is_ok());
    if plain.is_none() {
        collector = Collector::new(position as u32 + 1, width, height);
        let mut context = Context::new(transform, clip, cache, page.xref(), settings.clone());
        interpret(TypedIter::new(&content), page.resources(), &mut context, &mut collector);
    }
    if page.raw().contains_key(ANNOTS) {
        // Protocol stamps are often annotations. `interpret_page` alone would keep the page's content in memory.
        let settings = InterpreterSettings { render_content: RenderContent::ANNOTATIONS, ..settings.clone() };
        let mut context = Context::new(transform, clip, cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut collector);
        widget::draw(page, transform, &mut collector);
    }
    let mut read = collector.finish();
    // A reference to nothing is no content, says the standard; where the end of the file is missing it was there.
    read.damaged = wholeness > if cut_off { Wholeness::Whole } else { Wholeness::Absent };
    read.too_large = wholeness == Wholeness::TooLarge;
    read
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::base::geometry::Rect;

    /// PDFs of the samples, and of the folder that `SCHEDARIO_PDFS` names.
    fn pdfs() -> Vec<PathBuf> {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let folders = [Some(own), std::env::var_os("SCHEDARIO_PDFS").map(PathBuf::from)];
        let entries = folders.into_iter().flatten().flat_map(|f| std::fs::read_dir(f).unwrap());
        let mut found: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
        found.retain(|p| p.extension().is_some_and(|e| e == "pdf"));
        found.sort();
        found
    }

    fn near(a: &Rect, b: &Rect) -> bool {
        [(a.x0, b.x0), (a.y0, b.y0), (a.x1, b.x1), (a.y1, b.y1)].iter().all(|(a, b)| (a - b).abs() < 0.01)
    }

    /// The quick way and the library's way see the same page.
    #[test]
    fn both_ways_see_the_same() {
        let settings = InterpreterSettings::default();
        let (mut plain, mut all) = (0, 0);
        for path in pdfs() {
            let Ok(document) = Document::open(Arc::new(std::fs::read(&path).unwrap())) else { continue };
            let cache = InterpreterCache::new();
            let fonts = Fonts::new(settings.clone());
            for (k, page) in document.pdf.pages().iter().enumerate() {
                let quick = read_page(k, page, &cache, Some(&fonts), &settings, false);
                let slow = read_page(k, page, &cache, None, &settings, false);
                let name = format!("{}, page {}", path.display(), k + 1);
                assert_eq!(quick.glyphs.len(), slow.glyphs.len(), "{name}");
                for (a, b) in quick.glyphs.iter().zip(&slow.glyphs) {
                    let same =
                        a.ch == b.ch && a.turn == b.turn && (a.size - b.size).abs() < 0.01 && near(&a.rect, &b.rect);
                    assert!(same, "{name}: {a:?}, {b:?}");
                }
                assert_eq!(quick.rules.len(), slow.rules.len(), "{name}");
                let alike = quick.rules.iter().zip(&slow.rules).all(|(a, b)| near(&a.rect, &b.rect));
                assert!(alike, "{name}: rules differ");
                assert!(quick.images.iter().zip(&slow.images).all(|(a, b)| near(a, b)), "{name}: pictures differ");
                assert_eq!((quick.images.len(), quick.layer.len()), (slow.images.len(), slow.layer.len()), "{name}");
                let mut collector = Collector::new(1, 1e4, 1e4);
                let content = content_of(page).0;
                let transform = page.initial_transform(true).to_kurbo();
                plain +=
                    u32::from(plain::interpret(&content, page.resources(), &fonts, transform, &mut collector).is_ok());
                all += 1;
            }
        }
        println!("{plain} of {all} pages are plain");
        assert!(plain * 2 > all, "{plain} of {all} pages are plain");
    }
}
