//! From what a grammar took to the contract's types: text becomes decimals, dates and codes, and keeps its places.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::base::passage::Passage;
use crate::base::value;
use crate::contract::Read;
use crate::contract::fields::FieldKind;
use crate::contract::{self, Cell, CellKind, Other, Table, Types, escaped};
use crate::contract::{Budget, BudgetLine, Drift, Indicator, Linked, Objective, Phase, Side, YearValue};
use crate::contract::{Coded, Parameters, Registration};
use crate::contract::{Paragraph, Status};
use crate::grammar::{Card, Cover, Field, Fields, Form, Key, OwnTable, Repeated, Row, other_heading};
use crate::layout::{self, Settings};

/// The title of a document.
pub fn title(cover: &Cover) -> Read<String> {
    Read::text(&cover.title)
}

/// The protocol stamps of a document, in the order of its pages; where there is none, what its banners say of the registration.
pub fn registrations(cover: &Cover) -> Vec<Registration> {
    let said = if cover.stamps.is_empty() { &cover.banners } else { &cover.stamps };
    said.iter().map(registration).collect()
}

/// The registration of a document: the first stamp, and the first banner for what it does not say.
pub fn first_registration(cover: &Cover) -> Option<Registration> {
    let mut fields = cover.stamps.first().cloned().unwrap_or_default();
    fields.extend(cover.banners.first().cloned().unwrap_or_default());
    (!fields.is_empty()).then(|| registration(&fields))
}

fn registration(fields: &Fields) -> Registration {
    let mut bag = Bag::of(fields.clone());
    Registration {
        entity: bag.text("entity"),
        protocol_number: bag.text("protocol_number"),
        protocol_date: bag.date("protocol_date"),
        class_code: bag.text("class_code"),
        class_label: bag.text("class_label"),
        file: bag.text("file"),
    }
}

/// The parameters that a document was printed with.
pub fn parameters(cover: &Cover) -> Parameters {
    let mut bag = Bag::of(cover.fields.clone());
    Parameters {
        view: bag.coded("view"),
        level: bag.text("level"),
        responsibility_center: bag.coded("responsibility_center"),
    }
}

/// An objective from its card.
pub fn objective(form: &Form, mut card: Card) -> Objective {
    let drifts = card.header.iter().filter_map(drift).collect();
    let header = card.header.into_iter().filter_map(|r| {
        let wording = r.commonest()?.passage.clone();
        Some((r.field, wording))
    });
    let mut fields: Fields = header.collect();
    fields.extend(card.fields);
    let derived = form.derive(&fields);
    fields.extend(derived);
    let mut bag = Bag::of(fields);
    let year: Read<i32> = bag.read("year", value::year);
    let day = bag.take("as_of");
    let has_status = card.narrative.is_some() || !day.is_empty();
    let lines = card.narrative.unwrap_or_default();
    let status = has_status.then(|| Status {
        as_of: as_of(&day, year.value),
        paragraphs: layout::paragraphs(&lines, &Settings::DEFAULT).into_iter().map(Paragraph::from).collect(),
    });
    let has = |list: &str| card.lists.iter().any(|l| &**l == list);
    let (revenues, expenses) = (has("budget.revenues"), has("budget.expenses"));
    let mut objective = Objective {
        code: bag.text("code"),
        year,
        description: bag.text("description"),
        kind: bag.text("kind"),
        thematic_area: bag.coded("thematic_area"),
        councillor: bag.text("councillor"),
        directorate: bag.text("directorate"),
        director: bag.text("director"),
        responsibility_center: bag.text("responsibility_center"),
        manager: bag.text("manager"),
        linked: Linked {
            mandate: bag.coded("linked.mandate"),
            mission: bag.coded("linked.mission"),
            programme: bag.coded("linked.programme"),
        },
        status,
        drifts,
        ..Objective::default()
    };
    let mut budget = Budget {
        revenues: revenues.then(|| Side { lines: Vec::new(), total: bag.decimal("budget.revenues.total") }),
        expenses: expenses.then(|| Side { lines: Vec::new(), total: bag.decimal("budget.expenses.total") }),
        balance: bag.decimal("budget.balance"),
    };
    objective.other = bag.other();
    objective.tables = tables(form, &card.lists, &mut card.rows, card.totals);
    for row in card.rows {
        match &*row.list {
            "phases" => objective.phases.push(phase(row)),
            "indicators" => objective.indicators.push(indicator(row)),
            "budget.revenues" => budget.revenues.get_or_insert_default().lines.push(budget_line(row)),
            "budget.expenses" => budget.expenses.get_or_insert_default().lines.push(budget_line(row)),
            _ => {}
        }
    }
    if budget.revenues.is_some() || budget.expenses.is_some() || !budget.balance.is_blank() {
        objective.budget = Some(budget);
    }
    objective
}

