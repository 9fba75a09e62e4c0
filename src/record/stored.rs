//! A report read back from its JSON: the same values, each with its places again.
//!
//! The words of paragraphs, header drifts and other things that only the first reading knows are not in the JSON and stay
//! empty.

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::evidence::{Amend, Evidence, EvidenceMap, Pointer};
use super::finding::Finding;
use super::objective::Objective;
use super::other::{Cell, Other, Row};
use super::read::Read;
use super::report::{Form, Parameters, Registration, Report, SCHEMA_VERSION, Source};
use crate::passage::{Place, Places};

#[derive(Deserialize)]
struct Stored {
    schema_version: String,
    source: Source,
    form: Form,
    title: Read<String>,
    registration: Option<Registration>,
    parameters: Parameters,
    objectives: Vec<Objective>,
    findings: Vec<Finding>,
    #[serde(default)]
    evidence: HashMap<String, OneOrMany>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Evidence),
    Many(Vec<Evidence>),
}

impl From<OneOrMany> for Places {
    fn from(evidence: OneOrMany) -> Self {
        match evidence {
            OneOrMany::One(one) => [Place::from(one)].into_iter().collect(),
            OneOrMany::Many(many) => many.into_iter().map(Place::from).collect(),
        }
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
        let mut evidence = stored.evidence;
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
        report.amend(&mut Pointer::default(), &mut |at, slot| {
            *slot.places() = evidence.remove(at.as_str()).map(Places::from).unwrap_or_default();
        });
        Ok(report)
    }
}

/// Keeps the order of a JSON object, which is the printed one.
struct InOrder<V>(std::marker::PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for InOrder<V> {
    type Value = Vec<(String, V)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut out = Vec::new();
        while let Some(entry) = map.next_entry()? {
            out.push(entry);
        }
        Ok(out)
    }
}

impl<'de> Deserialize<'de> for Other {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder(std::marker::PhantomData)).map(Other)
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder(std::marker::PhantomData)).map(Row)
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
