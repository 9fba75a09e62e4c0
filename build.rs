//! Gives the program a mark of its own sources, so that results of another program are not taken for its own.

use std::fs;
use std::path::Path;

fn main() {
    let mut hash = Fnv::default();
    for part in ["Cargo.lock", "grammars", "src"] {
        println!("cargo::rerun-if-changed={part}");
        hash.add(Path::new(part));
    }
    println!("cargo::rustc-env=SCHEDARIO_SOURCES={:016x}", hash.0);
}

/// FNV-1a, 64 bits: no cryptography is needed here.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// A file with its name, or all that stands in a folder, sorted.
    fn add(&mut self, path: &Path) {
        if let Ok(entries) = fs::read_dir(path) {
            let mut inner: Vec<_> = entries.flatten().map(|e| e.path()).collect();
            inner.sort();
            inner.iter().for_each(|p| self.add(p));
            return;
        }
        self.bytes(path.to_string_lossy().as_bytes());
        self.bytes(&fs::read(path).unwrap_or_default());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
