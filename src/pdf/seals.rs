//! The signatures that a PDF holds itself, as they say of themselves. Nothing is verified.

use hayro_interpret::hayro_syntax::object::dict::keys::{ACRO_FORM, CONTENTS, FIELDS, KIDS, M, NAME, TYPE, V, XFA};
use hayro_interpret::hayro_syntax::object::{Dict, Name, Object, ObjectIdentifier, String as PdfString};

use super::Document;
use super::strings::text;

/// How many fields of a form are looked at.
const MOST: usize = 10_000;

/// A signature of a PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seal {
    /// The signature itself, as CMS.
    pub contents: Vec<u8>,
    /// Who signed, as the PDF says beside it.
    pub name: Option<String>,
    /// When, as the PDF says beside it: `D:20180306101500+01'00'`.
    pub at: Option<String>,
}

impl Document {
    /// The signatures of the document, in the order of its fields.
    pub fn seals(&self) -> Vec<Seal> {
        let mut seals = Vec::new();
        let Some(form) = self.form() else { return seals };
        let mut waiting: Vec<Dict<'_>> = self.dicts(&form, FIELDS);
        waiting.reverse();
        let mut seen: Vec<ObjectIdentifier> = Vec::new();
        let mut looked = 0;
        while let Some(field) = waiting.pop().filter(|_| looked < MOST) {
            looked += 1;
            if field.obj_id().is_some_and(|id| seen.contains(&id)) {
                continue;
            }
            if field.contains_key(KIDS) {
                seen.extend(field.obj_id());
                waiting.extend(self.dicts(&field, KIDS).into_iter().rev());
            }
            let Some(value) = field.get::<Dict<'_>>(V) else { continue };
            let of_a_document = value.get::<Name<'_>>(TYPE).is_none_or(|t| &*t == b"Sig");
            if let Some(contents) = value.get::<PdfString<'_>>(CONTENTS).filter(|_| of_a_document) {
                let said = |key| value.get::<PdfString<'_>>(key).map(|s| text(s.as_bytes())).filter(|t| !t.is_empty());
                seals.push(Seal { contents: contents.as_bytes().to_vec(), name: said(NAME), at: said(M) });
            }
        }
        seals
    }

    /// Whether what it shows is made by its viewer from an XFA form, which few programs know.
    pub fn is_xfa(&self) -> bool {
        self.form().is_some_and(|form| form.get::<Object<'_>>(XFA).is_some())
    }

    fn form(&self) -> Option<Dict<'_>> {
        self.catalogue()?.get(ACRO_FORM)
    }
}
