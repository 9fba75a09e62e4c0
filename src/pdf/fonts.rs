//! The fonts of a run of pages, each asked once for each code that it is used with.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use hayro_font::{Font, FontCache, FontGlyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::dict::keys::{DIFFERENCES, ENCODING, TO_UNICODE};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Object};
use hayro_interpret::{CacheKey, InterpreterSettings};

use super::device::UNKNOWN_ADVANCE;
use super::letters;

/// Among so many codes of a font of long codes a letter is looked for: text fonts have fewer glyphs.
const CODES: u32 = 8192;

/// Fonts by what defines them.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    settings: InterpreterSettings,
    faces: RefCell<HashMap<u128, Option<Rc<Face<'a>>>>>,
}

/// A font with what is known of its codes.
pub(super) struct Face<'a> {
    font: Font<'a>,
    /// Whether nothing in the file says what its codes mean.
    untold: bool,
    codes: RefCell<HashMap<u32, Rc<Code>>>,
    /// The codes of a simple font, without the way through the map.
    single: RefCell<Vec<Option<Rc<Code>>>>,
}

/// What a code stands for.
pub(super) struct Code {
    /// How far the pen goes, in thousandths of an em.
    pub pen: f32,
    /// Width of the glyph, in thousandths of an em.
    pub advance: f32,
    /// Factor by which the glyph is stretched to that width.
    pub stretch: f64,
    /// Its characters, where the font tells them.
    pub text: Option<BfString>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new(settings: InterpreterSettings) -> Self {
        Self { cache: FontCache::new(), settings, faces: RefCell::default() }
    }

    /// The font of a dictionary; none where it is of a kind that takes more than codes and widths: glyphs that are drawings,
    /// or writing from top to bottom.
    pub(super) fn face(&self, dict: &Dict<'a>) -> Option<Rc<Face<'a>>> {
        let key = dict.cache_key();
        if let Some(face) = self.faces.borrow().get(&key) {
            return face.clone();
        }
        let font = self.cache.font(dict, &self.settings.font_resolver, &self.settings.cmap_resolver);
        let drawn = |font: &Font<'_>| matches!(font.glyph(font.map_code(0), 0), FontGlyph::Type3(_));
        let plain = font.filter(|font| font.is_horizontal() && (!drawn(font) || is_numbered(dict)));
        let untold = !dict.contains_key(TO_UNICODE) && !dict.contains_key(ENCODING);
        let face = plain.map(|font| {
            Rc::new(Face { font, untold, codes: RefCell::default(), single: RefCell::new(vec![None; 256]) })
        });
        self.faces.borrow_mut().insert(key, face.clone());
        face
    }
}

impl Face<'_> {
    /// The code at a position of a string, its length in bytes, and what it stands for.
    pub(super) fn read(&self, bytes: &[u8], at: usize) -> (u32, usize, Rc<Code>) {
        let (code, length) = self.font.read_code(bytes, at);
        // A code that takes no bytes would never end.
        let length = length.max(1);
        if let (1, Some(Some(known))) = (length, self.single.borrow().get(code as usize)) {
            return (code, length, known.clone());
        }
        if length > 1
            && let Some(known) = self.codes.borrow().get(&code)
        {
            return (code, length, known.clone());
        }
        let known = Rc::new(self.ask(code));
        match self.single.borrow_mut().get_mut(code as usize) {
            Some(slot) if length == 1 => *slot = Some(known.clone()),
            _ => {
                self.codes.borrow_mut().insert(code, known.clone());
            }
        }
        (code, length, known)
    }

    fn ask(&self, code: u32) -> Code {
        let id = self.font.map_code(code);
        let (advance, text) = match self.font.glyph(id, code) {
            FontGlyph::Outline(glyph) => (glyph.advance_width(), letters::seen(&glyph, self.untold)),
            // Only such fonts of drawings are read here whose names say the number of the letter.
            FontGlyph::Type3(glyph) => (Some(glyph.advance_width()), glyph.as_unicode().or_else(|| numbered(code))),
        };
        let text = match text {
            Some(BfString::Char(ch)) if letters::is_private(ch) => {
                letters::by_width(advance.unwrap_or_default(), |ch| self.width(ch)).unwrap_or(Some(BfString::Char(ch)))
            }
            text => text,
        };
        Code {
            pen: self.font.code_advance(code).x as f32,
            advance: advance.unwrap_or(UNKNOWN_ADVANCE),
            stretch: self.font.glyph_stretch(id, code),
            text,
        }
    }

    /// How wide a letter is, in thousandths of an em.
    fn width(&self, letter: char) -> Option<f32> {
        let codes = if self.font.read_code(&[0; 4], 0).1 > 1 { CODES } else { 256 };
        let mut glyphs = (0..codes).filter_map(|code| match self.font.glyph(self.font.map_code(code), code) {
            FontGlyph::Outline(glyph) => Some(glyph),
            FontGlyph::Type3(_) => None,
        });
        glyphs.find(|glyph| glyph.as_unicode() == Some(BfString::Char(letter)))?.advance_width()
    }

    /// How far the glyph of a code is moved before it is drawn.
    pub(super) fn displacement(&self, code: u32) -> (f64, f64) {
        let by = self.font.origin_displacement(code);
        (by.x, by.y)
    }
}

/// Whether the glyphs of a font of drawings are called by the numbers of their letters, as "a65" or "65" for an A; typesetting
/// programs name them so. Where the numbers begin at nought they only count.
fn is_numbered(dict: &Dict<'_>) -> bool {
    let Some(encoding) = dict.get::<Dict<'_>>(ENCODING).filter(|_| !dict.contains_key(TO_UNICODE)) else {
        return false;
    };
    let Some(differences) = encoding.get::<Array<'_>>(DIFFERENCES) else { return false };
    let (mut code, mut count) = (0i64, 0);
    for entry in differences.iter::<Object<'_>>() {
        match entry {
            Object::Number(number) => code = number.as_i64(),
            Object::Name(name) => {
                let number = name.as_str().trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<i64>();
                let letter = u32::try_from(code).ok().and_then(numbered);
                if name.as_str() != ".notdef" && (number != Ok(code) || letter.is_none()) {
                    return false;
                }
                count += i32::from(letter.is_some());
                code += 1;
            }
            _ => {}
        }
    }
    count > 0
}

/// The character of a number, as in the encodings of typesetting programs: ASCII, ligatures below it, and Latin letters far above.
fn numbered(code: u32) -> Option<BfString> {
    const LIGATURES: [&str; 5] = ["ff", "fi", "fl", "ffi", "ffl"];
    match code {
        11..=15 => LIGATURES.get(code as usize - 11).map(|l| BfString::String((*l).to_owned())),
        32..=126 | 192..=255 => char::from_u32(code).map(BfString::Char),
        _ => None,
    }
}
