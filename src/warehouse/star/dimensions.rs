//! Rows of dimensions: those that are the same whatever is loaded, and those that documents bring along.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::keys::Key;
use super::model::Table;
use super::sheet::Sheet;
use super::tables::{CENTRES, MISSIONS, PROGRAMMES, RULES, YEARS};
use super::value::Value;
use crate::audit::{programmes, rules};

/// What takes rows: a table, and a value for each of its columns.
pub(super) type Take<'t, E> = &'t mut dyn FnMut(&'static Table, &[Value<'_>]) -> Result<(), E>;

/// The rows that do not depend on documents: the official missioni and programmi, and the rules of the audit.
pub fn fixed<E>(take: Take<'_, E>) -> Result<(), E> {
    for mission in programmes().filter(|p| p.programma.is_empty()) {
        Sheet::new(&MISSIONS).text("mission_code", mission.missione).text("name", mission.name).give(take)?;
    }
    for programme in programmes().filter(|p| !p.programma.is_empty()) {
        let code = format!("{}.{}", programme.missione, programme.programma);
        Sheet::new(&PROGRAMMES)
            .text("programme_code", &code)
            .text("mission_code", programme.missione)
            .text("name", programme.name)
            .give(take)?;
    }
    for rule in rules::ALL {
        Sheet::new(&RULES)
            .text("rule", rule.code)
            .text("name", rule.name)
            .text("meaning_it", rule.doc.what.0)
            .text("meaning_en", rule.doc.what.1)
            .give(take)?;
    }
    Ok(())
}

/// The rows that documents bring along, each given once.
#[derive(Debug, Default)]
pub(super) struct Dimensions {
    years: HashSet<i32>,
    centres: HashSet<Key>,
    rules: HashSet<String>,
    programmes: HashSet<String>,
}

impl Dimensions {
    pub fn new() -> Self {
        let codes = programmes().map(|p| match p.programma {
            "" => p.missione.to_owned(),
            programma => format!("{}.{programma}", p.missione),
        });
        Self { programmes: codes.collect(), ..Self::default() }
    }

    /// A year; none where the calendar has no such year.
    pub fn year<E>(&mut self, year: Option<i32>, take: Take<'_, E>) -> Result<Option<i64>, E> {
        let Some(year) = year else { return Ok(None) };
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        let (Some(first), Some(last), 1..=9999) = (day(1, 1), day(12, 31), year) else { return Ok(None) };
        if self.years.insert(year) {
            let year = Value::Integer(year.into());
            Sheet::new(&YEARS)
                .put("year", year)
                .put("starts_on", Value::Date(first))
                .put("ends_on", Value::Date(last))
                .give(take)?;
        }
        Ok(Some(year.into()))
    }

    /// A centre of a body; none where it has no name.
    pub fn centre<E>(&mut self, entity: Option<&str>, name: &str, take: Take<'_, E>) -> Result<Option<Key>, E> {
        if name.is_empty() {
            return Ok(None);
        }
        let key = Key::of(&["centre", entity.unwrap_or_default(), name]);
        if self.centres.insert(key) {
            Sheet::new(&CENTRES)
                .put("centre_key", Value::Key(key))
                .maybe("entity", entity)
                .text("name", name)
                .give(take)?;
        }
        Ok(Some(key))
    }

    /// A rule, also of a form of its own.
    pub fn rule<E>(&mut self, code: &str, take: Take<'_, E>) -> Result<(), E> {
        if rules::find(code).is_some_and(|rule| rule.code == code) || self.rules.contains(code) {
            return Ok(());
        }
        self.rules.insert(code.to_owned());
        Sheet::new(&RULES)
            .text("rule", code)
            .maybe("name", None)
            .maybe("meaning_it", None)
            .maybe("meaning_en", None)
            .give(take)
    }

    /// Whether a missione, "01", or a programma, "01.03", is on the official list.
    pub fn knows(&self, code: &str) -> bool {
        self.programmes.contains(code)
    }
}
