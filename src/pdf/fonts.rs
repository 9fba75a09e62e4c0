//! The fonts of a run of pages, each asked once for each code that it is used with.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use hayro_font::{Font, FontCache, FontGlyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::{CacheKey, InterpreterSettings};

use super::device::UNKNOWN_ADVANCE;

/// Fonts by what defines them.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    settings: InterpreterSettings,
    faces: RefCell<HashMap<u128, Option<Rc<Face<'a>>>>>,
}

/// A font with what is known of its codes.
pub(super) struct Face<'a> {
    font: Font<'a>,
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
        let plain = font
            .filter(|font| font.is_horizontal() && matches!(font.glyph(font.map_code(0), 0), FontGlyph::Outline(_)));
        let face =
            plain.map(|font| Rc::new(Face { font, codes: RefCell::default(), single: RefCell::new(vec![None; 256]) }));
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
            FontGlyph::Outline(glyph) => (glyph.advance_width(), glyph.as_unicode()),
            FontGlyph::Type3(_) => (None, None),
        };
        Code {
            pen: self.font.code_advance(code).x as f32,
            advance: advance.unwrap_or(UNKNOWN_ADVANCE),
            stretch: self.font.glyph_stretch(id, code),
            text,
        }
    }

    /// How far the glyph of a code is moved before it is drawn.
    pub(super) fn displacement(&self, code: u32) -> (f64, f64) {
        let by = self.font.origin_displacement(code);
        (by.x, by.y)
    }
}
