//! An objective with its narrative and tables, every value linked to its place on the page.

use maud::{Markup, html};

use super::binder::Folio;
use super::charts;
use super::finding::text_of;
use super::voice::{Shown, Voice};
use crate::contract::{
    Budget, Coded, Evidence, Indicator, Objective, Other, Phase, Read, Side, Status, Table, YearValue, escaped,
};

/// Where values are written from: a document and a language.
#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    pub folio: &'a Folio,
    pub voice: Voice,
}

impl Pen<'_> {
    fn say<'t>(&self, it: &'t str, en: &'t str) -> &'t str {
        self.voice.say(it, en)
    }

    /// A value: a link to its place where it is printed, a dash where it is not, its raw text where it cannot be read.
    pub fn value<T: Shown>(&self, at: &str, read: &Read<T>) -> Markup {
        let correction = self.folio.review.corrections.iter().find(|c| c.pointer == at);
        let places = self.folio.places.get(at).map(|p| boxes(p)).unwrap_or_default();
        let text = match &read.value {
            Some(value) => value.shown(self.voice),
            None if read.places.is_empty() || correction.is_some() => "–".to_owned(),
            None => read.raw(),
        };
        let (class, is_unreadable) = match (correction, read.is_unreadable()) {
            (Some(_), _) => ("v corretto", false),
            (None, true) => ("v illeggibile", true),
            (None, false) => ("v", false),
        };
        let before = correction.map(|correction| {
            let text = text_of(&correction.before);
            let number = text.parse().ok().filter(|_| T::NUMBER);
            number.map_or(text, |number| self.voice.decimal(number))
        });
        html! {
            @if places.is_empty() {
                span class=(format!("{class} vuoto")) data-p=(at) { (text) }
            } @else {
                a class=(class) href="#" data-p=(at) data-at=(places) { (text) }
            }
            @if let Some(before) = before {
                " " span.originale { (self.say("letto", "read as")) " " del { (before) } }
            }
            @if is_unreadable { " " span.originale { (self.say("non leggibile", "unreadable")) } }
        }
    }

    fn cell<T: Shown>(&self, at: &str, read: &Read<T>) -> Markup {
        html! { td.numero[T::NUMBER] { (self.value(at, read)) } }
    }

    fn coded(&self, at: &str, coded: &Coded) -> Markup {
        html! { (self.value(&format!("{at}/code"), &coded.code)) " " (self.value(&format!("{at}/label"), &coded.label)) }
    }

    /// A line of a list of names and values, left out where nothing is printed.
    pub fn entry<T: Shown>(&self, name: &str, at: &str, read: &Read<T>) -> Markup {
        html! { @if !read.is_blank() || self.folio.review.corrections.iter().any(|c| c.pointer == at) {
            div { dt { (name) } dd { (self.value(at, read)) } }
        } }
    }

    /// The same of a code with its wording.
    pub fn coded_entry(&self, name: &str, at: &str, coded: Option<&Coded>) -> Markup {
        html! { @if let Some(coded) = coded { div { dt { (name) } dd { (self.coded(at, coded)) } } } }
    }

    fn others(&self, at: &str, other: &Other) -> Markup {
        html! { @for (key, read) in &other.0 { (self.entry(key, &format!("{at}/{}", escaped(key)), read)) } }
    }
}

/// "3:513.05,200.72,544.19,208.48", several parted by semicolons: page and box of each place.
fn boxes(places: &[Evidence]) -> String {
    let one = |e: &Evidence| format!("{}:{},{},{},{}", e.page, e.bbox[0], e.bbox[1], e.bbox[2], e.bbox[3]);
    places.iter().map(one).collect::<Vec<_>>().join(";")
}

