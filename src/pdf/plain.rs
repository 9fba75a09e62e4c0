//! The quick way through the content of a page: text, paths and pictures with nothing out of the ordinary.
//!
//! Nearly all exported pages are made of a few operators. This interpreter knows them and nothing else; where it meets
//! another one (a pattern, optional content, a font of drawings) it gives up, and the page is interpreted by the
//! library, which knows them all. Both ways give the same glyphs and lines; a test holds that they do.

use std::rc::Rc;

use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_interpret::hayro_syntax::object::dict::keys::{BBOX, GROUP, HEIGHT, MATRIX, OC, RESOURCES, SUBTYPE, WIDTH};
use hayro_interpret::hayro_syntax::object::{Dict, Name, Number, Object, Stream, String as PdfString};
use hayro_interpret::hayro_syntax::page::Resources;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect as KurboRect, Shape, Vec2};
use smallvec::SmallVec;

use super::content::{Wholeness, decode, mend};
use super::device::{Collector, EVERYWHERE, Shown, boxed, common, is_light, is_opaque};
use super::fonts::{Face, Fonts};
use super::sight::Paint;
use crate::base::geometry::Rect;

/// How deep the graphics state may be nested.
const DEEPEST: usize = 4096;
/// How many forms may be drawn inside each other.
const NESTED: usize = 12;
/// What counts as no width at all, as the library has it.
const NOTHING: f32 = 1.0 / 4096.0;

/// Why the quick way ends.
pub(super) struct NotPlain;

type Step = Result<(), NotPlain>;

#[derive(Clone)]
struct State<'a> {
    ctm: Affine,
    fill: Ink,
    stroke: Ink,
    line_width: f32,
    face: Option<Rc<Face<'a>>>,
    size: f32,
    char_space: f32,
    word_space: f32,
    scale: f32,
    leading: f32,
    rise: f32,
    hidden: bool,
    /// Whether letters are outlines without a filling.
    stroked: bool,
    text: Affine,
    line: Affine,
    /// What is shown.
    clip: Rect,
    /// Opacity of the groups around.
    fade: f32,
    /// Whether a mask, or a way of blending, lets through what is beneath: now, and in the groups around.
    masked: bool,
    blended: bool,
    veiled: bool,
}

impl State<'_> {
    fn paint(&self, ink: &Ink) -> Paint {
        let veiled = self.veiled || self.masked || self.blended;
        Paint { rgb: Some(ink.rgb), alpha: ink.alpha * self.fade, veiled }
    }
}

/// What paths are painted with.
#[derive(Clone, Copy)]
struct Ink {
    /// Whether colours are given in a device's own space; others are the library's matter.
    device: bool,
    light: bool,
    rgb: [f32; 3],
    alpha: f32,
}

impl Ink {
    const BLACK: Ink = Ink { device: true, light: false, rgb: [0.0; 3], alpha: 1.0 };

    fn shows(&self) -> bool {
        self.alpha > 0.05 && !self.light
    }

    fn colour(&mut self, components: &[f32]) {
        (self.device, self.light, self.rgb) = (true, is_light(components), rgb(components));
    }
}

/// A page on the quick way.
struct Plain<'p, 'a> {
    resources: &'p Resources<'a>,
    fonts: &'p Fonts<'a>,
    names: Vec<(Vec<u8>, Rc<Face<'a>>)>,
    out: &'p mut Collector,
    state: State<'a>,
    stack: Vec<State<'a>>,
    path: BezPath,
    last: Point,
    start: Point,
    /// Whether the path at hand becomes what is shown, once it is painted.
    clips: bool,
    /// How many forms are drawn inside each other.
    depth: usize,
}

/// Collects what a page draws. After an error the collector holds a part of the page, and is of no use.
pub(super) fn interpret<'a>(
    content: &[u8],
    resources: &Resources<'a>,
    fonts: &Fonts<'a>,
    transform: Affine,
    out: &mut Collector,
) -> Step {
    let state = State {
        ctm: transform,
        fill: Ink::BLACK,
        stroke: Ink::BLACK,
        line_width: 1.0,
        face: None,
        size: 1.0,
        char_space: 0.0,
        word_space: 0.0,
        scale: 100.0,
        leading: 0.0,
        rise: 0.0,
        hidden: false,
        stroked: false,
        text: Affine::IDENTITY,
        line: Affine::IDENTITY,
        clip: EVERYWHERE,
        fade: 1.0,
        masked: false,
        blended: false,
        veiled: false,
    };
    Plain::new(resources, fonts, out, state, 0).run(content)
}

