//! Text that runs up or down inside a table: headings of narrow columns. Each word becomes a line of its cell, so that the cell
//! reads like any other.

use super::rules::{self, Across, Down};
use super::settings::Settings;
use super::words::{self, Word, Words};
use crate::base::geometry::{Rect, Turn};
use crate::page::{Glyph, Page};

/// A cell of turned text is narrower than this (em of the text).
const NARROW: f32 = 14.0;
/// It is higher than the text is long by this at most (em): text beside a whole table is no heading.
const ROOM: f32 = 8.0;
/// Without ruling lines something stands below a heading within this (em), and beside it at its height.
const BELOW: f32 = 6.0;
/// From line to line, and from the upper edge to the first baseline, in em.
const PITCH: f32 = 1.15;
const FIRST: f32 = 0.95;
/// Width of a letter where there is room, in em.
const LETTER: f32 = 0.5;
/// Words of one line differ by less than this in their baselines, in em.
const LEVEL: f32 = 0.3;
/// The next line of a heading begins no farther below than this, in em.
const NEXT_LINE: f32 = 1.7;
/// What stands beside a heading shares at least this much of its own height with it.
const BESIDE: f32 = 0.5;
/// Lines are never set closer than this, in em: below it two lines would be taken for one.
const TIGHT: f32 = 0.65;
/// The room between the edge of a cell and its text, in em.
const PADDING: f32 = 0.2;

/// Words that run in one direction in one cell, in the frame of the main direction.
struct Block {
    rect: Rect,
    cell: Option<Rect>,
    size: f32,
    confidence: f32,
    words: Vec<String>,
}

/// The page with the turned headings of its tables set upright, `main` being the direction in which most of it is read; none
/// where there are none.
pub(super) fn settled(page: &Page, main: Turn, settings: &Settings) -> Option<Page> {
    let crosswise = |turn: Turn| (turn.quarters() + main.quarters()) % 2 == 1;
    if !page.glyphs.iter().any(|g| crosswise(g.turn)) {
        return None;
    }
    let (across, down) = rules::rules(page, main, settings);
    let upright = |r: &Rect| main.upright(r, page.width, page.height);
    let others: Vec<Rect> = page.glyphs.iter().filter(|g| g.turn == main).map(|g| upright(&g.rect)).collect();
    let mut blocks = Vec::new();
    for turn in Turn::ALL.into_iter().filter(|t| crosswise(*t)) {
        let found = words::words(page, turn, settings);
        let place = |r: &Rect| upright(&turn.displayed(r, page.width, page.height));
        blocks.extend(blocks_of(&found, &place, &across, &down).into_iter().filter(|b| b.belongs(&others)));
    }
    if blocks.is_empty() {
        return None;
    }
    let taken = |g: &Glyph| {
        let r = upright(&g.rect);
        crosswise(g.turn) && blocks.iter().any(|b| b.rect.contains(r.mid_x(), r.mid_y()))
    };
    let mut settled = page.clone();
    settled.glyphs.retain(|g| !taken(g));
    for block in &blocks {
        let letters = block.set(&others).into_iter();
        settled.glyphs.extend(letters.map(|(ch, r)| Glyph {
            ch,
            turn: main,
            rect: main.displayed(&r, page.width, page.height),
            size: block.size,
            confidence: block.confidence,
        }));
    }
    Some(settled)
}

/// Words gathered by the cells in which they stand, or where there are none, by the lines that follow each other.
fn blocks_of(found: &Words, place: &dyn Fn(&Rect) -> Rect, across: &[Across], down: &[Down]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut last: Option<Word> = None;
    for word in &found.words {
        let rect = place(&word.rect);
        let cell = rules::cell_at(across, down, rect.mid_x(), rect.mid_y());
        let text = found.text.get(word.start as usize..word.end as usize).unwrap_or_default().to_owned();
        let follows = |last: &Word| {
            let gap = word.rect.x0 - last.rect.x1;
            let drop = word.baseline - last.baseline;
            let on = drop.abs() < LEVEL * word.size && gap < word.size;
            on || (drop > 0.0 && drop < NEXT_LINE * word.size && word.rect.overlap_x(&last.rect) > 0.0)
        };
        let joins = |block: &&mut Block| match (block.cell, cell) {
            (Some(a), Some(b)) => a == b,
            (None, None) => last.as_ref().is_some_and(follows),
            _ => false,
        };
        match blocks.iter_mut().rev().find(joins) {
            Some(block) => {
                block.rect = block.rect.union(&rect);
                block.confidence = block.confidence.min(word.confidence);
                block.words.push(text);
            }
            None => {
                let (size, confidence) = (word.size, word.confidence);
                blocks.push(Block { rect, cell, size, confidence, words: vec![text] });
            }
        }
        last = Some(*word);
    }
    blocks
}

impl Block {
    /// Whether it is part of a table, and not a stamp or a line that climbs the margin.
    fn belongs(&self, others: &[Rect]) -> bool {
        let em = self.size;
        if let Some(cell) = self.cell {
            return cell.width() < NARROW * em && cell.height() < self.rect.height() + ROOM * em;
        }
        let beside = |r: &&Rect| r.overlap_y(&self.rect) > BESIDE * r.height();
        let left = others.iter().filter(beside).any(|r| r.x1 <= self.rect.x0);
        let right = others.iter().filter(beside).any(|r| r.x0 >= self.rect.x1);
        // Below a heading runs a row of values; one word alone is the head or the tail of a stamp.
        let row = |r: &Rect| {
            others.iter().any(|o| o.overlap_y(r) > BESIDE * r.height() && (o.x0 > r.x1 + em || o.x1 < r.x0 - em))
        };
        let below = others.iter().any(|r| {
            r.y0 > self.rect.y1 - em
                && r.y0 < self.rect.y1 + BELOW * em
                && r.x1 > self.rect.x0 - em
                && r.x0 < self.rect.x1 + em
                && row(r)
        });
        (left || right) && below
    }

