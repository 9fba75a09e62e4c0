//! Columns by the values below their headings.

use super::heads::{HeadRow, Named, is_of, settle};
use crate::contract::How;
use crate::contract::fields::{FieldKind, Scope};
use crate::layout::{Sheet, Span};
use crate::meaning::{Entry, Fields};
use crate::structure::{Profile, profiles};

/// What the values below a heading add to its likeness to a name, or take from it.
pub(super) const WEIGHT: f32 = 0.1;
/// From which fit on values speak for a field although the name is hardly like it.
pub(super) const FITS: f32 = 0.8;
/// How many lines of the body are looked at.
const LINES: usize = 24;
/// A column that is known by its place alone is no surer than this.
const PLACE: f32 = 0.6;

/// Assigns the headings of a row anew, with what stands below them, and gives those that are left to the fields that are left,
/// where values and order leave one way only. `ends` says whether a line stands for itself.
pub(super) fn weigh(sheet: &Sheet, fields: &Fields, row: &mut HeadRow, ends: impl Fn(usize) -> bool) {
    let body = row.lines.end..sheet.lines.len().min(row.lines.end + LINES);
    let end = body.clone().find(|&l| ends(l)).unwrap_or(body.end);
    let mut order: Vec<usize> = (0..row.named.len()).filter(|&k| !row.named[k].below).collect();
    order.sort_by(|a, b| row.named[*a].rect.x0.total_cmp(&row.named[*b].rect.x0));
    let spans: Vec<Span> = order.iter().map(|&k| Span { x0: row.named[k].rect.x0, x1: row.named[k].rect.x1 }).collect();
    let top = row.named.iter().map(|n| n.rect.y0).fold(f32::MAX, f32::min);
    let bottom = row.named.iter().map(|n| n.rect.y1).fold(f32::MIN, f32::max);
    let found = profiles(sheet, &spans, (top, bottom), body.start..end);
    let mut all: Vec<Option<Profile>> = vec![None; row.named.len()];
    for (&k, profile) in order.iter().zip(found) {
        all[k] = Some(profile);
    }
    settle(fields, row.scope, &mut row.named, &all);
    place(fields, row.scope, &mut row.named, &order, &all);
}

/// How well the values of a column fit a field, from -1 to 1; 0 where nothing is said.
pub(super) fn fit(entry: &Entry, profile: &Profile) -> f32 {
    if profile.filled == 0 {
        return 0.0;
    }
    let share = |count: usize| 2.0 * profile.share(count) - 1.0;
    match (entry.kind, entry.field.as_deref()) {
        (FieldKind::Date, _) => share(profile.dates),
        // Where a number should be there may be "yes" or "not known".
        (FieldKind::Decimal, _) => {
            share(profile.numbers + profile.words / 2).min(1.0 - 2.0 * profile.share(profile.dates))
        }
        (FieldKind::Year, _) => share(profile.years),
        (FieldKind::Dotted, _) => share(profile.codes),
        (FieldKind::Text, Some(PROSE | PERSON | OFFICE | KIND)) => {
            share(profile.filled - (profile.dates + profile.numbers).min(profile.filled))
        }
        _ => -profile.share(profile.dates),
    }
}

const PROSE: &str = "description";
const PERSON: &str = "manager";
const OFFICE: &str = "responsibility_center";
const KIND: &str = "kind";
const AMOUNT: &str = "amount";

/// Gives columns without a name to the fields that are left: as many columns of dates as there are dates, in their order; the only
/// column of text to what a row is about; the only column of numbers that is left in a budget to the amount.
fn place(fields: &Fields, scope: Scope, named: &mut [Named], order: &[usize], profiles: &[Option<Profile>]) {
    let entries = |kind: FieldKind| {
        let all = fields.entries.iter().enumerate();
        all.filter(move |(_, e)| is_of(e.what, scope) && e.field.is_some() && !e.yearly && e.kind == kind)
            .map(|(k, _)| k)
    };
    let left = |named: &[Named], entry: &usize| !named.iter().any(|n| n.entry == Some(*entry));
    let bare = |named: &[Named], is: &dyn Fn(&Profile) -> bool| -> Vec<usize> {
        let of = |k: &usize| profiles[*k].as_ref().is_some_and(|p| p.filled > 0 && is(p));
        order.iter().copied().filter(|k| named[*k].entry.is_none() && of(k)).collect()
    };
    let give = |named: &mut [Named], columns: Vec<usize>, wanted: Vec<usize>| {
        if columns.len() != wanted.len() {
            return;
        }
        for (k, entry) in columns.into_iter().zip(wanted) {
            (named[k].entry, named[k].score, named[k].how) = (Some(entry), PLACE, How::Values);
        }
    };
    let dates: Vec<usize> = entries(FieldKind::Date).filter(|e| left(named, e)).collect();
    let columns = bare(named, &|p| p.share(p.dates) > FITS);
    give(named, columns, dates);
    let is = |name: &'static str| move |e: &usize| fields.entries[*e].field.as_deref() == Some(name);
    let amount: Vec<usize> = entries(FieldKind::Decimal).filter(is(AMOUNT)).filter(|e| left(named, e)).collect();
    let columns = bare(named, &|p| p.share(p.numbers) > FITS);
    give(named, columns, amount);
    let about: Vec<usize> = entries(FieldKind::Text).filter(is(PROSE)).filter(|e| left(named, e)).collect();
    let columns = bare(named, &|p| p.share(p.words) > FITS && p.letters > PROSE_LENGTH * p.filled);
    give(named, columns, about);
}

/// What a row is about has more letters than this.
const PROSE_LENGTH: usize = 12;
