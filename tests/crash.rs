//! Files that once hurt, or would hurt a careless reader: each has its one right outcome and harms no other.

use crate::common;
use std::fs;

use schedario::document::{Outcome, Reading};

fn read(fixture: &str) -> Reading {
    common::read_bytes(fs::read(common::project("tests/fixtures").join(fixture)).unwrap(), fixture)
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Report(_) => "report",
        Outcome::Unrecognised { .. } => "unrecognised",
        Outcome::NeedsOcr => "needs-ocr",
        Outcome::PasswordRequired => "password-required",
        Outcome::CertificateRequired => "certificate-required",
        Outcome::UnknownEncryption => "unknown-encryption",
        Outcome::Small => "small",
        Outcome::Hollow => "hollow",
        Outcome::Damaged => "damaged",
        Outcome::NotPdf => "not-a-pdf",
        Outcome::Empty => "empty",
        Outcome::TooLarge => "too-large",
    }
}

macro_rules! outcomes {
    ($($test:ident: $file:literal is $outcome:literal;)+) => {$(
        #[test]
        fn $test() {
            assert_eq!(name(&read($file).outcome), $outcome);
        }
    )+};
}

outcomes! {
    two_pages_without_contents: "contents-missing.pdf" is "empty";
    a_form_that_draws_itself: "form-xobject-recursive.pdf" is "empty";
    a_page_tree_that_contains_itself: "page-tree-recursive.pdf" is "empty";
    a_page_of_enormous_size: "mediabox-huge.pdf" is "unrecognised";
    no_page: "zero-pages.pdf" is "empty";
    only_a_header: "truncated-header.pdf" is "damaged";
    a_user_password: "password-unknown.pdf" is "password-required";
    a_broken_cross_reference_table: "flipped-xref.pdf" is "report";
    wrong_stream_lengths: "stream-length-wrong.pdf" is "report";
    another_form: "altro-modulo.pdf" is "unrecognised";
    a_scan: "scansione.pdf" is "needs-ocr";
    a_scan_with_exported_pages: "scansione-mista.pdf" is "report";
}

#[test]
fn scanned_pages_are_named_one_by_one() {
    assert_eq!(read("scansione.pdf").pages_lost, [1, 2, 3, 4, 5]);
    assert_eq!(read("scansione-mista.pdf").pages_lost, [1, 5]);
}

#[test]
fn bytes_that_are_no_pdf() {
    assert_eq!(name(&common::read_bytes(Vec::new(), "x").outcome), "empty");
    assert_eq!(name(&common::read_bytes(b"<!DOCTYPE html>".to_vec(), "x").outcome), "not-a-pdf");
    assert_eq!(name(&common::read_bytes(b"%PDF-1.7 and nothing else".to_vec(), "x").outcome), "damaged");
}

/// Whatever is cut off or overwritten, the reading ends with an outcome and not with a panic.
#[test]
fn cut_and_spoiled_files_have_an_outcome() {
    let whole = fs::read(common::project("samples/righe-orizzontali-gs.pdf")).unwrap();
    let mut seed = 7u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..60 {
        let cut = random(whole.len());
        name(&common::read_bytes(whole[..cut].to_vec(), "x").outcome);
        let mut spoiled = whole.clone();
        for _ in 0..20 {
            let at = random(spoiled.len());
            spoiled[at] = random(256) as u8;
        }
        name(&common::read_bytes(spoiled, "x").outcome);
    }
}

/// The sample with a page whose content stream is changed.
fn with_content(change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut document = lopdf::Document::load(common::project("samples/righe-orizzontali-gs.pdf")).unwrap();
    let page = *document.get_pages().values().next().unwrap();
    let contents = document.get_page_contents(page)[0];
    let stream = document.get_object_mut(contents).unwrap().as_stream_mut().unwrap();
    let changed = change(std::mem::take(&mut stream.content));
    stream.set_content(changed);
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

#[test]
fn a_spoiled_content_stream_costs_its_page_and_is_told() {
    let whole = common::read_bytes(with_content(|c| c), "x");
    assert_eq!((name(&whole.outcome), whole.pages_lost), ("report", vec![]));
    let spoiled = common::read_bytes(
        with_content(|mut content| {
            let middle = content.len() / 2;
            content[middle] ^= 0x55;
            content
        }),
        "x",
    );
    assert_eq!((name(&spoiled.outcome), spoiled.pages_lost), ("report", vec![1]));
}

#[test]
fn a_page_of_a_hundred_megabytes_is_too_large() {
    let bomb = with_content(|_| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        let blank = vec![b' '; 1 << 20];
        (0..100).for_each(|_| std::io::Write::write_all(&mut encoder, &blank).unwrap());
        encoder.finish().unwrap()
    });
    let reading = common::read_bytes(bomb, "x");
    assert!(reading.pages_lost.contains(&1));
}

