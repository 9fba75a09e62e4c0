//! The places of a report's values, keyed by JSON Pointer.
//!
//! Values carry their places themselves ([`Read`]); the map of the contract is made while a report is written, by walking
//! over the values in the order in which they stand in the JSON.

use std::any::Any;
use std::borrow::Cow;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::amend::{Amend, AmendError, Amendment};
use super::objective::{Budget, BudgetLine, Indicator, Linked, Objective, Phase, Side, YearValue};
use super::other::{Other, Row, Table};
use super::pointer::Pointer;
use super::read::Read;
use super::report::{Coded, Parameters, Registration, Report};
use super::status::{Paragraph, Status};
use crate::base::geometry::Rect;
use crate::base::passage::{Heard, Place, Places};

/// Where a value was read, in the notation of the contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Number of the page, from 1.
    pub page: u32,
    /// x0, y0, x1, y1 in PDF points; origin top left of the page as displayed.
    pub bbox: [f64; 4],
    /// The text as read.
    pub text: String,
    /// 0 to 1; 1 for a text layer.
    pub confidence: f64,
    /// What the readers of a scan said, where they did not agree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<String>,
    /// Whether the value is the reading that satisfies the arithmetic of the document, and not what was first taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repaired: bool,
}

impl From<&Place> for Evidence {
    fn from(place: &Place) -> Self {
        let r = place.bbox;
        Self {
            page: place.page,
            bbox: [r.x0, r.y0, r.x1, r.y1].map(hundredths),
            text: place.text.to_string(),
            confidence: hundredths(place.confidence),
            readings: place.heard.as_ref().map(|h| h.readings.clone()).unwrap_or_default(),
            repaired: place.heard.as_ref().is_some_and(|h| h.repaired),
        }
    }
}

impl From<Evidence> for Place {
    fn from(evidence: Evidence) -> Self {
        let [x0, y0, x1, y1] = evidence.bbox.map(|v| v as f32);
        let heard = Heard { readings: evidence.readings, repaired: evidence.repaired };
        Self {
            page: evidence.page,
            bbox: Rect::new(x0, y0, x1, y1),
            text: evidence.text.into(),
            confidence: evidence.confidence as f32,
            heard: (heard != Heard::default()).then(|| Box::new(heard)),
        }
    }
}

/// Rounded to two decimals: finer than any printer, and short in JSON.
fn hundredths(v: f32) -> f64 {
    (f64::from(v) * 100.0).round() / 100.0
}

/// What a walk meets: the places of a value, and whether it could be read.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'a> {
    /// Where it stands.
    pub places: &'a [Place],
    /// Whether it is text that is not of its type, and no sign that there is nothing.
    pub unreadable: bool,
}

/// Walks over the values of a record in the order of the JSON.
pub trait Walk {
    /// Calls `visit` for every value that has a place.
    fn walk<'a>(&'a self, at: &mut Pointer, visit: &mut dyn FnMut(&Pointer, Leaf<'a>));
}

impl<T> Walk for Read<T> {
    fn walk<'a>(&'a self, at: &mut Pointer, visit: &mut dyn FnMut(&Pointer, Leaf<'a>)) {
        if !self.places.is_empty() {
            visit(at, Leaf { places: &self.places, unreadable: self.is_unreadable() });
        }
    }
}

impl<T: Walk> Walk for Option<T> {
    fn walk<'a>(&'a self, at: &mut Pointer, visit: &mut dyn FnMut(&Pointer, Leaf<'a>)) {
        if let Some(inner) = self {
            inner.walk(at, visit);
        }
    }
}

impl<T: Walk> Walk for Vec<T> {
    fn walk<'a>(&'a self, at: &mut Pointer, visit: &mut dyn FnMut(&Pointer, Leaf<'a>)) {
        for (k, x) in self.iter().enumerate() {
            at.item(k, |at| x.walk(at, visit));
        }
    }
}

/// A value that can be changed without knowing its type.
pub trait Slot {
    /// Where it was read.
    fn places(&mut self) -> &mut Places;
    /// Makes it a value that cannot be read.
    fn forget(&mut self);
    /// The value, if it is a number.
    fn number(&mut self) -> Option<&mut Read<Decimal>>;
    /// The value, if it is text.
    fn text(&mut self) -> Option<&mut Read<String>>;
}

impl<T: 'static> Slot for Read<T> {
    fn places(&mut self) -> &mut Places {
        &mut self.places
    }

