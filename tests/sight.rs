//! What a page shows is what is read: covered, invisible, clipped and struck-out text is no value, and ink that is in no text is
//! told. Each test spoils the founding report, or a small page, in the way in which files of archives are spoiled.

use crate::common;
use std::fs;
use std::sync::Arc;

use lopdf::{Document as Writer, Object, ObjectId, Stream, dictionary};
use schedario::document::{Outcome, Reading, examine};
use schedario::layout::Sheet;
use serde_json::Value;

const SAMPLE: &str = "samples/cinisello-2017";

/// Where a value of the founding report stands: page, and its box from the upper left corner.
fn place(pointer: &str) -> (u32, [f64; 4]) {
    let golden: Value = serde_json::from_slice(&fs::read(common::project(&format!("{SAMPLE}.json"))).unwrap()).unwrap();
    let evidence = &golden["evidence"][pointer];
    let bbox = evidence["bbox"].as_array().unwrap_or_else(|| panic!("{pointer}: {evidence}"));
    let at = |k: usize| bbox[k].as_f64().unwrap();
    (evidence["page"].as_u64().unwrap() as u32, [at(0), at(1), at(2), at(3)])
}

fn saved(mut pdf: Writer) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// What can be drawn over a page: the box of a value in the page's own coordinates, and the content that spoils it.
pub type Spoil = fn([f64; 4]) -> String;

/// The founding report with something drawn over the box of a value. There is a font `/Tst`, a state `/Gone` without opacity, a
/// state `/Veil` that multiplies, and a white picture `/Pic`.
fn spoiled(pointer: &str, spoil: Spoil) -> Vec<u8> {
    let (number, [x0, y0, x1, y1]) = place(pointer);
    let mut pdf = Writer::load(common::project(&format!("{SAMPLE}.pdf"))).unwrap();
    let page = pdf.get_pages()[&number];
    let height = f64::from(
        pdf.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap()[3].as_float().unwrap(),
    );
    let font = pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" });
    let gone = pdf.add_object(dictionary! { "Type" => "ExtGState", "ca" => 0, "CA" => 0 });
    let veil = pdf.add_object(dictionary! { "Type" => "ExtGState", "BM" => "Multiply" });
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let picture = pdf.add_object(Stream::new(image, vec![255]));
    let resources = pdf.get_or_create_resources(page).unwrap().as_dict_mut().unwrap().clone();
    let mut resources = resources;
    for (kind, name, id) in
        [("Font", "Tst", font), ("ExtGState", "Gone", gone), ("ExtGState", "Veil", veil), ("XObject", "Pic", picture)]
    {
        let mut entries = match resources.get(kind.as_bytes()) {
            Ok(Object::Dictionary(entries)) => entries.clone(),
            Ok(Object::Reference(id)) => pdf.get_dictionary(*id).unwrap().clone(),
            _ => dictionary! {},
        };
        entries.set(name, id);
        resources.set(kind, entries);
    }
    let mut content = b"q\n".to_vec();
    content.extend(pdf.get_page_content(page));
    content.extend(format!("\nQ\nq {} Q\n", spoil([x0, height - y1, x1, height - y0])).into_bytes());
    let content = pdf.add_object(Stream::new(dictionary! {}, content));
    let page = pdf.get_object_mut(page).unwrap().as_dict_mut().unwrap();
    page.set("Contents", content);
    page.set("Resources", resources);
    saved(pdf)
}

fn report(reading: &Reading) -> Value {
    let Outcome::Report(report) = &reading.outcome else { panic!("no report: {:?}", reading.outcome) };
    serde_json::to_value(report).unwrap()
}

/// What a value is read as in a spoiled report, and how many findings of a rule there are.
pub fn read(pointer: &str, spoil: Spoil, rule: &str) -> (Value, usize) {
    let report = report(&common::read_bytes(spoiled(pointer, spoil), "x.pdf"));
    let told = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule).count();
    (report.pointer(pointer).cloned().unwrap_or_default(), told)
}

