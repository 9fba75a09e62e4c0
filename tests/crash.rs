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
