//! What a grammar file says, as it is written: the TOML shape of `grammars/*.toml`. The comments here are what editors show
//! beside a key; `docs/grammar.md` tells the language by example.

use std::borrow::Cow;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use toml::Spanned;

use crate::contract::Severity;

/// A value of the file with the place where it stands, so that a mistake can be shown.
#[derive(Deserialize)]
#[serde(transparent)]
pub(in crate::grammar) struct At<T>(Spanned<T>);

/// A string of the file with its place.
pub(in crate::grammar) type Text = At<String>;

impl<T> At<T> {
    /// The value.
    pub fn get_ref(&self) -> &T {
        self.0.get_ref()
    }

    /// The bytes of the file where it stands.
    pub fn span(&self) -> Range<usize> {
        self.0.span()
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A grammar: how a family of forms is printed, and what its parts mean.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct GrammarFile {
    /// Version of the grammar language: 1.
    pub schema: At<u32>,
    /// Short name of the form in small letters, written into every report: "scheda-peg-avanzamento".
    pub id: Text,
    /// Name of the form for people.
    pub name: String,
    /// Whether it was learned from an archive, and no person has looked at it yet.
    #[serde(default)]
    pub learned: bool,
    /// Titles that the first page bears, each in every wording.
    #[serde(default)]
    pub title: Vec<Text>,
    /// How a document of this form is told from others.
    pub recognise: RecogniseTable,
    /// What runs along the pages and says nothing.
    #[serde(default)]
    pub furniture: FurnitureTable,
    /// The stamp of the protocol office.
    pub stamp: Option<StampTable>,
    /// Lines along the pages that say something of the report or of its objectives.
    #[serde(default)]
    pub banner: Vec<BannerTable>,
    /// What stands before the first card.
    #[serde(default)]
    pub cover: CoverTable,
    /// What an objective's card begins with, and its labelled values.
    pub card: CardTable,
    /// The parts of a card: tables, prose, charts.
    #[serde(default)]
    pub section: Vec<SectionTable>,
    /// What printed values must satisfy beyond the rules for all forms.
    #[serde(default)]
    pub rule: Vec<RuleTable>,
    /// Which rules for all forms say nothing here.
    #[serde(default)]
    pub audit: AuditTable,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct RecogniseTable {
    /// How many of the marks must stand on a document.
    pub needed: At<usize>,
    /// Words of the form, each at the start of a line or a cell; | parts wordings of one mark.
    pub marks: Vec<Text>,
    /// The first and the last year that this version of the form was printed for, as in [2013, 2019].
    pub years: Option<At<[i32; 2]>>,
    /// A pattern with a group `year`: where a document says its year.
    pub year: Option<Text>,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct FurnitureTable {
    /// Patterns of whole lines at the edges of a page; a group `page` must be the number of the page.
    #[serde(default)]
    pub patterns: Vec<Text>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct StampTable {
    /// A pattern of the line that tells a stamp.
    pub anchor: Text,
    /// How many lines above it can belong to the stamp.
    pub above: usize,
    /// How many lines below it can.
    pub below: usize,
    /// A pattern of what stands beside a stamp and says nothing.
    pub beside: Option<Text>,
    /// A pattern of the whole stamp; its groups are fields of the registration.
    pub pattern: Text,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct BannerTable {
    /// A pattern of a line, or of a part of one between wide gaps. Its groups: `title`, `registration.entity` and the like,
    /// `parameters.level` and the like, or fields of the objective such as `as_of`.
    pub pattern: Text,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct CoverTable {
    /// Labelled values before the first card; their fields are the parameters.
    #[serde(default)]
    pub label: Vec<LabelTable>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct CardTable {
    /// A pattern of the line that a card begins with; its groups are fields of the objective.
    pub heading: Option<Text>,
    /// The block of labelled cells on top of every page of a card, row by row.
    #[serde(default)]
    pub header: Vec<Vec<CellTable>>,
    /// Fields that are read out of others.
    #[serde(default)]
    pub derived: Vec<DerivedTable>,
    /// Labels with their values behind or below them.
    #[serde(default)]
    pub label: Vec<LabelTable>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct CellTable {
    /// The label in every wording; none for a cell that holds a value only.
    #[serde(default)]
    pub names: Vec<Text>,
    /// The field of the objective.
    pub field: Text,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct DerivedTable {
    /// The field that is read.
    pub from: Text,
    /// A pattern; its groups are the fields that come out.
    pub pattern: Text,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct LabelTable {
    /// The label in every wording.
    pub names: Vec<Text>,
    /// Where its value goes; "other" keeps it under the printed label, none makes it a mere heading.
    pub field: Option<Text>,
    /// Whether it stands once a card, so that it begins the next one when it comes again.
    #[serde(default)]
    pub starts: bool,
    /// Whether it can stand behind a table or prose, which it ends.
    #[serde(default)]
    pub anywhere: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct SectionTable {
    /// Its own short name; that of its table in the output, where it fills "tables".
    pub id: Text,
    /// What follows its heading.
    pub kind: SectionKind,
    /// Its heading in every wording; a table without one is opened by its column headings.
    #[serde(default)]
    pub names: Vec<Text>,
    /// A pattern of a heading that says something: its groups are fields of the objective.
    pub pattern: Option<Text>,
    /// What a table fills: "phases", "indicators", "budget.revenues", "budget.expenses", or "tables" for one of the form's
    /// own. What prose fills: a text field of the objective, or "other"; the status when it is left out.
    pub fills: Option<Text>,
    /// The id of another section whose columns this one has.
    pub columns_of: Option<Text>,
    /// The columns, in any order.
    #[serde(default)]
    pub column: Vec<ColumnTable>,
    /// Rows that sum up.
    #[serde(default)]
    pub summary: Vec<SummaryTable>,
}

/// A rule of this form: a relation between printed values.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct RuleTable {
    /// Its code: one to three capitals and three digits, "S001".
    pub code: Text,
    /// Its short name.
    pub name: String,
    /// What it looks at: a list of the contract, the id of a table of the form's own, or "objective".
    pub on: Text,
    /// What must hold: "variance = actual - budget" of every row, "total(units) = sum(units)" of a table.
    pub holds: Text,
    /// How grave its findings are.
    #[serde(default)]
    pub severity: Severity,
    /// What is wrong when it does not hold, in both languages.
    pub what: BothLanguages,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct BothLanguages {
    /// Italian.
    pub it: String,
    /// English.
    pub en: String,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct AuditTable {
    /// Codes of rules that say nothing about this form.
    #[serde(default)]
    pub without: Vec<Text>,
}

/// What follows a section heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// Prose.
    Narrative,
    /// A picture or a diagram; its words are furniture.
    Chart,
    /// A table.
    Table,
    /// Nothing of its own: a heading over other sections, or over labelled values.
    Group,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct ColumnTable {
    /// Its heading in every wording; {year} stands for four digits.
    pub names: Vec<Text>,
    /// The heading above it and its neighbours, in every wording, where its own name alone does not tell it.
    #[serde(default)]
    pub under: Vec<Text>,
    /// The field of its values; "other" keeps them under the printed heading.
    pub field: Option<Text>,
    /// The type of its values, in a table of the form's own.
    #[serde(rename = "type")]
    pub kind: Option<At<ValueType>>,
    /// A pattern whose groups are fields inside the cell.
    pub parts: Option<Text>,
    /// Whether a value here tells that a row begins; where no column says so, those of decimal numbers do.
    pub key: Option<bool>,
    /// How many cells stand under the heading; they are joined by dots.
    #[serde(default = "one")]
    pub cells: usize,
    /// What a dash in a cell means: "zero" where the form prints it for one; nothing where this is left out.
    pub dash: Option<Dash>,
    /// The heading and field of the second printed row of a record, below the first.
    pub below: Option<BelowTable>,
}

/// What a dash in a cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::grammar) enum Dash {
    /// The number zero.
    Zero,
}

/// The type of the values of a column of a table of the form's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::grammar) enum ValueType {
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

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct BelowTable {
    /// Its heading in every wording.
    pub names: Vec<Text>,
    /// The field of its values.
    pub field: Text,
    /// The type of its values, in a table of the form's own.
    #[serde(rename = "type")]
    pub kind: Option<At<ValueType>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct SummaryTable {
    /// A pattern that its line begins with.
    pub pattern: Text,
    /// The field of its value; left out in a table of the form's own, whose totals it gives.
    pub field: Option<Text>,
    /// The field of the column that its value stands in.
    pub column: Option<Text>,
}

/// The JSON Schema (draft 2020-12) of grammar files, for editors that complete and check them.
pub fn grammar_schema() -> Schema {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.into_generator().into_root_schema_for::<GrammarFile>()
}
