//! What was learned as a grammar file.

use std::fmt::{self, Display};

use super::labels::Label;
use super::prints::key as plain;
use super::tables::{Column, TABLES, Table};
use super::{Learned, Prose};
use crate::base::notation::{key, literal, quoted, spaced, unique};
use crate::contract::fields::FieldKind;
use crate::meaning::year_of;

/// The key of a name without letters.
const NAMELESS: &str = "senza_nome";
/// What is less sure is told in a line above it.
const SURE: f32 = 0.85;

impl Display for Learned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "#:schema grammar.schema.json")?;
        writeln!(
            f,
            "# Learned by `schedario learn` from documents of this form. What is not sure is marked with a question mark.\n"
        )?;
        writeln!(f, "schema = 1\nid = {}\nname = {}\nlearned = true", quoted(&self.id()), quoted(&self.name))?;
        self.recognise(f)?;
        if !self.margins.furniture.is_empty() {
            writeln!(f, "\n[furniture]\npatterns = [")?;
            for pattern in &self.margins.furniture {
                writeln!(f, "    {},", literal(pattern))?;
            }
            writeln!(f, "]")?;
        }
        for banner in self.margins.banner.iter().chain(&self.margins.year) {
            writeln!(f, "\n[[banner]]\npattern = {}", literal(banner))?;
        }
        for label in &self.labels.cover {
            write_label(f, "cover", label)?;
        }
        self.card(f)?;
        let mut ids: Vec<String> = Vec::new();
        for table in &self.tables.all {
            write_table(f, table, &mut ids)?;
        }
        for prose in &self.prose {
            write_prose(f, prose, &mut ids)?;
        }
        Ok(())
    }
}

impl Learned {
    /// A short name for the form: of its title, and of what it prints, so that two forms of one title differ.
    pub fn id(&self) -> String {
        let printed: Vec<&str> = self.names();
        let mut hash: u32 = 0x811c_9dc5;
        for byte in printed.iter().flat_map(|n| n.bytes()) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
        format!("{}-{:04x}", key(&self.name, NAMELESS).replace('_', "-"), hash & 0xffff)
    }

    /// What the form prints of labels and headings, in order.
    fn names(&self) -> Vec<&str> {
        let mut out: Vec<&str> = Vec::new();
        out.extend(self.begin.heading.iter().map(|h| h.before.as_str()));
        out.extend(self.labels.card.iter().map(|l| l.line.as_str()));
        for table in &self.tables.all {
            out.extend(table.headings.iter().map(String::as_str));
            out.extend(table.columns.iter().filter(|c| year_of(&c.printed).is_none()).map(|c| c.printed.as_str()));
        }
        out.extend(self.prose.iter().map(|p| p.printed.as_str()));
        out
    }

    fn recognise(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut marks: Vec<&str> = Vec::new();
        for name in self.names() {
            let fits =
                !name.contains('|') && !name.contains('{') && name.chars().filter(|c| c.is_alphabetic()).count() > 2;
            if fits && !marks.iter().any(|m| plain(m) == plain(name)) {
                marks.push(name);
            }
        }
        marks.truncate(MARKS);
        writeln!(f, "\n[recognise]\nneeded = {}\nmarks = [", (marks.len() * NEEDED / 100).max(1))?;
        for mark in marks {
            writeln!(f, "    {},", quoted(mark))?;
        }
        writeln!(f, "]")
    }

    fn card(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n[card]")?;
        if let Some(heading) = &self.begin.heading {
            let before =
                if heading.before.is_empty() { String::new() } else { format!("{}\\s*", spaced(&heading.before)) };
            let code = r"(?<code>[\w./-]*\d[\w./-]*?)";
            let rest = if heading.rest { r"(?:\s*[-–—:.]+\s*|\s+)(?<description>.+)" } else { r"\s*[:.]?" };
            writeln!(f, "heading = {}", literal(&format!("(?i)^{before}{code}{rest}$")))?;
        }
        for (k, label) in self.labels.card.iter().enumerate() {
            write_label(f, "card", label)?;
            if self.begin.lead == Some(k) {
                writeln!(f, "starts = true")?;
            }
        }
        Ok(())
    }
}

