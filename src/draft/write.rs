//! A draft as a grammar file.

use std::fmt::{self, Display};

use super::Draft;
use super::block::BlockDraft;
use super::labels::LabelDraft;
use super::sections::SectionDraft;
use super::tables::{ColumnDraft, Inside, Kind, TABLES, TableDraft, any_year, has_year};
use super::words::{begins, key, own};
use crate::base::notation::{literal, quoted, spaced, unique};

impl Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        writeln!(f, "#:schema grammar.schema.json")?;
        writeln!(
            f,
            "# A draft made by `schedario grammar draft`. Every guess is to be checked: ids and names, the fields of labels"
        )?;
        writeln!(
            f,
            "# and columns (docs/grammar.md lists them), the marks. Then: schedario grammar check FILE PDF…\n"
        )?;
        writeln!(f, "schema = 1\nid = {}\nname = {}", quoted(&key(&name).replace('_', "-")), quoted(&name))?;
        if let Some(title) = &self.title {
            writeln!(f, "title = [{}]", quoted(title))?;
        }
        self.recognise(f)?;
        if !self.margins.furniture.is_empty() {
            writeln!(f, "\n[furniture]\npatterns = [")?;
            for pattern in &self.margins.furniture {
                writeln!(f, "    {},", literal(pattern))?;
            }
            writeln!(f, "]")?;
        }
        for banner in &self.margins.banners {
            writeln!(f, "\n[[banner]]\npattern = {}", literal(banner))?;
        }
        if self.stamped {
            f.write_str(include_str!("data/timbro.toml"))?;
        }
        for label in &self.cover {
            write_label(f, "cover", label, false)?;
        }
        self.card(f)?;
        let mut ids: Vec<String> = Vec::new();
        for section in self.sections.iter().filter(|s| matches!(s, SectionDraft::Group(_))) {
            write_section(f, section, &mut ids, false)?;
        }
        for table in &self.tables {
            write_table(f, table, &mut ids)?;
        }
        // Prose goes to the status: where some is of a day, only that does.
        let dated = self.sections.iter().any(|s| matches!(s, SectionDraft::Dated(_)));
        for section in self.sections.iter().filter(|s| !matches!(s, SectionDraft::Group(_))) {
            write_section(f, section, &mut ids, dated)?;
        }
        Ok(())
    }
}

impl Draft {
    fn name(&self) -> String {
        let heading = self.heading.as_ref().map(|h| h.before.clone());
        self.title.clone().or(heading).unwrap_or_else(|| "Modulo".to_owned())
    }

    /// The marks: the title, what cards begin with, headings of tables, labels.
    fn recognise(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut marks: Vec<&str> = Vec::new();
        marks.extend(self.title.as_deref());
        marks.extend(self.heading.as_ref().map(|h| h.before.as_str()));
        let block = self.block.iter().flat_map(|b| b.rows.iter().flatten()).filter_map(|c| c.name.as_deref());
        marks.extend(block.take(3));
        marks.extend(self.tables.iter().filter_map(|t| t.heading.as_deref().or(t.names().first().copied())));
        marks.extend(self.labels.iter().map(|l| l.name.as_str()));
        marks.retain(|m| !m.contains('|') && m.chars().any(char::is_alphabetic));
        let mut seen: Vec<&str> = Vec::new();
        marks.retain(|m| !seen.contains(m) && (seen.push(m), true).1);
        marks.truncate(8);
        writeln!(f, "\n[recognise]\nneeded = {}\nmarks = [", (marks.len() / 2).max(1))?;
        for mark in marks {
            writeln!(f, "    {},", quoted(mark))?;
        }
        writeln!(f, "]")
    }

    fn card(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n[card]")?;
        if let Some(heading) = &self.heading {
            let before = spaced(&heading.before);
            let rest = if heading.rest { r"(?:\s*[-–—:.]\s*|\s+)(?<description>.+)" } else { "" };
            writeln!(f, "heading = {}", literal(&format!(r"(?i)^{before}\s+(?<code>[^\s:]+?){rest}$")))?;
        }
        if let Some(block) = &self.block {
            write_block(f, block)?;
        }
        let has = |field: &str| self.labels.iter().any(|l| l.field.as_deref() == Some(field));
        if self.block.as_ref().is_some_and(|b| b.dated) && !has("year") {
            writeln!(f, "\n[[card.derived]]\nfrom = \"code\"\npattern = '^(?<year>(?:19|20)\\d\\d)\\D'")?;
        } else if self.dated && !has("year") {
            writeln!(f, "\n[[card.derived]]\nfrom = \"as_of\"\npattern = '(?<year>(?:19|20)\\d\\d)$'")?;
        }
        let keyed = self.heading.is_some() || self.block.is_some();
        let valued = |l: &LabelDraft| l.field.is_some();
        let starts = self.labels.iter().position(|l| l.field.as_deref() == Some("code"));
        let starts = starts.or_else(|| self.labels.iter().position(valued)).filter(|_| !keyed);
        for (k, label) in self.labels.iter().enumerate() {
            write_label(f, "card", label, starts == Some(k))?;
        }
        Ok(())
    }
}

fn write_block(f: &mut fmt::Formatter<'_>, block: &BlockDraft) -> fmt::Result {
    writeln!(f, "header = [")?;
    for row in &block.rows {
        writeln!(f, "    [")?;
        for cell in row {
            let names = cell.name.as_ref().map(|n| format!("names = [{}], ", quoted(n))).unwrap_or_default();
            writeln!(f, "        {{ {names}field = {} }},", quoted(&cell.field))?;
        }
        writeln!(f, "    ],")?;
    }
    writeln!(f, "]")
}

