//! Several reports together: the history of each centre, year by year.

mod card;
mod series;

use std::collections::{BTreeMap, HashSet};

pub use card::{Card, Gauge};
pub use series::{Point, Series};

use super::words::Lexicon;

/// The years of one centre of one body.
#[derive(Clone, Debug)]
pub struct History {
    /// The body, as the protocol stamps name it; empty when they do not.
    pub entity: String,
    /// The centre of responsibility, as the latest report prints it.
    pub centre: String,
    /// The cards that count, by year and code: of several cards of one objective and year the one of the latest day.
    pub cards: Vec<Card>,
    /// The others: reports during the year, and cards that stand in two documents. Each names the card that counts.
    pub superseded: Vec<(Card, usize)>,
    /// Its indicators over the years, in the order of their first reports.
    pub series: Vec<Series>,
}

impl History {
    /// Years between the first and the last of which no report is there.
    pub fn missing_years(&self) -> Vec<i32> {
        let years: HashSet<i32> = self.cards.iter().map(|c| c.year).collect();
        let (first, last) = (years.iter().min().copied(), years.iter().max().copied());
        match (first, last) {
            (Some(first), Some(last)) => (first..last).filter(|y| !years.contains(y)).collect(),
            _ => Vec::new(),
        }
    }

    /// The indicator of a point.
    pub fn gauge(&self, point: &Point) -> &Gauge {
        &self.cards[point.card].gauges[point.gauge]
    }

    /// What was achieved in a year: as that year's report says.
    pub fn achieved(&self, series: &Series, year: i32) -> Option<(Point, rust_decimal::Decimal)> {
        let point = series.points.iter().find(|p| p.year == year)?;
        Some((*point, self.gauge(point).achieved?))
    }
}

/// The histories of all centres, by body and centre.
pub fn histories(mut cards: Vec<Card>, lexicon: &Lexicon) -> Vec<History> {
    // Documents without a stamp belong to the only body there is, if there is only one.
    let entities: HashSet<String> = cards.iter().map(|c| fold(&c.entity)).filter(|e| !e.is_empty()).collect();
    if entities.len() == 1 {
        let name = cards.iter().map(|c| c.entity.clone()).find(|e| !e.is_empty()).unwrap_or_default();
        cards.iter_mut().for_each(|c| c.entity.clone_from(&name));
    }
    // The same document under two names says nothing twice.
    cards.sort_by(|a, b| (a.year, &a.path, a.position).cmp(&(b.year, &b.path, b.position)));
    let mut seen = HashSet::new();
    cards.retain(|c| c.sha256.is_empty() || seen.insert((c.sha256.clone(), c.position)));
    let mut groups: BTreeMap<(String, String), Vec<Card>> = BTreeMap::new();
    for card in cards {
        groups.entry((fold(&card.entity), fold(&card.centre))).or_default().push(card);
    }
    groups.into_values().map(|cards| history(cards, lexicon)).collect()
}

fn history(cards: Vec<Card>, lexicon: &Lexicon) -> History {
    let (entity, centre) = cards.last().map(|c| (c.entity.clone(), c.centre.clone())).unwrap_or_default();
    let mut counting: Vec<Card> = Vec::new();
    let mut superseded: Vec<(Card, usize)> = Vec::new();
    for card in cards {
        // Within one document a code that comes twice is that document's own finding.
        let same = card.code.as_ref().and_then(|code| {
            counting.iter().position(|c| c.year == card.year && c.code.as_ref() == Some(code) && c.path != card.path)
        });
        match same {
            Some(k) if card.as_of > counting[k].as_of => {
                superseded.push((std::mem::replace(&mut counting[k], card), k));
            }
            Some(k) => superseded.push((card, k)),
            None => counting.push(card),
        }
    }
    let series = series::series(&counting, lexicon);
    History { entity, centre, cards: counting, superseded, series }
}

/// Letters and digits only, in small letters: names of offices are printed with more or fewer marks.
fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
