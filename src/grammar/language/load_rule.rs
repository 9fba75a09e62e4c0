//! The rules of a family of forms: codes of their own, and relations between values that exist.

use super::form::{FormRule, OWN_TABLE, Section};
use super::load::{Loaded, Loader};
use super::mistake::Mistake;
use super::model::{RuleTable, Text};
use crate::base::lang::Message;
use crate::contract::fields::{FieldKind, LISTS, OBJECTIVES, Scope, TABLES};
use crate::grammar::language::formula::{Aggregate, Reference, parse};

/// What a rule looks at that is about the card as a whole.
const WHOLE: &str = "objective";

impl Loader<'_> {
    pub(in crate::grammar) fn rules(&self, raw: &[RuleTable], sections: &[Section]) -> Loaded<Vec<FormRule>> {
        let mut out: Vec<FormRule> = Vec::new();
        for rule in raw {
            let code = rule.code.get_ref();
            let (letters, digits) = code.split_at(code.find(|c: char| c.is_ascii_digit()).unwrap_or(code.len()));
            let shaped = (1..=3).contains(&letters.len())
                && letters.bytes().all(|b| b.is_ascii_uppercase())
                && digits.len() == 3
                && digits.bytes().all(|b| b.is_ascii_digit());
            if !shaped || out.iter().any(|r| r.code == *code) {
                return Err(self.error(rule.code.span(), Mistake::Code(code.clone())));
            }
            let on = rule.on.get_ref();
            let mut known = names(sections);
            if on != WHOLE && !known.contains(on) {
                known.push(WHOLE.to_owned());
                return Err(self.error(rule.on.span(), Mistake::Table { name: on.clone(), known }));
            }
            let relation = parse(rule.holds.get_ref())
                .map_err(|_| self.error(rule.holds.span(), Mistake::Relation(rule.holds.get_ref().clone())))?;
            for reference in relation.references() {
                self.referred(reference, on, sections, &rule.holds)?;
            }
            out.push(FormRule {
                code: code.clone(),
                name: rule.name.clone(),
                severity: rule.severity,
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
            return Err(self.error(at.span(), Mistake::Table { name: table.to_owned(), known }));
        }
        if reference.aggregate == Some(Aggregate::Count) {
            return Ok(());
        }
        let fields = fields(table, sections);
        let field = reference.field.as_str();
        match fields.iter().find(|(name, _)| name == field) {
            Some((_, FieldKind::Decimal | FieldKind::Date | FieldKind::Year)) => Ok(()),
            Some(_) => Err(self.error(at.span(), Mistake::Text(field.to_owned()))),
            None => {
                let known = fields.into_iter().map(|(name, _)| name).collect();
                Err(self.error(at.span(), Mistake::Value { table: table.to_owned(), field: field.to_owned(), known }))
            }
        }
    }
}

/// The tables that rules can speak of: the contract's lists that the form fills, and its own.
fn names(sections: &[Section]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for list in sections
        .iter()
        .filter(|s| !s.columns.is_empty())
        .filter_map(|s| s.fills.as_deref())
        .filter(|l| *l != OBJECTIVES)
    {
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
