//! Relations between the values of a form, as grammars write them: `variance = actual - budget`,
//! `total(units) = sum(units)`.

mod evaluate;
mod parse;

pub use evaluate::{Comparison, Unknown, compare};
pub use parse::{FormulaError, parse};

use rust_decimal::Decimal;

/// A relation that should hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// What is printed.
    pub left: Expression,
    /// How the two sides should compare.
    pub comparison: Comparator,
    /// What it should be.
    pub right: Expression,
}

/// How two sides compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `=`
    Equal,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `>`
    More,
}

/// One side of a relation.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number.
    Number(Decimal),
    /// A value of the form.
    Value(Reference),
    /// Two expressions and what is done with them.
    Both(Box<Expression>, Operator, Box<Expression>),
}

/// What is done with two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// A value of the form, or what is made of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What is made of the column; none for the value of the row at hand.
    pub aggregate: Option<Aggregate>,
    /// The table, where it is not the one of the rule.
    pub table: Option<String>,
    /// The field; empty for `count(table)`.
    pub field: String,
}

/// What is made of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// The sum of its values.
    Sum,
    /// What is printed as its total.
    Total,
    /// The number of rows.
    Count,
}

impl Relation {
    /// The values that it speaks of, from left to right.
    pub fn references(&self) -> Vec<&Reference> {
        let mut out = Vec::new();
        self.left.references(&mut out);
        self.right.references(&mut out);
        out
    }

    /// Whether it speaks of single rows, and not of columns alone.
    pub fn is_of_rows(&self) -> bool {
        self.references().iter().any(|r| r.aggregate.is_none())
    }
}

impl Expression {
    fn references<'e>(&'e self, out: &mut Vec<&'e Reference>) {
        match self {
            Expression::Number(_) => {}
            Expression::Value(reference) => out.push(reference),
            Expression::Both(left, _, right) => {
                left.references(out);
                right.references(out);
            }
        }
    }

    /// Whether it multiplies or divides, so that its result is rounded where it is printed.
    fn scales(&self) -> bool {
        match self {
            Expression::Both(left, operator, right) => {
                matches!(operator, Operator::Times | Operator::Over) || left.scales() || right.scales()
            }
            _ => false,
        }
    }
}
