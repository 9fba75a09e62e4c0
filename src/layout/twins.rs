//! Text that is printed twice, a hair apart: bold letters are feigned that way, and shadows.

use super::marks::Mark;

/// The second print of a letter stands at most so far behind the first, in em: a shadow farther away is read beside its text by
/// people too.
const APART: f32 = 0.4;
/// By how much the baselines of the two prints differ, in em at most.
const SHIFT: f32 = 0.3;
/// How exactly the distance repeats from letter to letter, in em. Printers place letters to a hundredth of a point.
const EXACT: f32 = 0.03;
/// How much of a word must be there twice: all of it, but for letters that touch others in an odd way.
const TWICE: f32 = 0.8;
/// A narrower gap does not part what is judged together, in em.
const GAP: f32 = 0.17;
/// So much of a letter lies under the next one where text is printed twice.
const UNDER: f32 = 0.3;
/// So many letters under others are a sign, or one under the same letter.
const SIGNS: usize = 2;

/// Whether letters of a line lie over each other, as they do where text is printed twice. Marks are sorted from left to right.
pub(super) fn are_likely(marks: &[Mark]) -> bool {
    let signs = |pair: &[Mark]| {
        let [a, b] = pair else { return 0 };
        let width = a.rect.width().min(b.rect.width());
        let over = width > 0.0 && a.rect.x1 - b.rect.x0 > UNDER * width && !a.is_space() && !b.is_space();
        match over {
            true if a.ch == b.ch => SIGNS,
            over => usize::from(over),
        }
    };
    marks.windows(2).map(signs).sum::<usize>() >= SIGNS
}

/// Leaves one of two letters that are the same letter printed twice: where letter and distance repeat over the whole word. Two
/// letters l that stand close to each other are two.
pub(super) fn unite(marks: &mut Vec<Mark>) {
    let Some(distance) = distance(marks) else { return };
    let mut second = vec![false; marks.len()];
    let mut paired = vec![false; marks.len()];
    for k in 0..marks.len() {
        // A letter is in one pair only: of two letters l with their twins, the first twin may stand as far from the second letter.
        let off = |j: &usize| (marks[*j].rect.x0 - marks[k].rect.x0 - distance).abs();
        let near = twins(marks, k).filter(|j| !paired[*j] && off(j) < EXACT * marks[k].size);
        let twin = near.min_by(|a, b| off(a).total_cmp(&off(b)));
        if let (Some(j), false) = (twin, paired[k]) {
            (second[j], paired[k], paired[j]) = (true, true, true);
        }
    }
    // Word by word, as far as words can be told apart here.
    let mut drop = vec![false; marks.len()];
    let mut from = 0;
    while from < marks.len() {
        let mut right = marks[from].rect.x1;
        let mut to = from + 1;
        while let Some(mark) = marks.get(to).filter(|m| m.rect.x0 - right < GAP * m.size) {
            right = right.max(mark.rect.x1);
            to += 1;
        }
        let inked = (from..to).filter(|&k| !marks[k].is_space());
        let (all, twice) = inked.fold((0, 0), |(all, twice), k| (all + 1, twice + usize::from(paired[k])));
        if twice as f32 >= TWICE * all as f32 {
            drop[from..to].copy_from_slice(&second[from..to]);
        }
        from = to;
    }
    let mut dropped = drop.into_iter();
    marks.retain(|_| !dropped.next().unwrap_or(false));
}

/// The marks that may be the second print of one, from left to right.
fn twins(marks: &[Mark], k: usize) -> impl Iterator<Item = usize> {
    let first = marks[k];
    let near = move |m: &&Mark| m.rect.x0 - first.rect.x0 <= APART * first.size;
    let same = move |m: &Mark| {
        m.ch == first.ch
            && !m.is_space()
            && (m.size - first.size).abs() < EXACT * first.size
            && (m.baseline - first.baseline).abs() <= SHIFT * first.size
    };
    let behind = marks.get(k + 1..).unwrap_or_default().iter();
    behind.take_while(near).enumerate().filter(move |(_, m)| same(m)).map(move |(j, _)| k + 1 + j)
}

/// The distance at which most letters stand again, as far as they lie over each other.
fn distance(marks: &[Mark]) -> Option<f32> {
    let mut found: Vec<f32> = Vec::new();
    for (k, first) in marks.iter().enumerate() {
        let over = |j: &usize| first.rect.x1 - marks[*j].rect.x0 > UNDER * first.rect.width();
        found.extend(twins(marks, k).take_while(over).map(|j| marks[j].rect.x0 - first.rect.x0));
    }
    found.sort_by(f32::total_cmp);
    let exact = EXACT * marks.first()?.size;
    let near = |from: usize| found[from..].iter().take_while(|d| **d - found[from] < exact).count();
    let best = (0..found.len()).rev().max_by_key(|&k| near(k))?;
    let count = near(best);
    found.get(best..best + count).map(|d| d.iter().sum::<f32>() / count.max(1) as f32)
}
