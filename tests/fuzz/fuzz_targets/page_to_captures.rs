//! Pages with words of the forms strewn over them, to captures, objectives and findings.
//!
//! Six bytes a word: which one, x, y, and size with direction; every eighth is a ruling line.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use schedario::audit::Lexicon;
use schedario::audit::narrative::contradictions;
use schedario::base::geometry::{Rect, Turn};
use schedario::grammar::{Grammars, Margins, Reader};
use schedario::layout::{Settings, Sheet, lay_out};
use schedario::page::{Glyph, Page, Rule};
use schedario::typing::build;

static GRAMMARS: LazyLock<Grammars> = LazyLock::new(|| Grammars::load(None).expect("the embedded grammars"));
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let own = ["2017_P03_01", "1.234,50", "100,00", "31/12/2017", "di cui 12", "45 per cento", "\u{fffd}", "-"];
    let sources = Grammars::sources(None).expect("the embedded grammars");
    let sources = sources.split('"').skip(1).step_by(2);
    own.into_iter().chain(sources).flat_map(str::split_whitespace).map(str::to_owned).collect()
});

fn page(number: u32, data: &[u8]) -> Page {
    let mut page = Page { number, width: 842.0, height: 595.0, ..Page::default() };
    for (k, part) in data.chunks_exact(6).enumerate() {
        let (x, y) = (f32::from(part[2]) * 3.3, f32::from(part[3]) * 2.3);
        if k % 8 == 7 {
            let end = f32::from(part[4]) * 3.0;
            let rect = if part[5] % 2 == 0 { Rect::new(x, y, end, y + 0.5) } else { Rect::new(x, y, x + 0.5, end) };
            page.rules.push(Rule { rect });
            continue;
        }
        let word = &WORDS[usize::from(u16::from_le_bytes([part[0], part[1]])) % WORDS.len()];
        let size = 5.0 + f32::from(part[4] % 8);
        let turn = [Turn::None, Turn::None, Turn::None, Turn::Right, Turn::Half, Turn::Left][usize::from(part[5]) % 6];
        for (n, ch) in word.chars().enumerate() {
            let x = x + n as f32 * size * 0.5;
            let rect = Rect::new(x, y - size * 0.75, x + size * 0.5, y + size * 0.22);
            page.glyphs.push(Glyph { ch, turn, rect, size, confidence: 1.0 });
        }
    }
    page
}

fuzz_target!(|data: &[u8]| {
    let pages: Vec<Page> = data.chunks(900).take(6).enumerate().map(|(k, part)| page(k as u32 + 1, part)).collect();
    let sheets: Vec<Vec<Sheet>> = pages.iter().map(|p| lay_out(p, &Settings::DEFAULT)).collect();
    let margins = Margins::of(sheets.iter().filter_map(|s| s.first()).filter(|s| !s.words.is_empty()));
    for form in GRAMMARS.forms() {
        let mut reader = Reader::new(form);
        for sheets in &sheets {
            reader.page(sheets, &margins);
        }
        reader.finish();
        for card in reader.take_done() {
            contradictions(&build::objective(form, card), Lexicon::own());
        }
    }
});
