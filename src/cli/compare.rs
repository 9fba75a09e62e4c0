//! `schedario compare`: the reports of an output folder against each other.

use std::io::{self, Write};

use anyhow::Context;
use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

use super::args::Compare;
use super::{archive, audit, checks, exit, setting};
use crate::audit::across::History;
use crate::audit::compare::{Comparison, Round, spanning};
use crate::audit::recheck::Again;
use crate::base::lang::{Lang, Message};
use crate::contract::Severity;
use crate::review::Decision;

pub(super) fn run(args: &Compare, lang: Lang) -> anyhow::Result<u8> {
    let archive = archive::open(&args.output, lang)?;
    let decided = audit::decisions(&args.output, lang)?;
    let corrects = decided.values().flatten().any(Decision::corrects);
    let grammars = setting::grammars_asked(args.grammars.as_deref(), &args.checks, corrects, lang)?;
    let checks = checks::of(&args.checks, &grammars, lang)?;
    let wanted = args.center.as_deref().unwrap_or_default().to_lowercase();
    let round = Round::read(&archive, &decided, &Again { checks: &checks, grammars: &grammars, lost: &[] });
    let comparison = round.compare(&checks, |centre| centre.to_lowercase().contains(&wanted));
    let folder = args.output.join("compare");
    comparison.write(&folder, lang).with_context(|| {
        let message = Message::new("non si può scrivere nella cartella", "cannot write into the folder");
        format!("{} {}", message.get(lang), folder.display())
    })?;
    if args.json {
        let mut out = io::stdout().lock();
        let shown = serde_json::json!({ "series": comparison.rows(), "findings": comparison.findings });
        serde_json::to_writer_pretty(&mut out, &shown)?;
        out.write_all(b"\n")?;
    } else {
        print(&comparison, lang)?;
    }
    for error in &round.unreadable {
        eprintln!("schedario: {}", archive::tell(error).get(lang));
    }
    Ok(if !round.unreadable.is_empty() {
        exit::UNREAD
    } else if comparison.standing().any(|f| f.finding.severity == Severity::Error) {
        exit::FINDINGS
    } else {
        exit::CLEAN
    })
}

fn print(comparison: &Comparison, lang: Lang) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for history in &comparison.histories {
        if let Some(table) = table(history) {
            let gap = if history.entity.is_empty() { "" } else { " – " };
            writeln!(out, "{}{gap}{}", history.entity, history.centre)?;
            writeln!(out, "{table}")?;
            missing(&mut out, history, lang)?;
            writeln!(out)?;
        }
    }
    for found in comparison.standing() {
        let finding = &found.finding;
        let page = finding.places.first().map_or(String::new(), |p| format!(":{}", p.page));
        writeln!(out, "{}{page}: {} {}", found.path, finding.rule, finding.message.get(lang))?;
    }
    let series = comparison.histories.iter().flat_map(spanning).count();
    let (centres, reports, findings) = (comparison.histories.len(), comparison.reports, comparison.standing().count());
    let summary = Message::new(
        format!(
            "{reports} documenti, {centres} centri, {series} serie di più anni; {findings} rilievi. * = detto solo da una scheda successiva"
        ),
        format!(
            "{reports} documents, {centres} centres, {series} series of several years; {findings} findings. * = said by a later report only"
        ),
    );
    writeln!(out, "{}", summary.get(lang))
}

fn missing(out: &mut dyn Write, history: &History, lang: Lang) -> io::Result<()> {
    let years: Vec<String> = history.missing_years().iter().map(i32::to_string).collect();
    if years.is_empty() {
        return Ok(());
    }
    let message = Message::new("nessuna scheda per", "no report for");
    writeln!(out, "{} {}", message.get(lang), years.join(", "))
}

/// Indicators down, years across; none where nothing spans several years.
fn table(history: &History) -> Option<Table> {
    let series: Vec<_> = spanning(history).collect();
    let mut years: Vec<i32> = series.iter().flatten().map(|r| r.year).collect();
    years.sort_unstable();
    years.dedup();
    if years.is_empty() {
        return None;
    }
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_header([String::new()].into_iter().chain(years.iter().map(i32::to_string)));
    for rows in &series {
        let name = rows.last().map_or("", |r| r.indicator).to_owned();
        let cell = |year: &i32| {
            let row = rows.iter().find(|r| r.year == *year)?;
            let mark = if row.source == "later" { "*" } else { "" };
            Some(format!("{}{mark}", row.achieved?))
        };
        table.add_row([name].into_iter().chain(years.iter().map(|y| cell(y).unwrap_or_default())));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    Some(table)
}