/// What a header cell says otherwise on some pages, if it does.
fn drift(repeated: &Repeated) -> Option<Drift> {
    let expected = repeated.commonest()?;
    let found = repeated.wordings.iter().find(|w| w.passage.text != expected.passage.text)?;
    Some(Drift {
        field: match &*repeated.field {
            // The day stands in the status.
            "as_of" => "status/as_of".to_owned(),
            field => other_heading(field).map_or_else(|| field.replace('.', "/"), |h| format!("other/{}", escaped(h))),
        },
        expected: Read::text(&expected.passage),
        found: Read::text(&found.passage),
        pages: found.pages.clone(),
    })
}

/// The tables of the form's own of which a heading is printed; their rows are taken out of those of the card.
fn tables(form: &Form, lists: &[Field], rows: &mut Vec<Row>, totals: Vec<Row>) -> Vec<Table> {
    let printed = form.own_tables().filter(|t| lists.contains(t.list));
    let mut out: Vec<Table> = Vec::new();
    let mut totals: Vec<Row> = totals;
    for own in printed {
        let mut types = Types::default();
        let mine =
            rows.extract_if(.., |row| row.list == *own.list).map(|row| own_row(&own, row, true, &mut types)).collect();
        // Of several rows that sum up, the last is that of the whole.
        let total = totals.extract_if(.., |row| row.list == *own.list).last();
        let totals = total.map(|row| own_row(&own, row, false, &mut types));
        out.push(Table { id: own.id.to_owned(), types, rows: mine, totals });
    }
    out
}

/// A row with every key of its table; `whole` says whether also with those that say what it is about. The types of its keys
/// are noted.
fn own_row(own: &OwnTable<'_>, row: Row, whole: bool, types: &mut Types) -> contract::Row {
    let mut bag = Bag::row(row);
    let mut out: Vec<(String, Read<Cell>)> = Vec::new();
    let mut push = |key: String, kind: CellKind, passage: &Passage| {
        types.note(&key, kind);
        out.push((key, Read::parse(passage, |text| cell(passage, kind, text))));
    };
    for (key, kind) in &own.keys {
        let years = bag.by_year(key);
        let blank = years.is_empty() && !own.by_year.contains(key);
        for (year, passage) in years {
            push(format!("{key}_{}", year.text), (*kind).into(), &passage);
        }
        let sums = *kind == FieldKind::Decimal;
        if blank && (whole || sums) {
            let passage = bag.take(key);
            push(key.to_string(), (*kind).into(), &passage);
        }
    }
    for (heading, text) in bag.other().0 {
        types.note(&heading, CellKind::Text);
        out.push((heading, Read { value: text.value.map(Cell::Text), places: text.places }));
    }
    contract::Row(out)
}

/// A cell as its type.
fn cell(passage: &Passage, kind: CellKind, text: &str) -> Option<Cell> {
    match kind {
        CellKind::Decimal => number(passage, text).map(Cell::Decimal),
        CellKind::Text if value::is_nothing(text) => None,
        kind => Cell::printed(kind, text),
    }
}

/// A number, or the zero that a dash is where the form says so.
fn number(passage: &Passage, text: &str) -> Option<Decimal> {
    let zero = || (passage.dash_is_zero && value::is_dash(text)).then_some(Decimal::ZERO);
    value::decimal(text).or_else(zero)
}

fn decimal(passage: &Passage) -> Read<Decimal> {
    Read::parse(passage, |text| number(passage, text))
}

impl From<Passage> for Paragraph {
    fn from(passage: Passage) -> Self {
        Self { text: Read::parse(&passage, |t| Some(t.to_owned())), words: passage.pieces.into_boxed_slice() }
    }
}

/// The day of a narrative; where its heading names no year, the year of the objective.
fn as_of(passage: &Passage, year: Option<i32>) -> Read<NaiveDate> {
    Read::parse(passage, |text| {
        value::date(text).or_else(|| {
            let (day, month) = value::day_month(text)?;
            NaiveDate::from_ymd_opt(year?, month, day)
        })
    })
    .filter(|d| (1900..=2100).contains(&d.year()))
}

fn phase(row: Row) -> Phase {
    let mut bag = Bag::row(row);
    Phase {
        description: bag.text("description"),
        weight: bag.decimal("weight"),
        progress: bag.decimal("progress"),
        planned_start: bag.date("planned_start"),
        planned_end: bag.date("planned_end"),
        actual_start: bag.date("actual_start"),
        actual_end: bag.date("actual_end"),
        manager: bag.text("manager"),
        responsibility_center: bag.text("responsibility_center"),
        note: bag.text("note"),
        other: bag.other(),
    }
}

