//! The names of fields, from `fields/*.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::RegexSet;
use serde::Deserialize;

use super::likeness::Lexis;
use super::tokens::{PERCENT, Token, tokens, year_of};
use crate::contract::fields::{FieldKind, Scope};

const SOURCE: &str = include_str!("../../fields/peg.toml");

/// The names of everything that is printed on such forms.
pub struct Fields {
    lexis: Lexis,
    /// What can be printed, in the order of the file.
    pub entries: Vec<Entry>,
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// A field of a scope, or a column of it.
    Field(Scope),
    /// The heading of a list, or of the narrative.
    Section,
    /// A row that sums up.
    Sum,
}

/// A thing that has names.
pub struct Entry {
    /// What it is.
    pub what: What,
    /// The field or list; none for what is printed beside fields and is none.
    pub field: Option<String>,
    /// Whether there is one for each year, which its heading names.
    pub yearly: bool,
    /// Of a field for each year, the one for a single value: where that has no heading of its own, one of the years is it.
    pub single: Option<String>,
    /// The field below which it may stand in the same column.
    pub below: Option<String>,
    /// The type of its values.
    pub kind: FieldKind,
    names: Vec<Name>,
}

/// One name: words in any order.
struct Name {
    parts: Vec<Part>,
    /// Whether it says a year.
    year: bool,
}

