//! Quantities in Italian prose, told from dates, laws, protocol numbers, telephones and amounts.

use std::cell::LazyCell;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::hedge::{Hedge, hedge_of};
use super::pattern::{matches, pattern, tail};
use crate::audit::words::{Token, tokens};
use crate::value;

/// What a quantity is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things that are counted.
    Count,
    /// Percent.
    Percent,
    /// Euro.
    Euro,
    /// Days, weeks or months, in days.
    Days,
    /// Hours.
    Hours,
}

/// A quantity that a narrative states of the present.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// Its value.
    pub value: Decimal,
    /// Bytes of the number in the text.
    pub range: Range<usize>,
    /// What it is measured in.
    pub unit: Unit,
    /// How exactly it is said.
    pub hedge: Hedge,
    /// Position of its first token.
    pub token: usize,
    /// Position behind its last token.
    pub token_end: usize,
    /// Whether it speaks of another period, of a plan or of a part.
    pub aside: bool,
}

impl Quantity {
    /// Whether an achieved value agrees with what is said.
    pub fn agrees(&self, value: Decimal) -> bool {
        let said = self.value;
        let tenth = said.abs() / Decimal::TEN;
        match self.hedge {
            Hedge::Exact => value == said || rounded(value, said),
            Hedge::About => (value - said).abs() <= tenth,
            Hedge::Over => value >= said && value <= said + said.abs() / Decimal::TWO,
            Hedge::AtLeast => value >= said,
            Hedge::AtMost => value <= said,
            Hedge::Between(most) => value >= said && value <= most,
        }
    }
}

/// Whether a number said with fewer decimals is the value rounded: "18,4" for 18.37, never "18" for 18.37.
fn rounded(value: Decimal, said: Decimal) -> bool {
    said.scale() > 0 && said.scale() < value.scale() && value.round_dp(said.scale()) == said
}

/// What is no quantity although it has digits.
static NO_QUANTITY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?xi)
        \b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b                                            # dates
        | \b\d{1,2}°?\s+(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)
          (?:\s+\d{4})?
        | \b(?:ore|alle)\s+\d{1,2}(?:[.:]\d{2})?\b | \b\d{1,2}[.:]\d{2}\s*-\s*\d{1,2}[.:]\d{2}\b   # hours
        | \b\d+/\d+(?:/\d+)?\b                                                           # acts, school years
        | \b(?:artt?|articol[oi]|commi?a?|c|lett|lettera|prot|protocollo|mappale|foglio|capitolo|cap|campo|fascicolo|lotto)\b\.?
          \s*(?:n\.?\s*)?\d+
        | \b(?:legge|l\.r\.|l\.|d\.?\s?lgs\.?|d\.?p\.?r\.?|d\.?m\.?|d\.?l\.?|d\.?g\.?r\.?|d\.?p\.?c\.?m\.?|regolamento|circolare|
          determina(?:zione)?|delibera(?:zione)?(?:\s+\w+)?|decreto|ordinanza)\s+(?:\(?\w+\)?\s+)?n?\.?\s*\d[\d./]*
        | \bn\.\s*\d+(?:/\d+|\s+del\b)                                                  # numbers of acts
        | \b(?:via|viale|piazza|corso|largo|vicolo)\s+(?-i:(?:\p{Lu}[\p{L}'.]*\s*)+),?\s*\d+
        | \b0\d{1,3}[.\-/\s]?\d{5,} | \b800[-\s.]?\d{3}[-\s.]?\d{3}\b | \b3\d{2}[-\s.]\d{6,7}\b     # telephones
        | \b\S+@\S+ | \b(?:https?://|www\.)\S+
        | \b\d+[ªº°] | \b\d+\s+(?:giorni|ore)\s+su\s+\d+
        | (?-i:\b\p{Lu}[\p{Lu}\d]*-?\d+\b) | [«“][^»”]*[»”]                                   # F24, COVID-19, «quota 100»
        | \b(?:nel|del|dal|al|entro\s+il|fino\s+al|anno|anni|esercizio|stagione|edizione|biennio|triennio)(?:l')?\s+(?:19|20)\d{2}\b
        | \b(?:19|20)\d{2}\s*[-–]\s*(?:19|20)\d{2}\b
        | \bdopo\s+\d+\b | \bpiù\s+di\s+\d+\s+anni\b | \b(?:soglia|limite)\s+(?:dei|di)\s+\d[\d.]*",
    )
});

/// What tells that a number before it, or behind it, is of another period, a plan or a part.
static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?xi)(?:
        a\ fronte\ d\w+ | rispetto\ a\w* | contro\ (?:i|le|gli|la|il) | erano(?:\ stat\w)? | era(?:\ stat\w)?(?:\ pari\ al?)? | furono | dalle | dai | dagli
        | al\ di\ sotto\ d\w+ | di\ cui | fra\ cui | tra\ cui | previst\w | preved\w+ | si\ stima\w*(?:\ rispettivamente)?
        | altr[ie] | ulteriori | restanti | rimanenti | occorrevano | contemplava | attendono | minimo\ di | massimo\ di
        | norma\ fissa\ in | (?:obiettivo|target|traguardo|previsione)\ (?:era\ )?(?:d\w+|fissat\w\ (?:in|a))['’]? | nei\ primi | negli\ ultimi | termine\ (?:massimo\ )?d\w+
        | su | superiore\ a\w* | inferiore\ a\w* | atteso\ d\w+ | prima\ erano
        )\s*(?:d[aei]\w*\s+)?(?:circa\s+|quasi\s+|oltre\s+|almeno\s+|euro\s+|€\s*)?$",
    )
});
/// "Dei 15 alloggi ne sono stati completati 13": a whole of which a part is told.
static WHOLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?i)(?:^|[;:]|\be)\s*(?:dei|degli|delle|su|sulle|sui)\s+$"));
/// Verbs of plans, anywhere before the number in its clause.
static PLAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?xi)\b(?:contemplava\w* | prevedeva\w* | avrebbe\w*\ dovut\w | dovevano | si\ propon\w+ | si\ prefigg\w+ | puntava\w* | mirava\w*)\b",
    )
});
static BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?xi)^\s*(?:per\ cento|%|\w+)?\s*(?:
        (?:dei|delle|dei\ quali|delle\ quali)\ qual[ie] | (?:d[ei]l\w*|nel\w*)\s*['’]?\s*(?:anno|stagione|edizione|esercizio)?\s*(?:scors\w|passat\w|precedent\w|prima)
        | del\ (?:19|20)\d{2} | lo\ saranno | dell'anno\ (?:prima|scorso|passato|precedente) | in\ più\ | restano
        )",
    )
});
static CLAUSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?xi)
        \b(?:saranno|sarà|verranno|verrà|diventeranno|si\ prevede|si\ prevedono|si\ stimano|se\ ne\ attendono|installeranno|programma\ iniziale|in\ programma)\b
        | \b(?:nel|nell'(?:esercizio|anno))\s+(?:19|20)\d{2}\b.*\b(?:era|erano|si\ era|pagava|furono|ne\ occorrevano)\b
        | \b(?:anno|stagione|edizione|esercizio)\s+(?:scors\w|passat\w|precedent\w)\b.*\b(?:era|erano)\b
        | \bl'anno\ scorso\b | \b(?:la\ sola|il\ solo|i\ soli|le\ sole|nei\ soli|nelle\ sole)\b",
    )
});

