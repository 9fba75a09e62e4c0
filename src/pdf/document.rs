//! Opening a PDF and reading its pages, one at a time or a run of them.

use std::ops::Range;
use std::sync::Arc;

use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::object::dict::keys::ANNOTS;
use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret, interpret_page,
};

use super::content::{Wholeness, content_of};
use super::device::Collector;
use super::fonts::Fonts;
use super::picture::picture;
use super::plain;
use super::salvage::salvage;
use crate::page::Page;
use crate::raster::Picture;

/// A PDF that could be opened.
pub struct Document {
    pdf: Pdf,
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
    /// It says that it is a PDF, but its structure cannot be recovered, or it uses an unknown encryption.
    #[error("the PDF is damaged beyond recovery")]
    Damaged,
    /// It is a PDF without a page.
    #[error("the PDF has no page")]
    NoPages,
}

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
        match Pdf::new(bytes.clone()) {
            Ok(pdf) if !pdf.pages().is_empty() => Ok(Self { pdf, cut_off }),
            Ok(_) if !cut_off => Err(OpenError::NoPages),
            Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => Err(OpenError::PasswordRequired),
            _ => {
                let salvaged = salvage(&bytes).and_then(|bytes| Pdf::new(Arc::new(bytes)).ok());
                match salvaged.filter(|pdf| !pdf.pages().is_empty()) {
                    Some(pdf) => Ok(Self { pdf, cut_off: true }),
                    None => Err(OpenError::Damaged),
                }
            }
        }
    }

    /// Whether the end of the file is missing, or its table of contents: there may have been more pages.
    pub fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    /// Number of pages.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.pdf.pages().len()).unwrap_or(u32::MAX)
    }

    /// The pages as the library has them.
    pub(super) fn pages(&self) -> &[PdfPage<'_>] {
        self.pdf.pages()
    }

    /// The size of what all pages draw with, inflated, in bytes. Reading it is the least that any reader must do.
    pub fn content_size(&self) -> u64 {
        self.pdf.pages().iter().map(|page| content_of(page).0.len() as u64).sum()
    }

    /// The program that wrote the file, as the file says.
    pub fn producer(&self) -> Option<String> {
        let raw = self.pdf.metadata().producer.as_deref()?;
        let text = match raw {
            [0xfe, 0xff, rest @ ..] => {
                let units = rest.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]]));
                char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
            [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
            latin => latin.iter().map(|&b| char::from(b)).collect::<String>(),
        };
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    }

    /// The picture of a page, given by its position from 0: the scan that fills it, or else the page rendered.
    pub fn scan(&self, page: usize) -> Option<Picture> {
        self.pdf.pages().get(page).and_then(picture)
    }

    /// Reads a run of pages, given by their positions from 0. Fonts are loaded once for the whole run.
    pub fn read(&self, pages: Range<usize>) -> Vec<Page> {
        let settings = InterpreterSettings::default();
        let cache = InterpreterCache::new();
        let fonts = Fonts::new(settings.clone());
        self.pdf
            .pages()
            .iter()
            .enumerate()
            .take(pages.end)
            .skip(pages.start)
            .map(|(k, page)| read_page(k, page, &cache, Some(&fonts), &settings, self.cut_off))
            .collect()
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
    use crate::geometry::Rect;

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
