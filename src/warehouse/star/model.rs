//! What a table of the warehouse is: its columns with their types, its key, what it refers to, and what all of it means.

/// A meaning in Italian and English.
pub type Text = (&'static str, &'static str);

/// The type of a column. There are no floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text of any length.
    Text,
    /// A whole number.
    Integer,
    /// A decimal number with so many digits in all, and so many of them behind the point.
    Decimal(u8, u8),
    /// A day.
    Date,
    /// True or false.
    Boolean,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub ty: Type,
    /// Whether every row has a value here.
    pub required: bool,
    /// Name of the table whose key stands here.
    pub references: Option<&'static str>,
    /// What it means.
    pub meaning: Text,
}

/// Whether a table holds what is told, or what it is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What facts are grouped by: the same row whatever document it comes from.
    Dimension,
    /// What a document says; the rows go with their document.
    Fact,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Facts or a dimension.
    pub kind: Kind,
    /// Names of the columns that together tell its rows apart.
    pub key: &'static [&'static str],
    /// Its columns, in parts that tables share.
    pub parts: &'static [&'static [Column]],
    /// What a row is.
    pub meaning: Text,
}

impl Column {
    pub(super) const fn new(name: &'static str, ty: Type, it: &'static str, en: &'static str) -> Self {
        Self { name, ty, required: false, references: None, meaning: (it, en) }
    }

    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(super) const fn of(mut self, table: &'static str) -> Self {
        self.references = Some(table);
        self
    }
}

impl Table {
    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum()
    }

    /// Its columns.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> + Clone {
        self.parts.iter().flat_map(|part| part.iter())
    }

    /// Position of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns().position(|c| c.name == name)
    }

    /// Position of the column by whose value files are parted, in tables that are.
    pub fn partition(&self) -> Option<usize> {
        (self.kind == Kind::Fact).then(|| self.position("year")).flatten()
    }

    /// Position of the column that says which document a fact comes from.
    pub fn document(&self) -> Option<usize> {
        (self.kind == Kind::Fact).then(|| self.position("document_hash")).flatten()
    }
}
