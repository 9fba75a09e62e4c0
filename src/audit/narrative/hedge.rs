//! How exactly a number is meant: what officials write before and behind it, and which values that allows.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::pattern::{matches, pattern, tail};

/// How exactly a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hedge {
    /// As it stands.
    Exact,
    /// "circa", "un centinaio di".
    About,
    /// "quasi", "sfiora": about, from below.
    Nearly,
    /// "oltre", "più di", "supera".
    Over,
    /// "almeno".
    AtLeast,
    /// "meno di", "sotto", "entro".
    Under,
    /// "fino a", "al massimo".
    AtMost,
    /// "tra 20 e 25": this is the upper end.
    Between(Decimal),
}

/// Farther than any quantity that is read.
pub(super) const FAR: Decimal = Decimal::from_parts(0x6310_0000, 0x6bc7_5e2d, 0x5, false, 0);
/// Larger numbers are no quantities; below this no sum, product or share of two of them overflows.
pub(super) const LARGEST: i64 = 1_000_000_000_000;

impl Hedge {
    /// The values that a number said so allows, both ends included.
    ///
    /// "Circa" allows a tenth on either side, "oltre" up to a half above: so the contract says.
    pub fn bounds(self, said: Decimal) -> (Decimal, Decimal) {
        let (tenth, half) = (said.abs() / Decimal::TEN, said.abs() / Decimal::TWO);
        match self {
            Hedge::Exact => (said, said),
            Hedge::About | Hedge::Nearly => (said - tenth, said + tenth),
            Hedge::Over => (said, said + half),
            Hedge::AtLeast => (said, FAR),
            Hedge::Under => (said - half, said),
            Hedge::AtMost => (-FAR, said),
            Hedge::Between(most) => (said, most),
        }
    }
}

/// Articles and prepositions between a hedge and its number.
const LINK: &str = r"\s+(?:(?:dell['’]|all['’]|l['’])|(?:i|gli|le|il|lo|la|ai|agli|alle|al|alla|di|dei|degli|delle|del|della|a|in|quota|n\.|nr\.|n°|euro|€|un|una|cifra|record|soglia|traguardo|tetto|muro|ormai|ben)[\x20]+){0,4}$";

static ABOUT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    hedge(
        r"circa|ca\.?|all'incirca|pressappoco|grosso\s+modo|approssimativamente|intorno|attorno|nell'ordine|poco\s+(?:meno|più)
        |suppergiù|più\s+o\s+meno|si\s+aggira\w*(?:\s+(?:intorno|attorno))?",
    )
});
static NEARLY: LazyLock<Option<Regex>> =
    LazyLock::new(|| hedge(r"quasi|sfior\w+|(?:ad\s+)?un\s+passo\s+da\w*|vicin[oiae]|prossim[oiae]|si\s+avvicin\w+"));
static AT_LEAST: LazyLock<Option<Regex>> = LazyLock::new(|| hedge(r"almeno|non\s+meno|come\s+minimo"));
static AT_MOST: LazyLock<Option<Regex>> =
    LazyLock::new(|| hedge(r"fino|sino|non\s+più|non\s+oltre|al\s+massimo|massimo|entro"));
static UNDER: LazyLock<Option<Regex>> =
    LazyLock::new(|| hedge(r"sotto|al\s+di\s+sotto|inferiore|inferiori|scendendo\s+sotto|neppure|nemmeno|neanche"));
