//! Several reports of an output folder held against each other: the series of each indicator, and what does not agree.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use rayon::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;

use super::recheck::{Again, Joint, stand};
use crate::audit::across::{Card, History, Series, histories};
use crate::audit::{Across, Checks, audit_across};
use crate::base::lang::Lang;
use crate::contract::{Finding, Report};
use crate::output::archive::{Archive, ArchiveError};
use crate::output::{Cell, FindingRow, ManifestLine, write_atomically, write_csv, write_findings};
use crate::review::{Correction, Decision, Standing, fingerprints, standings};

/// What several reports say together.
#[derive(Debug)]
pub struct Comparison {
    /// The centres, each with its years; corrected values stand in them.
    pub histories: Vec<History>,
    /// What does not agree, by document.
    pub findings: Vec<Compared>,
    /// How many reports were read.
    pub reports: usize,
}

/// What does not agree, and how that stands after what people decided.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// The finding, and what it is held against.
    #[serde(flatten)]
    pub across: Across,
    /// How it stands.
    pub review: Standing,
    /// The correction that has settled it, in whichever of the reports.
    #[serde(skip)]
    settled: Option<Correction>,
}

impl Compared {
    /// Whether it still says that something is wrong.
    pub fn counts(&self) -> bool {
        self.review.status.counts()
    }

    /// The same for the report that it is told in.
    pub fn joint(&self) -> Joint {
        Joint { finding: self.across.finding.clone(), settled: self.settled.clone() }
    }
}

/// What is kept of the reports of an output folder to hold them against each other. An archive may be larger than the memory:
/// of values only the cards stay.
#[derive(Debug, Default)]
pub struct Round {
    kept: Vec<Option<Kept>>,
    /// Reports that could not be read back.
    pub unreadable: Vec<ArchiveError>,
}

/// What is kept of a report.
#[derive(Debug)]
struct Kept {
    path: String,
    /// Its cards as they were read, and as they stand after corrections, where there are any.
    read: Vec<Card>,
    corrected: Option<Vec<Card>>,
    /// Where people decided something: what, and what the report's findings are, so that its others are told apart from them.
    decisions: Vec<Decision>,
    corrections: Vec<Correction>,
    own: Vec<Finding>,
    new: Vec<Finding>,
}

impl Kept {
    fn of(line: &ManifestLine, mut report: Report, decisions: &[Decision], by: &Again<'_>) -> Self {
        let cards = |report: &Report| Card::all(&line.path, report).collect::<Vec<_>>();
        let read = cards(&report);
        let mut kept = Self {
            path: line.path.clone(),
            read,
            corrected: None,
            decisions: decisions.to_vec(),
            corrections: Vec::new(),
            own: Vec::new(),
            new: Vec::new(),
        };
        if !decisions.is_empty() {
            let review = stand(&mut report, &[], decisions, &Again { lost: &line.pages_lost, ..*by });
            kept.corrected = (!review.corrections.is_empty()).then(|| cards(&report));
            kept.new = report.findings.split_off(review.own);
            (kept.own, kept.corrections) = (report.findings, review.corrections);
        }
        kept
    }

    /// How the findings stand that this report makes together with others.
    fn standings(&self, across: &[Across], settled: &[Option<Correction>]) -> Vec<Standing> {
        let joint = across.iter().map(|a| &a.finding);
        let all: Vec<Finding> = self.own.iter().chain(joint).chain(&self.new).cloned().collect();
        let from = self.own.len();
        let by = |k: usize| settled.get(k.checked_sub(from)?)?.as_ref();
        let (standings, _) = standings(&all, &fingerprints(&all), &self.decisions, &by);
        standings.into_iter().skip(from).take(across.len()).collect()
    }
}

impl Round {
    /// Reads the reports of an output folder; `decided` are the decisions of people by document.
    pub fn read(archive: &Archive, decided: &HashMap<String, Vec<Decision>>, by: &Again<'_>) -> Self {
        let read: Vec<Result<Option<Kept>, ArchiveError>> = archive
            .lines
            .par_iter()
            .map(|line| {
                let decisions = decided.get(&line.sha256).map_or(&[][..], Vec::as_slice);
                Ok(archive.report(line)?.map(|report| Kept::of(line, report, decisions, by)))
            })
            .collect();
        let mut round = Self::default();
        for outcome in read {
            round.kept.push(match outcome {
                Ok(kept) => kept,
                Err(error) => {
                    round.unreadable.push(error);
                    None
                }
            });
        }
        round
    }

