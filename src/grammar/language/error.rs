//! A mistake in a grammar file: where it is and what to do.

use std::fmt;

use super::mistake::Mistake;
use crate::base::lang::{Lang, Message};

/// A mistake in a grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrammarError {
    /// The file, as it was given.
    pub file: String,
    /// Line in the file, from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// What is wrong, which knows what to do about it.
    pub mistake: Mistake,
}

impl GrammarError {
    /// File, line, what is wrong and what to do, in a language.
    pub fn told(&self, lang: Lang) -> String {
        let line = if self.line > 0 { format!(":{}", self.line) } else { String::new() };
        let (what, remedy) = (self.mistake.what(), self.mistake.remedy());
        format!("{}{line}: {}; {}", self.file, what.get(lang), remedy.get(lang))
    }
}

impl fmt::Display for GrammarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Lang::En))
    }
}

impl std::error::Error for GrammarError {}

/// "did you mean …?" for a word that is near to one of the known ones, else the list of them.
pub(in crate::grammar) fn suggest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Message {
    let known: Vec<&str> = known.collect();
    let nearest = known
        .iter()
        .map(|k| (strsim::jaro_winkler(word, k), *k))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((_, name)) => Message::new(format!("si intendeva \"{name}\"?"), format!("did you mean \"{name}\"?")),
        None => {
            let all = known.join(", ");
            Message::new(format!("qui valgono: {all}"), format!("known here: {all}"))
        }
    }
}
