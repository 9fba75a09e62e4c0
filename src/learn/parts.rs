//! What the lines of a page are.

use std::collections::HashSet;
use std::ops::Range;

use super::cards::Begin;
use super::heading;
use super::margins::Margins;
use super::prints::{Prints, WORDS, before_colon, goes_on, is_name, joined, key};
use crate::contract::fields::Scope;
use crate::grammar::{ALL_SCOPES, HeadRow, head_rows};
use crate::layout::Sheet;
use crate::meaning::{Fields, What, year_of};
use crate::structure::pieces;

/// A page of one of the documents.
pub(super) struct Page<'s> {
    pub document: usize,
    pub sheet: &'s Sheet,
    /// The words of its lines, parted at wide gaps.
    pub pieces: Vec<Vec<Vec<usize>>>,
    /// The rows of column headings that mean something.
    pub rows: Vec<HeadRow>,
    /// Those that only repeat.
    pub own: Vec<Range<usize>>,
    /// What each line is.
    pub parts: Vec<Part>,
    /// Pieces that are the second line of a label above, by line and position.
    pub rest: HashSet<(usize, usize)>,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// It runs along the pages.
    Furniture,
    /// It begins a card.
    Card,
    /// It is of a row of column headings, by its position among the rows of the page.
    Head(usize),
    /// The same, of a table whose columns mean nothing that is known.
    Own(usize),
    /// The heading of a section.
    Heading {
        /// Whether prose follows it.
        prose: bool,
    },
    /// A line of a table, of prose, or of what is not known.
    Body,
    /// A line of prose.
    Prose,
    /// Labels, each with the position of its piece and the number of its words.
    Labels(Vec<(usize, usize)>),
    /// The second line of labels above, and what stands beside it.
    Rest,
}

/// A label or heading in the midst of a table or of prose stands on so many of the cards.
const SURE: f32 = 0.7;
/// The same where a colon or what it says speaks for it too.
const LIKELY: f32 = 0.25;
/// From which likeness on a text is the label of a field.
const LIKE: f32 = 0.85;
/// A heading of a section has no more words.
const HEADING: usize = 9;
/// What a row of column headings holds stands on so many of the cards: their lines break in other places from table to table.
const PRINTED: f32 = 0.25;
/// What is in a second line of headings stands on nearly as many cards as what is in the first.
const AS_OFTEN: f32 = 0.75;
/// A value stands below its label so exactly, in points.
const NEAR: f32 = 4.0;
/// Words that follow the words of a label on so many cards are of it.
const GOES_ON: f32 = 0.75;
/// A line of prose is so wide, as a share of the widest of its page.
const WIDE: f32 = 0.6;

impl<'s> Page<'s> {
    pub fn new(document: usize, sheet: &'s Sheet, margins: &Margins, fields: &Fields) -> Self {
        let pieces: Vec<Vec<Vec<usize>>> = (0..sheet.lines.len()).map(|l| pieces(sheet, l)).collect();
        // The heading of a section stands alone over the headings of columns, and is none of them.
        let alone: Vec<usize> = (0..pieces.len()).filter(|&l| stands_alone(sheet, fields, &pieces, l)).collect();
        let apart: HashSet<usize> = alone.into_iter().flat_map(|l| sheet.lines[l].words()).collect();
        let rows = head_rows(sheet, fields, ALL_SCOPES, &|k| !apart.contains(&k));
        let runs = |l| margins.runs(sheet, l) || margins.is_title(sheet, l);
        let parts = (0..sheet.lines.len()).map(|l| if runs(l) { Part::Furniture } else { Part::Body }).collect();
        Self { document, sheet, pieces, rows, own: Vec::new(), parts, rest: HashSet::new() }
    }

    /// The text of a line.
    pub fn text(&self, line: usize) -> String {
        self.sheet.text(self.sheet.lines[line].words())
    }

    /// The text of a label: that of its piece so far, and of its second line where it has one.
    pub fn label(&self, line: usize, piece: usize, count: usize) -> String {
        let words = &self.pieces[line][piece];
        if count == words.len()
            && let Some(below) = self.pieces.get(line + 1)
            && let Some(next) = goes_on(self.sheet, words, below).filter(|n| self.rest.contains(&(line + 1, *n)))
        {
            return joined(self.sheet, words, &below[next]);
        }
        self.sheet.text(words[..count].iter().copied())
    }

    fn words(&self, words: &[usize]) -> String {
        self.sheet.text(words.iter().copied())
    }

