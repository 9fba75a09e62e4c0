//! A first grammar for a form that nobody has described yet: what repeats along its pages, its labelled values, its tables
//! with their columns and types. Whoever knows the form corrects it.

mod block;
mod grid;
mod headed;
mod labels;
mod margins;
mod ruled;
mod sections;
mod tables;
mod textual;
mod words;
mod work;
mod write;

use block::BlockDraft;
use labels::{HeadingDraft, LabelDraft, Names};
use ruled::Shape;
use sections::SectionDraft;
use tables::TableDraft;
use words::plain;
use work::Work;

use crate::layout::Sheet;

/// What was found of a form.
#[derive(Debug, Default)]
pub struct Draft {
    title: Option<String>,
    margins: margins::Margins,
    /// Whether documents bear the stamp of a protocol office.
    stamped: bool,
    heading: Option<HeadingDraft>,
    block: Option<BlockDraft>,
    cover: Vec<LabelDraft>,
    labels: Vec<LabelDraft>,
    tables: Vec<TableDraft>,
    sections: Vec<SectionDraft>,
    /// Whether an objective's day stands on a line along the pages.
    dated: bool,
}

/// Drafts a grammar from the main sheets of some documents of one form.
pub fn draft(sheets: &[&Sheet]) -> Draft {
    let mut work: Work<'_> = sheets.iter().map(|s| (*s, vec![false; s.lines.len()])).collect();
    let mut out = Draft { block: block::find(&mut work), ..Draft::default() };
    let blocks: Vec<bool> = work.iter().map(|(_, taken)| taken.contains(&true)).collect();
    out.stamped = sections::stamps(&mut work);
    out.margins = margins::margins(&mut work);
    out.dated = out.margins.banners.iter().any(|b| b.contains("as_of"));
    out.sections = sections::chart_headings(&mut work);
    sections::charts(&mut work);
    let mut names: Vec<Names> = vec![Names::new(); work.len()];
    let mut titled: Vec<Vec<usize>> = vec![Vec::new(); work.len()];
    for (s, (sheet, taken)) in work.iter_mut().enumerate() {
        out.add_grids(sheet, taken, &mut names[s], &mut titled[s]);
        // What is surest first: each takes its lines from the next.
        let mut found = Vec::new();
        for find in [headed::between_rules, headed::below_many, tables::tables, textual::tables] {
            for (table, lines) in find(sheet, taken) {
                taken[lines.clone()].iter_mut().for_each(|t| *t = true);
                found.push((table, lines));
            }
        }
        found.sort_by_key(|(_, lines)| lines.start);
        for (table, lines) in found {
            titled[s].extend(table.heading.is_some().then_some(lines.start));
            out.add_table(table);
        }
    }
    let heading = if out.block.is_none() { labels::heading(&work) } else { None };
    let mut first_cards: Vec<bool> = blocks;
    if let Some((heading, at)) = heading {
        for (s, k) in at {
            work[s].1[k] = true;
            first_cards[s] = true;
        }
        out.heading = Some(heading);
    }
    if let Some((sheet, taken)) = work.first_mut()
        && let Some((title, at)) = labels::title(sheet, taken)
    {
        taken[at] = true;
        out.title = Some(title);
    }
    out.add_labels(&work, names, &first_cards);
    for ((sheet, taken), titled) in work.iter().zip(&titled) {
        for section in sections::headings(sheet, taken, titled) {
            sections::push(&mut out.sections, section);
        }
    }
    out.settle();
    out
}

impl Draft {
    /// Adds what stands between ruling lines.
    fn add_grids(&mut self, sheet: &Sheet, taken: &mut [bool], names: &mut Names, titled: &mut Vec<usize>) {
        let grids = grid::grids(sheet, taken);
        for grid in &grids {
            match ruled::shape(grid) {
                Shape::Labels(labels) => names.extend(labels.into_iter().map(|name| (name, true))),
                Shape::Table(mut table) => {
                    titled.extend(grid.lines.first().filter(|_| table.heading.is_some()));
                    if table.heading.is_none()
                        && let Some(line) = grid.lines.first().and_then(|l| l.checked_sub(1)).filter(|&l| !taken[l])
                        && let Some(heading) = tables::heading_above(sheet, line, grid.rect.y0)
                    {
                        table.heading = Some(heading);
                        taken[line] = true;
                        titled.push(line);
                    }
                    self.add_table(table);
                }
                Shape::Rest => {}
            }
            grid.lines.iter().for_each(|&l| taken[l] = true);
        }
    }

    /// Adds a table, or what a further page shows of a known one.
    fn add_table(&mut self, table: TableDraft) {
        let same = |known: &&mut TableDraft| {
            let names = known.names();
            let alike = table.names().iter().filter(|n| names.contains(n) || tables::has_year(n)).count();
            match (&known.heading, &table.heading) {
                // Two tables of the same columns are told apart by their headings, and one of other columns is not by the same.
                (Some(a), Some(b)) => plain(a) == plain(b),
                _ => alike * 10 >= 7 * names.len().max(table.columns.len()),
            }
        };
        match self.tables.iter_mut().find(same) {
            Some(known) => known.learn(table),
            None => self.tables.push(table),
        }
    }

    /// Adds the labels: before the first card of a document those of covers, behind it those of cards.
    fn add_labels(&mut self, work: &Work<'_>, ruled: Vec<Names>, first_cards: &[bool]) {
        let (mut covers, mut cards) = (Names::new(), Names::new());
        let known: Vec<String> =
            self.block.iter().flat_map(|b| b.rows.iter().flatten()).filter_map(|c| c.name.clone()).collect();
        let headed = first_cards.contains(&true);
        let mut on_card = !headed;
        for (s, ((sheet, taken), ruled)) in work.iter().zip(ruled).enumerate() {
            if sheet.number == 1 {
                on_card = !headed;
            }
            on_card |= first_cards[s];
            let to = if on_card { &mut cards } else { &mut covers };
            for name in ruled.into_iter().chain(labels::labels(sheet, taken)) {
                let again = to.iter().any(|(n, _)| *n == name.0) || on_card && known.contains(&name.0);
                if !again {
                    to.push(name);
                }
            }
        }
        self.cover = labels::on_covers(covers);
        self.labels = labels::on_cards(cards);
    }

    /// What one part of the draft says of another: a heading is a section or a label and not both.
    fn settle(&mut self) {
        let headings: Vec<String> = self.tables.iter().filter_map(|t| t.heading.as_deref()).map(plain).collect();
        self.labels.retain(|l| !headings.contains(&plain(&l.name)));
        let mut seen = headings;
        seen.extend(self.labels.iter().map(|l| plain(&l.name)));
        self.sections.retain(|s| {
            let new = !seen.contains(&plain(s.name()));
            seen.push(plain(s.name()));
            new
        });
        let mut sides: Vec<&'static str> = Vec::new();
        for table in &mut self.tables {
            table.settle(&mut sides);
        }
    }
}
