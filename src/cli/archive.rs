//! Opening an output folder for the commands that work on one.

use std::path::Path;

use anyhow::anyhow;

use crate::base::lang::{Lang, Message};
use crate::output::archive::{Archive, ArchiveError};

/// Opens it, or says what to do.
pub(super) fn open(root: &Path, lang: Lang) -> anyhow::Result<Archive> {
    Archive::open(root).map_err(|error| anyhow!(tell(&error).get(lang).to_owned()))
}

/// What is wrong, and what to do.
pub(super) fn tell(error: &ArchiveError) -> Message {
    match error {
        ArchiveError::NoManifest(root) => Message::new(
            format!("{}: qui non c'è un manifest.jsonl; eseguire prima `schedario extract`", root.display()),
            format!("{}: there is no manifest.jsonl here; run `schedario extract` first", root.display()),
        ),
        ArchiveError::Unreadable { path, source } => Message::new(
            format!("{}: non si può leggere ({source}); rieseguire `schedario extract`", path.display()),
            format!("{}: cannot be read ({source}); run `schedario extract` again", path.display()),
        ),
        ArchiveError::Foreign { path, source } => Message::new(
            format!("{}: non è come lo scrive schedario ({source}); rieseguire `schedario extract`", path.display()),
            format!("{}: is not as schedario writes it ({source}); run `schedario extract` again", path.display()),
        ),
    }
}