/// The quantities of a paragraph.
pub fn quantities(text: &str) -> Vec<Quantity> {
    quantities_in(text, &tokens(text))
}

/// The quantities of a paragraph that was cut into words.
pub(super) fn quantities_in(text: &str, tokens: &[Token]) -> Vec<Quantity> {
    // Most paragraphs have no number, and need not be searched for what is none.
    let barred: LazyCell<Vec<Range<usize>>, _> = LazyCell::new(|| {
        NO_QUANTITY.as_ref().map(|p| p.find_iter(text).map(|m| m.range()).collect()).unwrap_or_default()
    });
    let free = |t: &Token| !barred.iter().any(|b| b.start < t.end && t.start < b.end);
    let mut out = Vec::new();
    let mut k = 0;
    while k < tokens.len() {
        match number_at(tokens, k).filter(|_| free(&tokens[k])) {
            Some((value, end, about)) => {
                if let Some(new) = quantity(text, tokens, k, end, value, about) {
                    join(text, &mut out, new);
                }
                // The hundred of "per cento" is none.
                let percent = tokens.get(end).is_some_and(|t| t.lower == "per")
                    && tokens.get(end + 1).is_some_and(|t| t.lower == "cento");
                k = if percent { end + 2 } else { end };
            }
            None => k += 1,
        }
    }
    out
}

