//! What of a line is read twice: numbers, codes and dates, what its first reader was not sure of, and what that reader left out.
//!
//! The second reader costs several times what the first one does, and most of a page is prose that the first one reads as well. Words
//! of plain letters that it was sure of are taken as they are; how sure it must be was measured where both had read everything.

use std::ops::Range;

use super::compare::{self, Gaps, Heard};
use super::reading::{Crop, Mark, Reading};
use super::segment::Segment;

/// A word of plain letters whose reader was as sure as this is read once.
const SURE: f32 = 0.92;
/// A word that was read once is as sure as this at most: nobody contradicted it, and nobody confirmed it.
const ONCE: f32 = 0.89;
/// What nobody read a second time although somebody should have is in doubt.
pub(super) const DOUBTED: f32 = 0.7;
/// A reader knows the place of a word this well, as a share of the height of the line.
const NEAR: f32 = 0.35;
/// Where parts cover more of a line than this the whole line is read: it costs little more, and context helps.
const MOST: f32 = 0.75;
/// A part is shown this much narrower than it is, which costs that much less: of 182 numbers of five kinds of scans none was read
/// otherwise; at 0.7 three were, at 0.6 nine, and letters that are lower and not narrower are lost sooner.
pub(super) const NARROW: f32 = 0.8;
/// White space that stays on either side of a part, as a share of the height of the line.
const ASIDE: f32 = 0.25;

/// Parts of the crop of a line that are to be read twice, from left to right, in its pixels.
pub(super) type Parts = Vec<Range<f32>>;

/// What of a line is to be read twice. `left` is where its crop begins, which is `width` pixels wide.
pub(super) fn parts(first: &Reading, segment: &Segment, gaps: &Gaps, left: usize, width: usize) -> Parts {
    let whole = || vec![0.0..width as f32];
    let words: Vec<&[Mark]> = compare::words(&first.marks).collect();
    if words.is_empty() {
        return whole();
    }
    let near = NEAR * gaps.height;
    let x0 = |word: &[Mark]| word.first().map_or(0.0, |m| m.x0);
    let x1 = |word: &[Mark]| word.last().map_or(0.0, |m| m.x1);
    // Ink that no word stands for was left out.
    let read = |x: f32| words.iter().any(|w| (x0(w) - near..=x1(w) + near).contains(&x));
    let missed = segment.blobs.iter().any(|b| !read((b.x0 + b.x1) as f32 / 2.0 - left as f32));
    if missed {
        return whole();
    }
    let mut asked: Vec<bool> = words.iter().map(|word| !is_plain(word)).collect();
    for k in 1..words.len() {
        // Where the letters stand closer than words do, both words are in question.
        if !gaps.has_space(x1(words[k - 1]), x0(words[k])) {
            asked[k - 1] = true;
            asked[k] = true;
        }
    }
    // A gap inside a word is one between two.
    for (word, asked) in words.iter().zip(&mut asked) {
        *asked |= gaps.widen(word).len() > word.len();
    }
    let mut out = Parts::new();
    let mut k = 0;
    while k < words.len() {
        if !asked[k] {
            k += 1;
            continue;
        }
        let from = k;
        while k < words.len() && asked[k] {
            k += 1;
        }
        let begin = from.checked_sub(1).map_or(0.0, |before| gaps.between(x1(words[before]), x0(words[from])));
        let end = words.get(k).map_or(width as f32, |next| gaps.between(x1(words[k - 1]), x0(next)));
        out.push(begin..end);
    }
    let covered: f32 = out.iter().map(|part| part.end - part.start).sum();
    if covered > MOST * width as f32 { whole() } else { out }
}

/// Whether a word may be read once.
fn is_plain(word: &[Mark]) -> bool {
    let text: String = word.iter().map(|m| m.ch).collect();
    let bare = text.trim_matches(|c| matches!(c, '.' | ',' | ';' | ':' | '(' | ')' | '"' | '«' | '»' | '\''));
    let letters = bare.chars().count();
    let capitals = bare.chars().filter(|c| c.is_uppercase()).count();
    let good = |c: char| c.is_ascii_alphabetic() || "àèéìòùÀÈÉÌÒÙ'-".contains(c);
    let sure = word.iter().map(|m| m.confidence).fold(1.0, f32::min) >= SURE;
    // Short words of capitals are codes.
    let code = letters <= 3 && capitals == letters;
    sure && letters > 0 && bare.chars().all(good) && !code && compare::oddities(&text) == 0
}

/// The part of a crop that is shown to the second reader, and where it begins.
pub(super) fn crop(crop: &Crop, part: &Range<f32>, gaps: &Gaps) -> (Crop, f32) {
    let (raster, aside) = (&crop.raster, (ASIDE * gaps.height) as usize + 1);
    let clamp = |x: f32| (x.max(0.0) as usize).min(raster.width);
    let (mut x0, mut x1) = (clamp(part.start), clamp(part.end.ceil()));
    // No more white space than there is around a whole line.
    if let Some(gap) = gaps.gaps.iter().find(|g| g.0 <= part.start && part.start <= g.1) {
        x0 = x0.max(clamp(gap.1).saturating_sub(aside));
    }
    if let Some(gap) = gaps.gaps.iter().find(|g| g.0 <= part.end && part.end <= g.1) {
        x1 = x1.min(clamp(gap.0) + aside);
    }
    let x1 = x1.max(x0 + 1).min(raster.width.max(1));
    let raster = raster.crop(x0.min(x1 - 1)..x1, 0..raster.height, 0);
    let raster = raster.scaled((raster.width as f32 * NARROW).ceil() as usize, raster.height);
    (Crop { raster, dpi: crop.dpi }, x0.min(x1 - 1) as f32)
}

