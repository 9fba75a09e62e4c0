//! The rules that a grammar declares for its family: relations between printed values.

use std::collections::HashMap;

use rust_decimal::Decimal;
use serde_json::Value;

use super::Case;
use crate::base::lang::{Lang, Message, Told};
use crate::base::passage::Place;
use crate::contract::{Finding, Form, Objective, Pointer, Walk};
use crate::grammar::FormRule;
use crate::grammar::language::formula::{Aggregate, Comparator, Reference, Unknown, compare};

/// An objective by its JSON, with the places of its values.
struct Sheet<'a> {
    form: &'a Form,
    json: Value,
    places: HashMap<String, (&'a [Place], bool)>,
}

/// Adds the findings of some rules.
pub(super) fn check(case: &Case<'_>, rules: &[&FormRule], out: &mut Vec<Finding>) {
    if rules.is_empty() {
        return;
    }
    let sheets: Vec<(usize, &Objective, Sheet<'_>)> =
        case.whole_objectives().filter_map(|(i, o)| Some((i, o, Sheet::of(&case.report.form, o)?))).collect();
    for rule in rules {
        for (i, objective, sheet) in &sheets {
            for row in sheet.rows(rule) {
                out.extend(sheet.check(rule, &row).map(|f| f.below(*i).of(objective.code.value.as_ref())));
            }
        }
    }
}

impl<'a> Sheet<'a> {
    fn of(form: &'a Form, objective: &'a Objective) -> Option<Self> {
        let json = serde_json::to_value(objective).ok()?;
        let mut places = HashMap::new();
        objective.walk(&mut Pointer::default(), &mut |at, leaf| {
            places.insert(at.as_str().to_owned(), (leaf.places, leaf.unreadable));
        });
        Some(Self { form, json, places })
    }

    /// The pointers of the rows that a rule looks at, one that leads to nothing where it looks at columns.
    fn rows(&self, rule: &FormRule) -> Vec<String> {
        let Some(table) = self.table(&rule.on) else { return Vec::new() };
        if !rule.relation.is_of_rows() {
            return vec![table.rows];
        }
        if rule.on == WHOLE {
            return vec![String::new()];
        }
        let count = self.json.pointer(&table.rows).and_then(Value::as_array).map_or(0, Vec::len);
        let mut out: Vec<String> = (0..count).map(|k| format!("{}/{k}", table.rows)).collect();
        // What holds of every row holds of the row that sums them up, where it is printed in full.
        out.extend(table.totals);
        out
    }

    /// Where the rows and the totals of a table stand.
    fn table(&self, name: &str) -> Option<Table> {
        let own = |k: usize| Table { rows: format!("/tables/{k}/rows"), totals: Some(format!("/tables/{k}/totals")) };
        match name {
            WHOLE => Some(Table { rows: String::new(), totals: None }),
            "phases" | "indicators" => Some(Table { rows: format!("/{name}"), totals: None }),
            "budget.revenues" | "budget.expenses" => {
                Some(Table { rows: format!("/{}/lines", name.replace('.', "/")), totals: None })
            }
            _ => {
                let tables = self.json.get("tables")?.as_array()?;
                tables.iter().position(|t| t["id"] == name).map(own)
            }
        }
    }

    fn check(&self, rule: &FormRule, row: &str) -> Option<Finding> {
        let value = |reference: &Reference| self.value(rule, row, reference);
        let compared = compare(&rule.relation, &value).ok().filter(|c| !c.holds)?;
        let pointers: Vec<String> =
            rule.relation.references().iter().filter_map(|r| self.pointer(rule, row, r)).collect();
        let subject = pointers.first()?.clone();
        let said = self.json.pointer(&format!("{row}/{LEAD}")).and_then(Value::as_str);
        let (it, en) = match said {
            Some(said) => (format!(" («{said}»)"), format!(" (\"{said}\")")),
            None => Default::default(),
        };
        let should = match rule.relation.comparison {
            Comparator::Equal => "",
            Comparator::AtMost => "<= ",
            Comparator::AtLeast => ">= ",
            Comparator::Less => "< ",
            Comparator::More => "> ",
        };
        let expected = format!("{should}{}", compared.right);
        let message = Message::new(
            format!(
                "{}{it}: è stampato {}, deve essere {should}{} ({})",
                rule.what.it,
                compared.left.told(Lang::It),
                compared.right.told(Lang::It),
                rule.holds
            ),
            format!(
                "{}{en}: {} is printed, it should be {should}{} ({})",
                rule.what.en,
                compared.left.told(Lang::En),
                compared.right.told(Lang::En),
                rule.holds
            ),
        );
        let mut finding = Finding {
            rule: rule.code.clone().into(),
            severity: rule.severity,
            objective: None,
            subject: subject.clone(),
            message,
            expected: Some(expected),
            found: Some(compared.left.to_string()),
            related: Vec::new(),
            confidence: Finding::certain(),
            places: Vec::new(),
        };
        for pointer in pointers {
            if let Some((places, _)) = self.places.get(&pointer) {
                finding = finding.at(places);
            }
            if pointer != subject && !finding.related.contains(&pointer) {
                finding = finding.with(pointer);
            }
        }
        Some(finding)
    }

    /// Where a value stands: itself, its total, or the rows of its column.
    fn pointer(&self, rule: &FormRule, row: &str, reference: &Reference) -> Option<String> {
        let table = || self.table(reference.table.as_deref().unwrap_or(&rule.on));
        let field = reference.field.replace('.', "/");
        match reference.aggregate {
            None => Some(format!("{row}/{field}")),
            Some(Aggregate::Sum | Aggregate::Count) => Some(table()?.rows),
            Some(Aggregate::Total) => {
                let table = table()?;
                match &table.totals {
                    Some(totals) => Some(format!("{totals}/{field}")),
                    None => Some(format!("{}/total", table.rows.strip_suffix("/lines")?)),
                }
            }
        }
    }

    fn value(&self, rule: &FormRule, row: &str, reference: &Reference) -> Result<Decimal, Unknown> {
        if self.form.is_absent(&absent_name(reference.table.as_deref().unwrap_or(&rule.on), &reference.field)) {
            return Err(Unknown);
        }
        let pointer = self.pointer(rule, row, reference).ok_or(Unknown)?;
        let rows = || self.json.pointer(&pointer).and_then(Value::as_array).ok_or(Unknown);
        match reference.aggregate {
            None | Some(Aggregate::Total) => self.number(&pointer)?.ok_or(Unknown),
            Some(Aggregate::Count) => Ok(rows()?.len().into()),
            Some(Aggregate::Sum) => {
                let mut sum = Decimal::ZERO;
                for k in 0..rows()?.len() {
                    // A blank counts nothing; where an amount cannot be read, nothing can be said of the sum.
                    let amount = self.number(&format!("{pointer}/{k}/{}", reference.field))?;
                    sum = sum.checked_add(amount.unwrap_or_default()).ok_or(Unknown)?;
                }
                Ok(sum)
            }
        }
    }

    /// The number at a pointer, none where it is blank. Days are counted.
    fn number(&self, pointer: &str) -> Result<Option<Decimal>, Unknown> {
        match self.json.pointer(pointer) {
            None | Some(Value::Null) => match self.places.get(pointer) {
                Some((_, true)) => Err(Unknown),
                _ => Ok(None),
            },
            Some(Value::Number(number)) => number.as_i64().map(Decimal::from).map(Some).ok_or(Unknown),
            Some(Value::String(text)) => {
                let day = || {
                    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
                    Some(Decimal::from((day - chrono::NaiveDate::default()).num_days()))
                };
                text.parse().ok().or_else(day).map(Some).ok_or(Unknown)
            }
            Some(_) => Err(Unknown),
        }
    }
}

/// Where the rows and the totals of a table stand, below the objective.
struct Table {
    rows: String,
    totals: Option<String>,
}

/// A field of a table in the notation of [`Form::absent`].
fn absent_name(table: &str, field: &str) -> String {
    let field = field.replace('.', "/");
    match table {
        WHOLE => field,
        "phases" | "indicators" => format!("{table}/{field}"),
        "budget.revenues" | "budget.expenses" => format!("{}/lines/{field}", table.replace('.', "/")),
        own => format!("tables/{own}/{field}"),
    }
}

/// What a rule looks at that is about the card as a whole.
const WHOLE: &str = "objective";
/// What says what a row is about.
const LEAD: &str = "description";

impl Finding {
    /// The same about the objective at a position, of which all pointers were told from below it.
    fn below(mut self, position: usize) -> Self {
        let place = |pointer: &str| format!("/objectives/{position}{pointer}");
        for pointer in self.related.iter_mut().chain([&mut self.subject]) {
            *pointer = place(pointer);
        }
        self
    }
}
