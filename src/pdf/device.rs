//! What the PDF interpreter draws, collected as glyphs, ruling lines and pictures.

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::dict::keys::{ACTUAL_TEXT, IM, IMAGE_MASK, MASK, SMASK};
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect as KurboRect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};
use smallvec::SmallVec;

use super::letters;
use super::sight::{Paint as Painted, Part, Sight, parts};
use super::text::{is_plain, printed, string};
use crate::base::geometry::{Rect, Turn};
use crate::page::{Glyph, Hidden, Page, Rule, Why};

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

/// Text whose direction differs by more (the sine of the angle) from a quarter turn runs askew; a page that was scanned or
/// set a little askew stays below it.
const ASKEW: f32 = 0.1;

/// A path of more parts than this is no box.
const DRAWING: usize = 64;

pub(super) struct Collector {
    page: Page,
    letters: Letters,
    sight: Sight,
    /// What is shown at the moment.
    pub(super) clip: Rect,
    clips: Vec<Rect>,
    /// Opacity of the groups that are open, and whether one lets through what is beneath.
    groups: Vec<(f32, bool)>,
    parts: Vec<Part>,
    /// Marked content that is open: where its letters begin, and the text that it says they are, if it says so.
    spans: Vec<Option<(usize, String)>>,
    /// Where the string that was filled last begins and how long it is: letters that are filled and stroked come twice.
    filled: Option<(Affine, usize)>,
}

/// How a letter is shown.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub paint: Painted,
    /// Whether it is only there to be copied.
    pub hidden: bool,
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
            let (advance, text) = match glyph {
                PdfGlyph::Outline(g) => (g.advance_width(), letters::seen(g, false)),
                PdfGlyph::Type3(g) => (g.advance_width(), g.as_unicode()),
            };
            let advance = advance.unwrap_or(UNKNOWN_ADVANCE);
            *slot = Letter { string: self.string, code, advance, text };
        }
        slot
    }
}

impl Collector {
    pub(super) fn new(number: u32, width: f32, height: f32) -> Self {
        Self {
            page: Page { number, width, height, ..Page::default() },
            letters: Letters::new(),
            sight: Sight::default(),
            clip: EVERYWHERE,
            clips: Vec::new(),
            groups: Vec::new(),
            parts: Vec::new(),
            spans: Vec::new(),
            filled: None,
        }
    }

    pub(super) fn finish(self) -> Page {
        let mut page = self.page;
        self.sight.settle(&mut page);
        // Text that is only there to be copied belongs to the picture beneath it; without one nobody sees it.
        if !page.is_pictured() {
            let pictured = |g: &Glyph| page.images.iter().any(|r| r.contains(g.rect.mid_x(), g.rect.mid_y()));
            let (layer, hidden): (Vec<Glyph>, Vec<Glyph>) = page.layer.drain(..).partition(pictured);
            page.layer = layer;
            page.hidden.extend(hidden.into_iter().map(|glyph| Hidden { glyph, why: Why::Colour }));
        }
        // Where most of the text runs askew, so does the page.
        if page.slanted.len() > page.glyphs.len() {
            page.glyphs.append(&mut page.slanted);
        }
        page
    }

    /// Whether something that can be seen is written inside a box.
    pub(super) fn shows_text_in(&self, r: &Rect) -> bool {
        let inside = |g: &Glyph| g.ch.is_alphanumeric() && r.contains(g.rect.mid_x(), g.rect.mid_y());
        self.page.glyphs.iter().any(inside)
    }

    fn group(&self) -> (f32, bool) {
        self.groups.last().copied().unwrap_or((1.0, false))
    }

    /// What the library paints with.
    fn painted(&self, paint: &Paint<'_>, masked: bool, blend: BlendMode) -> Painted {
        let (fade, veiled) = self.group();
        let veiled = veiled || masked || blend != BlendMode::Normal;
        match paint {
            Paint::Color(c) => {
                let [r, g, b, a] = c.to_rgba().components();
                Painted { rgb: Some([r, g, b]), alpha: a * fade, veiled }
            }
            Paint::Pattern(_) => Painted { rgb: None, alpha: fade, veiled: true },
        }
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
    pub(super) fn push_letter(&mut self, at: Affine, advance: f32, text: Option<&BfString>, shown: &Shown) {
        let [a, b, c, d, e, f] = at.as_coeffs().map(|v| v as f32);
        let size = 1000.0 * (c * c + d * d).sqrt();
        if !size.is_finite() || size <= 0.0 || !(e + f).is_finite() {
            return;
        }
        let turn = Turn::of_vector(a, b);
        let askew = a.abs().min(b.abs()) > ASKEW * (a * a + b * b).sqrt();
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
            self.page.outside += 1;
            return;
        }
        let glyph = Glyph { ch: char::REPLACEMENT_CHARACTER, turn, rect, size, confidence: 1.0 };
        let fate = match self.sight.unseen(&glyph, &shown.paint, &self.clip) {
            Some(why) => Fate::Hidden(why),
            None if shown.hidden => Fate::Layer,
            None if askew => Fate::Slanted,
            None => Fate::Seen,
        };
        self.push_text(text, glyph, fate);
    }

