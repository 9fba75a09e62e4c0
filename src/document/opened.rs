//! A document opened: out of its envelopes, or made of pictures, with what it says of its signatures.

use std::sync::Arc;

use crate::carrier::{self, Kind, NoPages, Sealed};
use crate::contract::Signature;
use crate::pdf::{Document, OpenError, Seal};

/// A document that could be opened.
pub struct Opened {
    /// The PDF.
    pub document: Document,
    /// Its bytes: those of the file, or of what its envelope holds.
    pub bytes: Arc<Vec<u8>>,
    /// The signatures of its envelopes, and its own; none where there are none.
    pub signed: Option<Vec<Signature>>,
}

impl Opened {
    /// Opens a file of this name. Pictures are read where the name says that they are some: a PDF that turns out to be a picture
    /// is not what it says.
    pub fn of(bytes: Arc<Vec<u8>>, name: &str) -> Result<Self, OpenError> {
        let carrier::Opened { bytes, signatures } = carrier::open(bytes).map_err(|sealed| match sealed {
            Sealed::Encrypted => OpenError::CertificateRequired,
            Sealed::Hollow | Sealed::TooDeep => OpenError::Hollow,
        })?;
        let pages = if carrier::kind(name) == Kind::Picture { carrier::pages(&bytes) } else { None };
        let bytes = match pages {
            None => bytes,
            Some(Ok(made)) => Arc::new(made),
            Some(Err(NoPages::Small)) => return Err(OpenError::Small),
            Some(Err(NoPages::Damaged)) => return Err(OpenError::Damaged),
        };
        let document = Document::open(bytes.clone())?;
        let own: Vec<Signature> = document.seals().into_iter().map(told).collect();
        let signed = signatures.into_iter().flatten().chain(own).collect::<Vec<_>>();
        Ok(Self { document, bytes, signed: (!signed.is_empty()).then_some(signed) })
    }
}

/// A signature of a PDF: what its certificate and its attributes say, and else what the PDF says beside it.
fn told(seal: Seal) -> Signature {
    let signature = carrier::signers(seal.contents).into_iter().next().unwrap_or_default();
    Signature { by: signature.by.or(seal.name), at: signature.at.or_else(|| carrier::pdf_time(&seal.at?)) }
}
