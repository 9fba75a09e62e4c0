//! Two readings of one line, word by word: where they agree, and which to believe where they do not.

use std::collections::HashSet;

use super::reading::{Mark, Reading};
use crate::base::value;

/// A word on which the readers were heard.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heard {
    pub text: String,
    /// Left and right end in pixels of the crop, as the reader believes that was taken.
    pub x0: f32,
    pub x1: f32,
    /// How sure it is, 0 to 1.
    pub confidence: f32,
    /// The first word of some on which the readers differ tells what they said.
    pub dispute: Option<Dispute>,
}

/// What readers who differ say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dispute {
    /// What was taken.
    pub taken: String,
    /// What each said.
    pub readings: Vec<String>,
}

/// A single reader cannot be surer than this, since nobody contradicts it.
const ALONE: f32 = 0.9;

/// The gaps between the letters of a crop: what parts words, whatever readers say.
#[derive(Clone, Debug, Default)]
pub(super) struct Gaps {
    /// Left and right end of each gap, in pixels of the crop.
    pub gaps: Vec<(f32, f32)>,
    /// Height of the line.
    pub height: f32,
}

/// A gap between two words is at least this share of the height of the line.
const WORD_GAP: f32 = 0.17;
/// A gap as wide as this surely parts two words.
const WIDE_GAP: f32 = 0.38;
/// A reader knows the place of a space this well, as a share of the height.
const NEAR: f32 = 0.45;

impl Gaps {
    /// Where to part two words, the first of which ends and the second of which begins somewhere here: in the middle of the widest gap.
    pub fn between(&self, x0: f32, x1: f32) -> f32 {
        let (from, to) = (x0.min(x1) - NEAR * self.height, x0.max(x1) + NEAR * self.height);
        let inside = self.gaps.iter().filter(|(a, b)| *b > from && *a < to);
        let widest = inside.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
        widest.map_or((x0 + x1) / 2.0, |(a, b)| (a + b) / 2.0)
    }

    /// Whether there is room for a space between two places.
    pub fn has_space(&self, x0: f32, x1: f32) -> bool {
        let (from, to) = (x0.min(x1) - NEAR * self.height, x0.max(x1) + NEAR * self.height);
        let inside = self.gaps.iter().filter(|(a, b)| *b > from && *a < to);
        inside.map(|(a, b)| b - a).fold(0.0, f32::max) >= WORD_GAP * self.height
    }

    /// The reading with a space wherever a wide gap parts two letters. Digits stand apart by themselves.
    pub fn widen(&self, marks: &[Mark]) -> Vec<Mark> {
        let mut out: Vec<Mark> = marks.to_vec();
        for (x0, x1) in self.gaps.iter().filter(|(a, b)| b - a >= WIDE_GAP * self.height) {
            let middle = (x0 + x1) / 2.0;
            let near = NEAR * self.height;
            if out.iter().any(|m| m.ch == ' ' && (m.x0 - near..=m.x1 + near).contains(&middle)) {
                continue;
            }
            let centre = |m: &Mark| (m.x0 + m.x1) / 2.0;
            let Some(at) = out.iter().position(|m| centre(m) > middle).filter(|k| *k > 0) else { continue };
            let (before, behind) = (out[at - 1], out[at]);
            let number = |m: &Mark| m.ch.is_ascii_digit() || matches!(m.ch, '.' | ',' | '/' | '-');
            let code = before.ch == '_' || behind.ch == '_';
            if number(&before) && number(&behind) || code || before.ch == ' ' || behind.ch == ' ' {
                continue;
            }
            let confidence = before.confidence.min(behind.confidence);
            out.insert(at, Mark { ch: ' ', x0: *x0, x1: *x1, confidence });
        }
        out
    }

    /// The reading without spaces at which the letters stand too close.
    fn sift(&self, reading: &[Mark]) -> Vec<Mark> {
        reading.iter().filter(|m| m.ch != ' ' || self.has_space(m.x0, m.x1)).copied().collect()
    }
}

/// The reading without spaces beside an underscore, which stands in codes only: readers see one in its emptiness.
fn close_up(reading: &Reading) -> Reading {
    let at = |k: usize| reading.marks.get(k).map(|m| m.ch);
    let beside = |k: usize| at(k + 1) == Some('_') || k.checked_sub(1).and_then(at) == Some('_');
    let keep = |(k, mark): (usize, &Mark)| (mark.ch != ' ' || !beside(k)).then_some(*mark);
    Reading { marks: reading.marks.iter().enumerate().filter_map(keep).collect() }
}

