//! The form of a document: the grammar that matched, and how what is printed was read by it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;

/// The grammar that matched.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Form {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it was learned from the archive, and not written by people.
    #[serde(default)]
    pub learned: bool,
    /// How each printed heading or label was read, in printed order.
    #[serde(default)]
    pub readings: Vec<Reading>,
    /// The fields of which the document prints neither column nor label, as their JSON Pointer below an objective without
    /// its first slash and without positions: "phases/actual_end", "budget/expenses/lines/article"; those of the form's own
    /// tables by their id, "tables/resources/amount". What holds other fields stands for all of them.
    #[serde(default)]
    pub absent: Vec<String>,
}

impl Form {
    /// A form of which no more is known than what it is called.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), ..Self::default() }
    }

    /// Whether the document does not print a field at all, "phases/actual_end": its null is no blank, and says nothing.
    pub fn is_absent(&self, field: &str) -> bool {
        self.absent.iter().any(|absent| {
            field.strip_prefix(absent.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// How a printed heading or label was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// The heading or label as printed.
    pub printed: String,
    /// The field that it was taken for, in the notation of [`Form::absent`]; null where it is none and stays under its name.
    pub field: Option<String>,
    /// What speaks for it.
    pub how: How,
    /// How sure it is, 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub confidence: f64,
    /// Where it stands.
    pub places: Vec<Evidence>,
}

/// What speaks for a heading being a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// The form's grammar names the field so.
    Named,
    /// It is like a name of the field.
    Likeness,
    /// The values below or beside it are such as the field has.
    Values,
    /// With it a law of the form holds, as a column that adds up to its total.
    Law,
    /// A person said so.
    Person,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_an_absent_field_is_absent_for_all_of_them() {
        let form = Form { absent: vec!["phases/actual_end".into(), "budget".into()], ..Form::new("f", "F") };
        assert!(form.is_absent("phases/actual_end"));
        assert!(form.is_absent("budget/expenses/lines/article"));
        assert!(!form.is_absent("phases/actual_end_of"));
        assert!(!form.is_absent("phases"), "one field of a list says nothing of the others");
    }

    #[test]
    fn a_report_written_before_there_were_readings_is_read_back() {
        let form: Form = serde_json::from_str(r#"{"id":"f","name":"F"}"#).unwrap();
        assert!(!form.learned && form.readings.is_empty() && form.absent.is_empty());
    }
}
