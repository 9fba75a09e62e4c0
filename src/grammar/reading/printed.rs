//! What headings and labels a document prints, each wording once, and what each of them was read as.

use std::collections::HashSet;

use super::capture::Fields;
use super::desk::Desk;
use crate::base::passage::{Passage, Places};
use crate::contract::fields::{LISTS, OBJECTIVES, OTHER, Scope, TABLES, beside};
use crate::grammar::language::form::{Field, Form, OWN_TABLE, other_heading};

/// A heading or label as printed.
#[derive(Clone, Debug)]
pub struct PrintedName {
    /// Its text.
    pub text: String,
    /// The field that it was read as, in the notation of [`crate::contract::Form::absent`]; none where it is none.
    pub field: Option<String>,
    /// Where it stands first.
    pub places: Places,
}

/// The headings and labels of a document.
#[derive(Debug, Default)]
pub struct Printed {
    names: Vec<PrintedName>,
    told: HashSet<(String, Option<String>)>,
    /// Every field that has a column, a label or a place of its own.
    fields: HashSet<String>,
    /// The lists of which a heading was met.
    opened: HashSet<Field>,
    /// Those of which column headings were met.
    headed: HashSet<Field>,
}

/// A heading of a column with what stands below it.
#[derive(Debug)]
pub(in crate::grammar) struct ColumnName {
    /// The fields of its cells, the first of which names it; none where the grammar has none.
    pub fields: Vec<Field>,
    /// The heading.
    pub passage: Passage,
}

impl Printed {
    /// The headings and labels in the order in which they were met.
    pub fn names(&self) -> &[PrintedName] {
        &self.names
    }

    /// Keeps a label of the card, or of the first page.
    pub(in crate::grammar) fn label(&mut self, desk: &Desk<'_>, scope: Scope, field: Option<&Field>, words: &[usize]) {
        let field = field.filter(|f| &***f != OTHER && other_heading(f).is_none());
        let path = field.map(|f| match scope {
            Scope::Parameters => format!("parameters/{f}"),
            _ => objective_path(f),
        });
        self.name(desk.sheet.passage(words.iter().copied()), path);
    }

    /// Keeps what has a place of its own, with or without a label.
    pub(in crate::grammar) fn fill(&mut self, fields: &Fields) {
        self.fields.extend(fields.iter().map(|(f, _)| objective_path(f)));
    }

    /// Keeps the heading of a section.
    pub(in crate::grammar) fn section(&mut self, passage: Passage, list: Option<&Field>, prose: bool) {
        let path = match list {
            Some(list) if &**list == OTHER || other_heading(list).is_some() => None,
            Some(list) => Some(list.replace('.', "/")),
            None => prose.then(|| STATUS.to_owned()),
        };
        self.opened.extend(list.cloned());
        self.name(passage, path);
    }

    /// Keeps the column headings of a table.
    pub(in crate::grammar) fn columns(&mut self, list: &Field, names: Vec<ColumnName>) {
        let below = list_path(list);
        let listed = **list == *OBJECTIVES;
        let path = |field: &str| match beside(field) {
            _ if !listed => format!("{below}/{field}"),
            Some((list, field)) => format!("{list}/{field}"),
            None => objective_path(field),
        };
        let beside = names.iter().flat_map(|n| &n.fields).filter_map(|f| beside(f)).map(|(list, _)| Field::from(list));
        let lists: Vec<Field> = if listed { beside.collect() } else { vec![list.clone()] };
        self.opened.extend(lists.iter().cloned());
        self.headed.extend(lists);
        for ColumnName { fields, passage } in names {
            let own = fields.iter().filter(|f| &***f != OTHER && !f.ends_with(BESIDE_OTHER));
            let paths: Vec<String> = own.map(|f| path(f)).collect();
            self.name(passage, paths.first().cloned());
            self.fields.extend(paths);
        }
    }

    fn name(&mut self, passage: Passage, field: Option<String>) {
        let text = passage.text.trim_end_matches([':', ' ']).to_owned();
        self.fields.extend(field.clone());
        if text.is_empty() || !self.told.insert((text.clone(), field.clone())) {
            return;
        }
        self.names.push(PrintedName { text, field, places: passage.places() });
    }

    /// The fields of which the document prints neither column nor label. A list whose headings were not made out says nothing.
    pub fn absent(&self, form: &Form) -> Vec<String> {
        let read_out = |field: &str| {
            form.derived.iter().any(|d| self.has_field(&d.from) && d.fields.iter().any(|f| **f == *field))
        };
        let mut out: Vec<String> = Vec::new();
        for (field, _) in Scope::Objective.fields() {
            let path = objective_path(field);
            let of_list = LISTS.iter().find(|(list, _)| field.starts_with(list)).map(|(list, _)| *list);
            let unknown =
                field.starts_with(BUDGET) && !of_list.is_some_and(|list| self.headed.iter().any(|h| **h == *list));
            if unknown || self.fields.contains(&path) || read_out(field) {
                continue;
            }
            let whole = path.split('/').next().filter(|first| *first == STATUS && !self.fields.contains(STATUS));
            out.push(whole.map_or(path.clone(), str::to_owned));
        }
        for (list, scope) in LISTS.iter().filter(|(list, _)| ![TABLES, OBJECTIVES].contains(list)) {
            self.absent_of(list, scope.fields().iter().map(|(f, _)| *f), &mut out);
        }
        for table in form.own_tables() {
            self.absent_of(table.list, table.keys.iter().map(|(f, _)| &**f), &mut out);
        }
        // What holds nothing but absent fields stands for all of them.
        for (whole, parts) in WHOLES {
            if parts.iter().all(|p| out.iter().any(|o| o == p)) {
                let at = out.iter().position(|o| parts.contains(&o.as_str())).unwrap_or(out.len());
                out.insert(at, (*whole).to_owned());
                out.retain(|o| !parts.contains(&o.as_str()));
            }
        }
        out
    }

    fn has_field(&self, field: &str) -> bool {
        self.fields.contains(&objective_path(field))
    }

    fn absent_of<'f>(&self, list: &str, fields: impl Iterator<Item = &'f str>, out: &mut Vec<String>) {
        let is_in = |lists: &HashSet<Field>| lists.iter().any(|l| **l == *list);
        if !is_in(&self.opened) {
            out.push(list.replace('.', "/"));
        } else if is_in(&self.headed) {
            let below = list_path(list);
            let paths = fields.map(|f| format!("{below}/{f}"));
            out.extend(paths.filter(|path| !self.fields.contains(path)));
        }
    }
}

const STATUS: &str = "status";
/// What the name of a field ends with whose column is kept under its heading, in a list that stands beside an objective.
const BESIDE_OTHER: &str = ".other";
const BUDGET: &str = "budget.";
/// What holds several fields or lists.
const WHOLES: &[(&str, &[&str])] = &[
    ("linked", &["linked/mandate", "linked/mission", "linked/programme"]),
    ("budget", &["budget/revenues", "budget/expenses"]),
];

/// Where a field of an objective stands below it.
fn objective_path(field: &str) -> String {
    if field == "as_of" { format!("{STATUS}/as_of") } else { field.replace('.', "/") }
}

/// Where the fields of a list's rows stand below an objective.
fn list_path(list: &str) -> String {
    match Scope::of_list(list) {
        Some(Scope::BudgetLine) => format!("{}/lines", list.replace('.', "/")),
        _ if list.starts_with(OWN_TABLE) => list.to_owned(),
        _ => list.replace('.', "/"),
    }
}
