//! Requests to a worker: one answer for each line that is not empty, whatever it says.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use schedario::audit::Checks;
use schedario::grammar::Grammars;
use schedario::batch::isolation::serve;
use schedario::batch::verdict::Desk;

static GRAMMARS: LazyLock<Grammars> = LazyLock::new(|| Grammars::load(None).expect("the embedded grammars"));
static CHECKS: LazyLock<Arc<Checks>> = LazyLock::new(Arc::default);

fuzz_target!(|data: &[u8]| {
    // Requests to write would write, and paths that exist would be read.
    if data.windows(5).any(|w| w == b"write") || data.contains(&b'/') || data.contains(&b'\\') || data.contains(&b'.') {
        return;
    }
    let desk = Desk { grammars: &GRAMMARS, checks: &CHECKS, limit: 1 << 20, scans: None };
    let mut answers = Vec::new();
    serve(&mut &*data, &mut answers, &desk).expect("answers to memory");
    let lines = data.split(|b| *b == b'\n').filter(|l| l.iter().any(|b| *b != b'\r')).count();
    assert_eq!(answers.iter().filter(|b| **b == b'\n').count(), lines);
});