pub const AMOUNT: &str = "/objectives/0/budget/expenses/lines/3/amount";
pub const ACHIEVED: &str = "/objectives/0/indicators/0/achieved";
const WEIGHT: &str = "/objectives/0/phases/0/weight";

pub fn text(x: f64, y: f64, text: &str) -> String {
    format!("BT /Tst 7 Tf {x} {y} Td ({text}) Tj ET")
}

pub fn boxed([x0, y0, x1, y1]: [f64; 4]) -> String {
    format!("{} {} {} {} re f", x0 - 1.0, y0 - 1.0, x1 - x0 + 2.0, y1 - y0 + 2.0)
}

#[test]
fn a_figure_under_a_box_is_replaced_by_the_one_on_top_and_told() {
    let rgb: Spoil = |r| format!("1 1 1 rg {} 0 g {}", boxed(r), text(r[0], r[1] + 2.0, "77,00"));
    let cmyk: Spoil = |r| format!("0 0 0 0 k {} 0 0 0 1 k {}", boxed(r), text(r[0], r[1] + 2.0, "77,00"));
    let picture: Spoil = |r| {
        let [x0, y0, x1, y1] = r;
        format!("q {} 0 0 {} {x0} {y0} cm /Pic Do Q {}", x1 - x0, y1 - y0, text(x0, y0 + 2.0, "77,00"))
    };
    for spoil in [rgb, cmyk, picture] {
        for pointer in [AMOUNT, ACHIEVED, WEIGHT] {
            assert_eq!(read(pointer, spoil, "E005"), ("77.00".into(), 1), "{pointer}");
        }
    }
}

#[test]
fn a_highlight_or_a_frame_covers_nothing() {
    let highlight: Spoil = |r| format!("/Veil gs 1 1 0 rg {}", boxed(r));
    let half: Spoil = |r| {
        let [x0, y0, x1, y1] = r;
        // A box over the lower tip of the letters only.
        format!("1 g {x0} {} {} {} re f", y0 - 4.0, x1 - x0, 0.25 * (y1 - y0) + 4.0)
    };
    let frame: Spoil = |r| {
        let [x0, y0, x1, y1] = r;
        let (w, h) = (x1 - x0, y1 - y0);
        format!("1 g {} {} {} {} re {x0} {y0} {w} {h} re f*", x0 - 4.0, y0 - 3.0, w + 8.0, h + 6.0)
    };
    let golden = place(AMOUNT);
    assert!(golden.0 > 0);
    for spoil in [highlight, half, frame] {
        assert_eq!(read(AMOUNT, spoil, "E005"), ("131000.00".into(), 0));
    }
}

#[test]
fn text_that_nobody_sees_is_no_value() {
    let white: Spoil = |r| format!("1 g {}", text(r[0] - 30.0, r[1] + 2.0, "9.999,00"));
    let copied: Spoil = |r| format!("3 Tr {}", text(r[0] - 30.0, r[1] + 2.0, "9.999,00"));
    let faded: Spoil = |r| format!("/Gone gs {}", text(r[0] - 30.0, r[1] + 2.0, "9.999,00"));
    let clipped: Spoil = |r| format!("0 0 5 5 re W n {}", text(r[0] - 30.0, r[1] + 2.0, "9.999,00"));
    for spoil in [white, copied, faded, clipped] {
        assert_eq!(read(AMOUNT, spoil, "T002"), ("131000.00".into(), 0));
    }
}

#[test]
fn white_text_on_a_dark_ground_is_seen() {
    let inverse: Spoil = |r| format!("0.1 0.2 0.4 rg {} 1 g {}", boxed(r), text(r[0], r[1] + 2.0, "77,00"));
    assert_eq!(read(AMOUNT, inverse, "E005").0, "77.00");
}

