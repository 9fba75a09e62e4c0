//! What a file or folder of an export holds, noted beside its data.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::target::{Change, Known};
use crate::warehouse::star::STAR_VERSION;

/// Name of the note in a folder; programs that read folders of data skip what begins with an underscore.
pub(super) const STATE: &str = "_schedario.json";

/// The note.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct State {
    /// Version of the tables.
    pub star_version: u32,
    /// Number of the last load.
    pub load: u32,
    /// The documents by hash: fingerprint and path.
    pub documents: BTreeMap<String, (String, String)>,
}

impl State {
    /// Nothing was ever written.
    pub fn new() -> Self {
        Self { star_version: STAR_VERSION, load: 0, documents: BTreeMap::new() }
    }

    /// The documents.
    pub fn known(&self) -> HashMap<String, Known> {
        let known =
            |(fingerprint, path): &(String, String)| Known { fingerprint: fingerprint.clone(), path: path.clone() };
        self.documents.iter().map(|(hash, told)| (hash.clone(), known(told))).collect()
    }

    /// The note after a load.
    pub fn after(mut self, change: &Change) -> Self {
        if change.anew {
            self.documents.clear();
            self.load = 0;
        }
        self.documents.retain(|hash, _| !change.gone.contains(hash));
        self.documents.extend(change.given.iter().map(|(h, k)| (h.clone(), (k.fingerprint.clone(), k.path.clone()))));
        self.load += 1;
        self
    }
}
