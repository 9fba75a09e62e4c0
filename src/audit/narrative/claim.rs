//! What a number claims of an indicator, and whether the indicator's values bear it out.

use rust_decimal::Decimal;

use super::gauge::Gauge;
use super::hedge::{FAR, Hedge};
use super::mention::Mention;
use super::numeral::Shape;
use super::unit::{Dimension, Unit};

/// What a number is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The achieved value.
    Value,
    /// The achieved share, said as so many of so many.
    Ratio,
    /// So many times last year's value.
    Times,
    /// The change since last year, in percent.
    Change,
    /// All, of an indicator that is a share.
    All,
    /// None.
    None,
    /// A share, of which the number is said as a count: "57 ragazzi" for 57 %.
    Count,
}

/// What a number claims of an indicator.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// What it is held against.
    pub basis: Basis,
    /// What is said, in the unit of the indicator.
    pub said: Decimal,
    /// What the indicator has.
    pub has: Decimal,
    /// The least and the most that what is said allows.
    bounds: (Decimal, Decimal),
}

impl Claim {
    /// Whether the indicator bears the claim out.
    pub fn holds(&self) -> bool {
        self.basis != Basis::Count && self.bounds.0 <= self.has && self.has <= self.bounds.1
    }
}

/// What a number would claim if it spoke of an indicator's achieved value; none where it cannot speak of it.
pub fn claim(mention: &Mention, gauge: &Gauge<'_>) -> Option<Claim> {
    let new = |basis, said: Decimal, has: Decimal, hedge: Hedge, slack: Decimal| {
        let (low, high) = hedge.bounds(said);
        let slack = if hedge == Hedge::Exact { slack } else { Decimal::ZERO };
        Claim { basis, said, has, bounds: (low.saturating_sub(slack), high.saturating_add(slack)) }
    };
    let loose = if mention.hedge == Hedge::Exact { Hedge::About } else { mention.hedge };
    match mention.shape {
        Shape::Of(whole) if gauge.unit == Unit::PERCENT => {
            let share = mention.value.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
            Some(new(Basis::Ratio, share, gauge.achieved, loose, Decimal::ZERO))
        }
        // "metà" and "due terzi" are shares of something that only a share can speak of.
        Shape::Of(_) if mention.value < Decimal::TWO => None,
        Shape::Plain | Shape::Of(_) => plain(mention, gauge)
            .map(|(said, slack)| new(Basis::Value, said, gauge.achieved, mention.hedge, slack))
            .or_else(|| {
                let last = gauge.last().filter(|p| !p.is_zero())?;
                let percent = mention.unit.is_some_and(|u| u.dimension == Dimension::Share);
                let change =
                    (gauge.achieved - last).abs().checked_mul(Decimal::ONE_HUNDRED)?.checked_div(last.abs())?;
                let said = mention.value.abs();
                percent.then(|| new(Basis::Change, said, change, mention.hedge, mention.step))
            }),
        Shape::Times => {
            let last = gauge.last().filter(|p| *p > Decimal::ZERO)?;
            let times = gauge.achieved.checked_div(last)?;
            let (said, tenth) = (mention.value, mention.value / Decimal::TEN);
            let bounds = match (mention.hedge, said < Decimal::ONE) {
                (Hedge::Over, true) | (Hedge::Under, false) => (-FAR, said),
                (Hedge::Over | Hedge::AtLeast, false) => (said, FAR),
                _ => (said - tenth, said + tenth),
            };
            Some(Claim { basis: Basis::Times, said, has: times, bounds })
        }
        Shape::All if gauge.unit == Unit::PERCENT => {
            Some(new(Basis::All, Decimal::ONE_HUNDRED, gauge.achieved, mention.hedge, Decimal::ZERO))
        }
        Shape::All => None,
        Shape::None => Some(new(Basis::None, Decimal::ZERO, gauge.achieved, Hedge::Exact, Decimal::ZERO)),
    }
}

/// What a plain number says in the unit of the indicator, and how far off its rounding may be.
fn plain(mention: &Mention, gauge: &Gauge<'_>) -> Option<(Decimal, Decimal)> {
    let half = mention.step / Decimal::TWO;
    let Some(unit) = mention.unit else {
        // The unit may go without saying, but for money in thousands it does not.
        return Some((mention.value, half));
    };
    if unit.dimension == gauge.unit.dimension {
        let said = unit.convert(mention.value, gauge.unit)?;
        // Weeks, months and years are said of days in round figures.
        let round =
            unit.dimension == Dimension::Time && unit.size >= Decimal::from(10_080) && unit.size != gauge.unit.size;
        let months = unit.size >= Decimal::from(43_200);
        let slack = if round && months { said / Decimal::TEN } else { unit.convert(half, gauge.unit)? };
        return Some((said, slack));
    }
    // What an indicator counts may be a physical quantity of which its name says the unit in words that are not known.
    let physical = !matches!(unit.dimension, Dimension::Share | Dimension::Money | Dimension::Time);
    (gauge.unit.dimension == Dimension::Count && physical).then_some((mention.value, half))
}

/// Whether a number is a difference or a change that the indicator's values bear out, or the rest of a share.
pub fn is_derived(mention: &Mention, gauge: &Gauge<'_>) -> bool {
    let achieved = gauge.achieved;
    let mut percent = mention.unit.is_some_and(|u| u.dimension == Dimension::Share);
    let said = match mention.shape {
        Shape::Plain => mention.value.abs(),
        Shape::Of(whole) => {
            percent = true;
            let share = mention.value.checked_mul(Decimal::ONE_HUNDRED).and_then(|v| v.checked_div(whole));
            share.unwrap_or(mention.value)
        }
        _ => return false,
    };
    let (low, high) = mention.hedge.bounds(said);
    let within = |value: Decimal, slack: Decimal| value >= low - slack && value <= high + slack;
    let half = mention.step / Decimal::TWO;
    let others = gauge.last().into_iter().chain(gauge.expected);
    let mut difference = others.clone().filter(|o| *o != achieved).any(|o| within((achieved - o).abs(), Decimal::ZERO));
    let share =
        |o: Decimal| (!o.is_zero()).then(|| achieved.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(o)).flatten();
    difference &= !percent || gauge.unit == Unit::PERCENT;
    let rest = gauge.unit == Unit::PERCENT && within(Decimal::ONE_HUNDRED - achieved, half);
    let of =
        percent && others.filter_map(share).any(|s| within(s, half) || within((s - Decimal::ONE_HUNDRED).abs(), half));
    difference || rest || of
}
