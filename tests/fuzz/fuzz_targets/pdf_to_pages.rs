//! Bytes of a PDF to its first pages.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use schedario::pdf::Document;

fuzz_target!(|data: &[u8]| {
    if let Ok(document) = Document::open(Arc::new(data.to_vec())) {
        document.producer();
        document.read(0..document.page_count().min(4) as usize);
    }
});
