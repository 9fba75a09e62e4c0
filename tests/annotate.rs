//! Copies of PDFs with findings on them, as other programs than ours show them.

use crate::common;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{has, project, schedario};
use lopdf::Object;
use schedario::contract::{Evidence, Report};

/// Annotates a copy of a sample in a folder of its own; gives the copy and its report.
fn annotated(dir: &Path, sample: &str) -> (Vec<u8>, Report) {
    let original = dir.join(format!("{sample}.pdf"));
    fs::copy(project(&format!("samples/{sample}.pdf")), &original).unwrap();
    let before = fs::read(&original).unwrap();
    let copy = dir.join("copy.pdf");
    let out = schedario(&["annotate", original.to_str().unwrap(), "--to", copy.to_str().unwrap()]);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(fs::read(&original).unwrap(), before, "the original was touched");
    let report = fs::read(project(&format!("samples/{sample}.json"))).unwrap();
    (fs::read(copy).unwrap(), serde_json::from_slice(&report).unwrap())
}

/// The highlights of a page: rectangle and comment.
fn highlights(pdf: &lopdf::Document, page: u32) -> Vec<([f32; 4], String)> {
    let all = pdf.get_page_annotations(pdf.get_pages()[&page]).unwrap();
    let own = all.iter().filter(|a| a.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Highlight"));
    own.map(|a| {
        let rect: Vec<f32> =
            a.get(b"Rect").unwrap().as_array().unwrap().iter().map(|v| v.as_float().unwrap()).collect();
        let bytes = a.get(b"Contents").unwrap().as_str().unwrap();
        let text = match bytes {
            [0xfe, 0xff, rest @ ..] => {
                let units: Vec<u16> = rest.chunks(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
                String::from_utf16(&units).unwrap()
            }
            plain => String::from_utf8(plain.to_vec()).unwrap(),
        };
        (rect.try_into().unwrap(), text)
    })
    .collect()
}

/// Width, height and samples.
type Picture = (usize, usize, Vec<u8>);

#[test]
fn both_numbers_of_a_contradiction_are_highlighted_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let (copy, report) = annotated(dir.path(), "cinisello-2017");
    let pdf = lopdf::Document::load_mem(&copy).unwrap();
    for finding in &report.findings {
        for (k, place) in finding.places.iter().enumerate() {
            let [x0, y0, x1, y1] = place.bbox.map(|v| v as f32);
            // The pages of this document are 841.89 × 595.28, neither turned nor cropped.
            let wanted = [x0, 595.28 - y1, x1, 595.28 - y0];
            let found = highlights(&pdf, place.page);
            let near = |r: &[f32; 4]| r.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.1);
            let (_, comment) = found.iter().find(|(r, _)| near(r)).unwrap_or_else(|| panic!("{wanted:?} {found:?}"));
            assert!(comment.contains(if k == 0 { &finding.message.en } else { "N001" }), "{comment}");
        }
    }
    assert_eq!((highlights(&pdf, 2).len(), highlights(&pdf, 5).len(), highlights(&pdf, 1).len()), (2, 2, 0));
}

/// A picture as poppler and mupdf write it: width, height, three bytes a pixel.
fn picture(program: &str, arguments: &[&str], out: &Path) -> Picture {
    let done = Command::new(program).args(arguments).output().unwrap();
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    let bytes = fs::read(out).unwrap();
    let mut at = 0;
    let mut word = || {
        let rest = &bytes[at..];
        let skip = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let length = rest[skip..].iter().take_while(|b| !b.is_ascii_whitespace()).count();
        at += skip + length;
        String::from_utf8(rest[skip..skip + length].to_vec()).unwrap()
    };
    assert_eq!(word(), "P6");
    let (width, height) = (word().parse().unwrap(), word().parse().unwrap());
    assert_eq!(word(), "255");
    (width, height, bytes[at + 1..].to_vec())
}

