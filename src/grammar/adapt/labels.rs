//! The labels of cards and of the first page, as a document prints them: those of a page are assigned to the fields at once.

use super::heads::HeadRow;
use super::sections::spells;
use super::{Adapted, Likeness};
use crate::contract::How;
use crate::contract::fields::Scope;
use crate::grammar::language::form::{Field, Form, HeaderCell, Label, Names};
use crate::grammar::language::name::plain;
use crate::layout::Sheet;
use crate::meaning::{Candidate, Fields, What, assign};
use crate::structure::{Tag, tags};

/// From which likeness on a text is a label: it has no neighbours that speak for it.
const SURE: f32 = 0.85;
/// The same before a value that is a code.
const CODED: f32 = 0.55;
/// The same for the first words of a text.
const RUNNING: f32 = 0.95;
/// What a colon behind a text adds.
const COLON: f32 = 0.06;
/// What it adds that the grammar names a field so.
const NAMED: f32 = 0.5;
/// What it costs or adds that a value is such as the field has.
const FIT: f32 = 0.2;
/// Names of two things that are as like as this are not told apart.
const MARGIN: f32 = 0.03;

/// Takes over the labels of a page. Whether it shows a card or stands before the first one, the label that tells cards apart says.
pub(super) fn learn(out: &mut Adapted, fields: &Fields, sheet: &Sheet, rows: &[HeadRow]) {
    let end = rows.first().map_or(sheet.lines.len(), |r| r.lines.start);
    let heading = |&l: &usize| spells(&out.form, &sheet.text(sheet.lines[l].words()));
    let end = (0..end).find(heading).unwrap_or(end);
    let tags = tags(sheet, 0..end, &|_| true);
    let key = out.form.card_key.to_string();
    let card = read(&out.form, fields, sheet, &tags, Scope::Objective);
    // What is called like a code on a page without one is a value.
    let is_code = |tag: &Tag| [&tag.value, &tag.below].iter().any(|v| fit(CODE, &sheet.text(v.iter().copied())) > 0.0);
    if card.iter().any(|found| found.field == key && (key != CODE || is_code(&tags[found.tag]))) {
        out.begun = true;
        for found in card {
            take(out, sheet, &tags[found.tag], found, Scope::Objective);
        }
    } else if !out.begun {
        for found in read(&out.form, fields, sheet, &tags, Scope::Parameters) {
            take(out, sheet, &tags[found.tag], found, Scope::Parameters);
        }
    }
}

/// A label and the field that it is of.
struct Found {
    tag: usize,
    field: String,
    score: f32,
}

/// Which of some texts are labels of which fields of a scope.
fn read(form: &Form, fields: &Fields, sheet: &Sheet, tags: &[Tag], scope: Scope) -> Vec<Found> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for (heading, tag) in tags.iter().enumerate() {
        let text = text(sheet, tag);
        let name = plain(&text);
        let values = [&tag.value, &tag.below].map(|v| sheet.text(v.iter().copied()));
        let fit = |field: &str| values.iter().map(|v| fit(field, v)).max_by(f32::total_cmp).unwrap_or(0.0);
        let named = given(form, scope, &name);
        for (entry, likeness) in fields.like(&text, |e| e.what == What::Field(scope)) {
            let Some(field) = fields.entries[entry].field.as_deref() else { continue };
            let known = named.as_deref() == Some(field);
            // Words of a text are a label only if they are one word for word.
            if tag.running && !known && likeness < RUNNING {
                continue;
            }
            let coded = field == CODE && fit(field) > 0.0 && likeness >= CODED;
            if (likeness < SURE && !known && !coded) || (named.is_some() && !known) {
                continue;
            }
            let score = likeness - if tag.running { COLON } else { 0.0 }
                + if tag.colon { COLON } else { 0.0 }
                + if known { NAMED } else { 0.0 }
                + fit(field);
            if score > 0.0 {
                candidates.push(Candidate { heading, entry, score });
            }
        }
    }
    let found = assign(tags.len(), &candidates, |_| false);
    let mut out: Vec<Found> = Vec::new();
    for (tag, found) in found.into_iter().enumerate() {
        let Some(found) = found.filter(|a| a.score >= SURE - FIT && a.margin > -MARGIN) else { continue };
        let Some(field) = fields.entries[found.entry].field.clone() else { continue };
        // A label on two lines is one with both, or with the first alone.
        let shares = |o: &Found| tags[o.tag].words.iter().any(|w| tags[tag].words.contains(w));
        match out.iter().position(shares) {
            Some(at) if longer(&tags[tag], &tags[out[at].tag], found.score - out[at].score) => {
                out[at] = Found { tag, field, score: found.score }
            }
            Some(_) => {}
            None => out.push(Found { tag, field, score: found.score }),
        }
    }
    let labels: Vec<usize> = out.iter().flat_map(|f| tags[f.tag].words.iter().copied()).collect();
    out.retain(|found| {
        !goes_on(&tags[found.tag], &labels) || given(form, scope, &plain(&text(sheet, &tags[found.tag]))).is_some()
    });
    out
}

