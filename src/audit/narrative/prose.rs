//! The prose of an objective, cut into words and sentences once, with the numbers that it states.

use std::ops::Range;

use super::mention::{Mention, mentions};
use crate::audit::words::{Lexicon, Stem, Token, tokens};

/// A paragraph, cut into words and sentences.
pub struct Paragraph<'l> {
    /// Its text.
    pub text: String,
    /// Words, numbers and marks.
    pub(in crate::audit) tokens: Vec<Token>,
    /// The stems of the telling words, by position of their token.
    pub(in crate::audit) stems: Vec<Option<Stem<'l>>>,
    /// The stems of all words that have one, by position of their token.
    roots: Vec<Option<String>>,
    /// Its sentences, as positions of tokens.
    pub sentences: Vec<Range<usize>>,
    /// The numbers that it states, in reading order.
    pub mentions: Vec<Mention>,
    /// Which tokens belong to numbers, stated or not.
    numeric: Vec<bool>,
}

impl<'l> Paragraph<'l> {
    /// Cuts a paragraph; stems are looked up only where it states a number.
    pub fn new(text: &str, lexicon: &'l Lexicon) -> Self {
        let tokens = tokens(text);
        let mentions = mentions(text, &tokens);
        let mut numeric: Vec<bool> = tokens.iter().map(|t| t.lower.starts_with(|c: char| c.is_ascii_digit())).collect();
        for mention in &mentions {
            numeric.iter_mut().take(mention.end).skip(mention.token).for_each(|n| *n = true);
        }
        let roots: Vec<Option<String>> =
            if mentions.is_empty() { Vec::new() } else { tokens.iter().map(Token::stem).collect() };
        let telling = |root: &Option<String>| root.clone().filter(|s| !lexicon.is_empty(s)).map(|s| lexicon.stem(s));
        let stems = roots.iter().map(telling).collect();
        let sentences = sentences(text, &tokens);
        Self { text: text.to_owned(), tokens, stems, roots, sentences, mentions, numeric }
    }

    /// The sentence of a token, as positions of tokens.
    pub fn sentence(&self, token: usize) -> Range<usize> {
        self.sentences.iter().find(|s| s.contains(&token)).cloned().unwrap_or(0..self.tokens.len())
    }

    /// A word by its position; "" where there is none.
    pub fn word(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |t| t.lower.as_str())
    }

    /// The stem of a word by its position, if it has one.
    pub fn root(&self, token: usize) -> Option<&str> {
        self.roots.get(token)?.as_deref()
    }

    /// The words behind a number up to the next number, at most so many, and to the first of some marks.
    pub fn behind(&self, mention: &Mention, most: usize, marks: &[&str]) -> Range<usize> {
        let start = mention.unit_end;
        let sentence = self.sentence(mention.token);
        let stops = |k: &usize| self.numeric.get(*k).copied().unwrap_or(true) || marks.contains(&self.word(*k));
        let end = (start..sentence.end.min(start + most)).find(stops).unwrap_or(sentence.end.min(start + most));
        start..end.max(start)
    }

    /// The words before a number back to the last number, at most so many, and to the last of some marks.
    pub fn before(&self, mention: &Mention, most: usize, marks: &[&str]) -> Range<usize> {
        let end = mention.token;
        let first = self.sentence(end).start.max(end.saturating_sub(most));
        let stops = |k: &usize| self.numeric.get(*k).copied().unwrap_or(true) || marks.contains(&self.word(*k));
        let start = (first..end).rev().find(stops).map_or(first, |k| k + 1);
        start.min(end)..end
    }
}

/// Sentences end at a full stop before white space and no small letter, at a semicolon, and at a bullet.
fn sentences(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (k, token) in tokens.iter().enumerate() {
        let ends = match token.lower.as_str() {
            "." => {
                let rest = text.get(token.end..).unwrap_or_default();
                let next = rest.trim_start().chars().next();
                let short = k.checked_sub(1).and_then(|b| tokens.get(b)).is_some_and(|b| {
                    b.end == token.start && (b.lower.chars().count() <= 2 || SHORT.contains(&b.lower.as_str()))
                });
                rest.starts_with(char::is_whitespace)
                    && !next.is_some_and(|c| c.is_lowercase() || (c.is_ascii_digit() && short))
                    && !short
            }
            "!" | "?" | ";" => true,
            "•" => k > start,
            _ => false,
        };
        if ends {
            out.push(start..k + 1);
            start = k + 1;
        }
    }
    if start < tokens.len() || out.is_empty() {
        out.push(start..tokens.len());
    }
    out
}

/// Abbreviations of offices, behind which no sentence ends.
const SHORT: &[&str] = &[
    "art", "artt", "nr", "dott", "ing", "geom", "avv", "arch", "sig", "prot", "tot", "tel", "cad", "reg", "lgs", "rep",
    "pag", "max", "min", "mln", "mld", "int", "est", "ecc",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_they_should() {
        let text = "Tempo medio gg. 86 dalla data. Rilasciati nr. 54 P.d.C. (di cui 6); dinieghi 9! Poi 3.";
        let tokens = tokens(text);
        let cut: Vec<&str> = sentences(text, &tokens)
            .into_iter()
            .map(|s| text[tokens[s.start].start..tokens[s.end - 1].end].trim())
            .collect();
        assert_eq!(
            cut,
            ["Tempo medio gg. 86 dalla data.", "Rilasciati nr. 54 P.d.C. (di cui 6);", "dinieghi 9!", "Poi 3."]
        );
    }
}
