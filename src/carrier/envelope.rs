//! Signed envelopes (CMS, the `.p7m` of Italian offices) opened: the content that was signed, and by whom.
//!
//! Nothing is verified. Signing programs write DER as well as BER in chunks of unknown length, put envelopes into envelopes, and
//! mail programs make Base64 of it all.

use std::sync::Arc;

use bcder::decode::{Constructed, DecodeError, Source};
use bcder::{Mode, OctetString, Oid, Tag};
use bytes::Bytes;
use data_encoding::BASE64;

use super::signer::{Signed, named};
use crate::contract::Signature;

/// How many envelopes may lie in each other; countersigned acts have two or three.
const DEEPEST: usize = 16;
/// Within how many bytes from its beginning an envelope says what it is: two heads of at most six bytes stand before it.
const HEAD: usize = 32;
/// How many signatures of an envelope are told.
const SIGNERS: usize = 64;

/// The object identifiers of signed and of encrypted data, as they are written in full.
const SIGNED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const ENVELOPED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03];

/// What was found when envelopes were opened.
#[derive(Debug)]
pub struct Opened {
    /// The innermost content; the bytes themselves where they are no envelope.
    pub bytes: Arc<Vec<u8>>,
    /// The signatures of all envelopes, the outermost first; none where there was no envelope.
    pub signatures: Option<Vec<Signature>>,
}

/// Why an envelope holds nothing that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Sealed {
    /// It was encrypted for the owners of certificates.
    #[error("the envelope is encrypted")]
    Encrypted,
    /// It holds a signature alone, or its end is missing before there is any content.
    #[error("the envelope has no content")]
    Hollow,
    /// Envelopes lie in envelopes without an end.
    #[error("more than {DEEPEST} envelopes lie in each other")]
    TooDeep,
}

/// Opens envelopes until there is something else.
pub fn open(bytes: Arc<Vec<u8>>) -> Result<Opened, Sealed> {
    let mut signatures: Option<Vec<Signature>> = None;
    let mut bytes = bytes;
    for _ in 0..DEEPEST {
        let kind = match kind(&bytes) {
            Some(kind) => kind,
            None => match plain(&bytes).filter(|plain| self::kind(plain).is_some()) {
                Some(plain) => {
                    bytes = Arc::new(plain);
                    continue;
                }
                None => return Ok(Opened { bytes, signatures }),
            },
        };
        if kind == Kind::Encrypted {
            return Err(Sealed::Encrypted);
        }
        let (content, signed) = unwrap(&bytes);
        let told = signed.as_ref().map(named).unwrap_or_default();
        // That there is a signature is told even where nothing else of it is known.
        let told = if told.is_empty() { vec![Signature::default()] } else { told };
        let all = signatures.get_or_insert_default();
        all.extend(told.into_iter().take(SIGNERS.saturating_sub(all.len())));
        bytes = Arc::new(content.ok_or(Sealed::Hollow)?);
    }
    Err(Sealed::TooDeep)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Signed,
    Encrypted,
}

/// What kind of envelope bytes are, if they are one.
fn kind(bytes: &[u8]) -> Option<Kind> {
    let head = bytes.get(..bytes.len().min(HEAD))?;
    let says = |id: &[u8]| head.windows(id.len()).any(|w| w == id);
    match head.first() {
        Some(0x30) if says(SIGNED_DATA) => Some(Kind::Signed),
        Some(0x30) if says(ENVELOPED_DATA) => Some(Kind::Encrypted),
        _ => None,
    }
}

/// The bytes that Base64 stands for, with or without the lines before and behind it.
fn plain(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    let text = if text.starts_with(b"-----BEGIN ") {
        let begin = text.iter().position(|b| *b == b'\n')? + 1;
        let end = text.windows(9).rposition(|w| w == b"-----END ").unwrap_or(text.len());
        text.get(begin..end)?
    } else if text.get(..8).is_some_and(|t| t.eq_ignore_ascii_case(b"content-") || t.eq_ignore_ascii_case(b"mime-ver"))
    {
        // A message of its own: its head ends at an empty line.
        let end = |mark: &[u8]| text.windows(mark.len()).position(|w| w == mark).map(|at| at + mark.len());
        text.get(end(b"\n\n").or_else(|| end(b"\r\n\r\n"))?..)?
    } else {
        text
    };
    // What is no Base64 is mostly known by its first bytes.
    let first = text.get(..text.len().min(HEAD))?;
    let of_base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=') || b.is_ascii_whitespace();
    if first.is_empty() || !first.iter().all(of_base64) {
        return None;
    }
    let mut packed: Vec<u8> = text.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    while !packed.len().is_multiple_of(4) {
        packed.push(b'=');
    }
    BASE64.decode(&packed).ok()
}

/// Bytes that are shared and not copied while they are taken apart.
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The content of an envelope, and what it says of its signers. What comes before damage is kept.
fn unwrap(bytes: &Arc<Vec<u8>>) -> (Option<Vec<u8>>, Option<Signed>) {
    let source = Bytes::from_owner(Shared(bytes.clone()));
    let (mut content, mut signed) = (None, Signed::default());
    let read = Mode::Ber.decode(source, |all| {
        all.take_sequence(|info| {
            Oid::skip_in(info)?;
            info.take_constructed_if(Tag::CTX_0, |data| {
                data.take_sequence(|data| signed_data(data, &mut content, &mut signed))
            })
        })
    });
    let content: Option<OctetString> = content;
    let content = content.map(|string| string.into_bytes().to_vec()).filter(|bytes| !bytes.is_empty());
    (content, (read.is_ok() || signed.signers.is_some()).then_some(signed))
}

#[allow(clippy::redundant_closure, reason = "the library's lifetimes are general in a closure only")]
fn signed_data<S: Source>(
    data: &mut Constructed<'_, S>,
    content: &mut Option<OctetString>,
    signed: &mut Signed,
) -> Result<(), DecodeError<S::Error>> {
    // Version and algorithms of the digests.
    data.take_primitive_if(Tag::INTEGER, |version| version.skip_all())?;
    data.take_set(skip_rest)?;
    data.take_sequence(|inner| {
        Oid::skip_in(inner)?;
        *content = inner.take_opt_constructed_if(Tag::CTX_0, OctetString::take_from)?;
        Ok(())
    })?;
    signed.certificates = data.take_opt_constructed_if(Tag::CTX_0, |all| all.capture(|rest| skip_rest(rest)))?;
    data.take_opt_constructed_if(Tag::CTX_1, skip_rest)?;
    signed.signers = data.take_opt_set(|all| all.capture(|rest| skip_rest(rest)))?;
    Ok(())
}

/// Passes over the values that are left. The library's own way takes the end of a value whose length is not known for a value
/// that is missing.
pub(super) fn skip_rest<S: Source>(values: &mut Constructed<'_, S>) -> Result<(), DecodeError<S::Error>> {
    while values.skip_opt(|_, _, _| Ok(()))?.is_some() {}
    Ok(())
}

/// What a signature says of its signers that has no content of its own, as those inside of PDFs.
pub fn signers(bytes: Vec<u8>) -> Vec<Signature> {
    unwrap(&Arc::new(bytes)).1.as_ref().map(named).unwrap_or_default()
}