static OVER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    hedge(
        r"oltre|ben\s+oltre|sopra|al\s+di\s+sopra|superiore|superiori|super(?:a|ano|ando|are|ato|ati|ata|ate|av\w+)(?:\s+ormai)?
        |sfond\w+|valic\w+|varc\w+|oltrepass\w+|scavalc\w+",
    )
});
/// "Più dell'80%", "più del doppio", "meno di 100": the word that compares takes one with it.
static MORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?xi)(?:^|[\x20'’(])più\x20(?:(?:di|dei|degli|delle|del|della|che)\x20(?:(?:un|una|quota|n\.|euro|€)\x20)?|dell['’])$",
    )
});
static LESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?xi)(?:^|[\x20'’(])meno\x20(?:(?:di|dei|degli|delle|del|della|che)\x20(?:(?:un|una|quota|n\.|nr\.|euro|€)\x20)?|dell['’])$",
    )
});
static ABOUT_BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)^ ?(?:[^ ,.;]+ ){0,2}(?:circa|ca\.|e\s+rotti|o\s+poco\s+(?:più|meno)|più\s+o\s+meno|scars[ie]|abbondanti)(?:[ ,.;]|$)",
    )
});
/// Verbs of growth and decline: what "fino a" leads to behind them is reached.
static REACHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?xi)\b(?:aument|sal|cresc|cresci|arriv|giun|scend|sces|cal|ridot|ridu|este|diste|port|spin)\w*(?:\s+(?:anche|addirittura|poi|via))?
        \s+(?:fino|sino)\s+(?:a|ad|ai|agli|alle|al|alla|all['’])\s*$",
    )
});
static OVER_BEHIND: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?i)^ ?(?:[^ ,.;]+ )?(?:e\s+passa|e\s+oltre|e\s+più)(?:[ ,.;]|$)"));

fn hedge(words: &str) -> Option<Regex> {
    pattern(&format!(r"(?xi)(?:^|[\x20'’(])(?:{words})(?-x:{LINK})"))
}

/// How exactly a number is meant that stands between two texts.
pub(super) fn hedge_of(before: &str, behind: &str) -> Hedge {
    let before = tail(before);
    if matches(&ABOUT, before) || matches(&ABOUT_BEHIND, behind) {
        Hedge::About
    } else if matches(&NEARLY, before) {
        Hedge::Nearly
    } else if matches(&AT_LEAST, before) {
        Hedge::AtLeast
    } else if matches(&REACHED, before) {
        Hedge::Exact
    } else if matches(&AT_MOST, before) {
        Hedge::AtMost
    } else if matches(&UNDER, before) || matches(&LESS, before) {
        Hedge::Under
    } else if matches(&OVER, before) || matches(&MORE, before) || matches(&OVER_BEHIND, behind) {
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
            ("sfiorano le ", " presenze", Hedge::Nearly),
            ("sono quasi ", "", Hedge::Nearly),
            ("la morosità recuperata ha superato i ", " euro", Hedge::Over),
            ("gli iscritti superano le ", "", Hedge::Over),
            ("supera ormai ", "", Hedge::Over),
            ("oltre ", "", Hedge::Over),
            ("oltre l'", "%", Hedge::Over),
            ("più di ", "", Hedge::Over),
            ("più del ", "", Hedge::Over),
            ("più dell'", "%", Hedge::Over),
            ("sono più che ", "", Hedge::Over),
            ("meno dell'", "%", Hedge::Under),
            ("non più di ", "", Hedge::AtMost),
            ("fino a ", "", Hedge::AtMost),
            ("le cadute sono aumentate fino a ", "", Hedge::Exact),
            ("ha superato il traguardo delle ", " imprese", Hedge::Over),
            ("abbiamo incassato ", " euro e rotti", Hedge::About),
            ("entro ", " giorni", Hedge::AtMost),
            ("scesi sotto il ", "%", Hedge::Under),
            ("meno di ", " mesi", Hedge::Under),
            ("almeno ", "", Hedge::AtLeast),
            ("l'esame è stato superato da ", " candidati", Hedge::Exact),
            ("sono inoltre ", "", Hedge::Exact),
        ] {
            assert_eq!(hedge_of(before, behind), want, "{before}…{behind}");
        }
    }

    #[test]
    fn bounds_follow_the_contract() {
        let bounds = |hedge: Hedge| hedge.bounds(100.into());
        assert_eq!(bounds(Hedge::About), (90.into(), 110.into()));
        assert_eq!(bounds(Hedge::Over), (100.into(), 150.into()));
        assert_eq!(bounds(Hedge::Under), (50.into(), 100.into()));
        assert_eq!(bounds(Hedge::Between(120.into())), (100.into(), 120.into()));
    }
}