    /// Takes a report anew, after another decision.
    pub fn renew(
        &mut self,
        number: usize,
        line: &ManifestLine,
        report: Report,
        decisions: &[Decision],
        by: &Again<'_>,
    ) {
        if let Some(kept) = self.kept.get_mut(number) {
            *kept = Some(Kept::of(line, report, decisions, by));
        }
    }

    /// Compares the reports. `wanted` tells by the name of a centre whether it is.
    pub fn compare(&self, checks: &Checks, wanted: impl Fn(&str) -> bool) -> Comparison {
        let kept = || self.kept.iter().flatten();
        let of = |cards: Vec<Card>| {
            let mut histories = histories(cards, &checks.lexicon);
            histories.retain(|h| wanted(&h.centre));
            let findings: Vec<Across> = histories.iter().flat_map(|h| audit_across(h, &checks.selection)).collect();
            (histories, findings)
        };
        let now = kept().flat_map(|k| k.corrected.as_ref().unwrap_or(&k.read)).cloned().collect();
        let (histories, mut all) = of(now);
        let mut settled: Vec<Option<Correction>> = vec![None; all.len()];
        if kept().any(|k| k.corrected.is_some()) {
            let key = |a: &Across| (a.path.clone(), fingerprints(std::slice::from_ref(&a.finding)), a.against.clone());
            let still: HashSet<_> = all.iter().map(key).collect();
            let (_, then) = of(kept().flat_map(|k| &k.read).cloned().collect());
            for across in then.into_iter().filter(|a| !still.contains(&key(a))) {
                settled.push(self.settles(&across));
                all.push(across);
            }
        }
        let mut order: Vec<(Across, Option<Correction>)> = all.into_iter().zip(settled).collect();
        order.sort_by(|(a, _), (b, _)| {
            (&a.path, &a.finding.rule, &a.finding.subject).cmp(&(&b.path, &b.finding.rule, &b.finding.subject))
        });
        let by_path: HashMap<&str, &Kept> = kept().map(|k| (k.path.as_str(), k)).collect();
        let mut findings = Vec::new();
        for group in order.chunk_by(|(a, _), (b, _)| a.path == b.path) {
            let (across, settled): (Vec<Across>, Vec<Option<Correction>>) = group.iter().cloned().unzip();
            let path = across.first().map_or("", |a| a.path.as_str());
            let standings = by_path.get(path).map(|kept| kept.standings(&across, &settled)).unwrap_or_default();
            let told = across.into_iter().zip(standings).zip(settled);
            findings.extend(told.map(|((across, review), settled)| Compared { across, review, settled }));
        }
        Comparison { histories, findings, reports: kept().count() }
    }

    /// The correction that has settled a finding: of the value that it is about, or of the one that it is held against.
    fn settles(&self, across: &Across) -> Option<Correction> {
        let (path, pointer) = &across.against;
        let of = |path: &str, pointer: &str| self.corrections().find(|(k, c)| *k == path && c.pointer == pointer);
        let latest = |wanted: &dyn Fn(&str) -> bool| {
            self.corrections().filter(|(path, _)| wanted(path)).max_by(|(_, a), (_, b)| a.at.cmp(&b.at))
        };
        let found = of(&across.path, &across.finding.subject).or_else(|| of(path, pointer));
        let found = found.or_else(|| latest(&|of| of == across.path || of == path)).or_else(|| latest(&|_| true));
        found.map(|(_, correction)| correction.clone())
    }

    /// All corrections, each with the path of its document.
    fn corrections(&self) -> impl Iterator<Item = (&str, &Correction)> {
        self.kept.iter().flatten().flat_map(|kept| kept.corrections.iter().map(|c| (kept.path.as_str(), c)))
    }
}

