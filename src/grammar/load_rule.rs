//! The rules of a family of forms: codes of their own, and relations between values that exist.

use super::error::suggest;
use super::form::{FormRule, OWN_TABLE, Section};
use super::load::{Loaded, Loader};
use super::model::{RuleTable, Text};
use crate::fields::{FieldKind, LISTS, Scope, TABLES};
use crate::formula::{Aggregate, Reference, parse};
use crate::lang::Message;

/// What a rule looks at that is about the card as a whole.
const WHOLE: &str = "objective";

impl Loader<'_> {
    pub(super) fn rules(&self, raw: &[RuleTable], sections: &[Section]) -> Loaded<Vec<FormRule>> {
        let mut out: Vec<FormRule> = Vec::new();
        for rule in raw {
            let code = rule.code.get_ref();
            let (letters, digits) = code.split_at(code.find(|c: char| c.is_ascii_digit()).unwrap_or(code.len()));
            let shaped = (1..=3).contains(&letters.len())
                && letters.bytes().all(|b| b.is_ascii_uppercase())
                && digits.len() == 3
                && digits.bytes().all(|b| b.is_ascii_digit());
            if !shaped || out.iter().any(|r| r.code == *code) {
                let message = format!("\"{code}\" cannot be the code of this rule");
                let remedy = "use one to three capitals and three digits, as in S001, each code once".to_owned();
                return Err(self.error(rule.code.span(), message, remedy));
            }
            let on = rule.on.get_ref();
            let known = names(sections);
            if on != WHOLE && !known.contains(on) {
                let message = format!("the form has no table \"{on}\"");
                let all = known.iter().map(String::as_str).chain([WHOLE]);
                return Err(self.error(rule.on.span(), message, suggest(on, all)));
            }
            let relation = parse(rule.holds.get_ref()).map_err(|e| {
                let remedy = "write it as in variance = actual - budget, or total(units) = sum(units)".to_owned();
                self.error(rule.holds.span(), e.to_string(), remedy)
            })?;
            for reference in relation.references() {
                self.referred(reference, on, sections, &rule.holds)?;
            }
            out.push(FormRule {
                code: code.clone(),
                name: rule.name.clone(),
                gravity: rule.severity,
                on: on.clone(),
                holds: rule.holds.get_ref().clone(),
                relation,
                what: Message::new(rule.what.it.clone(), rule.what.en.clone()),
            });
        }
        Ok(out)
    }

    /// A value that a rule speaks of must be a number or a date that the form has.
    fn referred(&self, reference: &Reference, on: &str, sections: &[Section], at: &Text) -> Loaded<()> {
        let table = reference.table.as_deref().unwrap_or(on);
        let known = names(sections);
        if table != WHOLE && !known.iter().any(|k| k == table) {
            let message = format!("the form has no table \"{table}\"");
            return Err(self.error(at.span(), message, suggest(table, known.iter().map(String::as_str))));
        }
        if reference.aggregate == Some(Aggregate::Count) {
            return Ok(());
        }
        let fields = fields(table, sections);
        let field = reference.field.as_str();
        match fields.iter().find(|(name, _)| name == field) {
            Some((_, FieldKind::Decimal | FieldKind::Date | FieldKind::Year)) => Ok(()),
            Some(_) => {
                let message = format!("\"{field}\" is text, and cannot be reckoned with");
                Err(self.error(at.span(), message, "give its column type = \"decimal\", if it holds numbers".into()))
            }
            None => {
                let message = format!("\"{table}\" has no field \"{field}\"");
                Err(self.error(at.span(), message, suggest(field, fields.iter().map(|(name, _)| name.as_str()))))
            }
        }
    }
}

/// The tables that rules can speak of: the contract's lists that the form fills, and its own.
fn names(sections: &[Section]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for list in sections.iter().filter(|s| !s.columns.is_empty()).filter_map(|s| s.fills.as_deref()) {
        let name = list.strip_prefix(OWN_TABLE).unwrap_or(list).to_owned();
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// The fields of a table, or of the card, with their types.
fn fields(table: &str, sections: &[Section]) -> Vec<(String, FieldKind)> {
    let of = |scope: Scope| scope.fields().iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
    if table == WHOLE {
        return of(Scope::Objective);
    }
    if let Some((_, scope)) = LISTS.iter().find(|(list, _)| *list == table && *list != TABLES) {
        return of(*scope);
    }
    let own = sections.iter().filter(|s| s.fills.as_deref().and_then(|f| f.strip_prefix(OWN_TABLE)) == Some(table));
    own.flat_map(Section::keys).map(|(name, kind)| (name.to_string(), kind)).collect()
}
