//! What a run has done so far, input by input, so that a run that was killed is continued and not begun again.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::file::write_through;
use super::manifest::{ManifestLine, Status};
use crate::record::Finding;

/// What a result depends on besides the content of its input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// The program.
    pub program: String,
    /// The grammars, and what the audit goes by.
    pub forms: String,
    /// The readers of scans.
    #[serde(default)]
    pub readers: String,
    /// The limits of time and memory.
    pub limits: String,
}

/// What became of an input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// What it depends on.
    pub marks: Marks,
    /// Its line of the manifest.
    pub line: ManifestLine,
    /// Its findings.
    pub findings: Vec<Finding>,
    /// Size of its report.
    pub written: Option<u64>,
}

impl Entry {
    /// Whether a run with these marks would come to the same result.
    pub fn holds(&self, marks: &Marks) -> bool {
        if self.marks.program != marks.program {
            return false;
        }
        match self.line.status {
            // No form has a say in these.
            Status::NotAPdf | Status::Empty | Status::Damaged | Status::PasswordRequired => true,
            Status::Ok | Status::Unrecognised | Status::NeedsOcr => {
                let scans = self.line.pages_scanned > 0 || !self.line.pages_lost.is_empty();
                self.marks.forms == marks.forms && (!scans || self.marks.readers == marks.readers)
            }
            Status::TooLarge | Status::Timeout | Status::Crashed => self.marks == *marks,
        }
    }
}

/// The journal of an output folder.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// Opens the journal in a folder, with what earlier runs have written: the last entry of each path.
    pub fn open(folder: &Path) -> io::Result<(Self, HashMap<String, Entry>)> {
        let path = folder.join("journal.jsonl");
        let mut entries = HashMap::new();
        let mut whole = true;
        match File::open(&path) {
            Ok(file) => {
                let mut lines = BufReader::new(file);
                let mut line = Vec::new();
                while lines.read_until(b'\n', &mut line)? > 0 {
                    // The run may have been killed while it wrote its last line.
                    whole = line.ends_with(b"\n");
                    if let Ok(entry) = serde_json::from_slice::<Entry>(&line) {
                        entries.insert(entry.line.path.clone(), entry);
                    }
                    line.clear();
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        if !whole {
            file.write_all(b"\n")?;
        }
        Ok((Self { path, file: Mutex::new(file) }, entries))
    }

    /// Notes what became of an input.
    pub fn note(&self, entry: &Entry) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        // One write a line, so that a kill leaves whole lines but for the last one.
        self.file.lock().unwrap_or_else(|e| e.into_inner()).write_all(&line)
    }

    /// Ends a run: only these entries are kept. What is unfinished lies in `drafts`.
    pub fn keep<'e>(self, drafts: &Path, entries: impl Iterator<Item = &'e Entry>) -> io::Result<()> {
        drop(self.file);
        write_through(&self.path, drafts, |to| {
            let mut to = BufWriter::new(to);
            for entry in entries {
                serde_json::to_writer(&mut to, entry)?;
                to.write_all(b"\n")?;
            }
            to.flush()
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, status: Status, forms: &str, limits: &str) -> Entry {
        let marks = Marks { program: "1".into(), forms: forms.into(), readers: String::new(), limits: limits.into() };
        Entry { marks, line: ManifestLine::new(path.into(), status, None), findings: Vec::new(), written: None }
    }

    #[test]
    fn scans_are_read_again_when_other_readers_are_at_hand() {
        let marks = |readers: &str| Marks { readers: readers.into(), ..entry("a", Status::Ok, "f", "l").marks };
        let mut exported = entry("a", Status::Ok, "f", "l");
        assert!(exported.holds(&marks("tesseract")));
        exported.line.pages_scanned = 1;
        assert!(exported.holds(&marks("")) && !exported.holds(&marks("tesseract")));
        let mut unread = entry("b", Status::NeedsOcr, "f", "l");
        unread.line.pages_lost = vec![1];
        assert!(!unread.holds(&marks("tesseract")));
    }

    #[test]
    fn a_torn_line_costs_only_itself() {
        let dir = tempfile::tempdir().unwrap();
        let (journal, _) = Journal::open(dir.path()).unwrap();
        journal.note(&entry("a", Status::Ok, "f", "l")).unwrap();
        journal.note(&entry("b", Status::Ok, "f", "l")).unwrap();
        let path = dir.path().join("journal.jsonl");
        let text = std::fs::read(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 9]).unwrap();
        let (journal, entries) = Journal::open(dir.path()).unwrap();
        assert_eq!(entries.keys().collect::<Vec<_>>(), ["a"]);
        journal.note(&entry("c", Status::Ok, "f", "l")).unwrap();
        let (_, entries) = Journal::open(dir.path()).unwrap();
        assert_eq!(entries.len(), 2);
    }

    #[test]
    fn a_result_holds_as_long_as_what_it_depends_on() {
        let now = |forms: &str, limits: &str| Marks {
            program: "1".into(),
            forms: forms.into(),
            readers: String::new(),
            limits: limits.into(),
        };
        let holds = |status, marks: &Marks| entry("a", status, "f", "l").holds(marks);
        assert!(holds(Status::Ok, &now("f", "other")) && !holds(Status::Ok, &now("other", "l")));
        assert!(holds(Status::NotAPdf, &now("other", "other")));
        assert!(holds(Status::Timeout, &now("f", "l")) && !holds(Status::Timeout, &now("f", "other")));
        assert!(!holds(Status::NotAPdf, &Marks { program: "2".into(), ..now("f", "l") }));
    }
}
