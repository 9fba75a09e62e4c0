//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::thread::{self, Scope, ScopedJoinHandle};

/// Writes a file under its final name only when all of it is on the disk, and makes its folder where needed.
pub fn write_atomically(path: &Path, fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    write_through(path, folder, fill).map(drop)
}

/// The same with the unfinished file in a folder of its own, of the same file system, where a killed run leaves it.
/// Gives the size of the file.
pub fn write_through(
    path: &Path,
    drafts: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<u64> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::create_dir_all(drafts)?;
    let draft = tempfile::Builder::new().prefix(".schedario-").suffix(".part").tempfile_in(drafts)?;
    thread::scope(|scope| {
        let mut writer = BufWriter::with_capacity(1 << 16, Settling::new(draft.as_file(), scope));
        fill(&mut writer)?;
        writer.into_inner().map_err(io::IntoInnerError::into_error)?.settle()
    })?;
    readable(draft.as_file())?;
    let size = draft.as_file().metadata()?.len();
    draft.persist(path).map_err(|e| e.error)?;
    Ok(size)
}

/// How much is written before the disk begins to take it.
const PART: usize = 4 << 20;

/// A file that goes to the disk while it is written, so that at the end one waits for the last part only.
struct Settling<'s, 'e> {
    file: &'s fs::File,
    scope: &'s Scope<'s, 'e>,
    /// Bytes since the disk was last told.
    written: usize,
    waiting: Vec<ScopedJoinHandle<'s, io::Result<()>>>,
}

impl<'s, 'e> Settling<'s, 'e> {
    fn new(file: &'s fs::File, scope: &'s Scope<'s, 'e>) -> Self {
        Self { file, scope, written: 0, waiting: Vec::new() }
    }

    /// All of it is on the disk.
    fn settle(self) -> io::Result<()> {
        self.file.sync_data()?;
        // An error is told once only, to whoever asks first.
        let joined = self.waiting.into_iter().map(|one| one.join().unwrap_or_else(|p| std::panic::resume_unwind(p)));
        joined.collect()
    }
}

impl Write for Settling<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.written += count;
        if self.written >= PART {
            self.written = 0;
            let file = self.file;
            // Where no thread can be had, all of it waits for the end.
            self.waiting.extend(thread::Builder::new().spawn_scoped(self.scope, move || file.sync_data()));
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Drafts are private; the finished file is for the whole office.
#[cfg(unix)]
fn readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_draft() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/er/a.json");
        write_atomically(&path, |w| w.write_all(b"old")).unwrap();
        let failed = write_atomically(&path, |w| {
            w.write_all(b"ne")?;
            Err(io::Error::other("disk full"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
