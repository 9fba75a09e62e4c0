//! The folder of the pages of a report: what an earlier report wrote there goes, what anybody else put there stays.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The list of what a report wrote into its folder, in that folder.
const LIST: &str = ".schedario-pages";

/// The pages in `draft`, if there are any, take the place of those that an earlier report wrote into `folder`. A file of somebody
/// else is neither removed nor written over.
pub(super) fn replace(draft: &Path, folder: &Path) -> io::Result<()> {
    remove(folder)?;
    if !draft.is_dir() {
        return Ok(());
    }
    let files = listed(draft)?;
    fs::create_dir_all(folder)?;
    if let Some(taken) = files.iter().map(|file| folder.join(file)).find(|path| path.symlink_metadata().is_ok()) {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, taken.display().to_string()));
    }
    // The list stands before the pages, so that a report that is cut short leaves nothing that the next one does not know.
    let mut list = fs::File::create(folder.join(LIST))?;
    for file in &files {
        writeln!(list, "{}", file.display())?;
    }
    list.sync_data()?;
    for file in &files {
        let path = folder.join(file);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above)?;
        }
        fs::rename(draft.join(file), path)?;
    }
    clear(draft)
}

/// Removes a folder of this program's own, if it is there.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    if folder.is_dir() { fs::remove_dir_all(folder) } else { Ok(()) }
}

/// Removes what an earlier report wrote into a folder, and the folders that hold nothing any more.
fn remove(folder: &Path) -> io::Result<()> {
    let list = match fs::read_to_string(folder.join(LIST)) {
        Ok(list) => list,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(()),
        Err(error) => return Err(error),
    };
    // Names that this program makes have neither "..", nor a drive, nor a root: a list that was tampered with removes nothing else.
    let plain = |name: &&str| Path::new(name).components().all(|c| matches!(c, std::path::Component::Normal(_)));
    for name in list.lines().filter(plain) {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let above = Path::new(name).ancestors().skip(1).filter(|above| *above != Path::new(""));
        above.take_while(|above| fs::remove_dir(folder.join(above)).is_ok()).for_each(drop);
    }
    fs::remove_file(folder.join(LIST))?;
    // One that still holds something stays.
    let _ = fs::remove_dir(folder);
    Ok(())
}

/// The files below a folder, as paths below it, sorted.
fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            out.extend(entry.path().strip_prefix(folder).ok().map(Path::to_owned));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn pages_replace_pages_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let (draft, folder) = (dir.path().join("draft"), dir.path().join("audit"));
        write(&folder.join("mine/notes.txt"), "mine");
        write(&draft.join("001-a.html"), "1");
        write(&draft.join("001-a/p1.js"), "1");
        replace(&draft, &folder).unwrap();
        assert!(!draft.exists() && folder.join("001-a/p1.js").exists());
        write(&folder.join("001-a/notes.txt"), "mine");
        write(&draft.join("002-b.html"), "2");
        replace(&draft, &folder).unwrap();
        assert!(folder.join("002-b.html").exists() && !folder.join("001-a.html").exists());
        assert!(!folder.join("001-a/p1.js").exists() && folder.join("001-a/notes.txt").exists());
        // A report of one file takes the pages away, and nothing of anybody else.
        replace(&draft, &folder).unwrap();
        let left: Vec<PathBuf> = listed(&folder).unwrap();
        assert_eq!(left, [Path::new("001-a/notes.txt"), Path::new("mine/notes.txt")]);
    }

    #[test]
    fn a_file_of_somebody_else_is_not_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let (draft, folder) = (dir.path().join("draft"), dir.path().join("audit"));
        write(&folder.join("001-a.html"), "mine");
        write(&draft.join("001-a.html"), "1");
        assert_eq!(replace(&draft, &folder).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(folder.join("001-a.html")).unwrap(), "mine");
    }
}
