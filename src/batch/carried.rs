//! The inputs of a run, and those that are found inside of others while it is at work.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;

use crate::batch::inputs::{Input, Other};
use crate::batch::reasons;
use crate::output::{Entry, ManifestLine, Status};

/// How deep files may lie in each other and still be read: an archive that holds itself goes on without an end.
const DEEPEST: usize = 8;
/// How many files inside of one file, at all depths, are read.
const MOST: usize = 10_000;

/// An input on its way through a run.
pub(super) struct Item {
    pub input: Input,
    /// Its size and the hash of its content, where it was found inside of another.
    pub known: Option<(u64, String)>,
    /// What became of it.
    pub entry: Option<Entry>,
    /// Whether the result of an earlier run was kept.
    pub kept: bool,
    /// Whether it was read in this run.
    pub read: bool,
}

/// All inputs of a run.
pub(super) struct Work {
    pub items: Vec<Item>,
    /// How many of them are done.
    pub done: usize,
    /// The first input of each content.
    pub first: HashMap<String, usize>,
    /// Files inside of others that are not read.
    pub others: Vec<ManifestLine>,
    /// The inputs whose insides have not been looked at.
    unopened: Range<usize>,
    /// How many files were found inside of each file.
    found: HashMap<(PathBuf, Option<usize>), usize>,
}

impl Work {
    pub fn new(inputs: Vec<Input>) -> Self {
        let items = inputs.into_iter().map(|input| Item::new(input, None)).collect();
        Self { items, done: 0, first: HashMap::new(), others: Vec::new(), unopened: 0..0, found: HashMap::new() }
    }

    /// Some inputs are done.
    pub fn finish(&mut self, fresh: Range<usize>) {
        self.done = fresh.end;
        for (k, item) in self.items.iter().enumerate().take(fresh.end).skip(fresh.start) {
            let line = item.entry.as_ref().map(|entry| &entry.line).filter(|line| !line.sha256.is_empty());
            if let Some(line) = line.filter(|line| line.duplicate_of.is_none()) {
                self.first.entry(line.sha256.clone()).or_insert(k);
            }
        }
        self.unopened = fresh;
    }

    /// Adds what the inputs that were done last carry, and tells how many of that are to be read.
    pub fn carried(&mut self) -> usize {
        let before = self.items.len();
        for k in std::mem::take(&mut self.unopened) {
            let Some(item) = self.items.get_mut(k) else { continue };
            let input = item.input.clone();
            // What a copy of a document carries, the first one carries too.
            let carried = match &mut item.entry {
                Some(entry) if entry.line.duplicate_of.is_none() => entry.carried.clone(),
                _ => continue,
            };
            let outermost = (input.path.clone(), input.member.as_ref().map(|(position, _)| *position));
            let count = self.found.entry(outermost).or_default();
            for file in carried {
                let inner = input.carried(file.position, &file.name);
                let fits = input.inside.len() < DEEPEST && *count < MOST;
                if file.document && fits {
                    *count += 1;
                    self.items.push(Item::new(inner, Some((file.bytes, file.sha256))));
                    continue;
                }
                let mut line = skipped(&Other { path: inner.shown(), bytes: file.bytes });
                if file.document {
                    line.reason = Some(reasons::too_deep());
                }
                self.others.push(line);
            }
        }
        self.items.len() - before
    }
}

impl Item {
    fn new(input: Input, known: Option<(u64, String)>) -> Self {
        Self { input, known, entry: None, kept: false, read: false }
    }
}

/// The line of a file that is no document.
pub(super) fn skipped(other: &Other) -> ManifestLine {
    let mut line = ManifestLine::new(other.path.clone(), Status::Skipped, Some(reasons::no_document()));
    line.bytes = other.bytes;
    line
}
