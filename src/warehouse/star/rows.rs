//! What a document says, as rows of the tables.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::dimensions::{Dimensions, Take};
use super::keys::Key;
use super::model::Type;
use super::sheet::Sheet;
use super::spot::Spot;
use super::tables::{
    AMOUNT, BUDGET_LINES, BUDGET_TOTALS, CORRECTIONS, DOCUMENTS, EVIDENCE, FINDINGS, INDICATORS, MEASURE, OBJECTIVES,
    OTHER_VALUES, PHASES,
};
use super::value::{Unit, Value};
use crate::base::passage::Place;
use crate::contract::{
    Budget, BudgetLine, Cell, Coded, Finding, Indicator, Objective, Other, Phase, Pointer, Read, Report, Side, Table,
    Walk, escaped,
};
use crate::output::ManifestLine;
use crate::review::{Correction, Review, Standing, Status};

/// A number that has more digits than its column: it is left out there, and stands as text in the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Path of the document.
    pub path: String,
    /// JSON Pointer of the value.
    pub pointer: String,
    /// The number.
    pub number: String,
}

/// What is known of a document.
#[derive(Clone, Copy)]
pub struct Document<'a> {
    /// Its line of the manifest.
    pub line: &'a ManifestLine,
    /// Its report, where it could be read.
    pub report: Option<&'a Report>,
    /// What people have decided about it; their corrections stand in the report.
    pub review: &'a Review,
}

/// Makes rows of documents, one after the other.
#[derive(Debug, Default)]
pub struct Rows {
    dimensions: Dimensions,
    misfits: Vec<Misfit>,
}

/// The key of a document: the SHA-256 of its content; of its path, where the content could not be had.
pub fn document_hash(line: &ManifestLine) -> String {
    use sha2::{Digest, Sha256};
    if !line.sha256.is_empty() {
        return line.sha256.clone();
    }
    data_encoding::HEXLOWER.encode(&Sha256::digest(line.path.as_bytes()))
}

impl Rows {
    /// Nothing was given yet.
    pub fn new() -> Self {
        Self { dimensions: Dimensions::new(), misfits: Vec::new() }
    }

    /// Hands out the rows of a document, each behind those that it refers to. Gives the numbers that fit no column.
    pub fn of<E>(&mut self, document: Document<'_>, take: Take<'_, E>) -> Result<Vec<Misfit>, E> {
        let hash = document_hash(document.line);
        let mut work = Work { rows: self, hash: &hash, path: &document.line.path, take, at: Pointer::default() };
        work.document(&document)?;
        if let Some(report) = document.report {
            let year = report.objectives.first().and_then(|o| o.year.value);
            let entity = report.registration.as_ref().and_then(|r| r.entity.value.as_deref());
            let mut years = Vec::with_capacity(report.objectives.len());
            for (k, objective) in report.objectives.iter().enumerate() {
                let year = work.rows.dimensions.year(objective.year.value, work.take)?;
                years.push(year);
                work.objective(k, objective, report, entity, year)?;
            }
            for (k, finding) in report.findings.iter().enumerate() {
                let objective = position(&finding.subject, report.objectives.len());
                let year = objective.map_or(year.map(i64::from), |k| years[k]);
                work.finding(k, finding, objective, year, document.review.findings.get(k))?;
            }
            let year = year.map(i64::from);
            for correction in &document.review.corrections {
                let objective = position(&correction.pointer, years.len());
                work.correction(correction, objective, objective.map_or(year, |k| years[k]), report)?;
            }
            work.evidence(report, &years, year)?;
        }
        Ok(std::mem::take(&mut self.misfits))
    }
}

/// The objective that a pointer leads into.
fn position(pointer: &str, objectives: usize) -> Option<usize> {
    let rest = pointer.strip_prefix("/objectives/")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit);
    // Asked for every value of a report: digit by digit, which is quicker than to cut the text and read it.
    let number =
        digits.fold(0usize, |number, digit| number.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
    (number < objectives).then_some(number)
}

/// The objective that a row belongs to, and its year.
#[derive(Clone, Copy)]
struct Of {
    objective: Key,
    year: Option<i64>,
}

