//! The labels of cards and of what stands before them, with the fields that they are of.

use std::collections::BTreeMap;

use super::cards::is_code;
use super::parts::{Page, Part};
use super::prints::{Prints, key};
use super::tables::Tables;
use crate::base::value;
use crate::contract::fields::{FieldKind, Scope};
use crate::meaning::{Candidate, Fields, What, assign};

/// What was learned of labels.
#[derive(Default)]
pub(super) struct Labels {
    /// Those that stand before the first card only.
    pub cover: Vec<Label>,
    /// Those of cards, in printed order.
    pub card: Vec<Label>,
}

/// A label.
pub(super) struct Label {
    /// As printed.
    pub printed: String,
    /// What stands of it on its first line.
    pub line: String,
    /// The field; none where it is like none, and its value is kept under its name.
    pub field: Option<String>,
    /// How sure that is.
    pub score: f32,
}

impl Labels {
    pub fn is_empty(&self) -> bool {
        self.card.is_empty() && self.cover.is_empty()
    }
}

/// A label as it was met.
#[derive(Default)]
struct Met {
    printed: String,
    line: String,
    values: Vec<String>,
    /// How often it stands before the first card of its document, and behind it.
    before: usize,
    behind: usize,
    /// Where it stands among the labels of its document, on the average.
    order: usize,
}

/// From which likeness on a label is that of a field.
const LIKE: f32 = 0.72;
/// What nothing else says to be a label stands on so many of the cards.
const OFTEN: f32 = 0.5;
/// What the values of a label say for a field or against it.
const FIT: f32 = 0.2;

