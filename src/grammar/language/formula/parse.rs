//! The text of a relation to what it says.

use std::str::FromStr;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::{char, multispace0, satisfy};
use nom::combinator::{all_consuming, map, map_opt, opt, recognize, value};
use nom::multi::fold_many0;
use nom::sequence::{delimited, pair, preceded};
use nom::{IResult, Parser};
use rust_decimal::Decimal;

use super::{Aggregate, Comparator, Expression, Operator, Reference, Relation};

/// A relation that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no relation")]
pub struct FormulaError(String);

/// How deep parentheses may nest.
const DEPTH: usize = 20;

/// Reads a relation: `variance = actual - budget`, `total(units) = sum(units)`, `share <= 100`.
pub fn parse(text: &str) -> Result<Relation, FormulaError> {
    let wrong = || FormulaError(text.to_owned());
    // Every parenthesis is a step of recursion.
    if text.matches('(').count() > DEPTH || text.len() > 1000 {
        return Err(wrong());
    }
    let (_, relation) = all_consuming(relation).parse(text).map_err(|_| wrong())?;
    Ok(relation)
}

fn spaced<'t, O>(
    inner: impl Parser<&'t str, Output = O, Error = nom::error::Error<&'t str>>,
) -> impl Parser<&'t str, Output = O, Error = nom::error::Error<&'t str>> {
    delimited(multispace0, inner, multispace0)
}

fn relation(input: &str) -> IResult<&str, Relation> {
    let comparator = alt((
        value(Comparator::AtMost, tag("<=")),
        value(Comparator::AtLeast, tag(">=")),
        value(Comparator::Equal, tag("=")),
        value(Comparator::Less, tag("<")),
        value(Comparator::More, tag(">")),
    ));
    map((sum, spaced(comparator), sum), |(left, comparison, right)| Relation { left, comparison, right }).parse(input)
}

fn sum(input: &str) -> IResult<&str, Expression> {
    let operator = alt((value(Operator::Plus, char('+')), value(Operator::Minus, alt((char('-'), char('−'))))));
    chain(input, operator, product)
}

fn product(input: &str) -> IResult<&str, Expression> {
    let operator = alt((value(Operator::Times, char('*')), value(Operator::Over, char('/'))));
    chain(input, operator, single)
}

/// Operands from left to right with operators of one rank between them.
fn chain<'t>(
    input: &'t str,
    operator: impl Parser<&'t str, Output = Operator, Error = nom::error::Error<&'t str>>,
    operand: fn(&'t str) -> IResult<&'t str, Expression>,
) -> IResult<&'t str, Expression> {
    let (input, first) = operand(input)?;
    let mut first = Some(first);
    fold_many0(
        pair(spaced(operator), operand),
        move || first.take().unwrap_or(Expression::Number(Decimal::ZERO)),
        |left, (operator, right)| Expression::Both(Box::new(left), operator, Box::new(right)),
    )
    .parse(input)
}

fn single(input: &str) -> IResult<&str, Expression> {
    let inside = delimited(char('('), sum, char(')'));
    spaced(alt((number, map(aggregate, Expression::Value), map(bare, Expression::Value), inside))).parse(input)
}

fn number(input: &str) -> IResult<&str, Expression> {
    let digits = || take_while1(|c: char| c.is_ascii_digit());
    let text = recognize(pair(digits(), opt(pair(char('.'), digits()))));
    map_opt(text, |t: &str| Decimal::from_str(t).ok().map(Expression::Number)).parse(input)
}

/// A name; that of a table, which stands in parentheses, may hold a hyphen.
fn name(input: &str, hyphen: bool) -> IResult<&str, &str> {
    let letter = |c: char| c.is_ascii_lowercase();
    let more = |c: char| letter(c) || c.is_ascii_digit() || matches!(c, '_' | '.') || (hyphen && c == '-');
    recognize(pair(satisfy(letter), opt(take_while1(more)))).parse(input)
}

fn aggregate(input: &str) -> IResult<&str, Reference> {
    let mut which = alt((
        value(Aggregate::Sum, tag("sum")),
        value(Aggregate::Total, tag("total")),
        value(Aggregate::Count, tag("count")),
    ));
    let (input, which) = which.parse(input)?;
    let (input, name) =
        preceded(multispace0, delimited(char('('), spaced(|i| name(i, true)), char(')'))).parse(input)?;
    let mut reference = referred(name);
    if which == Aggregate::Count {
        reference = Reference { aggregate: None, table: Some(name.to_owned()), field: String::new() };
    }
    Ok((input, Reference { aggregate: Some(which), ..reference }))
}

fn bare(input: &str) -> IResult<&str, Reference> {
    map(|i| name(i, false), |name| Reference { aggregate: None, table: None, field: name.to_owned() }).parse(input)
}

/// "costi.actual" is the field actual of the table costi.
fn referred(name: &str) -> Reference {
    let (table, field) = match name.rsplit_once('.') {
        Some((table, field)) => (Some(table.to_owned()), field.to_owned()),
        None => (None, name.to_owned()),
    };
    Reference { aggregate: None, table, field }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn operators_have_their_rank() {
        let relation = parse("a = b + c * 2 - (d / 4)").unwrap();
        let names: Vec<&str> = relation.references().iter().map(|r| r.field.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d"]);
        let Expression::Both(left, Operator::Minus, _) = relation.right else { panic!("the last sign binds last") };
        assert!(matches!(*left, Expression::Both(_, Operator::Plus, _)));
    }

    #[test]
    fn columns_of_other_tables() {
        let relation = parse("total(budget.expenses.amount) >= sum(costi.actual)").unwrap();
        assert_eq!(relation.comparison, Comparator::AtLeast);
        let told: Vec<_> =
            relation.references().iter().map(|r| (r.aggregate, r.table.as_deref(), r.field.as_str())).collect();
        assert_eq!(
            told,
            [
                (Some(Aggregate::Total), Some("budget.expenses"), "amount"),
                (Some(Aggregate::Sum), Some("costi"), "actual")
            ]
        );
        assert!(!relation.is_of_rows());
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "a", "a =", "a == b", "a = b c", "a = (b", "A = b", "a = sum(", "a = b +"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&format!("a = {}b{}", "(".repeat(500), ")".repeat(500))).is_err());
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "[a-z0-9 ()+*/=<>.-]{0,60}") {
            let _ = parse(&text);
        }
    }
}
