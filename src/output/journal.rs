//! What a run has done so far, input by input, so that a run that was killed is continued and not begun again.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::file::write_through;
use super::manifest::{ManifestLine, Status};
use crate::contract::Finding;

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
    /// Its findings; of an entry that was noted they are in the journal alone, since those of a whole archive fill the memory.
    pub findings: Vec<Finding>,
    /// Size of its report.
    pub written: Option<u64>,
    /// Its further reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<Further>,
    /// The files that it carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Carried>,
    /// Where it stands in the journal.
    #[serde(skip)]
    pub noted: Option<Noted>,
}

/// Where a line of the journal begins, and how long it is with its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted {
    at: u64,
    length: u64,
}

/// A file that an input carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Its position in what carries it.
    pub position: usize,
    /// Its name.
    pub name: String,
    /// Whether it is to be read.
    pub document: bool,
    /// Its size.
    pub bytes: u64,
    /// The hash of its content; empty where it cannot be had.
    pub sha256: String,
}

/// A further report of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Further {
    /// Name of the file that it was written to, beside the first report.
    pub name: String,
    /// Its size.
    pub written: u64,
    /// Its findings; of an entry that was noted they are in the journal alone.
    pub findings: Vec<Finding>,
}

impl Entry {
    /// An entry of which nothing but its line is known.
    pub fn of(line: ManifestLine, marks: &Marks) -> Self {
        let (findings, further, carried) = (Vec::new(), Vec::new(), Vec::new());
        Self { marks: marks.clone(), line, findings, written: None, further, carried, noted: None }
    }

    /// The entry without its findings, which are in the journal.
    fn light(mut self, noted: Noted) -> Self {
        self.findings = Vec::new();
        self.further.iter_mut().for_each(|further| further.findings = Vec::new());
        Self { noted: Some(noted), ..self }
    }

