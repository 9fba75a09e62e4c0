//! A report read back from its JSON: the same values, each with its places again.
//!
//! The words of paragraphs, header drifts and other things that only the first reading knows are not in the JSON and stay
//! empty.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::evidence::{Evidence, EvidenceMap, Pointer, WalkMut};
use super::finding::Finding;
use super::objective::Objective;
use super::other::{Cell, Other, Row};
use super::read::Read;
use super::report::{Form, Parameters, Registration, Report, SCHEMA_VERSION, Source};
use crate::passage::{Place, Places};

#[derive(Deserialize)]
struct Stored<'a> {
    schema_version: String,
    source: Source,
    form: Form,
    title: Read<String>,
    registration: Option<Registration>,
    parameters: Parameters,
    objectives: Vec<Objective>,
    findings: Vec<Finding>,
    #[serde(borrow, default)]
    evidence: Entries<'a>,
}

/// A short report has as many entries of evidence.
const ENTRIES: usize = 512;

/// The entries of the evidence, in the order in which they stand. Pointers stay where they are in the JSON.
#[derive(Default)]
struct Entries<'a>(Vec<(At<'a>, OneOrMany)>);

/// The pointer of an entry.
#[derive(Deserialize)]
struct At<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder::expecting(ENTRIES)).map(Entries)
    }
}

impl Entries<'_> {
    /// Gives every value its places. A report is written in the order in which it is walked over, so that the next entry is
    /// nearly always the one that is wanted; what stands in another order is looked up.
    fn give_back(self, report: &mut Report) {
        let mut entries = self.0.into_iter().peekable();
        report.walk_mut(&mut Pointer::default(), &mut |at, slot| {
            if let Some((_, OneOrMany(found))) = entries.next_if(|(At(pointer), _)| pointer == at.as_str()) {
                *slot.places() = found;
            }
        });
        let mut rest: HashMap<Cow<'_, str>, OneOrMany> = entries.map(|(At(pointer), found)| (pointer, found)).collect();
        if !rest.is_empty() {
            report.walk_mut(&mut Pointer::default(), &mut |at, slot| {
                if let Some(OneOrMany(found)) = rest.remove(at.as_str()) {
                    *slot.places() = found;
                }
            });
        }
    }
}

/// The places of a value: one alone, or a list.
struct OneOrMany(Places);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlacesVisitor).map(OneOrMany)
    }
}

/// Takes a place or a list of them as it comes. Most of a report is evidence: keeping each entry until it is known which of the
/// two it is would take longer than all the rest.
struct PlacesVisitor;

impl<'de> Visitor<'de> for PlacesVisitor {
    type Value = Places;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a place or a list of places")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Places, A::Error> {
        let one = Evidence::deserialize(MapAccessDeserializer::new(map))?;
        let mut places = Places::new();
        places.push(Place::from(one));
        Ok(places)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Places, A::Error> {
        let mut places = Places::new();
        while let Some(one) = list.next_element::<Evidence>()? {
            places.push(one.into());
        }
        Ok(places)
    }
}

impl<'de> Deserialize<'de> for Report {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        if stored.schema_version != SCHEMA_VERSION {
            return Err(D::Error::custom(format!(
                "schema_version is \"{}\", and only \"{SCHEMA_VERSION}\" is known",
                stored.schema_version
            )));
        }
        let mut report = Report {
            schema_version: SCHEMA_VERSION,
            source: stored.source,
            form: stored.form,
            title: stored.title,
            registration: stored.registration,
            parameters: stored.parameters,
            objectives: stored.objectives,
            findings: stored.findings,
            evidence: EvidenceMap,
        };
        stored.evidence.give_back(&mut report);
        Ok(report)
    }
}

/// Keeps the order of a JSON object, which is the printed one.
struct InOrder<K, V> {
    /// How many entries there is room for at first.
    room: usize,
    of: PhantomData<(K, V)>,
}

impl<K, V> InOrder<K, V> {
    fn expecting(room: usize) -> Self {
        Self { room, of: PhantomData }
    }
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for InOrder<K, V> {
    type Value = Vec<(K, V)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut out = Vec::with_capacity(self.room);
        while let Some(entry) = map.next_entry()? {
            out.push(entry);
        }
        Ok(out)
    }
}

impl<'de> Deserialize<'de> for Other {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder::expecting(0)).map(Other)
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder::expecting(0)).map(Row)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Raw {
    Year(i32),
    Text(String),
}

impl<'de> Deserialize<'de> for Cell {
    /// A string is a date or a decimal where it is written just as these are written, else text.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Raw::deserialize(deserializer)? {
            Raw::Year(year) => Cell::Year(year),
            Raw::Text(text) => {
                let decimal = || text.parse().ok().filter(|d: &Decimal| d.to_string() == text);
                let date = || text.parse().ok().filter(|d: &NaiveDate| d.to_string() == text);
                match (decimal(), date()) {
                    (Some(number), _) => Cell::Decimal(number),
                    (None, Some(day)) => Cell::Date(day),
                    (None, None) => Cell::Text(text),
                }
            }
        })
    }
}