#[test]
fn a_struck_out_figure_does_not_count() {
    let line: Spoil = |[x0, y0, x1, y1]| {
        let y = y0 + 0.48 * (y1 - y0);
        format!("0.6 w {x0} {y} m {x1} {y} l S {}", text(x0 - 24.0, y0 + 2.0, "77,00"))
    };
    let bar: Spoil = |[x0, y0, x1, y1]| {
        let y = y0 + 0.48 * (y1 - y0);
        format!("{x0} {y} {} 0.7 re f {}", x1 - x0, text(x0 - 24.0, y0 + 2.0, "77,00"))
    };
    for spoil in [line, bar] {
        assert_eq!(read(AMOUNT, spoil, "E005"), ("77.00".into(), 1));
    }
    // A line below the letters is a stroke of the pen that means the contrary.
    let underlined: Spoil = |[x0, y0, x1, _]| format!("0.6 w {x0} {y0} m {x1} {y0} l S");
    assert_eq!(read(AMOUNT, underlined, "E005"), ("131000.00".into(), 0));
}

#[test]
fn a_watermark_is_told_once_and_is_in_no_field() {
    let askew: Spoil = |_| "0.8 g BT /Tst 70 Tf 0.82 0.57 -0.57 0.82 150 60 Tm (COPIA) Tj ET".to_owned();
    let bytes = spoiled(AMOUNT, askew);
    let mut report = report(&common::read_bytes(bytes, &format!("{SAMPLE}.pdf")));
    let findings = report["findings"].take();
    let told: Vec<&Value> = findings.as_array().unwrap().iter().filter(|f| f["rule"] == "E002").collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["found"], "COPIA");
    let golden: Value = serde_json::from_slice(&fs::read(common::project(&format!("{SAMPLE}.json"))).unwrap()).unwrap();
    assert_eq!(report["objectives"], golden["objectives"]);
}

/// A page of its own with some content; fonts `/F` (Helvetica) and `/U`, whose letters are called after nothing.
fn page(content: &str) -> Vec<u8> {
    let mut pdf = Writer::with_version("1.5");
    let tree = pdf.new_object_id();
    let font = pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" });
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 64, "Height" => 64, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    // Marks as large as letters, in rows.
    let pixel = |k: usize| {
        if k / 64 % 8 < 5 && k % 8 < 5 && (k / 64 % 8 == 2 || k.is_multiple_of(8) || k % 8 == 4) { 0 } else { 255 }
    };
    let picture = pdf.add_object(Stream::new(image, (0..64 * 64).map(pixel).collect()));
    let content = pdf.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
    let page: ObjectId = pdf.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font }, "XObject" => dictionary! { "P" => picture } },
    });
    pdf.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalog);
    saved(pdf)
}

/// The words of a page, in all directions.
fn words(content: &str) -> String {
    let sheets: Vec<Vec<Sheet>> = examine::sheets(Arc::new(page(content))).unwrap();
    let texts = sheets.iter().flatten().map(|sheet| sheet.text(0..sheet.words.len()));
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ")
}

#[test]
fn what_a_stray_delimiter_stands_before_is_read() {
    for stray in [")", "]", ">", "}"] {
        let content =
            format!("BT /F 9 Tf 50 700 Td (prima riga) Tj ET {stray} BT /F 9 Tf 50 600 Td (seconda \\) riga) Tj ET");
        assert_eq!(words(&content), "prima riga seconda ) riga", "{stray}");
    }
}

#[test]
fn letters_with_a_negative_size_read_like_others() {
    let content = "BT /F -9 Tf -1 0 0 -1 50 700 Tm (capovolto due volte) Tj ET";
    assert_eq!(words(content), "capovolto due volte");
}

#[test]
fn letters_that_are_filled_and_stroked_are_read_once() {
    // A pattern colour space takes the page the library's way.
    let content = "/Pattern cs BT /F 9 Tf 2 Tr 0 g 50 700 Td (grassetto) Tj ET";
    assert_eq!(words(content), "grassetto");
}

#[test]
fn text_behind_its_clip_stays_out_of_the_next_cell() {
    let content = "q 50 690 100 20 re W n BT /F 9 Tf 52 700 Td (bill no. 133, 132, 139, 138, 143, 150, 161) Tj ET Q \
                   BT /F 9 Tf 160 700 Td (26406576) Tj ET";
    let words = words(content);
    assert!(words.ends_with("26406576") && !words.contains("161"), "{words}");
}

