//! The reading of a document by a grammar, page after page: what is a heading, what follows it, whose card it is.

use std::ops::Range;

use super::banner::{Banner, take_banners};
use super::capture::{Card, Cover, Fields};
use super::desk::{Desk, Role};
use super::header::{self, Header};
use super::headings::{Heading, card_headings, heading, plain_of};
use super::heads;
use super::labels::{OpenLabel, label};
use super::margin::Margins;
use super::printed::Printed;
use super::stamp::take_stamps;
use super::table::{Gathered, Table};
use super::trace::{self, Trace};
use crate::base::passage::{Passage, Place};
use crate::contract::fields::{OTHER, Scope};
use crate::grammar::language::form::{Field, Form, Label, Section, SectionKind, other_field};
use crate::layout::{Flow, Sheet};

/// Two texts of a scan are one, misread here or there, if so much of them is the same.
const SLIP: f64 = 0.85;

/// Reads the pages of one document, in order.
pub struct Reader<'f> {
    pub(in crate::grammar) form: &'f Form,
    /// What was read before and beside the cards.
    pub cover: Cover,
    /// The headings and labels that the document prints.
    pub printed: Printed,
    pub(in crate::grammar) card: Option<Card>,
    pub(in crate::grammar) done: Vec<Card>,
    unread: Vec<Place>,
    state: State,
    /// The labels whose values may go on in the next line.
    pub(in crate::grammar) open: Vec<OpenLabel>,
    /// What the banners of the page at hand say of its objectives.
    banner: Banner,
    /// The number of the page at hand.
    page: u32,
    /// Whether the section at hand was begun on an earlier page.
    continued: bool,
    /// What the reading tells of itself, if somebody wants to know.
    trace: Option<Trace>,
}

/// What the lines at hand belong to.
enum State {
    /// Labelled values, before the first section.
    Labels,
    /// The section at this position of the form; where its prose goes, if not to the status.
    Section(usize, Table, Option<Field>),
}

impl<'f> Reader<'f> {
    /// A reader for documents of a form.
    pub fn new(form: &'f Form) -> Self {
        Self {
            form,
            cover: Cover::default(),
            printed: Printed::default(),
            card: None,
            done: Vec::new(),
            unread: Vec::new(),
            state: State::Labels,
            open: Vec::new(),
            banner: Banner::default(),
            page: 0,
            continued: false,
            trace: None,
        }
    }

    /// A reader that tells how it read.
    pub fn traced(form: &'f Form) -> Self {
        Self { trace: Some(Trace::default()), ..Self::new(form) }
    }

    /// What a traced reading told so far.
    pub fn take_trace(&mut self) -> Trace {
        self.trace.take().unwrap_or_default()
    }

    /// Reads the next page, given as its sheets, the main one first. `margins` knows what runs along the pages around it.
    pub fn page(&mut self, sheets: &[Sheet], margins: &Margins) {
        self.open.clear();
        self.continued = true;
        self.banner = Banner::default();
        self.page = sheets.first().map_or(self.page, |s| s.number);
        for (k, sheet) in sheets.iter().enumerate() {
            let mut desk = Desk::new(sheet);
            desk.mend(&self.form.words);
            if let Some(stamp) = &self.form.stamp {
                self.cover.stamps.extend(take_stamps(&mut desk, stamp));
            }
            take_banners(&mut desk, &self.form.banners, &mut self.banner);
            margins.take(&mut desk, &self.form.furniture);
            if k == 0 {
                self.take_titles(&mut desk);
                self.note_banner();
                self.body(&mut desk);
            }
            self.unread.extend(desk.unread());
            if let Some(trace) = &mut self.trace {
                trace.see(&desk);
            }
        }
    }

