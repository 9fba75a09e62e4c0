//! The value of a cell, and how it is written where everything is text.

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::ser::{Serialize, Serializer};

use super::keys::Key;
use super::model::Type;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// Text.
    Text(&'a str),
    /// A key, which is text too.
    Key(Key),
    /// A whole number.
    Integer(i64),
    /// A decimal number in units of the last decimal of its column.
    Decimal(Unit),
    /// A day.
    Date(NaiveDate),
    /// True or false.
    Boolean(bool),
}

/// A decimal number as a whole number of units, and how many decimals a unit has: 12.50 with two decimals is 1250.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// How many units.
    pub count: i64,
    /// Decimals of a unit.
    pub scale: u8,
}

impl Unit {
    /// The number in a column of so many digits and decimals; none where it has more of either.
    pub fn fit(number: Decimal, precision: u8, scale: u8) -> Option<Self> {
        let (mantissa, has) = (number.mantissa(), number.scale());
        let count = match u32::from(scale).checked_sub(has) {
            Some(more) => mantissa.checked_mul(10i128.checked_pow(more)?)?,
            None => {
                let less = 10i128.checked_pow(has - u32::from(scale))?;
                (mantissa % less == 0).then_some(mantissa / less)?
            }
        };
        let bound = 10i128.checked_pow(u32::from(precision))?;
        (count.abs() < bound).then_some(Self { count: i64::try_from(count).ok()?, scale })
    }

    /// The number.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.count, u32::from(self.scale))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10u64.pow(u32::from(self.scale));
        let (sign, count) = (if self.count < 0 { "-" } else { "" }, self.count.unsigned_abs());
        write!(f, "{sign}{}", count / one)?;
        if self.scale > 0 {
            write!(f, ".{:0width$}", count % one, width = usize::from(self.scale))?;
        }
        Ok(())
    }
}

impl<'a> Value<'a> {
    /// The text, if there is any.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Value::Null, Value::Text)
    }

    /// The text of a cell that holds text or a key.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Key(key) => Some(key.as_str()),
            _ => None,
        }
    }

    /// Whether the value may stand in a column of a type.
    pub fn suits(&self, ty: Type) -> bool {
        match (self, ty) {
            (Value::Null, _) | (Value::Text(_) | Value::Key(_), Type::Text) | (Value::Integer(_), Type::Integer) => {
                true
            }
            (Value::Date(_), Type::Date) | (Value::Boolean(_), Type::Boolean) => true,
            (Value::Decimal(unit), Type::Decimal(_, scale)) => unit.scale == scale,
            _ => false,
        }
    }

    /// Writes the value as text: ISO dates, dots before decimals, `true` and `false`; nothing where there is nothing.
    pub fn write(&self, to: &mut String) {
        use fmt::Write;
        // Writing to a String cannot fail.
        let _ = match self {
            Value::Null => Ok(()),
            Value::Text(text) => to.write_str(text),
            Value::Key(key) => to.write_str(key.as_str()),
            Value::Integer(number) => write!(to, "{number}"),
            Value::Decimal(unit) => write!(to, "{unit}"),
            Value::Date(day) => write!(to, "{day}"),
            Value::Boolean(yes) => write!(to, "{yes}"),
        };
    }
}

/// A row as JSON, in the order of the columns: decimals and dates are strings.
pub struct Verbatim<'r, 'a>(pub &'r [Value<'a>]);

impl Serialize for Verbatim<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_none(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Key(key) => serializer.serialize_str(key.as_str()),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Decimal(unit) => serializer.collect_str(unit),
            Value::Date(day) => serializer.collect_str(day),
            Value::Boolean(yes) => serializer.serialize_bool(*yes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(text: &str, precision: u8, scale: u8) -> Option<String> {
        Unit::fit(text.parse().unwrap(), precision, scale).map(|u| u.to_string())
    }

    #[test]
    fn decimals_fit_or_are_refused_but_never_rounded() {
        assert_eq!(fit("-149800.00", 18, 2).unwrap(), "-149800.00");
        assert_eq!(fit("-0.05", 18, 2).unwrap(), "-0.05");
        assert_eq!(fit("12", 18, 6).unwrap(), "12.000000");
        assert_eq!(fit("1.500", 18, 2).unwrap(), "1.50");
        assert_eq!(fit("9999999999999999.99", 18, 2).unwrap(), "9999999999999999.99");
        assert_eq!(fit("10000000000000000.00", 18, 2), None);
        assert_eq!(fit("1.005", 18, 2), None);
        assert_eq!(fit("79228162514264337593543950335", 18, 2), None);
    }

    proptest::proptest! {
        #[test]
        fn what_fits_is_the_same_number(mantissa in proptest::num::i64::ANY, scale in 0u32..9) {
            let number = Decimal::new(mantissa, scale);
            if let Some(unit) = Unit::fit(number, 18, 6) {
                proptest::prop_assert_eq!(unit.decimal(), number);
                proptest::prop_assert_eq!(unit.to_string().parse::<Decimal>().unwrap(), number);
            }
        }
    }
}
