//! Whether a copy holds what its original holds: where offsets or lengths of a file are wrong, what is written anew may lose text.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::pdf::Document;

/// How many pages are compared at a go; fonts are loaded once for each go.
const GO: usize = 8;

/// The first page, from 1, whose text is not that of the original.
pub(super) fn altered(original: &Document, copy: &Arc<Vec<u8>>) -> Option<u32> {
    let Ok(copy) = Document::open(copy.clone()) else { return Some(1) };
    let count = original.page_count() as usize;
    // What makes the library fail is no page that holds the same.
    let texts = |document: &Document, from: usize| {
        let pages = catch_unwind(AssertUnwindSafe(|| document.read(from..(from + GO).min(count))));
        pages.unwrap_or_default().iter().map(|page| page.glyphs.iter().map(|g| g.ch).collect()).collect::<Vec<String>>()
    };
    for from in (0..count).step_by(GO) {
        let (here, there) = (texts(original, from), texts(&copy, from));
        let alike = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
        if alike < here.len().max(there.len()) {
            return u32::try_from(from + alike + 1).ok();
        }
    }
    (copy.page_count() as usize != count).then_some(1)
}
