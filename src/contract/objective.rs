//! An objective with its narrative, phases, indicators and budget.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::other::{Other, Table};
use super::read::Read;
use super::report::Coded;
use super::status::Status;

/// An objective of the PEG: one progress card.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Objective {
    /// Its code, "2017_P03_01".
    pub code: Read<String>,
    /// The year that the code says.
    pub year: Read<i32>,
    /// What is to be reached.
    pub description: Read<String>,
    /// Tipo di Obiettivo.
    pub kind: Read<String>,
    /// Area Tematica.
    pub thematic_area: Option<Coded>,
    /// Assessorato.
    pub councillor: Read<String>,
    /// Direzione.
    pub directorate: Read<String>,
    /// Direttore.
    pub director: Read<String>,
    /// Centro di responsabilità.
    pub responsibility_center: Read<String>,
    /// Responsabile.
    pub manager: Read<String>,
    /// Collegato a: the objectives above it.
    pub linked: Linked,
    /// Stato di attuazione.
    pub status: Option<Status>,
    /// Fasi.
    pub phases: Vec<Phase>,
    /// Indicatori.
    pub indicators: Vec<Indicator>,
    /// Risorse finanziarie.
    pub budget: Option<Budget>,
    /// Tables that are neither phases, indicators nor budget.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    /// Labelled cells without a field of their own.
    #[serde(default, skip_serializing_if = "Other::is_empty")]
    pub other: Other,
    /// Header cells that do not say the same on every page; for the audit only.
    #[serde(skip)]
    #[schemars(skip)]
    pub drifts: Vec<Drift>,
}

/// A header cell that does not say the same on every page.
#[derive(Clone, Debug, Default)]
pub struct Drift {
    /// The field.
    pub field: String,
    /// What most pages say: the value of the field.
    pub expected: Read<String>,
    /// What other pages say.
    pub found: Read<String>,
    /// Those pages.
    pub pages: Vec<u32>,
}

/// Objectives of the planning documents that this one serves.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Linked {
    /// Obiettivo di mandato.
    pub mandate: Option<Coded>,
    /// Obiettivo di missione.
    pub mission: Option<Coded>,
    /// Obiettivo di programma.
    pub programme: Option<Coded>,
}

/// A phase (fase) of an objective.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Phase {
    /// What is done in it.
    pub description: Read<String>,
    /// Peso, in hundredths of the objective.
    pub weight: Read<Decimal>,
    /// Avanzamento, percent.
    pub progress: Read<Decimal>,
    /// Inizio previsto.
    pub planned_start: Read<NaiveDate>,
    /// Fine prevista.
    pub planned_end: Read<NaiveDate>,
    /// Inizio effettivo.
    pub actual_start: Read<NaiveDate>,
    /// Fine effettiva.
    pub actual_end: Read<NaiveDate>,
    /// Responsabile.
    pub manager: Read<String>,
    /// Centro di responsabilità.
    pub responsibility_center: Read<String>,
    /// Note.
    pub note: Read<String>,
    /// Columns without a field of their own.
    #[serde(default, skip_serializing_if = "Other::is_empty")]
    pub other: Other,
}

/// An indicator of an objective.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Indicator {
    /// Its code, in forms that print one.
    #[serde(default, skip_serializing_if = "Read::is_blank")]
    pub code: Read<String>,
    /// What is counted.
    pub description: Read<String>,
    /// Tipo: efficacia, efficienza, qualità, economicità.
    pub kind: Read<String>,
    /// Valore atteso.
    pub expected: Read<Decimal>,
    /// Valore raggiunto.
    pub achieved: Read<Decimal>,
    /// Values of earlier years, in printed order.
    pub previous: Vec<YearValue>,
    /// Media degli anni precedenti, in forms that print it.
    #[serde(default, skip_serializing_if = "Read::is_blank")]
    pub previous_average: Read<Decimal>,
    /// Expected values of the following years, in forms that print them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub future: Vec<YearValue>,
    /// Note.
    pub note: Read<String>,
    /// Columns without a field of their own.
    #[serde(default, skip_serializing_if = "Other::is_empty")]
    pub other: Other,
}

/// The value of an indicator in another year.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct YearValue {
    /// The year, as the heading of the column says.
    pub year: Read<i32>,
    /// The value.
    pub value: Read<Decimal>,
}

/// The money of an objective.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Budget {
    /// Entrate.
    pub revenues: Option<Side>,
    /// Spese.
    pub expenses: Option<Side>,
    /// Saldo.
    pub balance: Read<Decimal>,
}

/// One side of the budget.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// The lines in printed order.
    pub lines: Vec<BudgetLine>,
    /// The total as printed.
    pub total: Read<Decimal>,
}

/// A line of the budget.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct BudgetLine {
    /// Esercizio.
    pub fiscal_year: Read<i32>,
    /// Altre somme.
    pub other_sums: Read<Decimal>,
    /// Codice di bilancio, its cells joined by dots: "1.03".
    pub budget_code: Read<String>,
    /// Capitolo.
    pub chapter: Read<String>,
    /// Articolo.
    pub article: Read<String>,
    /// Competenza (CP), residui (RS) or cassa (CS), as printed.
    pub accrual: Read<String>,
    /// The wording, with its trailing parenthesis as printed.
    pub description: Read<String>,
    /// "cod. minist." of the parenthesis.
    pub ministerial_code: Read<String>,
    /// "p. f." of the parenthesis: piano finanziario.
    pub financial_plan: Read<String>,
    /// "mis. prog." of the parenthesis: missione and programma.
    pub mission_programme: Read<String>,
    /// Note.
    pub note: Read<String>,
    /// Importo, in euro.
    pub amount: Read<Decimal>,
    /// Columns without a field of their own.
    #[serde(default, skip_serializing_if = "Other::is_empty")]
    pub other: Other,
}
