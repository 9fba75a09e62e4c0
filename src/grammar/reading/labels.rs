//! Labelled values: a label, its value behind it, and the lines that the value runs on over.

use super::capture::{Card, Fields, Repeated};
use super::cells;
use super::desk::{Desk, Role};
use super::reader::Reader;
use super::spell::spell;
use crate::base::passage::Passage;
use crate::contract::fields::{OTHER, Scope};
use crate::grammar::language::form::{Field, Label, other_field};

/// A label whose value may go on in the next line: where it goes, and the last line of it.
pub(in crate::grammar) struct OpenLabel {
    field: Field,
    baseline: f32,
    /// Where the label begins, and where its value does.
    x0: f32,
    value_x0: f32,
}

/// A label on a line.
struct Found {
    /// Position of its first word among those of the line.
    at: usize,
    /// Position of the label in the grammar.
    label: usize,
    /// Its words, those of further lines included.
    words: Vec<usize>,
    /// How many of them stand on the line.
    taken: usize,
}

/// How many lines a label in a narrow cell can run over.
const LABEL_LINES: usize = 3;
/// How far below each other the lines of a value can stand, in em.
const PITCH: f32 = 1.9;

impl<'f> Reader<'f> {
    /// A line among labels: labels with their values, or the rest of values.
    pub(in crate::grammar) fn labelled(&mut self, desk: &mut Desk<'_>, line: usize, words: Vec<usize>) {
        if self.ruled(desk, line, &words) {
            let words = desk.free_words(line);
            if !words.is_empty() {
                self.labelled(desk, line, words);
            }
            return;
        }
        let (labels, mut found) = self.look_up(desk.sheet.number, |labels| find(desk, labels, line, &words));
        let before = found.as_ref().map_or(words.len(), |f| f.at);
        if before > 0 {
            self.go_on(desk, line, &words[..before]);
        }
        let Some(first) = &found else { return };
        let (x0, size) = (desk.sheet.words[words[first.at]].rect.x0, desk.sheet.lines[line].size);
        self.open.retain(|o| before > 0 && o.x0 + size < x0);
        let mut rest: &[usize] = &words;
        while let Some(hit) = found {
            let label_at = hit.words.first().copied();
            desk.take(hit.words.iter().copied(), Role::Label);
            rest = &rest[hit.at + hit.taken..];
            let bare = rest.iter().take_while(|&&k| desk.plain(k).is_empty() && desk.sheet.word(k) == ":").count();
            desk.take(rest[..bare].iter().copied(), Role::Label);
            rest = &rest[bare..];
            // A longer label may stand further along the line.
            found = if rest.is_empty() { None } else { find_behind(desk, labels, line, rest) };
            let end = found.as_ref().map_or(rest.len(), |n| n.at);
            let label = &labels[hit.label];
            self.print(desk, label, &hit.words);
            if let (Some(field), Some(at)) = (self.field_of(desk, label, &hit.words), label_at) {
                self.value(desk, line, label, field, at, &rest[..end]);
            }
        }
    }

    /// Takes the labels of a line that stand in ruled cells, with their values; tells whether there was one.
    fn ruled(&mut self, desk: &mut Desk<'_>, line: usize, words: &[usize]) -> bool {
        let mut any = false;
        for &word in words {
            if !desk.is_free(word) || !desk.starts_cell(word) {
                continue;
            }
            let (labels, found) = self.look_up(desk.sheet.number, |labels| cells::labelled(desk, labels, word));
            let Some(found) = found else { continue };
            any = true;
            cells::take_label(desk, &found);
            let label = &labels[found.label];
            self.print(desk, label, &found.words);
            if let Some(field) = self.field_of(desk, label, &found.words) {
                self.restart_at(desk, label, &field);
                let passage = desk.take_passage(&found.value);
                self.fields().push((field, passage));
            }
        }
        if any {
            self.open.retain(|o| desk.sheet.lines[line].baseline < o.baseline);
        }
        any
    }

