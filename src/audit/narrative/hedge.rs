//! How exactly a number is meant: what officials write before and behind it.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::pattern::{matches, pattern, tail};

/// How exactly a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hedge {
    /// As it stands.
    Exact,
    /// "circa", "quasi", "un centinaio di".
    About,
    /// "oltre", "più di".
    Over,
    /// "almeno".
    AtLeast,
    /// "meno di", "fino a".
    AtMost,
    /// "tra 20 e 25": this is the upper end.
    Between(Decimal),
}

/// Articles and prepositions between a hedge and its number.
const LINK: &str = r"\s+(?:(?:i|gli|le|l'|ai|agli|alle|al|alla|di|dei|degli|delle|del|della|a|in|quota|n\.)\s+){0,2}$";

static ABOUT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    hedge(
        r"circa|quasi|all'incirca|pressappoco|grosso\s+modo|approssimativamente|intorno|attorno|nell'ordine|poco\s+(?:meno|più)
        |si\s+aggira\w*(?:\s+(?:intorno|attorno))?",
    )
});
static AT_LEAST: LazyLock<Option<Regex>> = LazyLock::new(|| hedge(r"almeno|non\s+meno"));
static AT_MOST: LazyLock<Option<Regex>> =
    LazyLock::new(|| hedge(r"meno\s+di|fino\s+a\w*|non\s+più|non\s+oltre|al\s+massimo"));
static OVER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    hedge(
        r"oltre|più\s+di|superan?o?|superando|superav\w+|(?:ha|hanno|aver|avere|avendo)\s+superato(?:\s+la\s+soglia)?",
    )
});
static ABOUT_BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"(?i)^ ?(?:[^ ,.;]+ )?circa(?:[ ,.;]|$)"));

fn hedge(words: &str) -> Option<Regex> {
    pattern(&format!(r"(?xi)(?:^|[\x20'’(])(?:{words})(?-x:{LINK})"))
}

/// How exactly a number is meant that stands between two texts.
pub(super) fn hedge_of(before: &str, behind: &str) -> Hedge {
    let before = tail(before);
    if matches(&ABOUT, before) || matches(&ABOUT_BEHIND, behind) {
        Hedge::About
    } else if matches(&AT_LEAST, before) {
        Hedge::AtLeast
    } else if matches(&AT_MOST, before) {
        Hedge::AtMost
    } else if matches(&OVER, before) {
        Hedge::Over
    } else {
        Hedge::Exact
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hedges_are_known_by_what_stands_around() {
        for (before, behind, want) in [
            ("sono state ", " domande", Hedge::Exact),
            ("sono state circa ", " domande", Hedge::About),
            ("le presenze sono all'incirca ", "", Hedge::About),
            ("intorno alle ", " unità", Hedge::About),
            ("poco meno di ", "", Hedge::About),
            ("è di ", " mesi circa, dalla", Hedge::About),
            ("la morosità recuperata ha superato i ", " euro", Hedge::Over),
            ("gli iscritti superano le ", "", Hedge::Over),
            ("oltre ", "", Hedge::Over),
            ("più di ", "", Hedge::Over),
            ("non più di ", "", Hedge::AtMost),
            ("fino a ", "", Hedge::AtMost),
            ("almeno ", "", Hedge::AtLeast),
            ("l'esame è stato superato da ", " candidati", Hedge::Exact),
            ("sono inoltre ", "", Hedge::Exact),
        ] {
            assert_eq!(hedge_of(before, behind), want, "{before}…{behind}");
        }
    }
}