impl<'p, 'a> Plain<'p, 'a> {
    fn new(
        resources: &'p Resources<'a>,
        fonts: &'p Fonts<'a>,
        out: &'p mut Collector,
        state: State<'a>,
        depth: usize,
    ) -> Self {
        let (stack, names, path) = (Vec::new(), Vec::new(), BezPath::new());
        let (last, start) = (Point::ZERO, Point::ZERO);
        Self { resources, fonts, names, out, state, stack, path, last, start, clips: false, depth }
    }

    fn run(&mut self, content: &[u8]) -> Step {
        let mut operations = TypedIter::new(content);
        while let Some(operation) = operations.next() {
            self.step(operation)?;
        }
        Ok(())
    }

    fn step(&mut self, operation: TypedInstruction<'_, '_>) -> Step {
        use TypedInstruction as Op;
        let state = &mut self.state;
        match operation {
            Op::SaveState(_) if self.stack.len() >= DEEPEST => return Err(NotPlain),
            Op::SaveState(_) => self.stack.push(state.clone()),
            Op::RestoreState(_) => {
                if let Some(saved) = self.stack.pop() {
                    self.state = saved;
                }
            }
            Op::Transform(t) => {
                state.ctm *= Affine::new([t.0, t.1, t.2, t.3, t.4, t.5].map(|n| n.as_f64()));
            }
            Op::NonStrokeColorDeviceGray(c) => state.fill.colour(&[c.0.as_f32()]),
            Op::NonStrokeColorDeviceRgb(c) => state.fill.colour(&[c.0, c.1, c.2].map(|n| n.as_f32())),
            Op::NonStrokeColorCmyk(c) => state.fill.colour(&[c.0, c.1, c.2, c.3].map(|n| n.as_f32())),
            Op::StrokeColorDeviceGray(c) => state.stroke.colour(&[c.0.as_f32()]),
            Op::StrokeColorDeviceRgb(c) => state.stroke.colour(&[c.0, c.1, c.2].map(|n| n.as_f32())),
            Op::StrokeColorCmyk(c) => state.stroke.colour(&[c.0, c.1, c.2, c.3].map(|n| n.as_f32())),
            Op::ColorSpaceNonStroke(space) => state.fill = space_of(self.resources, space.0, state.fill)?,
            Op::ColorSpaceStroke(space) => state.stroke = space_of(self.resources, space.0, state.stroke)?,
            Op::NonStrokeColor(c) if state.fill.device => state.fill.colour(&floats(c.0)),
            Op::StrokeColor(c) if state.stroke.device => state.stroke.colour(&floats(c.0)),
            Op::NonStrokeColorNamed(c) if state.fill.device && c.1.is_none() => state.fill.colour(&floats(c.0)),
            Op::StrokeColorNamed(c) if state.stroke.device && c.1.is_none() => state.stroke.colour(&floats(c.0)),
            Op::LineWidth(w) => state.line_width = w.0.as_f32(),
            Op::SetGraphicsState(name) => {
                if let Some(dict) = self.resources.get_ext_g_state(name.0) {
                    self.graphics_state(&dict)?;
                }
            }
            Op::LineCap(_) | Op::LineJoin(_) | Op::MiterLimit(_) | Op::DashPattern(_) => {}
            Op::FlatnessTolerance(_) | Op::RenderingIntent(_) => {}
            Op::ClipNonZero(_) | Op::ClipEvenOdd(_) => self.clips = true,
            Op::BeginMarkedContent(_) => self.out.begin_span(None),
            Op::EndMarkedContent(_) => self.out.end_span(),
            Op::MarkedContentPoint(_) | Op::MarkedContentPointWithProperties(_) => {}
            Op::BeginMarkedContentWithProperties(b) => return self.marked(b.0, b.1),
            Op::XObject(x) => return self.object(x.0),
            operation => return self.path_or_text(operation),
        }
        Ok(())
    }

    fn graphics_state(&mut self, dict: &Dict<'a>) -> Step {
        for key in dict.keys() {
            match key.as_str() {
                "LW" => self.state.line_width = dict.get::<f32>(key.clone()).unwrap_or(self.state.line_width),
                "ca" => self.state.fill.alpha = dict.get::<f32>(key.clone()).unwrap_or(self.state.fill.alpha),
                "CA" => self.state.stroke.alpha = dict.get::<f32>(key.clone()).unwrap_or(self.state.stroke.alpha),
                "BM" => {
                    let name = dict.get::<Name<'_>>(key.clone()).ok_or(NotPlain)?;
                    self.state.blended = !matches!(name.as_str(), "Normal" | "Compatible");
                }
                "SMask" => self.state.masked = dict.get::<Name<'_>>(key.clone()).is_none_or(|n| n.as_str() != "None"),
                "Font" => return Err(NotPlain),
                _ => {}
            }
        }
        Ok(())
    }

