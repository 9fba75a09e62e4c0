//! Points, rectangles and quarter turns of a page.
//!
//! One convention everywhere: the origin is the top left corner of the page *as displayed* (after /Rotate and the crop
//! box), x grows to the right, y grows downwards, the unit is the PDF point (1/72 inch).

/// A rectangle, `x0 <= x1` and `y0 <= y1`, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Upper edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Lower edge.
    pub y1: f32,
}

impl Rect {
    /// The rectangle between two opposite corners, in whatever order they are given.
    pub fn new(xa: f32, ya: f32, xb: f32, yb: f32) -> Self {
        Self { x0: xa.min(xb), y0: ya.min(yb), x1: xa.max(xb), y1: ya.max(yb) }
    }

    /// Horizontal extent.
    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// Vertical extent.
    pub fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// Horizontal middle.
    pub fn mid_x(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }

    /// Vertical middle.
    pub fn mid_y(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }

    /// The smallest rectangle that holds both.
    pub fn union(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(&self, x: f32, y: f32) -> bool {
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }

    /// Length of the common part of the horizontal extents, 0 when there is none.
    pub fn overlap_x(&self, other: &Rect) -> f32 {
        (self.x1.min(other.x1) - self.x0.max(other.x0)).max(0.0)
    }

    /// Length of the common part of the vertical extents, 0 when there is none.
    pub fn overlap_y(&self, other: &Rect) -> f32 {
        (self.y1.min(other.y1) - self.y0.max(other.y0)).max(0.0)
    }
}

/// The direction in which a text runs on the page as displayed, in quarter turns clockwise from left-to-right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// Left to right.
    #[default]
    None,
    /// Top to bottom.
    Right,
    /// Right to left, upside down.
    Half,
    /// Bottom to top.
    Left,
}

impl Turn {
    /// All four, in the order of their quarter turns.
    pub const ALL: [Turn; 4] = [Turn::None, Turn::Right, Turn::Half, Turn::Left];

    /// Number of quarter turns clockwise, 0 to 3.
    pub fn quarters(self) -> usize {
        self as usize
    }

    /// The direction of a vector on the page (y downwards): the nearest of the four.
    pub fn of_vector(dx: f32, dy: f32) -> Turn {
        match (dx.abs() >= dy.abs(), dx >= 0.0, dy >= 0.0) {
            (true, true, _) => Turn::None,
            (true, false, _) => Turn::Half,
            (false, _, true) => Turn::Right,
            (false, _, false) => Turn::Left,
        }
    }

    /// The rectangle as seen when the page of `width` × `height` points is turned so that text of this direction reads
    /// from left to right.
    pub fn upright(self, r: &Rect, width: f32, height: f32) -> Rect {
        match self {
            Turn::None => *r,
            Turn::Right => Rect::new(r.y0, width - r.x1, r.y1, width - r.x0),
            Turn::Half => Rect::new(width - r.x1, height - r.y1, width - r.x0, height - r.y0),
            Turn::Left => Rect::new(height - r.y1, r.x0, height - r.y0, r.x1),
        }
    }

    /// The inverse of [`Turn::upright`]; `width` and `height` are still those of the page as displayed.
    pub fn displayed(self, r: &Rect, width: f32, height: f32) -> Rect {
        match self {
            Turn::None => *r,
            Turn::Right => Rect::new(width - r.y1, r.x0, width - r.y0, r.x1),
            Turn::Half => Turn::Half.upright(r, width, height),
            Turn::Left => Rect::new(r.y0, height - r.x1, r.y1, height - r.x0),
        }
    }

    /// Width and height of the page as seen in this direction.
    pub fn size(self, width: f32, height: f32) -> (f32, f32) {
        match self {
            Turn::None | Turn::Half => (width, height),
            Turn::Right | Turn::Left => (height, width),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn displayed_undoes_upright(x in 0f32..500.0, y in 0f32..700.0, w in 0f32..90.0, h in 0f32..90.0, q in 0usize..4) {
            let (r, turn) = (Rect::new(x, y, x + w, y + h), Turn::ALL[q]);
            let up = turn.upright(&r, 595.0, 842.0);
            let back = turn.displayed(&up, 595.0, 842.0);
            for (a, b) in [(r.x0, back.x0), (r.y0, back.y0), (r.x1, back.x1), (r.y1, back.y1)] {
                prop_assert!((a - b).abs() < 1e-3, "{r:?} {back:?}");
            }
            let (pw, ph) = turn.size(595.0, 842.0);
            prop_assert!(up.x0 >= -1e-3 && up.y0 >= -1e-3 && up.x1 <= pw + 1e-3 && up.y1 <= ph + 1e-3);
        }
    }

    #[test]
    fn text_that_climbs_the_left_margin_reads_from_its_lower_end() {
        let lower = Turn::Left.upright(&Rect::new(10.0, 700.0, 20.0, 710.0), 595.0, 842.0);
        let upper = Turn::Left.upright(&Rect::new(10.0, 100.0, 20.0, 110.0), 595.0, 842.0);
        assert!(lower.x0 < upper.x0);
    }
}
