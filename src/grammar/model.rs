//! What a grammar file says, as it is written: the TOML shape of `grammars/*.toml`.
//!
//! `docs` of the language are the comments of `grammars/scheda-peg-avanzamento.toml`.

use serde::Deserialize;
use toml::Spanned;

/// A string of the file with the place where it stands, so that a mistake can be shown.
pub(super) type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GrammarFile {
    pub schema: Spanned<u32>,
    pub id: Text,
    pub name: String,
    #[serde(default)]
    pub title: Vec<Text>,
    pub recognise: RecogniseTable,
    #[serde(default)]
    pub furniture: FurnitureTable,
    pub stamp: Option<StampTable>,
    #[serde(default)]
    pub banner: Vec<BannerTable>,
    #[serde(default)]
    pub cover: CoverTable,
    pub card: CardTable,
    #[serde(default)]
    pub section: Vec<SectionTable>,
    #[serde(default)]
    pub rule: Vec<RuleTable>,
    #[serde(default)]
    pub audit: AuditTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecogniseTable {
    pub needed: Spanned<usize>,
    pub marks: Vec<Text>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FurnitureTable {
    #[serde(default)]
    pub patterns: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StampTable {
    pub anchor: Text,
    pub above: usize,
    pub below: usize,
    pub beside: Option<Text>,
    pub pattern: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BannerTable {
    pub pattern: Text,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverTable {
    #[serde(default)]
    pub label: Vec<LabelTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CardTable {
    pub heading: Option<Text>,
    #[serde(default)]
    pub header: Vec<Vec<CellTable>>,
    #[serde(default)]
    pub derived: Vec<DerivedTable>,
    #[serde(default)]
    pub label: Vec<LabelTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CellTable {
    #[serde(default)]
    pub names: Vec<Text>,
    pub field: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DerivedTable {
    pub from: Text,
    pub pattern: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelTable {
    pub names: Vec<Text>,
    pub field: Option<Text>,
    #[serde(default)]
    pub starts: bool,
    #[serde(default)]
    pub anywhere: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionTable {
    pub id: Text,
    pub kind: SectionKind,
    #[serde(default)]
    pub names: Vec<Text>,
    pub pattern: Option<Text>,
    pub fills: Option<Text>,
    pub columns_of: Option<Text>,
    #[serde(default)]
    pub column: Vec<ColumnTable>,
    #[serde(default)]
    pub summary: Vec<SummaryTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleTable {
    pub code: Text,
    pub name: String,
    pub on: Text,
    pub holds: Text,
    #[serde(default)]
    pub severity: Gravity,
    pub what: BothLanguages,
}

/// How grave the findings of a rule are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gravity {
    /// A value is wrong or contradicts another.
    #[default]
    Error,
    /// A value is probably wrong.
    Warning,
    /// Worth knowing.
    Info,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BothLanguages {
    pub it: String,
    pub en: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuditTable {
    #[serde(default)]
    pub without: Vec<Text>,
}

/// What follows a section heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// Prose.
    Narrative,
    /// A picture or a diagram; its words are furniture.
    Chart,
    /// A table.
    Table,
    /// Nothing of its own: a heading over other sections.
    Group,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnTable {
    pub names: Vec<Text>,
    #[serde(default)]
    pub under: Vec<Text>,
    pub field: Option<Text>,
    #[serde(rename = "type")]
    pub kind: Option<Spanned<ValueType>>,
    pub parts: Option<Text>,
    pub key: Option<bool>,
    #[serde(default = "one")]
    pub cells: usize,
    pub below: Option<BelowTable>,
}

/// The type of the values of a column of a table of the form's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ValueType {
    /// Text, names and codes as printed.
    Text,
    /// A decimal number in Italian notation.
    Decimal,
    /// A date.
    Date,
    /// A year.
    Year,
}

fn one() -> usize {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BelowTable {
    pub names: Vec<Text>,
    pub field: Text,
    #[serde(rename = "type")]
    pub kind: Option<Spanned<ValueType>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SummaryTable {
    pub pattern: Text,
    pub field: Option<Text>,
    pub column: Option<Text>,
}
