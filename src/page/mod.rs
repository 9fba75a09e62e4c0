//! A page as it comes from a reader: glyphs, ruling lines and pictures with their places, whatever produced them.

pub mod nup;
pub mod raster;

use crate::base::geometry::{Rect, Turn};

/// One character in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// The character; a ligature is split into its letters, a glyph without a known character is U+FFFD.
    pub ch: char,
    /// Which way the text runs.
    pub turn: Turn,
    /// From the pen position to the advance, and from [`Glyph::DESCENT`] below the baseline to [`Glyph::ASCENT`] above.
    pub rect: Rect,
    /// Font size in points.
    pub size: f32,
    /// How sure the reader is, 0 to 1; 1 for a text layer.
    pub confidence: f32,
}

impl Glyph {
    /// Height of a glyph's box above the baseline, in em.
    pub const ASCENT: f32 = 0.75;
    /// Depth of a glyph's box below the baseline, in em.
    pub const DESCENT: f32 = 0.22;
}

/// A character that the file holds and the page does not show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hidden {
    /// The character where it would stand.
    pub glyph: Glyph,
    /// Why it cannot be seen, or does not count.
    pub why: Why,
}

/// Why a character cannot be seen, or does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is drawn without a trace: in the colour of what is beneath it, without any opacity, or as text that is only there to
    /// be copied.
    Colour,
    /// It stands outside of what is shown of its surroundings.
    Clipped,
    /// Something was painted over it.
    Covered,
    /// The picture of the whole page was painted over it: it is the text layer of an OCR program.
    Scan,
    /// It can be seen, and a line strikes it out.
    Struck,
}

/// A straight horizontal or vertical ruling line, drawn as a stroke or as a thin filled rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Where it lies; the smaller extent is its thickness.
    pub rect: Rect,
}

impl Rule {
    /// Whether it runs from left to right.
    pub fn is_horizontal(&self) -> bool {
        self.rect.width() >= self.rect.height()
    }
}

/// By how much the content of a scan leans on its page.
///
/// What was read of a scan stands straight, as if it did not lean: lines and columns are found that way. Places are led back
/// to the page as displayed by [`Lean::displayed`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lean {
    /// The angle, in radians clockwise.
    pub angle: f32,
    /// The point about which it was straightened, on the page as displayed.
    pub middle: (f32, f32),
}

impl Lean {
    /// A box of the straightened page, as large as it is, on the page as displayed.
    pub fn displayed(&self, r: &Rect) -> Rect {
        self.moved(r, self.angle)
    }

    /// The inverse of [`Lean::displayed`].
    pub fn straight(&self, r: &Rect) -> Rect {
        self.moved(r, -self.angle)
    }

    fn moved(&self, r: &Rect, angle: f32) -> Rect {
        if angle == 0.0 {
            return *r;
        }
        let (sin, cos) = angle.sin_cos();
        let (dx, dy) = (r.mid_x() - self.middle.0, r.mid_y() - self.middle.1);
        let (x, y) = (self.middle.0 + cos * dx - sin * dy, self.middle.1 + sin * dx + cos * dy);
        let (w, h) = (r.width() / 2.0, r.height() / 2.0);
        Rect::new(x - w, y - h, x + w, y + h)
    }
}

/// What a reader found on one page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Number of the page in its document, from 1.
    pub number: u32,
    /// Width as displayed, in points.
    pub width: f32,
    /// Height as displayed, in points.
    pub height: f32,
    /// The characters in the order of drawing. White space stands among them where the document draws it.
    pub glyphs: Vec<Glyph>,
    /// Ruling lines.
    pub rules: Vec<Rule>,
    /// Places of pictures.
    pub images: Vec<Rect>,
    /// How many pixels the largest of them has.
    pub pixels: u64,
    /// Characters drawn invisibly over a picture: the text layer of an OCR program.
    pub layer: Vec<Glyph>,
    /// Characters that cannot be seen, or are struck out.
    pub hidden: Vec<Hidden>,
    /// Characters of text that runs askew: watermarks.
    pub slanted: Vec<Glyph>,
    /// Number of small outlines that may be letters.
    pub outlines: usize,
    /// Number of characters that stand outside of the page.
    pub outside: usize,
    /// How the content of a scan leans.
    pub lean: Lean,
    /// Where its upper left corner lies on the sheet as displayed, where it shares that with other pages.
    pub origin: (f32, f32),
    /// In which direction the page is read, where it was read from a picture; otherwise most of its text tells.
    pub main: Option<Turn>,
    /// Whether the content of the page could not be read to its end.
    pub damaged: bool,
    /// Whether that is because there is more of it than is read.
    pub too_large: bool,
}

