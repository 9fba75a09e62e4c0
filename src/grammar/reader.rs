//! The reading of a document by a grammar, page after page: what is a heading, what follows it, whose card it is.

use std::ops::Range;

use super::capture::{Card, Cover, Fields};
use super::desk::{Desk, Role};
use super::form::{Form, Label, Section, SectionKind};
use super::header::{self, Header};
use super::margin::Margins;
use super::stamp::take_stamps;
use super::table::{Gathered, Table};
use crate::layout::{Flow, Sheet};
use crate::passage::{Passage, Place};

/// Reads the pages of one document, in order.
pub struct Reader<'f> {
    form: &'f Form,
    /// What was read before and beside the cards.
    pub cover: Cover,
    card: Option<Card>,
    done: Vec<Card>,
    unread: Vec<Place>,
    state: State,
    /// The label whose value may go on in the next line: where it goes, and the last line of it.
    label: Option<OpenLabel>,
    /// Whether the section at hand was begun on an earlier page.
    continued: bool,
}

/// What the lines at hand belong to.
enum State {
    /// Labelled values, before the first section.
    Labels,
    /// The section at this position of the form.
    Section(usize, Table),
}

struct OpenLabel {
    field: Option<super::form::Field>,
    baseline: f32,
    x0: f32,
}

/// A heading of a section on a line.
struct Heading {
    section: usize,
    fields: Fields,
}

impl<'f> Reader<'f> {
    /// A reader for documents of a form.
    pub fn new(form: &'f Form) -> Self {
        Self {
            form,
            cover: Cover::default(),
            card: None,
            done: Vec::new(),
            unread: Vec::new(),
            state: State::Labels,
            label: None,
            continued: false,
        }
    }

    /// Reads the next page, given as its sheets, the main one first. `margins` knows what runs along the pages around it.
    pub fn page(&mut self, sheets: &[Sheet], margins: &Margins) {
        self.label = None;
        self.continued = true;
        for (k, sheet) in sheets.iter().enumerate() {
            let mut desk = Desk::new(sheet);
            if let Some(stamp) = &self.form.stamp {
                self.cover.stamps.extend(take_stamps(&mut desk, stamp));
            }
            margins.take(&mut desk, &self.form.furniture);
            if k == 0 {
                self.body(&mut desk);
            }
            self.unread.extend(desk.unread());
        }
    }

    /// The cards that are complete.
    pub fn take_done(&mut self) -> Vec<Card> {
        std::mem::take(&mut self.done)
    }

    /// What nothing took so far.
    pub fn take_unread(&mut self) -> Vec<Place> {
        std::mem::take(&mut self.unread)
    }

    /// Ends the document.
    pub fn finish(&mut self) {
        self.end_section();
        self.done.extend(self.card.take());
    }

