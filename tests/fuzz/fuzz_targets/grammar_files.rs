//! Grammar files and lexicons: any text is a form or a mistake that is told.
#![no_main]

use libfuzzer_sys::fuzz_target;
use schedario::audit::Lexicon;
use schedario::grammar::Grammars;

fuzz_target!(|text: &str| {
    if let Err(mistake) = Grammars::parse("x.toml", text) {
        assert!(!mistake.to_string().is_empty());
    }
    let _ = Lexicon::parse(text);
});
