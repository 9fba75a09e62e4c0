//! Names that run over several lines: a heading or a label in a narrow cell.

use std::borrow::Cow;

use regex::Regex;

use super::desk::Desk;
use crate::grammar::language::form::YEAR;

/// Letters of a word that are set apart take more room than this each, in em: capitals of text fonts take 0.6 to 0.75.
const SPREAD: f32 = 0.78;

/// The pattern by which some words read, `text` being what they say. Words whose letters are set apart lose the spaces between
/// them: there a pattern may be without those too.
pub(in crate::grammar) fn reads<'r>(
    desk: &Desk<'_>,
    pattern: &'r Regex,
    words: &[usize],
    text: &str,
) -> Option<Cow<'r, Regex>> {
    if pattern.is_match(text) {
        return Some(Cow::Borrowed(pattern));
    }
    let spread = |&k: &usize| {
        let letters = desk.sheet.word(k).chars().count();
        let word = &desk.sheet.words[k];
        letters > 3 && word.rect.width() > SPREAD * word.size * letters as f32
    };
    if !words.first().is_some_and(spread) {
        return None;
    }
    let loose = Regex::new(&pattern.as_str().replace(r"\s+", r"\s*").replace(' ', r"\s*")).ok()?;
    loose.is_match(text).then_some(Cow::Owned(loose))
}

/// Whether a word as printed is a year of four digits: "2016", and not "19,00".
pub(in crate::grammar) fn is_year(word: &str) -> bool {
    let digits = word.trim_matches(|c: char| !c.is_alphanumeric());
    digits.len() == 4
        && (digits.starts_with("19") || digits.starts_with("20"))
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Where in a word as printed a year stands: "2016", "2016:", "31/12/2016", and not in "2.016,00" or "12016".
pub(in crate::grammar) fn year_in(word: &str) -> Option<std::ops::Range<usize>> {
    let bytes = word.as_bytes();
    let digit = |k: usize| bytes.get(k).is_some_and(u8::is_ascii_digit);
    let start = (0..bytes.len().saturating_sub(3)).find(|&k| {
        let parted = k.checked_sub(1).is_none_or(|b| !digit(b)) && !digit(k + 4);
        parted && (k..k + 4).all(digit) && (bytes[k..].starts_with(b"19") || bytes[k..].starts_with(b"20"))
    })?;
    Some(start..start + 4)
}

/// What is left of a name behind a word, if the name goes on with that word.
fn rest<'n>(desk: &Desk<'_>, name: &'n str, word: usize) -> Option<&'n str> {
    match name.strip_prefix(YEAR) {
        Some(rest) => is_year(desk.sheet.word(word)).then_some(rest),
        None => name.strip_prefix(desk.plain(word)).or_else(|| rest_behind_year(desk, name, word)),
    }
}

/// The same where the year stands inside the word, as in "31/12/2016".
fn rest_behind_year<'n>(desk: &Desk<'_>, name: &'n str, word: usize) -> Option<&'n str> {
    let (before, after) = name.split_once(YEAR)?;
    let year = year_in(desk.sheet.word(word))?;
    let said = desk.plain(word).strip_prefix(before)?.strip_prefix(desk.sheet.word(word).get(year)?)?;
    after.strip_prefix(said)
}

/// The words that spell a name, beginning with one: each next word stands behind the one before or starts the next line of
/// the same heading.
pub(in crate::grammar) fn spell(
    desk: &Desk<'_>,
    words: &[usize],
    first: usize,
    name: &str,
    used: &impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    if desk.plain(first).is_empty() {
        return None;
    }
    let after = rest(desk, name, first)?;
    let mut found = vec![first];
    go_on(desk, words, &mut found, after, used).then_some(found)
}

fn go_on(desk: &Desk<'_>, words: &[usize], found: &mut Vec<usize>, name: &str, used: &impl Fn(usize) -> bool) -> bool {
    if name.is_empty() {
        return true;
    }
    let Some(&last) = found.last() else { return false };
    let here = &desk.sheet.words[last];
    let span = found.iter().map(|&k| desk.sheet.words[k].rect).reduce(|a, b| a.union(&b)).unwrap_or(here.rect);
    let behind = words.iter().copied().find(|&k| {
        let w = &desk.sheet.words[k];
        let gap = w.rect.x0 - here.rect.x1;
        k > last && (w.baseline - here.baseline).abs() < 0.3 * w.size && gap < 0.9 * w.size && gap > -0.3 * w.size
    });
    let under = words.iter().copied().find(|&k| {
        let w = &desk.sheet.words[k];
        let drop = w.baseline - here.baseline;
        let slack = 0.3 * w.size;
        drop > 0.6 * w.size
            && drop < 2.0 * w.size
            && w.rect.x1 > span.x0 - slack
            && w.rect.x0 < span.x1 + slack
            && desk.starts_cell(k)
    });
    for next in [behind, under].into_iter().flatten() {
        if used(next) || found.contains(&next) {
            continue;
        }
        // Punctuation alone is passed over: "Peso %".
        let Some(after) = rest(desk, name, next) else { continue };
        found.push(next);
        if go_on(desk, words, found, after, used) {
            return true;
        }
        found.pop();
    }
    false
}