fn indicator(row: Row) -> Indicator {
    let mut bag = Bag::row(row);
    Indicator {
        code: bag.text("code"),
        description: bag.text("description"),
        kind: bag.text("kind"),
        expected: bag.decimal("expected"),
        achieved: bag.decimal("achieved"),
        previous: bag.years("previous"),
        previous_average: bag.decimal("previous_average"),
        future: bag.years("future"),
        note: bag.text("note"),
        other: bag.other(),
    }
}

fn budget_line(row: Row) -> BudgetLine {
    let mut bag = Bag::row(row);
    BudgetLine {
        fiscal_year: bag.read("fiscal_year", value::year),
        other_sums: bag.decimal("other_sums"),
        budget_code: bag.read("budget_code", value::dotted),
        chapter: bag.text("chapter"),
        article: bag.text("article"),
        accrual: bag.text("accrual"),
        description: bag.text("description"),
        ministerial_code: bag.text("ministerial_code"),
        financial_plan: bag.text("financial_plan"),
        mission_programme: bag.text("mission_programme"),
        note: bag.text("note"),
        amount: bag.decimal("amount"),
        other: bag.other(),
    }
}

/// Fields of which each is taken out once.
struct Bag {
    cells: Vec<(Key, Passage)>,
}

impl Bag {
    fn of(fields: Fields) -> Self {
        Self { cells: fields.into_iter().map(|(f, p)| (Key::Field(f), p)).collect() }
    }

    fn row(row: Row) -> Self {
        Self { cells: row.cells }
    }

    /// The first passage of a field, or an empty one.
    fn take(&mut self, name: &str) -> Passage {
        let at = self.cells.iter().position(|(k, _)| matches!(k, Key::Field(f) if &**f == name));
        at.map(|k| self.cells.remove(k).1).unwrap_or_default()
    }

    fn read<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Read<T> {
        Read::parse(&self.take(name), parse)
    }

    fn text(&mut self, name: &str) -> Read<String> {
        Read::text(&self.take(name))
    }

    fn decimal(&mut self, name: &str) -> Read<Decimal> {
        decimal(&self.take(name))
    }

    fn date(&mut self, name: &str) -> Read<NaiveDate> {
        self.read(name, value::date)
    }

    fn coded(&mut self, name: &str) -> Option<Coded> {
        let passage = self.take(name);
        if passage.is_empty() {
            return None;
        }
        let (code, label) = value::coded(&passage.text);
        let part = |part: Option<&str>| {
            let start = part.and_then(|p| passage.text.find(p)).unwrap_or(0);
            Read::text(&passage.slice(start..start + part.map_or(0, str::len)))
        };
        // The label is sought from behind: a code may begin with the same letters.
        let label = label.map_or_else(Read::blank, |l| {
            let start = passage.text.rfind(l).unwrap_or(0);
            Read::text(&passage.slice(start..start + l.len()))
        });
        Some(Coded { code: part(code), label })
    }

    fn years(&mut self, name: &str) -> Vec<YearValue> {
        let mine = |k: &Key| matches!(k, Key::Year(f, _) if &**f == name);
        let (years, rest) = std::mem::take(&mut self.cells).into_iter().partition(|(k, _)| mine(k));
        self.cells = rest;
        let years: Vec<(Key, Passage)> = years;
        years
            .into_iter()
            .filter_map(|(key, value)| match key {
                Key::Year(_, year) => Some(YearValue { year: Read::parse(&year, value::year), value: decimal(&value) }),
                _ => None,
            })
            .collect()
    }

    /// The values of a field of which a column for every year is printed, with the years.
    fn by_year(&mut self, name: &str) -> Vec<(Arc<Passage>, Passage)> {
        let mine = |k: &Key| matches!(k, Key::Year(f, _) if &**f == name);
        let taken = self.cells.extract_if(.., |(key, _)| mine(key));
        taken
            .filter_map(|(key, passage)| match key {
                Key::Year(_, year) => Some((year, passage)),
                _ => None,
            })
            .collect()
    }

    /// What has no field of its own, each printed heading once.
    fn other(&mut self) -> Other {
        let mut out: Vec<(String, Read<String>)> = Vec::new();
        for (key, passage) in std::mem::take(&mut self.cells) {
            let heading = match &key {
                Key::Other(heading) => &**heading,
                Key::Field(field) => match other_heading(field) {
                    Some(heading) => heading,
                    None => continue,
                },
                Key::Year(..) => continue,
            };
            let same = |name: &str| out.iter().any(|(k, _)| k == name);
            let again = (2..).map(|n| format!("{heading} ({n})")).find(|name| !same(name));
            let name = if same(heading) { again.unwrap_or_default() } else { heading.to_owned() };
            out.push((name, Read::text(&passage)));
        }
        Other(out)
    }
}
