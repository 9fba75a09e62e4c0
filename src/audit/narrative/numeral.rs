//! Numbers as people write them in prose: digits with their slips, words, "12mila", "una quarantina", "nove su dieci".

use rust_decimal::Decimal;

use crate::audit::words::Token;
use crate::base::value;

/// What sort of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A number that stands for itself.
    Plain,
    /// "tre su quattro", "12 su 16", "due terzi": the value is the first number, this the whole.
    Of(Decimal),
    /// "raddoppiato", "il triplo", "2,6x": so many times as much as before.
    Times,
    /// "tutti": all of them.
    All,
    /// "nessuno", "zero".
    None,
}

/// A number that begins at a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// Its value.
    pub value: Decimal,
    /// What it may mean besides, where it is written against the rules: "1,234" for 1234.
    pub other: Option<Decimal>,
    /// Position behind its last token.
    pub end: usize,
    /// How precisely it is written: 100000 for "1,2 milioni", 0.1 for "4,5", 1 for "12".
    pub step: Decimal,
    /// Whether the word itself says "about".
    pub about: bool,
    /// What sort of number it is.
    pub shape: Shape,
    /// Whether it is written in words.
    pub words: bool,
}

/// Words for so many times as much, by their beginnings.
const TIMES: &[(&str, i64, u32)] = &[
    ("raddoppi", 2, 0),
    ("doppi", 2, 0),
    ("triplic", 3, 0),
    ("triplo", 3, 0),
    ("tripla", 3, 0),
    ("quadruplic", 4, 0),
    ("quadruplo", 4, 0),
    ("quintuplic", 5, 0),
    ("dimezz", 5, 1),
];

/// Parts of one, as in "un terzo", "tre quarti".
const FRACTIONS: &[(&str, i64)] = &[
    ("terzo", 3),
    ("terzi", 3),
    ("quarto", 4),
    ("quarti", 4),
    ("quinto", 5),
    ("quinti", 5),
    ("sesto", 6),
    ("decimo", 10),
    ("decimi", 10),
];

/// The number that begins at a token, if one does.
pub fn numeral(tokens: &[Token], k: usize) -> Option<Numeral> {
    let word = tokens.get(k)?.lower.as_str();
    let at = |n: usize| tokens.get(k + n).map_or("", |t| t.lower.as_str());
    let plain = |value: Decimal, end: usize, words: bool| Numeral {
        value,
        other: None,
        end,
        step: Decimal::ONE,
        about: false,
        shape: Shape::Plain,
        words,
    };
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return digits(tokens, k);
    }
    if let Some((_, digits, scale)) = TIMES.iter().find(|(stem, ..)| word.starts_with(stem)) {
        // "doppio" alone may be an adjective: "doppio turno".
        let told = !word.starts_with("doppi")
            || matches!(
                k.checked_sub(1).and_then(|b| tokens.get(b)).map(|t| t.lower.as_str()),
                Some("il" | "al" | "del" | "quasi")
            );
        return told.then(|| Numeral { shape: Shape::Times, ..plain(Decimal::new(*digits, *scale), k + 1, true) });
    }
    match word {
        "tutti" | "tutte" | "entrambi" | "entrambe" => {
            return Some(Numeral { shape: Shape::All, ..plain(Decimal::ONE_HUNDRED, k + 1, true) });
        }
        "nessun" | "nessuno" | "nessuna" | "zero" => {
            return Some(Numeral { shape: Shape::None, ..plain(Decimal::ZERO, k + 1, true) });
        }
        "metà" => return Some(Numeral { shape: Shape::Of(Decimal::TWO), ..plain(Decimal::ONE, k + 1, true) }),
        "paio" => return Some(Numeral { about: true, ..plain(Decimal::TWO, k + 1, true) }),
        "mezza" if at(1) == "dozzina" => return Some(plain(Decimal::from(6), k + 2, true)),
        _ => {}
    }
    let one = matches!(word, "un" | "una" | "uno");
    if let Some(n) = one.then(|| value::about_word(at(1))).flatten() {
        return Some(Numeral { about: true, ..plain(n.into(), k + 2, true) });
    }
    if one && matches!(at(1), "milione" | "miliardo") {
        return scaled(tokens, k + 1, Decimal::ONE).map(|(value, end)| plain(value, end, true));
    }
    if one && FRACTIONS.iter().any(|(name, _)| *name == at(1)) {
        let whole = FRACTIONS.iter().find(|(name, _)| *name == at(1)).map(|(_, n)| Decimal::from(*n))?;
        return Some(Numeral { shape: Shape::Of(whole), ..plain(Decimal::ONE, k + 2, true) });
    }
    if one && matches!(at(1), "settimana" | "mese" | "giorno" | "minuto" | "giornata") {
        return Some(plain(Decimal::ONE, k + 1, true));
    }
    if one {
        // An article, unless a whole stands behind it: "un utente su cinque".
        let (whole, end) = whole(tokens, k + 1)?;
        return Some(Numeral { shape: Shape::Of(whole), ..plain(Decimal::ONE, end, true) });
    }
    if let Some(n) = value::about_word(word) {
        return Some(Numeral { about: true, ..plain(n.into(), k + 1, true) });
    }
    // "ventun giorni": one loses its vowel.
    let elided = || word.ends_with("un").then(|| value::number_word(&format!("{word}o")))?.filter(|n| n % 10 == 1);
    let n: Decimal = value::number_word(word).or_else(elided)?.into();
    if n == Decimal::ONE {
        return None;
    }
    if let Some((_, whole)) = FRACTIONS.iter().find(|(name, _)| *name == at(1) && n > Decimal::ONE) {
        return Some(Numeral { shape: Shape::Of((*whole).into()), ..plain(n, k + 2, true) });
    }
    if matches!(at(1), "dozzine" | "decine") {
        let each = if at(1) == "decine" { 10 } else { 12 };
        return Some(Numeral { about: true, ..plain(n.checked_mul(each.into())?, k + 2, true) });
    }
    if let Some((value, end)) = scaled(tokens, k + 1, n) {
        return Some(plain(value, end, true));
    }
    if at(1) == "e" && matches!(at(2), "mezzo" | "mezza") {
        return Some(plain(n + Decimal::new(5, 1), k + 3, true));
    }
    Some(match whole(tokens, k + 1) {
        Some((whole, end)) => Numeral { shape: Shape::Of(whole), ..plain(n, end, true) },
        None => plain(n, k + 1, true),
    })
}