impl Of {
    fn put(self, sheet: Sheet<'_>) -> Sheet<'_> {
        sheet.put("objective_key", Value::Key(self.objective)).number("year", self.year)
    }
}

/// What an indicator says of a year.
struct Telling {
    says: &'static str,
    year: Option<i64>,
    expected: Value<'static>,
    achieved: Value<'static>,
    previous: Value<'static>,
}

/// A value beyond the common fields.
struct Kept<'k> {
    table: Option<&'k str>,
    row: Option<i64>,
    heading: &'k str,
    text: Option<&'k str>,
    number: Option<Decimal>,
    day: Option<NaiveDate>,
}

/// The rows of one document.
struct Work<'w, E> {
    rows: &'w mut Rows,
    hash: &'w str,
    path: &'w str,
    take: Take<'w, E>,
    at: Pointer,
}

impl<E> Work<'_, E> {
    fn document(&mut self, document: &Document<'_>) -> Result<(), E> {
        let (line, report) = (document.line, document.report);
        let year = self.rows.dimensions.year(report.and_then(|r| r.objectives.first()?.year.value), self.take)?;
        let stamp = report.and_then(|r| r.registration.as_ref());
        let stamped =
            |of: fn(&crate::contract::Registration) -> &Read<String>| stamp.and_then(|s| of(s).value.as_deref());
        let view = report.and_then(|r| r.parameters.view.as_ref());
        let centre = report.and_then(|r| r.parameters.responsibility_center.as_ref());
        let status = serde_json::to_value(line.status).unwrap_or_default();
        let kind = report.map(|r| serde_json::to_value(r.source.kind).unwrap_or_default());
        let spot = spot_of(&[report.map_or(&[], |r| &r.title.places)]);
        let sheet = Sheet::new(&DOCUMENTS)
            .text("document_hash", self.hash)
            .number("year", year)
            .text("path", &line.path)
            .text("status", status.as_str().unwrap_or_default())
            .put("partial", Value::Boolean(line.partial))
            .maybe("reason_it", line.reason.as_ref().map(|r| r.it.as_str()))
            .maybe("reason_en", line.reason.as_ref().map(|r| r.en.as_str()))
            .number("bytes", i64::try_from(line.bytes).ok().or(Some(i64::MAX)))
            .number("pages", Some(line.pages.into()))
            .maybe("kind", kind.as_ref().and_then(|k| k.as_str()))
            .maybe("producer", report.and_then(|r| r.source.producer.as_deref()))
            .maybe("form_id", report.map(|r| r.form.id.as_str()))
            .maybe("form_name", report.map(|r| r.form.name.as_str()))
            .maybe("title", report.and_then(|r| r.title.value.as_deref()))
            .maybe("entity", stamped(|s| &s.entity))
            .maybe("protocol_number", stamped(|s| &s.protocol_number))
            .date("protocol_date", stamp.and_then(|s| s.protocol_date.value))
            .maybe("class_code", stamped(|s| &s.class_code))
            .maybe("class_label", stamped(|s| &s.class_label))
            .maybe("file", stamped(|s| &s.file))
            .maybe("view_code", code(view))
            .maybe("view_label", label(view))
            .maybe("level", report.and_then(|r| r.parameters.level.value.as_deref()))
            .maybe("centre_code", code(centre))
            .maybe("centre_label", label(centre));
        spot.put(sheet).give(self.take)
    }

    fn objective(
        &mut self,
        k: usize,
        objective: &Objective,
        report: &Report,
        entity: Option<&str>,
        year: Option<i64>,
    ) -> Result<(), E> {
        let pointer = format!("/objectives/{k}");
        let key = self.key("objective", &pointer);
        let printed_for = report.parameters.responsibility_center.as_ref().map(|c| c.label.as_str());
        let own = objective.responsibility_center.as_str();
        let centre = if own.is_empty() { printed_for.unwrap_or_default() } else { own };
        let centre = self.rows.dimensions.centre(entity, centre, self.take)?;
        let spot = spot_of(&[&objective.code.places, &objective.description.places]);
        let paragraphs = |s: &crate::contract::Status| {
            let texts: Vec<&str> = s.paragraphs.iter().filter_map(|p| p.text.value.as_deref()).collect();
            (!texts.is_empty()).then(|| texts.join("\n"))
        };
        let narrative = objective.status.as_ref().and_then(paragraphs);
        let (area, linked) = (objective.thematic_area.as_ref(), &objective.linked);
        let sheet = Sheet::new(&OBJECTIVES).put("objective_key", Value::Key(key)).number("year", year);
        spot.origin(sheet, self.hash, &pointer)
            .key("centre_key", centre)
            .number("position", Some(k as i64))
            .maybe("code", text(&objective.code))
            .maybe("description", text(&objective.description))
            .maybe("kind", text(&objective.kind))
            .maybe("thematic_area_code", code(area))
            .maybe("thematic_area_label", label(area))
            .maybe("councillor", text(&objective.councillor))
            .maybe("directorate", text(&objective.directorate))
            .maybe("director", text(&objective.director))
            .maybe("responsibility_center", text(&objective.responsibility_center))
            .maybe("manager", text(&objective.manager))
            .maybe("mandate_code", code(linked.mandate.as_ref()))
            .maybe("mandate_label", label(linked.mandate.as_ref()))
            .maybe("mission_code", code(linked.mission.as_ref()))
            .maybe("mission_label", label(linked.mission.as_ref()))
            .maybe("programme_code", code(linked.programme.as_ref()))
            .maybe("programme_label", label(linked.programme.as_ref()))
            .date("as_of", objective.status.as_ref().and_then(|s| s.as_of.value))
            .maybe("narrative", narrative.as_deref())
            .give(self.take)?;
        let of = Of { objective: key, year };
        for (j, phase) in objective.phases.iter().enumerate() {
            self.phase(of, j, phase, &format!("{pointer}/phases/{j}"))?;
        }
        for (j, indicator) in objective.indicators.iter().enumerate() {
            self.indicator(of, j, indicator, &format!("{pointer}/indicators/{j}"))?;
        }
        if let Some(budget) = &objective.budget {
            self.budget(of, budget, &format!("{pointer}/budget"))?;
        }
        for (j, table) in objective.tables.iter().enumerate() {
            self.table(of, table, &format!("{pointer}/tables/{j}"))?;
        }
        self.other(of, &objective.other, &pointer)
    }

    fn phase(&mut self, of: Of, k: usize, phase: &Phase, pointer: &str) -> Result<(), E> {
        let spot = spot_of(&[&phase.description.places, &phase.weight.places, &phase.progress.places]);
        let weight = self.decimal(&phase.weight, MEASURE, pointer, "weight");
        let progress = self.decimal(&phase.progress, MEASURE, pointer, "progress");
        let sheet = of.put(Sheet::new(&PHASES).put("phase_key", Value::Key(self.key("phase", pointer))));
        spot.origin(sheet, self.hash, pointer)
            .number("position", Some(k as i64))
            .maybe("description", text(&phase.description))
            .put("weight", weight)
            .put("progress", progress)
            .date("planned_start", phase.planned_start.value)
            .date("planned_end", phase.planned_end.value)
            .date("actual_start", phase.actual_start.value)
            .date("actual_end", phase.actual_end.value)
            .maybe("manager", text(&phase.manager))
            .maybe("responsibility_center", text(&phase.responsibility_center))
            .maybe("note", text(&phase.note))
            .give(self.take)?;
        self.other(of, &phase.other, pointer)
    }

    /// One row for the year of the objective, and one for each other year of which a value is printed.
    fn indicator(&mut self, of: Of, k: usize, indicator: &Indicator, pointer: &str) -> Result<(), E> {
        let own = Telling {
            says: "report",
            year: of.year,
            expected: self.decimal(&indicator.expected, MEASURE, pointer, "expected"),
            achieved: self.decimal(&indicator.achieved, MEASURE, pointer, "achieved"),
            previous: Value::Null,
        };
        let spot = spot_of(&[&indicator.achieved.places, &indicator.expected.places, &indicator.description.places]);
        self.telling(of, k, indicator, pointer, pointer, own, spot)?;
        let years = indicator.previous.iter().map(|v| ("previous", v));
        let years = years.enumerate().chain(indicator.future.iter().map(|v| ("future", v)).enumerate());
        for (j, (says, told)) in years {
            // A column that is blank here says nothing of its year.
            if told.value.is_blank() {
                continue;
            }
            let below = format!("{pointer}/{says}/{j}");
            let year = self.rows.dimensions.year(told.year.value, self.take)?;
            let value = self.decimal(&told.value, MEASURE, &below, "value");
            let spot = spot_of(&[&told.value.places, &told.year.places]);
            let (expected, previous) = if says == "future" { (value, Value::Null) } else { (Value::Null, value) };
            let telling = Telling { says, year, expected, achieved: Value::Null, previous };
            self.telling(of, k, indicator, pointer, &below, telling, spot)?;
        }
        self.other(of, &indicator.other, pointer)
    }

    #[allow(clippy::too_many_arguments, reason = "a row is made of all of it")]
    fn telling(
        &mut self,
        of: Of,
        k: usize,
        indicator: &Indicator,
        whole: &str,
        pointer: &str,
        telling: Telling,
        spot: Spot,
    ) -> Result<(), E> {
        let average = self.decimal(&indicator.previous_average, MEASURE, whole, "previous_average");
        let sheet = Sheet::new(&INDICATORS)
            .put("value_key", Value::Key(self.key("value", pointer)))
            .put("indicator_key", Value::Key(self.key("indicator", whole)))
            .put("objective_key", Value::Key(of.objective))
            .number("year", telling.year)
            .number("objective_year", of.year);
        spot.origin(sheet, self.hash, pointer)
            .number("position", Some(k as i64))
            .text("says", telling.says)
            .maybe("code", text(&indicator.code))
            .maybe("description", text(&indicator.description))
            .maybe("kind", text(&indicator.kind))
            .put("expected", telling.expected)
            .put("achieved", telling.achieved)
            .put("previous", telling.previous)
            .put("previous_average", if telling.says == "report" { average } else { Value::Null })
            .maybe("note", text(&indicator.note))
            .give(self.take)
    }

    fn budget(&mut self, of: Of, budget: &Budget, pointer: &str) -> Result<(), E> {
        for (name, side) in [("revenues", &budget.revenues), ("expenses", &budget.expenses)] {
            let Some(side) = side else { continue };
            for (k, line) in side.lines.iter().enumerate() {
                self.line(of, name, k, line, &format!("{pointer}/{name}/lines/{k}"))?;
            }
            self.total(of, name, &side.total, sum(side), &format!("{pointer}/{name}/total"))?;
        }
        let printed = |side: &Option<Side>| match side {
            None => Some(Decimal::ZERO),
            Some(side) => side.total.value,
        };
        let difference = printed(&budget.revenues).zip(printed(&budget.expenses)).and_then(|(r, e)| r.checked_sub(e));
        self.total(of, "balance", &budget.balance, difference, &format!("{pointer}/balance"))
    }

    fn line(&mut self, of: Of, side: &str, k: usize, line: &BudgetLine, pointer: &str) -> Result<(), E> {
        let spot = spot_of(&[&line.amount.places, &line.description.places, &line.chapter.places]);
        let fiscal_year = self.rows.dimensions.year(line.fiscal_year.value, self.take)?;
        let other_sums = self.decimal(&line.other_sums, AMOUNT, pointer, "other_sums");
        let amount = self.decimal(&line.amount, AMOUNT, pointer, "amount");
        let printed = text(&line.mission_programme);
        let mission = printed.and_then(|code| code.split('.').next());
        let sheet = of.put(Sheet::new(&BUDGET_LINES).put("line_key", Value::Key(self.key("line", pointer))));
        let known = |code: &&str| self.rows.dimensions.knows(code);
        spot.origin(sheet, self.hash, pointer)
            .text("side", side)
            .number("position", Some(k as i64))
            .number("fiscal_year", fiscal_year)
            .put("other_sums", other_sums)
            .maybe("budget_code", text(&line.budget_code))
            .maybe("chapter", text(&line.chapter))
            .maybe("article", text(&line.article))
            .maybe("accrual", text(&line.accrual))
            .maybe("description", text(&line.description))
            .maybe("ministerial_code", text(&line.ministerial_code))
            .maybe("financial_plan", text(&line.financial_plan))
            .maybe("mission_programme", printed)
            .maybe("mission_code", mission.filter(known))
            .maybe("programme_code", printed.filter(known).filter(|code| code.contains('.')))
            .maybe("note", text(&line.note))
            .put("amount", amount)
            .give(self.take)?;
        self.other(of, &line.other, pointer)
    }

    fn total(
        &mut self,
        of: Of,
        side: &str,
        total: &Read<Decimal>,
        summed: Option<Decimal>,
        pointer: &str,
    ) -> Result<(), E> {
        if total.is_blank() {
            return Ok(());
        }
        let spot = spot_of(&[&total.places]);
        let amount = self.decimal(total, AMOUNT, pointer, "");
        let summed = summed.and_then(|sum| fit(sum, AMOUNT)).map_or(Value::Null, Value::Decimal);
        let sheet = of.put(Sheet::new(&BUDGET_TOTALS).put("total_key", Value::Key(self.key("total", pointer))));
        spot.origin(sheet, self.hash, pointer)
            .text("side", side)
            .put("amount", amount)
            .put("summed", summed)
            .give(self.take)
    }

    fn table(&mut self, of: Of, table: &Table, pointer: &str) -> Result<(), E> {
        let rows = table.rows.iter().enumerate().map(|(k, row)| (Some(k as i64), format!("{pointer}/rows/{k}"), row));
        for (number, pointer, row) in rows.chain(table.totals.iter().map(|t| (None, format!("{pointer}/totals"), t))) {
            for (heading, cell) in &row.0 {
                let (number_of, day, written) = match &cell.value {
                    None => (None, None, None),
                    Some(Cell::Text(text)) => (None, None, Some(text.clone())),
                    Some(Cell::Decimal(number)) => (Some(*number), None, Some(number.to_string())),
                    Some(Cell::Date(day)) => (None, Some(*day), Some(day.to_string())),
                    Some(Cell::Year(year)) => (Some(Decimal::from(*year)), None, Some(year.to_string())),
                };
                let kept = Kept {
                    table: Some(&table.id),
                    row: number,
                    heading,
                    text: written.as_deref(),
                    number: number_of,
                    day,
                };
                self.kept(of, kept, &cell.places, &pointer)?;
            }
        }
        Ok(())
    }

    fn other(&mut self, of: Of, other: &Other, pointer: &str) -> Result<(), E> {
        if other.is_empty() {
            return Ok(());
        }
        let pointer = format!("{pointer}/other");
        for (heading, value) in &other.0 {
            let kept = Kept { table: None, row: None, heading, text: text(value), number: None, day: None };
            self.kept(of, kept, &value.places, &pointer)?;
        }
        Ok(())
    }

    fn kept(&mut self, of: Of, kept: Kept<'_>, places: &[Place], above: &str) -> Result<(), E> {
        let pointer = format!("{above}/{}", escaped(kept.heading));
        let spot = spot_of(&[places]);
        let number = self.number(kept.number, MEASURE, &pointer, "");
        let sheet = of.put(Sheet::new(&OTHER_VALUES).put("value_key", Value::Key(self.key("other", &pointer))));
        spot.origin(sheet, self.hash, &pointer)
            .maybe("table_id", kept.table)
            .number("row", kept.row)
            .text("heading", kept.heading)
            .maybe("text", kept.text)
            .put("number", number)
            .date("date", kept.day)
            .give(self.take)
    }

    fn finding(
        &mut self,
        k: usize,
        finding: &Finding,
        objective: Option<usize>,
        year: Option<i64>,
        standing: Option<&Standing>,
    ) -> Result<(), E> {
        self.rows.dimensions.rule(&finding.rule, self.take)?;
        let places: Vec<Place> = finding.places.iter().take(1).cloned().map(Place::from).collect();
        let spot = spot_of(&[&places]);
        let standing = standing.filter(|s| s.status != Status::Open);
        let severity = serde_json::to_value(finding.severity).unwrap_or_default();
        let objective = objective.map(|k| self.key("objective", &format!("/objectives/{k}")));
        // One value may have several findings of one rule: they are told apart by their order.
        let key = self.key("finding", &k.to_string());
        let sheet = Sheet::new(&FINDINGS)
            .put("finding_key", Value::Key(key))
            .key("objective_key", objective)
            .number("year", year);
        spot.origin(sheet, self.hash, &finding.subject)
            .text("rule", &finding.rule)
            .text("severity", severity.as_str().unwrap_or_default())
            .put("confidence", share(finding.confidence))
            .text("message_it", &finding.message.it)
            .text("message_en", &finding.message.en)
            .maybe("expected", finding.expected.as_deref())
            .maybe("found", finding.found.as_deref())
            .maybe("decision", standing.map(|s| s.status.name()))
            .maybe("decision_reason", standing.map(|s| s.reason.as_str()).filter(|reason| !reason.is_empty()))
            .give(self.take)
    }

    fn correction(
        &mut self,
        correction: &Correction,
        objective: Option<usize>,
        year: Option<i64>,
        report: &Report,
    ) -> Result<(), E> {
        let pointer = correction.pointer.as_str();
        let mut spot = Spot::default();
        report.walk(&mut Pointer::default(), &mut |at, leaf| {
            if at.as_str() == pointer {
                spot = spot_of(&[leaf.places]);
            }
        });
        let plain = |value: &serde_json::Value| match value {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let (before, after) = (plain(&correction.before), plain(&correction.after));
        let sheet = Sheet::new(&CORRECTIONS)
            .put("correction_key", Value::Key(self.key("correction", pointer)))
            .key("objective_key", objective.map(|k| self.key("objective", &format!("/objectives/{k}"))))
            .number("year", year);
        spot.origin(sheet, self.hash, pointer)
            .maybe("before", before.as_deref())
            .maybe("after", after.as_deref())
            .maybe("reason", Some(correction.reason.as_str()).filter(|reason| !reason.is_empty()))
            .give(self.take)
    }

    fn evidence(&mut self, report: &Report, years: &[Option<i64>], whole: Option<i64>) -> Result<(), E> {
        let mut result = Ok(());
        let (take, hash) = (&mut *self.take, self.hash);
        report.walk(&mut self.at, &mut |at, leaf| {
            let pointer = at.as_str();
            let year = position(pointer, years.len()).map_or(whole, |k| years[k]);
            for (part, place) in leaf.places.iter().enumerate() {
                if result.is_err() {
                    return;
                }
                let sheet = Spot::of(place).origin(Sheet::new(&EVIDENCE), hash, pointer);
                result = sheet
                    .number("part", Some(part as i64))
                    .number("year", year)
                    .text("text", &place.text)
                    .put("confidence", share(place.confidence.into()))
                    .give(take);
            }
        });
        result
    }

    fn key(&self, kind: &str, pointer: &str) -> Key {
        Key::of(&[self.hash, kind, pointer])
    }

    fn decimal(&mut self, read: &Read<Decimal>, ty: Type, above: &str, name: &str) -> Value<'static> {
        self.number(read.value, ty, above, name)
    }

    /// A number in a column; one that does not fit is told.
    fn number(&mut self, number: Option<Decimal>, ty: Type, above: &str, name: &str) -> Value<'static> {
        let Some(number) = number else { return Value::Null };
        match fit(number, ty) {
            Some(unit) => Value::Decimal(unit),
            None => {
                let pointer = if name.is_empty() { above.to_owned() } else { format!("{above}/{name}") };
                self.rows.misfits.push(Misfit { path: self.path.to_owned(), pointer, number: number.to_string() });
                Value::Null
            }
        }
    }
}

/// Where the first of these values stands that stands anywhere.
fn spot_of(places: &[&[Place]]) -> Spot {
    places.iter().find_map(|p| Spot::around(p)).unwrap_or_default()
}

/// The sum of the lines of a side; none where an amount cannot be read, since nothing can be said of the sum then.
fn sum(side: &Side) -> Option<Decimal> {
    side.lines.iter().try_fold(Decimal::ZERO, |sum, line| match line.amount.is_unreadable() {
        true => None,
        false => sum.checked_add(line.amount.value.unwrap_or_default()),
    })
}

fn fit(number: Decimal, ty: Type) -> Option<Unit> {
    match ty {
        Type::Decimal(precision, scale) => Unit::fit(number, precision, scale),
        _ => None,
    }
}

fn text(read: &Read<String>) -> Option<&str> {
    read.value.as_deref()
}

fn code(coded: Option<&Coded>) -> Option<&str> {
    text(&coded?.code)
}

fn label(coded: Option<&Coded>) -> Option<&str> {
    text(&coded?.label)
}

/// A share of 1 in hundredths.
fn share(of: f64) -> Value<'static> {
    Value::Decimal(Unit { count: (of.clamp(0.0, 1.0) * 100.0).round() as i64, scale: 2 })
}
