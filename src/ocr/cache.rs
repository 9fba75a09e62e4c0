//! What readers said of a page, kept in the user's cache folder, so that reading the same document again costs little.
//!
//! A page has one file, named by the content of its document and its number. It holds the answers of the readers, each
//! under the hash of the pixels that it was given: an answer can be stale only if a reader changed, and a reader's name is
//! part of its key.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::cache_folder::CacheFolder;
use super::reading::{Crop, Mark, Reading};

/// The answers that are kept for one page.
pub(super) struct Cache {
    /// The folder, and the name of the file in it.
    place: Option<(CacheFolder, String)>,
    answers: BTreeMap<String, Answer>,
    changed: bool,
}

/// What was answered lately, whatever the page: a head that is a picture stands on every page of a document.
static ANSWERED: Mutex<BTreeMap<String, Answer>> = Mutex::new(BTreeMap::new());
/// How many answers are remembered; one takes some 300 bytes.
const RECENT: usize = 5000;

fn recent() -> MutexGuard<'static, BTreeMap<String, Answer>> {
    ANSWERED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A reading as it is kept: the letters, and for each its place and confidence.
#[derive(Clone, Serialize, Deserialize)]
struct Answer {
    text: String,
    marks: Vec<(f32, f32, f32)>,
}

impl Cache {
    /// The answers of a page; `key` names it by its content.
    pub fn open(folder: Option<&CacheFolder>, key: &str) -> Self {
        let name = format!("{key}.json");
        let kept = folder.and_then(|folder| folder.take(&name));
        let answers = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { place: folder.map(|folder| (folder.clone(), name)), answers, changed: false }
    }

    /// The readings of some crops, tidied: those that are kept, and for the others what `read` says.
    pub fn readings(
        &mut self,
        reader: &str,
        crops: &[Crop],
        read: impl FnOnce(&[Crop]) -> Result<Vec<Reading>, String>,
    ) -> Result<Vec<Reading>, String> {
        let keys: Vec<String> = crops.iter().map(|crop| key(reader, crop)).collect();
        let mut fresh: Vec<usize> = (0..crops.len()).filter(|&k| !self.answers.contains_key(&keys[k])).collect();
        {
            let recent = recent();
            fresh.retain(|&k| match recent.get(&keys[k]) {
                Some(answer) => {
                    self.answers.insert(keys[k].clone(), answer.clone());
                    false
                }
                None => true,
            });
        }
        if !fresh.is_empty() {
            let asked: Vec<Crop> = fresh.iter().map(|&k| crops[k].clone()).collect();
            let read = read(&asked)?;
            let mut recent = recent();
            if recent.len() > RECENT {
                recent.clear();
            }
            for (k, reading) in fresh.into_iter().zip(read) {
                let answer = Answer::of(&reading);
                recent.insert(keys[k].clone(), answer.clone());
                self.answers.insert(keys[k].clone(), answer);
                self.changed = true;
            }
        }
        let kept = |key: &String| self.answers.get(key).map(|answer| answer.reading().tidied());
        keys.iter().map(|key| kept(key).ok_or_else(|| "an answer is missing".to_owned())).collect()
    }

    /// Writes the file anew if something was added. A cache that cannot be written is no misfortune.
    pub fn close(self) {
        if let Some((folder, name)) = self.place.filter(|_| self.changed)
            && let Ok(bytes) = serde_json::to_vec(&self.answers)
        {
            let _ = folder.put(&name, &bytes);
        }
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
