//! The folder in which readings are kept: what it holds is text of documents, so only its user reads it, it never grows beyond a
//! limit, and whoever wants none of it has none.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

/// Names the folder; "" keeps nothing.
const FOLDER: &str = "SCHEDARIO_CACHE";
/// How many megabytes it may hold.
const LIMIT: &str = "SCHEDARIO_CACHE_MB";
/// The usual limit, in megabytes: readings of some ten thousand pages.
const USUAL_MB: u64 = 1024;
/// After so many files a process looks whether the folder has grown too large.
const OFTEN: usize = 64;
/// To what share of the limit a folder is brought down, so that this is not to be done again at once.
const DOWN: f64 = 0.9;

/// Where readings are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheFolder {
    folder: PathBuf,
    limit: u64,
}

/// What a folder holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheSize {
    /// Number of pages.
    pub pages: usize,
    /// Bytes.
    pub bytes: u64,
}

/// How many files this process has written.
static WRITTEN: AtomicUsize = AtomicUsize::new(0);

impl CacheFolder {
    /// The folder of the user, if one is kept.
    pub fn usual() -> Option<Self> {
        let var = |name: &str| env::var_os(name).map(PathBuf::from);
        let limit = env::var(LIMIT).ok().and_then(|mb| mb.parse().ok()).unwrap_or(USUAL_MB);
        if let Some(folder) = var(FOLDER) {
            return (!folder.as_os_str().is_empty()).then(|| Self::new(&folder, limit));
        }
        let base =
            var("XDG_CACHE_HOME").or_else(|| var("HOME").map(|h| h.join(".cache"))).or_else(|| var("LOCALAPPDATA"))?;
        Some(Self::new(&base.join("schedario"), limit))
    }

    /// A folder that may hold so many megabytes.
    pub fn new(folder: &Path, limit_mb: u64) -> Self {
        Self { folder: folder.join("ocr"), limit: limit_mb.saturating_mul(1 << 20) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// How many bytes it may hold.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// What is kept under a name. What is used is the last to go.
    pub(super) fn take(&self, name: &str) -> Option<Vec<u8>> {
        let mut file = File::open(self.folder.join(name)).ok()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        let _ = file.set_modified(SystemTime::now());
        Some(bytes)
    }

    /// Keeps something under a name.
    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        private(&self.folder)?;
        // Temporary files are for their owner alone, and so is what becomes of them.
        let file = tempfile::NamedTempFile::new_in(&self.folder)?;
        fs::write(file.path(), bytes)?;
        file.persist(self.folder.join(name)).map_err(|e| e.error)?;
        if WRITTEN.fetch_add(1, Ordering::Relaxed) % OFTEN == OFTEN - 1 {
            self.prune(self.limit)?;
        }
        Ok(())
    }

    /// What it holds.
    pub fn size(&self) -> io::Result<CacheSize> {
        let files = self.files()?;
        Ok(CacheSize { pages: files.len(), bytes: files.iter().map(|f| f.bytes).sum() })
    }

    /// Removes what was not used for the longest time, if there is more than `limit` bytes; what was removed.
    pub fn prune(&self, limit: u64) -> io::Result<CacheSize> {
        let mut files = self.files()?;
        let mut left: u64 = files.iter().map(|f| f.bytes).sum();
        let mut removed = CacheSize::default();
        if left <= limit {
            return Ok(removed);
        }
        let goal = (limit as f64 * DOWN) as u64;
        files.sort_by(|a, b| (a.used, &a.path).cmp(&(b.used, &b.path)));
        for file in files {
            if left <= goal {
                break;
            }
            match fs::remove_file(&file.path) {
                // Another process prunes as well.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            left = left.saturating_sub(file.bytes);
            removed.pages += 1;
            removed.bytes += file.bytes;
        }
        Ok(removed)
    }

    /// The files that hold readings, and what unfinished ones killed processes have left.
    fn files(&self) -> io::Result<Vec<Kept>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // What goes is of this program only.
            if !name.ends_with(".json") && !name.starts_with(".tmp") {
                continue;
            }
            if let Ok(data) = entry.metadata()
                && data.is_file()
            {
                let used = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                files.push(Kept { path: entry.path(), bytes: data.len(), used });
            }
        }
        Ok(files)
    }
}

/// A file with readings.
struct Kept {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

/// Makes a folder that only its user enters.
#[cfg(unix)]
fn private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn aged(folder: &CacheFolder, name: &str, hours: u64) {
        folder.put(name, &[b'x'; 1000]).unwrap();
        let file = File::options().append(true).open(folder.path().join(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(3600 * hours)).unwrap();
    }

    #[test]
    fn what_was_used_last_stays_and_nobody_elses_file_goes() {
        let dir = tempfile::tempdir().unwrap();
        let folder = CacheFolder::new(dir.path(), 1);
        for (name, hours) in [("a.json", 30), ("b.json", 20), ("c.json", 10)] {
            aged(&folder, name, hours);
        }
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        assert_eq!(folder.size().unwrap(), CacheSize { pages: 3, bytes: 3000 });
        // Used now, the oldest is the youngest.
        assert!(folder.take("a.json").is_some());
        assert_eq!(folder.prune(3000).unwrap(), CacheSize::default());
        assert_eq!(folder.prune(2300).unwrap(), CacheSize { pages: 1, bytes: 1000 });
        assert!(folder.take("b.json").is_none() && folder.take("a.json").is_some() && folder.take("c.json").is_some());
        assert_eq!(folder.prune(0).unwrap().pages, 2);
        assert!(folder.path().join("notes.txt").exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_its_user_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let folder = CacheFolder::new(&dir.path().join("cache"), 1);
        folder.put("a.json", b"x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o077;
        assert_eq!((mode(folder.path()), mode(&folder.path().join("a.json"))), (0, 0));
    }

    /// However much is written, the folder does not grow beyond its limit by more than is written between two looks.
    #[test]
    fn it_does_not_grow_without_end() {
        let dir = tempfile::tempdir().unwrap();
        let folder = CacheFolder { folder: dir.path().to_owned(), limit: 20_000 };
        for k in 0..3 * OFTEN {
            folder.put(&format!("{k}.json"), &[b'x'; 1000]).unwrap();
        }
        assert!(folder.size().unwrap().pages <= 20 + OFTEN);
    }
}