    /// The card that may still go on.
    pub fn open_card(&self) -> Option<&Card> {
        self.card.as_ref()
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
        let mut headers = header::take_headers(desk, form);
        headers.extend(card_headings(desk, form));
        headers.sort_by_key(|h| h.line);
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
        let key = self.form.card_key.clone();
        self.printed.fill(&header.cells);
        for (field, words) in &header.labels {
            self.printed.label(desk, Scope::Objective, Some(field), words);
        }
        let Some((_, code)) = header.cells.iter().find(|(f, _)| *f == key) else {
            // A block that does not tell cards apart is of the card at hand.
            self.card.get_or_insert_default().add_header(desk.sheet.number, header.cells);
            return;
        };
        let code = code.text.as_str();
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
            Some(false) => !starts(&self.form.labels) && self.same_but_code(&header, desk.sheet.scanned),
        };
        if let Some(trace) = &mut self.trace {
            let (it, en) =
                if same { ("continua la scheda", "the card goes on") } else { ("nuova scheda", "a new card") };
            let told = |what: &str| format!("{what}: {key} \"{code}\"");
            trace.note(desk.sheet.number, told(it), told(en));
        }
        if !same {
            self.begin_card();
        }
        let page = desk.sheet.number;
        self.card.get_or_insert_default().add_header(page, header.cells);
    }

    /// Takes the title of the document; where it stands again it says nothing new.
    fn take_titles(&mut self, desk: &mut Desk<'_>) {
        for line in 0..desk.sheet.lines.len() {
            let words = desk.free_words(line);
            if !self.form.titles.iter().any(|t| *t == plain_of(desk, &words)) {
                continue;
            }
            if self.cover.title.is_empty() {
                self.cover.title = desk.take_passage(&words);
            } else {
                desk.take(words, Role::Furniture);
            }
        }
    }

    /// Keeps what the banners of a page say of the report.
    fn note_banner(&mut self) {
        if let Some(title) = self.banner.title.take()
            && self.cover.title.is_empty()
        {
            self.cover.title = title;
        }
        let said = std::mem::take(&mut self.banner.registration);
        let texts = |fields: &[(Field, Passage)]| fields.iter().map(|(_, p)| p.text.clone()).collect::<Vec<_>>();
        if !said.is_empty() && !self.cover.banners.iter().any(|b| texts(b) == texts(&said)) {
            self.cover.banners.push(said);
        }
        for (field, passage) in std::mem::take(&mut self.banner.parameters) {
            if !self.cover.fields.iter().any(|(f, _)| *f == field) {
                self.cover.fields.push((field, passage));
            }
        }
    }

    /// Gives the card at hand what the banners of the page say of it, once a page.
    pub(in crate::grammar) fn add_banner(&mut self, page: u32) {
        let Some(card) = &mut self.card else { return };
        let here = |c: &Card, f: &Field| {
            c.header.iter().any(|r| r.field == *f && r.wordings.iter().any(|w| w.pages.contains(&page)))
        };
        let fresh: Vec<_> = self.banner.objective.iter().filter(|(f, _)| !here(card, f)).cloned().collect();
        if !fresh.is_empty() {
            self.printed.fill(&fresh);
            card.add_header(page, fresh);
        }
    }

    fn same_but_code(&self, header: &Header, scanned: bool) -> bool {
        self.card.as_ref().is_some_and(|card| is_of(card, &self.form.card_key, &header.cells, scanned))
    }

    pub(in crate::grammar) fn begin_card(&mut self) {
        self.end_section();
        self.done.extend(self.card.replace(Card::default()));
        self.open.clear();
    }

    fn end_section(&mut self) {
        if let State::Section(k, mut table, _) = std::mem::replace(&mut self.state, State::Labels)
            && self.card.is_some()
        {
            let section = &self.form.sections[k];
            self.take_rows(section, table.close(section).into_iter().collect(), self.page);
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
            if let Some(found) = heading(desk, form, k, lines.end, self.section()) {
                let headed = found.headed;
                self.open_section(desk, found, &words);
                if headed {
                    k = self.table(desk, k..lines.end);
                } else {
                    desk.take(words, Role::Label);
                    k += 1;
                }
                continue;
            }
            self.add_banner(desk.sheet.number);
            if self.section().is_some() && ends_section(desk, form, &words) && !self.has_heads(desk, k..lines.end) {
                self.end_section();
            }
            let kind = self.section().map(|s| form.sections[s].kind);
            match kind {
                None | Some(SectionKind::Group) => self.labelled(desk, k, words),
                Some(SectionKind::Chart) => desk.take(words, Role::Furniture),
                Some(SectionKind::Narrative) => self.prose(desk, k, &words),
                Some(SectionKind::Table) => {
                    k = self.table(desk, k..lines.end);
                    continue;
                }
            }
            k += 1;
        }
    }

    /// Whether the column headings of the table at hand begin on the first of some lines.
    fn has_heads(&self, desk: &Desk<'_>, lines: Range<usize>) -> bool {
        let section = self.section().map(|s| &self.form.sections[s]).filter(|s| !s.columns.is_empty());
        section.and_then(|s| heads::find(desk, s, &lines)).is_some_and(|heads| heads.begins_at(desk, lines.start))
    }

    /// The section at hand.
    fn section(&self) -> Option<usize> {
        match &self.state {
            State::Labels => None,
            State::Section(s, ..) => Some(*s),
        }
    }

    fn open_section(&mut self, desk: &Desk<'_>, found: Heading, words: &[usize]) {
        // A heading that is printed again on the next page goes on with its section.
        let section: &Section = &self.form.sections[found.section];
        if let Some(trace) = &mut self.trace {
            let (id, text) = (&section.id, desk.text(words.iter().copied()));
            trace.opened.push(id.clone());
            let by = if found.headed {
                ("le intestazioni di colonna", "column headings")
            } else {
                ("l'intestazione", "the heading")
            };
            trace.note(
                desk.sheet.number,
                format!("sezione {id}: la apre {} «{text}»", by.0),
                format!("section {id}: opened by {} \"{text}\"", by.1),
            );
        }
        if self.section() != Some(found.section) {
            self.end_section();
            let prose = section.fills.clone().filter(|_| section.kind == SectionKind::Narrative);
            let prose = prose.map(|f| match &*f {
                OTHER => other_field(&desk.sheet.passage(words.iter().copied()).text),
                _ => f,
            });
            self.state = State::Section(found.section, Table::default(), prose);
            self.continued = false;
        }
        if !found.headed {
            let prose = section.kind == SectionKind::Narrative;
            self.printed.section(desk.sheet.passage(words.iter().copied()), section.fills.as_ref(), prose);
        }
        self.printed.fill(&found.fields);
        let card = self.card.get_or_insert_default();
        for (field, passage) in found.fields {
            if !card.has(&field) {
                card.fields.push((field, passage));
            }
        }
        if section.kind == SectionKind::Table
            && let Some(list) = &section.fills
            && !card.lists.contains(list)
        {
            card.lists.push(list.clone());
        }
        if section.kind == SectionKind::Narrative && section.fills.is_none() {
            card.narrative.get_or_insert_default();
        }
        self.open.clear();
        self.add_banner(desk.sheet.number);
    }

    /// Reads the table at hand to where something else begins, and returns the line behind it.
    fn table(&mut self, desk: &mut Desk<'_>, lines: Range<usize>) -> usize {
        let form = self.form;
        let State::Section(s, table, _) = &mut self.state else { return lines.end };
        let next = |l: &usize| {
            ends_section(desk, form, &desk.free_words(*l)) || heading(desk, form, *l, lines.end, Some(*s)).is_some()
        };
        let section = &form.sections[*s];
        if let Some(trace) = &mut self.trace {
            let id = &section.id;
            let (it, en) = match trace::columns(desk, section, &lines) {
                None => (
                    format!("tabella {id}: qui non ci sono le intestazioni delle colonne"),
                    format!("table {id}: there are no column headings here"),
                ),
                Some((found, missing)) if missing.is_empty() => {
                    (format!("tabella {id}: tutte le {found} colonne"), format!("table {id}: all {found} columns"))
                }
                Some((found, missing)) => (
                    format!("tabella {id}: {found} colonne; mancano «{}»", missing.join("», «")),
                    format!("table {id}: {found} columns; missing are \"{}\"", missing.join("\", \"")),
                ),
            };
            trace.note(desk.sheet.number, it, en);
        }
        // The lines of its column headings open no other table.
        let known = form.sections.iter().any(|s| s.headed) || form.labels.iter().any(|l| form.ends_section(l));
        let heads = known.then(|| heads::find(desk, section, &lines)).flatten();
        let from = heads.map_or(lines.start + 1, |heads| heads.line_behind(desk, &lines));
        let end = (from..lines.end).find(next).unwrap_or(lines.end);
        let Gathered { rows, summaries, totals, names, end: behind } =
            table.read(desk, section, lines.start..end, self.continued);
        if let (Some(list), false) = (&section.fills, names.is_empty()) {
            self.printed.columns(list, names);
        }
        self.printed.fill(&summaries);
        self.take_rows(section, rows, desk.sheet.number);
        let card = self.card.get_or_insert_default();
        card.fields.extend(summaries);
        card.totals.extend(totals);
        // Behind the rows that sum up there may be labels again.
        for line in behind.unwrap_or(end)..end {
            let words = desk.free_words(line);
            if !words.is_empty() {
                self.labelled(desk, line, words);
            }
        }
        end
    }

    fn prose(&mut self, desk: &mut Desk<'_>, line: usize, words: &[usize]) {
        let passage = desk.take_passage(words);
        if let State::Section(_, _, Some(field)) = &self.state {
            self.card.get_or_insert_default().go_on(field, &passage);
            return;
        }
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
}