/// The words of one reading alone.
pub(super) fn alone(reading: &Reading) -> Vec<Heard> {
    words(&close_up(reading).marks)
        .map(|word| {
            let (text, x0, x1, confidence) = told(word);
            Heard { text, x0, x1, confidence: confidence.min(ALONE), dispute: None }
        })
        .collect()
}

/// The words of two readings of the same line.
pub(super) fn compare(first: &Reading, second: &Reading, gaps: &Gaps) -> Vec<Heard> {
    let (first, second) = (&close_up(first), &close_up(second));
    if second.marks.is_empty() {
        return alone(first).into_iter().map(|h| Heard { confidence: 0.5 * h.confidence, ..h }).collect();
    }
    if first.marks.is_empty() {
        return alone(second).into_iter().map(|h| Heard { confidence: 0.5 * h.confidence, ..h }).collect();
    }
    slots(&first.marks, &second.marks).into_iter().flat_map(|(a, b)| slot(a, b, gaps)).collect()
}

/// Has the surely read words of a page decide between two readings of another one: what is printed once is printed again.
pub(super) fn consult(lines: &mut [Vec<Heard>]) {
    let sure = |heard: &&Heard| heard.dispute.is_none() && heard.confidence >= SURE && heard.text.chars().count() > 2;
    let known: HashSet<String> = lines.iter().flatten().filter(sure).map(|h| h.text.clone()).collect();
    for heard in lines.iter_mut().flatten() {
        let Some(dispute) = heard.dispute.as_mut().filter(|d| d.taken == heard.text && !is_numeric(&d.taken)) else {
            continue;
        };
        if known.contains(&heard.text) {
            continue;
        }
        let mut others = dispute.readings.iter().filter(|r| known.contains(*r));
        if let (Some(other), None) = (others.next(), others.next()) {
            heard.text.clone_from(other);
            heard.confidence = LIKELY;
            dispute.taken.clone_from(&heard.text);
        }
    }
}

/// Whether a text is one of the things that are printed in cells of numbers.
pub(super) fn is_value(text: &str) -> bool {
    value::decimal(text).is_some() || value::date(text).is_some() || value::dotted(text).is_some()
}

/// Whether a text wants to be a number: more digits than letters.
pub(super) fn is_numeric(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits > 0 && digits >= letters
}

/// One slot between spaces that both readers see.
fn slot(a: &[Mark], b: &[Mark], gaps: &Gaps) -> Vec<Heard> {
    let (ta, _, _, ca) = told(a);
    let (tb, _, _, cb) = told(b);
    let agree = ta == tb;
    let bare = |text: &str| text.replace(' ', "");
    let spaced;
    let (marks, confidence) = match agree {
        // Two that agree are surer than either.
        true => (b, 1.0 - (1.0 - ca) * (1.0 - cb)),
        // They differ in spaces only: the one with more of them gives their places, and the gaps decide.
        false if bare(&ta) == bare(&tb) => {
            let spaces = |marks: &[Mark]| marks.iter().filter(|m| m.ch == ' ').count();
            spaced = gaps.sift(if spaces(a) >= spaces(b) { a } else { b });
            (&spaced[..], 1.0 - (1.0 - ca) * (1.0 - cb))
        }
        false => {
            let verdict = weigh(&ta, ca, &tb, cb);
            (if verdict.first { a } else { b }, verdict.confidence)
        }
    };
    let widened = gaps.widen(marks);
    let marks = &widened[..];
    let taken = told(marks).0;
    let mut dispute = (!agree && bare(&ta) != bare(&tb)).then(|| Dispute { taken, readings: vec![ta, tb] });
    words(marks)
        .map(|word| {
            let (text, x0, x1, _) = told(word);
            Heard { text, x0, x1, confidence, dispute: dispute.take() }
        })
        .collect()
}

/// Whom to believe where two readers differ, and how much.
struct Verdict {
    first: bool,
    confidence: f32,
}

/// A doubt that is no doubt for a person: what was taken is surely right in words, though not in numbers.
const LIKELY: f32 = 0.8;
/// A reader as sure as this may be believed in words against one that is not.
const SURE: f32 = 0.93;
/// A reader that is less sure than the other by so much has not merely seen more; and by so much, has seen nothing.
const FAR: f32 = 0.55;
const GULF: f32 = 0.7;
/// A reader less sure than this is guessing.
const HALF: f32 = 0.45;

