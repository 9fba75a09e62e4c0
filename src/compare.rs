//! Several reports of an output folder held against each other: the series of each indicator, and what does not agree.

use std::io;
use std::path::Path;

use rayon::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::archive::{Archive, ArchiveError};
use crate::audit::across::{Card, History, Series, histories};
use crate::audit::{Across, Checks, audit_across};
use crate::lang::Lang;
use crate::output::{FindingRow, write_atomically, write_csv, write_findings};

/// What several reports say together.
#[derive(Debug)]
pub struct Comparison {
    /// The centres, each with its years.
    pub histories: Vec<History>,
    /// What does not agree, by document.
    pub findings: Vec<Across>,
    /// Reports that could not be read back.
    pub unreadable: Vec<ArchiveError>,
    /// How many reports were read.
    pub reports: usize,
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

/// Reads the reports of an output folder and compares them. `wanted` tells by the name of a centre whether it is.
pub fn compare(archive: &Archive, checks: &Checks, wanted: impl Fn(&str) -> bool) -> Comparison {
    // Only the cards stay in memory: an archive may be larger than it.
    let read: Vec<Result<Option<Vec<Card>>, ArchiveError>> = archive
        .lines
        .par_iter()
        .map(|line| Ok(archive.report(line)?.map(|report| Card::all(&line.path, &report).collect())))
        .collect();
    let (mut cards, mut unreadable, mut reports) = (Vec::new(), Vec::new(), 0);
    for outcome in read {
        match outcome {
            Ok(Some(own)) => {
                cards.extend(own);
                reports += 1;
            }
            Ok(None) => {}
            Err(error) => unreadable.push(error),
        }
    }
    let mut histories = histories(cards, &checks.lexicon);
    histories.retain(|h| wanted(&h.centre));
    let mut findings: Vec<Across> = histories.iter().flat_map(|h| audit_across(h, &checks.selection)).collect();
    findings.sort_by(|a, b| {
        (&a.path, &a.finding.rule, &a.finding.subject).cmp(&(&b.path, &b.finding.rule, &b.finding.subject))
    });
    Comparison { histories, findings, unreadable, reports }
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

    /// Writes `series.csv` and `findings.csv` into a folder.
    pub fn write(&self, folder: &Path, lang: Lang) -> io::Result<()> {
        let rows: Vec<FindingRow> = self.findings.iter().map(|f| FindingRow::new(&f.path, &f.finding, lang)).collect();
        write_atomically(&folder.join("findings.csv"), |to| write_findings(to, rows.iter()))?;
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
            write_csv(to, &head, self.rows().iter())
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