    /// What is found among the labels of the card at hand, or of the cover. A form whose cards have neither heading nor block
    /// begins its card with the first of its labels.
    fn look_up<T>(&mut self, page: u32, find: impl Fn(&[Label]) -> Option<T>) -> (&'f [Label], Option<T>) {
        let form = self.form;
        let labels = if self.card.is_some() { &form.labels } else { &form.cover };
        let found = find(labels);
        if found.is_some() || self.card.is_some() || !form.begins_by_label() {
            return (labels, found);
        }
        let found = find(&form.labels);
        if found.is_some() {
            self.card = Some(Card::default());
            self.add_banner(page);
        }
        (&form.labels, found)
    }

    /// Keeps a label as printed.
    fn print(&mut self, desk: &Desk<'_>, label: &Label, words: &[usize]) {
        let scope = if self.card.is_some() { Scope::Objective } else { Scope::Parameters };
        self.printed.label(desk, scope, label.field.as_ref(), words);
    }

    /// Where the value of a label goes.
    fn field_of(&self, desk: &Desk<'_>, label: &Label, words: &[usize]) -> Option<Field> {
        label.field.clone().map(|f| match &*f {
            OTHER => other_field(&desk.sheet.passage(words.iter().copied()).text),
            _ => f,
        })
    }

    /// Begins another card where a label that starts one comes again.
    fn restart_at(&mut self, desk: &Desk<'_>, label: &Label, field: &Field) {
        if label.starts && self.card.as_ref().is_some_and(|c| c.has(field)) {
            let header = self.card.as_mut().map(|c| std::mem::take(&mut c.header)).unwrap_or_default();
            self.restart(header, desk.sheet.number);
        }
    }

    fn value(&mut self, desk: &mut Desk<'_>, line: usize, label: &Label, field: Field, at: usize, words: &[usize]) {
        self.restart_at(desk, label, &field);
        let x0 = desk.sheet.words[at].rect.x0;
        let value_x0 = words.first().map_or(x0, |&k| desk.sheet.words[k].rect.x0);
        self.open.push(OpenLabel { field: field.clone(), baseline: desk.sheet.lines[line].baseline, x0, value_x0 });
        let passage = desk.take_passage(words);
        self.fields().push((field, passage));
    }

    /// Where labelled values go: to the card at hand, or to the cover.
    fn fields(&mut self) -> &mut Fields {
        match &mut self.card {
            Some(card) => &mut card.fields,
            None => &mut self.cover.fields,
        }
    }

    /// Begins a new card with the header block of this page, which was counted to the card before.
    fn restart(&mut self, header: Vec<Repeated>, page: u32) {
        let mut fresh = Card::default();
        let mut old = Vec::new();
        for mut repeated in header {
            let here = repeated.wordings.iter().find(|w| w.pages.contains(&page));
            let cell = here.map(|w| (repeated.field.clone(), w.passage.clone()));
            fresh.add_header(page, cell.into_iter().collect());
            for wording in &mut repeated.wordings {
                wording.pages.retain(|p| *p != page);
            }
            repeated.wordings.retain(|w| !w.pages.is_empty());
            old.push(repeated);
        }
        if let Some(card) = &mut self.card {
            card.header = old;
        }
        self.begin_card();
        self.card = Some(fresh);
    }

