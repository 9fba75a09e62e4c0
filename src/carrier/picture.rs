//! Pages that are pictures: TIFF with any number of pages, JPEG and PNG.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, Limits};

use super::paper::{Leaf, Pixels, bound};
use super::tiff;

/// The shorter side of a page has at least so many pixels: A4 at 75 dpi has 620, and no letter can be read below that.
const SMALLEST: u32 = 600;
/// A picture with more pixels is not unpacked: A3 at 600 dpi has 70 million.
pub(super) const LARGEST: u64 = 120_000_000;
/// How much memory unpacking a picture may take, in bytes: four for each pixel of the largest.
pub(super) const ROOM: u64 = 4 * LARGEST;

/// Why pictures are no pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPages {
    /// They cannot be read.
    #[error("the picture is damaged")]
    Damaged,
    /// They are smaller than any page that could be read: a logo, or a photograph.
    #[error("the picture is too small to be a page")]
    Small,
}

/// The PDF of the pages that a picture holds; none where bytes are no picture.
pub fn pages(bytes: &[u8]) -> Option<Result<Vec<u8>, NoPages>> {
    let (leaves, whole) = match bytes {
        [0xff, 0xd8, 0xff, ..] => (jpeg(bytes).map(|leaf| vec![leaf]), bytes.windows(2).any(|w| w == [0xff, 0xd9])),
        [0x89, b'P', b'N', b'G', ..] => (png(bytes).map(|leaf| vec![leaf]), true),
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => tiff::leaves(bytes),
        _ => return None,
    };
    Some(match leaves {
        None => Err(NoPages::Damaged),
        Some(leaves) if leaves.iter().all(|leaf| leaf.width.min(leaf.height) < SMALLEST) => Err(NoPages::Small),
        Some(leaves) => Ok(bound(&leaves, whole)),
    })
}

/// A JPEG goes into a PDF as it is, where its colours are plain.
fn jpeg(bytes: &[u8]) -> Option<Leaf> {
    let head = JpegHead::of(bytes)?;
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).ok()?;
    let turn = decoder.orientation().map_or(0, turn);
    let (width, height) = (head.width, head.height);
    let leaf = |pixels| Leaf { width, height, dpi: head.dpi, turn, pixels };
    let space = match head.components {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        _ => return Some(leaf(unpacked(decoder))),
    };
    let entries = format!("/Filter/DCTDecode/ColorSpace/{space}/BitsPerComponent 8");
    Some(leaf(Pixels::Coded { entries, data: bytes.to_vec() }))
}

fn png(bytes: &[u8]) -> Option<Leaf> {
    let limits = limits();
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits).ok()?;
    let (width, height) = decoder.dimensions();
    Some(Leaf { width, height, dpi: png_dpi(bytes), turn: 0, pixels: unpacked(decoder) })
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(ROOM);
    limits
}

/// The pixels of a picture, on white where it can be seen through.
fn unpacked(mut decoder: impl ImageDecoder) -> Pixels {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > LARGEST || decoder.set_limits(limits()).is_err() {
        return Pixels::Lost;
    }
    let Ok(picture) = DynamicImage::from_decoder(decoder) else { return Pixels::Lost };
    if !picture.color().has_color() && !picture.color().has_alpha() {
        return Pixels::plain(picture.into_luma8().as_raw(), true, 8);
    }
    if !picture.color().has_alpha() {
        return Pixels::plain(picture.into_rgb8().as_raw(), false, 8);
    }
    let rgba = picture.into_rgba8();
    Pixels::plain(&on_white(rgba.as_raw(), 4), false, 8)
}

/// Colours of so many values a pixel, the last of which says how much is seen of it, on white paper.
pub(super) fn on_white(data: &[u8], values: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / values.max(1) * (values - 1));
    for pixel in data.chunks_exact(values) {
        let Some((alpha, colours)) = pixel.split_last() else { continue };
        let seen = u32::from(*alpha);
        out.extend(colours.iter().map(|c| ((u32::from(*c) * seen + 255 * (255 - seen)) / 255) as u8));
    }
    out
}

/// By how many degrees a picture is to be turned. Pictures that are mirrored are no scans, and stay as they are.
pub(super) fn turn(orientation: Orientation) -> u16 {
    match orientation {
        Orientation::Rotate90 | Orientation::Rotate90FlipH => 90,
        Orientation::Rotate180 => 180,
        Orientation::Rotate270 | Orientation::Rotate270FlipH => 270,
        _ => 0,
    }
}

/// What a JPEG says of itself before its pixels.
#[derive(Debug, Default, PartialEq)]
struct JpegHead {
    width: u32,
    height: u32,
    components: u8,
    dpi: Option<(f32, f32)>,
}

impl JpegHead {
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut head = Self::default();
        let mut at = 2;
        loop {
            // Segments may be parted by bytes that fill.
            while bytes.get(at + 1) == Some(&0xff) {
                at += 1;
            }
            let &[0xff, kind, high, low] = bytes.get(at..at + 4)? else { return None };
            let segment = bytes.get(at + 4..at + 2 + usize::from(u16::from_be_bytes([high, low])))?;
            match (kind, segment) {
                (0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf, &[_, h1, h0, w1, w0, components, ..]) => {
                    head.width = u32::from(u16::from_be_bytes([w1, w0]));
                    head.height = u32::from(u16::from_be_bytes([h1, h0]));
                    head.components = components;
                    return (head.width > 0 && head.height > 0).then_some(head);
                }
                (0xe0, &[b'J', b'F', b'I', b'F', 0, _, _, unit, x1, x0, y1, y0, ..]) => {
                    let inches = match unit {
                        1 => 1.0,
                        2 => 2.54,
                        _ => 0.0,
                    };
                    let dpi = |high, low| f32::from(u16::from_be_bytes([high, low])) * inches;
                    head.dpi = Some((dpi(x1, x0), dpi(y1, y0)));
                }
                (0xda, _) => return None,
                _ => {}
            }
            at += 4 + segment.len();
        }
    }
}

/// Pixels in an inch, as a PNG says.
fn png_dpi(bytes: &[u8]) -> Option<(f32, f32)> {
    const INCHES: f32 = 0.0254;
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let kind = bytes.get(at + 4..at + 8)?;
        let data = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
        match (kind, data) {
            (b"pHYs", &[x3, x2, x1, x0, y3, y2, y1, y0, 1]) => {
                let dpi = |four| u32::from_be_bytes(four) as f32 * INCHES;
                return Some((dpi([x3, x2, x1, x0]), dpi([y3, y2, y1, y0])));
            }
            (b"IDAT", _) => return None,
            _ => at += 12 + length,
        }
    }
}