impl Page {
    /// Whether most of it is covered by pictures, as that of a scan.
    pub fn is_pictured(&self) -> bool {
        let pictured: f32 = self.images.iter().map(|r| r.width() * r.height()).sum();
        pictured > 0.5 * self.width * self.height
    }

    /// Whether anything hints that not all of the page is in its text: pictures, outlines that may be letters, characters that
    /// their fonts do not know, or that stand where they cannot be seen. Without such a sign the text is all there is.
    pub fn has_sign(&self) -> bool {
        let page = Rect { x0: 0.0, y0: 0.0, x1: self.width, y1: self.height };
        let shown = |r: &Rect| r.overlap_x(&page) * r.overlap_y(&page);
        self.outlines >= OUTLINES
            || self.outside > 0
            || !self.hidden.is_empty()
            || self.images.iter().any(|r| shown(r) > PICTURE * self.width * self.height)
            || self.glyphs.iter().any(|g| g.ch == char::REPLACEMENT_CHARACTER)
            || self.needs_ocr().is_some()
    }

    /// Why the text of this page cannot be used, if it cannot.
    ///
    /// A page with nothing on it at all is usable: it is blank.
    pub fn needs_ocr(&self) -> Option<NeedsOcr> {
        let visible = self.glyphs.iter().filter(|g| !g.ch.is_whitespace());
        let (mut total, mut unknown, mut letters, mut vowels) = (0usize, 0usize, 0usize, 0usize);
        for glyph in visible {
            total += 1;
            unknown += usize::from(glyph.ch == char::REPLACEMENT_CHARACTER);
            letters += usize::from(glyph.ch.is_alphabetic());
            vowels += usize::from(is_vowel(glyph.ch));
        }
        let scan = self.is_pictured();
        if scan && self.layer.len() > total {
            Some(NeedsOcr::HiddenLayer)
        } else if scan && total < 20 {
            Some(NeedsOcr::Picture)
        } else if unknown * 10 > total * 3 {
            Some(NeedsOcr::UnmappedFont)
        } else if letters >= LETTERS && vowels * 100 < letters * VOWELS {
            Some(NeedsOcr::Garbled)
        } else {
            None
        }
    }
}

/// A picture up to this share of the page is a mark, a rule or a logo: of a page of A4 a square of 50 points.
const PICTURE: f32 = 0.005;
/// Fewer outlines than this are no word.
const OUTLINES: usize = 3;
/// From how many letters on it can be told whether a page is in a language.
const LETTERS: usize = 150;
/// Fewer vowels than this, in hundredths of the letters, no text has: Italian has 43 to 50, tables of codes hardly under 30,
/// and shifted codes turn vowels into other letters.
const VOWELS: usize = 22;

fn is_vowel(ch: char) -> bool {
    matches!(
        ch,
        'a' | 'e'
            | 'i'
            | 'o'
            | 'u'
            | 'A'
            | 'E'
            | 'I'
            | 'O'
            | 'U'
            | 'à'
            | 'è'
            | 'é'
            | 'ì'
            | 'í'
            | 'ò'
            | 'ó'
            | 'ù'
            | 'ú'
            | 'À'
            | 'È'
            | 'É'
            | 'Ì'
            | 'Ò'
            | 'Ù'
    )
}

/// Why the text layer of a page is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedsOcr {
    /// The page is a picture without text.
    Picture,
    /// The page is a picture with the hidden text of another OCR program, which is a witness and not the truth.
    HiddenLayer,
    /// The fonts do not say which characters their glyphs are.
    UnmappedFont,
    /// The fonts say it wrongly: what they say is no language, as when all codes are shifted.
    Garbled,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        let glyph = |ch| Glyph { ch, turn: Turn::None, rect: Rect::default(), size: 9.0, confidence: 1.0 };
        Page { number: 1, width: 595.0, height: 842.0, glyphs: text.chars().map(glyph).collect(), ..Page::default() }
    }

    #[test]
    fn shifted_codes_are_no_text() {
        let prose = "Lo sportello ha rilasciato nel corso dell'anno carte di identità e certificati anagrafici, e ha risposto alle \
                     richieste dei cittadini entro i termini previsti dal regolamento comunale, come negli anni precedenti.";
        assert_eq!(page(prose).needs_ocr(), None);
        let shifted: String =
            prose.chars().map(|c| char::from_u32(u32::from(c).saturating_sub(29)).unwrap_or(c)).collect();
        assert_eq!(page(&shifted).needs_ocr(), Some(NeedsOcr::Garbled), "{shifted}");
        // A table of codes is short of vowels, and of letters.
        assert_eq!(page("1.03 CP 1030150 RS 12.345,67 CDR TVT").needs_ocr(), None);
    }
}