#[test]
fn a_file_without_its_end_is_partial() {
    let whole = fs::read(common::project("samples/cinisello-2017.pdf")).unwrap();
    let reading = common::read_bytes(whole[..whole.len() - 200].to_vec(), "x");
    assert!(reading.cut_off, "{:?}", reading.outcome);
    assert!(!common::read_bytes(whole, "x").cut_off);
}

#[test]
fn pages_without_a_table_of_contents_are_gathered() {
    let mut document = lopdf::Document::load(common::project("samples/righe-orizzontali-gs.pdf")).unwrap();
    let pages = document.get_pages().len() as u32;
    document.decompress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    // Neither the catalogue nor the tree of pages says what it is any more.
    for word in [&b"/Catalog"[..], b"/Pages", b"/Root", b"/Kids"] {
        while let Some(at) = bytes.windows(word.len()).position(|w| w == word) {
            bytes[at + 1] = b'X';
        }
    }
    let reading = common::read_bytes(bytes, "x");
    assert_eq!((reading.pages, reading.cut_off), (pages, true), "{:?}", reading.outcome);
    assert_eq!(name(&reading.outcome), "report");
}

/// The sample with each object for itself, as older programs write it.
fn plain_objects() -> lopdf::Document {
    let mut document = lopdf::Document::load(common::project("samples/righe-orizzontali-gs.pdf")).unwrap();
    document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    document
}

fn saved(mut document: lopdf::Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn values(reading: &Reading) -> String {
    let Outcome::Report(report) = &reading.outcome else { panic!("{:?}", reading.outcome) };
    serde_json::to_string(&report.objectives).unwrap()
}

/// Programs that sign leave objects right behind each other, and offsets that lead beside them.
#[test]
fn glued_objects_and_offsets_beside_them_lose_nothing() {
    let whole = saved(plain_objects());
    let before = common::read_bytes(whole.clone(), "x");
    let mark = regex::bytes::Regex::new(r"(?-u)endobj\s+(\d+) 0 obj").unwrap();
    for each in [1, 2, 3] {
        let mut count = 0;
        let glued = mark.replace_all(&whole, |found: &regex::bytes::Captures<'_>| {
            count += 1;
            let parting = if count % each == 0 { "" } else { "\n" };
            format!("endobj{parting}{} 0 obj", String::from_utf8_lossy(&found[1])).into_bytes()
        });
        let reading = common::read_bytes(glued.into_owned(), "x");
        assert_eq!((reading.pages, &reading.pages_lost), (before.pages, &vec![]), "each {each}");
        assert_eq!(values(&reading), values(&before), "each {each}");
        assert!(!reading.cut_off);
    }
    // Offsets that lead elsewhere are not believed either.
    let mut early = whole.clone();
    let entry = regex::bytes::Regex::new(r"(?-u)(\d{10}) 00000 n").unwrap();
    let places: Vec<(usize, u64)> = entry
        .captures_iter(&whole)
        .map(|c| (c.get(1).unwrap().start(), String::from_utf8_lossy(&c[1]).parse().unwrap()))
        .collect();
    assert!(places.len() > 10, "{}", places.len());
    for (at, offset) in places {
        early[at..at + 10].copy_from_slice(format!("{:010}", offset - 1).as_bytes());
    }
    assert_eq!(values(&common::read_bytes(early, "x")), values(&before));
}

/// The pages of the sample, and its tree changed.
fn with_kids(change: impl Fn(&mut lopdf::Document, &mut Vec<lopdf::Object>)) -> Vec<u8> {
    let mut document = plain_objects();
    let root = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    let pages: Vec<lopdf::ObjectId> = document.get_pages().into_values().collect();
    for page in &pages {
        document.get_object_mut(*page).unwrap().as_dict_mut().unwrap().set("Parent", root);
    }
    let mut kids: Vec<lopdf::Object> = pages.into_iter().map(Into::into).collect();
    change(&mut document, &mut kids);
    let tree = document.get_object_mut(root).unwrap().as_dict_mut().unwrap();
    tree.set("Count", kids.len() as i64);
    tree.set("Kids", kids);
    saved(document)
}

