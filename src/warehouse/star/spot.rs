//! Where a row stands on paper.

use super::model::Type;
use super::sheet::Sheet;
use super::tables::POINTS;
use super::value::{Unit, Value};
use crate::base::geometry::Rect;
use crate::base::passage::Place;

/// A page and a box on it; neither, where a row stands nowhere.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spot(Option<(u32, Rect)>);

impl Spot {
    pub fn of(place: &Place) -> Self {
        Self(Some((place.page, place.bbox)))
    }

    /// The box around the part of a value that stands on its first page; none without a place.
    pub fn around(places: &[Place]) -> Option<Self> {
        let first = places.first()?;
        let same = places.iter().filter(|p| p.page == first.page);
        Some(Self(Some((first.page, same.fold(first.bbox, |all, p| all.union(&p.bbox))))))
    }

    /// Page and box.
    pub fn put<'a>(&self, sheet: Sheet<'a>) -> Sheet<'a> {
        let side = |of: fn(&Rect) -> f32| {
            self.0.as_ref().and_then(|(_, r)| hundredths(of(r))).map_or(Value::Null, Value::Decimal)
        };
        sheet
            .number("page", self.0.map(|(page, _)| page.into()))
            .put("x0", side(|r| r.x0))
            .put("y0", side(|r| r.y0))
            .put("x1", side(|r| r.x1))
            .put("y1", side(|r| r.y1))
    }

    /// The whole way back: document, pointer, page and box.
    pub fn origin<'a>(&self, sheet: Sheet<'a>, hash: &'a str, pointer: &'a str) -> Sheet<'a> {
        self.put(sheet.text("document_hash", hash).text("pointer", pointer))
    }
}

/// A length as evidence writes it; none where it is beyond all paper.
fn hundredths(length: f32) -> Option<Unit> {
    const BOUND: (u8, f64) = match POINTS {
        Type::Decimal(precision, scale) => (scale, 10u64.pow(precision as u32) as f64),
        _ => panic!("lengths are decimals"),
    };
    let count = (f64::from(length) * 100.0).round();
    (count.abs() < BOUND.1).then_some(Unit { count: count as i64, scale: BOUND.0 })
}
