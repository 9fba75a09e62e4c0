//! What numbers and indicators are measured in.

use rust_decimal::Decimal;

use crate::audit::words::Token;

/// What sort of thing a number measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Things that are counted.
    Count,
    /// A share; its base is percent.
    Share,
    /// Money; its base is the euro.
    Money,
    /// Time; its base is the minute.
    Time,
    /// Length; its base is the metre.
    Length,
    /// Area; its base is the square metre.
    Area,
    /// Volume; its base is the litre.
    Volume,
    /// Mass; its base is the kilogram.
    Mass,
    /// Energy; its base is the kilowatt-hour.
    Energy,
    /// Another physical quantity, which no rule of conversion is known for.
    Other,
}

/// A unit: its dimension, and how many of the base it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What it measures.
    pub dimension: Dimension,
    /// How many of the dimension's base one of it is; zero where a time is meant of which the unit is not said.
    pub size: Decimal,
}

impl Unit {
    /// Things that are counted.
    pub const COUNT: Unit = Unit { dimension: Dimension::Count, size: Decimal::ONE };
    /// Percent.
    pub const PERCENT: Unit = Unit { dimension: Dimension::Share, size: Decimal::ONE };
    /// Euro.
    pub const EURO: Unit = Unit { dimension: Dimension::Money, size: Decimal::ONE };
    /// A time in a unit that is not said.
    pub const SOME_TIME: Unit = Unit { dimension: Dimension::Time, size: Decimal::ZERO };

    /// A number of this unit in another of the same dimension.
    pub fn convert(self, value: Decimal, other: Unit) -> Option<Decimal> {
        if self.dimension != other.dimension {
            return None;
        }
        if self.size == other.size || self.size.is_zero() || other.size.is_zero() {
            return Some(value);
        }
        value.checked_mul(self.size)?.checked_div(other.size)
    }
}

use Dimension::{Area, Energy, Length, Mass, Money, Other, Share, Time, Volume};

/// Words of units: dimension, digits and scale of the size. Months have 30 days and years 365; who compares them allows for that.
const UNITS: &[(&[&str], Dimension, i64, u32)] = &[
    (&["%", "percento"], Share, 1, 0),
    (&["‰"], Share, 1, 1),
    (&["euro", "€", "eur"], Money, 1, 0),
    (&["centesimi"], Money, 1, 2),
    (&["minuti", "minuto", "min"], Time, 1, 0),
    (&["ore", "ora", "h", "hh"], Time, 60, 0),
    (&["giorni", "giorno", "gg", "g"], Time, 1440, 0),
    (&["settimane", "settimana"], Time, 10_080, 0),
    (&["mesi", "mese"], Time, 43_200, 0),
    (&["trimestri", "trimestre"], Time, 129_600, 0),
    (&["anni", "anno"], Time, 525_600, 0),
    (&["secondi", "secondo", "sec"], Time, 1667, 5),
    (&["m", "ml", "mt", "metri", "metro"], Length, 1, 0),
    (&["km", "chilometri", "chilometro"], Length, 1000, 0),
    (&["cm", "centimetri"], Length, 1, 2),
    (&["mm", "millimetri"], Length, 1, 3),
    (&["mq", "m2", "m²"], Area, 1, 0),
    (&["ha", "ettari", "ettaro"], Area, 10_000, 0),
    (&["mc", "m3", "m³"], Volume, 1000, 0),
    (&["l", "litri", "litro"], Volume, 1, 0),
    (&["kg", "chili", "chilogrammi", "chilo"], Mass, 1, 0),
    (&["t", "tonnellate", "tonnellata", "ton", "tonn"], Mass, 1000, 0),
    (&["q", "quintali", "quintale"], Mass, 100, 0),
    (&["gr", "grammi"], Mass, 1, 3),
    (&["kwh", "chilowattora"], Energy, 1, 0),
    (&["mwh", "megawattora"], Energy, 1000, 0),
    (
        &["kw", "kwp", "mw", "w", "gb", "tb", "mbps", "mbit", "db", "lux", "µg", "gradi", "watt", "dpi", "punti"],
        Other,
        1,
        0,
    ),
];