/// A page that is not there keeps its number, so that those behind it keep theirs, and is told.
#[test]
fn a_broken_kid_of_the_tree_shifts_no_page() {
    let whole = common::read_bytes(with_kids(|_, _| {}), "x");
    let bytes = with_kids(|document, kids| {
        let nothing = document.new_object_id();
        kids.insert(1, nothing.into());
    });
    let reading = common::read_bytes(bytes, "x");
    assert_eq!((reading.pages, &reading.pages_lost), (whole.pages + 1, &vec![2]));
    let last = |reading: &Reading| {
        let Outcome::Report(report) = &reading.outcome else { panic!("{:?}", reading.outcome) };
        let report = serde_json::to_value(report).unwrap();
        let pages = report["evidence"].as_object().unwrap().values().flat_map(|e| match e {
            serde_json::Value::Array(list) => list.clone(),
            one => vec![one.clone()],
        });
        pages.map(|e| e["page"].as_u64().unwrap()).max().unwrap()
    };
    assert_eq!(last(&reading), last(&whole) + 1);
}

/// A page that the tree names twice is seen twice.
#[test]
fn a_page_that_stands_twice_counts_twice() {
    let whole = common::read_bytes(with_kids(|_, _| {}), "x");
    let reading = common::read_bytes(with_kids(|_, kids| kids.insert(1, kids[0].clone())), "x");
    assert_eq!((reading.pages, reading.pages_lost.len()), (whole.pages + 1, 0));
}

/// The pages that a tree lacks are looked for in the file, and no others.
#[test]
fn pages_outside_of_the_tree_come_back_only_where_it_lacks_some() {
    let all = common::read_bytes(with_kids(|_, _| {}), "x").pages;
    let taken_out = common::read_bytes(with_kids(|_, kids| drop(kids.pop())), "x");
    assert_eq!((taken_out.pages, taken_out.cut_off), (all - 1, false));
    let mut document = plain_objects();
    let root = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    document.get_object_mut(root).unwrap().as_dict_mut().unwrap().set("Kids", Vec::<lopdf::Object>::new());
    let emptied = common::read_bytes(saved(document), "x");
    assert_eq!((emptied.pages, emptied.cut_off), (all, true), "{:?}", emptied.outcome);
}

/// Encryption for certain persons is no damage, and neither is one that nobody knows.
#[test]
fn encryption_is_told_for_what_it_is() {
    let with = |encryption: &str| {
        let bytes = saved(plain_objects());
        let at = bytes.windows(8).rposition(|w| w == b"trailer\n" || w == b"trailer ").unwrap() + 7;
        let open = at + bytes[at..].windows(2).position(|w| w == b"<<").unwrap() + 2;
        let id = "/ID[<00000000000000000000000000000000><00000000000000000000000000000000>]";
        [&bytes[..open], format!("{id}/Encrypt {encryption}").as_bytes(), &bytes[open..]].concat()
    };
    let outcome = |encryption: &str| name(&common::read_bytes(with(encryption), "x").outcome);
    assert_eq!(outcome("<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4>>"), "certificate-required");
    assert_eq!(outcome("<</Filter/Unheard.Of/V 4>>"), "unknown-encryption");
    // What is attached is locked, and the document is not.
    let key = "0".repeat(64);
    let attachments = "/CF<</StdCF<</CFM/AESV2/AuthEvent/EFOpen/Length 16>>>>/EFF/StdCF/StmF/Identity/StrF/Identity";
    let locked = format!("<</Filter/Standard/V 4/R 4/Length 128/P -4/O<{key}>/U<{key}>{attachments}>>");
    assert_eq!(outcome(&locked), "report");
    let all = format!(
        "<</Filter/Standard/V 4/R 4/Length 128/P -4/O<{key}>/U<{key}>/CF<</StdCF<</CFM/AESV2/Length 16>>>>/StmF/StdCF/StrF/StdCF>>"
    );
    assert_eq!(outcome(&all), "password-required");
}
