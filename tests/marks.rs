//! Marks as they are printed: characters, words, and figures as offices dress them. Each test draws a small page, or spoils the
//! founding report in the way in which files of archives are.

use crate::common;
use crate::sight::{ACHIEVED, AMOUNT, Spoil, boxed, read, text};
use std::fs;
use std::sync::Arc;

use lopdf::{Dictionary, Document as Writer, Object, ObjectId, Stream, dictionary};
use schedario::document::{Outcome, examine};
use schedario::layout::Sheet;
use serde_json::Value;

fn saved(mut pdf: Writer) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// A page of its own with some content: fonts `/F` (Helvetica) and what else is given, and what else stands in its dictionary.
fn page_with(content: &str, build: impl FnOnce(&mut Writer) -> (Dictionary, Dictionary)) -> Vec<u8> {
    let mut pdf = Writer::with_version("1.5");
    let tree = pdf.new_object_id();
    let font = pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" });
    let (mut fonts, entries) = build(&mut pdf);
    fonts.set("F", font);
    let content = pdf.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
    let mut page = dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => fonts },
    };
    page.extend(&entries);
    let page: ObjectId = pdf.add_object(page);
    pdf.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalog);
    saved(pdf)
}

/// The words of a file, parted by spaces, its lines by strokes.
fn lines_of(bytes: Vec<u8>) -> String {
    let sheets: Vec<Vec<Sheet>> = examine::sheets(Arc::new(bytes)).unwrap();
    let text = |sheet: &Sheet| sheet.lines.iter().map(|l| sheet.text(l.words())).collect::<Vec<_>>().join(" / ");
    sheets.iter().flatten().map(text).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" // ")
}

fn lines(content: &str) -> String {
    lines_of(page_with(content, |_| (dictionary! {}, dictionary! {})))
}

/// Text of 9 points at a place; `moves` is what stands between the strings of an array.
fn at(x: f64, y: f64, text: &str) -> String {
    format!("BT /F 9 Tf {x} {y} Td ({text}) Tj ET ")
}

/// Words that are set apart by moving the pen and not by spaces, a quarter of an em wide.
fn tight(x: f64, y: f64, text: &str) -> String {
    format!("BT /F 9 Tf {x} {y} Td [({})] TJ ET ", text.replace(' ', ") -250 ("))
}

#[test]
fn a_gap_parts_words_by_the_measure_of_its_line() {
    let content = at(50.0, 700.0, "una riga con spazi") + &tight(50.0, 680.0, "Il Comune ha rilasciato 2384 carte");
    assert_eq!(lines(&content), "una riga con spazi / Il Comune ha rilasciato 2384 carte");
    // One space among many gaps, on the same line.
    let content = "BT /F 9 Tf 50 680 Td [(Il) -250 (Comune) -250 (ha rilasciato) -250 (2384) -250 (carte)] TJ ET";
    assert_eq!(lines(content), "Il Comune ha rilasciato 2384 carte");
    // Letters that are set a little apart are one word, spaces or not.
    let content = "BT /F 9 Tf 1.2 Tc 50 680 Td (parole spaziate un poco) Tj ET";
    assert_eq!(lines(content), "parole spaziate un poco");
}

#[test]
fn a_space_over_a_letter_parts_nothing() {
    let content = at(50.0, 700.0, "Comune di Sesto               ")
        + &at(120.0, 700.0, "11/09/2015")
        + &at(200.0, 700.0, "1990110");
    assert_eq!(lines(&content), "Comune di Sesto 11/09/2015 1990110");
    let filler = at(50.0, 700.0, "spese") + &at(100.0, 700.0, "          ") + &at(120.0, 700.0, "227.000,00");
    assert_eq!(lines(&filler), "spese 227.000,00");
}

#[test]
fn text_printed_twice_is_read_once_and_double_letters_are_two() {
    for (dx, dy) in [(0.3, 0.0), (0.95, 0.0), (1.2, -0.9), (0.0, 0.0)] {
        let text = "della nell'anno 1.100,00 llll 11";
        let content = format!("0.7 g {} 0 g {}", at(50.0 + dx, 700.0 + dy, text), at(50.0, 700.0, text));
        assert_eq!(lines(&content), text, "{dx} {dy}");
    }
    // A narrow font whose letters l stand no farther apart than the two prints of feigned bold.
    let content = "BT /F 9 Tf 50 Tz 50 700 Td (della ill'IlI) Tj ET";
    assert_eq!(lines(content), "della ill'IlI");
}

