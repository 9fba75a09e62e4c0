//! Protocol stamps: a few lines close together, upright or turned, wherever they stand.

use super::capture::Fields;
use super::desk::{Desk, Role};
use crate::base::geometry::Rect;
use crate::base::passage::Passage;
use crate::grammar::language::form::{Field, StampForm};
use crate::layout::Phrase;

/// Takes every stamp of a sheet.
pub(in crate::grammar) fn take_stamps(desk: &mut Desk<'_>, form: &StampForm) -> Vec<Fields> {
    let mut found = Vec::new();
    for line in 0..desk.sheet.lines.len() {
        let anchors: Vec<Phrase> =
            desk.free_phrases(line).filter(|p| form.anchor.is_match(&desk.text(p.words.clone()))).collect();
        for anchor in anchors {
            found.extend(take_stamp(desk, form, line, anchor));
        }
    }
    found
}

fn take_stamp(desk: &mut Desk<'_>, form: &StampForm, line: usize, anchor: Phrase) -> Option<Fields> {
    let above = neighbours(desk, line, &anchor, form.above, false);
    let below = neighbours(desk, line, &anchor, form.below, true);
    // The fewest lines from which the most fields can be read: what follows a stamp is none of its business.
    let mut best: Option<(usize, Vec<Phrase>, Fields)> = None;
    for over in (0..=above.len()).rev() {
        for under in 0..=below.len() {
            let mut block: Vec<Phrase> = above[..over].iter().rev().cloned().collect();
            block.push(anchor.clone());
            block.extend_from_slice(&below[..under]);
            let words: Vec<usize> = block.iter().flat_map(|p| p.words.clone()).collect();
            let fields = read(&desk.sheet.passage(words), form);
            let count = fields.len();
            if count > best.as_ref().map_or(0, |b| b.0) {
                best = Some((count, block, fields));
            }
        }
    }
    let (_, block, fields) = best?;
    let area = block.iter().map(|p| p.rect).reduce(|a, b| a.union(&b))?;
    desk.take(block.iter().flat_map(|p| p.words.clone()), Role::Value);
    take_beside(desk, form, &area);
    Some(fields)
}

/// The named groups of the stamp's pattern.
fn read(passage: &Passage, form: &StampForm) -> Fields {
    let Some(groups) = form.pattern.captures(&passage.text) else { return Fields::new() };
    form.pattern
        .capture_names()
        .flatten()
        .filter_map(|name| groups.name(name).map(|m| (Field::from(name), passage.slice(m.range()))))
        .filter(|(_, p)| !p.is_empty())
        .collect()
}

/// The phrases right above or below a phrase, nearest first, at most `count`.
fn neighbours(desk: &Desk<'_>, line: usize, anchor: &Phrase, count: usize, downwards: bool) -> Vec<Phrase> {
    let mut out: Vec<Phrase> = Vec::new();
    let mut last = anchor.clone();
    let lines = desk.sheet.lines.len();
    let mut k = line;
    while out.len() < count {
        let next = if downwards { k + 1 } else { k.wrapping_sub(1) };
        if next >= lines {
            break;
        }
        k = next;
        let size = desk.sheet.lines[k].size.min(last.rect.height() * 1.2);
        let gap = if downwards {
            desk.sheet.lines[k].rect.y0 - last.rect.y1
        } else {
            last.rect.y0 - desk.sheet.lines[k].rect.y1
        };
        if gap > 1.1 * size {
            break;
        }
        let aligned = |p: &Phrase| p.rect.overlap_x(&anchor.rect) > 0.5 * p.rect.width().min(anchor.rect.width());
        if let Some(phrase) = desk.free_phrases(k).find(aligned) {
            last = phrase.clone();
            out.push(phrase);
        }
    }
    out
}

/// Takes what stands beside a stamp and belongs to it without saying anything.
fn take_beside(desk: &mut Desk<'_>, form: &StampForm, area: &Rect) {
    let Some(beside) = &form.beside else { return };
    let reach = 40.0;
    let near = Rect::new(area.x0 - reach, area.y0 - reach, area.x1, area.y1 + reach / 2.0);
    for line in 0..desk.sheet.lines.len() {
        let phrases: Vec<Phrase> = desk.free_phrases(line).collect();
        for phrase in phrases {
            let r = phrase.rect;
            if near.contains(r.mid_x(), r.mid_y()) && beside.is_match(&desk.text(phrase.words.clone())) {
                desk.take(phrase.words, Role::Furniture);
            }
        }
    }
}