    /// A stroked path; the width is that of the path's own space.
    pub(super) fn stroke(&mut self, path: &BezPath, transform: Affine, width: f32) {
        let scale = transform.determinant().abs().sqrt() as f32;
        self.push_stroke(path, transform, width * scale);
        if path.elements().len() > 4 {
            parts(path, transform, &mut self.parts);
            self.page.outlines += self.parts.iter().filter(|part| part.is_letter()).count();
        }
    }

    /// The place of a picture of so many pixels, and what it is painted with.
    pub(super) fn push_picture(&mut self, r: KurboRect, paint: &Painted, pixels: u64) {
        self.page.pixels = self.page.pixels.max(pixels);
        let rect = boxed(r);
        self.page.images.push(rect);
        self.cover(rect, paint, true);
    }

    /// Notes an area that may hide what is beneath it.
    fn cover(&mut self, rect: Rect, paint: &Painted, picture: bool) {
        self.sight.cover(common(&rect, &self.clip), paint, self.page.glyphs.len(), picture);
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

    /// A filled path: thin rectangles among its parts are ruling lines, others may cover something, or be letters.
    pub(super) fn fill(&mut self, path: &BezPath, transform: Affine, paint: &Painted, shows: bool) {
        let mut found = std::mem::take(&mut self.parts);
        parts(path, transform, &mut found);
        // A part inside another one may be a hole in it; with very many of them a path is a drawing.
        let holed = |k: usize, part: &Part| {
            let inside = |(n, other): (usize, &Part)| n != k && part.rect.contains(other.rect.center());
            found.len() > DRAWING || found.iter().enumerate().any(inside)
        };
        for (k, part) in found.iter().enumerate() {
            let rect = boxed(part.rect);
            if shows {
                self.push_rule(rect);
                self.page.outlines += usize::from(part.is_letter());
            }
            if rect.width().min(rect.height()) > THIN && part.is_full() && (found.len() == 1 || !holed(k, part)) {
                self.cover(rect, paint, false);
            }
        }
        self.parts = found;
    }

    /// Adds a glyph once for every character that it stands for, its box shared out among them.
    fn push_text(&mut self, text: Option<&BfString>, glyph: Glyph, fate: Fate) {
        match text {
            Some(BfString::Char(ch)) if is_plain(*ch) => self.push_glyph(Glyph { ch: *ch, ..glyph }, fate),
            Some(BfString::Char(ch)) => self.push_chars(printed(ch.encode_utf8(&mut [0; 4])), glyph, fate),
            Some(BfString::String(s)) => self.push_chars(printed(s), glyph, fate),
            None => self.push_glyph(glyph, fate),
        }
    }

    /// Marked content begins. It may say what its letters are: then they are that, whatever their font calls them.
    pub(super) fn begin_span(&mut self, properties: Option<&Dict<'_>>) {
        let inside = self.spans.iter().any(Option::is_some);
        let says = properties.filter(|_| !inside).and_then(|d| d.get::<PdfString<'_>>(ACTUAL_TEXT));
        self.spans.push(says.map(|text| (self.page.glyphs.len(), string(text.as_bytes()))));
    }

    /// Marked content ends.
    pub(super) fn end_span(&mut self) {
        if let Some(Some((from, text))) = self.spans.pop() {
            self.replace(from, &text);
        }
    }

    /// Gives the letters from a position on another text, where they stand on one line: each letter its own character if there
    /// are as many, or else all of them together their room.
    fn replace(&mut self, from: usize, text: &str) {
        let Some(spanned) = self.page.glyphs.get(from..) else { return };
        let Some(&first) = spanned.first() else { return };
        let on_line = |g: &Glyph| {
            let (a, b) = (g.rect, first.rect);
            let across = matches!(g.turn, Turn::None | Turn::Half);
            let shift = if across { a.y1 - b.y1 } else { a.x1 - b.x1 };
            g.turn == first.turn && shift.abs() < 0.5 * first.size
        };
        if !spanned.iter().all(on_line) {
            return;
        }
        let chars = printed(text.trim_matches('\0'));
        if chars.len() == spanned.len() {
            self.page.glyphs.iter_mut().skip(from).zip(chars).for_each(|(glyph, ch)| glyph.ch = told(ch));
            return;
        }
        let rect = spanned.iter().map(|g| g.rect).fold(first.rect, |r, g| r.union(&g));
        self.page.glyphs.truncate(from);
        self.push_chars(chars, Glyph { rect, ..first }, Fate::Seen);
    }

    fn push_chars(&mut self, chars: SmallVec<[char; 4]>, glyph: Glyph, fate: Fate) {
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
            self.push_glyph(Glyph { ch, rect, ..glyph }, fate);
        }
    }

    fn push_glyph(&mut self, glyph: Glyph, fate: Fate) {
        let glyph = Glyph { ch: told(glyph.ch), ..glyph };
        match fate {
            Fate::Seen => self.page.glyphs.push(glyph),
            Fate::Layer => self.page.layer.push(glyph),
            Fate::Slanted => self.page.slanted.push(glyph),
            Fate::Hidden(why) => self.page.hidden.push(Hidden { glyph, why }),
        }
    }
}

/// What a character is. A control character is what a font says that does not know its letters, but for those that are space.
fn told(ch: char) -> char {
    match ch {
        '\0' | '\t' | '\n' | '\r' => ' ',
        ch if ch.is_control() => char::REPLACEMENT_CHARACTER,
        ch => ch,
    }
}

/// What becomes of a letter.
#[derive(Clone, Copy)]
enum Fate {
    Seen,
    /// It is part of a hidden text layer.
    Layer,
    /// It runs askew.
    Slanted,
    Hidden(Why),
}

/// As far as anything can be drawn.
pub(super) const EVERYWHERE: Rect = Rect { x0: f32::MIN, y0: f32::MIN, x1: f32::MAX, y1: f32::MAX };

pub(super) fn boxed(r: KurboRect) -> Rect {
    Rect::new(r.x0 as f32, r.y0 as f32, r.x1 as f32, r.y1 as f32)
}

/// What two boxes have in common; a box without any extent where that is nothing.
pub(super) fn common(a: &Rect, b: &Rect) -> Rect {
    let (x0, y0) = (a.x0.max(b.x0), a.y0.max(b.y0));
    Rect { x0, y0, x1: a.x1.min(b.x1).max(x0), y1: a.y1.min(b.y1).max(y0) }
}

/// Whether a picture lets nothing through of what is beneath it, as its dictionary says.
pub(super) fn is_opaque(dict: &Dict<'_>) -> bool {
    let stencil = dict.get::<bool>(IMAGE_MASK).or_else(|| dict.get::<bool>(IM)).unwrap_or(false);
    !(stencil || dict.contains_key(SMASK) || dict.contains_key(MASK))
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
        let first = run.glyphs().first().map(|glyph| (props.transform * glyph.transform(), run.glyphs().len()));
        match mode {
            DrawMode::Stroke(_) if self.filled == first => return,
            DrawMode::Fill(_) => self.filled = first,
            _ => {}
        }
        self.letters.string += 1;
        let paint = self.painted(&props.paint, props.soft_mask.is_some(), props.blend_mode);
        let shown = Shown { paint, hidden: matches!(mode, DrawMode::Invisible) };
        for glyph in run.glyphs() {
            let at = props.transform * glyph.transform();
            let letter = self.letters.get(glyph);
            let (advance, text) = (letter.advance, letter.text.clone());
            self.push_letter(at, advance, text.as_ref(), &shown);
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let shows = shows(&props.paint);
        match mode {
            DrawMode::Fill(_) => {
                let paint = self.painted(&props.paint, props.soft_mask.is_some(), props.blend_mode);
                self.fill(path, props.transform, &paint, shows);
            }
            DrawMode::Stroke(s) | DrawMode::FillAndStroke(_, s) if shows => {
                self.stroke(path, props.transform, s.line_width);
            }
            _ => {}
        }
    }

    fn draw_rect(&mut self, rect: &KurboRect, props: DrawProps<'a>, mode: &DrawMode) {
        self.draw_path(&rect.to_path(0.1), props, mode);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (w, h) = (f64::from(image.width()), f64::from(image.height()));
        let opaque = match &image {
            Image::Stencil(_) => false,
            Image::Raster(raster) => is_opaque(raster.stream().dict()),
        };
        let (fade, veiled) = self.group();
        let veiled = veiled || !opaque || props.soft_mask.is_some() || props.blend_mode != BlendMode::Normal;
        let paint = Painted { rgb: None, alpha: fade, veiled };
        let pixels = u64::from(image.width()) * u64::from(image.height());
        self.push_picture(props.transform.transform_rect_bbox(KurboRect::new(0.0, 0.0, w, h)), &paint, pixels);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip_rect(&clip.path.control_box());
    }

    fn push_clip_rect(&mut self, clip: &KurboRect) {
        self.clips.push(self.clip);
        self.clip = common(&self.clip, &boxed(*clip));
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        let (fade, veiled) = self.group();
        self.groups.push((fade * opacity, veiled || mask.is_some() || blend != BlendMode::Normal));
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        self.begin_span(properties);
    }

    fn end_marked_content(&mut self) {
        self.end_span();
    }

    fn pop_clip(&mut self) {
        self.clip = self.clips.pop().unwrap_or(EVERYWHERE);
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }
}
