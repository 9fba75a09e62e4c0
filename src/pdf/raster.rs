//! Pictures of pages: as vectors, which stay sharp, or as pixels where that takes less room.

use std::panic::{AssertUnwindSafe, catch_unwind};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;
use hayro_svg::SvgRenderSettings;
use std::io::Write;

use super::document::Document;

/// The most pixels that a side of a picture may have.
const LARGEST: f32 = 4000.0;
/// How many pixels a point has in a picture of pixels that people read: 130 a inch.
const LEGIBLE: f32 = 1.8;
/// What a page of text takes as vectors, deflated, in bytes. Below this no picture of pixels is smaller.
const SMALL: usize = 48_000;
/// The quality of JPEG at which 8 point letters of a scan are still clean.
const QUALITY: u8 = 55;

/// A picture of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Picture {
    /// SVG, deflated (zlib).
    Svg(Vec<u8>),
    /// PNG.
    Png(Vec<u8>),
    /// JPEG.
    Jpeg(Vec<u8>),
}

impl Picture {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        let (Picture::Svg(bytes) | Picture::Png(bytes) | Picture::Jpeg(bytes)) = self;
        bytes
    }
}

impl Document {
    /// A page as a PNG, at `scale` pixels a point; `position` counts from 0. None where there is no such page.
    pub fn picture(&self, position: usize, scale: f32) -> Option<Vec<u8>> {
        self.pixmap(position, scale)?.into_png().ok()
    }

    /// Width and height of a page as displayed, in points.
    pub fn size(&self, position: usize) -> Option<(f32, f32)> {
        Some(self.page(position)?.render_dimensions())
    }

    /// Pictures of some pages, each in the form that takes the least room; none where a page cannot be drawn.
    pub fn pictures(&self, positions: &[usize]) -> Vec<Option<Picture>> {
        let cache = hayro_svg::RenderCache::new();
        // A panic of the PDF library costs one picture.
        let draw = |k: &usize| catch_unwind(AssertUnwindSafe(|| self.smallest(*k, &cache))).ok().flatten();
        positions.iter().map(draw).collect()
    }

    fn smallest<'a>(&'a self, position: usize, cache: &hayro_svg::RenderCache<'a>) -> Option<Picture> {
        let page = self.page(position)?;
        let white = SvgRenderSettings { bg_color: [255; 4] };
        let svg = hayro_svg::convert(page, cache, &InterpreterSettings::default(), &white);
        let vectors = deflated(shortened(&svg).as_bytes());
        if vectors.len() <= SMALL {
            return Some(Picture::Svg(vectors));
        }
        let pixels = self.pixels(position);
        Some(pixels.filter(|p| p.bytes().len() < vectors.len()).unwrap_or(Picture::Svg(vectors)))
    }

    /// PNG for drawings, JPEG for what a scanner or a camera saw.
    fn pixels(&self, position: usize) -> Option<Picture> {
        let pixmap = self.pixmap(position, LEGIBLE)?;
        let (width, height) = (pixmap.width(), pixmap.height());
        let rgba: Vec<u8> = pixmap.data_as_u8_slice().to_vec();
        let png = pixmap.into_png().ok().map(Picture::Png);
        let mut jpeg = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, QUALITY);
        encoder.set_progressive(true);
        let done = encoder.encode(&rgba, width, height, jpeg_encoder::ColorType::Rgba);
        let jpeg = done.is_ok().then_some(Picture::Jpeg(jpeg));
        [png, jpeg].into_iter().flatten().min_by_key(|p| p.bytes().len())
    }

    fn pixmap(&self, position: usize, scale: f32) -> Option<hayro::vello_cpu::Pixmap> {
        let page = self.page(position)?;
        let (width, height) = page.render_dimensions();
        let scale = scale.min(LARGEST / width.max(height).max(1.0));
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        Some(render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &settings))
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(4));
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The same drawing with no more decimals than a screen can show: two behind whole points, five behind fractions, which are
/// scales. Nothing but numbers has a dot between digits in what the library writes.
fn shortened(svg: &str) -> String {
    let bytes = svg.as_bytes();
    let mut out = String::with_capacity(svg.len());
    let (mut copied, mut at) = (0, 0);
    while let Some(dot) = svg[at..].find('.').map(|k| k + at) {
        let digits = bytes[dot + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        let is_number = dot > 0 && bytes[dot - 1].is_ascii_digit();
        let is_fraction = is_number && bytes[dot - 1] == b'0' && !(dot > 1 && bytes[dot - 2].is_ascii_digit());
        let keep = if is_fraction { 5 } else { 2 };
        at = dot + 1 + digits;
        if is_number && digits > keep {
            out.push_str(&svg[copied..dot + 1 + keep]);
            copied = at;
        }
    }
    out.push_str(&svg[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::sync::Arc;

    #[test]
    fn numbers_are_cut_and_nothing_else() {
        let svg =
            r##"<use href="#g0" transform="matrix(0.0079999998 0 0 -12.345678 100.5 0.1)"/><a b="1.2.3456 x.y .5"/>"##;
        let cut = r##"<use href="#g0" transform="matrix(0.00799 0 0 -12.34 100.5 0.1)"/><a b="1.2.34 x.y .5"/>"##;
        assert_eq!(shortened(svg), cut);
    }

    #[test]
    #[ignore = "prints figures"]
    fn sizes() {
        let folder = std::env::var("SCHEDARIO_PDFS").unwrap();
        for entry in std::fs::read_dir(Path::new(&folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "pdf") {
                continue;
            }
            let Ok(document) = Document::open(Arc::new(std::fs::read(&path).unwrap())) else { continue };
            let all: Vec<usize> = (0..document.page_count() as usize).collect();
            let begin = std::time::Instant::now();
            let cache = hayro_svg::RenderCache::new();
            let (mut plain, mut short, mut packed) = (0, 0, 0);
            for k in &all {
                let white = SvgRenderSettings { bg_color: [255; 4] };
                let svg =
                    hayro_svg::convert(document.page(*k).unwrap(), &cache, &InterpreterSettings::default(), &white);
                plain += svg.len();
                let cut = shortened(&svg);
                short += cut.len();
                packed += deflated(cut.as_bytes()).len();
            }
            let n = all.len();
            let svg_ms = begin.elapsed().as_millis() as usize / n;
            let begin = std::time::Instant::now();
            let pixels = document.pixels(0).unwrap();
            println!(
                "{:50} {n:4} pages, a page: svg {} short {} deflated {} in {svg_ms} ms; pixels {} in {} ms ({})",
                path.file_name().unwrap().to_string_lossy(),
                plain / n,
                short / n,
                packed / n,
                pixels.bytes().len(),
                begin.elapsed().as_millis(),
                matches!(pixels, Picture::Png(_))
            );
        }
    }
}
