//! A run: many inputs, each read to one outcome, and an output folder that tells of all of them.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use data_encoding::HEXLOWER;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::base::lang::Lang;
use crate::batch::carried::{Item, Work, skipped};
use crate::batch::inputs::{Input, Listed, slashes};
use crate::batch::isolation::{Fleet, NativePath, Request, Verdict, Write};
use crate::output::{
    Carried, Counts, Entry, FindingRow, Journal, JournalReader, ManifestLine, Marks, Places, REPORTS, Status, empty,
    json_names, part, remove, strangers, write_findings, write_manifest, write_through,
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
    /// So many inputs more were found inside of others.
    Found(usize),
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
pub const OWN: &str = ".schedario";

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
    pub fn all(&self, listed: Listed, tell: &(dyn Fn(News<'_>) + Sync)) -> Result<Done, RunError> {
        let Listed { inputs, others } = listed;
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
        let mut work = Work::new(inputs);
        // What documents carry is known when they have been read, and is read in its turn.
        while work.done < work.items.len() {
            let fresh = work.done..work.items.len();
            self.round(&mut work, fresh, &mut known, &journal, &drafts, tell)?;
            let found = work.carried();
            if found > 0 {
                tell(News::Found(found));
            }
        }
        let kept = work.items.iter().filter(|item| item.kept).count();
        let fresh = work.items.iter().filter(|item| item.read).filter_map(|item| item.entry.as_ref());
        let pages = fresh.map(|entry| u64::from(entry.line.pages)).sum();
        let mut entries: Vec<Entry> = work.items.into_iter().filter_map(|item| item.entry).collect();
        let skipped = others.iter().map(skipped).chain(work.others).map(|line| Entry::of(line, &self.marks));
        entries.extend(skipped);
        entries.sort_by(|a, b| a.line.path.cmp(&b.line.path));
        self.write(&entries, &drafts, &mut journal.reader()?)?;
        let kept_ones = |entry: &&Entry| entry.line.duplicate_of.is_none() && entry.noted.is_some();
        journal.keep(&drafts, entries.iter().filter(kept_ones))?;
        let _ = fs::remove_dir(&drafts);
        let lines: Vec<ManifestLine> = entries.into_iter().map(|entry| entry.line).collect();
        let strangers = strangers(self.output, &lines);
        if self.prune {
            remove(self.output, &strangers)?;
        }
        Ok(Done { lines, kept, pages, strangers, pruned: self.prune })
    }

    /// Has some of the inputs read, and notes what became of them.
    fn round(
        &self,
        work: &mut Work,
        fresh: Range<usize>,
        known: &mut HashMap<String, Entry>,
        journal: &Journal,
        drafts: &Path,
        tell: &(dyn Fn(News<'_>) + Sync),
    ) -> Result<(), RunError> {
        let below: Vec<&Path> = work.items.iter().map(|item| item.input.below.as_path()).collect();
        let mut places: Vec<PathBuf> =
            json_names(&below).into_iter().map(|name| Path::new(REPORTS).join(name)).collect();
        let named = Places::of(&places);
        let places = places.split_off(fresh.start);
        let plans = self.plan(work, fresh.clone(), &places, known);
        let mut queue: Vec<(usize, u64)> = Vec::new();
        let mut same: Vec<(usize, usize)> = Vec::new();
        for ((plan, size), k) in plans.into_iter().zip(fresh.clone()) {
            match plan {
                Plan::Keep(entry) => {
                    tell(News::Done(&entry.line));
                    (work.items[k].kept, work.items[k].entry) = (true, Some(*entry));
                }
                Plan::Read => queue.push((k, size)),
                Plan::Same(first) => same.push((k, first)),
            }
        }
        // The largest first, roughly: what takes long must not be what is waited for at the end, and what lies in the same
        // folder or archive is best read one after the other.
        queue.sort_by_key(|(k, size)| (std::cmp::Reverse(size.checked_ilog2()), *k));
        let mut behind = queue.iter().fold(0u64, |all, (_, size)| all.saturating_add(*size));
        let place = |k: usize| &places[k - fresh.start];
        let requests: Vec<Request> = queue
            .iter()
            .map(|(k, size)| {
                behind = behind.saturating_sub(*size);
                let (to, drafts) = (self.output.join(place(*k)), NativePath::from(drafts));
                let wanted = named.like_further(place(*k)).map(|place| self.output.join(place));
                let taken = wanted.map(|place| place.as_path().into()).collect();
                let write = Write { to: to.as_path().into(), drafts, taken };
                let one_core = self.fleet.has_work(*size, behind);
                Request { one_core, ..Request::of(&work.items[*k].input, Some(write)) }
            })
            .collect();
        let read: Mutex<Vec<(usize, Entry)>> = Mutex::new(Vec::with_capacity(queue.len()));
        let page = |n: usize, number: u32| tell(News::Page(&work.items[queue[n].0].input, number));
        self.fleet.serve(&requests, &page, &|n, verdict| {
            let k = queue[n].0;
            let entry = journal.note(self.entry(&work.items[k], place(k), verdict)?)?;
            tell(News::Done(&entry.line));
            read.lock().unwrap_or_else(|e| e.into_inner()).push((k, entry));
            Ok(())
        })?;
        for (k, entry) in read.into_inner().unwrap_or_else(|e| e.into_inner()) {
            (work.items[k].read, work.items[k].entry) = (true, Some(entry));
        }
        for (k, first) in same {
            let Some(first) = work.items[first].entry.clone() else { continue };
            let entry = duplicate(&work.items[k].input, first);
            forget(&self.output.join(place(k)))?;
            tell(News::Done(&entry.line));
            work.items[k].entry = Some(entry);
        }
        work.finish(fresh);
        Ok(())
    }

    /// What is to be done with each input, and its size. Contents are compared only where sizes, or an earlier run, ask for it.
    fn plan(
        &self,
        work: &Work,
        fresh: Range<usize>,
        places: &[PathBuf],
        known: &mut HashMap<String, Entry>,
    ) -> Vec<(Plan, u64)> {
        let items = &work.items[fresh.clone()];
        let sizes: Vec<Option<u64>> =
            items.par_iter().map(|item| item.known.as_ref().map(|k| k.0).or_else(|| item.input.size().ok())).collect();
        let mut count: HashMap<u64, usize> = HashMap::new();
        sizes.iter().flatten().for_each(|size| *count.entry(*size).or_default() += 1);
        let hashes: Vec<Option<String>> = items
            .par_iter()
            .zip(&sizes)
            .map(|(item, size)| {
                if let Some((_, hash)) = &item.known {
                    return Some(hash.clone()).filter(|hash| !hash.is_empty());
                }
                let size = size.filter(|s| *s > 0 && *s <= self.limit)?;
                let asked = count[&size] > 1 || known.contains_key(&item.input.shown());
                asked.then(|| self.hash(&item.input)).flatten()
            })
            .collect();
        let mut first: HashMap<&str, usize> = HashMap::new();
        let mut plans = Vec::with_capacity(items.len());
        for (k, item) in items.iter().enumerate() {
            let size = sizes[k].unwrap_or(0);
            let hash = hashes[k].as_deref();
            let plan = match hash.and_then(|hash| first.get(hash).or_else(|| work.first.get(hash))) {
                Some(first) => Plan::Same(*first),
                None => {
                    first.extend(hash.map(|hash| (hash, k + fresh.start)));
                    let kept = known.remove(&item.input.shown()).filter(|e| self.still_good(e, hash, &places[k]));
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
                let stands =
                    |place: &Path, size: u64| fs::metadata(self.output.join(place)).is_ok_and(|m| m.len() == size);
                let mut further = entry.further.iter();
                *output == slashes(place)
                    && entry.written.is_some_and(|size| stands(place, size))
                    && further.all(|f| stands(&place.with_file_name(&f.name), f.written))
            }
        };
        same_content && entry.holds(&self.marks) && report
    }

    /// What a worker's verdict says of an input.
    fn entry(&self, item: &Item, place: &Path, verdict: Verdict) -> io::Result<Entry> {
        let failure = verdict.failure(&self.fleet);
        let (mut line, findings, written, further, carried) = match (verdict, failure) {
            (Verdict::Answer(answer), _) => {
                if let Some(error) = answer.error {
                    return Err(io::Error::other(error.get(self.lang).to_owned()));
                }
                let line = answer.manifest.ok_or_else(|| io::Error::other("a worker's answer without a line"))?;
                (line, answer.findings, answer.written, answer.further, answer.carried)
            }
            (_, failure) => {
                let (status, reason) = failure.unzip();
                let mut line = ManifestLine::new(item.input.shown(), status.unwrap_or(Status::Crashed), reason);
                // What lies inside of other files is taken out by workers alone.
                (line.bytes, line.sha256) = item
                    .known
                    .clone()
                    .unwrap_or_else(|| (item.input.size().unwrap_or(0), self.hash(&item.input).unwrap_or_default()));
                (line, Vec::new(), None, Vec::new(), Vec::new())
            }
        };
        match written {
            Some(_) => {
                line.output = Some(slashes(place));
                line.also = further.iter().map(|f| slashes(&place.with_file_name(&f.name))).collect();
            }
            // The report of an earlier run must not stand for what could not be read now.
            None => forget(&self.output.join(place))?,
        }
        let carried = carried.into_iter().map(|part| Carried {
            position: part.position,
            name: part.name,
            document: part.document,
            bytes: part.bytes,
            sha256: part.sha256,
        });
        Ok(Entry { findings, written, further, carried: carried.collect(), ..Entry::of(line, &self.marks) })
    }

    /// The rows of `findings.csv`; those of a further report have the name of the file with its number.
    fn rows(&self, entry: &Entry) -> Vec<FindingRow> {
        let path = &entry.line.path;
        let own = entry.findings.iter().map(|f| FindingRow::new(path, f, self.lang));
        let further = entry.further.iter().zip(2..).flat_map(|(further, k)| {
            let path = part(path, k);
            further.findings.iter().map(move |f| FindingRow::new(&path, f, self.lang))
        });
        own.chain(further).collect()
    }

    /// `findings.csv`, and `manifest.jsonl` when all else stands.
    fn write(&self, entries: &[Entry], drafts: &Path, journal: &mut JournalReader) -> io::Result<()> {
        let read = entries.iter().filter(|entry| entry.line.duplicate_of.is_none());
        let told = read.filter(|entry| entry.line.findings != Counts::default());
        let mut failure = None;
        write_through(&self.output.join("findings.csv"), drafts, |to| {
            // The findings of one input at a time: those of a whole archive fill the memory.
            let rows = told.flat_map(|entry| {
                journal.whole(entry).map(|whole| self.rows(&whole)).unwrap_or_else(|error| {
                    failure.get_or_insert(error);
                    Vec::new()
                })
            });
            write_findings(to, rows)?;
            failure.map_or(Ok(()), Err)
        })?;
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