    fn body(&mut self, desk: &mut Desk<'_>) {
        let form = self.form;
        let ends = |desk: &Desk<'_>, line: usize| {
            let words = desk.free_words(line);
            heading(desk, form, &words).is_some() || label(desk, &form.labels, &words).is_some()
        };
        let headers = header::take_headers(desk, &form.header, ends);
        let lines = desk.sheet.lines.len();
        let mut from = 0;
        let mut parts: Vec<(Option<Header>, Range<usize>)> = Vec::new();
        let mut pending: Option<Header> = None;
        for header in headers {
            parts.push((pending.take(), from..header.line));
            from = header.end;
            pending = Some(header);
        }
        parts.push((pending, from..lines));
        for (header, part) in parts {
            if let Some(header) = header {
                self.header(desk, header, part.clone());
            }
            self.lines(desk, part);
        }
    }

    /// A header block: of the card at hand, or of a new one.
    fn header(&mut self, desk: &Desk<'_>, header: Header, body: Range<usize>) {
        let key = self.form.header[0][0].field.clone();
        let code = header.cells.iter().find(|(f, _)| *f == key).map_or("", |(_, p)| p.text.as_str());
        let known = self.card.as_ref().map(|c| c.header_text(&key) == code);
        let starts = |labels: &[Label]| {
            body.clone().any(|l| {
                let words = desk.free_words(l);
                label(desk, labels, &words).is_some_and(|(k, ..)| labels[k].starts)
            })
        };
        let same = match known {
            None => false,
            Some(true) => true,
            // Another code, but the page begins no card and the rest of the block is that of the card at hand: a slip.
            Some(false) => !starts(&self.form.labels) && self.same_but_code(&header),
        };
        if !same {
            self.begin_card();
        }
        let page = desk.sheet.number;
        self.card.get_or_insert_default().add_header(page, header.cells);
    }

    fn same_but_code(&self, header: &Header) -> bool {
        let Some(card) = &self.card else { return false };
        let said: Vec<_> = header.cells.iter().skip(1).filter(|(_, p)| !p.is_empty()).collect();
        let same = said.iter().filter(|(f, p)| card.header_text(f) == p.text).count();
        !said.is_empty() && same * 4 >= said.len() * 3
    }

    fn begin_card(&mut self) {
        self.end_section();
        self.done.extend(self.card.replace(Card::default()));
        self.label = None;
    }

    fn end_section(&mut self) {
        if let State::Section(k, mut table) = std::mem::replace(&mut self.state, State::Labels)
            && let Some(card) = &mut self.card
        {
            card.rows.extend(table.close(&self.form.sections[k]));
        }
    }

    /// Reads lines that follow each other, without a header block among them.
    fn lines(&mut self, desk: &mut Desk<'_>, lines: Range<usize>) {
        let form = self.form;
        let mut k = lines.start;
        while k < lines.end {
            let words = desk.free_words(k);
            if words.is_empty() {
                k += 1;
                continue;
            }
            if let Some(found) = heading(desk, form, &words) {
                desk.take(words, Role::Label);
                self.open(found);
                k += 1;
                continue;
            }
            let kind = match &self.state {
                State::Labels => None,
                State::Section(s, _) => Some(form.sections[*s].kind),
            };
            match kind {
                None | Some(SectionKind::Group) => self.labelled(desk, k, words),
                Some(SectionKind::Chart) => desk.take(words, Role::Furniture),
                Some(SectionKind::Narrative) => self.prose(desk, k, &words),
                Some(SectionKind::Table) => {
                    let next = |l: &usize| heading(desk, form, &desk.free_words(*l)).is_some();
                    let end = (k + 1..lines.end).find(next).unwrap_or(lines.end);
                    self.table(desk, k..end);
                    k = end;
                    continue;
                }
            }
            k += 1;
        }
    }

    fn open(&mut self, found: Heading) {
        // A heading that is printed again on the next page goes on with its section.
        let again = matches!(self.state, State::Section(s, _) if s == found.section);
        if !again {
            self.end_section();
            self.state = State::Section(found.section, Table::default());
            self.continued = false;
        }
        let section: &Section = &self.form.sections[found.section];
        let card = self.card.get_or_insert_default();
        for (field, passage) in found.fields {
            if !card.has(&field) {
                card.fields.push((field, passage));
            }
        }
        if let Some(list) = &section.fills
            && !card.lists.contains(list)
        {
            card.lists.push(list.clone());
        }
        if section.kind == SectionKind::Narrative {
            card.narrative.get_or_insert_default();
        }
        self.label = None;
    }

    fn table(&mut self, desk: &mut Desk<'_>, lines: Range<usize>) {
        let State::Section(s, table) = &mut self.state else { return };
        let section = &self.form.sections[*s];
        let Gathered { rows, summaries } = table.read(desk, section, lines, self.continued);
        let card = self.card.get_or_insert_default();
        card.rows.extend(rows);
        card.fields.extend(summaries);
    }

    fn prose(&mut self, desk: &mut Desk<'_>, line: usize, words: &[usize]) {
        let passage = desk.take_passage(words);
        let sheet = desk.sheet;
        let rect = words.iter().map(|&k| sheet.words[k].rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
        let flow = Flow {
            passage,
            rect,
            baseline: sheet.lines[line].baseline,
            size: sheet.words[words[0]].size,
            first_word: sheet.words[words[0]].rect.width(),
            page: sheet.number,
        };
        self.card.get_or_insert_default().narrative.get_or_insert_default().push(flow);
    }

    /// A line among labels: a title, labels with their values, or the rest of a value.
    fn labelled(&mut self, desk: &mut Desk<'_>, line: usize, words: Vec<usize>) {
        let form = self.form;
        if self.card.is_none() && form.titles.iter().any(|t| *t == plain_of(desk, &words)) {
            let passage = desk.take_passage(&words);
            if self.cover.title.is_empty() {
                self.cover.title = passage;
            }
            return;
        }
        let labels = if self.card.is_some() { &form.labels } else { &form.cover };
        let mut rest: &[usize] = &words;
        let Some((mut at, mut taken)) = label(desk, labels, rest) else {
            self.go_on(desk, line, &words);
            return;
        };
        loop {
            desk.take(rest[..taken].iter().copied(), Role::Label);
            rest = &rest[taken..];
            let bare = rest.iter().take_while(|&&k| desk.plain(k).is_empty() && desk.sheet.word(k) == ":").count();
            desk.take(rest[..bare].iter().copied(), Role::Label);
            rest = &rest[bare..];
            // A longer label may stand further along the line.
            let next = (1..rest.len()).find_map(|k| {
                let (at, taken) = label(desk, labels, &rest[k..])?;
                (taken > 2 || desk.starts_cell(rest[k])).then_some((k, at, taken))
            });
            let end = next.map_or(rest.len(), |n| n.0);
            self.value(desk, line, &labels[at], &rest[..end]);
            match next {
                Some((k, a, t)) => {
                    rest = &rest[k..];
                    (at, taken) = (a, t);
                }
                None => return,
            }
        }
    }

    fn value(&mut self, desk: &mut Desk<'_>, line: usize, label: &Label, words: &[usize]) {
        let x0 = desk.sheet.lines[line].rect.x0;
        self.label = Some(OpenLabel { field: label.field.clone(), baseline: desk.sheet.lines[line].baseline, x0 });
        let Some(field) = &label.field else { return };
        if label.starts && self.card.as_ref().is_some_and(|c| c.has(field)) {
            // The same code begins once more: another card.
            let header = self.card.as_mut().map(|c| std::mem::take(&mut c.header)).unwrap_or_default();
            self.restart(header, desk.sheet.number);
        }
        let passage = desk.take_passage(words);
        let fields = match &mut self.card {
            Some(card) => &mut card.fields,
            None => &mut self.cover.fields,
        };
        fields.push((field.clone(), passage));
    }

    /// Begins a new card with the header block of this page, which was counted to the card before.
    fn restart(&mut self, header: Vec<super::capture::Repeated>, page: u32) {
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

    /// A line that is no label: the rest of the value above, or nothing that is known.
    fn go_on(&mut self, desk: &mut Desk<'_>, line: usize, words: &[usize]) {
        let here = desk.sheet.lines[line];
        let Some(open) = &mut self.label else { return };
        let Some(field) = open.field.clone() else { return };
        if here.baseline - open.baseline > 1.9 * here.size || here.rect.x0 < open.x0 - here.size {
            self.label = None;
            return;
        }
        open.baseline = here.baseline;
        let fields = match &mut self.card {
            Some(card) => &mut card.fields,
            None => &mut self.cover.fields,
        };
        if let Some((_, value)) = fields.iter_mut().rev().find(|(f, _)| *f == field) {
            let more: Passage = desk.take_passage(words);
            value.append_line(&more);
        }
    }
}

/// The section that some words of a line are the heading of.
fn heading(desk: &Desk<'_>, form: &Form, words: &[usize]) -> Option<Heading> {
    let &first = words.first()?;
    let lead = desk.plain(first);
    for (k, section) in form.sections.iter().enumerate() {
        if section.names.iter().any(|n| n.starts_with(lead) && *n == plain_of(desk, words)) {
            return Some(Heading { section: k, fields: Fields::new() });
        }
        // Only a short line can be a heading.
        let Some(pattern) = section.pattern.as_ref().filter(|_| words.len() <= 14) else { continue };
        let text = desk.text(words.iter().copied());
        if let Some(groups) = pattern.captures(&text) {
            let passage = desk.sheet.passage(words.iter().copied());
            let fields = pattern
                .capture_names()
                .flatten()
                .filter_map(|n| groups.name(n).map(|m| (super::form::Field::from(n), passage.slice(m.range()))))
                .collect();
            return Some(Heading { section: k, fields });
        }
    }
    None
}

/// The label that some words begin with, and how many words it takes; of several, the longest.
fn label(desk: &Desk<'_>, labels: &[Label], words: &[usize]) -> Option<(usize, usize)> {
    let lead = desk.plain(*words.first()?);
    if lead.is_empty() {
        return None;
    }
    let mut best: Option<(usize, usize)> = None;
    for (k, label) in labels.iter().enumerate() {
        for name in label.names.iter().filter(|n| n.starts_with(lead)) {
            let mut rest = name.as_str();
            for (taken, &word) in words.iter().enumerate() {
                match rest.strip_prefix(desk.plain(word)) {
                    Some(after) => rest = after,
                    None => break,
                }
                if rest.is_empty() {
                    if best.is_none_or(|b| taken + 1 > b.1) {
                        best = Some((k, taken + 1));
                    }
                    break;
                }
            }
        }
    }
    best
}

fn plain_of(desk: &Desk<'_>, words: &[usize]) -> String {
    words.iter().map(|&k| desk.plain(k)).collect()
}