/// So many of a hundred marks tell the form: of what was learned some is no print of it.
const NEEDED: usize = 45;
/// A form is recognised by so many of its names.
const MARKS: usize = 12;

fn write_label(f: &mut fmt::Formatter<'_>, of: &str, label: &Label) -> fmt::Result {
    writeln!(f)?;
    if label.field.is_some() && label.score < SURE {
        writeln!(f, "# ? {:.0} %", 100.0 * label.score)?;
    }
    writeln!(f, "[[{of}.label]]\nnames = [{}]", quoted(&label.printed))?;
    match &label.field {
        Some(field) => writeln!(f, "field = {}", quoted(field)),
        None if of == "card" => writeln!(f, "field = \"other\""),
        None => Ok(()),
    }
}

fn write_table(f: &mut fmt::Formatter<'_>, table: &Table, ids: &mut Vec<String>) -> fmt::Result {
    let first = table.headings.first().or(table.columns.first().map(|c| &c.printed)).cloned().unwrap_or_default();
    writeln!(f, "\n[[section]]\nid = {}\nkind = \"table\"", quoted(&unique(&key(&first, NAMELESS), ids)))?;
    if !table.headings.is_empty() {
        let names: Vec<String> = table.headings.iter().map(|h| quoted(h)).collect();
        writeln!(f, "names = [{}]", names.join(", "))?;
    }
    writeln!(f, "fills = {}", quoted(table.list))?;
    let mut fields: Vec<String> = Vec::new();
    for column in table.columns.iter().filter(|c| c.below.is_none()) {
        write_column(f, table, column, &mut fields)?;
    }
    for (name, field) in &table.sums {
        writeln!(f, "\n[[section.summary]]\npattern = {}", literal(&format!("(?i)^{}", spaced(name))))?;
        let Some(field) = field else { continue };
        let numbers = table.columns.iter().rev().find(|c| c.kind == FieldKind::Decimal);
        let column = numbers.or(table.columns.last()).and_then(|c| c.field.clone());
        writeln!(f, "field = {}\ncolumn = {}", quoted(field), quoted(&column.unwrap_or_else(|| "description".into())))?;
    }
    Ok(())
}

fn write_column(f: &mut fmt::Formatter<'_>, table: &Table, column: &Column, fields: &mut Vec<String>) -> fmt::Result {
    writeln!(f)?;
    if column.field.is_some() && column.score < SURE {
        writeln!(f, "# ? {:.0} %", 100.0 * column.score)?;
    }
    writeln!(f, "[[section.column]]\nnames = [{}]", quoted(&column.printed))?;
    if let Some(over) = &column.over {
        writeln!(f, "under = [{}]", quoted(over))?;
    }
    if table.list == TABLES {
        let field =
            if fields.is_empty() { "description".to_owned() } else { unique(&key(&column.printed, NAMELESS), fields) };
        if fields.is_empty() {
            fields.push(field.clone());
        }
        return writeln!(f, "field = {}", quoted(&field));
    }
    writeln!(f, "field = {}", quoted(column.field.as_deref().unwrap_or("other")))?;
    let below = table.columns.iter().find(|c| c.below.is_some() && c.below == column.field);
    if let Some((below, field)) = below.and_then(|c| Some((c, c.field.as_ref()?))) {
        writeln!(f, "below = {{ names = [{}], field = {} }}", quoted(&below.printed), quoted(field))?;
    }
    Ok(())
}

fn write_prose(f: &mut fmt::Formatter<'_>, prose: &Prose, ids: &mut Vec<String>) -> fmt::Result {
    writeln!(f, "\n[[section]]\nid = {}\nkind = \"narrative\"", quoted(&unique(&key(&prose.printed, NAMELESS), ids)))?;
    if prose.dated && prose.status {
        let day = r"\s+(?:al|alla data del|aggiornat[oa] al|a tutto il|alla data|del)\s+(?<as_of>.+?)\s*:?$";
        writeln!(f, "pattern = {}", literal(&format!("(?i)^{}{day}", spaced(&prose.printed))))?;
    } else {
        writeln!(f, "names = [{}]", quoted(&prose.printed))?;
    }
    if prose.status { Ok(()) } else { writeln!(f, "fills = \"other\"") }
}
