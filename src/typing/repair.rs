//! The document's own arithmetic as arbiter between two readings of a scan.
//!
//! Where the readers of a scan did not agree, the candidates of a value are weighed by what the document must satisfy: lines
//! add up to totals, totals to the balance, weights to 100; dates stand in order; a code is the one of its description. If
//! what was taken satisfies it, the doubt is settled. If exactly one other choice of readings does, that is taken and marked
//! as repaired. Values on which the readers agreed are never touched: a sum that is wrong although it was surely read is an
//! error of the document, and stays one.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::base::passage::Place;
use crate::base::value;
use crate::contract::{BudgetLine, Kind, Objective, Phase, Pointer, Read, Report, WalkMut};

/// What settles a doubt is as sure as this.
const SETTLED: f32 = 0.95;
/// At most so many combinations of candidates are tried.
const MOST: usize = 4096;

/// What is taken for a number although its points were misread is as sure as this.
const POINTED: f32 = 0.85;

/// Settles the doubts of a report.
pub fn repair(report: &mut Report) {
    // A text layer is not misread.
    if report.source.kind == Kind::Digital {
        return;
    }
    report.walk_mut(&mut Pointer::default(), &mut |_, slot| slot.number().map_or((), points));
    for objective in &mut report.objectives {
        sums(objective);
        weights(&mut objective.phases);
        objective.phases.iter_mut().for_each(dates);
        let year = objective.year.value;
        if let Some(budget) = &mut objective.budget {
            for side in [&mut budget.revenues, &mut budget.expenses].into_iter().flatten() {
                side.lines.iter_mut().for_each(|line| codes(line, year));
            }
        }
    }
}

/// Takes a text for the number that it is but for its points: nothing else can be meant by "12.000.00", "11 280,00" or "350,00,".
fn points(read: &mut Read<Decimal>) {
    let (None, [place]) = (read.value, &mut read.places[..]) else { return };
    // What a text layer says was not misread.
    if place.confidence >= 1.0 {
        return;
    }
    let pointed = with_points(&place.text);
    let Some(value) = value::decimal(&pointed).filter(|_| *pointed != *place.text) else { return };
    let heard = place.heard.get_or_insert_default();
    for reading in [place.text.to_string(), pointed] {
        if !heard.readings.contains(&reading) {
            heard.readings.push(reading);
        }
    }
    heard.repaired = true;
    if !read.places.iter().any(Place::is_doubtful) {
        read.places.iter_mut().for_each(|place| place.confidence = place.confidence.min(POINTED));
    }
    read.value = Some(value);
}

/// A number as it would be printed: points between groups of three digits, a comma before the last two.
fn with_points(text: &str) -> String {
    let text = text.trim().trim_end_matches(['.', ',', '\'', '_']);
    let mut out: String = text.chars().map(|c| if c == ' ' { '.' } else { c }).collect();
    if let Some(at) = out.len().checked_sub(3).filter(|at| matches!(out.as_bytes()[*at], b'.' | b','))
        && out[at + 1..].bytes().all(|b| b.is_ascii_digit())
    {
        out.replace_range(at..=at, ",");
    }
    out
}

/// A value in doubt with what it may be; the first is what was taken.
struct Choice<T> {
    candidates: Vec<T>,
}

fn is_doubtful<T>(read: &Read<T>) -> bool {
    read.places.iter().any(Place::is_doubtful)
}

/// What a value may be: what was taken, then what else the readers said. None for a value that nobody doubts.
fn choice<T: PartialEq + Clone>(read: &Read<T>, parse: impl Fn(&str) -> Option<T>) -> Option<Choice<T>> {
    if !is_doubtful(read) {
        return None;
    }
    let [place] = &read.places[..] else { return Some(Choice { candidates: read.value.iter().cloned().collect() }) };
    let mut candidates: Vec<T> = read.value.iter().cloned().collect();
    for reading in place.heard.iter().flat_map(|h| &h.readings) {
        if let Some(value) = parse(reading)
            && !candidates.contains(&value)
        {
            candidates.push(value);
        }
    }
    Some(Choice { candidates })
}

/// Takes a candidate as the value.
fn settle<T: PartialEq>(read: &mut Read<T>, value: T) {
    let repaired = read.value.as_ref() != Some(&value);
    for place in &mut read.places {
        place.confidence = place.confidence.max(SETTLED);
        if repaired {
            place.heard.get_or_insert_default().repaired = true;
        }
    }
    read.value = Some(value);
}

/// What it means that values satisfy a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    /// They are right: a misreading would hardly satisfy it.
    Full,
    /// They are possible, and other readings may be as well.
    Possible,
}

