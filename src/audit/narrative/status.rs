//! What a number speaks of: the state of things, a part, a plan, another year … and the cues around it that tell.

use super::hedge::Hedge;
use super::mention::Mention;
use super::numeral::Shape;
use super::prose::Paragraph;
use crate::audit::words::Token;

/// What a number speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The state of things that the report is about: what an indicator may be held against.
    State,
    /// A change or a comparison: "19 in più", "raddoppiati".
    Change,
    /// A part of what an indicator counts.
    Part,
    /// The whole of which an indicator counts a part.
    Whole,
    /// Another year or month.
    Period,
    /// What is planned, promised, expected.
    Plan,
    /// Something else that is counted.
    Other,
    /// A price, a tariff, an amount of money.
    Money,
    /// A duration, a term of law, an age, a time of day.
    Time,
    /// An average: per month, per head.
    Average,
    /// A score, a capacity, an address, the number of an act.
    Label,
}

impl Kind {
    /// All of them, in the order of the model's outcomes.
    pub const ALL: [Kind; 11] = [
        Kind::State,
        Kind::Change,
        Kind::Part,
        Kind::Whole,
        Kind::Period,
        Kind::Plan,
        Kind::Other,
        Kind::Money,
        Kind::Time,
        Kind::Average,
        Kind::Label,
    ];

    /// Its place among the outcomes.
    pub fn position(self) -> usize {
        Self::ALL.iter().position(|kind| *kind == self).unwrap_or(0)
    }
}

/// How many words on either side are looked at one by one.
const NEAR: usize = 3;
/// How many words on either side are looked at together.
const FAR: usize = 8;

/// How verbs end that speak of what is to come.
const FUTURE: &[&str] = &["ranno", "rà", "remo", "rann"];
/// How verbs end that say what is to be done.
const INFINITIVE: &[&str] = &["are", "ere", "ire", "arsi", "ersi", "irsi"];

/// The cues around a number.
pub fn cues(paragraph: &Paragraph<'_>, mention: &Mention, year: Option<i32>) -> Vec<String> {
    let mut out = Vec::with_capacity(48);
    let sentence = paragraph.sentence(mention.token);
    let word = |k: usize| paragraph.tokens.get(k).map(|token| plain(token, paragraph.root(k), year));
    let left: Vec<&str> = (sentence.start..mention.token).rev().filter_map(word).take(FAR).collect();
    let right: Vec<&str> = (mention.unit_end..sentence.end).filter_map(word).take(FAR).collect();
    for (side, words) in [("<", &left), (">", &right)] {
        for (n, word) in words.iter().take(NEAR).enumerate() {
            out.push(format!("{side}{}{word}", n + 1));
        }
        if let [first, second, ..] = &words[..] {
            out.push(format!("{side}{first} {second}"));
        }
        if let [_, second, third, ..] = &words[..] {
            out.push(format!("{side}.{second} {third}"));
        }
        if words.is_empty() {
            out.push(format!("{side}end"));
        }
        // Up to the next comma, and beyond it, are two things.
        let clause = words.iter().position(|w| matches!(*w, "," | "(" | ")" | ":" | ";")).unwrap_or(words.len());
        out.extend(words.iter().take(clause).map(|w| format!("{side}~{w}")));
        out.extend(words.iter().skip(clause).map(|w| format!("{side}^{w}")));
    }
    let rest = (sentence.start..sentence.end).filter(|k| *k + FAR < mention.token || *k >= mention.unit_end + FAR);
    out.extend(rest.filter_map(word).filter(|w| w.len() > 3).map(|w| format!("s~{w}")));
    if let Some(unit) = mention.unit {
        out.push(format!("unit {:?}", unit.dimension));
        if mention.unit_end > mention.end {
            out.push(format!("unit {}", paragraph.word(mention.unit_end - 1)));
        }
    } else {
        out.push("no unit".to_owned());
    }
    let shape = match mention.shape {
        Shape::Plain => "plain",
        Shape::Of(_) => "of",
        Shape::Times => "times",
        Shape::All => "all",
        Shape::None => "none",
    };
    out.push(format!("shape {shape}"));
    if mention.hedge != Hedge::Exact {
        out.push("hedged".to_owned());
    }
    if mention.words {
        out.push("words".to_owned());
    }
    let size = mention.value.abs().trunc().to_string().len();
    out.push(format!("size {}", size.min(6)));
    if !mention.value.fract().is_zero() {
        out.push("decimals".to_owned());
    }
    // Tenses and years say more than the single words by which they are said.
    let texts: [(&str, &[&str]); 2] = [("<", &left), (">", &right)];
    for (side, words) in texts {
        if words.iter().any(|w| FUTURE.iter().any(|end| w.ends_with(end)) && w.chars().count() > 4) {
            out.push(format!("{side}future"));
        }
        if words.iter().any(|w| matches!(*w, "era" | "erano" | "eravamo" | "furono" | "fu")) {
            out.push(format!("{side}past"));
        }
    }
    if right.iter().take(2).any(|w| *w == "da") {
        let infinitive = |k: &usize| INFINITIVE.iter().any(|end| paragraph.word(*k).ends_with(end));
        if (mention.unit_end + 1..mention.unit_end + 3).any(|k| infinitive(&k)) {
            out.push(">to be done".to_owned());
        }
    }
    for (side, range) in [("<", sentence.start..mention.token), (">", mention.unit_end..sentence.end)] {
        for year in range.filter_map(word).filter(|w| w.starts_with("year ")) {
            out.push(format!("{side}{year}"));
        }
    }
    let open = (sentence.start..mention.token).rev().take(24).find_map(|k| match paragraph.word(k) {
        "(" => Some(true),
        ")" => Some(false),
        _ => None,
    });
    if open == Some(true) {
        out.push("bracket".to_owned());
    }
    let before = paragraph.mentions.iter().filter(|m| m.token < mention.token && m.token >= sentence.start).count();
    let behind = paragraph.mentions.iter().filter(|m| m.token > mention.token && m.token < sentence.end).count();
    out.push(format!("numbers before {}", before.min(3)));
    out.push(format!("numbers behind {}", behind.min(3)));
    out.sort_unstable();
    out.dedup();
    out
}

/// A word as a cue: its stem where it is long enough to have one, years by what they are to the report's, other numbers all
/// alike.
fn plain<'t>(token: &'t Token, root: Option<&'t str>, own: Option<i32>) -> &'t str {
    if token.lower.starts_with(|c: char| c.is_ascii_digit()) {
        let year = token.lower.parse::<i32>().ok().filter(|y| (1950..2100).contains(y) && token.lower.len() == 4);
        return match (year, own) {
            (None, _) => "#",
            (Some(_), None) => "year",
            (Some(year), Some(own)) if year == own => "year own",
            (Some(year), Some(own)) if year > own => "year to come",
            (Some(_), Some(_)) => "year past",
        };
    }
    root.filter(|_| token.lower.chars().count() > 4).unwrap_or(&token.lower)
}
