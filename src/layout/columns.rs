//! Where one column of a table ends and the next begins.

use super::rules::{Down, SLACK};

/// A horizontal extent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Left end.
    pub x0: f32,
    /// Right end.
    pub x1: f32,
}

/// Which column a value belongs to that stands alone between two headings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lean {
    /// The one on the left: headings stand at the left of a cell and numbers at its right.
    #[default]
    Left,
    /// The one on the right.
    Right,
    /// The one on the left, which has several cells: each word may be one.
    Cells,
}

/// A gap that no text crosses is a gutter from this width on, in points; a narrower one is what rounding leaves
/// between boxes that touch.
const GUTTER: f32 = 0.4;

/// The boundaries between neighbouring columns, one fewer than `headings`, which stand from left to right.
///
/// A boundary always lies between the end of one heading and the start of the next. A vertical ruling line there that
/// crosses the row of headings is the boundary; without one it is a gutter: a gap that no text of the body crosses.
/// `down` are the lines that cross the row of headings, `texts` the extents of the body's phrases, `words` those of its words, and
/// `lean(k)` says whom a value belongs to that stands alone between headings k and k+1.
pub fn boundaries(
    headings: &[Span],
    down: &[Down],
    texts: &[Span],
    words: &[Span],
    lean: impl Fn(usize) -> Lean,
) -> Vec<f32> {
    headings
        .windows(2)
        .enumerate()
        .map(|(k, pair)| {
            let window = Span { x0: pair[0].x1.min(pair[1].x0), x1: pair[1].x0.max(pair[0].x1) };
            ruled(&window, down).unwrap_or_else(|| gutter(&window, texts, words, lean(k)))
        })
        .collect()
}

/// The ruling line in a window; of several, the one nearest to the next heading, since headings stand at the left of a cell
/// more often than at its right.
fn ruled(window: &Span, down: &[Down]) -> Option<f32> {
    down.iter().rev().find(|d| d.x >= window.x0 - SLACK && d.x <= window.x1 + SLACK).map(|d| d.x)
}

/// The middle of the gap on the far side of stray values. Where columns stand so close that phrases run from one into the next, the
/// gap at which words of many rows begin or end; where some text crosses everywhere, the place that fewest cross.
fn gutter(window: &Span, texts: &[Span], words: &[Span], lean: Lean) -> f32 {
    let wide = |g: &Span| g.x1 - g.x0 > GUTTER;
    let texts = if lean == Lean::Cells { words } else { texts };
    let far = |allowed: usize| {
        let mut gaps = gaps(window, texts, allowed).into_iter().filter(wide);
        if lean == Lean::Right { gaps.next() } else { gaps.next_back() }
    };
    let best = far(0).or_else(|| narrow(window, words)).or_else(|| (1..=texts.len()).find_map(far));
    best.map_or((window.x0 + window.x1) / 2.0, |g| (g.x0 + g.x1) / 2.0)
}

/// Words that begin or end within this of each other are aligned, in points.
const ALIGNED: f32 = 0.6;
/// So many rows make an edge.
const EDGE: usize = 3;

/// A gap between words, where those on one side of it are aligned.
fn narrow(window: &Span, words: &[Span]) -> Option<Span> {
    let aligned = |g: &Span| {
        let left = words.iter().filter(|w| (w.x1 - g.x0).abs() < ALIGNED).count();
        let right = words.iter().filter(|w| (w.x0 - g.x1).abs() < ALIGNED).count();
        left.max(right)
    };
    let gaps = gaps(window, words, 0).into_iter().filter(|g| g.x1 - g.x0 > 0.4);
    gaps.map(|g| (aligned(&g), g)).filter(|(count, _)| *count >= EDGE).max_by_key(|(count, _)| *count).map(|(_, g)| g)
}

/// The parts of a window that at most `allowed` texts cover, from left to right.
fn gaps(window: &Span, texts: &[Span], allowed: usize) -> Vec<Span> {
    let mut edges: Vec<(f32, i32)> = Vec::new();
    for t in texts.iter().filter(|t| t.x1 > window.x0 && t.x0 < window.x1) {
        edges.push((t.x0.max(window.x0), 1));
        edges.push((t.x1.min(window.x1), -1));
    }
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut gaps, mut depth, mut from) = (Vec::new(), 0i32, window.x0);
    let mut open = true;
    for (x, step) in edges {
        depth += step;
        let free = depth <= allowed as i32;
        if open && !free {
            if x > from {
                gaps.push(Span { x0: from, x1: x });
            }
            open = false;
        } else if !open && free {
            (from, open) = (x, true);
        }
    }
    if open && window.x1 >= from {
        gaps.push(Span { x0: from, x1: window.x1 });
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(x0: f32, x1: f32) -> Span {
        Span { x0, x1 }
    }

    #[test]
    fn a_ruling_line_decides() {
        let down = [Down { x: 50.0, y0: 0.0, y1: 9.0 }, Down { x: 90.0, y0: 0.0, y1: 9.0 }];
        let found = boundaries(&[span(0.0, 40.0), span(92.0, 99.0)], &down, &[], &[], |_| Lean::Left);
        assert_eq!(found, [90.0]);
    }

    #[test]
    fn without_lines_a_gutter_does() {
        // Long descriptions run to 180, right-aligned amounts start at 210, left of their heading.
        let texts = [span(0.0, 180.0), span(0.0, 90.0), span(210.0, 260.0), span(225.0, 260.0)];
        let found = boundaries(&[span(0.0, 40.0), span(230.0, 260.0)], &[], &texts, &[], |_| Lean::Left);
        assert_eq!(found, [195.0]);
    }

    #[test]
    fn a_stray_value_goes_where_it_leans() {
        let headings = [span(0.0, 20.0), span(60.0, 90.0)];
        let texts = [span(5.0, 10.0), span(40.0, 50.0), span(60.0, 85.0)];
        assert_eq!(boundaries(&headings, &[], &texts, &[], |_| Lean::Left), [55.0]);
        assert_eq!(boundaries(&headings, &[], &texts, &[], |_| Lean::Right), [30.0]);
    }

    #[test]
    fn columns_that_nearly_touch_are_parted_where_words_align() {
        // Amounts end at 40, notes begin at 41.6; a phrase runs from each into the next.
        let texts = [span(20.0, 70.0), span(25.0, 66.0), span(15.0, 60.0)];
        let words = [(20.0, 40.0), (41.6, 55.0), (57.0, 70.0), (25.0, 40.0), (41.6, 66.0), (15.0, 40.0), (41.6, 60.0)];
        let words: Vec<Span> = words.into_iter().map(|(a, b)| span(a, b)).collect();
        let found = boundaries(&[span(10.0, 30.0), span(41.6, 60.0)], &[], &texts, &words, |_| Lean::Left);
        assert!((found[0] - 40.8).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn where_all_is_covered_the_least_crossed_place_is_taken() {
        let texts = [span(0.0, 70.0), span(0.0, 40.0), span(45.0, 90.0)];
        let found = boundaries(&[span(0.0, 20.0), span(60.0, 90.0)], &[], &texts, &[], |_| Lean::Left);
        assert_eq!(found, [42.5]);
    }
}
