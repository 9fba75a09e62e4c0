//! How a page looks, whatever it says: its format, and the edges that its text keeps to.

use crate::layout::Sheet;

/// How a page looks.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    width: f32,
    height: f32,
    scanned: bool,
    /// Left and right ends of the phrases on it, on a grid.
    left: Vec<i16>,
    right: Vec<i16>,
}

/// Pages of one format differ by less than this, in points: offices trim and re-distil.
const FORMAT: f32 = 6.0;
/// The grid of edges, in points.
const GRID: f32 = 2.0;
/// An edge that a page keeps to has this many phrases.
const KEPT: usize = 2;

impl Look {
    /// How a page looks that is read by this sheet.
    pub fn of(sheet: &Sheet) -> Self {
        let on_grid = |x: f32| (x / GRID).round() as i16;
        let mut look = Self { width: sheet.width, height: sheet.height, scanned: sheet.scanned, ..Self::default() };
        for phrase in sheet.lines.iter().flat_map(|line| sheet.phrases(line.words())) {
            look.left.push(on_grid(phrase.rect.x0));
            look.right.push(on_grid(phrase.rect.x1));
        }
        look.left.sort_unstable();
        look.right.sort_unstable();
        look
    }

    /// Whether two pages have one format.
    pub fn has_format_of(&self, other: &Self) -> bool {
        let near = |a: f32, b: f32| (a - b).abs() < FORMAT;
        near(self.width, other.width) && near(self.height, other.height)
    }

    /// The share of the phrases that keep to an edge of another page, from 0 to 1; what a scan keeps to is not known so exactly, and
    /// half of it is taken for granted.
    pub fn kept(&self, other: &Self) -> f32 {
        let keeps = |edges: &[i16], at: i16| {
            let from = edges.partition_point(|e| *e < at - 1);
            edges[from..].iter().take_while(|e| **e <= at + 1).count() >= KEPT
        };
        let left = self.left.iter().filter(|x| keeps(&other.left, **x)).count();
        let share = left as f32 / self.left.len().max(1) as f32;
        if self.scanned || other.scanned { 0.5 + share / 2.0 } else { share }
    }
}