    /// Marked content; what may be switched off is the library's matter.
    fn marked(&mut self, tag: &Name<'_>, properties: &Object<'_>) -> Step {
        let named = match properties {
            Object::Name(name) => self.resources.properties.get::<Dict<'_>>(name.clone()),
            _ => None,
        };
        let optional = match properties {
            Object::Dict(dict) => dict.contains_key(OC),
            _ => named.as_ref().is_some_and(|d| d.contains_key(b"OCGs".as_slice()) || is_group(d)),
        };
        if optional || tag.as_str() == "OC" {
            return Err(NotPlain);
        }
        let inline = match properties {
            Object::Dict(dict) => Some(dict),
            _ => named.as_ref(),
        };
        self.out.begin_span(inline);
        Ok(())
    }

    /// A picture, which covers the unit square, or a form.
    fn object(&mut self, name: &Name<'_>) -> Step {
        let Some(stream) = self.resources.get_x_object(name) else { return Ok(()) };
        let dict = stream.dict();
        if dict.contains_key(OC) {
            return Err(NotPlain);
        }
        match dict.get::<Name<'_>>(SUBTYPE).as_ref().map(|s| s.as_str()) {
            Some("Image") => {
                let State { veiled, masked, blended, fade, clip, ctm, .. } = self.state;
                let veiled = veiled || masked || blended || !is_opaque(dict);
                self.out.clip = clip;
                let place = ctm.transform_rect_bbox(KurboRect::new(0.0, 0.0, 1.0, 1.0));
                let side = |key: &[u8]| dict.get::<u32>(key).map_or(0, u64::from);
                let pixels = side(WIDTH).saturating_mul(side(HEIGHT));
                self.out.push_picture(place, &Paint { rgb: None, alpha: fade, veiled }, pixels);
                Ok(())
            }
            Some("Form") if self.depth < NESTED => self.form(&stream),
            _ => Err(NotPlain),
        }
    }

    fn form(&mut self, stream: &Stream<'a>) -> Step {
        let dict = stream.dict();
        let mut content = Vec::new();
        if decode(stream, &mut content) != Wholeness::Whole {
            return Err(NotPlain);
        }
        mend(&mut content);
        let [x0, y0, x1, y1] = dict.get::<[f64; 4]>(BBOX).ok_or(NotPlain)?;
        self.path.truncate(0);
        let own: Option<Resources<'a>> = dict.get(RESOURCES).map(Resources::new);
        let mut state = self.state.clone();
        state.ctm *= Affine::new(dict.get::<[f64; 6]>(MATRIX).unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]));
        if dict.contains_key(GROUP) {
            state.veiled |= state.masked || state.blended;
            state.fade *= state.fill.alpha;
            (state.masked, state.blended) = (false, false);
            (state.fill.alpha, state.stroke.alpha) = (1.0, 1.0);
        }
        let shown = state.ctm * KurboRect::new(x0, y0, x1, y1).to_path(0.1);
        state.clip = common(&state.clip, &boxed(shown.control_box()));
        let resources = own.as_ref().unwrap_or(self.resources);
        Plain::new(resources, self.fonts, self.out, state, self.depth + 1).run(&content)
    }

    fn path_or_text(&mut self, operation: TypedInstruction<'_, '_>) -> Step {
        use TypedInstruction as Op;
        match operation {
            Op::MoveTo(m) => {
                let p = Point::new(m.0.as_f64(), m.1.as_f64());
                (self.last, self.start) = (p, p);
                self.path.move_to(p);
            }
            Op::LineTo(l) if !self.path.elements().is_empty() => {
                self.last = Point::new(l.0.as_f64(), l.1.as_f64());
                self.path.line_to(self.last);
            }
            Op::CubicTo(c) if !self.path.elements().is_empty() => {
                let [a, b, p] = [(c.0, c.1), (c.2, c.3), (c.4, c.5)].map(|(x, y)| Point::new(x.as_f64(), y.as_f64()));
                self.path.curve_to(a, b, p);
                self.last = p;
            }
            Op::CubicStartTo(c) if !self.path.elements().is_empty() => {
                let [b, p] = [(c.0, c.1), (c.2, c.3)].map(|(x, y)| Point::new(x.as_f64(), y.as_f64()));
                self.path.curve_to(self.last, b, p);
                self.last = p;
            }
            Op::CubicEndTo(c) if !self.path.elements().is_empty() => {
                let [a, p] = [(c.0, c.1), (c.2, c.3)].map(|(x, y)| Point::new(x.as_f64(), y.as_f64()));
                self.path.curve_to(a, p, p);
                self.last = p;
            }
            Op::LineTo(_) | Op::CubicTo(_) | Op::CubicStartTo(_) | Op::CubicEndTo(_) => {}
            Op::RectPath(r) => {
                let [x, y, w, h] = [r.0, r.1, r.2, r.3].map(|n| n.as_f64());
                self.path.extend(KurboRect::new(x, y, x + w, y + h).path_elements(0.1));
                (self.last, self.start) = (Point::new(x, y), Point::new(x, y));
            }
            Op::ClosePath(_) => self.close(),
            Op::FillPathNonZero(_) | Op::FillPathEvenOdd(_) | Op::FillPathNonZeroCompatibility(_) => {
                self.paint(true, false)
            }
            Op::StrokePath(_) => self.paint(false, true),
            Op::CloseAndStrokePath(_) => {
                self.close();
                self.paint(false, true);
            }
            Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => self.paint(true, true),
            Op::CloseFillAndStrokeNonZero(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.close();
                self.paint(true, true);
            }
            Op::EndPath(_) => self.end_path(),
            operation => return self.text(operation),
        }
        Ok(())
    }

    fn close(&mut self) {
        if self.path.elements().last().is_some_and(|e| *e != PathEl::ClosePath) {
            self.path.close_path();
            self.last = self.start;
        }
    }

    /// Forgets the path; where it was to, nothing outside of it is shown from now on.
    fn end_path(&mut self) {
        if std::mem::take(&mut self.clips) && !self.path.elements().is_empty() {
            let path = self.state.ctm * std::mem::take(&mut self.path);
            self.state.clip = common(&self.state.clip, &boxed(path.control_box()));
        }
        self.path.truncate(0);
    }

    fn paint(&mut self, fill: bool, stroke: bool) {
        let ctm = self.state.ctm;
        self.out.clip = self.state.clip;
        if fill {
            let bounds = self.path.control_box();
            let [a, b, c, d, ..] = ctm.as_coeffs();
            let (across, down) = (Vec2::new(a, b).length(), Vec2::new(c, d).length());
            let flat = |length: f64| (length as f32).abs() <= NOTHING;
            if flat(bounds.width() * across) || flat(bounds.height() * down) {
                // An area without any extent is drawn as the thinnest of lines.
                let longest = across.max(down) as f32;
                let width = if longest > 0.0 { 1.0 / longest } else { 0.001 };
                let mut line = BezPath::new();
                line.move_to((bounds.x0, bounds.y0));
                line.line_to((bounds.x1, bounds.y1));
                if self.state.fill.shows() {
                    self.out.stroke(&line, ctm, width);
                }
            } else {
                let paint = self.state.paint(&self.state.fill);
                self.out.fill(&self.path, ctm, &paint, self.state.fill.shows());
            }
        }
        if stroke && self.state.stroke.shows() {
            self.out.stroke(&self.path, ctm, self.state.line_width);
        }
        self.end_path();
    }

    fn text(&mut self, operation: TypedInstruction<'_, '_>) -> Step {
        use TypedInstruction as Op;
        let state = &mut self.state;
        match operation {
            Op::BeginText(_) => (state.text, state.line) = (Affine::IDENTITY, Affine::IDENTITY),
            Op::EndText(_) => {}
            Op::SetTextMatrix(m) => {
                let m = Affine::new([m.0, m.1, m.2, m.3, m.4, m.5].map(|n| n.as_f64()));
                (state.text, state.line) = (m, m);
            }
            Op::TextFont(f) => {
                state.size = f.1.as_f32();
                let face = self.face(f.0)?;
                self.state.face = Some(face);
            }
            Op::HorizontalScaling(h) => state.scale = h.0.as_f32(),
            Op::TextLeading(l) => state.leading = l.0.as_f32(),
            Op::CharacterSpacing(c) => state.char_space = c.0.as_f32(),
            Op::WordSpacing(w) => state.word_space = w.0.as_f32(),
            Op::TextRise(r) => state.rise = r.0.as_f32(),
            Op::TextRenderingMode(mode) => match mode.0.as_i64() {
                3 => state.hidden = true,
                mode @ 0..=2 => (state.hidden, state.stroked) = (false, mode == 1),
                _ => return Err(NotPlain),
            },
            Op::NextLine(n) => self.next_line(n.0.as_f64(), n.1.as_f64()),
            Op::NextLineAndSetLeading(n) => {
                state.leading = -n.1.as_f64() as f32;
                self.next_line(n.0.as_f64(), n.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -f64::from(self.state.leading)),
            Op::ShowText(s) => return self.show(s.0),
            Op::ShowTexts(texts) => {
                for part in texts.0.iter::<Object<'_>>() {
                    match part {
                        Object::Number(by) => self.move_pen(by.as_f32()),
                        Object::String(text) => self.show(&text)?,
                        _ => {}
                    }
                }
            }
            Op::NextLineAndShowText(s) => {
                self.next_line(0.0, -f64::from(self.state.leading));
                return self.show(s.0);
            }
            Op::ShowTextWithParameters(s) => {
                (state.word_space, state.char_space) = (s.0.as_f32(), s.1.as_f32());
                self.next_line(0.0, -f64::from(self.state.leading));
                return self.show(s.2);
            }
            _ => return Err(NotPlain),
        }
        Ok(())
    }

    fn face(&mut self, name: &Name<'_>) -> Result<Rc<Face<'a>>, NotPlain> {
        if let Some((_, face)) = self.names.iter().find(|(known, _)| known[..] == *name.as_ref()) {
            return Ok(face.clone());
        }
        let dict = self.resources.get_font(name).ok_or(NotPlain)?;
        let face = self.fonts.face(&dict).ok_or(NotPlain)?;
        self.names.push((name.as_ref().to_vec(), face.clone()));
        Ok(face)
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.state.line *= Affine::translate((x, y));
        self.state.text = self.state.line;
    }

    fn move_pen(&mut self, by: f32) {
        let x = -by / 1000.0 * self.state.size * (self.state.scale / 100.0);
        self.state.text *= Affine::translate((f64::from(x), 0.0));
    }

    fn show(&mut self, text: &PdfString<'_>) -> Step {
        let face = self.state.face.clone().ok_or(NotPlain)?;
        let state = &mut self.state;
        let bytes = text.as_bytes();
        let ink = if state.stroked { state.stroke } else { state.fill };
        let shown = Shown { paint: state.paint(&ink), hidden: state.hidden };
        self.out.clip = state.clip;
        let scale = state.scale / 100.0;
        let sized = Affine::new([
            f64::from(state.size) * f64::from(scale),
            0.0,
            0.0,
            f64::from(state.size),
            0.0,
            f64::from(state.rise),
        ]);
        let mut at = 0;
        while at < bytes.len() {
            let (number, length, code) = face.read(bytes, at);
            at += length;
            let glyph = state.text
                * sized
                * Affine::scale(1.0 / 1000.0)
                * Affine::translate(face.displacement(number))
                * Affine::scale_non_uniform(code.stretch, 1.0);
            self.out.push_letter(state.ctm * glyph, code.advance, code.text.as_ref(), &shown);
            let word_space = if number == 32 && length == 1 { state.word_space } else { 0.0 };
            let pen = (code.pen / 1000.0 * state.size + state.char_space + word_space) * scale;
            state.text *= Affine::translate((f64::from(pen), 0.0));
        }
        Ok(())
    }
}