/// Gathers the labels of all pages and assigns them to the fields at once.
pub(super) fn labels(pages: &[Page<'_>], prints: &Prints, tables: &Tables, fields: &Fields) -> Labels {
    let mut met: BTreeMap<String, Met> = BTreeMap::new();
    let (mut document, mut carded, mut order) = (usize::MAX, false, 0);
    for page in pages {
        if page.document != document {
            (document, carded, order) = (page.document, false, 0);
        }
        for (line, part) in page.parts.iter().enumerate() {
            carded |= *part == Part::Card;
            let Part::Labels(found) = part else { continue };
            for (piece, count) in found {
                let words = &page.pieces[line][*piece];
                let printed = page.label(line, *piece, *count);
                let printed = printed.trim_end_matches([':', ' ']).to_owned();
                order += 1;
                let known = met.entry(key(&printed)).or_default();
                if known.printed.is_empty() {
                    known.order = order;
                }
                known.order = known.order.min(order);
                known.printed = printed;
                known.line = page.sheet.text(words[..*count].iter().copied());
                let value = match words.len() > *count {
                    true => page.sheet.text(words[*count..].iter().copied()),
                    false => beside(page, line, *piece, found),
                };
                known.values.extend(Some(value).filter(|v| !v.is_empty()));
                *(if carded { &mut known.behind } else { &mut known.before }) += 1;
            }
        }
    }
    let carded = pages.iter().any(|p| p.parts.contains(&Part::Card));
    let mut all: Vec<Met> = met.into_values().collect();
    all.sort_by_key(|m| m.order);
    all.retain(|m| !m.values.is_empty() || prints.share(&key(&m.printed)) > 0.5);
    // What a table has of its own, and the first half of a broken word, are no labels.
    let own = |m: &Met| !m.line.ends_with(':') && (tables.has(&m.printed) || tables.has(&m.line));
    all.retain(|m| !own(m) && !m.printed.ends_with(value::is_hyphen));
    // What neither has a colon nor means anything is a label only where most cards have it.
    let like =
        |m: &Met| fields.like(&m.printed, |e| matches!(e.what, What::Field(Scope::Objective | Scope::Parameters)));
    let often = |m: &Met| prints.share(&key(&m.line)).max(prints.share(&format!("{}…", key(&m.line)))) >= OFTEN;
    let means = |m: &Met| like(m).first().is_some_and(|(_, l)| *l >= LIKE);
    all.retain(|m| m.line.ends_with(':') || often(m) || (means(m) && m.values.len() > 1));
    let is_cover = |m: &Met| carded && m.behind == 0;
    let (cover, card): (Vec<Met>, Vec<Met>) = all.into_iter().partition(is_cover);
    Labels {
        cover: give(&cover, fields, Scope::Parameters, carded),
        card: give(&card, fields, Scope::Objective, carded),
    }
}

/// What stands beside a label in the next piece, or else below it.
fn beside(page: &Page<'_>, line: usize, piece: usize, labels: &[(usize, usize)]) -> String {
    let is_label = |k: usize| labels.iter().any(|(l, _)| *l == k);
    if let Some(next) = page.pieces[line].get(piece + 1).filter(|_| !is_label(piece + 1)) {
        return page.sheet.text(next.iter().copied());
    }
    let x0 = page.sheet.words[page.pieces[line][piece][0]].rect.x0;
    let below = page.pieces.get(line + 1).into_iter().flatten();
    let rest = |k: usize| page.rest.contains(&(line + 1, k));
    let below = below.enumerate().filter(|(k, _)| !rest(*k)).map(|(_, words)| words);
    let under = below.filter(|words| (page.sheet.words[words[0]].rect.x0 - x0).abs() < 6.0);
    under.map(|words| page.sheet.text(words.iter().copied())).next().unwrap_or_default()
}

fn give(met: &[Met], fields: &Fields, scope: Scope, headed: bool) -> Vec<Label> {
    let mut candidates = Vec::new();
    for (heading, label) in met.iter().enumerate() {
        for (entry, like) in fields.like(&label.printed, |e| e.what == What::Field(scope)) {
            let Some(field) = fields.entries[entry].field.as_deref() else { continue };
            // The line that begins a card says its code.
            if like < LIKE || (headed && field == "code") {
                continue;
            }
            candidates.push(Candidate { heading, entry, score: like + fit(field, scope, &label.values) });
        }
    }
    let found = assign(met.len(), &candidates, |_| false);
    let mut out: Vec<Label> = met
        .iter()
        .zip(found)
        .map(|(label, found)| {
            let found = found.filter(|a| a.score >= LIKE - 0.05);
            Label {
                printed: label.printed.clone(),
                line: label.line.trim_end_matches([':', ' ']).to_owned(),
                field: found.and_then(|a| fields.entries[a.entry].field.clone()),
                score: found.map_or(0.0, |a| a.score.clamp(0.0, 1.0)),
            }
        })
        .collect();
    if scope == Scope::Objective {
        for field in ["code", "year", "description"].into_iter().filter(|f| !headed || *f != "code") {
            by_values(field, met, &mut out);
        }
    }
    out
}

/// Gives a field that no label is called like to the label whose values are of its kind, where one only has such values.
fn by_values(field: &str, met: &[Met], labels: &mut [Label]) {
    if labels.iter().any(|l| l.field.as_deref() == Some(field)) {
        return;
    }
    let most = met.iter().map(|m| m.values.len()).max().unwrap_or(0);
    let fits = |m: &Met| {
        let share = |is: &dyn Fn(&String) -> bool| {
            m.values.iter().filter(|v| is(v)).count() as f32 / m.values.len().max(1) as f32
        };
        let mut distinct: Vec<&String> = m.values.iter().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let all = m.values.len() * 10 >= most * 8;
        all && match field {
            "year" => share(&|v| value::year(v).is_some()) > OF_KIND,
            "code" => share(&|v| is_code(v)) > OF_KIND && distinct.len() as f32 > DISTINCT * m.values.len() as f32,
            _ => {
                share(&|v| v.chars().count() > LONG) > OF_KIND
                    && distinct.len() as f32 > DISTINCT * m.values.len() as f32
            }
        }
    };
    let mut found = (0..met.len()).filter(|&k| labels[k].field.is_none() && fits(&met[k]));
    // The code stands first; of several texts nobody knows which says what the objective is.
    let first = found.next();
    let alone = field == "code" || found.next().is_none();
    if let Some(first) = first.filter(|_| alone) {
        labels[first].field = Some(field.to_owned());
        labels[first].score = BY_VALUES;
    }
}

/// From which share of its values on a label is of a kind.
const OF_KIND: f32 = 0.9;
/// The values of what tells cards apart differ from card to card.
const DISTINCT: f32 = 0.7;
/// What an objective is about has more letters.
const LONG: usize = 25;
/// How sure a field is that is known by its values alone.
const BY_VALUES: f32 = 0.6;

/// What values say for a field: from -[`FIT`] to [`FIT`].
fn fit(field: &str, scope: Scope, values: &[String]) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let share = |is: &dyn Fn(&String) -> bool| values.iter().filter(|v| is(v)).count() as f32 / values.len() as f32;
    let coded = |v: &String| v.split(' ').next().is_some_and(is_code);
    match (scope.kind(field), field) {
        (_, "code") => FIT * (2.0 * share(&|v| coded(v) && v.split(' ').count() < 3) - 1.0),
        (Some(FieldKind::Year), _) => FIT * (2.0 * share(&|v| value::year(v).is_some()) - 1.0),
        (Some(FieldKind::Date), _) => FIT * (2.0 * share(&|v| value::date(v).is_some()) - 1.0),
        (Some(FieldKind::Decimal), _) => FIT * (2.0 * share(&|v| value::decimal(v).is_some()) - 1.0),
        (_, "description") => FIT * (share(&|v| v.chars().count() > 20) - share(&|v| coded(v) || v.len() < 6)),
        // What is called like a text and holds numbers is something else.
        (Some(FieldKind::Text), _) => -FIT * share(&|v| value::decimal(v).is_some() || value::date(v).is_some()),
        _ => 0.0,
    }
}