    fn forget(&mut self) {
        self.value = None;
    }

    fn number(&mut self) -> Option<&mut Read<Decimal>> {
        (self as &mut dyn Any).downcast_mut()
    }

    fn text(&mut self) -> Option<&mut Read<String>> {
        (self as &mut dyn Any).downcast_mut()
    }
}

/// The same walk to change values, blank ones included.
pub trait WalkMut {
    /// Calls `act` for every value.
    fn walk_mut(&mut self, at: &mut Pointer, act: &mut dyn FnMut(&Pointer, &mut dyn Slot));
}

impl<T: 'static> WalkMut for Read<T> {
    fn walk_mut(&mut self, at: &mut Pointer, act: &mut dyn FnMut(&Pointer, &mut dyn Slot)) {
        act(at, self);
    }
}

impl<T: WalkMut> WalkMut for Option<T> {
    fn walk_mut(&mut self, at: &mut Pointer, act: &mut dyn FnMut(&Pointer, &mut dyn Slot)) {
        if let Some(inner) = self {
            inner.walk_mut(at, act);
        }
    }
}

impl<T: WalkMut> WalkMut for Vec<T> {
    fn walk_mut(&mut self, at: &mut Pointer, act: &mut dyn FnMut(&Pointer, &mut dyn Slot)) {
        for (k, x) in self.iter_mut().enumerate() {
            at.item(k, |at| x.walk_mut(at, act));
        }
    }
}

/// The walks over the fields of types, in the order of the JSON. A field that is named neither here nor behind the
/// semicolon, where those stand that have no place on a page, does not compile.
macro_rules! walks {
    ($($type:ident { $($field:ident),+ $(; $($bare:ident),+)? })+) => {$(
        impl Walk for $type {
            fn walk<'a>(&'a self, at: &mut Pointer, visit: &mut dyn FnMut(&Pointer, Leaf<'a>)) {
                let Self { $($field,)+ $($($bare: _,)+)? } = self;
                $(at.at(stringify!($field), |at| $field.walk(at, visit));)+
            }
        }

        impl WalkMut for $type {
            fn walk_mut(&mut self, at: &mut Pointer, act: &mut dyn FnMut(&Pointer, &mut dyn Slot)) {
                let Self { $($field,)+ $($($bare: _,)+)? } = self;
                $(at.at(stringify!($field), |at| $field.walk_mut(at, act));)+
            }
        }
    )+};
}

/// The walks, and the way to a value that is to be amended.
macro_rules! walks_and_amends {
    ($($type:ident { $($field:ident),+ $(; $($bare:ident),+)? })+) => {
        walks! { $($type { $($field),+ $(; $($bare),+)? })+ }
        $(
            impl Amend for $type {
                fn amend(&mut self, steps: &[&str], to: Amendment<'_>) -> Result<(Value, Value), AmendError> {
                    match steps.split_first() {
                        $(Some((&stringify!($field), rest)) => self.$field.amend(rest, to),)+
                        _ => Err(AmendError::Nowhere),
                    }
                }
            }
        )+
    };
}

walks_and_amends! {
    Report { title, registration, parameters, objectives; schema_version, source, form, findings, evidence }
    Registration { entity, protocol_number, protocol_date, class_code, class_label, file }
    Parameters { view, level, responsibility_center }
    Coded { code, label }
    Objective {
        code, year, description, kind, thematic_area, councillor, directorate, director, responsibility_center, manager,
        linked, status, phases, indicators, budget, tables, other; drifts
    }
    Linked { mandate, mission, programme }
    Status { as_of, paragraphs }
    Phase {
        description, weight, progress, planned_start, planned_end, actual_start, actual_end, manager,
        responsibility_center, note, other
    }
    Indicator {
        code, description, kind, expected, achieved, previous, previous_average, future, note, other
    }
    YearValue { year, value }
    Budget { revenues, expenses, balance }
    Side { lines, total }
    BudgetLine {
        fiscal_year, other_sums, budget_code, chapter, article, accrual, description, ministerial_code, financial_plan,
        mission_programme, note, amount, other
    }
}