/// What parts the ends of a range: "tra 20 e 25", "fra i 60 ed i 70".
static AND: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"(?i)^\s+ed?\s+(?:(?:i|gli|le)\s+)?$"));
static BETWEEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?i)(?:^|[\x20'’(])(?:tra|fra)\s+(?:(?:i|gli|le)\s+)?$"));

/// Adds a quantity, or what it is to the one before it: the other end of a range, or the same said again in words, as
/// officials write: "45 (quarantacinque)".
fn join(text: &str, out: &mut Vec<Quantity>, new: Quantity) {
    if let Some(last) = out.last_mut() {
        let gap = &text[last.range.end..new.range.start];
        if gap == " (" && last.value == new.value && text[new.range.end..].starts_with(')') {
            return;
        }
        let range = last.hedge == Hedge::Exact && last.value < new.value && matches(&AND, gap);
        if range && matches(&BETWEEN, tail(&text[..last.range.start])) {
            last.hedge = Hedge::Between(new.value);
            last.range.end = new.range.end;
            last.token_end = new.token_end;
            last.unit = new.unit;
            last.aside |= new.aside;
            return;
        }
    }
    out.push(new);
}

/// A number that begins at a token: its value, the token behind it, and whether the word itself says "about".
fn number_at(tokens: &[Token], k: usize) -> Option<(Decimal, usize, bool)> {
    let word = &tokens[k].lower;
    let next = tokens.get(k + 1).map_or("", |t| t.lower.as_str());
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let number = value::decimal(word)?;
        let glued = tokens.get(k + 1).is_some_and(|t| t.start == tokens[k].end);
        return match next {
            "mila" if glued => Some((number.checked_mul(1000.into())?, k + 2, false)),
            "milioni" | "milione" => Some((number.checked_mul(1_000_000.into())?, k + 2, false)),
            _ if glued && next.chars().all(char::is_alphabetic) && !next.is_empty() => None,
            _ => Some((number, k + 1, false)),
        };
    }
    if matches!(word.as_str(), "un" | "una" | "uno" | "due" | "sei") {
        let about = value::about_word(next).filter(|_| word.starts_with("un"));
        if let Some(n) = about {
            return Some((n.into(), k + 2, true));
        }
        // "un" is an article more often than a number; "sei" is a verb too, but not in reports.
        return if word.starts_with("un") { None } else { value::number_word(word).map(|n| (n.into(), k + 1, false)) };
    }
    value::number_word(word).map(|n| (n.into(), k + 1, false))
}

fn quantity(text: &str, tokens: &[Token], k: usize, end: usize, value: Decimal, mut about: bool) -> Option<Quantity> {
    let word = |at: Option<usize>| at.and_then(|i| tokens.get(i)).map_or("", |t| t.lower.as_str());
    let back = |n: usize| word(k.checked_sub(n));
    let ahead = |n: usize| word(Some(end + n));
    let mut start = tokens[k].start;
    let mut value = value;
    if matches!(back(1), "-" | "−" | "–")
        && tokens[k - 1].end == start
        && text[..tokens[k - 1].start].ends_with([' ', '('])
    {
        value = -value;
        start = tokens[k - 1].start;
    }
    let mut stop = tokens[end - 1].end;
    let unit = match (ahead(0), ahead(1)) {
        ("%", _) => {
            stop = tokens[end].end;
            Unit::Percent
        }
        ("per", "cento") => {
            stop = tokens[end + 1].end;
            Unit::Percent
        }
        ("euro" | "€", _) | ("di", "euro") => Unit::Euro,
        ("giorni" | "giorno" | "gg", _) => Unit::Days,
        ("settimane" | "settimana", _) => {
            value *= Decimal::from(7);
            Unit::Days
        }
        ("mesi" | "mese", _) => {
            value *= Decimal::from(30);
            // Months are not all alike.
            about = true;
            Unit::Days
        }
        ("ore" | "ora", _) => Unit::Hours,
        _ if matches!(back(1), "euro" | "€") => Unit::Euro,
        _ => Unit::Count,
    };
    // A year that stands alone.
    let plain = tokens[k].lower.len() == 4 && tokens[k].lower.bytes().all(|b| b.is_ascii_digit());
    if plain
        && unit == Unit::Count
        && (Decimal::from(1900)..=Decimal::from(2100)).contains(&value)
        && !ahead(0).chars().all(char::is_alphabetic)
    {
        return None;
    }
    let sentence = sentence_of(text, start);
    let hedge = match hedge_of(&text[sentence.start..start], &text[stop..sentence.end]) {
        Hedge::Exact if about => Hedge::About,
        hedge => hedge,
    };
    let clause = clause_of(text, &sentence, start);
    let aside = matches(&BEFORE, tail(&text[sentence.start..start]))
        || matches(&WHOLE, &text[sentence.start..start])
        || matches(&PLAN, text[clause.start..start].rsplit(':').next().unwrap_or_default())
        || matches(&BEHIND, &text[stop..sentence.end])
        || is_part_or_task(&text[stop..sentence.end])
        || matches(&CLAUSE, &text[clause]);
    Some(Quantity { value, range: start..stop, unit, hedge, token: k, token_end: end, aside })
}

/// What else the words behind a number may say: that there are others ("91 a titolo gratuito e altri ancora"), or that it is
/// still to be done ("15 alloggi da ristrutturare").
fn is_part_or_task(behind: &str) -> bool {
    let clause = behind.split(['.', ';', ':', ',']).next().unwrap_or_default();
    let words: Vec<&str> = clause.split_whitespace().take(9).collect();
    let infinitive = |word: &str| ["are", "ere", "ire", "arsi", "ersi", "irsi"].iter().any(|end| word.ends_with(end));
    let task = words.windows(2).take(3).any(|pair| pair[0] == "da" && infinitive(pair[1]));
    let others = ["altri", "altre", "restanti", "rimanenti"];
    let part = words.windows(3).any(|three| {
        matches!(three[0], "e" | "ed")
            && (others.contains(&three[1]) || (matches!(three[1], "gli" | "le" | "i") && others.contains(&three[2])))
    });
    task || part
}

/// The sentence around a byte: full stops count where white space and a capital letter follow.
pub(super) fn sentence_of(text: &str, at: usize) -> Range<usize> {
    let ends: Vec<usize> = text
        .char_indices()
        .filter(|(k, c)| {
            matches!(c, '.' | '!' | '?')
                && text[k + 1..].starts_with(' ')
                && text[k + 1..].trim_start().starts_with(|c: char| c.is_uppercase() || c == '«')
                && !text[..*k].ends_with(|c: char| c.is_uppercase())
        })
        .map(|(k, _)| k + 1)
        .collect();
    let start = ends.iter().rev().find(|e| **e <= at).copied().unwrap_or(0);
    let end = ends.iter().find(|e| **e > at).copied().unwrap_or(text.len());
    start..end
}

/// The clause around a byte: what stands between semicolons, colons and brackets.
pub(super) fn clause_of(text: &str, sentence: &Range<usize>, at: usize) -> Range<usize> {
    let inner = &text[sentence.clone()];
    let marks = |c: char| matches!(c, ';' | '(' | ')');
    let start = inner[..at - sentence.start].rfind(marks).map_or(sentence.start, |k| sentence.start + k + 1);
    let end = inner[at - sentence.start..].find(marks).map_or(sentence.end, |k| at + k);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        quantities(text)
            .into_iter()
            .map(|q| {
                format!("{} {:?} {:?}{}", q.value.normalize(), q.unit, q.hedge, if q.aside { " aside" } else { "" })
            })
            .collect()
    }

    #[test]
    fn numbers_are_read_in_all_their_shapes() {
        assert_eq!(said("a cui si sono iscritti 2384 cittadini."), ["2384 Count Exact"]);
        assert_eq!(said("alle circa 12mila utenze"), ["12000 Count About"]);
        assert_eq!(said("hanno contestato duecentoquarantotto violazioni"), ["248 Count Exact"]);
        assert_eq!(said("liquidati un centinaio di contributi"), ["100 Count About"]);
        assert_eq!(said("ammonta a 1,8 milioni di euro"), ["1800000 Euro Exact"]);
        assert_eq!(said("il 95 per cento e l'86,8% dei casi"), ["95 Percent Exact", "86.8 Percent Exact"]);
        assert_eq!(
            said("oltre 27.000 metri, almeno 60, più di 31mila ingressi"),
            ["27000 Count Over", "60 Count AtLeast", "31000 Count Over"]
        );
        assert_eq!(said("si attesta a -6,35 giorni"), ["-6.35 Days Exact"]);
        assert_eq!(said("tre settimane"), ["21 Days Exact"]);
        assert_eq!(said("due mesi"), ["60 Days About"]);
        assert_eq!(said("n. 45 (quarantacinque) pratiche"), ["45 Count Exact"]);
        assert_eq!(said("45 (quarantadue)"), ["45 Count Exact", "42 Count Exact"]);
        assert_eq!(said("tra i 20 e i 25 utenti, fra 3 e 4"), ["20 Count Between(25)", "3 Count Between(4)"]);
    }

    #[test]
    fn other_numbers_are_no_quantities() {
        for text in [
            "il 19 giugno e dal 3 agosto al 25 settembre",
            "del D.Lgs. 33/2013, art. 15",
            "numero verde 800-555019",
            "presso gli uffici di via Manzoni 12",
            "alle ore 15.30",
            "con deliberazione consiliare n. 7 del 26/02/2020",
            "allo 02.5550187",
            "l'emergenza COVID-19",
            "per «quota 100»",
            "nel 2016",
            "Alla 3ª Festa",
            "legge 296/2006",
            "nell'anno educativo 2019/2020",
            "7 giorni su 7",
            "il modello F24",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn other_periods_plans_and_parts_stand_aside() {
        for text in [
            "di cui 418 relativi",
            "37 delle quali mediante fototrappola",
            "a fronte dei 1.105 dell'anno precedente",
            "altri 8 lo saranno entro febbraio",
            "nel 2019 le ore erano state 2.710",
            "se ne attendono 2.800",
            "ne sono previsti altri 150",
            "ben al di sotto dei 61 del 2019",
            "dalle 290 dell'anno passato",
        ] {
            assert!(said(text).iter().all(|q| q.ends_with("aside")), "{text}: {:?}", said(text));
        }
    }
}
