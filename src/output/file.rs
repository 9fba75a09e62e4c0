//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

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
    let mut draft = tempfile::Builder::new();
    draft.prefix(".schedario-").suffix(".part");
    let draft = shared(&mut draft).tempfile_in(drafts)?;
    let mut writer = BufWriter::with_capacity(1 << 16, draft);
    fill(&mut writer)?;
    let draft = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    draft.as_file().sync_data()?;
    let size = draft.as_file().metadata()?.len();
    draft.persist(path).map_err(|e| e.error)?;
    Ok(size)
}

/// Empties a folder, which stays. What is gone before it is removed is no error.
pub fn empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let removed = if entry.file_type()?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
    }
    Ok(())
}

/// A file for the whole office, as far as the user's own mask lets others read what the user writes: temporary files would be for
/// the user alone.
#[cfg(unix)]
fn shared<'b>(draft: &'b mut tempfile::Builder<'static, 'static>) -> &'b tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    // What the mask of the process forbids, the system takes away when the file is made.
    draft.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn shared<'b>(draft: &'b mut tempfile::Builder<'static, 'static>) -> &'b tempfile::Builder<'static, 'static> {
    draft
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
