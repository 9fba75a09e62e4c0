//! What the PDF interpreter draws, collected as glyphs, ruling lines and pictures.

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect as KurboRect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};
use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;

use crate::geometry::{Rect, Turn};
use crate::page::{Glyph, Page, Rule};

/// A filled rectangle up to this thickness (points) is a ruling line, not an area.
const THIN: f32 = 2.5;
/// A ruling line shorter than this (points) is a dot or a hyphen drawn by hand.
const SHORT: f32 = 3.0;
/// A line may lean by this much (points) and still be horizontal or vertical.
const LEAN: f32 = 0.6;
/// Advance of a glyph whose font does not tell it, in thousandths of an em.
pub(super) const UNKNOWN_ADVANCE: f32 = 500.0;
/// Paint lighter than this (0..1) does not show on paper.
const PAPER: f32 = 0.985;

pub(super) struct Collector {
    page: Page,
    letters: Letters,
}

/// What the codes of the string at hand mean. A font is asked once for each letter of a string: the library looks names
/// up anew for every glyph, which took a fifth of all time.
struct Letters {
    /// Counts the strings, so that entries of earlier ones are known as stale.
    string: u32,
    slots: Vec<Letter>,
}

#[derive(Clone)]
struct Letter {
    string: u32,
    code: u32,
    advance: f32,
    text: Option<BfString>,
}

impl Letters {
    const SLOTS: usize = 256;

    fn new() -> Self {
        Self { string: 0, slots: vec![Letter { string: 0, code: 0, advance: 0.0, text: None }; Self::SLOTS] }
    }

    fn get(&mut self, glyph: &PdfGlyph<'_>) -> &Letter {
        let code = glyph.char_code();
        let slot = &mut self.slots[code as usize % Self::SLOTS];
        if slot.string != self.string || slot.code != code {
            let advance = match glyph {
                PdfGlyph::Outline(g) => g.advance_width(),
                PdfGlyph::Type3(g) => g.advance_width(),
            };
            let advance = advance.unwrap_or(UNKNOWN_ADVANCE);
            *slot = Letter { string: self.string, code, advance, text: glyph.as_unicode() };
        }
        slot
    }
}

impl Collector {
    pub(super) fn new(number: u32, width: f32, height: f32) -> Self {
        Self { page: Page { number, width, height, ..Page::default() }, letters: Letters::new() }
    }

    pub(super) fn finish(mut self) -> Page {
        // Without a scan beneath it, hidden text is a part of the page like any other.
        if !self.page.is_pictured() {
            self.page.glyphs.append(&mut self.page.layer);
        }
        self.page
    }

    fn on_page(&self, r: &Rect) -> bool {
        r.mid_x() >= 0.0 && r.mid_y() >= 0.0 && r.mid_x() <= self.page.width && r.mid_y() <= self.page.height
    }

    fn push_rule(&mut self, r: Rect) {
        let long = r.width().max(r.height());
        let thin = r.width().min(r.height());
        let page = Rect::new(0.0, 0.0, self.page.width, self.page.height);
        if long >= SHORT && thin <= THIN && r.x1 >= page.x0 && r.x0 <= page.x1 && r.y1 >= page.y0 && r.y0 <= page.y1 {
            self.page.rules.push(Rule { rect: r });
        }
    }

    fn push_segment(&mut self, a: Point, b: Point, thickness: f32) {
        let (dx, dy) = ((b.x - a.x).abs() as f32, (b.y - a.y).abs() as f32);
        if dx > LEAN && dy > LEAN {
            return;
        }
        let half = thickness.min(THIN) / 2.0;
        let r = rect_of(a, b);
        self.push_rule(if dx >= dy {
            Rect { x0: r.x0, y0: r.mid_y() - half, x1: r.x1, y1: r.mid_y() + half }
        } else {
            Rect { x0: r.mid_x() - half, y0: r.y0, x1: r.mid_x() + half, y1: r.y1 }
        });
    }

    /// A character at a place: `at` leads from thousandths of an em at its origin to the page.
    pub(super) fn push_letter(&mut self, at: Affine, advance: f32, text: Option<&BfString>, hidden: bool) {
        let [a, b, c, d, e, f] = at.as_coeffs().map(|v| v as f32);
        let size = 1000.0 * (c * c + d * d).sqrt();
        if !size.is_finite() || size <= 0.0 || !(e + f).is_finite() {
            return;
        }
        let turn = Turn::of_vector(a, b);
        let (ax, ay) = (e + a * advance, f + b * advance);
        // The descender lies a quarter turn clockwise from the direction of writing, whatever the sign of the matrix.
        let (down, up) = (size * Glyph::DESCENT, size * Glyph::ASCENT);
        let rect = match turn {
            Turn::None => Rect::new(e, f - up, ax, f + down),
            Turn::Right => Rect::new(e - down, f, e + up, ay),
            Turn::Half => Rect::new(ax, f - down, e, f + up),
            Turn::Left => Rect::new(e - up, ay, e + down, f),
        };
        if !self.on_page(&rect) {
            return;
        }
        self.push_text(text, Glyph { ch: char::REPLACEMENT_CHARACTER, turn, rect, size, confidence: 1.0 }, hidden);
    }

    /// A stroked path; the width is that of the path's own space.
    pub(super) fn stroke(&mut self, path: &BezPath, transform: Affine, width: f32) {
        let scale = transform.determinant().abs().sqrt() as f32;
        self.push_stroke(path, transform, width * scale);
    }

    /// The place of a picture.
    pub(super) fn push_picture(&mut self, r: KurboRect) {
        self.page.images.push(Rect::new(r.x0 as f32, r.y0 as f32, r.x1 as f32, r.y1 as f32));
    }