/// The unit that a word names.
fn named(word: &str) -> Option<Unit> {
    UNITS
        .iter()
        .find(|(words, ..)| words.contains(&word))
        .map(|(_, dimension, digits, scale)| Unit { dimension: *dimension, size: Decimal::new(*digits, *scale) })
}

/// Units that may stand before their number: "mq 21.400", "€ 5,60", "gg. 86".
const AHEAD: &[&str] = &[
    "€", "euro", "eur", "mq", "km", "ml", "mc", "gg", "kg", "t", "m", "cm", "mm", "ha", "kwh", "mwh", "ore", "h", "gr",
    "q", "min", "kw",
];

/// The unit of the number that stands at some tokens, and the token behind it where it follows the number.
pub fn unit_of(tokens: &[Token], start: usize, end: usize) -> (Option<Unit>, usize) {
    let at = |k: usize| tokens.get(k).map_or("", |t| t.lower.as_str());
    let back = |n: usize| start.checked_sub(n).map_or("", at);
    if at(end) == "per" && matches!(at(end + 1), "cento" | "100") {
        return (Some(Unit::PERCENT), end + 2);
    }
    if at(end) == "per" && at(end + 1) == "mille" {
        return (Some(Unit { dimension: Share, size: Decimal::new(1, 1) }), end + 2);
    }
    if at(end) == "punti" && at(end + 1) == "percentuali" {
        return (Some(Unit::PERCENT), end + 2);
    }
    if at(end) == "di" && matches!(at(end + 1), "euro" | "€") {
        return (Some(Unit::EURO), end + 2);
    }
    if matches!(at(end), "metri" | "metro") && at(end + 1).starts_with("quadr") {
        return (Some(Unit { dimension: Area, size: Decimal::ONE }), end + 2);
    }
    if matches!(at(end), "metri" | "metro") && at(end + 1).starts_with("cub") {
        return (Some(Unit { dimension: Volume, size: 1000.into() }), end + 2);
    }
    // Letters of one stand for units only where no word can be meant.
    let before = back(1);
    let ahead = match before {
        "." if AHEAD.contains(&back(2)) => named(back(2)),
        word if AHEAD.contains(&word) => named(word),
        _ => None,
    };
    match named(at(end)) {
        // "14 h": but "alle ore 14" and "€ 5,60 l'uno" are not of the word behind.
        Some(unit) if !(at(end) == "l" && at(end + 1) == "'" || ahead.is_some() && at(end).len() == 1) => {
            (Some(unit), end + 1)
        }
        _ => (ahead.filter(|_| !(before == "ore" && matches!(back(2), "alle" | "le" | "dalle" | "h"))), end),
    }
}

