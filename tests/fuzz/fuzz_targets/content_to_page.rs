//! What a page draws, to the page: the bytes stand in a sound PDF as they are, so that nothing is lost on checksums and tables of
//! contents. What stands behind the first `%%` is the table by which a font's codes become letters.
#![no_main]

use std::fmt::Write as _;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use schedario::pdf::Document;

fuzz_target!(|data: &[u8]| {
    let cut = data.windows(2).position(|two| two == b"%%");
    let (content, map) = cut.map_or((data, &b""[..]), |at| (&data[..at], &data[at + 2..]));
    if let Ok(document) = Document::open(Arc::new(around(content, map))) {
        document.read(0..1);
    }
});

/// A PDF of one page with this content, two fonts, and a form that draws the same content again.
fn around(content: &[u8], map: &[u8]) -> Vec<u8> {
    const RESOURCES: &str = "/Resources<</Font<</F1 5 0 R/F2 6 0 R>>/XObject<</X1 9 0 R>>>>";
    let stream = |entries: &str, bytes: &[u8]| {
        let head = format!("<<{entries}/Length {}>>\nstream\n", bytes.len());
        [head.as_bytes(), bytes, b"\nendstream"].concat()
    };
    let text = |text: &str| text.as_bytes().to_vec();
    let objects = [
        text("<</Type/Catalog/Pages 2 0 R>>"),
        text("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        text(&format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R{RESOURCES}>>")),
        stream("", content),
        text("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"),
        text("<</Type/Font/Subtype/Type0/BaseFont/Arial/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>"),
        text("<</Type/Font/Subtype/CIDFontType2/BaseFont/Arial/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500>>"),
        stream("", map),
        stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]{RESOURCES}"), content),
    ];
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (k, object) in objects.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(table, "{:010} 00000 n ", pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj\n", k + 1).as_bytes());
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let at = pdf.len();
    pdf.extend_from_slice(table.as_bytes());
    pdf.extend_from_slice(format!("trailer<</Root 1 0 R/Size {}>>\nstartxref\n{at}\n%%EOF\n", objects.len() + 1).as_bytes());
    pdf
}
