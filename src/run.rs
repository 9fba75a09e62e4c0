//! A run: many inputs, each read to one outcome, and an output folder that tells of all of them.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use data_encoding::HEXLOWER;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::inputs::{Input, slashes};
use crate::isolation::{Fleet, NativePath, Request, Verdict, Write};
use crate::lang::Lang;
use crate::output::{
    Entry, FindingRow, Journal, ManifestLine, Marks, REPORTS, Status, empty, json_names, remove, strangers,
    write_findings, write_manifest, write_through,
};

/// What a run needs besides its inputs.
pub struct Run<'a> {
    /// The workers.
    pub fleet: Fleet,
    /// Up to which size documents are read, in bytes.
    pub limit: u64,
    /// What results depend on besides the content of the inputs.
    pub marks: Marks,
    /// Whether everything is read anew.
    pub force: bool,
    /// Whether reports that belong to no input of this run are removed.
    pub prune: bool,
    /// Language of the messages in `findings.csv`.
    pub lang: Lang,
    /// The output folder.
    pub output: &'a Path,
}

/// What is told while a run is at work.
#[derive(Clone, Copy, Debug)]
pub enum News<'a> {
    /// A page of an input, by its number, was read by OCR.
    Page(&'a Input, u32),
    /// An input is done.
    Done(&'a ManifestLine),
}

/// Why a run could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Another run writes into the same folder.
    #[error("another run is at work in {0}")]
    Busy(PathBuf),
    /// The output folder cannot be written, or workers cannot be started.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What a run has done.
#[derive(Debug)]
pub struct Done {
    /// What became of every input, in the order of the manifest.
    pub lines: Vec<ManifestLine>,
    /// Number of inputs whose result was kept from an earlier run.
    pub kept: usize,
    /// Number of pages that were read in this run.
    pub pages: u64,
    /// The reports in the folder that belong to no input of this run, as paths below it.
    pub strangers: Vec<PathBuf>,
    /// Whether the strangers were removed.
    pub pruned: bool,
}

/// The folder inside the output folder where a run keeps what is its own.
const OWN: &str = ".schedario";

/// What is to be done with an input.
enum Plan {
    /// An earlier run has read it.
    Keep(Box<Entry>),
    /// It has the content of another input, at this position.
    Same(usize),
    /// It is to be read.
    Read,
}

impl Run<'_> {
    /// The folder in which the workers of a run take turns at reading scans.
    pub fn slots(output: &Path) -> PathBuf {
        output.join(OWN).join("slots")
    }

    /// Reads all inputs and writes the output folder. `tell` hears what goes on, from any thread.
    /// The result is the same whatever the number of workers.
    pub fn all(&self, inputs: &[Input], tell: &(dyn Fn(News<'_>) + Sync)) -> Result<Done, RunError> {
        let own = self.output.join(OWN);
        fs::create_dir_all(&own)?;
        let lock = fs::File::create(own.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(RunError::Busy(self.output.to_owned())),
            Err(fs::TryLockError::Error(error)) => return Err(error.into()),
        }
        // What a killed run has left unfinished. The folder stays: a worker of that run may put a last file into it while it dies.
        let drafts = own.join("drafts");
        fs::create_dir_all(&drafts)?;
        empty(&drafts)?;
        let (journal, mut known) = Journal::open(&own)?;
        if self.force {
            known.clear();
        }
        let below: Vec<&Path> = inputs.iter().map(|i| i.below.as_path()).collect();
        let places: Vec<PathBuf> = json_names(&below).into_iter().map(|name| Path::new(REPORTS).join(name)).collect();
        let plans = self.plan(inputs, &places, known);
        let entries = Mutex::new(vec![None; inputs.len()]);
        let settle = |k: usize, entry: Entry| {
            tell(News::Done(&entry.line));
            entries.lock().unwrap_or_else(|e| e.into_inner())[k] = Some(entry);
        };
        let mut queue: Vec<(usize, u64)> = Vec::new();
        for (k, (plan, size)) in plans.iter().enumerate() {
            match plan {
                Plan::Keep(entry) => settle(k, (**entry).clone()),
                Plan::Read => queue.push((k, *size)),
                Plan::Same(_) => {}
            }
        }
        // The largest first, roughly: what takes long must not be what is waited for at the end, and what lies in the same
        // folder or archive is best read one after the other.
        queue.sort_by_key(|(k, size)| (std::cmp::Reverse(size.checked_ilog2()), *k));
        let mut behind = queue.iter().fold(0u64, |all, (_, size)| all.saturating_add(*size));
        let requests: Vec<Request> = queue
            .iter()
            .map(|(k, size)| {
                behind = behind.saturating_sub(*size);
                let (to, drafts) = (self.output.join(&places[*k]), NativePath::from(drafts.as_path()));
                let write = Write { to: to.as_path().into(), drafts };
                Request { one_core: self.fleet.has_work(*size, behind), ..Request::of(&inputs[*k], Some(write)) }
            })
            .collect();
        let page = |n: usize, number: u32| tell(News::Page(&inputs[queue[n].0], number));
        self.fleet.serve(&requests, &page, &|n, verdict| {
            let k = queue[n].0;
            let entry = self.entry(&inputs[k], &places[k], verdict)?;
            journal.note(&entry)?;
            settle(k, entry);
            Ok(())
        })?;
        let mut entries = entries.into_inner().unwrap_or_else(|e| e.into_inner());
        for (k, (plan, _)) in plans.iter().enumerate() {
            let Plan::Same(first) = plan else { continue };
            let Some(first) = entries[*first].clone() else { continue };
            let entry = duplicate(&inputs[k], first);
            forget(&self.output.join(&places[k]))?;
            tell(News::Done(&entry.line));
            entries[k] = Some(entry);
        }
        let kept = plans.iter().filter(|(plan, _)| matches!(plan, Plan::Keep(_))).count();
        let fresh = plans.iter().zip(&entries).filter(|((plan, _), _)| matches!(plan, Plan::Read));
        let pages = fresh.filter_map(|(_, entry)| entry.as_ref()).map(|entry| u64::from(entry.line.pages)).sum();
        let mut entries: Vec<Entry> = entries.into_iter().flatten().collect();
        entries.sort_by(|a, b| a.line.path.cmp(&b.line.path));
        self.write(&entries, &drafts)?;
        journal.keep(&drafts, entries.iter().filter(|e| e.line.duplicate_of.is_none()))?;
        let _ = fs::remove_dir(&drafts);
        let lines: Vec<ManifestLine> = entries.into_iter().map(|entry| entry.line).collect();
        let strangers = strangers(self.output, &lines);
        if self.prune {
            remove(self.output, &strangers)?;
        }
        Ok(Done { lines, kept, pages, strangers, pruned: self.prune })
    }

    /// What is to be done with each input, and its size. Contents are compared only where sizes, or an earlier run, ask for it.
    fn plan(&self, inputs: &[Input], places: &[PathBuf], mut known: HashMap<String, Entry>) -> Vec<(Plan, u64)> {
        let sizes: Vec<Option<u64>> = inputs.par_iter().map(|input| input.size().ok()).collect();
        let mut count: HashMap<u64, usize> = HashMap::new();
        sizes.iter().flatten().for_each(|size| *count.entry(*size).or_default() += 1);
        let hashes: Vec<Option<String>> = inputs
            .par_iter()
            .zip(&sizes)
            .map(|(input, size)| {
                let size = size.filter(|s| *s > 0 && *s <= self.limit)?;
                (count[&size] > 1 || known.contains_key(&input.shown())).then(|| self.hash(input)).flatten()
            })
            .collect();
        let mut first: HashMap<&str, usize> = HashMap::new();
        let mut plans = Vec::with_capacity(inputs.len());
        for (k, input) in inputs.iter().enumerate() {
            let size = sizes[k].unwrap_or(0);
            let hash = hashes[k].as_deref();
            let plan = match hash.and_then(|hash| first.get(hash)) {
                Some(first) => Plan::Same(*first),
                None => {
                    first.extend(hash.map(|hash| (hash, k)));
                    let kept = known.remove(&input.shown()).filter(|e| self.still_good(e, hash, &places[k]));
                    kept.map_or(Plan::Read, |entry| Plan::Keep(Box::new(entry)))
                }
            };
            plans.push((plan, size));
        }
        plans
    }

    fn hash(&self, input: &Input) -> Option<String> {
        let mut hasher = Sha256::new();
        input.stream(self.limit, &mut |part| hasher.update(part)).ok()?;
        Some(HEXLOWER.encode(&hasher.finalize()))
    }

    /// Whether the result of an earlier run can be kept: same content, same marks, and its report still stands where it would.
    fn still_good(&self, entry: &Entry, hash: Option<&str>, place: &Path) -> bool {
        let same_content = hash.is_some_and(|hash| hash == entry.line.sha256);
        let report = match &entry.line.output {
            None => true,
            Some(output) => {
                *output == slashes(place)
                    && fs::metadata(self.output.join(place)).is_ok_and(|m| Some(m.len()) == entry.written)
            }
        };
        same_content && entry.holds(&self.marks) && report
    }

    /// What a worker's verdict says of an input.
    fn entry(&self, input: &Input, place: &Path, verdict: Verdict) -> io::Result<Entry> {
        let failure = verdict.failure(&self.fleet);
        let (mut line, findings, written) = match (verdict, failure) {
            (Verdict::Answer(answer), _) => {
                if let Some(error) = answer.error {
                    return Err(io::Error::other(error.get(self.lang).to_owned()));
                }
                let line = answer.manifest.ok_or_else(|| io::Error::other("a worker's answer without a line"))?;
                (line, answer.findings, answer.written)
            }
            (_, failure) => {
                let (status, reason) = failure.unzip();
                let mut line = ManifestLine::new(input.shown(), status.unwrap_or(Status::Crashed), reason);
                line.bytes = input.size().unwrap_or(0);
                line.sha256 = self.hash(input).unwrap_or_default();
                (line, Vec::new(), None)
            }
        };
        match written {
            Some(_) => line.output = Some(slashes(place)),
            // The report of an earlier run must not stand for what could not be read now.
            None => forget(&self.output.join(place))?,
        }
        Ok(Entry { marks: self.marks.clone(), line, findings, written })
    }

    /// `findings.csv`, and `manifest.jsonl` when all else stands.
    fn write(&self, entries: &[Entry], drafts: &Path) -> io::Result<()> {
        let rows: Vec<FindingRow> = entries
            .iter()
            .filter(|entry| entry.line.duplicate_of.is_none())
            .flat_map(|entry| entry.findings.iter().map(|f| FindingRow::new(&entry.line.path, f, self.lang)))
            .collect();
        write_through(&self.output.join("findings.csv"), drafts, |to| write_findings(to, rows.iter()))?;
        write_through(&self.output.join("manifest.jsonl"), drafts, |to| {
            write_manifest(to, entries.iter().map(|entry| &entry.line))
        })?;
        Ok(())
    }
}

/// The outcome of an input whose content was read under another name.
fn duplicate(input: &Input, first: Entry) -> Entry {
    let mut entry = first;
    entry.line.duplicate_of = Some(std::mem::replace(&mut entry.line.path, input.shown()));
    entry.line.ms = 0;
    entry
}

fn forget(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Err(error),
        _ => Ok(()),
    }
}
