//! Italian number words: "duecentoquarantotto", "centotré", "quattromilacentoventi", "una trentina".

/// The smallest parts; longer ones first where one begins another.
const PARTS: &[(&str, u64)] = &[
    ("undici", 11),
    ("dodici", 12),
    ("tredici", 13),
    ("quattordici", 14),
    ("quindici", 15),
    ("sedici", 16),
    ("diciassette", 17),
    ("diciotto", 18),
    ("diciannove", 19),
    ("dieci", 10),
    ("uno", 1),
    ("un", 1),
    ("due", 2),
    ("tre", 3),
    ("quattro", 4),
    ("cinque", 5),
    ("sei", 6),
    ("sette", 7),
    ("otto", 8),
    ("nove", 9),
];

/// Tens without their last vowel, which falls before "uno" and "otto".
const TENS: &[(&str, char, u64)] = &[
    ("vent", 'i', 20),
    ("trent", 'a', 30),
    ("quarant", 'a', 40),
    ("cinquant", 'a', 50),
    ("sessant", 'a', 60),
    ("settant", 'a', 70),
    ("ottant", 'a', 80),
    ("novant", 'a', 90),
];

/// How number words begin: most words are none, which their first letters tell.
const HEADS: &[&str] = &["un", "do", "tr", "qu", "se", "di", "du", "ci", "ot", "no", "ve", "ce", "mi"];

/// A cardinal number in one word, up to 999.999.
pub fn number_word(word: &str) -> Option<u64> {
    let head = word.get(..2)?;
    if !HEADS.iter().any(|h| head.eq_ignore_ascii_case(h)) {
        return None;
    }
    let word: String = word.to_lowercase().chars().map(|c| if matches!(c, 'é' | 'è') { 'e' } else { c }).collect();
    if let Some(rest) = word.strip_prefix("mille") {
        return Some(1000 + if rest.is_empty() { 0 } else { below_thousand(rest)? });
    }
    if let Some((thousands, rest)) = word.split_once("mila") {
        let rest = if rest.is_empty() { 0 } else { below_thousand(rest)? };
        return Some(below_thousand(thousands)? * 1000 + rest);
    }
    below_thousand(&word)
}

fn below_thousand(word: &str) -> Option<u64> {
    let Some((hundreds, rest)) = word.split_once("cento") else { return below_hundred(word) };
    let hundreds = if hundreds.is_empty() { 1 } else { unit(hundreds).filter(|n| (2..10).contains(n))? };
    let rest = match rest {
        "" => 0,
        // "centotto", "centottanta": the o of cento falls before otto.
        rest if rest.starts_with("tt") => below_hundred(&format!("o{rest}"))?,
        rest => below_hundred(rest)?,
    };
    Some(hundreds * 100 + rest)
}

fn below_hundred(word: &str) -> Option<u64> {
    for (stem, vowel, tens) in TENS {
        let Some(rest) = word.strip_prefix(stem) else { continue };
        return match rest.strip_prefix(*vowel) {
            Some("") => Some(*tens),
            Some(units) => unit(units).filter(|n| (2..10).contains(n) && *n != 8).map(|n| tens + n),
            None => unit(rest).filter(|n| matches!(n, 1 | 8)).map(|n| tens + n),
        };
    }
    unit(word)
}

fn unit(word: &str) -> Option<u64> {
    PARTS.iter().find(|(part, _)| *part == word).map(|(_, n)| *n)
}

/// How words end that say so of a round number.
const ENDS: &[&str] = &["ina", "aio"];

/// A round number of which a word says "about": "centinaio", "trentina", "migliaio", "dozzina".
pub fn about_word(word: &str) -> Option<u64> {
    let end = word.len().checked_sub(3).and_then(|at| word.get(at..))?;
    if !ENDS.iter().any(|e| end.eq_ignore_ascii_case(e)) {
        return None;
    }
    let word = word.to_lowercase();
    match word.as_str() {
        "decina" => return Some(10),
        "dozzina" => return Some(12),
        "quindicina" => return Some(15),
        "ventina" => return Some(20),
        "centinaio" => return Some(100),
        "migliaio" => return Some(1000),
        _ => {}
    }
    let stem = word.strip_suffix("ina")?;
    TENS.iter().find(|(tens, ..)| *tens == stem).map(|(_, _, n)| *n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbers() {
        for (word, n) in [
            ("duecentoquarantotto", 248),
            ("centotré", 103),
            ("quattromilacentoventi", 4120),
            ("milleduecento", 1200),
            ("ottantasette", 87),
            ("ventotto", 28),
            ("Trentuno", 31),
            ("centottantotto", 188),
            ("mille", 1000),
            ("dodicimila", 12_000),
            ("sei", 6),
            ("novantadue", 92),
            ("duecentododici", 212),
        ] {
            assert_eq!(number_word(word), Some(n), "{word}");
        }
        for word in
            ["seicento bis", "ventiotto", "settore", "cento2", "", "ottanta tre", "unico", "trentadieci", "milanese"]
        {
            assert_eq!(number_word(word), None, "{word}");
        }
    }

    #[test]
    fn round_words_say_about() {
        assert_eq!(about_word("trentina"), Some(30));
        assert_eq!(about_word("centinaio"), Some(100));
        assert_eq!(about_word("cantina"), None);
        assert_eq!(about_word("cucina"), None);
    }
}
