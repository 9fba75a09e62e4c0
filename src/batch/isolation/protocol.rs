//! What is said between those who hand out files and the workers that read them: a line each way for each document.
//!
//! The protocol is for others too; `docs/worker.md` tells it. Fields may be added, none is renamed or dropped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::base::lang::Message;
use crate::batch::inputs::Input;
use crate::carrier::Part;
use crate::contract::Finding;
use crate::output::{Further, ManifestLine};

/// Version of the protocol, in every answer.
pub(super) const PROTOCOL: u32 = 1;

/// A document to read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The file.
    pub path: NativePath,
    /// Position and name of the document, when the file is a `.zip` archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<(usize, String)>,
    /// Positions and names of the files inside of it that lead to the document, the outermost first: attachments of a PDF or an
    /// e-mail, members of an archive that lies in another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<(usize, String)>,
    /// Whether to tell of each page that is read by OCR, which takes seconds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub progress: bool,
    /// Where to write the report, if it is not to come with the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write: Option<Write>,
    /// What the document is called in the answer, if not by its path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the answer has rows of the warehouse's tables in place of the report.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rows: bool,
    /// Whether to read it on one core: the others have other documents to read for as long.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_core: bool,
    /// The file is not read: what became of the worker that was to read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
}

/// What became of a worker, as the one who waited for it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lost {
    /// It died.
    Crashed,
    /// It was stopped after so many seconds.
    Timeout(u64),
    /// None was asked: the file has so many bytes.
    TooLarge(u64),
}

/// Where a report is to be written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// The file; it appears whole or not at all.
    pub to: NativePath,
    /// A folder of the same file system for what is not finished.
    pub drafts: NativePath,
    /// Files that further reports of the document must not take, among those whose names begin like `to`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<NativePath>,
}

/// A line before the answer: one more page was read by OCR.
///
/// That an answer is none is seen at its second word.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// Version of the protocol.
    pub protocol: u32,
    /// Number of the page, from 1.
    pub page_read: u32,
}

/// What became of a document.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Version of the protocol.
    pub protocol: u32,
    /// Its line of the manifest, without `output`.
    pub manifest: Option<ManifestLine>,
    /// The report, if there is one and it was not to be written.
    #[serde(default)]
    pub report: Option<Box<RawValue>>,
    /// Further reports of the same file, if there are any and they were not to be written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Box<RawValue>>,
    /// The further reports that were written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<Further>,
    /// The findings of a report that was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The files that it carries: attachments, or members of an archive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Part>,
    /// Size of the report that was written, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<u64>,
    /// The rows of the document: table to rows, each with a value for every column; for requests that ask for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<BTreeMap<String, Box<RawValue>>>,
    /// Why the request could not be served; the manifest line is null then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Message>,
}

/// A path as text, or as bytes where it is no text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NativePath {
    /// As text.
    Text(String),
    /// As bytes.
    Bytes(Vec<u8>),
}

impl From<&Path> for NativePath {
    fn from(path: &Path) -> Self {
        match path.to_str() {
            Some(text) => Self::Text(text.to_owned()),
            None => Self::Bytes(path.as_os_str().as_encoded_bytes().to_vec()),
        }
    }
}

impl From<&NativePath> for PathBuf {
    fn from(path: &NativePath) -> Self {
        match path {
            NativePath::Text(text) => PathBuf::from(text),
            NativePath::Bytes(bytes) => of_bytes(bytes),
        }
    }
}

#[cfg(unix)]
pub(super) fn of_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(super) fn of_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

impl Request {
    /// The request for an input whose report is to be written.
    pub fn of(input: &Input, write: Option<Write>) -> Self {
        let (member, inside, progress) = (input.member.clone(), input.inside.clone(), write.is_some());
        Self { member, inside, progress, write, ..Self::bare(input.path.as_path().into()) }
    }

    /// The request for a file, of which nothing else is asked.
    fn bare(path: NativePath) -> Self {
        Self {
            path,
            member: None,
            inside: Vec::new(),
            progress: false,
            write: None,
            name: None,
            rows: false,
            one_core: false,
            lost: None,
        }
    }

    /// The request of a line: JSON, or else a path as it is.
    pub(super) fn parse(line: &[u8]) -> serde_json::Result<Self> {
        if line.first() == Some(&b'{') {
            return serde_json::from_slice(line);
        }
        Ok(Self::bare(of_bytes(line).as_path().into()))
    }

    /// The input to read.
    pub(super) fn input(&self) -> Input {
        let path = PathBuf::from(&self.path);
        Input { below: path.clone(), path, member: self.member.clone(), inside: self.inside.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_path_or_json() {
        let path = |line: &[u8]| Request::parse(line).map(|r| PathBuf::from(&r.path));
        assert_eq!(path(b"a b/\xc3\xa8.pdf").unwrap(), PathBuf::from("a b/è.pdf"));
        assert_eq!(path(br#"{"path":"x.pdf"}"#).unwrap(), PathBuf::from("x.pdf"));
        assert!(path(br#"{"path":1}"#).is_err() && path(br#"{"path":"x","extra":1}"#).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn paths_that_are_no_text_survive() {
        let path = of_bytes(b"caf\xe9.pdf");
        let line = serde_json::to_vec(&NativePath::from(path.as_path())).unwrap();
        assert_eq!(PathBuf::from(&serde_json::from_slice::<NativePath>(&line).unwrap()), path);
        assert_eq!(PathBuf::from(&Request::parse(b"caf\xe9.pdf").unwrap().path), path);
    }
}
