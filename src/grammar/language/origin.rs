//! Which part of a grammar a value of a report comes from.

use super::form::{Form, OWN_TABLE, Section, SummaryFills, other_heading};

impl Form {
    /// What in the grammar fills a field: of a list ("phases", "budget.expenses", "tables/costi"), or of the card where `list`
    /// is empty. For people; a heading as the grammar writes it.
    pub fn origin(&self, list: &str, field: &str) -> Option<String> {
        if list.is_empty() {
            return self.of_card(field);
        }
        let mine = self.sections.iter().filter(|s| s.fills.as_deref() == Some(list));
        mine.filter_map(|section| of_section(section, field)).next()
    }

    fn of_card(&self, field: &str) -> Option<String> {
        let field = if other_heading(field).is_some() { "other" } else { field };
        let has = |pattern: &regex::Regex| pattern.capture_names().flatten().any(|n| n == field);
        if self.heading.as_ref().is_some_and(has) {
            return Some("card.heading".to_owned());
        }
        if self.header.iter().flatten().any(|c| &*c.field == field) {
            return Some("card.header".to_owned());
        }
        if let Some(label) = self.labels.iter().find(|l| l.field.as_deref() == Some(field)) {
            return Some(format!("card.label {}", label.names.first().map_or("", String::as_str)));
        }
        if self.banners.iter().any(has) {
            return Some("banner".to_owned());
        }
        for section in &self.sections {
            let sums = section.summaries.iter().any(|s| match &s.fills {
                SummaryFills::Field { field: fills, .. } => &**fills == field,
                SummaryFills::Totals => false,
            });
            if sums {
                return Some(format!("section {}, summary", section.id));
            }
            if section.pattern.as_ref().is_some_and(has) || section.fills.as_deref() == Some(field) {
                return Some(format!("section {}", section.id));
            }
        }
        self.derived.iter().any(|d| d.fields.iter().any(|f| &**f == field)).then(|| "card.derived".to_owned())
    }
}

fn of_section(section: &Section, field: &str) -> Option<String> {
    let column = section.columns.iter().find(|c| {
        let parts = c.parts.iter().flat_map(|p| &p.fields).any(|f| &**f == field);
        let below = c.below.as_ref().is_some_and(|b| &*b.field == field);
        c.field.as_deref() == Some(field) || parts || below
    });
    let shown = column.map(|c| format!(", column \"{}\"", c.shown)).unwrap_or_default();
    Some(format!("section {}{shown}", section.id))
}

/// The list that rows of a table of the form's own give, by its id.
pub fn own_list(id: &str) -> String {
    format!("{OWN_TABLE}{id}")
}