/// Whom to believe. A number must be written as numbers are, and a doubt about one stays. In words the surer reader is
/// right, unless it writes what Italian does not.
fn weigh(a: &str, ca: f32, b: &str, cb: f32) -> Verdict {
    if a.is_empty() || b.is_empty() {
        return Verdict { first: b.is_empty(), confidence: 0.6 * ca.max(cb) };
    }
    let numeric = is_numeric(a) || is_numeric(b);
    // A speck before a word looks like a quote.
    let unquoted = |text: &str| text.trim_start_matches(['\'', '"', '.', ',', '-', '_']).to_owned();
    if unquoted(a) == unquoted(b) {
        let first = a.len() < b.len();
        return Verdict { first, confidence: if numeric { 0.6 * if first { ca } else { cb } } else { LIKELY } };
    }
    // The border of a cell looks like a bracket: of two readings one of which is a number, that one.
    let bare = unbordered(a);
    if bare == unbordered(b) && is_value(bare) && (bare == a) != (bare == b) {
        return Verdict { first: bare == a, confidence: LIKELY };
    }
    // An underscore is a space to some readers, which also take 0 for O beside letters.
    let plain = |text: &str| text.replace(['_', ' '], "").replace('O', "0");
    if numeric && plain(a) == plain(b) && a.contains(|c: char| c.is_alphabetic() || c == '_' || c == ' ') {
        let underscores = |text: &str| text.matches('_').count();
        let first = underscores(a) > underscores(b);
        let sure = if first { ca.max(cb) } else { cb };
        return Verdict { first, confidence: if sure >= SURE { LIKELY } else { 0.6 * sure } };
    }
    // Readers lose letters at the ends and narrow ones between others; of their own they add words, not letters.
    if let Some(first) = more_of(a, b).filter(|first| if *first { ca + FAR > cb } else { cb + FAR > ca }) {
        let sure = if first { ca } else { cb };
        return Verdict { first, confidence: if numeric || sure < HALF { 0.6 * sure.max(HALF) } else { LIKELY } };
    }
    if numeric {
        // What a poor reader takes for a digit may be a stroke.
        if is_stroke(a) && cb < HALF || is_stroke(b) && ca < HALF {
            return Verdict { first: is_stroke(a), confidence: 0.5 };
        }
        let points = |text: &str| text.replace(',', ".");
        if points(a) == points(b) {
            // An amount has points and a comma; a lone one of them may be either.
            let amount = |text: &str| text.contains('.') && text.contains(',') && value::decimal(text).is_some();
            let first = amount(a) && !amount(b);
            return Verdict { first, confidence: 0.6 * if first { ca } else { cb } };
        }
        let first = match (is_value(a), is_value(b)) {
            _ if (ca - cb).abs() > GULF => ca > cb,
            (true, false) => true,
            (false, true) => false,
            // A number with its decimals says more than a code of groups of digits.
            _ => match (value::decimal(a).is_some(), value::decimal(b).is_some()) {
                (true, false) => true,
                (false, true) => false,
                // A bar at the head of a group of a code is a letter as often as a digit, and only one reader saw a letter.
                _ if a.contains('_') && b.contains('_') => letters(a) > letters(b),
                _ => ca > cb + 0.3,
            },
        };
        return Verdict { first, confidence: 0.6 * if first { ca } else { cb } };
    }
    // A reader loses an apostrophe more easily than it invents one.
    let bare = |text: &str| text.replace('\'', "");
    if bare(a) == bare(b) {
        return Verdict { first: a.len() > b.len(), confidence: LIKELY };
    }
    let (odd_a, odd_b) = (oddities(a), oddities(b));
    if odd_a != odd_b {
        let first = odd_a < odd_b;
        let sure = if first { ca } else { cb };
        return Verdict { first, confidence: if sure >= SURE { LIKELY } else { 0.6 * sure } };
    }
    let alike = alike(a) == alike(b);
    // Capital I and small l look alike: the second reader looks at the stroke, the first guesses a word.
    let first = if alike { capital_i(a) > capital_i(b) } else { ca > cb };
    let (sure, other) = if first { (ca, cb) } else { (cb, ca) };
    let settled = alike || (sure >= SURE && other < sure);
    Verdict { first, confidence: if settled { LIKELY } else { 0.6 * sure } }
}

/// A text without the marks at its ends that borders of cells look like, and that have no partner in it. A border is straight:
/// the round bracket behind a number closes one that was opened words before, or on the line above.
fn unbordered(text: &str) -> &str {
    let opens = text.contains(['[', '{']);
    let closes = text.contains([']', '}']);
    let border = |c: char| match c {
        '|' | '!' => true,
        '[' | '{' => !closes,
        ']' | '}' => !opens,
        _ => false,
    };
    text.trim_matches(border).trim()
}

