//! What stands below the headings of columns: how many values there are of each kind.

use std::ops::Range;

use crate::base::value;
use crate::layout::{Lean, Sheet, Span, boundaries};

/// The values of a column, by what they look like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Profile {
    /// Cells that are not blank, a line of a wrapped text counted as one.
    pub filled: usize,
    /// Dates.
    pub dates: usize,
    /// Numbers, years among them.
    pub numbers: usize,
    /// Years.
    pub years: usize,
    /// Groups of digits joined by dots, spaces or slashes.
    pub codes: usize,
    /// Texts without a digit.
    pub words: usize,
    /// Letters of all of them.
    pub letters: usize,
}

impl Profile {
    /// The share of cells that are counted by one of the counts.
    pub fn share(&self, count: usize) -> f32 {
        count as f32 / self.filled.max(1) as f32
    }

    fn add(&mut self, text: &str) {
        self.filled += 1;
        self.letters += text.chars().count();
        let digits = text.contains(|c: char| c.is_ascii_digit());
        if !digits {
            self.words += 1;
        } else if value::date(text).is_some() {
            self.dates += 1;
        } else if value::decimal(text).is_some() {
            self.numbers += 1;
            self.years += usize::from(value::year(text).is_some());
        }
        if digits && text.chars().all(|c| c.is_ascii_digit() || "./- ".contains(c)) {
            self.codes += 1;
        }
    }
}

/// Words of a body closer together than this are one text, in em; cells never stand so close.
const JOINED: f32 = 0.38;

/// What stands on some lines below headings, which are given from left to right with the height of their row.
pub fn profiles(sheet: &Sheet, headings: &[Span], heights: (f32, f32), body: Range<usize>) -> Vec<Profile> {
    let words: Vec<usize> = body.clone().flat_map(|l| sheet.lines[l].words()).collect();
    let mut texts: Vec<Span> = Vec::new();
    let mut last: Option<usize> = None;
    for &k in &words {
        let w = &sheet.words[k];
        let joins = last.is_some_and(|l| {
            let before = &sheet.words[l];
            (before.baseline - w.baseline).abs() < JOINED * w.size && w.rect.x0 - before.rect.x1 < JOINED * w.size
        });
        match texts.last_mut() {
            Some(span) if joins => span.x1 = span.x1.max(w.rect.x1),
            _ => texts.push(Span { x0: w.rect.x0, x1: w.rect.x1 }),
        }
        last = Some(k);
    }
    let (top, bottom) = heights;
    let crossing: Vec<_> = sheet.down.iter().filter(|d| d.y0 < bottom && d.y1 > top).copied().collect();
    let each: Vec<Span> = words.iter().map(|&k| sheet.words[k].rect).map(|r| Span { x0: r.x0, x1: r.x1 }).collect();
    let edges = boundaries(headings, &crossing, &texts, &each, |_| Lean::Left);
    let mut out = vec![Profile::default(); headings.len()];
    for line in body {
        let mut cells: Vec<Vec<usize>> = vec![Vec::new(); headings.len()];
        for k in sheet.lines[line].words() {
            let x = sheet.words[k].rect.mid_x();
            let at = edges.iter().position(|e| x < *e).unwrap_or(edges.len());
            if let Some(cell) = cells.get_mut(at) {
                cell.push(k);
            }
        }
        for (profile, cell) in out.iter_mut().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            profile.add(&sheet.text(cell));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_by_what_they_look_like() {
        let mut profile = Profile::default();
        for text in ["01/03/2019", "12.000,50", "2019", "1.03", "1090210/12", "CP", "Rete in fibra ottica"] {
            profile.add(text);
        }
        assert_eq!((profile.filled, profile.dates, profile.years, profile.words), (7, 1, 1, 2));
        assert!(profile.numbers >= 2 && profile.codes >= 3);
    }
}