/// Whether what looks like a label is the next line of a text: nothing but what it says makes it one, it has no value of its own or its
/// value is the rest of the line, and the line above is none of `labels`.
fn goes_on(tag: &Tag, labels: &[usize]) -> bool {
    let alone = !tag.colon && (tag.running || (tag.value.is_empty() && tag.below.is_empty()));
    alone && !tag.above.is_empty() && !tag.above.iter().any(|w| labels.contains(w))
}

/// Whether one of two readings of the same words is the better one: surer, or as sure and of more words.
fn longer(tag: &Tag, than: &Tag, surer: f32) -> bool {
    surer > MARGIN || (surer > -MARGIN && tag.words.len() > than.words.len())
}

fn text(sheet: &Sheet, tag: &Tag) -> String {
    sheet.passage(tag.words.iter().copied()).text.trim_end_matches([':', ' ']).to_owned()
}

/// The field that the grammar names so.
fn given(form: &Form, scope: Scope, name: &str) -> Option<String> {
    let is = |names: &Names| names.iter().any(|n| n == name);
    if scope == Scope::Parameters {
        return form.cover.iter().find(|l| is(&l.names)).and_then(|l| l.field.as_deref().map(str::to_owned));
    }
    let cell = form.header.iter().flatten().find(|c| is(&c.names)).map(|c| c.field.to_string());
    cell.or_else(|| form.labels.iter().find(|l| is(&l.names)).and_then(|l| l.field.as_deref().map(str::to_owned)))
}

/// What a value says for a field: what tells cards apart is a word with a number in it, and other fields are not.
fn fit(field: &str, value: &str) -> f32 {
    let first = value.split(' ').next().unwrap_or_default();
    let code = first.contains(|c: char| c.is_ascii_digit()) && !value.contains(' ');
    match (field, value.is_empty()) {
        (_, true) => 0.0,
        (CODE, _) if code => FIT,
        (CODE, _) => -FIT,
        (DESCRIPTION, _) if code => -FIT,
        _ => 0.0,
    }
}

const CODE: &str = "code";
const DESCRIPTION: &str = "description";

/// Takes a label over into the form.
fn take(out: &mut Adapted, sheet: &Sheet, tag: &Tag, found: Found, scope: Scope) {
    let printed = text(sheet, tag);
    let name = plain(&printed);
    if name.is_empty() || given(&out.form, scope, &name).is_some() {
        return;
    }
    let names = names_of(&mut out.form, &found.field, scope);
    if tag.running {
        names.give(name);
    } else {
        names.learn(name);
    }
    let path = match scope {
        Scope::Parameters => format!("parameters/{}", found.field),
        _ => found.field.replace('.', "/"),
    };
    let places = sheet.passage(tag.words.iter().copied()).places();
    let confidence = found.score.clamp(0.0, 1.0);
    out.likenesses.push(Likeness { printed, field: Some(path), how: How::Likeness, confidence, places });
}

/// The names under which a form knows a field of a card or of the first page; a place for it where there is none.
fn names_of<'f>(form: &'f mut Form, field: &str, scope: Scope) -> &'f mut Names {
    let label = || Label { names: Names::default(), field: Some(Field::from(field)), starts: false, anywhere: false };
    let is = |l: &Label| l.field.as_deref() == Some(field);
    if scope == Scope::Parameters {
        let at = form.cover.iter().position(is).unwrap_or_else(|| {
            form.cover.push(label());
            form.cover.len() - 1
        });
        return &mut form.cover[at].names;
    }
    // A text that has no label in the block has one here.
    let bare = form.header.iter().flatten().any(|c| &*c.field == field && c.names.is_empty());
    let cell = |row: &Vec<HeaderCell>| row.iter().position(|c| &*c.field == field && !c.names.is_empty());
    let at = form.header.iter().enumerate().find_map(|(r, row)| Some((r, cell(row)?)));
    if let Some((row, at)) = at {
        return &mut form.header[row][at].names;
    }
    if bare && let Some(row) = form.header.len().checked_sub(1) {
        form.header[row].push(HeaderCell { names: Names::default(), field: Field::from(field) });
        let at = form.header[row].len() - 1;
        return &mut form.header[row][at].names;
    }
    let at = form.labels.iter().position(is).unwrap_or_else(|| {
        form.labels.push(label());
        form.labels.len() - 1
    });
    &mut form.labels[at].names
}

/// Labels of the block may stand outside of it too.
pub(super) fn loosen(form: &mut Form) {
    let cells: Vec<HeaderCell> =
        form.header.iter().flatten().filter(|c| c.field != form.card_key && !c.names.is_empty()).cloned().collect();
    for cell in cells {
        if !form.labels.iter().any(|l| l.field.as_ref() == Some(&cell.field)) {
            form.labels.push(Label {
                names: cell.names.learned(),
                field: Some(cell.field),
                starts: false,
                anywhere: false,
            });
        }
    }
}