    /// Whether a run with these marks would come to the same result.
    pub fn holds(&self, marks: &Marks) -> bool {
        if self.marks.program != marks.program {
            return false;
        }
        match self.line.status {
            // No form has a say in these.
            Status::NotAPdf | Status::Empty | Status::Damaged | Status::PasswordRequired | Status::Skipped => true,
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
    /// What is written to, and how much there is already.
    file: Mutex<(File, u64)>,
}

impl Journal {
    /// Opens the journal in a folder, with what earlier runs have written: the last entry of each path.
    pub fn open(folder: &Path) -> io::Result<(Self, HashMap<String, Entry>)> {
        let path = folder.join("journal.jsonl");
        let mut entries = HashMap::new();
        let (mut whole, mut size) = (true, 0);
        match File::open(&path) {
            Ok(file) => {
                let mut lines = BufReader::new(file);
                let mut line = Vec::new();
                while lines.read_until(b'\n', &mut line)? > 0 {
                    // The run may have been killed while it wrote its last line.
                    whole = line.ends_with(b"\n");
                    let noted = Noted { at: size, length: line.len() as u64 };
                    size += noted.length;
                    if let Ok(entry) = serde_json::from_slice::<Entry>(&line) {
                        let light = entry.light(noted);
                        entries.insert(light.line.path.clone(), light);
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
            size += 1;
        }
        Ok((Self { path, file: Mutex::new((file, size)) }, entries))
    }

    /// Notes what became of an input, and lets go of its findings.
    pub fn note(&self, entry: Entry) -> io::Result<Entry> {
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        let length = line.len() as u64;
        let mut file = self.file.lock().unwrap_or_else(|e| e.into_inner());
        let at = file.1;
        // One write a line, so that a kill leaves whole lines but for the last one.
        file.0.write_all(&line)?;
        file.1 += length;
        Ok(entry.light(Noted { at, length }))
    }

    /// What was noted, to be read again.
    pub fn reader(&self) -> io::Result<JournalReader> {
        Ok(JournalReader { file: File::open(&self.path)? })
    }

    /// Ends a run: only these entries are kept. What is unfinished lies in `drafts`.
    pub fn keep<'e>(self, drafts: &Path, entries: impl Iterator<Item = &'e Entry>) -> io::Result<()> {
        let mut reader = self.reader()?;
        drop(self.file);
        write_through(&self.path, drafts, |to| {
            let mut to = BufWriter::new(to);
            for entry in entries {
                to.write_all(&reader.line(entry)?)?;
            }
            to.flush()
        })?;
        Ok(())
    }
}

/// Reads what was noted.
#[derive(Debug)]
pub struct JournalReader {
    file: File,
}

impl JournalReader {
    /// An entry with its findings.
    pub fn whole(&mut self, entry: &Entry) -> io::Result<Entry> {
        if entry.noted.is_none() {
            return Ok(entry.clone());
        }
        Ok(serde_json::from_slice(&self.line(entry)?)?)
    }

    fn line(&mut self, entry: &Entry) -> io::Result<Vec<u8>> {
        let Some(Noted { at, length }) = entry.noted else {
            let mut line = serde_json::to_vec(entry)?;
            line.push(b'\n');
            return Ok(line);
        };
        let mut line = Vec::new();
        self.file.seek(SeekFrom::Start(at))?;
        Read::by_ref(&mut self.file).take(length).read_to_end(&mut line)?;
        // The run before may have been killed before it wrote the end of its last line.
        if line.last() != Some(&b'\n') {
            line.push(b'\n');
        }
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, status: Status, forms: &str, limits: &str) -> Entry {
        let marks = Marks { program: "1".into(), forms: forms.into(), readers: String::new(), limits: limits.into() };
        Entry::of(ManifestLine::new(path.into(), status, None), &marks)
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
        journal.note(entry("a", Status::Ok, "f", "l")).unwrap();
        journal.note(entry("b", Status::Ok, "f", "l")).unwrap();
        let path = dir.path().join("journal.jsonl");
        let text = std::fs::read(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 9]).unwrap();
        let (journal, entries) = Journal::open(dir.path()).unwrap();
        assert_eq!(entries.keys().collect::<Vec<_>>(), ["a"]);
        journal.note(entry("c", Status::Ok, "f", "l")).unwrap();
        let (_, entries) = Journal::open(dir.path()).unwrap();
        assert_eq!(entries.len(), 2);
    }

    #[test]
    fn findings_are_kept_in_the_journal_alone() {
        let dir = tempfile::tempdir().unwrap();
        let noted = |path: &str, rule: &str| {
            let finding = serde_json::json!({
                "rule": rule, "severity": "error", "objective": null, "subject": "", "message": {"it": "", "en": ""},
                "expected": null, "found": null, "related": [], "confidence": 1.0, "places": []
            });
            Entry { findings: vec![serde_json::from_value(finding).unwrap()], ..entry(path, Status::Ok, "f", "l") }
        };
        let rules = |reader: &mut JournalReader, entry: &Entry| -> Vec<String> {
            reader.whole(entry).unwrap().findings.iter().map(|f| f.rule.to_string()).collect()
        };
        let (journal, _) = Journal::open(dir.path()).unwrap();
        let a = journal.note(noted("a", "T001")).unwrap();
        let b = journal.note(noted("b", "T002")).unwrap();
        assert!(a.findings.is_empty() && b.findings.is_empty());
        let mut reader = journal.reader().unwrap();
        assert_eq!((rules(&mut reader, &b), rules(&mut reader, &a)), (vec!["T002".into()], vec!["T001".into()]));
        journal.keep(dir.path(), [&b].into_iter()).unwrap();
        let (journal, entries) = Journal::open(dir.path()).unwrap();
        assert_eq!(entries.keys().collect::<Vec<_>>(), ["b"]);
        assert_eq!(rules(&mut journal.reader().unwrap(), &entries["b"]), ["T002"]);
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