    fn is_wide(&self, line: usize) -> bool {
        let widest = self.sheet.lines.iter().map(|l| l.rect.width()).fold(0.0, f32::max);
        self.sheet.lines[line].rect.width() > WIDE * widest
    }
}

/// Whether a line of one part begins where the line below does, which has several; or is called like a section and stands over headings
/// that are parted into lines.
fn stands_alone(sheet: &Sheet, fields: &Fields, pieces: &[Vec<Vec<usize>>], line: usize) -> bool {
    let [own] = pieces[line].as_slice() else { return false };
    let x0 = |words: &[usize]| sheet.words[words[0]].rect.x0;
    let over = |below: usize| pieces.get(below).is_some_and(|p| p.len() >= 3 && x0(own) < x0(&p[0]) + NEAR);
    let text = sheet.text(own.iter().copied());
    let section = || fields.like(&text, |e| e.what == What::Section).first().map_or(0.0, |(_, l)| *l);
    over(line + 1) || (over(line + 2) && section() >= heading::LIKE)
}

/// What is being read.
#[derive(Clone, Copy, PartialEq)]
enum In {
    Labels,
    Table,
    Prose,
}

/// Tells what all lines are, document by document.
pub(super) fn tell(pages: &mut [Page<'_>], prints: &Prints, begin: &Begin, fields: &Fields) {
    let mut state = In::Labels;
    let mut document = usize::MAX;
    let judge = Judge { prints, begin, fields };
    // Rows of column headings that stand below the heading of a section.
    let mut heads: HashSet<String> = HashSet::new();
    for page in pages {
        let rows = std::mem::take(&mut page.rows);
        let is_own = |row: &HeadRow| row.lines.clone().all(|l| page.parts[l] != Part::Furniture);
        page.rows = rows.into_iter().filter(|row| is_own(row) && judge.repeats(page, row)).collect();
        if page.document != document {
            (state, document) = (In::Labels, page.document);
        }
        let mut line = 0;
        while line < page.parts.len() {
            if page.parts[line] == Part::Furniture {
                line += 1;
                continue;
            }
            if begin.is(page.sheet, line) {
                (page.parts[line], state) = (Part::Card, In::Labels);
                line += 1;
                continue;
            }
            if let Some(row) = page.rows.iter().position(|r| r.lines.contains(&line)) {
                let end = page.rows[row].lines.end;
                page.parts[line..end].iter_mut().for_each(|p| *p = Part::Head(row));
                (state, line) = (In::Table, end);
                continue;
            }
            if let Some(prose) = judge.heading(page, line) {
                page.parts[line] = Part::Heading { prose };
                state = if prose { In::Prose } else { In::Table };
                line += 1;
                if let Some(end) = judge.own(page, line).filter(|_| !prose) {
                    heads.insert(key(&page.text(line)));
                    page.own.push(line..end);
                    let at = page.own.len() - 1;
                    page.parts[line..end].iter_mut().for_each(|p| *p = Part::Own(at));
                    line = end;
                }
                continue;
            }
            // A table that goes on over the page has its headings again.
            if state == In::Table
                && heads.contains(&key(&page.text(line)))
                && let Some(end) = judge.own(page, line)
            {
                page.own.push(line..end);
                let at = page.own.len() - 1;
                page.parts[line..end].iter_mut().for_each(|p| *p = Part::Own(at));
                line = end;
                continue;
            }
            let labels = match judge.are_values(page, line) {
                true => Vec::new(),
                false => judge.labels(page, line, state),
            };
            judge.note_rests(page, line, &labels);
            if !labels.is_empty() {
                (page.parts[line], state) = (Part::Labels(labels), In::Labels);
            } else if (0..page.pieces[line].len()).any(|k| page.rest.contains(&(line, k))) {
                page.parts[line] = Part::Rest;
            } else if state == In::Prose {
                page.parts[line] = Part::Prose;
            }
            line += 1;
        }
    }
}

struct Judge<'j> {
    prints: &'j Prints,
    begin: &'j Begin,
    fields: &'j Fields,
}

