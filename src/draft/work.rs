//! The sheets that a draft is made from, and which of their lines are understood.

use crate::layout::Sheet;

/// Sheets with a mark for each of their lines that something has taken.
pub(super) type Work<'s> = Vec<(&'s Sheet, Vec<bool>)>;

/// The size of most of the text of some sheets.
pub(super) fn usual_size<'s>(sheets: impl Iterator<Item = &'s Sheet>) -> f32 {
    let mut sizes: Vec<f32> = sheets.flat_map(|sheet| &sheet.lines).map(|l| l.size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
}
