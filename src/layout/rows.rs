//! Where one row of a table ends and the next begins.

use super::columns::Span;
use super::rules::Across;

/// A strip of a table between two ruling lines, or between a ruling line and an end of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Upper edge.
    pub y0: f32,
    /// Lower edge.
    pub y1: f32,
    /// Whether a ruling line closes it above.
    pub ruled_above: bool,
    /// Whether a ruling line closes it below.
    pub ruled_below: bool,
}

/// Share of a table's width that a ruling line must cross to part its rows; a shorter one parts cells only.
const FULL: f32 = 0.8;

/// Ruling lines nearer to an edge, or to each other, than this are the edge, or one line drawn twice; in points.
const EDGE: f32 = 2.0;
/// A strip no higher than this holds no text, in points.
const THIN: f32 = 1.0;
/// A gap is wider than another by more than this, in points; less is the rounding of baselines.
const WIDER: f32 = 0.7;

/// Cuts the part `y0..y1` of a table as wide as `width` at the ruling lines that cross it.
pub fn bands(y0: f32, y1: f32, width: Span, across: &[Across]) -> Vec<Band> {
    let crosses = |a: &&Across| {
        let common = a.x1.min(width.x1) - a.x0.max(width.x0);
        a.y > y0 - EDGE && a.y < y1 + EDGE && common >= FULL * (width.x1 - width.x0)
    };
    let mut edges: Vec<f32> = across.iter().filter(crosses).map(|a| a.y).collect();
    edges.dedup_by(|b, a| *b - *a < EDGE);
    let mut out = Vec::with_capacity(edges.len() + 1);
    let mut top = (y0, false);
    for y in edges {
        if y > top.0 + THIN {
            out.push(Band { y0: top.0, y1: y, ruled_above: top.1, ruled_below: true });
        }
        top = (y, true);
    }
    if y1 > top.0 + THIN {
        out.push(Band { y0: top.0, y1, ruled_above: top.1, ruled_below: false });
    }
    out
}

/// Where to part two rows of which `upper` and `lower` are the baselines that tell the rows apart (the lines with their
/// numbers): the place in `between` behind which the lower row begins.
///
/// `between` are the baselines strictly between the two, ascending, of which the first `bound` surely belong to the upper
/// row. The widest gap parts the rows; where gaps are alike, the last one, since cells are set from the top.
pub fn cut_between(upper: f32, between: &[f32], lower: f32, bound: usize) -> usize {
    let at = |k: usize| match k {
        0 => upper,
        k if k <= between.len() => between[k - 1],
        _ => lower,
    };
    let mut best = (between.len(), lower - at(between.len()));
    for k in (bound..between.len()).rev() {
        let gap = at(k + 1) - at(k);
        if gap > best.1 + WIDER {
            best = (k, gap);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(y: f32, x0: f32, x1: f32) -> Across {
        Across { y, x0, x1 }
    }

    #[test]
    fn only_lines_across_the_table_part_rows() {
        let across = [line(10.0, 0.0, 100.0), line(20.0, 40.0, 60.0), line(30.0, 2.0, 99.0)];
        let found = bands(10.0, 45.0, Span { x0: 0.0, x1: 100.0 }, &across);
        let edges: Vec<_> = found.iter().map(|b| (b.y0, b.y1, b.ruled_above, b.ruled_below)).collect();
        assert_eq!(edges, [(10.0, 30.0, true, true), (30.0, 45.0, true, false)]);
    }

    #[test]
    fn wrapped_lines_stay_with_the_row_above() {
        // Row at 100 wraps to 109 and 118, the next row stands at 131.
        assert_eq!(cut_between(100.0, &[109.0, 118.0], 131.0, 0), 2);
        // Even when rows have no padding.
        assert_eq!(cut_between(100.0, &[109.0, 118.0], 127.0, 0), 2);
    }

    #[test]
    fn lines_above_a_centred_number_go_with_it() {
        // Row at 100; a three-line cell from 120 to 138 whose number is centred at 129.
        assert_eq!(cut_between(100.0, &[120.0], 129.0, 0), 0);
    }

    #[test]
    fn a_second_printed_row_stays_although_the_gap_above_it_is_wider() {
        assert_eq!(cut_between(100.0, &[114.0], 124.0, 1), 1);
    }
}
