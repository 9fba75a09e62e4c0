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

use super::evidence::{Evidence, EvidenceMap, WalkMut};
use super::finding::Finding;
use super::form::Form;
use super::objective::Objective;
use super::other::{Cell, CellKind, Other, Row, Table, Types};
use super::pointer::Pointer;
use super::read::Read;
use super::report::{Parameters, Registration, Report, SCHEMA_VERSION, Source};
use crate::base::passage::{Place, Places};

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

impl<'de> Deserialize<'de> for Types {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder::<String, CellKind>::expecting(0)).map(Types)
    }
}

#[derive(Deserialize)]
struct StoredTable {
    id: String,
    #[serde(default)]
    types: Types,
    rows: Vec<Row>,
    totals: Option<Row>,
}

impl<'de> Deserialize<'de> for Table {
    /// Its cells are of the types that it says.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let StoredTable { id, types, mut rows, mut totals } = StoredTable::deserialize(deserializer)?;
        for (key, cell) in rows.iter_mut().chain(&mut totals).flat_map(|row| &mut row.0) {
            let Some(kind) = types.of(key) else { continue };
            let Some(value) = cell.value.take_if(|value| value.kind() != kind) else { continue };
            let told = || D::Error::custom(format!("{id}: a value of {key} is not of its type"));
            cell.value = Some(value.into_kind(kind).ok_or_else(told)?);
        }
        Ok(Self { id, types, rows, totals })
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Raw {
    Year(i32),
    Text(String),
}

impl<'de> Deserialize<'de> for Cell {
    /// A string is a date or a decimal where it is written just as these are written, else text; the table knows better, unless
    /// an earlier version wrote it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Raw::deserialize(deserializer)? {
            Raw::Year(year) => Cell::Year(year),
            Raw::Text(text) => Cell::looks(&text),
        })
    }
}

impl Cell {
    /// What a text is by its looks.
    pub(super) fn looks(text: &str) -> Self {
        let decimal = || text.parse().ok().filter(|d: &Decimal| d.to_string() == text);
        let date = || text.parse().ok().filter(|d: &NaiveDate| d.to_string() == text);
        match (decimal(), date()) {
            (Some(number), _) => Cell::Decimal(number),
            (None, Some(day)) => Cell::Date(day),
            (None, None) => Cell::Text(text.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::geometry::Rect;
    use crate::base::passage::Place;

    fn read<T>(value: T) -> Read<T> {
        let bbox = Rect::new(10.0, 20.5, 30.0, 28.0);
        let place = Place { page: 2, bbox, text: "letto".into(), confidence: 1.0, heard: None };
        Read { value: Some(value), places: [place].into_iter().collect() }
    }

    fn report(table: Table) -> Report {
        let objective = Objective { code: read("A/1".to_owned()), tables: vec![table], ..Objective::default() };
        Report { title: read("SCHEDA".to_owned()), objectives: vec![objective], ..Report::default() }
    }

    fn back(report: &Report) -> Report {
        serde_json::from_slice(&serde_json::to_vec(report).unwrap()).unwrap()
    }

    fn table(cells: Vec<(&str, CellKind, Cell)>) -> Table {
        let types = Types(cells.iter().map(|(key, kind, _)| ((*key).to_owned(), *kind)).collect());
        let row = Row(cells.into_iter().map(|(key, _, cell)| (key.to_owned(), read(cell))).collect());
        Table { id: "costi".into(), types, rows: vec![row.clone()], totals: Some(row) }
    }

    /// What looks like a number, a date or a year is what the grammar says that it is.
    #[test]
    fn values_of_a_forms_own_table_come_back_as_the_types_that_they_have() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let own = table(vec![
            ("protocollo", CellKind::Text, text("12")),
            ("delibera", CellKind::Text, text("2017-01-01")),
            ("voce", CellKind::Text, text("1.50")),
            ("importo", CellKind::Decimal, Cell::Decimal("12".parse().unwrap())),
            ("scadenza", CellKind::Date, Cell::Date("2017-01-01".parse().unwrap())),
            ("anno", CellKind::Year, Cell::Year(2017)),
        ]);
        let values = |table: &Table| -> Vec<Option<Cell>> {
            table.rows.iter().chain(&table.totals).flat_map(|row| &row.0).map(|(_, cell)| cell.value.clone()).collect()
        };
        let again = back(&report(own.clone()));
        assert_eq!(values(&again.objectives[0].tables[0]), values(&own));
        let told: Vec<&str> = again.objectives[0].tables[0].types.0.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(told, ["protocollo", "delibera", "voce"], "what its looks tell is not told");
    }

    #[test]
    fn a_report_of_an_earlier_version_is_read_without_types() {
        let mut own = table(vec![("importo", CellKind::Decimal, Cell::Decimal("12.50".parse().unwrap()))]);
        own.types = Types::default();
        let again = back(&report(own));
        assert_eq!(again.objectives[0].tables[0].rows[0].0[0].1.value, Some(Cell::Decimal("12.50".parse().unwrap())));
    }

    #[test]
    fn a_value_that_is_not_of_the_type_of_its_table_is_refused() {
        let mut json =
            serde_json::to_value(report(table(vec![("a", CellKind::Text, Cell::Text("1".into()))]))).unwrap();
        json["objectives"][0]["tables"][0]["types"]["a"] = "date".into();
        let error = serde_json::from_value::<Report>(json).unwrap_err().to_string();
        assert!(error.contains("costi") && error.contains(" a "), "{error}");
    }

    /// Evidence that somebody has put into another order is given back all the same, keys with a slash among it.
    #[test]
    fn every_value_gets_its_places_again_in_whatever_order_they_stand() {
        let mut own = report(table(vec![("costo/ora", CellKind::Text, Cell::Text("x".into()))]));
        let again = Place { page: 3, ..own.objectives[0].code.places[0].clone() };
        own.objectives[0].code.places.push(again);
        let mut json = serde_json::to_value(&own).unwrap();
        let evidence = json["evidence"].as_object().unwrap().clone();
        assert!(evidence.contains_key("/objectives/0/tables/0/rows/0/costo~1ora"), "{evidence:?}");
        assert_eq!(evidence["/objectives/0/code"].as_array().map(Vec::len), Some(2));
        json["evidence"] = evidence.into_iter().rev().collect::<serde_json::Map<_, _>>().into();
        let again: Report = serde_json::from_value(json).unwrap();
        let places = |report: &Report| {
            let mut out = Vec::new();
            let mut copy = report.clone();
            copy.walk_mut(&mut Pointer::default(), &mut |at, slot| {
                out.push((at.as_str().to_owned(), slot.places().clone()))
            });
            out
        };
        assert_eq!(places(&again), places(&own));
    }

    #[test]
    fn another_version_of_the_contract_is_refused() {
        let mut json = serde_json::to_value(Report::default()).unwrap();
        json["schema_version"] = "2".into();
        assert!(serde_json::from_value::<Report>(json).unwrap_err().to_string().contains("schema_version"));
    }
}
