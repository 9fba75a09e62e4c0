//! Whether a relation holds for printed values.

use rust_decimal::Decimal;

use super::{Comparator, Expression, Operator, Reference, Relation};

/// Why nothing can be said: a value is blank or unreadable, or a number too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown;

/// The two sides of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The left side.
    pub left: Decimal,
    /// The right side, rounded to what can be printed.
    pub right: Decimal,
    /// Whether the relation holds.
    pub holds: bool,
}

/// Compares the two sides; `value` gives what is printed for a reference. Sides that are added up must agree exactly; where
/// something is multiplied or divided, or printed with fewer decimals than it is made of, half a unit of the last printed
/// decimal is allowed.
pub fn compare(
    relation: &Relation,
    value: &dyn Fn(&Reference) -> Result<Decimal, Unknown>,
) -> Result<Comparison, Unknown> {
    let (left, right) = (evaluate(&relation.left, value)?, evaluate(&relation.right, value)?);
    let scale = left.scale();
    let rounds = relation.left.scales() || relation.right.scales() || right.scale() > scale;
    let slack = if rounds { Decimal::try_new(5, scale + 1).map_err(|_| Unknown)? } else { Decimal::ZERO };
    let apart = left.checked_sub(right).ok_or(Unknown)?;
    let holds = match relation.comparison {
        Comparator::Equal => apart.abs() <= slack,
        Comparator::AtMost => apart <= slack,
        Comparator::AtLeast => apart >= -slack,
        Comparator::Less => apart < Decimal::ZERO,
        Comparator::More => apart > Decimal::ZERO,
    };
    let right = if rounds { right.round_dp(scale.max(2)) } else { right };
    Ok(Comparison { left, right, holds })
}

fn evaluate(
    expression: &Expression,
    value: &dyn Fn(&Reference) -> Result<Decimal, Unknown>,
) -> Result<Decimal, Unknown> {
    match expression {
        Expression::Number(number) => Ok(*number),
        Expression::Value(reference) => value(reference),
        Expression::Both(left, operator, right) => {
            let (a, b) = (evaluate(left, value)?, evaluate(right, value)?);
            let result = match operator {
                Operator::Plus => a.checked_add(b),
                Operator::Minus => a.checked_sub(b),
                Operator::Times => a.checked_mul(b),
                Operator::Over => a.checked_div(b),
            };
            result.ok_or(Unknown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn check(relation: &str, values: &[(&str, &str)]) -> Option<bool> {
        let relation = parse(relation).unwrap();
        let value = |r: &Reference| {
            let found = values.iter().find(|(name, _)| *name == r.field).ok_or(Unknown)?;
            found.1.parse().map_err(|_| Unknown)
        };
        compare(&relation, &value).ok().map(|c| c.holds)
    }

    #[test]
    fn sums_are_exact_and_quotients_rounded() {
        let of = |v| [("a", v), ("b", "10.00"), ("c", "3.00")];
        assert_eq!(check("a = b - c", &of("7.00")), Some(true));
        assert_eq!(check("a = b - c", &of("7.01")), Some(false));
        assert_eq!(check("a = b / c", &of("3.33")), Some(true));
        assert_eq!(check("a = b / c", &of("3.34")), Some(false));
        assert_eq!(check("a = b - c", &[("a", "7"), ("b", "10.4"), ("c", "3.0")]), Some(true));
    }

    #[test]
    fn blanks_and_zero_divisors_say_nothing() {
        assert_eq!(check("a = b", &[("a", "1")]), None);
        assert_eq!(check("a = a / b", &[("a", "1"), ("b", "0")]), None);
    }
}