/// The components of a colour.
fn floats(numbers: impl IntoIterator<Item = Number>) -> SmallVec<[f32; 4]> {
    numbers.into_iter().map(|n| n.as_f32()).collect()
}

/// The colour of some components of a device's own space.
fn rgb(components: &[f32]) -> [f32; 3] {
    match *components {
        [gray] => [gray; 3],
        [r, g, b] => [r, g, b],
        [c, m, y, k] => [c, m, y].map(|v| (1.0 - v - k).max(0.0)),
        _ => [0.0; 3],
    }
}

/// A colour space by its name: a device's own, or one of as many components whose white is white. The first colour is black.
fn space_of(resources: &Resources<'_>, name: &Name<'_>, ink: Ink) -> Result<Ink, NotPlain> {
    let black = Ink { alpha: ink.alpha, ..Ink::BLACK };
    if matches!(name.as_str(), "DeviceGray" | "DeviceRGB" | "DeviceCMYK" | "G" | "RGB" | "CMYK") {
        return Ok(black);
    }
    let Some(Object::Array(space)) = resources.get_color_space(name) else { return Err(NotPlain) };
    let family = space.iter::<Object<'_>>().next().and_then(Object::into_name);
    match family.as_ref().map(|f| f.as_str()) {
        Some("ICCBased" | "CalGray" | "CalRGB") => Ok(black),
        _ => Err(NotPlain),
    }
}

/// Whether a dictionary is a group of optional content.
fn is_group(dict: &Dict<'_>) -> bool {
    dict.get::<Name<'_>>(b"Type".as_slice()).is_some_and(|t| t.as_str().starts_with("OC"))
}