/// Settles the doubts among some values that must satisfy a condition together, if what was taken satisfies it, or exactly
/// one other choice does.
fn arbitrate<T: PartialEq + Clone>(
    values: &mut [&mut Read<T>],
    parse: impl Fn(&str) -> Option<T>,
    proof: Proof,
    holds: impl Fn(&[T]) -> bool,
) {
    let choices: Vec<Option<Choice<T>>> = values.iter().map(|v| choice(v, &parse)).collect();
    if choices.iter().all(Option::is_none) {
        return;
    }
    let mut options: Vec<Vec<T>> = Vec::new();
    for (value, choice) in values.iter().zip(&choices) {
        let candidates = match choice {
            Some(choice) => choice.candidates.clone(),
            None => value.value.iter().cloned().collect(),
        };
        if candidates.is_empty() {
            return;
        }
        options.push(candidates);
    }
    let count = options.iter().try_fold(1usize, |n, o| n.checked_mul(o.len()).filter(|n| *n <= MOST));
    let Some(count) = count else { return };
    let mut good: Vec<Vec<T>> = Vec::new();
    for k in 0..count {
        let mut rest = k;
        let chosen: Vec<T> = options
            .iter()
            .map(|o| {
                let pick = o[rest % o.len()].clone();
                rest /= o.len();
                pick
            })
            .collect();
        if holds(&chosen) {
            // What was taken comes first of all.
            if k == 0 && proof == Proof::Full {
                good = vec![chosen];
                break;
            }
            good.push(chosen);
        }
    }
    let [only] = &mut good[..] else { return };
    for ((value, choice), chosen) in values.iter_mut().zip(choices).zip(only.drain(..)) {
        if choice.is_some() {
            settle(value, chosen);
        }
    }
}

fn sums(objective: &mut Objective) {
    let Some(budget) = &mut objective.budget else { return };
    for side in [&mut budget.revenues, &mut budget.expenses].into_iter().flatten() {
        let mut values: Vec<&mut Read<Decimal>> =
            side.lines.iter_mut().map(|l| &mut l.amount).filter(|a| !a.is_blank()).collect();
        if values.is_empty() || side.total.is_blank() {
            continue;
        }
        values.push(&mut side.total);
        arbitrate(&mut values, value::decimal, Proof::Full, |v| match v.split_last() {
            Some((total, lines)) => sum(lines) == Some(*total),
            None => false,
        });
    }
    let mut values: Vec<&mut Read<Decimal>> = Vec::new();
    let (revenues, expenses) = (&mut budget.revenues, &mut budget.expenses);
    let mut signs: Vec<Decimal> = Vec::new();
    for (side, sign) in [(revenues, Decimal::ONE), (expenses, Decimal::NEGATIVE_ONE)] {
        if let Some(side) = side.as_mut().filter(|s| !s.total.is_blank()) {
            values.push(&mut side.total);
            signs.push(sign);
        }
    }
    if values.is_empty() || budget.balance.is_blank() {
        return;
    }
    values.push(&mut budget.balance);
    arbitrate(&mut values, value::decimal, Proof::Full, |v| {
        let signed: Vec<Decimal> = v.iter().zip(&signs).map(|(v, s)| v * s).collect();
        sum(&signed) == v.last().copied()
    });
}

fn sum(values: &[Decimal]) -> Option<Decimal> {
    values.iter().try_fold(Decimal::ZERO, |s, v| s.checked_add(*v))
}

fn weights(phases: &mut [Phase]) {
    let mut values: Vec<&mut Read<Decimal>> =
        phases.iter_mut().map(|p| &mut p.weight).filter(|w| !w.is_blank()).collect();
    arbitrate(&mut values, value::decimal, Proof::Full, |v| sum(v) == Some(Decimal::ONE_HUNDRED));
}

/// Planned dates stand in order, and so do actual ones. Order alone does not prove a date that is in doubt: it only chooses
/// where one reading is impossible.
fn dates(phase: &mut Phase) {
    let pairs = [(&mut phase.planned_start, &mut phase.planned_end), (&mut phase.actual_start, &mut phase.actual_end)];
    for (start, end) in pairs {
        if start.is_blank() || end.is_blank() {
            continue;
        }
        let in_order = |d: &[NaiveDate]| d.first() <= d.last();
        let options = |read: &Read<NaiveDate>| choice(read, value::date).map_or(1, |c| c.candidates.len());
        if options(start) * options(end) > 1 {
            arbitrate(&mut [start, end], value::date, Proof::Possible, in_order);
        }
    }
}

/// The code of a budget line is the one that its description names, and its year that of the objective.
fn codes(line: &mut BudgetLine, year: Option<i32>) {
    let plan = line.financial_plan.value.clone().filter(|_| !is_doubtful(&line.financial_plan));
    if let Some(plan) = plan {
        arbitrate(&mut [&mut line.budget_code], value::dotted, Proof::Full, |v| v.iter().all(|v| *v == plan));
    } else if let Some(code) = line.budget_code.value.clone().filter(|_| !is_doubtful(&line.budget_code)) {
        arbitrate(
            &mut [&mut line.financial_plan],
            |t| Some(t.to_owned()),
            Proof::Full,
            |v| v.iter().all(|v| *v == code),
        );
    }
    if let Some(year) = year {
        arbitrate(&mut [&mut line.fiscal_year], value::year, Proof::Full, |v| v.iter().all(|v| *v == year));
    }
}