    /// Words that are no label: the rest of the values above, or nothing that is known.
    fn go_on(&mut self, desk: &mut Desk<'_>, line: usize, words: &[usize]) {
        let here = desk.sheet.lines[line];
        let Some(&first) = words.first() else { return };
        let left = desk.sheet.words[first].rect.x0;
        self.open.retain(|o| here.baseline - o.baseline <= PITCH * here.size);
        self.open.retain(|o| left >= o.x0 - here.size);
        // The further lines of a value are set under it, or under its label, and have no gaps as rows of a table have.
        if let [one] = self.open.as_slice() {
            let (first, last) = (words.first().copied().unwrap_or(0), words.last().copied().unwrap_or(0));
            let whole = desk.sheet.phrases(first..last + 1).len() == 1;
            let set = [one.x0, one.value_x0].iter().any(|x| (left - x).abs() < 1.5 * here.size);
            if !whole || !set {
                self.open.clear();
            }
        }
        let mut rest = words;
        for k in 0..self.open.len() {
            // Words go to the label that they stand right of or below.
            let next = self.open.get(k + 1).map_or(f32::MAX, |o| o.x0 - 0.5 * here.size);
            let count = rest.iter().take_while(|&&w| desk.sheet.words[w].rect.x0 < next).count();
            let (mine, others) = rest.split_at(count);
            rest = others;
            if mine.is_empty() {
                continue;
            }
            self.open[k].baseline = here.baseline;
            let field = self.open[k].field.clone();
            let more: Passage = desk.take_passage(mine);
            if let Some((_, value)) = self.fields().iter_mut().rev().find(|(f, _)| *f == field) {
                value.append_line(&more);
            }
        }
    }
}

/// The first label of a line, at its start or where a cell begins.
fn find(desk: &Desk<'_>, labels: &[Label], line: usize, words: &[usize]) -> Option<Found> {
    at(desk, labels, line, words, 0).or_else(|| {
        let starts = (1..words.len()).filter(|&k| desk.starts_cell(words[k]));
        starts.filter_map(|k| at(desk, labels, line, words, k)).next()
    })
}

/// The next label behind another one: it may follow a value closely where it is long.
fn find_behind(desk: &Desk<'_>, labels: &[Label], line: usize, words: &[usize]) -> Option<Found> {
    (1..words.len()).find_map(|k| {
        let found = at(desk, labels, line, words, k)?;
        (found.taken > 2 || desk.starts_cell(words[k])).then_some(found)
    })
}

fn at(desk: &Desk<'_>, labels: &[Label], line: usize, words: &[usize], from: usize) -> Option<Found> {
    let words = &words[from..];
    if let Some((label, taken)) = label(desk, labels, words) {
        return Some(Found { at: from, label, words: words[..taken].to_vec(), taken });
    }
    let &first = words.first()?;
    let lead = desk.plain(first);
    if lead.is_empty() || !desk.starts_cell(first) {
        return None;
    }
    let end = desk.sheet.lines.len().min(line + LABEL_LINES);
    let near = || (line..end).flat_map(|l| desk.free_words(l)).collect::<Vec<_>>();
    labels.iter().enumerate().find_map(|(k, label)| {
        let mut names = label.names.iter().enumerate().filter(|(_, n)| n.starts_with(lead) && n.len() > lead.len());
        let spelled = names.find_map(|(at, name)| {
            let words = spell(desk, &near(), first, name, &|_| false)?;
            let alone = label.names.is_given(at) || words.last().is_some_and(|&l| desk.ends_cell(l));
            alone.then_some(words)
        })?;
        let taken = words.iter().take_while(|w| spelled.contains(w)).count();
        Some(Found { at: from, label: k, words: spelled, taken })
    })
}

/// The label that some words begin with, and how many words it takes; of several, the longest.
pub(in crate::grammar) fn label(desk: &Desk<'_>, labels: &[Label], words: &[usize]) -> Option<(usize, usize)> {
    let lead = desk.plain(*words.first()?);
    if lead.is_empty() {
        return None;
    }
    let mut best: Option<(usize, usize)> = None;
    for (k, label) in labels.iter().enumerate() {
        for (at, name) in label.names.iter().enumerate().filter(|(_, n)| n.starts_with(lead)) {
            let mut rest = name.as_str();
            for (taken, &word) in words.iter().enumerate() {
                match rest.strip_prefix(desk.plain(word)) {
                    Some(after) => rest = after,
                    None => break,
                }
                if rest.is_empty() {
                    let alone = label.names.is_given(at) || desk.ends_cell(word);
                    if alone && best.is_none_or(|b| taken + 1 > b.1) {
                        best = Some((k, taken + 1));
                    }
                    break;
                }
            }
        }
    }
    best
}
