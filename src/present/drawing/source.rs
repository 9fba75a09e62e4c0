//! A PDF found again by its content.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Source;
use crate::batch::inputs;
use crate::document::Opened;

/// The largest PDF that is opened, in bytes.
const LARGEST: u64 = 1 << 30;

/// Why a document is not opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unopened {
    /// It is in none of the places.
    Gone,
    /// Another content lies there.
    Changed(String),
    /// It cannot be read as a PDF.
    Broken,
}

impl Source {
    /// The document, out of what carries it.
    pub(super) fn open(&self) -> Result<Opened, Unopened> {
        let mut why = Unopened::Gone;
        for path in self.candidates.iter().map(PathBuf::from) {
            let Some(bytes) = bytes(&path) else { continue };
            if HEXLOWER.encode(&Sha256::digest(&bytes)) == self.sha256 {
                return Opened::of(Arc::new(bytes), &path.to_string_lossy()).map_err(|_| Unopened::Broken);
            }
            why = Unopened::Changed(path.display().to_string());
        }
        Err(why)
    }
}

/// The bytes of a file, or of one inside of others whose name is part of the path.
fn bytes(path: &Path) -> Option<Vec<u8>> {
    inputs::found_again(path, LARGEST)?.bytes(LARGEST).ok()
}
