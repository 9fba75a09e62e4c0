//! Mistakes on the command line in Italian: the library that parses it speaks English only, but says what it means.

use std::error::Error as _;
use std::fmt::Write;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What is wrong and what to do, or none for the rare kinds that the library has to tell itself.
pub(super) fn in_italian(error: &Error) -> Option<String> {
    let mut out = format!("errore: {}\n", what(error)?);
    let said = |kind, lead: &str| listed(error, kind).map(|s| format!("{lead} {s}"));
    let hints = [
        said(ContextKind::SuggestedArg, "si intendeva"),
        said(ContextKind::SuggestedSubcommand, "si intendeva"),
        said(ContextKind::SuggestedValue, "si intendeva"),
        said(ContextKind::ValidValue, "valori possibili:"),
        said(ContextKind::ValidSubcommand, "comandi possibili:"),
    ];
    for hint in hints.into_iter().flatten() {
        let question = if hint.starts_with("si") { "?" } else { "" };
        let _ = write!(out, "\n  suggerimento: {hint}{question}\n");
    }
    if let Some(usage) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let _ = write!(out, "\nUso: {}\n", usage.trim().trim_start_matches("Usage:").trim_start());
    }
    out.push_str("\nPer saperne di più, «--help».\n");
    Some(out)
}

fn what(error: &Error) -> Option<String> {
    let quoted = |kind| listed(error, kind).unwrap_or_else(|| "?".to_owned());
    let argument = || quoted(ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => format!("l'argomento {} non esiste", argument()),
        ErrorKind::InvalidSubcommand => format!("il comando {} non esiste", quoted(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => format!("{} vuole un comando", quoted(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("manca ciò che il comando richiede: {}", argument()),
        ErrorKind::ArgumentConflict => match listed(error, ContextKind::PriorArg) {
            Some(prior) if prior != argument() => format!("{} non va insieme a {prior}", argument()),
            _ => format!("{} va indicato una volta sola", argument()),
        },
        ErrorKind::NoEquals => format!("dopo {} serve un segno =", argument()),
        ErrorKind::InvalidValue if is_empty(error) => format!("dopo {} manca il valore", argument()),
        ErrorKind::InvalidValue => {
            format!("il valore {} non va bene per {}", quoted(ContextKind::InvalidValue), argument())
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(|why| format!(": {}", reason(&why.to_string()))).unwrap_or_default();
            format!("il valore {} non va bene per {}{why}", quoted(ContextKind::InvalidValue), argument())
        }
        ErrorKind::TooManyValues => {
            format!("il valore {} è di troppo per {}", quoted(ContextKind::InvalidValue), argument())
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("{} vuole altri valori", argument()),
        ErrorKind::InvalidUtf8 => "un argomento contiene caratteri che non sono testo (UTF-8)".to_owned(),
        _ => return None,
    })
}

/// Whether no value was given at all.
fn is_empty(error: &Error) -> bool {
    matches!(error.get(ContextKind::InvalidValue), None | Some(ContextValue::String(_)) if listed(error, ContextKind::InvalidValue).is_none())
}

/// What the library says of a kind, quoted; none where it says nothing.
fn listed(error: &Error, kind: ContextKind) -> Option<String> {
    let words = match error.get(kind)? {
        ContextValue::String(word) => vec![word.clone()],
        ContextValue::Strings(words) => words.clone(),
        ContextValue::StyledStr(text) => vec![text.to_string()],
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let words: Vec<String> = words.iter().filter(|w| !w.is_empty()).map(|w| format!("«{w}»")).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Why a number is none, or none that is allowed.
fn reason(english: &str) -> String {
    if let Some((number, range)) = english.split_once(" is not in ") {
        let range = range.replace("..=", " e ").replace("..", " in su");
        return match range.strip_suffix(" in su") {
            Some(from) => format!("{number} è meno di {from}"),
            None => format!("{number} non sta tra {range}"),
        };
    }
    match english {
        "invalid digit found in string" => "non è un numero intero".to_owned(),
        "cannot parse integer from empty string" => "manca il numero".to_owned(),
        _ if english.starts_with("number too ") => "il numero è fuori misura".to_owned(),
        other => other.to_owned(),
    }
}
