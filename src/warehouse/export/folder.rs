//! A folder that changes all at once: its new content is written beside it, and the two change places.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::state::{STATE, State};
use super::target::TargetError;
use crate::output::empty;
use crate::warehouse::star::STAR_VERSION;

/// How many wait for the disk at a time.
const WAITING: usize = 16;

/// A folder of an export, and what it is to be.
pub(super) struct Folder {
    target: PathBuf,
    draft: PathBuf,
    /// Held while the draft is written.
    _lock: File,
    /// What the folder holds.
    pub state: State,
}

impl Folder {
    /// Begins a new content for a folder that does not exist, is empty, or is of an earlier export. `anew`
    /// tells that nothing of the present content is kept.
    pub fn open(target: &Path, anew: bool) -> Result<Self, TargetError> {
        let name = target.file_name().ok_or_else(|| TargetError::Foreign(target.to_owned()))?;
        let beside = |end: &str| target.with_file_name(format!(".{}.{end}", name.to_string_lossy()));
        let (draft, old) = (beside("part"), beside("old"));
        if let Some(parent) = target.parent().filter(|p| !p.as_os_str().is_empty()) {
            fs::create_dir_all(parent).map_err(TargetError::at(parent))?;
        }
        fs::create_dir_all(&draft).map_err(TargetError::at(&draft))?;
        let lock = File::open(&draft).map_err(TargetError::at(&draft))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(TargetError::Busy(target.to_owned())),
            Err(fs::TryLockError::Error(source)) => return Err(TargetError::Io { path: draft, source }),
        }
        // What a killed export has left: its draft, and between two renames the folder under another name.
        if !target.exists() && old.exists() {
            fs::rename(&old, target).map_err(TargetError::at(&old))?;
        }
        empty(&draft).map_err(TargetError::at(&draft))?;
        let state = match state(target, anew) {
            Ok(state) => state,
            Err(error) => {
                let _ = fs::remove_dir(&draft);
                return Err(error);
            }
        };
        Ok(Self { target: target.to_owned(), draft, _lock: lock, state })
    }

    /// A file of the new content; the folder above it is made.
    pub fn file(&self, name: &Path) -> Result<File, TargetError> {
        let path = self.draft.join(name);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(TargetError::at(above))?;
        }
        File::create(&path).map_err(TargetError::at(&path))
    }

    /// Whether the new content has something of a name.
    pub fn has(&self, name: &Path) -> bool {
        self.draft.join(name).exists()
    }

    /// A file of the present content.
    pub fn old(&self, name: &Path) -> PathBuf {
        self.target.join(name)
    }

    /// Takes a file over into the new content as it is.
    pub fn keep(&self, name: &Path) -> Result<(), TargetError> {
        let (from, to) = (self.target.join(name), self.draft.join(name));
        if let Some(above) = to.parent() {
            fs::create_dir_all(above).map_err(TargetError::at(above))?;
        }
        // The same file under two names costs nothing; not every file system has that.
        fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop)).map_err(TargetError::at(&to))
    }

    /// The new content takes the place of the present one.
    pub fn swap(&self, state: &State) -> Result<(), TargetError> {
        let note = self.file(Path::new(STATE))?;
        serde_json::to_writer(io::BufWriter::new(&note), state).map_err(|e| TargetError::at(&self.draft)(e.into()))?;
        note.sync_data().map_err(TargetError::at(&self.draft))?;
        exchange(&self.draft, &self.target).map_err(TargetError::at(&self.target))
    }
}

impl Drop for Folder {
    /// What was not taken over, or has been replaced, goes.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.draft);
    }
}

/// Writes are on the disk before a folder changes places.
pub(super) fn settle(file: &File, path: &Path) -> Result<(), TargetError> {
    file.sync_data().map_err(TargetError::at(path))
}

/// The same for many files: the disk serves several who wait sooner than one after the other.
pub(super) fn settle_all(files: &[(File, PathBuf)]) -> Result<(), TargetError> {
    let share = files.len().div_ceil(WAITING).max(1);
    let settle_share = |share: &[(File, PathBuf)]| share.iter().try_for_each(|(file, path)| settle(file, path));
    std::thread::scope(|scope| {
        let waiting: Vec<_> = files.chunks(share).map(|share| scope.spawn(move || settle_share(share))).collect();
        waiting.into_iter().try_for_each(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

fn state(target: &Path, anew: bool) -> Result<State, TargetError> {
    let note = target.join(STATE);
    let text = match fs::read(&note) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let empty = !target.exists() || fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none());
            return if empty { Ok(State::new()) } else { Err(TargetError::Foreign(target.to_owned())) };
        }
        Err(source) => return Err(TargetError::Io { path: note, source }),
    };
    let state: State = serde_json::from_slice(&text).map_err(|_| TargetError::Foreign(target.to_owned()))?;
    match state.star_version {
        // What is written anew is numbered anew, so that it is the same wherever it is written.
        STAR_VERSION if anew => Ok(State { load: 0, ..state }),
        STAR_VERSION => Ok(state),
        _ if anew => Ok(State::new()),
        _ => Err(TargetError::OtherVersion(target.display().to_string())),
    }
}

/// Two folders change places: at once where the system can do that.
fn exchange(new: &Path, target: &Path) -> io::Result<()> {
    if !target.exists() {
        return fs::rename(new, target);
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        use nix::fcntl::{AT_FDCWD, RenameFlags, renameat2};
        if renameat2(AT_FDCWD, new, AT_FDCWD, target, RenameFlags::RENAME_EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let old = target.with_file_name(format!(".{name}.old"));
    fs::rename(target, &old)?;
    fs::rename(new, target)?;
    fs::remove_dir_all(&old)
}
