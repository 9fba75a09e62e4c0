//! The tables of a form: which list each fills, and its columns.

use std::collections::BTreeMap;

use super::heading;
use super::parts::{Page, Part};
use super::prints::{Prints, key};
use crate::base::value;
use crate::contract::fields::{BY_YEAR, FieldKind, OBJECTIVES, OTHER, Scope};
use crate::grammar::HeadName;
use crate::meaning::{Fields, What, year_of};
use crate::structure::headings;

/// What was learned of tables.
#[derive(Default)]
pub(super) struct Tables {
    /// The tables, in printed order.
    pub all: Vec<Table>,
}

/// A table.
pub(super) struct Table {
    /// What its rows fill.
    pub list: &'static str,
    /// Its headings as printed, each wording once.
    pub headings: Vec<String>,
    /// Its columns from left to right.
    pub columns: Vec<Column>,
    /// How often it stands under a heading, and how often without one in the midst of a page.
    headed: (usize, usize),
    /// The names of rows that sum it up, with the field that each fills where it has one.
    pub sums: Vec<(String, Option<String>)>,
}

impl Column {
    /// What its heading may be called elsewhere: alone, and with the one that spans it.
    fn keys(&self) -> Vec<String> {
        let own = key(&self.printed.replace("{year}", "2000"));
        let over = self.over.as_ref().map(|o| format!("{} {own}", key(o)));
        [own].into_iter().chain(over).collect()
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// Its heading as printed; the year of one for each year is `{year}`.
    pub printed: String,
    /// The heading that spans it.
    pub over: Option<String>,
    /// The field; none where it is like none, and its values are kept under the heading.
    pub field: Option<String>,
    /// Whether it stands below another one in the same column.
    pub below: Option<String>,
    /// The type of its values.
    pub kind: FieldKind,
    /// How sure that is.
    pub score: f32,
    /// How often it was met.
    met: usize,
}

/// A column that was met so seldom beside the others is a row that was taken for headings.
const SELDOM: f32 = 0.2;
/// A heading that means nothing stands on so many of the cards, where it has one line.
const STRANGE: f32 = 0.15;
/// A table has a heading if at most one in so many stands without.
const UNHEADED: usize = 4;
pub(super) const TABLES: &str = "tables";
const INDICATORS: &str = "indicators";
const REVENUES: &str = "budget.revenues";
const EXPENSES: &str = "budget.expenses";

impl Tables {
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a text is the heading of a table, or stands in that of a column whose meaning is known.
    pub fn has(&self, text: &str) -> bool {
        let text = key(text);
        let column =
            |c: &Column| c.keys().iter().any(|k| *k == text || k.split(' ').count() > 1 && k.starts_with(&text));
        self.all.iter().any(|t| t.headings.iter().any(|h| key(h) == text) || t.columns.iter().any(column))
    }

    /// Whether the rows of one of them are objectives.
    pub fn list_objectives(&self) -> bool {
        self.all.iter().any(|t| t.list == OBJECTIVES)
    }

    /// Whether a text is the heading of a table.
    pub fn is_heading(&self, text: &str) -> bool {
        self.all.iter().any(|t| t.headings.iter().any(|h| key(h) == key(text)))
    }

    /// The table that a row of headings is of; a new one where it is of none that is known.
    fn find(&mut self, list: &'static str, headed: Option<&str>, columns: &[Column]) -> &mut Table {
        let same = |t: &Table| {
            if t.list != list {
                return false;
            }
            let alike = columns.iter().filter(|c| t.columns.iter().any(|o| key(&o.printed) == key(&c.printed))).count();
            list != TABLES || alike * 10 >= 7 * columns.len().max(t.columns.len())
        };
        let at = self.all.iter().position(same).unwrap_or_else(|| {
            self.all.push(Table { list, headings: Vec::new(), columns: Vec::new(), headed: (0, 0), sums: Vec::new() });
            self.all.len() - 1
        });
        // A heading opens one table only.
        let taken = headed.is_some_and(|h| self.is_heading(h));
        let table = &mut self.all[at];
        if let Some(headed) = headed.filter(|_| !taken) {
            table.headings.push(headed.to_owned());
        }
        table
    }
}

impl Table {
    /// Counts whether it stands under a heading; what begins a page may go on from the one before.
    fn stands(&mut self, page: &Page<'_>, line: usize, headed: bool) {
        let begins_page = page.parts[..line].iter().all(|p| *p == Part::Furniture);
        match headed {
            true => self.headed.0 += 1,
            false => self.headed.1 += usize::from(!begins_page),
        }
    }

