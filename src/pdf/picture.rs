//! A page as a picture: the scan that fills it, in its own pixels, or else the page as it would be printed.

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::kurbo::{Affine, BezPath, Rect as KurboRect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};

use super::device::boxed;
use crate::base::geometry::{Rect, Turn};
use crate::page::raster::{Picture, Raster};

/// A picture that covers this share of its page is the scan of it.
const WHOLE: f32 = 0.85;
/// Pictures that cover this share together are more than a logo or some specks.
const PART: f32 = 0.03;
/// Pixels in an inch of a page that is rendered.
const DPI: f32 = 300.0;
/// No page is rendered with more pixels on a side than this: one of A3 at 300 dpi has 4,961.
const LARGEST: f32 = 5_000.0;
/// A picture with more pixels than this is not taken as it is, but rendered.
const TOO_MANY: u64 = 120_000_000;

/// The picture of a page as its readers see it.
pub struct Seen {
    /// The pixels, and where they lie.
    pub picture: Picture,
    /// Whether the page was rendered: its text is part of the picture. Otherwise the picture is a scan beneath the text.
    pub rendered: bool,
}

/// The page drawn in grey with so many pixels on its longer side.
pub(super) fn drawn<'a>(page: &'a PdfPage<'a>, side: f32) -> Option<Raster> {
    let (width, height) = page.render_dimensions();
    grey_page(page, side / width.max(height).max(1.0))
}

/// The picture of a page.
pub(super) fn picture<'a>(page: &'a PdfPage<'a>) -> Option<Seen> {
    let (width, height) = page.render_dimensions();
    let mut finder = Finder { page: Rect::new(0.0, 0.0, width, height), found: None, others: 0.0 };
    let cache = InterpreterCache::new();
    let clip = KurboRect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, clip, &cache, page.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, &mut finder);
    match finder.found {
        Some(picture) if finder.others < PART => Some(Seen { picture, rendered: false }),
        _ => {
            let raster = grey_page(page, (DPI / 72.0).min(LARGEST / width.max(height).max(1.0)))?;
            let picture = Picture { raster, rect: Rect::new(0.0, 0.0, width, height) };
            Some(Seen { picture, rendered: true })
        }
    }
}

/// A page in grey, at so many pixels a point.
fn grey_page<'a>(page: &'a PdfPage<'a>, scale: f32) -> Option<Raster> {
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let pixmap = hayro::render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let (w, h) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    if w == 0 || h == 0 {
        return None;
    }
    let data = pixmap.data_as_u8_slice().chunks_exact(4).map(|p| luma(p[0], p[1], p[2])).collect();
    Some(Raster::new(w, h, data))
}

/// How light a colour looks.
fn luma(r: u8, g: u8, b: u8) -> u8 {
    ((u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114 + 500) / 1000) as u8
}

/// Looks for the one picture that fills the page.
struct Finder {
    page: Rect,
    found: Option<Picture>,
    /// The share of the page that other pictures, and outlines, cover in all.
    others: f32,
}

impl Finder {
    fn share(&self, r: &Rect) -> f32 {
        r.overlap_x(&self.page) * r.overlap_y(&self.page) / (self.page.width() * self.page.height()).max(1.0)
    }
}

/// Pixels of a picture; dark where a stencil is painted.
fn pixels(image: &Image<'_, '_>) -> Option<Raster> {
    let mut out = None;
    match image {
        Image::Stencil(stencil) => stencil.with_stencil(
            |luma, _| {
                let data = luma.data.iter().map(|v| 255 - v).collect();
                out = Some(Raster::new(luma.width as usize, luma.height as usize, data));
            },
            None,
        ),
        Image::Raster(raster) => raster.with_rgba(
            |data, alpha| {
                if alpha.is_none() {
                    out = Some(grey(data));
                }
            },
            None,
        ),
    }
    out.filter(|r| r.width > 0 && r.height > 0)
}

fn grey(data: ImageData) -> Raster {
    match data {
        ImageData::Luma(d) => Raster::new(d.width as usize, d.height as usize, d.data),
        ImageData::Rgb(d) => {
            let pixels = d.data.chunks_exact(3).map(|p| luma(p[0], p[1], p[2])).collect();
            Raster::new(d.width as usize, d.height as usize, pixels)
        }
    }
}

/// A picture as it is displayed, if it is drawn straight and not mirrored.
fn displayed(raster: &Raster, transform: Affine) -> Option<Raster> {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let lean = 1e-3 * (a.abs() + b.abs());
    // The direction of the picture's rows on the page; turning it so that they run from left to right gives the page.
    let turn = match (b.abs() < lean && c.abs() < lean, a.abs() < lean && d.abs() < lean) {
        (true, _) if a > 0.0 && d > 0.0 => Turn::None,
        (true, _) if a < 0.0 && d < 0.0 => Turn::Half,
        (_, true) if b > 0.0 && c < 0.0 => Turn::Left,
        (_, true) if b < 0.0 && c > 0.0 => Turn::Right,
        _ => return None,
    };
    Some(raster.upright(turn))
}

impl<'a> Device<'a> for Finder {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (w, h) = (image.width(), image.height());
        let r = props.transform.transform_rect_bbox(KurboRect::new(0.0, 0.0, f64::from(w), f64::from(h)));
        let rect = boxed(r);
        let share = self.share(&rect);
        let whole = share >= WHOLE && self.found.is_none() && u64::from(w) * u64::from(h) <= TOO_MANY;
        let found = whole.then(|| displayed(&pixels(&image)?, props.transform)).flatten();
        match found {
            Some(raster) => self.found = Some(Picture { raster, rect }),
            None => self.others += share,
        }
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        // What is drawn over a scan and bends may be letters.
        if path.elements().len() > 5 {
            self.others += self.share(&boxed(props.transform.transform_rect_bbox(path.control_box())));
        }
    }
    fn draw_rect(&mut self, _: &KurboRect, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &KurboRect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
