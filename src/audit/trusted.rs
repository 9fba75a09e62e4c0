//! What the rules about a document may rely on: what was surely read of it.

use super::Case;
use crate::base::passage::Place;
use crate::contract::{Kind, Pointer, Read, Registration, Report, Slot, WalkMut};

/// A report as far as what was read of it can be trusted.
pub(super) struct Trusted {
    pub report: Report,
    pub stamps: Vec<Registration>,
}

impl Trusted {
    /// The case without its doubtful values and without tables that were not understood; none where there is neither.
    pub fn of(case: &Case<'_>) -> Option<Self> {
        let misread = case.notices.iter().any(|notice| notice.distrusts().is_some());
        let scanned = case.report.source.kind != Kind::Digital;
        if !misread && !scanned {
            return None;
        }
        let mut trusted = Self { report: case.report.clone(), stamps: case.stamps.to_vec() };
        if misread {
            trusted.report.walk_mut(&mut Pointer::default(), &mut |at, slot| {
                if case.distrusts(at.as_str()) {
                    slot.forget();
                }
            });
        }
        if scanned {
            trusted.forget_doubts();
        }
        Some(trusted)
    }

    fn forget_doubts(&mut self) {
        let Self { report, stamps } = self;
        let at = &mut Pointer::default();
        let mut forget = |_: &Pointer, slot: &mut dyn Slot| {
            if slot.places().iter().any(Place::is_doubtful) {
                slot.forget();
            }
        };
        report.registration.walk_mut(at, &mut forget);
        report.parameters.walk_mut(at, &mut forget);
        // What is printed twice is told apart by a letter: only what was read without any dispute can differ.
        let disputed = |places: &[Place]| places.iter().any(|p| p.confidence < Place::AGREED);
        let mut bare = |_: &Pointer, slot: &mut dyn Slot| {
            if disputed(slot.places()) {
                slot.forget();
            }
            // Specks look like quotes.
            if let Some(Read { value: Some(text), .. }) = slot.text() {
                *text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            }
        };
        stamps.walk_mut(at, &mut bare);
        report.registration.walk_mut(at, &mut bare);
        for objective in &mut report.objectives {
            // Prose stays: one doubtful word says nothing against the numbers beside it.
            // And a finding still says which objective it is about.
            let (status, code) = (objective.status.take(), objective.code.clone());
            objective.walk_mut(at, &mut forget);
            (objective.status, objective.code) = (status, code);
            objective.drifts.retain(|d| ![&d.expected, &d.found].iter().any(|r| disputed(&r.places)));
        }
    }
}
