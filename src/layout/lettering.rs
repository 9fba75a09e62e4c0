//! What typists do with single characters: leader dots between a label and its value, headings with their letters set apart.

use std::ops::Range;

use super::marks::Mark;

/// So many dots are leaders; three are an ellipsis.
const LEADERS: usize = 4;
/// Leader dots stand at most so far apart, in em.
const DOTTED: f32 = 1.2;
/// So many letters set apart are a word; fewer may be cells of one letter.
const LETTERS: usize = 4;
/// Letters are set apart by at most this, in em.
const SPREAD: f32 = 0.8;
/// Gaps between letters that are set apart differ by less, in em.
const EVEN: f32 = 0.12;

/// Takes leader dots out of the words of a line, and joins the letters of words whose letters are set apart.
pub(super) fn tidy(marks: &[Mark], words: &mut Vec<Range<usize>>) {
    if marks.iter().map(|m| weight(m.ch)).sum::<usize>() >= LEADERS {
        take_leaders(marks, words);
    }
    join_letters(marks, words);
}

/// How many dots a character is.
fn weight(ch: char) -> usize {
    match ch {
        '.' | '·' | '_' => 1,
        '…' => 3,
        _ => 0,
    }
}

fn take_leaders(marks: &[Mark], words: &mut Vec<Range<usize>>) {
    let dotted: Vec<usize> = words.iter().flat_map(Clone::clone).filter(|&k| weight(marks[k].ch) > 0).collect();
    let mut leaders = vec![false; marks.len()];
    // Runs of dots without anything but spaces between them.
    let inked = |a: usize, b: usize| marks[a + 1..b].iter().any(|m| !m.is_space());
    let follows = |a: &usize, b: &usize| {
        !inked(*a, *b)
            && marks[*a].ch == marks[*b].ch
            && marks[*b].rect.x0 - marks[*a].rect.x1 < DOTTED * marks[*b].size
    };
    let mut any = false;
    for run in dotted.chunk_by(follows) {
        if run.iter().map(|&k| weight(marks[k].ch)).sum::<usize>() >= LEADERS {
            run.iter().for_each(|&k| leaders[k] = true);
            any = true;
        }
    }
    if !any {
        return;
    }
    let old = std::mem::take(words);
    for word in old {
        let mut from = None;
        for k in word.clone() {
            match (leaders[k], from) {
                (true, Some(start)) => {
                    words.push(start..k);
                    from = None;
                }
                (false, None) => from = Some(k),
                _ => {}
            }
        }
        words.extend(from.map(|start| start..word.end));
    }
    // Spaces at the ends of what is left are no part of it.
    for word in words.iter_mut() {
        while word.start < word.end && marks[word.start].is_space() {
            word.start += 1;
        }
        while word.start < word.end && marks[word.end - 1].is_space() {
            word.end -= 1;
        }
    }
    words.retain(|w| !w.is_empty());
}

fn join_letters(marks: &[Mark], words: &mut Vec<Range<usize>>) {
    let single = |w: &Range<usize>| w.len() == 1;
    let mut k = 0;
    while k < words.len() {
        let run = words[k..].iter().take_while(|w| single(w)).count();
        if run >= LETTERS {
            let joined = spelled(marks, &words[k..k + run]);
            let count = joined.len();
            words.splice(k..k + run, joined);
            k += count;
        }
        k += usize::from(run < LETTERS) * run.max(1);
    }
}

/// The words that single characters spell, one by one where they spell none.
fn spelled(marks: &[Mark], singles: &[Range<usize>]) -> Vec<Range<usize>> {
    let at = |w: &Range<usize>| &marks[w.start];
    let gap =
        |a: &Range<usize>, b: &Range<usize>| (at(b).rect.x0 - at(a).rect.x1) / at(a).size.max(at(b).size).max(0.01);
    let narrowest = singles.windows(2).map(|pair| gap(&pair[0], &pair[1])).fold(f32::MAX, f32::min);
    let mut out = Vec::with_capacity(singles.len());
    if narrowest > SPREAD {
        out.extend_from_slice(singles);
        return out;
    }
    for word in singles.chunk_by(|a, b| gap(a, b) < narrowest + EVEN) {
        let letters = || word.iter().map(at).filter(|m| m.ch.is_alphabetic());
        let varied = letters().zip(letters().skip(1)).any(|(a, b)| a.ch != b.ch);
        match (word.first(), word.last()) {
            (Some(first), Some(last)) if word.len() > 1 && (varied && letters().count() >= 2) => {
                out.push(first.start..last.end)
            }
            _ => out.extend_from_slice(word),
        }
    }
    // Cells of one letter each stand at any distance from each other; of a line that is set apart some word is long.
    let long = |w: &Range<usize>| marks[w.clone()].iter().filter(|m| m.ch.is_alphabetic()).count() >= LETTERS;
    if out.iter().any(long) { out } else { singles.to_vec() }
}
