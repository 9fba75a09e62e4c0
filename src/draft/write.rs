//! A draft as a grammar file.

use std::fmt::{self, Display, Write as _};

use super::Draft;
use super::tables::{Kind, TableDraft, has_year};
use super::words::key;
use crate::value;

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
        self.card(f)?;
        for table in &self.tables {
            write_table(f, table)?;
        }
        for heading in &self.prose {
            writeln!(
                f,
                "\n[[section]]\nid = {}\nkind = \"narrative\"\nnames = [{}]",
                quoted(&key(heading)),
                quoted(heading)
            )?;
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
        marks.extend(self.tables.iter().filter_map(|t| t.heading.as_deref().or(t.names().first().copied())));
        marks.extend(self.labels.iter().map(|l| l.name.as_str()));
        marks.retain(|m| !m.contains('|') && m.chars().any(char::is_alphabetic));
        marks.dedup();
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
            let before = heading.before.split(' ').map(regex::escape).collect::<Vec<_>>().join(r"\s+");
            let rest = if heading.rest { r"(?:\s*[-–—:.]\s*|\s+)(?<description>.+)" } else { "" };
            writeln!(f, "heading = {}", literal(&format!(r"(?i)^{before}\s+(?<code>[^\s:]+?){rest}$")))?;
        }
        let dated = self.dated && !self.labels.iter().any(|l| l.field == "year");
        if dated {
            writeln!(f, "\n[[card.derived]]\nfrom = \"as_of\"\npattern = '(?<year>(?:19|20)\\d\\d)$'")?;
        }
        let starts = self.labels.iter().position(|l| l.field == "code").filter(|_| self.heading.is_none());
        for (k, label) in self.labels.iter().enumerate() {
            writeln!(f, "\n[[card.label]]\nnames = [{}]\nfield = {}", quoted(&label.name), quoted(&label.field))?;
            if starts == Some(k) || (self.heading.is_none() && starts.is_none() && k == 0) {
                writeln!(f, "starts = true")?;
            }
        }
        Ok(())
    }
}

fn write_table(f: &mut fmt::Formatter<'_>, table: &TableDraft) -> fmt::Result {
    let list = table.list();
    let named = table.heading.as_deref().or(table.names().first().copied()).unwrap_or("tabella").to_owned();
    writeln!(f, "\n[[section]]\nid = {}\nkind = \"table\"", quoted(&key(&named)))?;
    if let Some(heading) = &table.heading {
        writeln!(f, "names = [{}]", quoted(heading))?;
    }
    writeln!(f, "fills = {}", quoted(list))?;
    let mut years: Vec<String> = Vec::new();
    for column in &table.columns {
        let mut heading = column.heading.clone();
        let by_year =
            has_year(&heading) && (list == "tables" || column.field == "previous" || column.field == "future");
        if by_year {
            heading = heading
                .split(' ')
                .map(|w| if value::year(w).is_some() { "{year}" } else { w })
                .collect::<Vec<_>>()
                .join(" ");
            let shown = format!("{heading} {}", column.field);
            if years.contains(&shown) {
                continue;
            }
            years.push(shown);
        }
        let mut text =
            format!("\n[[section.column]]\nnames = [{}]\nfield = {}\n", quoted(&heading), quoted(&column.field));
        if list == "tables" && column.kind != Kind::Text {
            let _ = writeln!(text, "type = {}", if column.kind == Kind::Date { "\"date\"" } else { "\"decimal\"" });
        }
        if list != "tables" && column.kind == Kind::Decimal {
            text += "key = true\n";
        }
        f.write_str(&text)?;
    }
    for total in &table.totals {
        let words = total.split(' ').map(regex::escape).collect::<Vec<_>>().join(r"\s+");
        let decimal = table.columns.iter().find(|c| c.kind == Kind::Decimal).map(|c| c.field.clone());
        writeln!(f, "\n[[section.summary]]\npattern = {}", literal(&format!("(?i)^{words}\\b")))?;
        if let (false, Some(column)) = (list == "tables", decimal) {
            writeln!(f, "field = \"other\"\ncolumn = {}", quoted(&column))?;
        }
    }
    Ok(())
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A pattern as a literal string of TOML.
fn literal(pattern: &str) -> String {
    if pattern.contains('\'') { format!("'''{pattern}'''") } else { format!("'{pattern}'") }
}
