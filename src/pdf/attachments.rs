//! Files that a PDF carries: those of portfolios, attachments, and those that are pinned to a page.

use std::collections::HashSet;

use hayro_interpret::hayro_syntax::object::dict::keys::{
    AF, ANNOTS, EF, EMBEDDED_FILES, F, FS, KIDS, NAMES, SUBTYPE, UF,
};
use hayro_interpret::hayro_syntax::object::{Dict, Name, ObjectIdentifier, Stream, String as PdfString};

use super::Document;
use super::content::{Wholeness, decode_up_to};
use super::strings::text;

/// How many files of a PDF are looked at: portfolios of whole archives have a few hundred.
pub const MOST: usize = 1_000;
/// How many nodes of the tree of names are looked at.
const NODES: usize = 10_000;

/// A file that a PDF carries.
pub struct Attachment<'d> {
    /// What it is called.
    pub name: String,
    stream: Stream<'d>,
    locked: bool,
}

/// Why an attachment cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    /// It is encrypted.
    #[error("the attachment asks for a password")]
    Locked,
    /// It is larger than the limit.
    #[error("the attachment is too large")]
    TooLarge,
    /// It cannot be decoded.
    #[error("the attachment is damaged")]
    Damaged,
}

impl Attachment<'_> {
    /// Its bytes, at most `limit` of them.
    pub fn bytes(&self, limit: u64) -> Result<Vec<u8>, AttachmentError> {
        if self.locked {
            return Err(AttachmentError::Locked);
        }
        let mut bytes = Vec::new();
        match decode_up_to(&self.stream, &mut bytes, limit) {
            Wholeness::Whole => Ok(bytes),
            Wholeness::TooLarge => Err(AttachmentError::TooLarge),
            Wholeness::Absent | Wholeness::Damaged => Err(AttachmentError::Damaged),
        }
    }
}

impl Document {
    /// What it carries, in the order of its names, and behind these what is pinned to its pages; each once.
    pub fn attachments(&self) -> Vec<Attachment<'_>> {
        let mut found = Found { all: Vec::new(), seen: HashSet::new(), locked: self.locked };
        let catalogue = self.catalogue();
        let names = catalogue.as_ref().and_then(|c| c.get::<Dict<'_>>(NAMES)?.get::<Dict<'_>>(EMBEDDED_FILES));
        let mut nodes: Vec<Dict<'_>> = names.into_iter().collect();
        let mut visited: HashSet<ObjectIdentifier> = HashSet::new();
        while let Some(node) = nodes.pop().filter(|_| visited.len() < NODES) {
            if node.obj_id().is_some_and(|id| !visited.insert(id)) {
                continue;
            }
            // Names and files by turns; a name is none of these.
            self.dicts(&node, NAMES).iter().for_each(|file| found.take(file));
            nodes.extend(self.dicts(&node, KIDS).into_iter().rev());
        }
        catalogue.iter().flat_map(|c| self.dicts(c, AF)).for_each(|file| found.take(&file));
        for page in self.pdf.pages().iter().filter(|page| page.raw().contains_key(ANNOTS)) {
            for pin in self.dicts(page.raw(), ANNOTS) {
                if pin.get::<Name<'_>>(SUBTYPE).as_deref() == Some(b"FileAttachment") {
                    pin.get::<Dict<'_>>(FS).iter().for_each(|file| found.take(file));
                }
            }
        }
        found.all
    }
}

struct Found<'d> {
    all: Vec<Attachment<'d>>,
    seen: HashSet<ObjectIdentifier>,
    locked: bool,
}

impl<'d> Found<'d> {
    /// Takes the file that a specification speaks of.
    fn take(&mut self, file: &Dict<'d>) {
        let Some(held) = file.get::<Dict<'_>>(EF) else { return };
        let Some(stream) = held.get::<Stream<'_>>(UF).or_else(|| held.get::<Stream<'_>>(F)) else { return };
        if self.all.len() >= MOST || !self.seen.insert(stream.obj_id()) {
            return;
        }
        let said = |key: &[u8]| file.get::<PdfString<'_>>(key).map(|s| text(s.as_bytes())).filter(|t| !t.is_empty());
        let name = said(UF).or_else(|| said(F)).unwrap_or_default();
        self.all.push(Attachment { name, stream, locked: self.locked });
    }
}