/// An objective; `position` counts from 0.
pub(super) fn objective(pen: Pen<'_>, position: usize, objective: &Objective) -> Markup {
    let at = format!("/objectives/{position}");
    let field = |name: &str| format!("{at}/{name}");
    let title = objective.code.as_str();
    html! {
        section.obiettivo id=(format!("o{}-{position}", pen.folio.number)) aria-labelledby=(format!("o{}-{position}-t", pen.folio.number)) {
            h2 id=(format!("o{}-{position}-t", pen.folio.number)) { (pen.say("Obiettivo", "Objective")) " " (title) }
            p.obiettivo-testo { (pen.value(&field("description"), &objective.description)) }
            dl.dati {
                (pen.entry(pen.say("Codice", "Code"), &field("code"), &objective.code))
                (pen.entry(pen.say("Anno", "Year"), &field("year"), &objective.year))
                (pen.entry(pen.say("Tipo", "Kind"), &field("kind"), &objective.kind))
                (pen.coded_entry(pen.say("Ambito", "Area"), &field("thematic_area"), objective.thematic_area.as_ref()))
                (pen.entry(pen.say("Delega politica", "Councillor"), &field("councillor"), &objective.councillor))
                (pen.entry(pen.say("Ufficio dirigenziale", "Directorate"), &field("directorate"), &objective.directorate))
                (pen.entry(pen.say("Dirigente", "Director"), &field("director"), &objective.director))
                (pen.entry(pen.say("Centro", "Centre"), &field("responsibility_center"), &objective.responsibility_center))
                (pen.entry(pen.say("Referente", "Manager"), &field("manager"), &objective.manager))
                (pen.coded_entry(pen.say("Mandato", "Mandate"), &field("linked/mandate"), objective.linked.mandate.as_ref()))
                (pen.coded_entry(pen.say("Missione", "Mission"), &field("linked/mission"), objective.linked.mission.as_ref()))
                (pen.coded_entry(pen.say("Programma", "Programme"), &field("linked/programme"), objective.linked.programme.as_ref()))
                (pen.others(&field("other"), &objective.other))
            }
            @if let Some(status) = &objective.status { (narrative(pen, &field("status"), status)) }
            @if !objective.phases.is_empty() { (phases(pen, &field("phases"), &objective.phases)) }
            @if !objective.indicators.is_empty() { (indicators(pen, &field("indicators"), objective)) }
            @if let Some(budget) = &objective.budget { (money(pen, &field("budget"), budget)) }
            @for (k, own) in objective.tables.iter().enumerate() { (table(pen, &format!("{at}/tables/{k}"), own)) }
        }
    }
}

fn narrative(pen: Pen<'_>, at: &str, status: &Status) -> Markup {
    html! {
        h3 { (pen.say("Relazione", "Narrative"))
            @if !status.as_of.is_blank() { " " span.al { (pen.say("al", "as of")) " " (pen.value(&format!("{at}/as_of"), &status.as_of)) } }
        }
        div.relazione {
            @for (k, paragraph) in status.paragraphs.iter().enumerate() {
                p { (pen.value(&format!("{at}/paragraphs/{k}"), &paragraph.text)) }
            }
        }
    }
}

/// A table that scrolls by itself when the window is narrow, by keyboard too.
fn framed(name: &str, body: Markup) -> Markup {
    html! {
        div.table-responsive tabindex="0" role="region" aria-label=(name) {
            table.table.table-sm { caption { (name) } (body) }
        }
    }
}

/// Headings of columns; those of numbers stand at the right.
fn heads(names: &[(&str, bool)]) -> Markup {
    html! { thead { tr { @for (name, number) in names { th.numero[*number] scope="col" { (name) } } } } }
}

fn other_row(pen: Pen<'_>, at: &str, other: &Other, columns: usize) -> Markup {
    html! { @if !other.is_empty() { tr.aggiunta { td colspan=(columns) { dl.dati { (pen.others(&format!("{at}/other"), other)) } } } } }
}