/// The words of a line of which some parts were read twice; the second reading of a part may be missing.
pub(super) fn merge(first: &Reading, parts: &[(Range<f32>, Option<Reading>)], gaps: &Gaps) -> Vec<Heard> {
    let middle = |m: &Mark| (m.x0 + m.x1) / 2.0;
    let mut out = Vec::new();
    let mut at = f32::MIN;
    let between = |from: f32, to: f32| -> Reading {
        let marks = first.marks.iter().filter(|m| (from..to).contains(&middle(m)));
        Reading { marks: marks.copied().collect() }.trimmed()
    };
    for (part, second) in parts {
        out.extend(once(&between(at, part.start)));
        let own = between(part.start, part.end);
        match second {
            Some(second) => out.extend(compare::compare(&own, second, gaps)),
            None => out.extend(doubted(&own)),
        }
        at = part.end;
    }
    out.extend(once(&between(at, f32::MAX)));
    out
}

/// Words that are read once because that is enough.
fn once(reading: &Reading) -> impl Iterator<Item = Heard> {
    compare::alone(reading).into_iter().map(|heard| Heard { confidence: heard.confidence.min(ONCE), ..heard })
}

/// Words that should have been read twice.
pub(super) fn doubted(reading: &Reading) -> impl Iterator<Item = Heard> {
    compare::alone(reading).into_iter().map(|heard| Heard { confidence: heard.confidence.min(DOUBTED), ..heard })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::ink::Area;

    /// A line of letters of ten pixels each, with gaps where it has spaces.
    fn line(text: &str) -> (Segment, Gaps) {
        let letters = text.chars().enumerate().filter(|(_, c)| *c != ' ');
        let blobs: Vec<Area> = letters.map(|(k, _)| Area { x0: 10 * k, y0: 0, x1: 10 * k + 9, y1: 12 }).collect();
        let area = blobs.iter().skip(1).fold(blobs[0], |all, b| all.union(b));
        let spaces = text.chars().enumerate().filter(|(_, c)| *c == ' ');
        let gaps = spaces.map(|(k, _)| (10.0 * k as f32 - 1.0, 10.0 * k as f32 + 10.0)).collect();
        (Segment { area, blobs, limits: (0, usize::MAX) }, Gaps { gaps, height: 12.0 })
    }

    fn asked(text: &str, read: &Reading) -> Vec<String> {
        let (segment, gaps) = line(text);
        let width = 10 * text.chars().count();
        let inside = |part: &Range<f32>| {
            let chars = text.chars().enumerate().filter(|(k, _)| part.contains(&(10.0 * *k as f32 + 4.5)));
            chars.map(|(_, c)| c).collect::<String>().trim().to_owned()
        };
        parts(read, &segment, &gaps, 0, width).iter().map(inside).collect()
    }

    #[test]
    fn numbers_and_codes_are_read_twice_and_words_are_not() {
        let all = |text: &str| asked(text, &Reading::of(text, 0.95));
        assert_eq!(all("gestione del personale in servizio"), [""; 0]);
        assert_eq!(all("gestione di 2.380,00 contratti in servizio"), ["2.380,00"]);
        assert_eq!(all("gestione CP del personale"), ["CP"]);
        assert_eq!(all("contratti dal 6 marzo 2017 al personale"), ["6", "2017"]);
        assert_eq!(all("2.380,00 CP"), ["2.380,00 CP"], "most of it is all of it");
    }

    #[test]
    fn what_was_not_read_surely_or_not_at_all_is_read_twice() {
        let text = "gestione del personale in servizio";
        let mut unsure = Reading::of(text, 0.95);
        unsure.marks[10].confidence = 0.6;
        assert_eq!(asked(text, &unsure), ["del"]);
        let mut less = Reading::of(text, 0.95);
        less.marks.drain(12..23);
        assert_eq!(asked(text, &less), ["del personale in"], "letters that lie too far apart for one word");
        less.marks.retain(|m| m.x0 > 200.0);
        assert_eq!(asked(text, &less), [text], "ink that no word stands for");
        assert_eq!(asked(text, &Reading::default()), [text]);
        // The gap between two words was not seen.
        let mut joined = Reading::of(text, 0.95);
        joined.marks.remove(12);
        assert_eq!(asked(text, &joined), ["del personale"]);
    }

    #[test]
    fn parts_are_compared_and_the_rest_is_taken() {
        let text = "spesa di 2.380,00 euro";
        let (_, gaps) = line(text);
        let first = Reading::of(text, 0.95);
        let mut second = Reading::of("2.330,00", 0.97);
        second.marks.iter_mut().for_each(|m| (m.x0, m.x1) = (m.x0 + 90.0, m.x1 + 90.0));
        let heard = |second: Option<Reading>| merge(&first, &[(85.0..175.0, second)], &gaps);
        let words: Vec<(String, bool)> =
            heard(Some(second)).into_iter().map(|h| (h.text, h.dispute.is_some())).collect();
        assert_eq!(words.iter().map(|w| w.1).collect::<Vec<_>>(), [false, false, true, false]);
        assert_eq!((words[0].0.as_str(), words[3].0.as_str()), ("spesa", "euro"));
        // Nobody read it again although somebody should have.
        let alone = heard(None);
        assert!(alone[2].text == "2.380,00" && alone[2].confidence <= DOUBTED && alone[0].confidence > DOUBTED);
    }
}
