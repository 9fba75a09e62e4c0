//! A printed heading as the words that matter in it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word of a heading, in small letters without accents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// Its letters: "prev" of "prev.", "resp" of "Resp.le".
    pub text: String,
    /// Whether a dot behind it says that it is cut short.
    pub cut: bool,
    /// What is written of its end: "le" of "Resp.le".
    pub end: Option<String>,
}

/// Words that join others and say nothing of their own.
const JOINTS: &[&str] = &[
    "a", "ad", "ai", "al", "alla", "alle", "allo", "agli", "all", "con", "d", "da", "dal", "dalla", "dei", "degli",
    "del", "dell", "della", "delle", "dello", "di", "e", "ed", "gli", "i", "il", "in", "l", "la", "le", "lo", "nel",
    "nella", "o", "per", "su", "sul", "sulla", "un", "una", "n", "nr", "euro", "eur", "si", "no", "gg",
];
/// Joints that mean something when nothing else does: "Dal", "Al".
const SPAN: &[&str] = &["dal", "al"];
/// The longest end that is written behind a dot: "Resp.le", "Prog.ne".
const END: usize = 3;

/// What stands for "per cento".
pub const PERCENT: &str = "percentuale";

/// The words of a heading that matter: joints, currency, units in brackets and numbers are left out, single letters that follow
/// each other are one word ("C.d.R." is "cdr").
pub fn tokens(text: &str) -> Vec<Token> {
    let raw = raw(text);
    let mut out: Vec<Token> = Vec::new();
    let mut k = 0;
    while k < raw.len() {
        let single = |t: &Token| t.text.len() == 1 && !is_number(&t.text);
        let run = raw[k..].iter().take_while(|t| single(t)).count();
        if run >= 2 {
            let text = raw[k..k + run].iter().map(|t| t.text.as_str()).collect();
            out.push(Token { text, cut: false, end: None });
            k += run;
        } else {
            out.push(raw[k].clone());
            k += 1;
        }
    }
    let kept: Vec<Token> = out.iter().filter(|t| !is_joint(&t.text) && !is_number(&t.text)).cloned().collect();
    let bare = kept.iter().all(|t| SPAN.contains(&t.text.as_str()));
    let mut spans = out.iter().filter(|t| SPAN.contains(&t.text.as_str()));
    // "Tempi previsti dal": the last joint is the heading's own.
    let ends = out.last().is_some_and(|t| SPAN.contains(&t.text.as_str()));
    let mut kept = kept;
    if bare || ends {
        kept.extend(spans.next_back().cloned());
    }
    kept
}

fn is_joint(word: &str) -> bool {
    JOINTS.contains(&word)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// The year that a heading names: "Valore raggiunto 2016", "Dato al 31/12/2016".
pub fn year_of(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let digit = |k: usize| bytes.get(k).is_some_and(u8::is_ascii_digit);
    (0..bytes.len().saturating_sub(3)).find_map(|k| {
        let alone = k.checked_sub(1).is_none_or(|b| !digit(b)) && !digit(k + 4);
        let year = text.get(k..k + 4)?;
        (alone && (k..k + 4).all(digit) && (year.starts_with("19") || year.starts_with("20"))).then_some(year)
    })
}

fn raw(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == '%' { '\u{1}' } else { c })
        .collect();
    let mut out: Vec<Token> = Vec::new();
    let mut word = String::new();
    let mut k = 0;
    while k <= letters.len() {
        let c = letters.get(k).copied().unwrap_or(' ');
        if c.is_alphanumeric() {
            word.push(c);
        } else {
            let cut = c == '.';
            if !word.is_empty() {
                out.push(Token { text: std::mem::take(&mut word), cut, end: None });
            }
            if c == '\u{1}' {
                out.push(Token { text: PERCENT.to_owned(), cut: false, end: None });
            }
            // "Resp.le": the end of the word behind the dot.
            let end: String = letters[(k + 1).min(letters.len())..].iter().take_while(|c| c.is_alphabetic()).collect();
            let behind = letters.get(k + 1 + end.chars().count()).copied().unwrap_or(' ');
            let count = end.chars().count();
            if cut
                && (2..=END).contains(&count)
                && behind != '.'
                && let Some(last) = out.last_mut().filter(|t| t.text.len() >= 2)
                && !is_joint_end(&end, &last.text)
            {
                last.end = Some(end);
                k += count;
            }
        }
        k += 1;
    }
    out
}

/// Whether letters right behind a dot are a word of their own: "Cod.di", "Art.al".
fn is_joint_end(end: &str, word: &str) -> bool {
    matches!(end, "di" | "del" | "dei" | "al" | "da" | "dal" | "per" | "in" | "rag" | "eff" | "art") || word.len() < 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        assert_eq!(words("Centro di Responsabilità"), ["centro", "responsabilita"]);
        assert_eq!(words("N. 1 Importo (€)"), ["importo"]);
        assert_eq!(words("Valore Raggiunto 2016"), ["valore", "raggiunto"]);
        assert_eq!(words("% Avanz."), ["percentuale", "avanz"]);
    }

    #[test]
    fn letters_with_dots_are_one_word() {
        assert_eq!(words("C.d.R."), ["cdr"]);
        assert_eq!(words("C/R"), ["cr"]);
        assert_eq!(words("Cap./Art."), ["cap", "art"]);
    }

    #[test]
    fn the_end_of_a_cut_word_is_kept() {
        let found = tokens("Resp.le");
        assert_eq!((found[0].text.as_str(), found[0].end.as_deref()), ("resp", Some("le")));
        assert_eq!(words("Cod.Bil."), ["cod", "bil"]);
    }

    #[test]
    fn joints_count_where_they_are_all() {
        assert_eq!(words("Dal"), ["dal"]);
        assert_eq!(words("Tempi previsti al"), ["tempi", "previsti", "al"]);
        assert_eq!(words("Stato al 30"), ["stato"]);
    }

    #[test]
    fn years_are_told_from_other_numbers() {
        assert_eq!(year_of("Dato al 31/12/2016"), Some("2016"));
        assert_eq!(year_of("Capitolo 12016"), None);
    }
}