// What is amended in a table of the form's own has the type that the table says.
walks! {
    Table { rows, totals; id, types }
}

impl Walk for Paragraph {
    fn walk<'a>(&'a self, at: &mut Pointer, visit: &mut dyn FnMut(&Pointer, Leaf<'a>)) {
        self.text.walk(at, visit);
    }
}

impl WalkMut for Paragraph {
    fn walk_mut(&mut self, at: &mut Pointer, act: &mut dyn FnMut(&Pointer, &mut dyn Slot)) {
        self.text.walk_mut(at, act);
    }
}

impl Walk for Other {
    fn walk<'a>(&'a self, at: &mut Pointer, visit: &mut dyn FnMut(&Pointer, Leaf<'a>)) {
        for (key, value) in &self.0 {
            at.at(key, |at| value.walk(at, visit));
        }
    }
}

impl WalkMut for Other {
    fn walk_mut(&mut self, at: &mut Pointer, act: &mut dyn FnMut(&Pointer, &mut dyn Slot)) {
        for (key, value) in &mut self.0 {
            at.at(key, |at| value.walk_mut(at, act));
        }
    }
}

impl Walk for Row {
    fn walk<'a>(&'a self, at: &mut Pointer, visit: &mut dyn FnMut(&Pointer, Leaf<'a>)) {
        for (key, value) in &self.0 {
            at.at(key, |at| value.walk(at, visit));
        }
    }
}

impl WalkMut for Row {
    fn walk_mut(&mut self, at: &mut Pointer, act: &mut dyn FnMut(&Pointer, &mut dyn Slot)) {
        for (key, value) in &mut self.0 {
            at.at(key, |at| value.walk_mut(at, act));
        }
    }
}

/// The evidence of a report, written as a map while it is walked.
pub(super) struct EvidenceOf<'a>(pub(super) &'a Report);

impl Serialize for EvidenceOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut result = Ok(());
        self.0.walk(&mut Pointer::default(), &mut |at, leaf| {
            if result.is_ok() {
                result = map.serialize_entry(at.as_str(), &Entry(leaf.places));
            }
        });
        result?;
        map.end()
    }
}

/// One place alone, several as a list.
pub(super) struct Entry<'a>(pub(super) &'a [Place]);

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            [one] => PlaceView(one).serialize(serializer),
            many => serializer.collect_seq(many.iter().map(PlaceView)),
        }
    }
}

/// A place in the notation of [`Evidence`], without copying its text.
struct PlaceView<'a>(&'a Place);

impl Serialize for PlaceView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let r = self.0.bbox;
        let heard = self.0.heard.as_deref();
        let mut s = serializer.serialize_struct("Evidence", 4)?;
        s.serialize_field("page", &self.0.page)?;
        s.serialize_field("bbox", &[r.x0, r.y0, r.x1, r.y1].map(hundredths))?;
        s.serialize_field("text", &*self.0.text)?;
        s.serialize_field("confidence", &hundredths(self.0.confidence))?;
        if let Some(heard) = heard {
            s.serialize_field("readings", &heard.readings)?;
            if heard.repaired {
                s.serialize_field("repaired", &true)?;
            }
        }
        s.end()
    }
}

/// Stands for the evidence in [`Report`]; the entries are made when it is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct EvidenceMap;