    /// Its letters set upright, one word a line, beginning where the other headings of the row do.
    fn set(&self, others: &[Rect]) -> Vec<(char, Rect)> {
        let em = self.size;
        let box_ = self.cell.unwrap_or(self.rect);
        let band = |r: &&Rect| r.mid_y() > box_.y0 && r.mid_y() < box_.y1;
        let top = others.iter().filter(band).map(|r| r.y0).fold(f32::MAX, f32::min);
        let count = self.words.len().max(1) as f32;
        let pitch = (PITCH * em).min(box_.height() / count).max(TIGHT * em);
        let first = if top == f32::MAX { box_.y0 + PADDING * em } else { top };
        let first = first.min(box_.y1 - count * pitch).max(box_.y0);
        let (x0, x1) = match self.cell {
            Some(cell) => (cell.x0 + PADDING * em, cell.x1 - PADDING * em),
            None => (self.rect.x0, self.rect.x1),
        };
        let mut out = Vec::new();
        for (k, word) in self.words.iter().enumerate() {
            let baseline = first + pitch * k as f32 + FIRST * em * Glyph::ASCENT;
            let step = ((x1 - x0) / word.chars().count().max(1) as f32).min(LETTER * em);
            for (n, ch) in word.chars().enumerate() {
                let x = x0 + step * n as f32;
                let (y0, y1) = (baseline - Glyph::ASCENT * em, baseline + Glyph::DESCENT * em);
                out.push((ch, Rect { x0: x, y0, x1: x + step, y1 }));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::lay_out;
    use crate::page::Rule;

    fn text(out: &mut Vec<Glyph>, text: &str, turn: Turn, x: f32, y: f32) {
        for (k, ch) in text.chars().enumerate() {
            let at = 4.0 * k as f32;
            let rect = match turn {
                Turn::Left => Rect::new(x, y - at - 4.0, x + 7.76, y - at),
                _ => Rect::new(x + at, y, x + at + 4.0, y + 7.76),
            };
            out.push(Glyph { ch, turn, rect, size: 8.0, confidence: 1.0 });
        }
    }

    /// A row of headings, the second and third climbing, above a row of values; and a stamp that climbs the margin.
    fn page(ruled: bool) -> Page {
        let mut glyphs = Vec::new();
        text(&mut glyphs, "Descrizione", Turn::None, 52.0, if ruled { 102.0 } else { 136.0 });
        text(&mut glyphs, "Peso", Turn::Left, 206.0, 150.0);
        text(&mut glyphs, "Valore", Turn::Left, 232.0, 150.0);
        text(&mut glyphs, "Atteso", Turn::Left, 241.0, 150.0);
        // Most of the text of a page runs as its tables do.
        text(&mut glyphs, "Attività ordinarie del servizio", Turn::None, 52.0, 164.0);
        text(&mut glyphs, "10", Turn::None, 204.0, 164.0);
        text(&mut glyphs, "25", Turn::None, 232.0, 164.0);
        text(&mut glyphs, "Protocollo generale", Turn::Left, 10.0, 400.0);
        // Beside the stamp stand lines of the page, and at its foot a letter of its own that was read as upright.
        text(&mut glyphs, "Attività straordinarie del servizio", Turn::None, 52.0, 350.0);
        text(&mut glyphs, "A", Turn::None, 11.0, 406.0);
        let mut rules = Vec::new();
        if ruled {
            let line = |x0, y0, x1, y1| Rule { rect: Rect::new(x0, y0, x1, y1) };
            rules.extend([100.0, 155.0, 180.0].map(|y| line(50.0, y, 260.0, y + 0.5)));
            rules.extend([50.0, 200.0, 228.0, 260.0].map(|x| line(x, 100.0, x + 0.5, 180.0)));
        }
        Page { number: 1, width: 595.0, height: 842.0, glyphs, rules, ..Page::default() }
    }

    #[test]
    fn headings_that_climb_belong_to_their_columns_and_stamps_do_not() {
        for ruled in [true, false] {
            let sheets = lay_out(&page(ruled), &Settings::DEFAULT);
            assert_eq!(sheets.len(), 2, "the stamp has a sheet of its own");
            let main = &sheets[0];
            let at = |text: &str| {
                let k = (0..main.words.len()).find(|k| main.word(*k) == text);
                main.words[k.unwrap_or_else(|| panic!("{text}: {:?}", main.text(0..main.words.len())))].rect
            };
            assert!(at("Peso").x0 >= 200.0 && at("Peso").x1 <= 228.0, "{:?}", at("Peso"));
            assert!(at("Valore").y0 < at("Atteso").y0 && at("Valore").overlap_x(&at("Atteso")) > 0.0);
            assert!((at("Peso").y0 - at("Descrizione").y0).abs() < 8.0);
            assert_eq!(sheets[1].text(0..sheets[1].words.len()), "Protocollo generale");
        }
    }
}