    /// Takes over columns that it does not know.
    fn learn(&mut self, columns: Vec<Column>) {
        for column in columns {
            let known =
                self.columns.iter_mut().find(|c| key(&c.printed) == key(&column.printed) && c.over == column.over);
            match known {
                // What was surer about it is kept.
                Some(known) if known.field.is_none() && column.field.is_some() => {
                    *known = Column { met: known.met + 1, ..column }
                }
                Some(known) => known.met += 1,
                None => self.columns.push(column),
            }
        }
    }
}

/// Gathers the tables of all pages.
pub(super) fn tables(pages: &[Page<'_>], prints: &Prints, fields: &Fields) -> Tables {
    let mut out = Tables::default();
    let mut at: Option<usize> = None;
    let mut document = usize::MAX;
    for page in pages {
        if page.document != document {
            (document, at) = (page.document, None);
        }
        let mut line = 0;
        while line < page.parts.len() {
            match page.parts[line] {
                Part::Head(row) => {
                    let found = &page.rows[row];
                    let headed = heading_above(page, line);
                    let list = match found.scope {
                        Scope::Phase => "phases",
                        Scope::Indicator => INDICATORS,
                        Scope::Listed => OBJECTIVES,
                        _ => side(fields, headed.as_deref(), at.map(|k| out.all[k].list)),
                    };
                    let printed = |n: &&HeadName| is_printed(prints, fields, n);
                    let mut columns: Vec<Column> =
                        found.named.iter().filter(printed).map(|n| column(fields, found.scope, n)).collect();
                    beside(&mut columns);
                    let table = out.find(list, headed.as_deref(), &columns);
                    table.learn(columns);
                    table.stands(page, line, headed.is_some());
                    at = out.all.iter().position(|t| t.list == list);
                    line = found.lines.end;
                    continue;
                }
                Part::Own(own) => {
                    let lines = page.own[own].clone();
                    let columns: Vec<Column> = headings(page.sheet, lines.clone())
                        .into_iter()
                        .map(|(own, over)| Column {
                            printed: page.sheet.passage(own).text,
                            over: over.map(|o| page.sheet.passage(o).text),
                            field: None,
                            below: None,
                            kind: FieldKind::Text,
                            score: 0.0,
                            met: 1,
                        })
                        .collect();
                    let headed = heading_above(page, line);
                    let table = out.find(TABLES, headed.as_deref(), &columns);
                    table.learn(columns);
                    table.stands(page, line, headed.is_some());
                    at = None;
                    line = lines.end;
                    continue;
                }
                Part::Body => {
                    if let Some(table) = at.and_then(|k| out.all.get_mut(k)) {
                        sum(fields, page, line, table);
                    }
                }
                Part::Labels(_) | Part::Rest | Part::Card | Part::Prose => at = None,
                Part::Heading { .. } | Part::Furniture => {}
            }
            line += 1;
        }
    }
    // A table that is known by what its columns mean is none of the form's own, though its headings were once not understood.
    let known: Vec<Vec<String>> = (out.all.iter().filter(|t| t.list != TABLES))
        .map(|t| t.columns.iter().flat_map(Column::keys).collect())
        .collect();
    let is_known = |t: &Table| {
        let alike = |of: &Vec<String>| t.columns.iter().filter(|c| c.keys().iter().any(|k| of.contains(k))).count();
        known.iter().any(|of| alike(of) * 10 >= 6 * t.columns.len())
    };
    let mut taken: Vec<(usize, Vec<String>)> = Vec::new();
    for table in out.all.iter().filter(|t| t.list == TABLES && is_known(t)) {
        let alike = |of: &Vec<String>| table.columns.iter().filter(|c| c.keys().iter().any(|k| of.contains(k))).count();
        let best = (0..known.len()).max_by_key(|&k| alike(&known[k]));
        taken.extend(best.map(|k| (k, table.headings.clone())));
    }
    out.all.retain(|t| t.list != TABLES || !is_known(t));
    for (k, headings) in taken {
        let fresh = headings.into_iter().filter(|h| !out.is_heading(h)).collect::<Vec<_>>();
        out.all[..]
            .iter_mut()
            .filter(|t| t.list != TABLES)
            .nth(k)
            .into_iter()
            .for_each(|t| t.headings.extend(fresh.clone()));
    }
    // What stands without its heading now and then is opened by its columns.
    for table in out.all.iter_mut().filter(|t| t.headed.1 * UNHEADED > t.headed.0) {
        table.headings.clear();
    }
    for table in &mut out.all {
        let most = table.columns.iter().map(|c| c.met).max().unwrap_or(0) as f32;
        let often: Vec<Option<String>> =
            table.columns.iter().filter(|c| c.met as f32 >= SELDOM * most).map(|c| c.field.clone()).collect();
        let other = |c: &Column| c.field.as_deref().is_none_or(|f| f.ends_with(OTHER)) || often.contains(&c.field);
        table.columns.retain(|c| c.met as f32 >= SELDOM * most || !other(c));
    }
    // The first half of a broken word names no column that is named in whole elsewhere.
    for table in &mut out.all {
        let broken = |c: &Column| c.printed.ends_with(value::is_hyphen);
        let whole: Vec<Option<String>> = table.columns.iter().filter(|c| !broken(c)).map(|c| c.field.clone()).collect();
        table.columns.retain(|c| !broken(c) || (c.field.is_some() && !whole.contains(&c.field)));
    }
    // Without a heading of its own only several column headings open a table.
    out.all.retain(|t| !t.headings.is_empty() || t.columns.iter().filter(|c| c.below.is_none()).count() > 1);
    out
}

/// The heading of the section that a table stands under.
fn heading_above(page: &Page<'_>, line: usize) -> Option<String> {
    let above = (0..line).rev().find(|&l| page.parts[l] != Part::Furniture)?;
    let text = page.text(above).trim_end_matches([':', ' ']).to_owned();
    // A heading with a number in it is another one elsewhere.
    let is_heading = matches!(page.parts[above], Part::Heading { .. })
        && year_of(&text).is_none()
        && !text.ends_with(value::is_hyphen);
    is_heading.then_some(text)
}

/// The side of the budget that a heading names; without one the side at hand goes on, or it is that of the expenses.
fn side(fields: &Fields, headed: Option<&str>, at: Option<&'static str>) -> &'static str {
    let like = |list: &str| headed.map_or(0.0, |h| heading::like(fields, h, list));
    let (revenues, expenses) = (like(REVENUES), like(EXPENSES));
    match at {
        _ if revenues > expenses => REVENUES,
        _ if expenses > revenues => EXPENSES,
        Some(REVENUES) if headed.is_none() => REVENUES,
        _ => EXPENSES,
    }
}

/// Whether a text among the headings is one: no figure has strayed into it, and it stands on several documents or means something.
fn is_printed(prints: &Prints, fields: &Fields, named: &HeadName) -> bool {
    let figure = |w: &str| {
        let number = w.trim_matches(|c: char| !c.is_ascii_digit());
        number.contains(',') || (number.len() > 4 && value::decimal(number).is_some())
    };
    let letters = named.own.chars().any(char::is_alphabetic) || year_of(&named.own) == Some(named.own.trim());
    let known = named.entry.is_some_and(|e| fields.entries[e].field.is_some());
    letters && !named.own.split(' ').any(figure) && (known || prints.is_heading_by(&key(&named.own), STRANGE))
}

fn column(fields: &Fields, scope: Scope, named: &HeadName) -> Column {
    let entry = named.entry.map(|e| &fields.entries[e]);
    let printed = match year_of(&named.own) {
        Some(year) => named.own.replacen(year, "{year}", 1),
        None => named.own.clone(),
    };
    let own = entry.is_none_or(|e| e.what != What::Field(Scope::Indicator) || scope != Scope::Listed);
    // A value of another year is one only where its heading says which.
    let dated = |f: &String| printed.contains("{year}") || !BY_YEAR.contains(&f.as_str());
    let field =
        entry.and_then(|e| e.field.clone()).filter(dated).map(|f| if own { f } else { format!("{INDICATORS}.{f}") });
    let kind = field.as_deref().and_then(|f| scope.kind(f)).unwrap_or(FieldKind::Text);
    let below = entry.filter(|_| named.below).and_then(|e| e.below.clone());
    Column { printed, over: named.over.clone(), field, below, kind, score: named.score, met: 1 }
}

/// What stands among the columns of the indicators, in the row of an objective, and means nothing that is known, is theirs.
fn beside(columns: &mut [Column]) {
    let theirs = |c: &Column| c.field.as_deref().is_some_and(|f| f.starts_with(INDICATORS));
    let Some(first) = columns.iter().position(theirs) else { return };
    for column in columns[first..].iter_mut().filter(|c| c.field.is_none()) {
        column.field = Some(format!("{INDICATORS}.{OTHER}"));
    }
}

/// Notes a row that sums a table up: a name that says so, and figures behind it.
fn sum(fields: &Fields, page: &Page<'_>, line: usize, table: &mut Table) {
    let Some((first, rest)) = page.pieces[line].split_first() else { return };
    let text = page.sheet.text(first.iter().copied());
    let words: Vec<&str> = text.split(' ').collect();
    let figures = words.iter().rev().take_while(|w| w.contains(|c: char| c.is_ascii_digit()) || w.len() < 2).count();
    let name = words[..words.len() - figures].join(" ");
    let behind = rest.iter().map(|words| page.sheet.text(words.iter().copied()));
    let numbers = behind.filter(|t| value::decimal(t).is_some()).count() + figures;
    if name.is_empty() || numbers == 0 || words.len() - figures > 6 {
        return;
    }
    let budget = table.list.starts_with("budget");
    let like = fields.like(&name, |e| e.what == What::Sum);
    let found = like.first().filter(|(_, l)| *l >= heading::LIKE).and_then(|(e, _)| fields.entries[*e].field.clone());
    let total = BTreeMap::from([("budget.revenues.total", REVENUES), ("budget.expenses.total", EXPENSES)]);
    let field = match found.as_deref() {
        Some(field) if budget && total.get(field).is_none_or(|side| *side == table.list) => Some(field.to_owned()),
        _ if !crate::meaning::is_passing(&name) && !name.to_lowercase().starts_with("tot") => return,
        _ => budget.then(|| format!("{}.total", table.list)),
    };
    let mut fill = field;
    if !budget && table.list != TABLES {
        fill = Some("other".to_owned());
    }
    if !table.sums.iter().any(|(n, _)| key(n) == key(&name)) {
        table.sums.push((name, fill));
    }
}