/// Every pixel that the copy coloured lies in a place of a finding of that page, and every place was changed.
fn assert_in_place(draw: &dyn Fn(&Path, u32) -> Picture, before: &Path, after: &Path, page: u32, places: &[&Evidence]) {
    let (width, height, old) = draw(before, page);
    let (w, h, new) = draw(after, page);
    assert_eq!((width, height), (w, h));
    // Transparency makes programs draw the edges of letters and lines a little otherwise; that is grey on grey.
    let tint = |p: &[u8], x: usize, y: usize| {
        let rgb = &p[(y * width + x) * 3..][..3];
        rgb.iter().max().unwrap() - rgb.iter().min().unwrap()
    };
    let changed = |x: usize, y: usize| tint(&new, x, y) > tint(&old, x, y).saturating_add(24);
    let inside = |e: &Evidence, x: f64, y: f64, air: f64| {
        x >= e.bbox[0] - air && x <= e.bbox[2] + air && y >= e.bbox[1] - air && y <= e.bbox[3] + air
    };
    let mut hits = vec![0; places.len()];
    for y in 0..height {
        for x in (0..width).filter(|x| changed(*x, y)) {
            let (px, py) = (x as f64 + 0.5, y as f64 + 0.5);
            assert!(places.iter().any(|e| inside(e, px, py, 1.5)), "page {page}: a change at {px}, {py}: {places:?}");
            places.iter().enumerate().filter(|(_, e)| inside(e, px, py, 1.5)).for_each(|(k, _)| hits[k] += 1);
        }
    }
    for (place, hits) in places.iter().zip(hits) {
        let area = (place.bbox[2] - place.bbox[0]) * (place.bbox[3] - place.bbox[1]);
        assert!(f64::from(hits) > area * 0.4, "page {page}: {hits} pixels of {place:?}");
    }
}

#[test]
fn other_readers_show_the_highlights_in_place_on_turned_cropped_and_encrypted_pages() {
    if !has("pdftoppm", "poppler-utils") || !has("mutool", "mupdf-tools") {
        return;
    }
    for sample in ["cinisello-2017", "pagine-coricate", "ritaglio-cropbox", "cifrato-senza-password", "sillabato-gs"] {
        let dir = tempfile::tempdir().unwrap();
        let (_, report) = annotated(dir.path(), sample);
        let (before, after) = (dir.path().join(format!("{sample}.pdf")), dir.path().join("copy.pdf"));
        let mut pages: Vec<u32> = report.findings.iter().flat_map(|f| &f.places).map(|p| p.page).collect();
        pages.sort_unstable();
        pages.dedup();
        assert!(!pages.is_empty(), "{sample} has nothing to show");
        for page in pages.into_iter().take(2) {
            let places: Vec<&Evidence> =
                report.findings.iter().flat_map(|f| &f.places).filter(|p| p.page == page).collect();
            let n = page.to_string();
            let poppler = |pdf: &Path, _: u32| {
                let root = dir.path().join("poppler");
                let arguments = [
                    "-r",
                    "72",
                    "-f",
                    &n,
                    "-l",
                    &n,
                    "-cropbox",
                    "-singlefile",
                    pdf.to_str().unwrap(),
                    root.to_str().unwrap(),
                ];
                picture("pdftoppm", &arguments, &root.with_extension("ppm"))
            };
            let mupdf = |pdf: &Path, _: u32| {
                let out = dir.path().join("mupdf.ppm");
                let arguments =
                    ["draw", "-q", "-r", "72", "-F", "ppm", "-o", out.to_str().unwrap(), pdf.to_str().unwrap(), &n];
                picture("mutool", &arguments, &out)
            };
            eprintln!("{sample}, page {page}: {} places", places.len());
            assert_in_place(&poppler, &before, &after, page, &places);
            assert_in_place(&mupdf, &before, &after, page, &places);
        }
        let told = Command::new("pdfinfo").arg(&after).output().unwrap();
        // What poppler says of the original it may say of the copy.
        let old = Command::new("pdfinfo").arg(&before).output().unwrap();
        assert!(told.status.success() && told.stderr == old.stderr, "{}", String::from_utf8_lossy(&told.stderr));
    }
}

