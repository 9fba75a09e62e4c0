//! What is kept of a report when many are compared: its objectives with their indicators, and no more.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::base::passage::Places;
use crate::contract::{Indicator, Objective, Report};

/// An objective of some report.
#[derive(Clone, Debug)]
pub struct Card {
    /// Path of the document.
    pub path: String,
    /// SHA-256 of the document.
    pub sha256: String,
    /// The body, as the protocol stamp names it; empty when it does not.
    pub entity: String,
    /// The centre of responsibility as printed.
    pub centre: String,
    /// The year of the objective.
    pub year: i32,
    /// The day that the narrative speaks of.
    pub as_of: Option<NaiveDate>,
    /// Position of the objective in its report.
    pub position: usize,
    /// Its code as printed.
    pub code: Option<String>,
    /// Where the code stands.
    pub places: Places,
    /// Its wording.
    pub description: String,
    /// Its indicators, in printed order.
    pub gauges: Vec<Gauge>,
}

/// An indicator of such an objective.
#[derive(Clone, Debug)]
pub struct Gauge {
    /// Its code, in forms that print one.
    pub code: Option<String>,
    /// What is counted.
    pub description: String,
    /// The expected value.
    pub expected: Option<Decimal>,
    /// The achieved value.
    pub achieved: Option<Decimal>,
    /// What it says of earlier years: year, value and place; none where it says nothing.
    pub previous: Vec<Option<(i32, Decimal, Places)>>,
}

impl Card {
    /// The objectives of a report. An objective whose year is not known stands in no series.
    pub fn all<'r>(path: &'r str, report: &'r Report) -> impl Iterator<Item = Card> + 'r {
        let entity = report.registration.as_ref().map(|r| r.entity.as_str().to_owned()).unwrap_or_default();
        report.objectives.iter().enumerate().filter_map(move |(position, objective)| {
            Some(Card {
                path: path.to_owned(),
                sha256: report.source.sha256.clone(),
                entity: entity.clone(),
                centre: centre(report, objective),
                year: objective.year.value?,
                as_of: objective.status.as_ref().and_then(|s| s.as_of.value),
                position,
                code: objective.code.value.clone(),
                places: objective.code.places.clone(),
                description: objective.description.as_str().to_owned(),
                gauges: objective.indicators.iter().map(gauge).collect(),
            })
        })
    }

    /// The code without its year, in capitals: what an objective that is carried on keeps. "2017_P03_01" is "P03_01".
    pub fn lasting_code(&self) -> Option<String> {
        let code = self.code.as_deref()?;
        let year = self.year.to_string();
        let parts = code.split(|c: char| !c.is_alphanumeric()).filter(|part| *part != year && !part.is_empty());
        let lasting = parts.collect::<Vec<_>>().join("_").to_uppercase();
        (!lasting.is_empty()).then_some(lasting)
    }
}

/// The centre that answers for an objective; where the card names none, the one that the report was printed for.
fn centre(report: &Report, objective: &Objective) -> String {
    let own = objective.responsibility_center.as_str();
    let printed_for = report.parameters.responsibility_center.as_ref().map(|c| c.label.as_str());
    if own.is_empty() { printed_for.unwrap_or_default().to_owned() } else { own.to_owned() }
}

fn gauge(indicator: &Indicator) -> Gauge {
    let previous = indicator.previous.iter().map(|p| Some((p.year.value?, p.value.value?, p.value.places.clone())));
    Gauge {
        code: indicator.code.value.clone(),
        description: indicator.description.as_str().to_owned(),
        expected: indicator.expected.value,
        achieved: indicator.achieved.value,
        previous: previous.collect(),
    }
}