/// Whether a header block says what that of a card does, the field that tells cards apart left out.
fn is_of(card: &Card, key: &Field, cells: &Fields, scanned: bool) -> bool {
    let said: Vec<_> = cells.iter().filter(|(f, p)| f != key && !p.is_empty()).collect();
    let is_same = |a: &str, b: &str| a == b || (scanned && strsim::normalized_levenshtein(a, b) > SLIP);
    let same = said.iter().filter(|(f, p)| is_same(card.header_text(f), &p.text)).count();
    !said.is_empty() && same * 4 >= said.len() * 3
}

/// Whether a line begins with a label that ends the section at hand.
fn ends_section(desk: &Desk<'_>, form: &Form, words: &[usize]) -> bool {
    form.labels.iter().any(|l| form.ends_section(l))
        && label(desk, &form.labels, words).is_some_and(|(at, _)| form.ends_section(&form.labels[at]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::geometry::Rect;

    fn cells(texts: &[(&str, &str)]) -> Fields {
        let passage = |text: &str| {
            let mut passage = Passage::default();
            passage.push(" ", text, 1, 0, Rect::new(0.0, 0.0, 10.0, 10.0), 1.0);
            passage
        };
        texts.iter().map(|(field, text)| (Field::from(*field), passage(text))).collect()
    }

    /// The code may stand anywhere in the block: what is left out is the field that tells cards apart, and not the first cell.
    #[test]
    fn a_block_is_of_a_card_wherever_its_code_stands() {
        let key = Field::from("code");
        for (printed, misread, other) in [
            (
                [("code", "A1"), ("director", "Rossi"), ("kind", "Sviluppo")],
                [("code", "A7"), ("director", "Rossi"), ("kind", "Sviluppo")],
                [("code", "A2"), ("director", "Rossi"), ("kind", "Mantenimento")],
            ),
            (
                [("director", "Rossi"), ("code", "A1"), ("kind", "Sviluppo")],
                [("director", "Rossi"), ("code", "A7"), ("kind", "Sviluppo")],
                [("director", "Verdi"), ("code", "A1"), ("kind", "Sviluppo")],
            ),
        ] {
            let mut card = Card::default();
            card.add_header(1, cells(&printed));
            assert!(is_of(&card, &key, &cells(&misread), false), "{misread:?}");
            assert!(!is_of(&card, &key, &cells(&other), false), "{other:?}");
        }
    }
}