fn digits(tokens: &[Token], k: usize) -> Option<Numeral> {
    let token = tokens.get(k)?;
    let at = |n: usize| tokens.get(k + n).map_or("", |t| t.lower.as_str());
    let (value, other) = readings(&token.lower)?;
    let glued = tokens.get(k + 1).is_some_and(|t| t.start == token.end);
    let step = Decimal::new(1, value.scale());
    let new = |value: Decimal, end: usize, shape: Shape| Numeral {
        value,
        other,
        end,
        step,
        about: false,
        shape,
        words: false,
    };
    if let Some((value, end)) = scaled(tokens, k + 1, value) {
        let step = scaled(tokens, k + 1, step).map_or(step, |(step, _)| step);
        return Some(Numeral { other: None, step, ..new(value, end, Shape::Plain) });
    }
    if glued && at(1) == "x" {
        return Some(new(value, k + 2, Shape::Times));
    }
    if at(1) == "e" && matches!(at(2), "mezzo" | "mezza") {
        return Some(new(value + Decimal::new(5, 1), k + 3, Shape::Plain));
    }
    Some(match whole(tokens, k + 1) {
        Some((whole, end)) => new(value, end, Shape::Of(whole)),
        None => new(value, k + 1, Shape::Plain),
    })
}

/// What digits stand for: the rules of Italian first, then the slips of those who write fast.
fn readings(text: &str) -> Option<(Decimal, Option<Decimal>)> {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if let Some(value) = value::decimal(text) {
        // "1,234" where 1.234 is meant: three digits behind one comma.
        let slip = text.split_once(',').filter(|(whole, part)| {
            digits(whole) && part.len() == 3 && digits(part) && whole.len() <= 3 && !whole.starts_with('0')
        });
        return Some((value, slip.and_then(|(whole, part)| Decimal::from_str_exact(&format!("{whole}{part}")).ok())));
    }
    // "12.5" for 12,5, and "1.234.50" for 1.234,50.
    let (whole, part) = text.rsplit_once('.')?;
    let plain = whole.replace('.', "");
    (digits(&plain) && digits(part) && part.len() <= 2)
        .then(|| Decimal::from_str_exact(&format!("{plain}.{part}")).ok())
        .flatten()
        .map(|value| (value, None))
}

