//! A decision as a page sends it, checked and made one that the store keeps.

use serde::Deserialize;
use serde_json::Value;

use crate::base::lang::Message;
use crate::contract::{AmendError, Amendment, Evidence, amend};
use crate::present::report::Folio;
use crate::review::{About, Action, Decision, Snapshot, Status, now};

/// The longest text that is kept, in characters.
const LONGEST: usize = 4000;

/// What a page sends.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    /// Number of the document.
    pub d: usize,
    /// "finding" or "value".
    about: Kind,
    /// Fingerprint of the finding, or pointer of the value.
    key: String,
    action: Action,
    #[serde(default)]
    reason: String,
    /// What is printed, as a person writes it; for a correction.
    #[serde(default)]
    value: String,
    who: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Finding,
    Value,
}

/// The decision that is wished for, or why it cannot be made.
pub(super) fn decide(wish: &Wish, folio: &Folio) -> Result<Decision, Message> {
    let (who, reason) = (tidy(&wish.who), tidy(&wish.reason));
    if who.is_empty() {
        return Err(Message::new("manca il nome di chi decide", "the name of who decides is missing"));
    }
    let (about, before, after) = match (&wish.about, wish.action) {
        (Kind::Finding, Action::Confirm | Action::Dismiss | Action::Reopen) => on_finding(wish, folio)?,
        (Kind::Value, Action::Correct | Action::Restore) => on_value(wish, folio)?,
        _ => return Err(Message::new("decisione senza senso", "a decision without sense")),
    };
    if wish.action == Action::Dismiss && reason.is_empty() {
        return Err(Message::new("manca il motivo", "the reason is missing"));
    }
    let (document, path) = (folio.report.source.sha256.clone(), folio.line.path.clone());
    Ok(Decision { document, path, about, action: wish.action, reason, before, after, who, at: now() })
}

fn on_finding(wish: &Wish, folio: &Folio) -> Result<(About, Value, Value), Message> {
    let gone = || {
        Message::new(
            "il rilievo non c'è più; ricaricare la pagina",
            "the finding is no longer there; load the page again",
        )
    };
    let found = folio.review.findings.iter().position(|s| s.fingerprint == wish.key).ok_or_else(gone)?;
    let finding = folio.report.findings.get(found).ok_or_else(gone)?;
    let about = About::Finding { fingerprint: wish.key.clone(), snapshot: Snapshot::of(finding) };
    let after = match wish.action {
        Action::Confirm => Status::Confirmed,
        Action::Dismiss => Status::Dismissed,
        _ => Status::Open,
    };
    let name = |status: Status| Value::from(status.name());
    Ok((about, name(folio.review.findings[found].status), name(after)))
}

fn on_value(wish: &Wish, folio: &Folio) -> Result<(About, Value, Value), Message> {
    let told = |error: AmendError| match error {
        AmendError::Nowhere => Message::new(
            "il valore non c'è più; ricaricare la pagina",
            "the value is no longer there; load the page again",
        ),
        AmendError::NotOfType => Message::new(
            "non è del tipo di questo valore: i numeri come 2.384,00, le date come 31/12/2017",
            "not of the type of this value: numbers as 2.384,00, dates as 31/12/2017",
        ),
    };
    // A copy: whether it fits is seen by doing it.
    let mut report = folio.report.clone();
    let (stands, written) = amend(&mut report, &wish.key, Amendment::Printed(&tidy(&wish.value))).map_err(told)?;
    let earlier = folio.review.corrections.iter().find(|c| c.pointer == wish.key);
    let read = earlier.map_or(stands, |c| c.before.clone());
    let places: Vec<Evidence> = folio.places.get(&wish.key).cloned().unwrap_or_default();
    let about = About::Value { pointer: wish.key.clone(), places };
    match (wish.action, earlier) {
        (Action::Restore, Some(c)) => Ok((about, c.after.clone(), read)),
        (Action::Restore, None) => {
            Err(Message::new("il valore non è corretto da nessuno", "nobody has corrected the value"))
        }
        _ if written == read => Err(Message::new("è già ciò che è stato letto", "that is what was read")),
        _ => Ok((about, read, written)),
    }
}

/// Text of a person, on one line and not without end.
fn tidy(text: &str) -> String {
    let one_line: Vec<&str> = text.split_whitespace().collect();
    one_line.join(" ").chars().take(LONGEST).collect()
}
