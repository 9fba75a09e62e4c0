//! Sums of budget lines against printed totals, and what would explain a difference.

use rust_decimal::Decimal;

use crate::audit::rule::Rule;
use crate::base::lang::message;
use crate::contract::{Finding, Objective, Side};

/// A slip that would explain a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// The total leaves out the line at this position.
    Without(usize),
    /// The total counts the line at this position twice.
    Twice(usize),
    /// Two neighbouring digits of the total are swapped.
    SwappedTotal,
    /// Two neighbouring digits of the line at this position are swapped.
    SwappedLine(usize),
}

/// Compares the printed total of a side with the sum of its lines.
pub(super) fn check(
    rule: &Rule,
    key: &str,
    position: usize,
    objective: &Objective,
    side: &Side,
    out: &mut Vec<Finding>,
) {
    let Some(total) = side.total.value else { return };
    // Where an amount cannot be read nothing can be said of the sum; that amount has a finding of its own.
    if side.lines.iter().any(|l| l.amount.is_unreadable()) {
        return;
    }
    let amounts: Vec<Decimal> = side.lines.iter().map(|l| l.amount.value.unwrap_or_default()).collect();
    let Some(sum) = amounts.iter().try_fold(Decimal::ZERO, |s, a| s.checked_add(*a)) else { return };
    if sum == total {
        return;
    }
    let slip = explain(total, &amounts, sum);
    let mut message = message!(
        "Il totale stampato {total} non è la somma delle righe, {sum}: differenza {difference}",
        "The printed total {total} is not the sum of the lines, {sum}: difference {difference}",
        total = total,
        sum = sum,
        difference = total - sum,
    );
    if let Some(slip) = slip {
        let (it, en) = told(slip);
        message.it += &it;
        message.en += &en;
    }
    let subject = format!("/objectives/{position}/budget/{key}/total");
    let mut finding =
        rule.finding(subject, message).of(objective.code.value.as_ref()).differs(total, sum).at(&side.total.places);
    if let Some(Slip::Without(k) | Slip::Twice(k) | Slip::SwappedLine(k)) = slip {
        finding = finding
            .with(format!("/objectives/{position}/budget/{key}/lines/{k}/amount"))
            .at(&side.lines[k].amount.places);
    }
    out.push(finding);
}

fn told(slip: Slip) -> (String, String) {
    match slip {
        Slip::Without(k) => (
            format!(". Il totale è la somma senza la riga {}", k + 1),
            format!(". The total equals the sum without line {}", k + 1),
        ),
        Slip::Twice(k) => (
            format!(". Il totale conta due volte la riga {}", k + 1),
            format!(". The total counts line {} twice", k + 1),
        ),
        Slip::SwappedTotal => (
            ". Nel totale due cifre vicine sono scambiate".to_owned(),
            ". In the total two neighbouring digits are swapped".to_owned(),
        ),
        Slip::SwappedLine(k) => (
            format!(". Torna, se nella riga {} due cifre vicine sono scambiate", k + 1),
            format!(". It would agree if two neighbouring digits of line {} were swapped", k + 1),
        ),
    }
}

/// The slip that explains why a total differs from a sum, if exactly one line or swap does.
pub(super) fn explain(total: Decimal, amounts: &[Decimal], sum: Decimal) -> Option<Slip> {
    let difference = total - sum;
    let only = |test: &dyn Fn(&Decimal) -> bool| {
        let mut hits = amounts.iter().enumerate().filter(|(_, a)| !a.is_zero() && test(a)).map(|(k, _)| k);
        let first = hits.next()?;
        hits.next().is_none().then_some(first)
    };
    if let Some(k) = only(&|a| -*a == difference) {
        return Some(Slip::Without(k));
    }
    if let Some(k) = only(&|a| *a == difference) {
        return Some(Slip::Twice(k));
    }
    if swaps(total).any(|t| t == sum) {
        return Some(Slip::SwappedTotal);
    }
    only(&|a| swaps(*a).any(|s| s - *a == difference)).map(Slip::SwappedLine)
}

/// A number with any two neighbouring digits swapped.
fn swaps(number: Decimal) -> impl Iterator<Item = Decimal> {
    let digits = number.mantissa().unsigned_abs().to_string().into_bytes();
    (1..digits.len()).filter_map(move |k| {
        let mut swapped = digits.clone();
        swapped.swap(k - 1, k);
        let mantissa: i128 = String::from_utf8(swapped).ok()?.parse().ok()?;
        let signed = if number.is_sign_negative() { -mantissa } else { mantissa };
        Decimal::try_from_i128_with_scale(signed, number.scale()).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn slips_are_explained() {
        let amounts = [of("1200.00"), of("7000.00"), of("131000.00")];
        let sum = of("139200.00");
        assert_eq!(explain(of("132200.00"), &amounts, sum), Some(Slip::Without(1)));
        assert_eq!(explain(of("140400.00"), &amounts, sum), Some(Slip::Twice(0)));
        assert_eq!(explain(of("193200.00"), &amounts, sum), Some(Slip::SwappedTotal));
        assert_eq!(explain(of("121200.00"), &amounts, sum), Some(Slip::SwappedLine(2)));
        assert_eq!(explain(of("139200.01"), &amounts, sum), None);
    }

    #[test]
    fn an_explanation_is_one_or_none() {
        let amounts = [of("10.00"), of("10.00")];
        assert_eq!(explain(of("10.00"), &amounts, of("20.00")), None);
    }
}
