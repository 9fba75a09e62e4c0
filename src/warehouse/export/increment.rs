//! An export: which documents a target is given, and which it has already.

use std::collections::{HashMap, HashSet};

use twox_hash::xxhash3_128::Hasher;

use super::target::{Change, Known, Memory, Target, TargetError};
use crate::audit::recheck::{Again, stand};
use crate::base::lang::Message;
use crate::output::ManifestLine;
use crate::output::archive::{Archive, ArchiveError};
use crate::review::{Decision, Store};
use crate::warehouse::star::{self, Document, Kind, Misfit, Rows, STAR_VERSION, Table, Value};

/// How an output folder is exported.
#[derive(Clone, Copy, Debug, Default)]
pub struct Export {
    /// Only what is new or changed since the last load of that target.
    pub incremental: bool,
    /// Documents that are no longer in the output folder leave the target.
    pub prune: bool,
}

/// What an export has done.
#[derive(Debug, Default)]
pub struct Summary {
    /// Documents that were given.
    pub documents: usize,
    /// Documents that the target had already, unchanged.
    pub unchanged: usize,
    /// Rows that were given.
    pub rows: u64,
    /// Paths of documents that the target holds and the output folder does not, sorted.
    pub vanished: Vec<String>,
    /// Whether these were removed.
    pub removed: bool,
    /// Numbers that fit no column.
    pub misfits: Vec<Misfit>,
    /// Reports that could not be read back; what the target holds of them stays.
    pub unreadable: Vec<ArchiveError>,
    /// What the target has to tell.
    pub notes: Vec<Message>,
}

/// Exports an output folder into a target; reports are looked at again by `by` where people corrected values. `tell` hears of every line of the manifest when it is done.
pub fn export(
    archive: &Archive,
    mut target: Box<dyn Target>,
    how: Export,
    by: &Again<'_>,
    tell: &dyn Fn(&ManifestLine),
) -> Result<Summary, TargetError> {
    let mut summary = Summary::default();
    let mut load = Load { change: Change { anew: !how.incremental, ..Change::default() }, rows: 0 };
    let mut present: HashSet<String> = HashSet::new();
    let mut rows = Rows::new();
    let store = Store::open_if_there(archive.root())?;
    let mut changed = false;
    let mut buffer = Vec::new();
    // A target that keeps nothing has to be given everything, and only if anything is new.
    let all = !how.incremental || target.memory() == Memory::Forgets;
    star::fixed(&mut |table, row| load.give(&mut *target, table, row))?;
    for line in &archive.lines {
        tell(line);
        let hash = star::document_hash(line);
        if line.duplicate_of.is_some() || !present.insert(hash.clone()) {
            continue;
        }
        let text = match archive.text(line, &mut buffer) {
            Ok(text) => text,
            Err(error) => {
                summary.unreadable.push(error);
                continue;
            }
        };
        let decisions = store.as_ref().map(|store| store.settled(&hash)).transpose()?.unwrap_or_default();
        let fingerprint = fingerprint(line, text, &decisions);
        let same = how.incremental && target.known().get(&hash).is_some_and(|known| known.fingerprint == fingerprint);
        summary.unchanged += usize::from(same);
        if same && !all {
            continue;
        }
        let mut report = match text.map(|text| archive.parse(line, text)).transpose() {
            Ok(report) => report,
            Err(error) => {
                summary.unreadable.push(error);
                continue;
            }
        };
        load.change.given.insert(hash, Known { fingerprint, path: line.path.clone() });
        // What people have decided holds: corrected values stand in the report, findings say how they stand.
        let by = Again { lost: &line.pages_lost, ..*by };
        let review = report.as_mut().map(|report| stand(report, &[], &decisions, &by)).unwrap_or_default();
        let document = Document { line, report: report.as_ref(), review: &review };
        changed |= !same;
        let misfits = rows.of(document, &mut |table, row| load.give(&mut *target, table, row))?;
        summary.misfits.extend(misfits);
    }
    let vanished: HashMap<&String, &Known> =
        target.known().iter().filter(|(hash, _)| !present.contains(*hash)).collect();
    summary.vanished = vanished.values().map(|known| known.path.clone()).collect();
    summary.vanished.sort();
    // A data base may hold the documents of other output folders.
    if target.memory() == Memory::Keeps && !how.incremental && !how.prune {
        summary.vanished.clear();
    }
    if how.prune {
        load.change.gone = vanished.into_keys().cloned().collect();
    }
    let nothing = how.incremental && !changed && load.change.gone.is_empty();
    summary.documents = if nothing { 0 } else { load.change.given.len() };
    summary.rows = load.rows;
    summary.removed = match target.memory() {
        Memory::Keeps => how.prune,
        Memory::Replaces => how.prune || !how.incremental,
        Memory::Forgets if how.prune || !how.incremental || nothing || summary.vanished.is_empty() => !nothing,
        Memory::Forgets => return Err(TargetError::WouldForget(summary.vanished)),
    };
    if !nothing {
        summary.notes = target.finish(&load.change)?;
    }
    Ok(summary)
}

/// What is given to a target.
struct Load {
    change: Change,
    rows: u64,
}

impl Load {
    fn give(&mut self, target: &mut dyn Target, table: &'static Table, row: &[Value<'_>]) -> Result<(), TargetError> {
        if table.kind == Kind::Dimension {
            // The key of a dimension is its first column.
            let mut key = String::new();
            row.iter().take(1).for_each(|value| value.write(&mut key));
            self.change.dimensions.entry(table.name).or_default().insert(key);
        }
        self.rows += 1;
        target.row(table, row)
    }
}

/// What the rows of a document are made of: the tables, its line of the manifest, what was decided about it, and its report.
///
/// It tells one's own files apart and defends against nobody: a cryptographic hash would take a tenth of an export.
fn fingerprint(line: &ManifestLine, text: Option<&[u8]>, decisions: &[Decision]) -> String {
    let lasting = ManifestLine { ms: 0, output: None, forms: Vec::new(), ..line.clone() };
    let mut hasher = Hasher::new();
    hasher.write(&STAR_VERSION.to_be_bytes());
    hasher.write(&serde_json::to_vec(&lasting).unwrap_or_default());
    hasher.write(&serde_json::to_vec(decisions).unwrap_or_default());
    hasher.write(text.unwrap_or_default());
    format!("{:032x}", hasher.finish_128())
}
