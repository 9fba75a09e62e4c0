//! The PDFs from which the reports of an output folder were read, found again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::inputs::{self, Input};
use crate::lang::Message;
use crate::output::ManifestLine;
use crate::pdf::Document;

/// The largest PDF of which pictures are made, in bytes.
const LARGEST: u64 = 1 << 30;

/// Where to look for PDFs.
#[derive(Clone, Debug)]
pub struct Sources {
    folders: Vec<PathBuf>,
}

impl Sources {
    /// A path of the manifest is tried as it stands, then below the output folder's parent and below each of `folders`.
    pub fn new(output: &Path, folders: &[PathBuf]) -> Self {
        let mut all = vec![PathBuf::new()];
        all.extend(folders.iter().cloned());
        all.extend(output.parent().map(Path::to_owned));
        Self { folders: all }
    }

    /// Opens the PDF of a line, if it is still the one that was read; else says why there are no pictures.
    pub fn open(&self, line: &ManifestLine) -> Result<Document, Message> {
        let mut changed = None;
        for path in self.candidates(&line.path) {
            let Some(bytes) = bytes(&path) else { continue };
            if HEXLOWER.encode(&Sha256::digest(&bytes)) == line.sha256 {
                return Document::open(Arc::new(bytes)).map_err(|_| undrawable());
            }
            changed = Some(path);
        }
        Err(match changed {
            Some(path) => altered(&path),
            None => gone(&line.path),
        })
    }

    fn candidates(&self, path: &str) -> Vec<PathBuf> {
        let given = Path::new(path);
        // Below a folder that people name, the path may begin at any of its parts.
        let tails =
            given.ancestors().filter_map(|above| given.strip_prefix(above).ok()).filter(|t| *t != Path::new(""));
        let tails: Vec<&Path> = std::iter::once(given).chain(tails).collect();
        let mut out: Vec<PathBuf> = Vec::new();
        for (k, folder) in self.folders.iter().enumerate() {
            let usable = if k == 0 { &tails[..1] } else { &tails[..] };
            out.extend(usable.iter().map(|tail| folder.join(tail)));
        }
        out
    }
}

/// The bytes of a file, or of a member of a `.zip` archive whose name is part of the path.
fn bytes(path: &Path) -> Option<Vec<u8>> {
    if path.is_file() {
        let below = path.file_name()?.into();
        return Input { path: path.to_owned(), below, member: None }.bytes(LARGEST).ok();
    }
    let archive = path.ancestors().skip(1).find(|above| above.is_file())?;
    let members = inputs::list(&[archive.to_owned()], None).ok()?;
    let wanted = inputs::slashes(path);
    members.into_iter().find(|m| m.shown() == wanted)?.bytes(LARGEST).ok()
}

fn gone(path: &str) -> Message {
    Message::new(
        format!(
            "Il PDF non si trova più ({path}): i rilievi sono mostrati senza figura. Indicare la sua cartella con --pdfs."
        ),
        format!(
            "The PDF is no longer there ({path}): findings are shown without a picture. Name its folder with --pdfs."
        ),
    )
}

fn altered(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!(
            "Il PDF è cambiato dopo la lettura ({path}): i rilievi sono mostrati senza figura. Rieseguire `schedario extract`."
        ),
        format!(
            "The PDF has changed since it was read ({path}): findings are shown without a picture. Run `schedario extract` again."
        ),
    )
}

fn undrawable() -> Message {
    Message::new("Il PDF non si può disegnare.", "The PDF cannot be drawn.")
}
