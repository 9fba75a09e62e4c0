//! Pictures made a PDF: each fills a page of its own, so that scans are read the same way whatever they came in.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// The longer side of a sheet of A4, in points: a picture that does not say how large it is has this size.
const A4: f32 = 841.89;
/// What pictures say of their pixels in an inch is believed between these: a page has no fewer, and scanners have no more.
const FEWEST_DPI: f32 = 60.0;
const MOST_DPI: f32 = 1_250.0;

/// A page: its pixels as a PDF holds them, and how they lie on the sheet.
pub(super) struct Leaf {
    pub width: u32,
    pub height: u32,
    /// Pixels in an inch, across and down, as the picture says.
    pub dpi: Option<(f32, f32)>,
    /// Degrees clockwise by which it is to be turned.
    pub turn: u16,
    pub pixels: Pixels,
}

/// The pixels of a page.
pub(super) enum Pixels {
    /// As a stream with these entries of its dictionary.
    Coded { entries: String, data: Vec<u8> },
    /// They could not be had: the page is told as lost.
    Lost,
}

impl Pixels {
    /// Plain pixels, deflated. Grey has one value a pixel, colours three.
    pub fn plain(data: &[u8], grey: bool, bits: u8) -> Self {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        // Writing to memory cannot fail.
        let _ = encoder.write_all(data);
        let space = if grey { "DeviceGray" } else { "DeviceRGB" };
        let entries = format!("/Filter/FlateDecode/ColorSpace/{space}/BitsPerComponent {bits}");
        Self::Coded { entries, data: encoder.finish().unwrap_or_default() }
    }
}

impl Leaf {
    /// Its size on the sheet, in points.
    fn size(&self) -> (f32, f32) {
        let (width, height) = (self.width.max(1) as f32, self.height.max(1) as f32);
        let believed = |dpi: f32| (FEWEST_DPI..=MOST_DPI).contains(&dpi);
        match self.dpi.filter(|(x, y)| believed(*x) && believed(*y)) {
            Some((x, y)) => (width * 72.0 / x, height * 72.0 / y),
            None => {
                let scale = A4 / width.max(height);
                (width * scale, height * scale)
            }
        }
    }
}

/// The PDF of some pages. Where the end of the pictures is missing, that of the PDF is too.
pub(super) fn bound(leaves: &[Leaf], whole: bool) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    let mut object = |out: &mut Vec<u8>, parts: &[&[u8]]| {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", places.len()).bytes());
        parts.iter().for_each(|part| out.extend_from_slice(part));
        out.extend(b"\nendobj\n");
    };
    type Object<'o> = dyn FnMut(&mut Vec<u8>, &[&[u8]]) + 'o;
    let stream = |out: &mut Vec<u8>, object: &mut Object<'_>, entries: &str, data: &[u8]| {
        let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
        object(out, &[head.as_bytes(), data, b"\nendstream"]);
    };
    let kids: String = (0..leaves.len()).map(|k| format!("{} 0 R ", 3 + 3 * k)).collect();
    object(&mut out, &[b"<</Type/Catalog/Pages 2 0 R>>"]);
    object(&mut out, &[format!("<</Type/Pages/Count {}/Kids[{kids}]>>", leaves.len()).as_bytes()]);
    for (k, leaf) in leaves.iter().enumerate() {
        let (width, height) = leaf.size();
        let (content, picture) = (4 + 3 * k, 5 + 3 * k);
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Rotate {}/Contents {content} 0 R\
             /Resources<</XObject<</P {picture} 0 R>>>>>>",
            leaf.turn
        );
        object(&mut out, &[page.as_bytes()]);
        match &leaf.pixels {
            Pixels::Coded { entries, data } => {
                stream(&mut out, &mut object, "", format!("q {width} 0 0 {height} 0 0 cm /P Do Q").as_bytes());
                let entries =
                    format!("/Type/XObject/Subtype/Image/Width {}/Height {}{entries}", leaf.width, leaf.height);
                stream(&mut out, &mut object, &entries, data);
            }
            Pixels::Lost => {
                // A content that cannot be inflated is one that is not there.
                stream(&mut out, &mut object, "/Filter/FlateDecode", b"lost");
                object(&mut out, &[b"null"]);
            }
        }
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    places.iter().for_each(|at| out.extend(format!("{at:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n", places.len() + 1).bytes());
    if whole {
        out.extend(b"%%EOF\n");
    }
    out
}
