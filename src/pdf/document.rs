//! Opening a PDF and reading its pages, one at a time or a run of them.

use std::ops::Range;
use std::sync::Arc;

use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::object::dict::keys::{ANNOTS, CONTENTS};
use hayro_interpret::hayro_syntax::object::{Array, Object, Stream};
use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret, interpret_page,
};

use super::device::Collector;
use super::picture::picture;
use crate::page::Page;
use crate::raster::Picture;

/// A PDF that could be opened.
pub struct Document {
    pdf: Pdf,
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
        let pdf = Pdf::new(bytes).map_err(|e| match e {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => OpenError::PasswordRequired,
            LoadPdfError::Decryption(_) | LoadPdfError::Invalid => OpenError::Damaged,
        })?;
        if pdf.pages().is_empty() {
            return Err(OpenError::NoPages);
        }
        Ok(Self { pdf })
    }

    /// Number of pages.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.pdf.pages().len()).unwrap_or(u32::MAX)
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
    pub fn picture(&self, page: usize) -> Option<Picture> {
        self.pdf.pages().get(page).and_then(picture)
    }

    /// Reads a run of pages, given by their positions from 0. Fonts are loaded once for the whole run.
    pub fn read(&self, pages: Range<usize>) -> Vec<Page> {
        let settings = InterpreterSettings::default();
        let cache = InterpreterCache::new();
        self.pdf
            .pages()
            .iter()
            .enumerate()
            .take(pages.end)
            .skip(pages.start)
            .map(|(k, page)| read_page(k, page, &cache, &settings))
            .collect()
    }
}

fn read_page<'a>(
    position: usize,
    page: &'a PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
) -> Page {
    let (width, height) = page.render_dimensions();
    let mut collector = Collector::new(position as u32 + 1, width, height);
    let transform = page.initial_transform(true).to_kurbo();
    let clip = hayro_interpret::kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(transform, clip, cache, page.xref(), settings.clone());
    let (content, whole) = content_of(page);
    let operations = TypedIter::new(&content);
    interpret(operations, page.resources(), &mut context, &mut collector);
    if page.raw().contains_key(ANNOTS) {
        // Protocol stamps are often annotations. `interpret_page` alone would keep the page's content in memory.
        let settings = InterpreterSettings { render_content: RenderContent::ANNOTATIONS, ..settings.clone() };
        let mut context = Context::new(transform, clip, cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut collector);
    }
    let mut read = collector.finish();
    read.damaged = !whole;
    read
}

/// The content stream of a page, and whether all of it could be decoded.
///
/// `Page::page_stream` would keep every page's content for as long as the document lives.
fn content_of(page: &PdfPage<'_>) -> (Vec<u8>, bool) {
    if let Some(stream) = page.raw().get::<Stream<'_>>(CONTENTS) {
        return match stream.decoded_data() {
            Ok(data) => (data.into_owned(), true),
            Err(_) => (Vec::new(), false),
        };
    }
    let Some(parts) = page.raw().get::<Array<'_>>(CONTENTS) else {
        // A reference to nothing is no content; an object of another kind is damaged.
        return (Vec::new(), page.raw().get::<Object<'_>>(CONTENTS).is_none());
    };
    let (mut content, mut whole) = (Vec::new(), true);
    for stream in parts.iter::<Stream<'_>>() {
        match stream.decoded_data() {
            Ok(data) => {
                content.extend_from_slice(&data);
                content.push(b' ');
            }
            Err(_) => whole = false,
        }
    }
    (content, whole)
}