/// A value of a series, as a row of `series.csv`.
#[derive(Debug, Serialize)]
pub struct SeriesRow<'a> {
    /// The body.
    pub entity: &'a str,
    /// The centre of responsibility.
    pub centre: &'a str,
    /// Number of the series within its centre, from 1.
    pub series: usize,
    /// Code of the objective in the latest report of the series.
    pub objective: Option<&'a str>,
    /// Wording of the indicator in that report.
    pub indicator: &'a str,
    /// The year.
    pub year: i32,
    /// The expected value.
    pub expected: Option<Decimal>,
    /// The achieved value.
    pub achieved: Option<Decimal>,
    /// "report" where that year's report says it; "later" where only a later one does.
    pub source: &'static str,
    /// The document that says it.
    pub path: &'a str,
    /// JSON Pointer of the achieved value in its report.
    pub pointer: String,
}

impl SeriesRow<'_> {
    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            Cell::text(Some(self.entity)),
            Cell::text(Some(self.centre)),
            Cell::number(Some(self.series)),
            Cell::text(self.objective),
            Cell::text(Some(self.indicator)),
            Cell::number(Some(self.year)),
            Cell::number(self.expected),
            Cell::number(self.achieved),
            Cell::Own(self.source.to_owned()),
            Cell::text(Some(self.path)),
            Cell::text(Some(&self.pointer)),
        ]
    }
}

impl Comparison {
    /// The rows of all series that span more than one year.
    pub fn rows(&self) -> Vec<SeriesRow<'_>> {
        self.histories
            .iter()
            .flat_map(|history| {
                spanning(history).enumerate().flat_map(|(k, values)| {
                    values.into_iter().map(move |mut row| {
                        row.series = k + 1;
                        row
                    })
                })
            })
            .collect()
    }

    /// The findings that still say that something is wrong.
    pub fn standing(&self) -> impl Iterator<Item = &Across> {
        self.findings.iter().filter(|f| f.counts()).map(|f| &f.across)
    }

    /// Writes `series.csv` and `findings.csv` into a folder.
    pub fn write(&self, folder: &Path, lang: Lang) -> io::Result<()> {
        let rows: Vec<FindingRow> = self.standing().map(|f| FindingRow::new(&f.path, &f.finding, lang)).collect();
        write_atomically(&folder.join("findings.csv"), |to| write_findings(to, rows.into_iter()))?;
        write_atomically(&folder.join("series.csv"), |to| {
            let head = [
                "entity",
                "centre",
                "series",
                "objective",
                "indicator",
                "year",
                "expected",
                "achieved",
                "source",
                "path",
                "pointer",
            ];
            write_csv(to, &head, self.rows().iter().map(SeriesRow::cells))
        })
    }
}

/// The series of a centre that span more than one year, each with its years.
pub fn spanning(history: &History) -> impl Iterator<Item = Vec<SeriesRow<'_>>> {
    history.series.iter().map(|s| values(history, s)).filter(|v| v.len() > 1)
}

/// The years of a series, ascending; years that only later reports speak of are taken from the earliest of these.
fn values<'h>(history: &'h History, series: &'h Series) -> Vec<SeriesRow<'h>> {
    let Some(last) = series.points.last() else { return Vec::new() };
    let (objective, indicator) = (history.cards[last.card].code.as_deref(), history.gauge(last).description.as_str());
    let row = |year, card: &'h Card, expected, achieved, source, pointer| SeriesRow {
        entity: &history.entity,
        centre: &history.centre,
        series: 0,
        objective,
        indicator,
        year,
        expected,
        achieved,
        source,
        path: &card.path,
        pointer,
    };
    let mut rows: Vec<SeriesRow<'h>> = Vec::new();
    for point in &series.points {
        let (card, gauge) = (&history.cards[point.card], history.gauge(point));
        let pointer = format!("/objectives/{}/indicators/{}/achieved", card.position, point.gauge);
        rows.push(row(point.year, card, gauge.expected, gauge.achieved, "report", pointer));
    }
    for point in &series.points {
        let card = &history.cards[point.card];
        for (k, previous) in history.gauge(point).previous.iter().enumerate() {
            let Some((year, value, _)) = previous else { continue };
            if rows.iter().all(|r| r.year != *year) {
                let pointer = format!("/objectives/{}/indicators/{}/previous/{k}/value", card.position, point.gauge);
                rows.push(row(*year, card, None, Some(*value), "later", pointer));
            }
        }
    }
    rows.sort_by_key(|r| r.year);
    rows
}
