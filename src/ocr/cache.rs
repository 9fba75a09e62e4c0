//! What readers said of a page, kept in the user's cache folder, so that reading the same document again costs little.
//!
//! A page has one file, named by the content of its document and its number. It holds the answers of the readers, each
//! under the hash of the pixels that it was given: an answer can be stale only if a reader changed, and a reader's name is
//! part of its key.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::reading::{Crop, Mark, Reading};

/// Names the folder; "" keeps nothing.
const FOLDER: &str = "SCHEDARIO_CACHE";

/// The answers that are kept for one page.
pub(super) struct Cache {
    path: Option<PathBuf>,
    answers: BTreeMap<String, Answer>,
    changed: bool,
}

/// A reading as it is kept: the letters, and for each its place and confidence.
#[derive(Serialize, Deserialize)]
struct Answer {
    text: String,
    marks: Vec<(f32, f32, f32)>,
}

/// The folder of the cache, if one is kept.
pub(super) fn folder() -> Option<PathBuf> {
    let var = |name: &str| env::var_os(name).map(PathBuf::from);
    if let Some(folder) = var(FOLDER) {
        return (!folder.as_os_str().is_empty()).then_some(folder);
    }
    let base =
        var("XDG_CACHE_HOME").or_else(|| var("HOME").map(|h| h.join(".cache"))).or_else(|| var("LOCALAPPDATA"))?;
    Some(base.join("schedario"))
}

impl Cache {
    /// The answers of a page; `key` names it by its content.
    pub fn open(key: &str) -> Self {
        let path = folder().map(|f| f.join("ocr").join(format!("{key}.json")));
        let kept = path.as_ref().and_then(|p| fs::read(p).ok());
        let answers = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { path, answers, changed: false }
    }

    /// The readings of some crops, tidied: those that are kept, and for the others what `read` says.
    pub fn readings(
        &mut self,
        reader: &str,
        crops: &[Crop],
        read: impl FnOnce(&[Crop]) -> Option<Vec<Reading>>,
    ) -> Option<Vec<Reading>> {
        let keys: Vec<String> = crops.iter().map(|crop| key(reader, crop)).collect();
        let fresh: Vec<usize> = (0..crops.len()).filter(|&k| !self.answers.contains_key(&keys[k])).collect();
        if !fresh.is_empty() {
            let asked: Vec<Crop> = fresh.iter().map(|&k| crops[k].clone()).collect();
            for (k, reading) in fresh.into_iter().zip(read(&asked)?) {
                self.answers.insert(keys[k].clone(), Answer::of(&reading));
                self.changed = true;
            }
        }
        keys.iter().map(|key| self.answers.get(key).map(|answer| answer.reading().tidied())).collect()
    }

    /// Writes the file anew if something was added. A cache that cannot be written is no misfortune.
    pub fn close(self) {
        let Some(path) = self.path.filter(|_| self.changed) else { return };
        let write = || -> std::io::Result<()> {
            let folder = path.parent().ok_or(std::io::ErrorKind::NotFound)?;
            fs::create_dir_all(folder)?;
            let file = tempfile::NamedTempFile::new_in(folder)?;
            serde_json::to_writer(std::io::BufWriter::new(&file), &self.answers)?;
            file.persist(&path).map_err(|e| e.error)?;
            Ok(())
        };
        let _ = write();
    }
}

/// Names the answer of a reader to a crop.
fn key(reader: &str, crop: &Crop) -> String {
    let mut hash = Sha256::new();
    hash.update(reader.as_bytes());
    hash.update(format!(" {}x{} {:.1} ", crop.raster.width, crop.raster.height, crop.dpi).as_bytes());
    hash.update(&crop.raster.data);
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

impl Answer {
    fn of(reading: &Reading) -> Self {
        let round = |v: f32, by: f32| (v * by).round() / by;
        let marks = reading.marks.iter();
        Self {
            text: marks.clone().map(|m| m.ch).collect(),
            marks: marks.map(|m| (round(m.x0, 10.0), round(m.x1, 10.0), round(m.confidence, 1e4))).collect(),
        }
    }

    fn reading(&self) -> Reading {
        let marks = self.text.chars().zip(&self.marks);
        Reading { marks: marks.map(|(ch, &(x0, x1, confidence))| Mark { ch, x0, x1, confidence }).collect() }
    }
}