#[test]
fn a_raised_digit_behind_a_number_is_no_digit_of_it() {
    let raised = "BT /F 9 Tf 50 700 Td (19,00) Tj /F 5.4 Tf 3 Ts (12) Tj /F 9 Tf 0 Ts ( e poi) Tj ET";
    assert_eq!(lines(raised), "19,00¹² e poi");
    let placed = at(50.0, 700.0, "Australia.") + "BT /F 6 Tf 88 703 Td (15) Tj ET " + &at(110.0, 700.0, "poi");
    assert_eq!(lines(&placed), "Australia.¹⁵ poi");
    let apart =
        "BT /F 6 Tf 88 703 Td (15) Tj ET ".to_owned() + &at(50.0, 700.0, "Australia.") + &at(110.0, 700.0, "poi");
    assert_eq!(lines(&apart), "Australia.¹⁵ poi");
    let lowered = "BT /F 9 Tf 50 700 Td (la CO) Tj /F 5.4 Tf -1.5 Ts (2) Tj /F 9 Tf 0 Ts ( emessa) Tj ET";
    assert_eq!(lines(lowered), "la CO2 emessa");
    // A remark in small type at some distance is text of its own.
    let remark = at(50.0, 700.0, "19,00") + "BT /F 5 Tf 90 703 Td (nota a parte) Tj ET";
    assert_eq!(lines(&remark), "nota a parte / 19,00");
}

#[test]
fn characters_stay_as_printed() {
    let marks = "BT /F 9 Tf 50 700 Td (19,00\\271 1\\272 2\\252 CITTA\\264 \\275) Tj ET";
    assert_eq!(lines(marks), "19,00¹ 1º 2ª CITTA´ ½");
}

#[test]
fn marked_content_says_what_its_letters_are() {
    for open in [
        "/Span <</ActualText (-)>> BDC",
        "/Span <</ActualText <FEFF002D>>> BDC",
        "/Pattern cs 0 g /Span <</ActualText (-)>> BDC",
    ] {
        let content = format!("BT /F 9 Tf 50 700 Td {open} (x) Tj EMC (149.800,00) Tj ET");
        assert_eq!(lines(&content), "-149.800,00", "{open}");
    }
    let content = "BT /F 9 Tf 50 700 Td (e) Tj /Span <</ActualText (ffi)>> BDC (#) Tj EMC (cace) Tj /Span <</ActualText ()>> BDC (xyz) Tj EMC ET";
    assert_eq!(lines(content), "efficace");
}

#[test]
fn leader_dots_are_no_text() {
    assert_eq!(lines(&at(50.0, 700.0, "Livello.................OBIETTIVO DI PEG")), "Livello OBIETTIVO DI PEG");
    assert_eq!(lines(&at(50.0, 700.0, "Totale Spese . . . . . . . . . 1.200,00")), "Totale Spese 1.200,00");
    assert_eq!(
        lines(&at(50.0, 700.0, "e cos\\354 via... n. 3 del 1.1.2017 art. 4")),
        "e così via... n. 3 del 1.1.2017 art. 4"
    );
}

#[test]
fn letters_set_apart_are_words() {
    assert_eq!(lines(&at(50.0, 700.0, "I N D I C A T O R I")), "INDICATORI");
    assert_eq!(lines(&at(50.0, 700.0, "T O T A L E   S P E S E")), "TOTALE SPESE");
    assert_eq!(lines("BT /F 9 Tf 3 Tc 50 700 Td (Fasi dell'obiettivo) Tj ET"), "Fasi dell'obiettivo");
    for cells in ["X X X X X", "1 2 3 4 5 6"] {
        assert_eq!(lines(&at(50.0, 700.0, cells)), cells);
    }
}

/// A field of a form without an appearance.
fn field(entries: Dictionary) -> Vec<u8> {
    page_with(&at(50.0, 700.0, "Raggiunto"), |pdf| {
        let mut field = dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "Rect" => vec![120.into(), 695.into(), 260.into(), 711.into()],
            "T" => Object::string_literal("f"),
        };
        field.extend(&entries);
        let field = pdf.add_object(field);
        (dictionary! {}, dictionary! { "Annots" => vec![field.into()] })
    })
}

#[test]
fn fields_without_an_appearance_show_their_value() {
    let said = |text: &str| Object::string_literal(text);
    let text = dictionary! { "FT" => "Tx", "V" => said("2.380,00"), "DA" => said("/Helv 8 Tf 0 g") };
    assert_eq!(lines_of(field(text)), "Raggiunto 2.380,00");
    let pair = |a: &str, b: &str| Object::Array(vec![said(a), said(b)]);
    let choice = dictionary! { "FT" => "Ch", "Ff" => 1 << 17, "V" => said("b"), "Opt" => vec![pair("a", "basso"), pair("b", "alto")] };
    assert_eq!(lines_of(field(choice)), "Raggiunto alto");
    let hidden = dictionary! { "FT" => "Tx", "V" => said("9.999,00"), "F" => 2 };
    assert_eq!(lines_of(field(hidden)), "Raggiunto");
}