fn write_label(f: &mut fmt::Formatter<'_>, of: &str, label: &LabelDraft, starts: bool) -> fmt::Result {
    writeln!(f, "\n[[{of}.label]]\nnames = [{}]", quoted(&label.name))?;
    if let Some(field) = &label.field {
        writeln!(f, "field = {}", quoted(field))?;
    }
    if starts { writeln!(f, "starts = true") } else { Ok(()) }
}

fn write_section(
    f: &mut fmt::Formatter<'_>,
    section: &SectionDraft,
    ids: &mut Vec<String>,
    dated: bool,
) -> fmt::Result {
    let kind = match section {
        SectionDraft::Prose(_) | SectionDraft::Dated(_) => "narrative",
        SectionDraft::Chart(_) => "chart",
        SectionDraft::Group(_) => "group",
    };
    writeln!(f, "\n[[section]]\nid = {}\nkind = \"{kind}\"", quoted(&unique(&key(section.name()), ids)))?;
    match section {
        SectionDraft::Dated(_) => {
            writeln!(f, "pattern = {}", literal(&format!(r"(?i)^{}\s+(?<as_of>.+?)\s*:?$", spaced(section.name()))))
        }
        SectionDraft::Prose(_) if dated => writeln!(f, "names = [{}]\nfills = \"other\"", quoted(section.name())),
        _ => writeln!(f, "names = [{}]", quoted(section.name())),
    }
}

fn write_table(f: &mut fmt::Formatter<'_>, table: &TableDraft, ids: &mut Vec<String>) -> fmt::Result {
    let named = table.heading.as_deref().or(table.names().first().copied()).unwrap_or("tabella").to_owned();
    writeln!(f, "\n[[section]]\nid = {}\nkind = \"table\"", quoted(&unique(&key(&named), ids)))?;
    if let Some(heading) = &table.heading {
        writeln!(f, "names = [{}]", quoted(heading))?;
    }
    writeln!(f, "fills = {}", quoted(table.list))?;
    let mut years: Vec<String> = Vec::new();
    // Where nothing is a number every column but the first tells rows apart.
    let textual = table.columns.iter().all(|c| c.kind == Kind::Text);
    for (k, column) in table.columns.iter().enumerate() {
        write_column(f, table, column, textual && k > 0, &mut years)?;
    }
    for total in &table.totals {
        write_total(f, table, total)?;
    }
    Ok(())
}

fn write_column(
    f: &mut fmt::Formatter<'_>,
    table: &TableDraft,
    column: &ColumnDraft,
    keyed: bool,
    years: &mut Vec<String>,
) -> fmt::Result {
    let own_fields = table.list == TABLES;
    let mut heading = column.heading.clone();
    if has_year(&heading) {
        heading = any_year(&heading);
        let shown = format!("{heading} {}", column.field);
        if years.contains(&shown) {
            return Ok(());
        }
        years.push(shown);
    }
    writeln!(f, "\n[[section.column]]\nnames = [{}]", quoted(&heading))?;
    if let Some(under) = &column.under {
        writeln!(f, "under = [{}]", quoted(under))?;
    }
    match (column.inside, column.field.as_str()) {
        (Inside::Coded, "description") if table.list == "indicators" => {
            writeln!(f, r"parts = '^(?:(?<code>\S*\d)\s+[-–—]\s+)?(?<description>.+)$'")?;
        }
        (Inside::Slashed, "chapter") => {
            writeln!(f, r"parts = '^(?<chapter>[^/]+?)\s*(?:/\s*(?<article>.+))?$'")?;
        }
        _ => writeln!(f, "field = {}", quoted(&column.field))?,
    }
    match column.kind {
        Kind::Text => {}
        Kind::Date if own_fields => writeln!(f, "type = \"date\"")?,
        Kind::Decimal if own_fields => writeln!(f, "type = \"decimal\"")?,
        Kind::Decimal if column.cells == 1 => writeln!(f, "key = true")?,
        Kind::Date | Kind::Decimal => {}
    }
    if keyed && column.kind == Kind::Text {
        writeln!(f, "key = true")?;
    }
    if column.cells > 1 {
        writeln!(f, "cells = {}", column.cells)?;
    }
    match &column.below {
        Some((heading, field)) => {
            writeln!(f, "below = {{ names = [{}], field = {} }}", quoted(heading), quoted(field))
        }
        None => Ok(()),
    }
}

fn write_total(f: &mut fmt::Formatter<'_>, table: &TableDraft, total: &str) -> fmt::Result {
    // The name of the row alone: what stands in it differs.
    let name: Vec<&str> = total.split(' ').take_while(|w| !w.contains(|c: char| c.is_ascii_digit())).collect();
    writeln!(f, "\n[[section.summary]]\npattern = {}", literal(&format!(r"(?i)^{}\b", spaced(&name.join(" ")))))?;
    let last = table.columns.iter().rfind(|c| c.kind == Kind::Decimal && c.cells == 1);
    let field = match table.list {
        TABLES => return Ok(()),
        _ if begins(total, &own().balance) => "budget.balance".to_owned(),
        side if side.starts_with("budget") => format!("{side}.total"),
        _ => "other".to_owned(),
    };
    match last {
        Some(column) => writeln!(f, "field = {}\ncolumn = {}", quoted(&field), quoted(&column.field)),
        // A row that sums up must sum something; the first column is as wrong as any, and is to be corrected.
        None => {
            let first = table.columns.first().map_or("description", |c| c.field.as_str());
            writeln!(f, "field = {}\ncolumn = {}", quoted(&field), quoted(first))
        }
    }
}