/// A word of a name, or one of several.
struct Part {
    words: Vec<u32>,
    optional: bool,
    weight: f32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: HashMap<String, String>,
    field: Vec<FieldTable>,
    section: Vec<NamedTable>,
    sum: Vec<NamedTable>,
    passing: PassingTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PassingTable {
    patterns: Vec<String>,
}

impl PassingTable {
    fn set(&self) -> Result<RegexSet, String> {
        RegexSet::new(&self.patterns).map_err(|e| e.to_string())
    }
}

/// Whether what stands in front of the figure of a row says that the row sums up a part of a table, or carries a sum over.
pub fn is_passing(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Passing {
        passing: PassingTable,
    }
    static SET: LazyLock<Option<RegexSet>> =
        LazyLock::new(|| toml::from_str::<Passing>(SOURCE).ok()?.passing.set().ok());
    SET.as_ref().is_some_and(|set| set.is_match(text))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldTable {
    scope: String,
    field: Option<String>,
    #[serde(default)]
    yearly: bool,
    single: Option<String>,
    below: Option<String>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedTable {
    #[serde(alias = "field")]
    list: String,
    names: Vec<String>,
}

/// Words that many names share weigh less than those that tell them apart.
const LIGHT: &[(&str, f32)] = &[(PERCENT, 0.15), ("data", 0.5), ("anno", 0.4), ("numero", 0.6), ("valore", 0.7)];
/// What a year in a heading costs a field that has none.
const YEAR_COST: f32 = 0.03;

impl Fields {
    /// The fields that come with the program; whether their file is right is tested.
    pub fn embedded() -> Option<&'static Fields> {
        static FIELDS: LazyLock<Option<Fields>> = LazyLock::new(|| Fields::parse(SOURCE).ok());
        FIELDS.as_ref()
    }

    /// Reads a file of fields; what is wrong with it is told in words.
    pub fn parse(source: &str) -> Result<Self, String> {
        let file: File = toml::from_str(source).map_err(|e| e.to_string())?;
        let mut lexis = Lexis::default();
        let mut entries = Vec::new();
        for table in file.field {
            let scope = scope(&table.scope).ok_or_else(|| format!("no scope: {}", table.scope))?;
            let kind = match &table.field {
                Some(field) => scope.kind(field).ok_or_else(|| format!("no field: {field}"))?,
                None => FieldKind::Text,
            };
            let names = names(&mut lexis, &file.group, &table.names)?;
            let what = What::Field(scope);
            let FieldTable { field, yearly, single, below, .. } = table;
            entries.push(Entry { what, field, yearly, single, below, kind, names });
        }
        for (what, tables) in [(What::Section, file.section), (What::Sum, file.sum)] {
            for table in tables {
                let names = names(&mut lexis, &file.group, &table.names)?;
                let field = Some(table.list);
                let kind = FieldKind::Text;
                entries.push(Entry { what, field, yearly: false, single: None, below: None, kind, names });
            }
        }
        file.passing.set()?;
        Ok(Self { lexis, entries })
    }

    /// Whether a printed word is one of the vocabulary.
    pub fn knows(&self, token: &Token) -> bool {
        self.lexis.like(token).iter().any(|(_, likeness)| *likeness >= KNOWN)
    }

    /// How like a printed text is to the names of some things: position in `entries` and likeness, the best first.
    pub fn like(&self, text: &str, wanted: impl Fn(&Entry) -> bool) -> Vec<(usize, f32)> {
        let tokens = tokens(text);
        let year = year_of(text).is_some();
        let likes: Vec<Vec<(u32, f32)>> = tokens.iter().map(|t| self.lexis.like(t)).collect();
        let weights: Vec<f32> = tokens.iter().map(|t| weight(&t.text)).collect();
        let entries = self.entries.iter().enumerate().filter(|(_, e)| wanted(e));
        let mut out: Vec<(usize, f32)> = entries
            .filter(|(_, e)| !e.yearly || year)
            .map(|(k, e)| {
                let cost = if year && !e.yearly { YEAR_COST } else { 0.0 };
                let best = e.names.iter().map(|n| n.like(&likes, &weights, year)).fold(0.0, f32::max);
                (k, best - cost)
            })
            .filter(|(_, likeness)| *likeness > 0.0)
            .collect();
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        out
    }
}

/// From which likeness on a printed word counts as one of the vocabulary.
const KNOWN: f32 = 0.85;

impl Name {
    fn like(&self, likes: &[Vec<(u32, f32)>], weights: &[f32], year: bool) -> f32 {
        if self.year && !year {
            return 0.0;
        }
        let (mut used, mut matched, mut printed, mut needed, mut met) = (vec![false; likes.len()], 0.0, 0.0, 0.0, 0.0);
        for part in &self.parts {
            let of = |like: &Vec<(u32, f32)>| {
                like.iter().filter(|(word, _)| part.words.contains(word)).map(|(_, l)| *l).fold(0.0, f32::max)
            };
            let best =
                (0..likes.len()).filter(|&k| !used[k]).map(|k| (k, of(&likes[k]))).max_by(|a, b| a.1.total_cmp(&b.1));
            let found = best.filter(|(_, likeness)| *likeness > 0.0);
            if let Some((k, likeness)) = found {
                used[k] = true;
                matched += likeness * weights[k];
                met += likeness * part.weight;
            }
            if !part.optional || found.is_some() {
                needed += part.weight;
            }
        }
        for weight in weights {
            printed += weight;
        }
        if self.parts.is_empty() {
            // The year alone.
            return if self.year && printed == 0.0 { 1.0 } else { 0.0 };
        }
        if printed == 0.0 || needed == 0.0 || matched == 0.0 {
            return 0.0;
        }
        let (precision, recall) = (matched / printed, met / needed);
        2.0 * precision * recall / (precision + recall)
    }
}

fn weight(word: &str) -> f32 {
    LIGHT.iter().find(|(light, _)| *light == word).map_or(1.0, |(_, weight)| *weight)
}

fn scope(name: &str) -> Option<Scope> {
    Some(match name {
        "phase" => Scope::Phase,
        "indicator" => Scope::Indicator,
        "budget" => Scope::BudgetLine,
        "objective" => Scope::Objective,
        "parameters" => Scope::Parameters,
        "registration" => Scope::Registration,
        _ => return None,
    })
}

fn names(lexis: &mut Lexis, groups: &HashMap<String, String>, sources: &[String]) -> Result<Vec<Name>, String> {
    sources.iter().map(|source| name(lexis, groups, source)).collect()
}

/// A name as the file writes it: words, `{group}`, `{year}`, each perhaps in brackets.
fn name(lexis: &mut Lexis, groups: &HashMap<String, String>, source: &str) -> Result<Name, String> {
    let mut out = Name { parts: Vec::new(), year: false };
    for item in source.split_whitespace() {
        let optional = item.starts_with('[');
        let item = item.trim_matches(['[', ']']);
        let group = item.strip_prefix('{').and_then(|i| i.strip_suffix('}'));
        if group == Some("year") {
            out.year = true;
            continue;
        }
        let listed = match group {
            Some(group) => groups.get(group).ok_or_else(|| format!("no group: {group}"))?,
            None => item,
        };
        let words: Vec<String> =
            listed.split_whitespace().flat_map(|w| tokens(w).into_iter().map(|t| t.text)).collect();
        let heaviest = words.iter().map(|w| weight(w)).fold(0.0, f32::max);
        if words.is_empty() {
            continue;
        }
        let words = words.iter().map(|w| lexis.add(w)).collect();
        out.parts.push(Part { words, optional, weight: heaviest });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(text: &str, scope: Scope) -> Option<(String, f32)> {
        let fields = Fields::parse(SOURCE).unwrap();
        let found = fields.like(text, |e| e.what == What::Field(scope));
        found.first().map(|(k, l)| (fields.entries[*k].field.clone().unwrap_or_default(), *l))
    }

    #[test]
    fn headings_that_nobody_listed_are_understood() {
        for (text, scope, want) in [
            ("Inizio Prev.", Scope::Phase, "planned_start"),
            ("Data fine effettiva", Scope::Phase, "actual_end"),
            ("Inizio Effett.", Scope::Phase, "actual_start"),
            ("Resp.le", Scope::Phase, "manager"),
            ("Centro di Resp.", Scope::Phase, "responsibility_center"),
            ("% avanz.", Scope::Phase, "progress"),
            ("Val. ragg.", Scope::Indicator, "achieved"),
            ("Valore raggiunto 2015", Scope::Indicator, "previous"),
            // By its name alone; the other headings of its row may say that it is the one of the card's year.
            ("Valore atteso 2016", Scope::Indicator, "future"),
            ("Tipologia", Scope::Indicator, "kind"),
            ("Cap./Art.", Scope::BudgetLine, "chapter"),
            ("Competenza / Residui", Scope::BudgetLine, "accrual"),
            ("Cod. Bil.", Scope::BudgetLine, "budget_code"),
            ("Importo €", Scope::BudgetLine, "amount"),
        ] {
            let (field, likeness) = best(text, scope).unwrap_or_default();
            assert_eq!(field, want, "{text} {likeness}");
            assert!(likeness > 0.8, "{text}: {likeness}");
        }
    }

    #[test]
    fn rows_that_sum_up_a_part_are_known() {
        for text in [
            "Totale Programma 01.01",
            "Subtotale",
            "Sub-totale",
            "A riportare",
            "Riporto",
            "Totale a riportare",
            "Riporto da pagina 3",
        ] {
            assert!(is_passing(text), "{text}");
        }
        for text in
            ["Riporto dei rifiuti", "Riportare in ordine l'archivio", "TRASFERIMENTI", "Sommario", "Totalizzatore"]
        {
            assert!(!is_passing(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_heading_is_like_none() {
        for text in ["COMINOTTI GRETA", "15,00", "Pareri resi", "Adeguato al D.Lgs."] {
            let likeness = best(text, Scope::Phase).map_or(0.0, |b| b.1);
            assert!(likeness < 0.6, "{text}: {likeness}");
        }
    }
}