/// A font of drawings whose glyphs are called by a pattern; each is a box.
fn drawings(name: &dyn Fn(u8) -> String, text: &[u8]) -> String {
    let content =
        format!("BT /T 9 Tf 50 700 Td <{}> Tj ET", text.iter().map(|b| format!("{b:02x}")).collect::<String>());
    lines_of(page_with(&content, |pdf| {
        let mut codes: Vec<u8> = text.to_vec();
        codes.sort_unstable();
        codes.dedup();
        let (mut differences, mut procs) = (Vec::new(), Dictionary::new());
        for code in &codes {
            let glyph = pdf.add_object(Stream::new(dictionary! {}, b"500 0 0 0 450 700 d1 0 0 450 700 re f".to_vec()));
            differences.extend([Object::from(i64::from(*code)), Object::Name(name(*code).into_bytes())]);
            procs.set(name(*code), glyph);
        }
        let encoding = dictionary! { "Type" => "Encoding", "Differences" => differences };
        let widths: Vec<Object> = (0..256).map(|_| 500.into()).collect();
        let font = pdf.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type3", "FontBBox" => vec![0.into(), 0.into(), 500.into(), 700.into()],
            "FontMatrix" => vec![0.001.into(), 0.into(), 0.into(), 0.001.into(), 0.into(), 0.into()],
            "CharProcs" => procs, "Encoding" => encoding, "FirstChar" => 0, "LastChar" => 255, "Widths" => widths,
        });
        (dictionary! { "T" => font }, dictionary! {})
    }))
}

#[test]
fn drawings_called_by_their_number_are_letters() {
    assert_eq!(drawings(&|code| format!("a{code}"), b"Totale 1.200,00"), "Totale 1.200,00");
    assert_eq!(drawings(&|code| code.to_string(), b"Totale"), "Totale");
    // Numbers that only count say nothing.
    let counted = drawings(&|code| format!("a{code}"), &[1, 2, 3, 65, 66]);
    assert!(!counted.contains('A'), "{counted}");
}

#[test]
fn figures_are_read_as_offices_dress_them() {
    let minus: Spoil = |r| format!("1 g {} 0 g {}", boxed(r), text(r[0], r[1] + 2.0, "\\(600,00\\)"));
    let euro: Spoil = |r| format!("1 g {} 0 g {}", boxed(r), text(r[0] - 8.0, r[1] + 2.0, "\\200 7.000,00 *"));
    let spaced: Spoil = |r| format!("1 g {} 0 g {}", boxed(r), text(r[0], r[1] + 2.0, "131 000,00"));
    assert_eq!(read(AMOUNT, minus, "E003"), ("-600.00".into(), 0));
    assert_eq!(read(AMOUNT, euro, "E003"), ("7000.00".into(), 0));
    assert_eq!(read(AMOUNT, spaced, "E003"), ("131000.00".into(), 0));
}

#[test]
fn a_sign_for_nothing_is_a_blank() {
    let dash: Spoil = |r| format!("1 g {} 0 g {}", boxed(r), text(r[0] + 5.0, r[1] + 2.0, "--"));
    let words: Spoil = |r| format!("1 g {} 0 g {}", boxed(r), text(r[0], r[1] + 2.0, "n.d."));
    for spoil in [dash, words] {
        assert_eq!(read(ACHIEVED, spoil, "E003"), (Value::Null, 0));
        assert_eq!(read(ACHIEVED, spoil, "I002").1, 1, "a blank at the end of the year");
    }
}

const SAMPLE: &str = "samples/cinisello-2017";

#[test]
fn a_page_that_stands_twice_is_told_and_counted_once() {
    let mut pdf = Writer::load(common::project(&format!("{SAMPLE}.pdf"))).unwrap();
    let pages: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    let tree = pdf.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    let again = pdf.get_dictionary(pages[4]).unwrap().clone();
    let again = pdf.add_object(again);
    let node = pdf.get_object_mut(tree).unwrap().as_dict_mut().unwrap();
    let mut kids = node.get(b"Kids").unwrap().as_array().unwrap().clone();
    kids.insert(5, again.into());
    node.set("Count", kids.len() as i64);
    node.set("Kids", kids);
    let reading = common::read_bytes(saved(pdf), &format!("{SAMPLE}.pdf"));
    let Outcome::Report(report) = &reading.outcome else { panic!("{:?}", reading.outcome) };
    let report = serde_json::to_value(report).unwrap();
    let golden: Value = serde_json::from_slice(&fs::read(common::project(&format!("{SAMPLE}.json"))).unwrap()).unwrap();
    assert_eq!(report["objectives"], golden["objectives"]);
    let told: Vec<&Value> = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == "H003").collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["places"][0]["page"], 6);
}