/// A number with the thousands or millions that stand behind it, and what follows them: "1,2 milioni", "tre milioni e mezzo".
fn scaled(tokens: &[Token], k: usize, value: Decimal) -> Option<(Decimal, usize)> {
    let at = |n: usize| tokens.get(k + n).map_or("", |t| t.lower.as_str());
    let glued = k > 0 && tokens.get(k).zip(tokens.get(k - 1)).is_some_and(|(t, before)| t.start == before.end);
    let scale: i64 = match at(0) {
        "mila" => 1000,
        "k" if glued || matches!(at(1), "€" | "euro") => 1000,
        "milioni" | "milione" | "mln" | "mio" => 1_000_000,
        "m" if at(1) == "€" => 1_000_000,
        "miliardi" | "miliardo" | "mld" => 1_000_000_000,
        _ => return None,
    };
    let mut end = k + 1;
    let mut value = value.checked_mul(scale.into())?;
    if matches!(at(0), "mln" | "mld" | "mio")
        && at(1) == "."
        && tokens.get(k + 1).is_some_and(|t| t.start == tokens[k].end)
        && !at(2).is_empty()
    {
        end += 1;
    }
    let next = |n: usize| tokens.get(end + n).map_or("", |t| t.lower.as_str());
    if scale >= 1_000_000 && next(0) == "e" {
        if next(1) == "mezzo" {
            value = value.checked_add((scale / 2).into())?;
            end += 2;
        } else if let Some(n) = value::number_word(next(1)).filter(|n| *n >= 1000) {
            value = value.checked_add(n.into())?;
            end += 2;
        }
    }
    Some((value, end))
}

/// "su dieci" behind a number, with the word for what is counted between them: its value and the token behind it.
fn whole(tokens: &[Token], k: usize) -> Option<(Decimal, usize)> {
    let at = |n: usize| tokens.get(k + n).map_or("", |t| t.lower.as_str());
    let word = at(0).chars().all(char::is_alphabetic) && !at(0).is_empty() && value::number_word(at(0)).is_none();
    let skip = if matches!(at(0), "su" | "sui" | "sulle" | "ogni") {
        0
    } else if word && at(1) == "su" {
        1
    } else {
        return None;
    };
    let next = tokens.get(k + skip + 1)?;
    let (value, _) = match value::number_word(&next.lower) {
        Some(n) => (n.into(), None),
        None => readings(&next.lower)?,
    };
    (value > Decimal::ONE).then_some((value, k + skip + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::words::tokens;

    fn read(text: &str) -> Option<(String, Shape)> {
        let tokens = tokens(text);
        numeral(&tokens, 0).map(|n| (n.value.normalize().to_string(), n.shape))
    }

    #[test]
    fn numbers_are_read_in_all_their_shapes() {
        for (text, value) in [
            ("2384 cittadini", "2384"),
            ("12mila utenze", "12000"),
            ("34,6k visite", "34600"),
            ("655 k€", "655000"),
            ("1,2 milioni", "1200000"),
            ("1,2 mln. di euro", "1200000"),
            ("tre milioni e mezzo", "3500000"),
            ("un milione e duecentomila euro", "1200000"),
            ("duecentoquarantotto violazioni", "248"),
            ("ventun giorni", "21"),
            ("una quarantina di", "40"),
            ("mezza dozzina", "6"),
            ("due e mezzo", "2.5"),
            ("12.5 gradi", "12.5"),
            ("1.234.50 euro", "1234.5"),
            ("tre dozzine", "36"),
        ] {
            assert_eq!(read(text), Some((value.to_owned(), Shape::Plain)), "{text}");
        }
        assert_eq!(numeral(&tokens("1,234 utenti"), 0).and_then(|n| n.other), Some(Decimal::from(1234)));
    }

    #[test]
    fn shares_multiples_and_all_or_none_are_numbers_too() {
        for (text, value, shape) in [
            ("tre su quattro", "3", Shape::Of(4.into())),
            ("nove utenti su dieci", "9", Shape::Of(10.into())),
            ("un utente su cinque", "1", Shape::Of(5.into())),
            ("due terzi", "2", Shape::Of(3.into())),
            ("metà", "1", Shape::Of(2.into())),
            ("12 su 16", "12", Shape::Of(16.into())),
            ("raddoppiati", "2", Shape::Times),
            ("2,6x", "2.6", Shape::Times),
            ("dimezzata", "0.5", Shape::Times),
            ("tutti", "100", Shape::All),
            ("nessun", "0", Shape::None),
        ] {
            assert_eq!(read(text), Some((value.to_owned(), shape)), "{text}");
        }
        for text in ["un corso", "uno", "terzo", "unico", "doppio turno"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