fn phases(pen: Pen<'_>, at: &str, phases: &[Phase]) -> Markup {
    let columns = [
        (pen.say("Fase", "Phase"), false),
        (pen.say("Peso", "Weight"), true),
        (pen.say("Avanzam.", "Progress"), true),
        (pen.say("Inizio prev.", "Planned start"), false),
        (pen.say("Fine prev.", "Planned end"), false),
        (pen.say("Inizio eff.", "Actual start"), false),
        (pen.say("Fine eff.", "Actual end"), false),
        (pen.say("Referente", "Manager"), false),
        (pen.say("Centro", "Centre"), false),
        (pen.say("Annotazioni", "Remarks"), false),
    ];
    let body = html! {
        (heads(&columns))
        tbody { @for (k, phase) in phases.iter().enumerate() {
            @let at = format!("{at}/{k}");
            tr {
                th scope="row" { (pen.value(&format!("{at}/description"), &phase.description)) }
                (pen.cell(&format!("{at}/weight"), &phase.weight))
                (pen.cell(&format!("{at}/progress"), &phase.progress))
                (pen.cell(&format!("{at}/planned_start"), &phase.planned_start))
                (pen.cell(&format!("{at}/planned_end"), &phase.planned_end))
                (pen.cell(&format!("{at}/actual_start"), &phase.actual_start))
                (pen.cell(&format!("{at}/actual_end"), &phase.actual_end))
                (pen.cell(&format!("{at}/manager"), &phase.manager))
                (pen.cell(&format!("{at}/responsibility_center"), &phase.responsibility_center))
                (pen.cell(&format!("{at}/note"), &phase.note))
            }
            (other_row(pen, &at, &phase.other, columns.len()))
        } }
    };
    html! { h3 { (pen.say("Le fasi", "Phases")) } (framed(pen.say("Fasi con peso, avanzamento e date", "Phases with weight, progress and dates"), body)) }
}

fn indicators(pen: Pen<'_>, at: &str, objective: &Objective) -> Markup {
    let all = &objective.indicators;
    let mut columns = vec![
        (pen.say("Indicatore", "Indicator"), false),
        (pen.say("Tipo", "Kind"), false),
        (pen.say("Atteso", "Expected"), true),
        (pen.say("Raggiunto", "Achieved"), true),
    ];
    columns.push((pen.say("Anni precedenti", "Earlier years"), false));
    let future = all.iter().any(|i| !i.future.is_empty());
    if future {
        columns.push((pen.say("Anni seguenti", "Later years"), false));
    }
    columns.extend([(pen.say("Andamento", "Course"), false), (pen.say("Annotazioni", "Remarks"), false)]);
    let body = html! {
        (heads(&columns))
        tbody { @for (k, indicator) in all.iter().enumerate() {
            @let at = format!("{at}/{k}");
            tr {
                th scope="row" {
                    @if !indicator.code.is_blank() { (pen.value(&format!("{at}/code"), &indicator.code)) " " }
                    (pen.value(&format!("{at}/description"), &indicator.description))
                }
                (pen.cell(&format!("{at}/kind"), &indicator.kind))
                (pen.cell(&format!("{at}/expected"), &indicator.expected))
                (pen.cell(&format!("{at}/achieved"), &indicator.achieved))
                td.anni {
                    (years(pen, &format!("{at}/previous"), &indicator.previous))
                    @if !indicator.previous_average.is_blank() {
                        dl { div { dt { (pen.say("media", "mean")) } dd { (pen.value(&format!("{at}/previous_average"), &indicator.previous_average)) } } }
                    }
                }
                @if future { td.anni { (years(pen, &format!("{at}/future"), &indicator.future)) } }
                td { (course(pen, objective, indicator)) }
                (pen.cell(&format!("{at}/note"), &indicator.note))
            }
            (other_row(pen, &at, &indicator.other, columns.len()))
        } }
    };
    html! { h3 { (pen.say("Gli indicatori", "Indicators")) } (framed(pen.say("Indicatori con valori attesi e raggiunti", "Indicators with expected and achieved values"), body)) }
}

fn years(pen: Pen<'_>, at: &str, values: &[YearValue]) -> Markup {
    html! { @if !values.is_empty() { dl { @for (k, y) in values.iter().enumerate() {
        div { dt { (pen.value(&format!("{at}/{k}/year"), &y.year)) } dd { (pen.value(&format!("{at}/{k}/value"), &y.value)) } }
    } } } }
}