/// What an indicator is measured in, by its description: what stands in brackets, else the word that it begins with.
pub fn unit_of_indicator(tokens: &[Token]) -> Unit {
    let at = |k: usize| tokens.get(k).map_or("", |t| t.lower.as_str());
    let bracketed: Vec<usize> = (0..tokens.len()).filter(|k| at(*k) == "(").map(|k| k + 1).collect();
    let times = |unit: Unit, scale: i64| Unit { size: unit.size * Decimal::from(scale), ..unit };
    for k in bracketed {
        let (first, close) = (at(k), (k..tokens.len()).find(|n| at(*n) == ")").unwrap_or(tokens.len()));
        match (first, at(k + 1), at(k + 2)) {
            ("migliaia" | "mila", "di", "euro") | ("k", "€", _) => return times(Unit::EURO, 1000),
            ("milioni" | "mln", "di" | "euro" | "€", _) => return times(Unit::EURO, 1_000_000),
            ("in", word, _) if named(word).is_some() && close == k + 2 => return named(word).unwrap_or(Unit::COUNT),
            ("metri" | "metro", word, _) if word.starts_with("quadr") => {
                return Unit { dimension: Area, size: Decimal::ONE };
            }
            ("metri" | "metro", word, _) if word.starts_with("cub") => {
                return Unit { dimension: Volume, size: 1000.into() };
            }
            // "(ore settimanali)", "(gg.)", but not "(60 giorni)".
            _ if named(first).is_some() && close <= k + 3 => return named(first).unwrap_or(Unit::COUNT),
            _ => {}
        }
    }
    if (0..tokens.len()).any(|k| at(k) == "%") {
        return Unit::PERCENT;
    }
    let skip = |k: usize| {
        matches!(
            at(k),
            "n" | "nr"
                | "."
                | "°"
                | "numero"
                | "di"
                | "totale"
                | "media"
                | "medio"
                | "medi"
                | "in"
                | "sul"
                | "il"
                | "i"
                | "le"
                | "la"
        )
    };
    let first = (0..tokens.len()).find(|k| !skip(*k)).unwrap_or(0);
    let next = at(first + 1);
    match at(first) {
        "percentuale" | "percentuali" | "tasso" | "quota" | "incidenza" | "grado" => return Unit::PERCENT,
        "tempo" | "tempi" | "durata" => {
            // "Tempo medio di attesa in giorni".
            let said = (first + 1..tokens.len()).rev().find(|k| {
                matches!(at(k.wrapping_sub(1)), "in" | "giorni" | "minuti")
                    && named(at(*k)).is_some_and(|u| u.dimension == Time)
            });
            return said.and_then(|k| named(at(k))).unwrap_or(Unit::SOME_TIME);
        }
        "migliaia" if next == "di" && at(first + 2) == "euro" => return times(Unit::EURO, 1000),
        "metri" | "metro" if next.starts_with("quadr") => return Unit { dimension: Area, size: Decimal::ONE },
        "importo" | "importi" | "spesa" | "spese" | "entrata" | "entrate" | "gettito" | "costo" | "costi"
        | "proventi" | "incasso" | "incassi" | "ricavi" | "fatturato" => return Unit::EURO,
        word => {
            if let Some(unit) = named(word).filter(|_| word.len() > 1 && word != "punti") {
                return unit;
            }
        }
    }
    if (0..tokens.len()).any(|k| matches!(at(k), "euro" | "€")) {
        return Unit::EURO;
    }
    if (0..tokens.len()).any(|k| at(k) == "percentuale") {
        return Unit::PERCENT;
    }
    Unit::COUNT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::words::tokens;

    #[test]
    fn indicators_say_their_unit_in_brackets_or_at_their_beginning() {
        for (text, dimension, size) in [
            ("Tempo medio di attesa (minuti)", Time, 1),
            ("Superficie riasfaltata (mq)", Area, 1),
            ("Proventi incassati (migliaia di euro)", Money, 1000),
            ("Chili di eccedenze donate", Mass, 1),
            ("Ore di assistenza erogate", Time, 60),
            ("Giorni medi di evasione", Time, 1440),
            ("Utenti che pagano la tariffa intera (%)", Share, 1),
            ("Percentuale di sanzioni riscosse entro 60 giorni", Share, 1),
            ("Attività di animazione (ore settimanali)", Time, 60),
            // Words that merely hold the name of a unit.
            ("Valore del patrimonio librario", Dimension::Count, 1),
            ("Incontri del settore cultura", Dimension::Count, 1),
            ("Reclami con risposta entro 30 giorni", Dimension::Count, 1),
        ] {
            let unit = unit_of_indicator(&tokens(text));
            assert_eq!((unit.dimension, unit.size), (dimension, Decimal::from(size)), "{text}");
        }
        assert_eq!(unit_of_indicator(&tokens("Tempo medio di rilascio")), Unit::SOME_TIME);
    }

    #[test]
    fn numbers_have_their_unit_behind_or_before_them() {
        for (text, start, end, want) in [
            ("18 per cento", 0, 1, Some(Share)),
            ("5 per mille", 0, 1, Some(Share)),
            ("mq 21.400", 1, 2, Some(Area)),
            ("gg. 86 dalla", 2, 3, Some(Time)),
            ("31,4 tonnellate", 0, 1, Some(Mass)),
            ("12 metri quadrati", 0, 1, Some(Area)),
            ("12 corsi", 0, 1, None),
        ] {
            assert_eq!(unit_of(&tokens(text), start, end).0.map(|u| u.dimension), want, "{text}");
        }
    }

    #[test]
    fn units_of_one_dimension_are_converted() {
        let week = named("settimane").unwrap();
        assert_eq!(week.convert(2.into(), named("giorni").unwrap()), Some(14.into()));
        assert_eq!(named("km").unwrap().convert(3.into(), named("m").unwrap()), Some(3000.into()));
        assert_eq!(named("km").unwrap().convert(3.into(), week), None);
    }
}