/// Takes the border of a cell away from numbers that both readers took for a bracket: no office prints "0,00]".
pub(super) fn unborder(lines: &mut [Vec<Heard>]) {
    for heard in lines.iter_mut().flatten() {
        let bare = unbordered(&heard.text);
        if bare.len() < heard.text.len() && is_value(bare) && !is_value(&heard.text) {
            let bare = bare.to_owned();
            if let Some(dispute) = heard.dispute.as_mut().filter(|d| d.taken == heard.text) {
                dispute.taken.clone_from(&bare);
            }
            heard.text = bare;
            heard.confidence = heard.confidence.min(LIKELY);
        }
    }
}

/// Which of two texts of as many words has all letters of the other and more: the first (true) or the second.
fn more_of(a: &str, b: &str) -> Option<bool> {
    let words = |text: &str| text.split(' ').count();
    let solid = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let numeric = is_numeric(a) || is_numeric(b);
    let holds = |long: &str, short: &str| {
        // A speck behind a number looks like a point.
        if numeric && long.trim_end_matches(['.', ',', '\'', '_', '-']) == short {
            return false;
        }
        let long: Vec<char> = long.chars().collect();
        let mut at = 0;
        for c in short.chars() {
            while long.get(at).is_some_and(|d| *d != c) {
                // One letter that was read as two, each of which looks like it, is no more than one.
                let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|k| long.get(k));
                if numeric && beside.copied().any(|d| look(d) == look(long[at])) {
                    return false;
                }
                at += 1;
            }
            if at == long.len() {
                return false;
            }
            at += 1;
        }
        true
    };
    if words(a) != words(b) || solid(a).min(solid(b)) == 0 {
        None
    } else if a.len() > b.len() && holds(a, b) {
        Some(true)
    } else if b.len() > a.len() && holds(b, a) {
        Some(false)
    } else {
        None
    }
}

/// What a letter looks like: the same number for letters that readers take for each other, another one for each other letter.
fn look(ch: char) -> u32 {
    let alike = ["0OoQD", "1lI|!i", "38B", "5S", "6G"];
    alike.iter().position(|set| set.contains(ch)).map_or(ch as u32, |k| k as u32)
}

fn is_stroke(text: &str) -> bool {
    matches!(text, "-" | "–" | "=")
}

/// How much of a text no Italian office prints inside words: strange accents, capitals after small letters, signs between
/// letters.
pub(super) fn oddities(text: &str) -> usize {
    let letters: Vec<char> = text.chars().collect();
    let strange =
        letters.iter().filter(|c| c.is_alphabetic() && !c.is_ascii() && !"àèéìòùÀÈÉÌÒÙªº".contains(**c)).count();
    let mixed = letters.windows(2).filter(|w| w[0].is_lowercase() && w[1].is_uppercase()).count();
    let signs = letters
        .windows(3)
        .filter(|w| w[0].is_alphabetic() && w[2].is_alphabetic() && "!?;:,()[]{}$#*".contains(w[1]))
        .count();
    let comma = text.split(' ').filter(|w| w.ends_with(',') && w.chars().count() == 2).count();
    let wild = letters.iter().filter(|c| "{}[]$#*~^\\<>@=".contains(**c)).count();
    // An accent is printed on the letter or behind it, not both.
    let twice = letters.windows(2).filter(|w| "ÀÈÉÌÒÙàèéìòù".contains(w[0]) && w[1] == '\'').count();
    // The day, a poet's word, is the preposition.
    let day = text.split(' ').filter(|w| matches!(w.to_lowercase().as_str(), "dì" | "ì" | "ìn" | "ìl")).count();
    strange + mixed + signs + comma + wild + twice + day
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// A text without what distinguishes letters that look alike.
fn alike(text: &str) -> String {
    text.chars().map(|c| if matches!(c, 'I' | 'l' | '|') { 'l' } else { c }).collect()
}

/// How many words begin with a capital I before a small letter, or stand among capitals with one.
fn capital_i(text: &str) -> usize {
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    upper + text.chars().filter(|c| *c == 'I').count()
}

fn told(marks: &[Mark]) -> (String, f32, f32, f32) {
    let text: String = marks.iter().map(|m| m.ch).collect();
    let text = text.trim().to_owned();
    let inked = || marks.iter().filter(|m| m.ch != ' ');
    let x0 = inked().map(|m| m.x0).fold(f32::MAX, f32::min);
    let x1 = inked().map(|m| m.x1).fold(f32::MIN, f32::max);
    let confidence = inked().map(|m| m.confidence).fold(1.0, f32::min);
    (text, x0, x1, confidence)
}

pub(super) fn words(marks: &[Mark]) -> impl Iterator<Item = &[Mark]> {
    marks.split(|m| m.ch == ' ').filter(|w| !w.is_empty())
}

/// Parts two readings at the spaces that both have in the same place of their alignment.
fn slots<'m>(a: &'m [Mark], b: &'m [Mark]) -> Vec<(&'m [Mark], &'m [Mark])> {
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (k, l) in common_spaces(a, b) {
        out.push((&a[i..k], &b[j..l]));
        (i, j) = (k + 1, l + 1);
    }
    out.push((&a[i..], &b[j..]));
    out
}

