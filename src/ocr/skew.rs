//! How a scan lies: the direction of its text and the small angle by which it leans.

use super::ink::{Area, Blob, Ink};

/// The largest angle that is looked for, and the finest step, in degrees.
const RANGE: f32 = 3.0;
const STEP: f32 = 0.05;
/// How deep the margins are, as a share of the shorter side.
const MARGIN: f32 = 0.07;

/// The angle (radians, clockwise) by which the lines of a picture lean: the one at which its rows are sharpest.
pub(super) fn skew(ink: &Ink) -> f32 {
    let points = lower_edges(ink);
    if points.len() < 200 {
        return 0.0;
    }
    let steps = (RANGE / STEP) as i32;
    let score = |k: i32| sharpness(&points, (k as f32 * STEP).to_radians().tan(), ink);
    let best = |range: &mut dyn Iterator<Item = i32>| {
        range.map(|k| (k, score(k))).fold((0, 0.0f64), |best, new| if new.1 > best.1 { new } else { best }).0
    };
    let coarse = best(&mut (-steps..=steps).step_by(5));
    let fine = best(&mut (coarse - 5..=coarse + 5));
    (fine as f32 * STEP).to_radians()
}

/// Where ink ends towards the foot of the page: baselines and ruling lines.
fn lower_edges(ink: &Ink) -> Vec<(f32, f32)> {
    let mut out = Vec::new();
    for y in 0..ink.height.saturating_sub(1) {
        let (here, below) = (ink.row(y), ink.row(y + 1));
        for x in (y % 2..ink.width).step_by(2) {
            if here[x] == 1 && below[x] == 0 {
                out.push((x as f32, y as f32));
            }
        }
    }
    out
}

/// How unevenly the points fall on rows that lean by a slope.
fn sharpness(points: &[(f32, f32)], slope: f32, ink: &Ink) -> f64 {
    let lift = (slope.abs() * ink.width as f32) as usize + 2;
    let mut rows = vec![0u32; ink.height + 2 * lift];
    for (x, y) in points {
        let row = y - x * slope + lift as f32;
        if let Some(count) = rows.get_mut(row as usize) {
            *count += 1;
        }
    }
    rows.iter().map(|c| f64::from(*c) * f64::from(*c)).sum()
}

/// Whether text runs up or down the picture: whether letters stand closer to their neighbours above and below than to
/// those on either side. What stands in the margins is heard less: stamps climb them, longer than the text of many a page.
pub(super) fn is_sideways(blobs: &[Blob], ink: &Ink, dpi: f32) -> bool {
    let margin = (MARGIN * ink.width.min(ink.height) as f32) as usize;
    let inside = |a: &Area| a.x0 > margin && a.y0 > margin && a.x1 + margin < ink.width && a.y1 + margin < ink.height;
    let letter = |b: &&Blob| {
        let (w, h) = (b.area.width() as f32 * 72.0 / dpi, b.area.height() as f32 * 72.0 / dpi);
        w.max(h) > 3.0 && w.max(h) < 16.0 && w.min(h) > 1.5
    };
    let mut letters: Vec<&Blob> = blobs.iter().filter(letter).collect();
    letters.sort_by_key(|b| b.area.x0);
    let (mut level, mut upright) = (0usize, 0usize);
    for (k, a) in letters.iter().enumerate() {
        let reach = a.area.width().max(a.area.height()) / 3;
        for b in letters[k + 1..].iter().take_while(|b| b.area.x0 <= a.area.x1 + reach) {
            let gap_x = b.area.x0.saturating_sub(a.area.x1);
            let gap_y = b.area.y0.saturating_sub(a.area.y1).max(a.area.y0.saturating_sub(b.area.y1));
            let beside = 2 * a.area.overlap_y(&b.area) > a.area.height().min(b.area.height());
            let below = 2 * a.area.overlap_x(&b.area) > a.area.width().min(b.area.width());
            let weight = if inside(&a.area) { 5 } else { 1 };
            level += weight * usize::from(beside && gap_x < reach);
            upright += weight * usize::from(below && gap_y < reach);
        }
    }
    upright > level
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::raster::Raster;

    fn lines() -> Raster {
        let mut raster = Raster::paper(1000, 700);
        for row in 0..12 {
            for y in 0..20 {
                for letter in 0..45 {
                    let x = 60 + letter * 19;
                    raster.row_mut(60 + row * 50 + y)[x..x + 14].fill(0);
                }
            }
        }
        raster
    }

    #[test]
    fn the_angle_is_found() {
        for degrees in [-2.5f32, -0.8, -0.05, 0.0, 0.4, 1.3] {
            let turned = lines().rotated(degrees.to_radians());
            let found = skew(&Ink::of(&turned, 200.0)).to_degrees();
            assert!((found - degrees).abs() < 0.08, "{degrees} {found}");
        }
    }

    #[test]
    fn letters_side_by_side_are_a_line() {
        let upright = Ink::of(&lines(), 200.0);
        assert!(!is_sideways(&upright.blobs(), &upright, 200.0));
        let turned = Ink::of(&lines().upright(crate::base::geometry::Turn::Left), 200.0);
        assert!(is_sideways(&turned.blobs(), &turned, 200.0));
    }
}
