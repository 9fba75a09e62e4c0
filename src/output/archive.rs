//! An output folder read back: what became of every input, and the reports.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::contract::Report;
use crate::output::{ManifestLine, Status};

/// The output folder of a run.
#[derive(Clone, Debug)]
pub struct Archive {
    root: PathBuf,
    /// The lines of its manifest, in their order; a file with several reports has a line for each.
    pub lines: Vec<ManifestLine>,
}

/// Why an output folder, or something in it, cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The folder has no manifest: no run has ended there.
    #[error("{0}")]
    NoManifest(PathBuf),
    /// The system does not let it be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file that is not what a run writes.
    #[error("{path}: {source}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        source: serde_json::Error,
    },
}

impl Archive {
    /// Opens an output folder.
    pub fn open(root: &Path) -> Result<Self, ArchiveError> {
        let path = root.join("manifest.jsonl");
        let file = File::open(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => ArchiveError::NoManifest(root.to_owned()),
            _ => ArchiveError::Unreadable { path: path.clone(), source },
        })?;
        let mut lines = Vec::new();
        for line in BufReader::new(file).lines() {
            let line = line.map_err(|source| ArchiveError::Unreadable { path: path.clone(), source })?;
            let line: serde_json::Result<ManifestLine> = serde_json::from_str(&line);
            let line = line.map_err(|source| ArchiveError::Foreign { path: path.clone(), source })?;
            // What is no document is nobody's business behind the run.
            if line.status != Status::Skipped {
                lines.extend(line.parts());
            }
        }
        Ok(Self { root: root.to_owned(), lines })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The report of a line, where one was written.
    pub fn report(&self, line: &ManifestLine) -> Result<Option<Report>, ArchiveError> {
        self.text(line, &mut Vec::new())?.map(|text| self.parse(line, text)).transpose()
    }

    /// The JSON of a line's report as it lies on the disk, where one was written; read into a buffer that serves again.
    pub fn text<'b>(&self, line: &ManifestLine, buffer: &'b mut Vec<u8>) -> Result<Option<&'b [u8]>, ArchiveError> {
        let Some(place) = &line.output else { return Ok(None) };
        let path = self.root.join(place);
        buffer.clear();
        match File::open(&path).and_then(|mut file| file.read_to_end(buffer)) {
            Ok(_) => Ok(Some(buffer)),
            Err(source) => Err(ArchiveError::Unreadable { path, source }),
        }
    }

    /// The report that the JSON of a line holds.
    pub fn parse(&self, line: &ManifestLine, text: &[u8]) -> Result<Report, ArchiveError> {
        // Text that is known to be UTF-8 is not asked again string by string.
        let text = std::str::from_utf8(text).map_err(serde::de::Error::custom);
        let report: Result<Report, _> = text.and_then(serde_json::from_str);
        // A further report of a file is a document of its own to those who count, compare and decide.
        let named = |mut report: Report| {
            if line.content() != line.sha256 {
                report.source.sha256.clone_from(&line.sha256);
                report.source.path.clone_from(&line.path);
            }
            report
        };
        report.map(named).map_err(|source| {
            let path = self.root.join(line.output.as_deref().unwrap_or_default());
            ArchiveError::Foreign { path, source }
        })
    }
}