/// The values of an indicator through the years as a small chart.
fn course(pen: Pen<'_>, objective: &Objective, indicator: &Indicator) -> Markup {
    let mut points: Vec<(i32, rust_decimal::Decimal)> =
        indicator.previous.iter().filter_map(|p| Some((p.year.value?, p.value.value?))).collect();
    if let (Some(year), Some(value)) = (objective.year.value, indicator.achieved.value) {
        points.push((year, value));
    }
    points.sort_by_key(|(year, _)| *year);
    charts::course(&points, indicator.expected.value, pen.voice)
}

fn money(pen: Pen<'_>, at: &str, budget: &Budget) -> Markup {
    let (revenues, expenses) = (pen.say("Le entrate", "Revenues"), pen.say("Le spese", "Expenses"));
    html! {
        h3 { (pen.say("Le risorse", "Budget")) }
        @if let Some(side) = &budget.revenues { (lines(pen, &format!("{at}/revenues"), revenues, side)) }
        @if let Some(side) = &budget.expenses { (lines(pen, &format!("{at}/expenses"), expenses, side)) }
        dl.dati { (pen.entry(pen.say("Differenza stampata (entrate meno spese)", "Printed balance (revenues less expenses)"), &format!("{at}/balance"), &budget.balance)) }
    }
}

fn lines(pen: Pen<'_>, at: &str, name: &str, side: &Side) -> Markup {
    let columns = [
        (pen.say("Anno", "Year"), false),
        (pen.say("Bilancio", "Budget code"), false),
        (pen.say("Cap.", "Chapter"), false),
        (pen.say("Art.", "Article"), false),
        (pen.say("Comp.", "Accrual"), false),
        (pen.say("Voce", "Wording"), false),
        (pen.say("Mis. e progr.", "Mission"), false),
        (pen.say("Annotazioni", "Remarks"), false),
        (pen.say("Altre", "Other sums"), true),
        (pen.say("Euro", "Amount"), true),
    ];
    let body = html! {
        (heads(&columns))
        tbody { @for (k, line) in side.lines.iter().enumerate() {
            @let at = format!("{at}/lines/{k}");
            tr {
                (pen.cell(&format!("{at}/fiscal_year"), &line.fiscal_year))
                (pen.cell(&format!("{at}/budget_code"), &line.budget_code))
                (pen.cell(&format!("{at}/chapter"), &line.chapter))
                (pen.cell(&format!("{at}/article"), &line.article))
                (pen.cell(&format!("{at}/accrual"), &line.accrual))
                th scope="row" { (pen.value(&format!("{at}/description"), &line.description)) }
                (pen.cell(&format!("{at}/mission_programme"), &line.mission_programme))
                (pen.cell(&format!("{at}/note"), &line.note))
                (pen.cell(&format!("{at}/other_sums"), &line.other_sums))
                (pen.cell(&format!("{at}/amount"), &line.amount))
            }
            (other_row(pen, &at, &line.other, columns.len()))
        } }
        tfoot { tr { th scope="row" colspan="9" { (pen.say("Totale stampato", "Printed total")) } (pen.cell(&format!("{at}/total"), &side.total)) } }
    };
    framed(name, body)
}

fn table(pen: Pen<'_>, at: &str, table: &Table) -> Markup {
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in table.rows.iter().chain(&table.totals).flat_map(|row| &row.0) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    let heading = |key: &str| key.replace('_', " ");
    let names: Vec<String> = keys.iter().map(|key| heading(key)).collect();
    let columns: Vec<(&str, bool)> = names.iter().map(|name| (name.as_str(), false)).collect();
    let cells = |at: &str, row: &crate::contract::Row| {
        html! { @for key in &keys {
            @match row.0.iter().find(|(name, _)| name == key) {
                Some((name, read)) => (pen.cell(&format!("{at}/{}", escaped(name)), read)),
                None => td {},
            }
        } }
    };
    let body = html! {
        (heads(&columns))
        tbody { @for (k, row) in table.rows.iter().enumerate() { tr { (cells(&format!("{at}/rows/{k}"), row)) } } }
        @if let Some(totals) = &table.totals { tfoot { tr { (cells(&format!("{at}/totals"), totals)) } } }
    };
    html! { h3 { (heading(&table.id)) } (framed(&heading(&table.id), body)) }
}
