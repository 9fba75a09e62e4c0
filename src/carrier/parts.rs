//! What PDFs, e-mails and archives carry: other files, by their positions.

use std::io::{Cursor, Read};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::ZipArchive;
use zip::result::ZipError;

use super::kinds::{Kind, kind};
use super::mail::Mail;
use super::{Sealed, open};
use crate::pdf::{Attachment, AttachmentError, Document};

/// How many files of one that carries them are looked at.
pub const MOST: usize = 1_000;

/// A file inside another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its position in what carries it.
    pub position: usize,
    /// Its name; no two files inside the same one have the same.
    pub name: String,
    /// Whether it is to be read: a document, or something that may carry documents.
    pub document: bool,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal; empty where it is not to be read, or cannot be had.
    pub sha256: String,
}

/// Why what is inside cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// It asks for a password, or for a certificate.
    #[error("a password is needed")]
    Locked,
    /// It is larger than the limit.
    #[error("more bytes than the limit")]
    TooLarge,
    /// It cannot be taken out.
    #[error("{0}")]
    Broken(String),
}

/// Something that may carry files.
enum Holder<'b> {
    Pdf(Vec<Attachment<'b>>),
    Zip(ZipArchive<Cursor<&'b [u8]>>),
    Mail(Mail<'b>),
}

/// Names of files and their sizes as far as they are said, by their positions.
type Named = Vec<(usize, String, Option<u64>)>;

impl Holder<'_> {
    fn named(&mut self) -> Named {
        match self {
            Holder::Pdf(files) => files.iter().enumerate().map(|(k, file)| (k, file.name.clone(), None)).collect(),
            Holder::Zip(zip) => {
                let count = zip.len().min(MOST);
                let name = |k| {
                    let file = zip.by_index_raw(k).ok()?;
                    let name = file.name().ok()?.into_owned();
                    (!file.is_dir()).then_some((k, name, Some(file.size())))
                };
                (0..count).filter_map(name).collect()
            }
            Holder::Mail(mail) => mail.files().into_iter().map(|f| (f.position, f.name, Some(f.bytes))).collect(),
        }
    }

    fn bytes(&mut self, position: usize, limit: u64) -> Result<Vec<u8>, PartError> {
        match self {
            Holder::Pdf(files) => files.get(position).ok_or_else(gone)?.bytes(limit).map_err(|error| match error {
                AttachmentError::Locked => PartError::Locked,
                AttachmentError::TooLarge => PartError::TooLarge,
                AttachmentError::Damaged => PartError::Broken(error.to_string()),
            }),
            Holder::Zip(zip) => {
                let file = zip.by_index(position).map_err(told)?;
                let mut bytes = Vec::new();
                let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
                read.map_err(|error| PartError::Broken(error.to_string()))?;
                if bytes.len() as u64 > limit { Err(PartError::TooLarge) } else { Ok(bytes) }
            }
            Holder::Mail(mail) => mail.bytes(position).map(<[u8]>::to_vec).ok_or_else(gone),
        }
    }

    /// The files under names that can stand in a path, no two of them alike; those that are to be read with their hashes.
    fn parts(&mut self, limit: u64) -> Vec<Part> {
        let mut parts = distinct(self.named());
        for part in parts.iter_mut().filter(|part| part.document) {
            if let Ok(bytes) = self.bytes(part.position, limit) {
                part.bytes = bytes.len() as u64;
                part.sha256 = HEXLOWER.encode(&Sha256::digest(&bytes));
            }
        }
        parts
    }
}

/// How far into a PDF its mark may stand, in bytes.
const PDF: usize = 1024;

/// Does something with what holds files.
fn with<T>(bytes: Arc<Vec<u8>>, act: impl FnOnce(&mut Holder<'_>) -> Result<T, PartError>) -> Result<T, PartError> {
    let bytes = match open(bytes) {
        Ok(opened) => opened.bytes,
        Err(Sealed::Encrypted) => return Err(PartError::Locked),
        Err(other) => return Err(PartError::Broken(other.to_string())),
    };
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return act(&mut Holder::Zip(ZipArchive::new(Cursor::new(&bytes[..])).map_err(told)?));
    }
    if bytes[..bytes.len().min(PDF)].windows(5).any(|w| w == b"%PDF-") {
        let document = Document::open(bytes).map_err(|error| PartError::Broken(error.to_string()))?;
        return act(&mut Holder::Pdf(document.attachments()));
    }
    match Mail::of(&bytes) {
        Some(mail) => act(&mut Holder::Mail(mail)),
        None => Err(PartError::Broken("neither an e-mail nor an archive".to_owned())),
    }
}

/// The files that these bytes carry, in their order. Each is read up to `limit` bytes.
pub fn parts(bytes: Arc<Vec<u8>>, limit: u64) -> Result<Vec<Part>, PartError> {
    with(bytes, |holder| Ok(holder.parts(limit)))
}

/// The bytes of one of the files that these bytes carry, at most `limit` of them.
pub fn part(bytes: Arc<Vec<u8>>, position: usize, limit: u64) -> Result<Vec<u8>, PartError> {
    with(bytes, |holder| holder.bytes(position, limit))
}

/// The files that a PDF carries.
pub fn attached(document: &Document, limit: u64) -> Vec<Part> {
    Holder::Pdf(document.attachments()).parts(limit)
}

fn gone() -> PartError {
    PartError::Broken("there is no such file inside".to_owned())
}

fn told(error: ZipError) -> PartError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => PartError::Locked,
        error => PartError::Broken(error.to_string()),
    }
}

/// The parts under names that can stand in a path, no two of them alike.
fn distinct(named: Named) -> Vec<Part> {
    let mut taken = std::collections::HashSet::new();
    let mut parts = Vec::with_capacity(named.len());
    for (position, name, bytes) in named.into_iter().take(MOST) {
        let plain = tame(&name, position);
        let mut name = plain.clone();
        let mut number = 1;
        while !taken.insert(name.clone()) {
            number += 1;
            name = match plain.rsplit_once('.') {
                Some((begin, end)) if !begin.is_empty() => format!("{begin}~{number}.{end}"),
                _ => format!("{plain}~{number}"),
            };
        }
        let document = kind(&name) != Kind::Other;
        parts.push(Part { position, document, name, bytes: bytes.unwrap_or(0), sha256: String::new() });
    }
    parts
}

/// A name without parts that lead anywhere else.
fn tame(name: &str, position: usize) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let name: String = parts.collect::<Vec<_>>().join("/").chars().filter(|c| !c.is_control()).collect();
    if name.trim().is_empty() { format!("allegato-{}", position + 1) } else { name.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_and_are_told_apart() {
        let named = |names: &[&str]| -> Vec<String> {
            let named = names.iter().enumerate().map(|(k, n)| (k, (*n).to_owned(), None)).collect();
            distinct(named).into_iter().map(|part| part.name).collect()
        };
        assert_eq!(named(&["../../etc/a.pdf", "C:\\x\\a.pdf", "\u{0}"]), ["etc/a.pdf", "C:/x/a.pdf", "allegato-3"]);
        assert_eq!(named(&["a.pdf", "a.pdf", "x", "x"]), ["a.pdf", "a~2.pdf", "x", "x~2"]);
    }
}