impl JsonSchema for EvidenceMap {
    fn schema_name() -> Cow<'static, str> {
        "EvidenceMap".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<Evidence>();
        json_schema!({
            "description": "JSON Pointer (RFC 6901) of a value to the place where it was read, or a list of them.",
            "type": "object",
            "additionalProperties": { "anyOf": [one, { "type": "array", "items": one }] }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::passage::Place;
    use crate::contract::{Cell, CellKind, Drift, Types, amend};
    use std::collections::BTreeSet;

    /// A report in which everything is there once, and every value has a place that names it.
    fn full() -> Report {
        let coded = || Some(Coded::default());
        let side =
            || Some(Side { lines: vec![BudgetLine { other: other(), ..BudgetLine::default() }], ..Side::default() });
        let row = || Row(vec![("costo/ora".to_owned(), Read::<Cell>::blank())]);
        fn other() -> Other {
            Other(vec![("Note ~ varie".to_owned(), Read::blank())])
        }
        let objective = Objective {
            thematic_area: coded(),
            linked: Linked { mandate: coded(), mission: coded(), programme: coded() },
            status: Some(Status { paragraphs: vec![Paragraph::default()], ..Status::default() }),
            phases: vec![Phase { other: other(), ..Phase::default() }],
            indicators: vec![Indicator {
                previous: vec![YearValue::default()],
                future: vec![YearValue::default()],
                other: other(),
                ..Indicator::default()
            }],
            budget: Some(Budget { revenues: side(), expenses: side(), ..Budget::default() }),
            tables: vec![Table {
                id: "x".to_owned(),
                types: Types(vec![("costo/ora".to_owned(), CellKind::Decimal)]),
                rows: vec![row()],
                totals: Some(row()),
            }],
            other: other(),
            drifts: vec![Drift::default()],
            ..Objective::default()
        };
        let mut report = Report {
            registration: Some(Registration::default()),
            parameters: Parameters { view: coded(), responsibility_center: coded(), ..Parameters::default() },
            objectives: vec![objective],
            ..Report::default()
        };
        report.walk_mut(&mut Pointer::default(), &mut |at, slot| {
            let bbox = Rect::new(0.0, 0.0, 1.0, 1.0);
            slot.places().push(Place { page: 1, bbox, text: at.as_str().into(), confidence: 1.0, heard: None });
        });
        report
    }

    /// The pointers of the values of a JSON document: of everything that is neither a list nor an object.
    fn values(json: &Value, at: &mut Pointer, out: &mut BTreeSet<String>) {
        match json {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| at.at(key, |at| values(value, at, out))),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(k, item)| at.item(k, |at| values(item, at, out)))
            }
            _ => {
                out.insert(at.as_str().to_owned());
            }
        }
    }

    #[test]
    fn every_value_has_its_evidence_and_can_be_amended() {
        let mut report = full();
        let json = serde_json::to_value(&report).unwrap();
        let mut walked: Vec<String> = Vec::new();
        report.walk(&mut Pointer::default(), &mut |at, leaf| {
            assert_eq!(&*leaf.places[0].text, at.as_str());
            walked.push(at.as_str().to_owned());
        });
        let mut written = BTreeSet::new();
        for part in ["title", "registration", "parameters", "objectives"] {
            Pointer::default().at(part, |at| values(&json[part], at, &mut written));
        }
        // What a table is called and of which types it is was not read from the page.
        written.retain(|p| !p.ends_with("/tables/0/id") && !p.contains("/tables/0/types/"));
        assert_eq!(walked.iter().cloned().collect::<BTreeSet<_>>(), written);
        assert_eq!(json["evidence"].as_object().unwrap().len(), walked.len());
        for pointer in &walked {
            assert!(amend(&mut report, pointer, Amendment::Json(&Value::Null)).is_ok(), "{pointer}");
        }
    }

    /// Reports are read back quickest, and told most clearly, in the order in which they are written.
    #[test]
    fn evidence_stands_in_the_order_of_the_values() {
        let text = serde_json::to_string(&full()).unwrap();
        let (values, evidence) = text.split_once("\"evidence\":").unwrap();
        let order =
            ["title", "registration", "parameters", "objectives"].map(|p| values.find(&format!("\"{p}\":")).unwrap());
        assert!(order.is_sorted());
        let of = |pointer: &str| evidence.find(&format!("\"{pointer}\":")).unwrap_or_else(|| panic!("{pointer}"));
        let told = [
            "/title",
            "/registration/entity",
            "/objectives/0/code",
            "/objectives/0/phases/0/weight",
            "/objectives/0/other/Note ~0 varie",
        ];
        assert!(told.map(of).is_sorted());
    }
}
