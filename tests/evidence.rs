//! Every value leads back to a box on its page, and every word on every page has been accounted for.

use crate::common;
use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use schedario::document::Outcome;
use schedario::pdf::Document;
use serde_json::Value;

/// The pointers of all scalars that are not null.
fn leaves(value: &Value, pointer: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (key, value) in map {
                leaves(value, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), out);
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(k, v)| leaves(v, &format!("{pointer}/{k}"), out)),
        _ => {
            out.insert(pointer.to_owned());
        }
    }
}

#[test]
fn values_and_evidence_belong_together() {
    for pdf in common::pdfs("samples") {
        let bytes = fs::read(&pdf).unwrap();
        let document = Document::open(Arc::new(bytes.clone())).unwrap();
        let pages = document.read(0..document.page_count() as usize);
        let Outcome::Report(report) = common::read_bytes(bytes, "x").outcome else { panic!("{}", pdf.display()) };
        let json = serde_json::to_value(&report).unwrap();
        let mut values = BTreeSet::new();
        for part in ["title", "registration", "parameters", "objectives"] {
            leaves(&json[part], &format!("/{part}"), &mut values);
        }
        let evidence = json["evidence"].as_object().unwrap();
        for pointer in &values {
            // The ids of a form's own tables and the types of their keys are the grammar's, not the page's.
            if pointer.contains("/tables/") && (pointer.ends_with("/id") || pointer.contains("/types/")) {
                continue;
            }
            assert!(evidence.contains_key(pointer), "{}: {pointer} has no evidence", pdf.display());
        }
        for (pointer, entry) in evidence {
            let unreadable = json["findings"].as_array().unwrap().iter().any(|f| f["subject"] == *pointer);
            // A sign for nothing is a blank that has its place.
            let blank = json.pointer(pointer) == Some(&serde_json::Value::Null);
            assert!(values.contains(pointer) || unreadable || blank, "{}: {pointer} leads nowhere", pdf.display());
            let places = entry.as_array().cloned().unwrap_or_else(|| vec![entry.clone()]);
            for place in places {
                let page = &pages[place["page"].as_u64().unwrap() as usize - 1];
                let b: Vec<f64> = place["bbox"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
                let inside = -1.0 <= b[0]
                    && b[0] < b[2]
                    && b[2] <= f64::from(page.width) + 1.0
                    && -1.0 <= b[1]
                    && b[1] < b[3]
                    && b[3] <= f64::from(page.height) + 1.0;
                assert!(inside, "{}: {pointer}: {b:?} is not on its page", pdf.display());
                assert!(!place["text"].as_str().unwrap().trim().is_empty(), "{pointer}");
                // The letters of the text stand in the box, by the glyphs of the page itself.
                let letters: usize = page
                    .glyphs
                    .iter()
                    .filter(|g| !g.ch.is_whitespace())
                    .filter(|g| {
                        let (x, y) = (f64::from(g.rect.mid_x()), f64::from(g.rect.mid_y()));
                        x >= b[0] - 0.1 && x <= b[2] + 0.1 && y >= b[1] - 0.1 && y <= b[3] + 0.1
                    })
                    .count();
                let said = place["text"].as_str().unwrap().chars().filter(|c| !c.is_whitespace()).count();
                assert!(
                    letters >= said,
                    "{}: {pointer}: {letters} letters in the box of {:?}",
                    pdf.display(),
                    place["text"]
                );
            }
        }
    }
}

/// A word that no field knows is put on a page of the founding report: it must be told.
#[test]
fn a_word_that_nothing_takes_is_reported() {
    let sample = fs::read(common::project("samples/cinisello-2017.pdf")).unwrap();
    let mut pdf = lopdf::Document::load_mem(&sample).unwrap();
    let pages = pdf.get_pages();
    for (page, text) in [(1, "INTRUSO UNO"), (6, "intruso due")] {
        let id = pages[&page];
        let name = format!("Intruso{page}");
        let mut content = pdf.get_page_content(id);
        // A standard font, so that the words are what they say.
        let font =
            pdf.add_object(lopdf::dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
        let resources = pdf.get_dictionary_mut(id).unwrap().get_mut(b"Resources").unwrap().as_dict_mut().unwrap();
        match resources.get_mut(b"Font").unwrap() {
            lopdf::Object::Dictionary(fonts) => fonts.set(name.as_str(), font),
            lopdf::Object::Reference(fonts) => {
                let fonts = *fonts;
                pdf.get_dictionary_mut(fonts).unwrap().set(name.as_str(), font);
            }
            other => panic!("{other:?}"),
        }
        content.extend_from_slice(format!("\nq BT /{name} 9 Tf 1 0 0 1 600 90 Tm ({text}) Tj ET Q\n").as_bytes());
        pdf.change_page_content(id, content).unwrap();
    }
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    let Outcome::Report(report) = common::read_bytes(bytes, "x").outcome else { panic!("no report") };
    let unread: Vec<(u32, String)> = report
        .findings
        .iter()
        .filter(|f| f.rule == "E002")
        .map(|f| (f.places[0].page, f.found.clone().unwrap()))
        .collect();
    assert_eq!(unread, [(1, "INTRUSO UNO".to_owned()), (6, "intruso due".to_owned())]);
}
