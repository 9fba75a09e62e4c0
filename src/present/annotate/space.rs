//! From a page as displayed back to the coordinates of its content: crop box and rotation undone.

use lopdf::{Document, Object, ObjectId};

/// How deep page trees nest at most.
const DEEPEST: usize = 64;

/// The space of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Space {
    /// The part of the page that is displayed: left, bottom, right, top.
    crop: [f32; 4],
    /// Quarter turns clockwise, 0 to 3.
    turns: u8,
}

impl Space {
    /// The space of a page; what a page does not say itself it inherits.
    pub fn of(pdf: &Document, page: ObjectId) -> Self {
        let media = inherited(pdf, page, b"MediaBox").and_then(|o| rect(pdf, &o)).unwrap_or([0.0, 0.0, 612.0, 792.0]);
        let crop = inherited(pdf, page, b"CropBox").and_then(|o| rect(pdf, &o)).map_or(media, |c| within(c, media));
        let angle = inherited(pdf, page, b"Rotate").and_then(|o| o.as_float().ok()).unwrap_or(0.0);
        let turns = (angle / 90.0).round().rem_euclid(4.0);
        Self { crop, turns: turns as u8 }
    }

    /// The corners of a box of the displayed page: upper left, upper right, lower left, lower right as displayed.
    pub fn corners(&self, [x0, y0, x1, y1]: [f64; 4]) -> [(f32, f32); 4] {
        [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| self.point(x as f32, y as f32))
    }

    /// A point, counted from the top left of the displayed page, in the space of the content.
    fn point(&self, x: f32, y: f32) -> (f32, f32) {
        let [left, bottom, right, top] = self.crop;
        match self.turns {
            1 => (left + y, bottom + x),
            2 => (right - x, bottom + y),
            3 => (right - y, top - x),
            _ => (left + x, top - y),
        }
    }
}

fn inherited(pdf: &Document, page: ObjectId, key: &[u8]) -> Option<Object> {
    let mut at = page;
    for _ in 0..DEEPEST {
        let dict = pdf.get_dictionary(at).ok()?;
        if let Ok(found) = dict.get(key) {
            return pdf.dereference(found).ok().map(|(_, object)| object.clone());
        }
        at = dict.get(b"Parent").and_then(Object::as_reference).ok()?;
    }
    None
}

/// A rectangle whose corners may come in any order.
fn rect(pdf: &Document, object: &Object) -> Option<[f32; 4]> {
    let numbers: Vec<f32> =
        object.as_array().ok()?.iter().filter_map(|o| pdf.dereference(o).ok()?.1.as_float().ok()).collect();
    let [a, b, c, d] = numbers.try_into().ok()?;
    Some([a.min(c), b.min(d), a.max(c), b.max(d)])
}

/// What of a crop box lies on the page; all of the page where nothing does.
fn within(crop: [f32; 4], media: [f32; 4]) -> [f32; 4] {
    let cut = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
    if cut[0] < cut[2] && cut[1] < cut[3] { cut } else { media }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_left_corner_is_found_on_turned_and_cropped_pages() {
        let crop = [10.0, 20.0, 210.0, 320.0];
        let at = |turns, x, y| Space { crop, turns }.point(x, y);
        assert_eq!(at(0, 0.0, 0.0), (10.0, 320.0));
        assert_eq!(at(1, 0.0, 0.0), (10.0, 20.0));
        assert_eq!(at(2, 0.0, 0.0), (210.0, 20.0));
        assert_eq!(at(3, 0.0, 0.0), (210.0, 320.0));
        // A page of 200 × 300 points is 300 × 200 when it lies on its side.
        assert_eq!(at(1, 300.0, 200.0), (210.0, 320.0));
        assert_eq!(at(3, 300.0, 200.0), (10.0, 20.0));
    }
}
