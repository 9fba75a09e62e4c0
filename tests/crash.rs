//! Files that once hurt, or would hurt a careless reader: each has its one right outcome and harms no other.

mod common;

use std::fs;

use schedario::pipeline::{Outcome, Reading};

fn read(fixture: &str) -> Reading {
    common::read_bytes(fs::read(common::project("tests/fixtures").join(fixture)).unwrap(), fixture)
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Report(_) => "report",
        Outcome::Unrecognised { .. } => "unrecognised",
        Outcome::NeedsOcr => "needs-ocr",
        Outcome::PasswordRequired => "password-required",
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