impl Judge<'_> {
    /// Whether lines are printed by the form, and no row of values: nearly all of their parts stand on several documents.
    fn repeats(&self, page: &Page<'_>, row: &HeadRow) -> bool {
        let texts: Vec<String> =
            row.lines.clone().flat_map(|l| &page.pieces[l]).map(|words| page.words(words)).collect();
        let letters = |t: &&String| t.chars().any(char::is_alphabetic);
        let fixed = |t: &&String| self.prints.is_heading_by(&key(t), PRINTED);
        let named: Vec<&String> = texts.iter().filter(letters).collect();
        // Numbers and dates are no headings, but for the year of a column.
        let odd = texts.iter().filter(|t| !letters(t) && year_of(t).is_none()).count();
        let open = texts.iter().any(|t| t.ends_with(':'));
        // Labels stand side by side as headings of columns do.
        let labels = texts.iter().filter(|t| self.objective(t) >= LIKE && self.objective(t) > self.column(t)).count();
        if row.scope != Scope::Listed && labels * 2 >= texts.len() {
            return false;
        }
        // Where lines break elsewhere from table to table, what nearly all of them mean says it.
        let known = row.named.iter().filter(|n| n.entry.is_some() && n.score >= LIKE).count();
        if !open && odd == 0 && row.scope != Scope::Listed && known >= 3 && known * 10 >= row.named.len() * 8 {
            return true;
        }
        !open && odd * 4 <= texts.len() && named.iter().filter(|t| fixed(t)).count() * 10 >= named.len() * 8
    }

    /// Notes the second lines of labels: what stands below nearly every one.
    fn note_rests(&self, page: &mut Page<'_>, line: usize, labels: &[(usize, usize)]) {
        let Some(below) = page.pieces.get(line + 1) else { return };
        let mut found = Vec::new();
        for (piece, count) in labels {
            let words = &page.pieces[line][*piece];
            let Some(next) = goes_on(page.sheet, words, below).filter(|_| words.len() == *count) else { continue };
            let (own, both) = (key(&page.words(words)), key(&joined(page.sheet, words, &below[next])));
            if self.prints.is_fixed_by(&both, LIKELY) && self.prints.share(&both) >= GOES_ON * self.prints.share(&own) {
                found.push((line + 1, next));
            }
        }
        page.rest.extend(found);
    }

    /// Whether a line holds the values of the labels on the line above, each below its own.
    fn are_values(&self, page: &Page<'_>, line: usize) -> bool {
        let Some(above) = line.checked_sub(1) else { return false };
        let Part::Labels(labels) = &page.parts[above] else { return false };
        let whole = |(k, count): &(usize, usize)| page.pieces[above][*k].len() == *count;
        if labels.len() != page.pieces[above].len() || !labels.iter().all(whole) {
            return false;
        }
        let x0 = |words: &[usize]| page.sheet.words[words[0]].rect.x0;
        let under = |words: &Vec<usize>| page.pieces[above].iter().any(|a| (x0(a) - x0(words)).abs() < NEAR);
        // Where all values above are blank, other labels follow.
        let sure = |words: &Vec<usize>| self.prints.is_fixed_by(&key(&page.words(words)), SURE);
        page.pieces[line].iter().all(under) && !page.pieces[line].iter().all(sure)
    }

    fn objective(&self, text: &str) -> f32 {
        let found = self.fields.like(text, |e| e.what == What::Field(Scope::Objective));
        found.first().map_or(0.0, |(_, l)| *l)
    }

    /// How like a text is to the heading of a column.
    fn column(&self, text: &str) -> f32 {
        let of =
            |what: What| [Scope::Phase, Scope::Indicator, Scope::BudgetLine].iter().any(|s| what == What::Field(*s));
        self.fields.like(text, |e| of(e.what)).first().map_or(0.0, |(_, l)| *l)
    }

    /// Whether a line is the heading of a section; if so, whether prose follows it.
    fn heading(&self, page: &Page<'_>, line: usize) -> Option<bool> {
        let [words] = page.pieces[line].as_slice() else { return None };
        let text = page.words(words);
        let (head, dated) = heading::undated(&text);
        if words.len() > HEADING + 3 * usize::from(dated) || !head.chars().any(char::is_alphabetic) {
            return None;
        }
        if head.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase) || text.ends_with([',', ';']) {
            return None;
        }
        let share = self.prints.share(&key(&text)).max(if dated { LIKELY } else { 0.0 });
        let section = self.fields.like(&head, |e| e.what == What::Section).first().map_or(0.0, |(_, l)| *l);
        let fixed = self.prints.is_fixed_by(&key(&text), if section >= LIKE { 0.0 } else { LIKELY })
            || (dated && self.prints.is_fixed_start(&key(&head), LIKELY));
        if !fixed && section < LIKE {
            return None;
        }
        let next = (line + 1..page.parts.len()).find(|&l| page.parts[l] != Part::Furniture)?;
        if page.rows.iter().any(|r| r.lines.contains(&next)) || self.own(page, next).is_some() {
            return Some(false);
        }
        // What is called like a field, with its value below it, is a label.
        if self.objective(&head) > section || share < LIKELY {
            return None;
        }
        let status = heading::like(self.fields, &head, heading::STATUS);
        let prose = page.pieces[next].len() == 1
            && self.labels(page, next, In::Prose).is_empty()
            && !self.begin.is(page.sheet, next);
        let wide = page.is_wide(next) || status >= heading::LIKE;
        let open = text.ends_with(':') && status < heading::LIKE;
        (prose && wide && !open).then_some(true)
    }

    /// The end of a row of column headings that only repeat, which begins on a line.
    fn own(&self, page: &Page<'_>, line: usize) -> Option<usize> {
        let fixed = |l: usize| {
            let pieces = &page.pieces[l];
            !pieces.is_empty()
                && pieces.iter().all(|words| {
                    let text = page.words(words);
                    self.prints.is_heading_by(&key(&text), LIKELY) && words.len() <= WORDS && !text.ends_with(':')
                })
        };
        let first = page.pieces.get(line).filter(|p| p.len() >= 2)?;
        if page.rows.iter().any(|row| row.lines.contains(&line)) {
            return None;
        }
        if page.parts[line] == Part::Furniture || !fixed(line) {
            return None;
        }
        let labels = first.iter().filter(|words| self.objective(&page.words(words)) >= LIKE).count();
        if labels * 2 >= first.len() {
            return None;
        }
        let least = |l: usize| {
            let shares = page.pieces[l].iter().map(|words| self.prints.share(&key(&page.words(words))));
            shares.fold(1.0, f32::min)
        };
        let mut end = line + 1;
        while end < page.parts.len().min(line + 3) && fixed(end) && least(end) >= AS_OFTEN * least(line) {
            end += 1;
        }
        // Values follow.
        (end < page.parts.len() && page.pieces[end].len() >= 2 && !fixed(end)).then_some(end)
    }

    /// The labels on a line: positions among its pieces, with the number of their words.
    fn labels(&self, page: &Page<'_>, line: usize, state: In) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for (k, words) in page.pieces[line].iter().enumerate() {
            if page.rest.contains(&(line, k)) {
                continue;
            }
            let inside = state != In::Labels && out.is_empty();
            if inside && k > 0 {
                break;
            }
            // What stands beside a label is its value.
            let beside = out
                .last()
                .is_some_and(|&(l, count): &(usize, usize)| l + 1 == k && page.pieces[line][l].len() == count);
            if let Some(count) = self.label(page, words, inside, beside) {
                out.push((k, count));
            }
        }
        out
    }

    /// How many words of a piece are a label. `inside` says that a table or prose is at hand.
    /// `beside` that a label stands right before it.
    fn label(&self, page: &Page<'_>, words: &[usize], inside: bool, beside: bool) -> Option<usize> {
        if let Some(end) = before_colon(page.sheet, words) {
            let text = page.words(&words[..end]);
            let least = if inside { SURE } else { LIKELY };
            let like = self.objective(&text) >= LIKE;
            let fixed = self.prints.is_fixed_by(&key(&text), if like { LIKELY.min(0.1) } else { least });
            return (fixed && is_name(&text)).then_some(end);
        }
        let text = page.words(words);
        let like = self.objective(&text);
        if is_name(&text) && !text.contains(|c: char| c.is_ascii_digit()) {
            let least = match (inside, like >= LIKE) {
                _ if beside => SURE,
                (true, true) => LIKELY,
                (true, false) => SURE,
                (false, true) => 0.1,
                (false, false) => 0.5,
            };
            if self.prints.is_fixed_by(&key(&text), least) {
                return Some(words.len());
            }
        }
        if beside {
            return None;
        }
        // The first words of a piece, with the value right behind them: as far as nearly all cards have the same.
        let share = |end: usize| self.prints.share(&format!("{}…", key(&page.words(&words[..end]))));
        let mut end = 1;
        while end + 1 < words.len().min(WORDS) && share(end + 1) >= GOES_ON * share(end) {
            end += 1;
        }
        // A number or a sign at the end is of the value.
        while end > 1 && !page.sheet.word(words[end - 1]).chars().all(|c| c.is_alphabetic() || "'’./()%".contains(c))
        {
            end -= 1;
        }
        let text = page.words(&words[..end]);
        let like = self.objective(&text);
        let least = match (inside, like >= LIKE) {
            (true, true) => SURE,
            (true, false) => return None,
            (false, true) => LIKELY,
            (false, false) => 0.5,
        };
        (is_name(&text) && end < words.len() && self.prints.is_fixed_start(&key(&text), least)).then_some(end)
    }
}
