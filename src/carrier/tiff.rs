//! The pages of a TIFF. What fax machines and scanners of old packed goes into a PDF as it is; all else is unpacked.

use std::io::Cursor;

use image::metadata::Orientation;
use tiff::ColorType;
use tiff::decoder::ifd::Value;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::{CompressionMethod, Tag};

use super::paper::{Leaf, Pixels};
use super::picture::{LARGEST, ROOM, on_white, turn};

/// How many pages are read.
const MOST: usize = 5_000;

type Tiff<'b> = Decoder<Cursor<&'b [u8]>>;

/// The pages, and whether all of them are there.
pub(super) fn leaves(bytes: &[u8]) -> (Option<Vec<Leaf>>, bool) {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = usize::try_from(ROOM).unwrap_or(usize::MAX);
    limits.intermediate_buffer_size = limits.decoding_buffer_size;
    let Ok(decoder) = Decoder::new(Cursor::new(bytes)) else { return (None, false) };
    let mut decoder = decoder.with_limits(limits);
    let mut leaves = Vec::new();
    loop {
        // Scanners add small pictures of pages, and masks.
        let reduced =
            decoder.find_tag_unsigned::<u32>(Tag::NewSubfileType).ok().flatten().is_some_and(|kind| kind & 5 != 0);
        if !reduced {
            leaves.push(leaf(&mut decoder, bytes));
        }
        if !decoder.more_images() {
            break;
        }
        if leaves.len() >= MOST || decoder.next_image().is_err() {
            return (Some(leaves), false);
        }
    }
    (Some(leaves), true)
}

/// A number of the page at hand.
fn number(decoder: &mut Tiff<'_>, tag: Tag) -> Option<f64> {
    match decoder.find_tag(tag).ok()?? {
        Value::Rational(above, below) if below > 0 => Some(f64::from(above) / f64::from(below)),
        value => value.into_u32().ok().map(f64::from),
    }
}

fn leaf(decoder: &mut Tiff<'_>, bytes: &[u8]) -> Leaf {
    let (width, height) = decoder.dimensions().unwrap_or((0, 0));
    let unit = match number(decoder, Tag::ResolutionUnit) {
        Some(1.0) => 0.0,
        Some(3.0) => 2.54,
        _ => 1.0,
    };
    let (x, y) = (number(decoder, Tag::XResolution), number(decoder, Tag::YResolution));
    let dpi = x.zip(y).map(|(x, y)| ((x * unit) as f32, (y * unit) as f32));
    let stored = number(decoder, Tag::Orientation).and_then(|n| Orientation::from_exif(n as u8));
    let too_large = u64::from(width) * u64::from(height) > LARGEST;
    let pixels =
        if too_large { None } else { faxed(decoder, bytes, width, height).or_else(|| unpacked(decoder, width)) };
    Leaf { width, height, dpi, turn: stored.map_or(0, turn), pixels: pixels.unwrap_or(Pixels::Lost) }
}

/// The pixels of a page that is packed as faxes are, in one piece.
fn faxed(decoder: &mut Tiff<'_>, bytes: &[u8], width: u32, height: u32) -> Option<Pixels> {
    let number = |decoder: &mut Tiff<'_>, tag| decoder.find_tag_unsigned::<u32>(tag).ok().flatten();
    let options = number(decoder, Tag::Unknown(T4_OPTIONS)).unwrap_or(0);
    let method = CompressionMethod::from_u16(u16::try_from(number(decoder, Tag::Compression)?).ok()?)?;
    let coding = match method {
        CompressionMethod::Fax4 => "/K -1",
        CompressionMethod::Fax3 if options & 1 != 0 => "/K 1",
        CompressionMethod::Fax3 if options & 4 != 0 => "/K 0/EncodedByteAlign true",
        CompressionMethod::Fax3 => "/K 0",
        CompressionMethod::Huffman => "/K 0/EncodedByteAlign true",
        _ => return None,
    };
    let offsets = decoder.find_tag_unsigned_vec::<u64>(Tag::StripOffsets).ok()??;
    let lengths = decoder.find_tag_unsigned_vec::<u64>(Tag::StripByteCounts).ok()??;
    let (&[offset], &[length]) = (&offsets[..], &lengths[..]) else { return None };
    let from = usize::try_from(offset).ok()?;
    let mut data = bytes.get(from..from.checked_add(usize::try_from(length).ok()?)?)?.to_vec();
    if number(decoder, Tag::FillOrder) == Some(2) {
        data.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
    }
    // White is nought in nearly all faxes, and that is what a PDF takes for granted.
    let black = number(decoder, Tag::PhotometricInterpretation) == Some(1);
    let entries = format!(
        "/Filter/CCITTFaxDecode/DecodeParms<<{coding}/Columns {width}/Rows {height}/EndOfBlock false/BlackIs1 {black}>>\
         /ColorSpace/DeviceGray/BitsPerComponent 1"
    );
    Some(Pixels::Coded { entries, data })
}