    /// The sides of a stroked path that run straight across or down the page.
    fn push_stroke(&mut self, path: &BezPath, transform: Affine, thickness: f32) {
        let (mut start, mut last) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(p) => (start, last) = (p, p),
                PathEl::LineTo(p) => {
                    self.push_segment(transform * last, transform * p, thickness);
                    last = p;
                }
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = p,
                PathEl::ClosePath => {
                    self.push_segment(transform * last, transform * start, thickness);
                    last = start;
                }
            }
        }
    }

    /// The thin rectangles among the parts of a filled path.
    pub(super) fn fill(&mut self, path: &BezPath, transform: Affine) {
        let mut part: Option<KurboRect> = None;
        for element in path.elements() {
            let p = match *element {
                PathEl::MoveTo(p) => {
                    self.push_part(part.take());
                    p
                }
                PathEl::LineTo(p) | PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => p,
                PathEl::ClosePath => continue,
            };
            let p = transform * p;
            let dot = KurboRect::from_points(p, p);
            part = Some(part.map_or(dot, |r| r.union(dot)));
        }
        self.push_part(part);
    }

    /// Adds a glyph once for every character that it stands for, its box shared out among them.
    fn push_text(&mut self, text: Option<&BfString>, glyph: Glyph, hidden: bool) {
        match text {
            Some(BfString::Char(ch)) if is_plain(*ch) => self.push_glyph(Glyph { ch: *ch, ..glyph }, hidden),
            Some(BfString::Char(ch)) => self.push_chars(ch.nfkc().collect(), glyph, hidden),
            Some(BfString::String(s)) => self.push_chars(s.nfkc().collect(), glyph, hidden),
            None => self.push_glyph(glyph, hidden),
        }
    }

    fn push_chars(&mut self, chars: SmallVec<[char; 4]>, glyph: Glyph, hidden: bool) {
        let n = chars.len() as f32;
        for (k, ch) in chars.into_iter().enumerate() {
            let part = |a: f32, b: f32, at: f32| a + (b - a) * at / n;
            let (from, to) = (k as f32, k as f32 + 1.0);
            let r = glyph.rect;
            let rect = match glyph.turn {
                Turn::None => Rect { x0: part(r.x0, r.x1, from), x1: part(r.x0, r.x1, to), ..r },
                Turn::Half => Rect { x0: part(r.x1, r.x0, to), x1: part(r.x1, r.x0, from), ..r },
                Turn::Right => Rect { y0: part(r.y0, r.y1, from), y1: part(r.y0, r.y1, to), ..r },
                Turn::Left => Rect { y0: part(r.y1, r.y0, to), y1: part(r.y1, r.y0, from), ..r },
            };
            self.push_glyph(Glyph { ch, rect, ..glyph }, hidden);
        }
    }

    /// Adds a glyph; control characters are white space.
    fn push_glyph(&mut self, glyph: Glyph, hidden: bool) {
        let ch = if glyph.ch.is_control() { ' ' } else { glyph.ch };
        let glyphs = if hidden { &mut self.page.layer } else { &mut self.page.glyphs };
        glyphs.push(Glyph { ch, ..glyph });
    }

    fn push_part(&mut self, part: Option<KurboRect>) {
        if let Some(r) = part {
            self.push_rule(Rect::new(r.x0 as f32, r.y0 as f32, r.x1 as f32, r.y1 as f32));
        }
    }
}

/// Whether compatibility composition leaves the character as it is: true for nearly all that an office prints.
fn is_plain(ch: char) -> bool {
    ch < '\u{a0}' || ('\u{c0}'..'\u{132}').contains(&ch) || ('\u{2010}'..'\u{2023}').contains(&ch) || ch == '\u{20ac}'
}

fn rect_of(a: Point, b: Point) -> Rect {
    Rect::new(a.x as f32, a.y as f32, b.x as f32, b.y as f32)
}

/// Whether a colour of one, three or four components of a device's own space is as good as white paper.
pub(super) fn is_light(components: &[f32]) -> bool {
    match *components {
        [gray] => gray >= PAPER,
        [r, g, b] => r.min(g).min(b) >= PAPER,
        [c, m, y, k] => 1.0 - (c.max(m).max(y) + k) >= PAPER,
        _ => false,
    }
}

/// Whether the paint leaves a mark on white paper.
fn shows(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(c) => {
            let [r, g, b, a] = c.to_rgba().components();
            a > 0.05 && r.min(g).min(b) < PAPER
        }
        Paint::Pattern(_) => true,
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.letters.string += 1;
        for glyph in run.glyphs() {
            let at = props.transform * glyph.transform();
            let letter = self.letters.get(glyph);
            let (advance, text) = (letter.advance, letter.text.clone());
            self.push_letter(at, advance, text.as_ref(), matches!(mode, DrawMode::Invisible));
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if !shows(&props.paint) {
            return;
        }
        match mode {
            DrawMode::Fill(_) => self.fill(path, props.transform),
            DrawMode::Stroke(s) | DrawMode::FillAndStroke(_, s) => self.stroke(path, props.transform, s.line_width),
            DrawMode::Invisible => {}
        }
    }

    fn draw_rect(&mut self, rect: &KurboRect, props: DrawProps<'a>, mode: &DrawMode) {
        match mode {
            DrawMode::Fill(_) => {
                if shows(&props.paint) {
                    self.push_part(Some(props.transform.transform_rect_bbox(*rect)));
                }
            }
            _ => self.draw_path(&rect.to_path(0.1), props, mode),
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (w, h) = (f64::from(image.width()), f64::from(image.height()));
        self.push_picture(props.transform.transform_rect_bbox(KurboRect::new(0.0, 0.0, w, h)));
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &KurboRect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