#[test]
fn a_reader_finds_the_same_text_in_the_copy() {
    let dir = tempfile::tempdir().unwrap();
    let (copy, report) = annotated(dir.path(), "pagine-coricate");
    let schedario::document::Outcome::Report(again) = common::read_bytes(copy, "x").outcome else {
        panic!("no report")
    };
    assert_eq!(serde_json::to_value(&again.objectives).unwrap(), serde_json::to_value(&report.objectives).unwrap());
    assert_eq!(again.findings.len(), report.findings.len());
}

#[test]
fn what_cannot_be_annotated_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("copy.pdf");
    for (fixture, code) in [("password-unknown.pdf", 3), ("truncated-header.pdf", 3), ("altro-modulo.pdf", 3)] {
        let path = project(&format!("tests/fixtures/{fixture}"));
        let done = schedario(&["annotate", path.to_str().unwrap(), "--to", out.to_str().unwrap()]);
        assert_eq!(done.status.code(), Some(code), "{fixture}: {}", String::from_utf8_lossy(&done.stderr));
        assert!(!done.stderr.is_empty() && !out.exists(), "{fixture}");
    }
    let original = dir.path().join("a.pdf");
    fs::copy(project("samples/cinisello-2017.pdf"), &original).unwrap();
    let own = original.to_str().unwrap();
    let done = schedario(&["annotate", own, "--to", own]);
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(fs::read(&original).unwrap(), fs::read(project("samples/cinisello-2017.pdf")).unwrap());
}

/// Where lengths or offsets are wrong, a copy may lose its text: it is read again, and given away only if it is whole.
#[test]
fn a_copy_holds_what_its_original_holds_or_is_not_written() {
    let text = |bytes: Vec<u8>| -> Vec<String> {
        let document = schedario::pdf::Document::open(bytes.into()).unwrap();
        let pages = document.read(0..document.page_count() as usize);
        pages.iter().map(|page| page.glyphs.iter().map(|g| g.ch).collect()).collect()
    };
    let dir = tempfile::tempdir().unwrap();
    for fixture in ["stream-length-wrong.pdf", "flipped-xref.pdf"] {
        let original = project("tests/fixtures").join(fixture);
        let copy = dir.path().join(fixture);
        let out = schedario(&["annotate", original.to_str().unwrap(), "--to", copy.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&out.stderr);
        match fs::read(&copy) {
            Ok(bytes) => assert_eq!(text(bytes), text(fs::read(&original).unwrap()), "{fixture}"),
            Err(_) => assert!(said.contains("would lose text") || said.contains("no copy can be written"), "{said}"),
        }
    }
}

/// A page that the tree names and the file does not hold moves no mark to another page.
#[test]
fn marks_stand_on_the_pages_that_were_read() {
    let dir = tempfile::tempdir().unwrap();
    let mut pdf = lopdf::Document::load(project("samples/cinisello-2017.pdf")).unwrap();
    let pages = pdf.get_pages();
    let root = pdf.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    let nothing = pdf.new_object_id();
    let kids: Vec<Object> = std::iter::once(nothing).chain(pages.values().copied()).map(Into::into).collect();
    let tree = pdf.get_object_mut(root).unwrap().as_dict_mut().unwrap();
    tree.set("Count", kids.len() as i64);
    tree.set("Kids", kids);
    let original = dir.path().join("original.pdf");
    pdf.save(&original).unwrap();
    let copy = dir.path().join("copy.pdf");
    let out = schedario(&["annotate", original.to_str().unwrap(), "--to", copy.to_str().unwrap()]);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&out.stderr));
    let marked = lopdf::Document::load(&copy).unwrap();
    let count = |pdf: &lopdf::Document, page| pdf.get_page_annotations(page).map_or(0, |all| all.len());
    let found: Vec<usize> = pages.values().map(|page| count(&marked, *page)).collect();
    let (whole, _) = annotated(dir.path(), "cinisello-2017");
    let whole = lopdf::Document::load_mem(&whole).unwrap();
    let wanted: Vec<usize> = whole.get_pages().values().map(|page| count(&whole, *page)).collect();
    assert_eq!(found, wanted);
}