/// The number of the tag that says how a fax of the third group is packed.
const T4_OPTIONS: u16 = 292;

/// The pixels of a page, unpacked.
fn unpacked(decoder: &mut Tiff<'_>, width: u32) -> Option<Pixels> {
    let kind = decoder.colortype().ok()?;
    let data = match decoder.read_image().ok()? {
        DecodingResult::U8(data) => data,
        DecodingResult::U16(data) => data.into_iter().map(|v| (v >> 8) as u8).collect(),
        _ => return None,
    };
    Some(match kind {
        ColorType::Gray(bits @ (1 | 2 | 4 | 8)) => Pixels::plain(&data, true, bits),
        ColorType::Gray(16) => Pixels::plain(&data, true, 8),
        ColorType::RGB(8 | 16) => Pixels::plain(&data, false, 8),
        ColorType::RGBA(8 | 16) => Pixels::plain(&on_white(&data, 4), false, 8),
        ColorType::GrayA(8 | 16) => Pixels::plain(&on_white(&data, 2), true, 8),
        ColorType::CMYK(8 | 16) => Pixels::plain(&of_ink(&data), false, 8),
        ColorType::YCbCr(8) => Pixels::plain(&of_difference(&data), false, 8),
        ColorType::Palette(bits @ (1 | 2 | 4 | 8)) => {
            let table = decoder.find_tag_unsigned_vec::<u16>(Tag::ColorMap).ok()??;
            Pixels::plain(&of_table(&data, &table, bits, width)?, false, 8)
        }
        _ => return None,
    })
}

/// Colours of printing inks.
fn of_ink(data: &[u8]) -> Vec<u8> {
    let light = |ink: u8, black: u8| ((255 - u32::from(ink)) * (255 - u32::from(black)) / 255) as u8;
    data.chunks_exact(4).flat_map(|p| [light(p[0], p[3]), light(p[1], p[3]), light(p[2], p[3])]).collect()
}

/// Colours of brightness and two differences, as JPEG has them.
fn of_difference(data: &[u8]) -> Vec<u8> {
    let colour = |p: &[u8]| {
        let (y, b, r) = (f32::from(p[0]), f32::from(p[1]) - 128.0, f32::from(p[2]) - 128.0);
        [y + 1.402 * r, y - 0.344_136 * b - 0.714_136 * r, y + 1.772 * b].map(|v| v.round().clamp(0.0, 255.0) as u8)
    };
    data.chunks_exact(3).flat_map(colour).collect()
}

/// Colours of a table, in rows that begin with a byte of their own.
fn of_table(data: &[u8], table: &[u16], bits: u8, width: u32) -> Option<Vec<u8>> {
    let colours = table.len() / 3;
    let row = (width as usize * usize::from(bits)).div_ceil(8);
    let each = 8 / usize::from(bits);
    let mut out = Vec::with_capacity(data.len() * each * 3);
    for row in data.chunks_exact(row.max(1)) {
        for x in 0..width as usize {
            let shift = 8 - bits as usize * (x % each + 1);
            let k = usize::from(row.get(x / each)? >> shift) & ((1 << bits) - 1);
            for plane in 0..3 {
                out.push((table.get(k + plane * colours)? >> 8) as u8);
            }
        }
    }
    Some(out)
}