#[test]
fn a_colour_space_that_is_not_there_ends_nothing() {
    let content = "/Nowhere cs 0.3 0.2 scn BT /F 9 Tf 50 700 Td (prima) Tj ET /DeviceN cs 0 scn BT /F 9 Tf 50 600 Td (dopo) Tj ET";
    assert_eq!(words(content), "prima dopo");
}

/// Outcomes of a page without readers of scans.
fn lost(content: &str) -> Vec<u32> {
    common::read_bytes(page(content), "x.pdf").pages_lost
}

#[test]
fn ink_that_is_in_no_text_is_a_page_lost() {
    let picture = "q 300 0 0 300 100 300 cm /P Do Q";
    assert_eq!(lost(picture), [1], "a picture of letters over less than a third of the page");
    assert_eq!(
        lost(&format!(
            "BT /F 7 Tf 50 810 Td (Protocollo n. 12345 del 19/03/2018, stampato dal programma) Tj ET {picture}"
        )),
        [1]
    );
    // Letters as outlines, and none of them as text.
    let outline = |x: f64| {
        format!(
            "{x} 700 m {} 714 l {} 700 l {} 700 l {} 709 l {} 700 l h f ",
            x + 5.0,
            x + 10.0,
            x + 8.0,
            x + 5.0,
            x + 2.0
        )
    };
    let outlines: String = (0..30).map(|k| outline(60.0 + 13.0 * f64::from(k))).collect();
    assert_eq!(lost(&outlines), [1]);
}

#[test]
fn pictures_without_letters_and_empty_pages_are_no_loss() {
    // A black border around an empty page, as scanners leave it; a bar of a chart; a round stamp without text.
    let border = "0 g 0 0 595 12 re f 0 830 595 12 re f 0 0 14 842 re f 581 0 14 842 re f";
    assert!(lost(border).is_empty());
    let reading = common::read_bytes(page(border), "x.pdf");
    assert!(matches!(reading.outcome, Outcome::Empty), "{:?}", reading.outcome);
    let circle = "300 400 m 300 427 278 450 250 450 c 222 450 200 427 200 400 c 200 372 222 350 250 350 c 278 350 300 372 300 400 c f";
    assert!(lost(&format!("BT /F 9 Tf 50 700 Td (testo della pagina) Tj ET {circle} {circle} {circle}")).is_empty());
}

#[test]
fn an_empty_stream_among_the_contents_is_no_damage() {
    let mut pdf = Writer::load(common::project(&format!("{SAMPLE}.pdf"))).unwrap();
    let nothing = Stream::new(dictionary! { "Filter" => "FlateDecode" }, vec![0x58, 0x85, 0, 0, 0, 1]);
    let nothing = pdf.add_object(nothing);
    for page in pdf.get_pages().into_values().collect::<Vec<_>>() {
        let own = pdf.get_page_contents(page);
        let parts: Vec<Object> = [nothing].into_iter().chain(own).map(Object::Reference).collect();
        pdf.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("Contents", parts);
    }
    let reading = common::read_bytes(saved(pdf), "x.pdf");
    assert!(reading.pages_lost.is_empty(), "{:?}", reading.pages_lost);
    report(&reading);
}

#[test]
fn a_page_with_nothing_but_an_empty_stream_is_blank() {
    let mut pdf = Writer::load_mem(&page("")).unwrap();
    let page = pdf.get_pages()[&1];
    let nothing = pdf.add_object(Stream::new(dictionary! { "Filter" => "FlateDecode" }, vec![0x58, 0x85, 0, 0, 0, 1]));
    pdf.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("Contents", nothing);
    let reading = common::read_bytes(saved(pdf), "x.pdf");
    assert!(matches!(reading.outcome, Outcome::Empty), "{:?}", reading.outcome);
}
