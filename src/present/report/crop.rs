//! Which part of which page shows a finding.

use crate::base::geometry::Rect;
use crate::contract::Evidence;

/// White space that is shown above and below a mark, in points.
const AIR: f32 = 34.0;
/// What is shown on either side of a mark at least, in points.
const ASIDE: f32 = 190.0;
/// Marks that are farther apart than this are shown in pictures of their own, in points.
const APART: f32 = 230.0;

/// A part of a page with marks on it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Crop {
    /// Number of the page, from 1.
    pub page: u32,
    /// What is seen of it.
    pub view: Rect,
    /// What is marked: box and text.
    pub marks: Vec<(Rect, String)>,
}

/// The pictures of a finding: marks that stand near each other share one. `context` are places that belong into the picture
/// beside a mark, as the name of a table's row. `size` gives width and height of a page.
pub(super) fn crops(places: &[Evidence], context: &[Evidence], size: impl Fn(u32) -> Option<(f32, f32)>) -> Vec<Crop> {
    let mut out: Vec<Crop> = Vec::new();
    for place in places {
        let Some((width, height)) = size(place.page) else { continue };
        let mark = rect(place);
        // A box that lies outside of its page shows nothing.
        if mark.x1 < 0.0 || mark.y1 < 0.0 || mark.x0 > width || mark.y0 > height {
            continue;
        }
        let near = out.iter_mut().find(|c| {
            let span = c.marks.iter().fold(mark, |all, (r, _)| all.union(r));
            c.page == place.page && span.height() <= APART
        });
        match near {
            Some(crop) if crop.marks.iter().any(|(r, _)| *r == mark) => {}
            Some(crop) => crop.marks.push((mark, place.text.clone())),
            None => out.push(Crop { page: place.page, view: mark, marks: vec![(mark, place.text.clone())] }),
        }
    }
    for crop in &mut out {
        let Some((width, height)) = size(crop.page) else { continue };
        let all = crop.marks.iter().fold(crop.marks[0].0, |all, (r, _)| all.union(r));
        let beside = context.iter().filter(|e| e.page == crop.page).map(rect);
        let seen =
            beside.filter(|r| r.overlap_y(&all) > 0.0 || all.overlap_y(r) > 0.0).fold(all, |seen, r| seen.union(&r));
        let whole = crop.marks.len() > 1;
        let (left, right) = match whole {
            true => (0.0, width),
            false => ((all.x0 - ASIDE).min(seen.x0 - 12.0), (all.x1 + ASIDE).max(seen.x1 + 12.0)),
        };
        crop.view = Rect {
            x0: left.max(0.0),
            y0: (seen.y0 - AIR).max(0.0),
            x1: right.min(width),
            y1: (seen.y1 + AIR).min(height),
        };
    }
    out
}

pub(super) fn rect(place: &Evidence) -> Rect {
    let [x0, y0, x1, y1] = place.bbox.map(|v| v as f32);
    Rect::new(x0, y0, x1, y1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(page: u32, x: f64, y: f64) -> Evidence {
        Evidence {
            page,
            bbox: [x, y, x + 30.0, y + 8.0],
            text: "12".into(),
            confidence: 1.0,
            readings: Vec::new(),
            repaired: false,
        }
    }

    fn a4(_: u32) -> Option<(f32, f32)> {
        Some((595.0, 842.0))
    }

    #[test]
    fn marks_near_each_other_share_a_picture() {
        let found = crops(&[at(1, 50.0, 100.0), at(1, 400.0, 250.0), at(1, 50.0, 700.0), at(2, 50.0, 100.0)], &[], a4);
        let shape: Vec<(u32, usize)> = found.iter().map(|c| (c.page, c.marks.len())).collect();
        assert_eq!(shape, [(1, 2), (1, 1), (2, 1)]);
    }

    #[test]
    fn a_picture_holds_its_marks_and_their_row_and_stays_on_the_page() {
        let found = crops(&[at(1, 550.0, 4.0)], &[at(1, 40.0, 6.0), at(2, 0.0, 0.0), at(1, 0.0, 800.0)], a4);
        let view = found[0].view;
        assert!(view.x0 <= 40.0 && view.x0 >= 0.0 && view.x1 <= 595.0 && view.y0 == 0.0 && view.y1 < 70.0, "{view:?}");
    }

    #[test]
    fn what_stands_on_no_page_has_no_picture() {
        assert!(crops(&[at(9, 1.0, 1.0)], &[], |_| None).is_empty());
        assert!(crops(&[at(1, 900.0, 1.0)], &[], a4).is_empty());
    }
}
