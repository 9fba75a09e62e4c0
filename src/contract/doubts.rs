//! Doubts of the readers of a scan, brought to the values that they are about.

use super::evidence::WalkMut;
use super::pointer::Pointer;
use crate::base::passage::Doubt;

/// Notes in the places of all values what the readers said of them.
pub fn note(record: &mut impl WalkMut, doubts: &[Doubt]) {
    if doubts.is_empty() {
        return;
    }
    record.walk_mut(&mut Pointer::default(), &mut |_, slot| {
        for place in slot.places() {
            doubts.iter().for_each(|doubt| place.note(doubt));
        }
    });
}