/// Positions of the spaces that the cheapest alignment pairs, in order.
fn common_spaces(a: &[Mark], b: &[Mark]) -> Vec<(usize, usize)> {
    let (n, m) = (a.len(), b.len());
    let cost = |x: char, y: char| match (x == y, x == ' ' || y == ' ') {
        (true, _) => 0u32,
        (false, true) => 3,
        (false, false) => 2,
    };
    let mut table = vec![0u32; (n + 1) * (m + 1)];
    let at = |i: usize, j: usize| i * (m + 1) + j;
    for i in (0..=n).rev() {
        for j in (0..=m).rev() {
            table[at(i, j)] = match (i < n, j < m) {
                (false, false) => 0,
                (true, false) => table[at(i + 1, j)] + 1,
                (false, true) => table[at(i, j + 1)] + 1,
                (true, true) => (table[at(i + 1, j + 1)] + cost(a[i].ch, b[j].ch))
                    .min(table[at(i + 1, j)] + 1)
                    .min(table[at(i, j + 1)] + 1),
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < n && j < m {
        let here = table[at(i, j)];
        if here == table[at(i + 1, j + 1)] + cost(a[i].ch, b[j].ch) {
            if a[i].ch == ' ' && b[j].ch == ' ' {
                out.push((i, j));
            }
            (i, j) = (i + 1, j + 1);
        } else if here == table[at(i + 1, j)] + 1 {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gaps where the text has spaces.
    fn gaps(text: &str) -> Gaps {
        let spaces = text.chars().enumerate().filter(|(_, c)| *c == ' ');
        Gaps { gaps: spaces.map(|(k, _)| (k as f32 * 10.0 - 1.0, k as f32 * 10.0 + 9.0)).collect(), height: 12.0 }
    }

    fn heard(a: &str, b: &str) -> Vec<(String, bool)> {
        let words = compare(&Reading::of(a, 0.95), &Reading::of(b, 0.95), &gaps(a));
        words.into_iter().map(|h| (h.text, h.confidence > 0.9)).collect()
    }

    #[test]
    fn words_on_which_both_agree_are_sure() {
        assert_eq!(heard("2.380,00 CP", "2.380,00 CP"), [("2.380,00".into(), true), ("CP".into(), true)]);
    }

    #[test]
    fn a_reading_that_is_a_number_is_believed_and_doubted() {
        assert_eq!(heard("2.38O,00 CP", "2.380,00 CP"), [("2.380,00".into(), false), ("CP".into(), true)]);
        assert_eq!(heard("2.380,00", "2.380.00"), [("2.380,00".into(), false)]);
    }

    #[test]
    fn the_border_of_a_cell_is_no_bracket() {
        assert_eq!(heard("0,00]", "0,00"), [("0,00".into(), false)]);
        assert_eq!(heard("|12.000,00", "12.000,00"), [("12.000,00".into(), false)]);
        let read = |text: &str| {
            let mut lines = vec![compare(&Reading::of(text, 0.95), &Reading::of(text, 0.95), &gaps(text))];
            unborder(&mut lines);
            lines[0].iter().map(|h| h.text.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(read("0,00] CP"), "0,00 CP");
        assert_eq!(read("[600,00] (parte] [nota]"), "[600,00] (parte] [nota]");
        // Of "(… mis. prog. 01.01)": the bracket was opened before.
        assert_eq!(read("mis. prog. 01.01)"), "mis. prog. 01.01)");
        assert_eq!(heard("01.01)", "01.01"), [("01.01)".into(), false)]);
    }

    #[test]
    fn gaps_decide_on_spaces() {
        let read = |a, b, said| compare(&Reading::of(a, 0.9), &Reading::of(b, 0.9), &gaps(said)).len();
        assert_eq!(read("COMUNI CAZIONE", "COMUNICAZIONE", "COMUNICAZIONE"), 1);
        assert_eq!(read("2021_ 01", "2021_ 01", "2021_01"), 1);
        assert_eq!(read("alfa beta", "alfabeta", "alfa beta"), 2);
        assert_eq!(heard("alfa beta", "alfabeta"), [("alfa".into(), true), ("beta".into(), true)]);
    }
}
