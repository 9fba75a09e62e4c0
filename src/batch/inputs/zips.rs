//! `.zip` archives that stay open: opening one reads the list of all that is in it, which is too much to do for each member.

use std::cell::RefCell;
use std::fs::{File, Metadata};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use zip::ZipArchive;
use zip::result::ZipError;

use super::BytesError;

/// An archive that was opened.
pub(super) type Zip = ZipArchive<BufReader<File>>;

/// How many archives a thread keeps open; members are mostly asked for one archive after the other.
const OPEN: usize = 4;

thread_local! {
    /// The archives that this thread has open, the one that was used last at the end.
    static ZIPS: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

struct Kept {
    path: PathBuf,
    state: State,
    zip: Zip,
}

/// By what it is noticed that a file is not the one any more that was opened.
#[derive(PartialEq)]
struct State {
    size: u64,
    changed: Option<SystemTime>,
}

impl State {
    fn of(file: &Metadata) -> Self {
        Self { size: file.len(), changed: file.modified().ok() }
    }
}

/// Does something with an archive, which stays open for the next time. An archive that gave an error is closed.
pub(super) fn with<T>(path: &Path, act: impl FnOnce(&mut Zip) -> Result<T, BytesError>) -> Result<T, BytesError> {
    let state = State::of(&std::fs::metadata(path)?);
    let mut kept = match ZIPS.with_borrow_mut(|zips| take(zips, path)).filter(|kept| kept.state == state) {
        Some(kept) => kept,
        None => open(path)?,
    };
    let done = act(&mut kept.zip)?;
    ZIPS.with_borrow_mut(|zips| {
        if zips.len() >= OPEN {
            zips.remove(0);
        }
        zips.push(kept);
    });
    Ok(done)
}

fn take(zips: &mut Vec<Kept>, path: &Path) -> Option<Kept> {
    zips.iter().position(|kept| kept.path == path).map(|k| zips.remove(k))
}

fn open(path: &Path) -> Result<Kept, BytesError> {
    let file = File::open(path)?;
    let state = State::of(&file.metadata()?);
    let zip = ZipArchive::new(BufReader::new(file)).map_err(told)?;
    Ok(Kept { path: path.to_owned(), state, zip })
}

/// Positions and names of the files in an archive.
pub(super) fn names(zip: &mut Zip) -> Vec<(usize, String)> {
    let name = |k| Some((k, zip.name_for_index(k)?.ok()?.to_string()));
    (0..zip.len()).filter_map(name).filter(|(_, name)| !name.ends_with(['/', '\\'])).collect()
}

/// What is wrong with an archive.
pub(super) fn told(error: ZipError) -> BytesError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            BytesError::LockedArchive
        }
        error => BytesError::BrokenArchive(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn write(path: &Path, members: &[&str]) {
        let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
        for name in members {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(name.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
    }

    fn listed(path: &Path) -> Vec<String> {
        with(path, |zip| Ok(names(zip))).unwrap().into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn an_archive_that_changed_is_opened_anew() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.zip");
        write(&path, &["one.pdf"]);
        assert_eq!(listed(&path), ["one.pdf"]);
        write(&path, &["one.pdf", "two.pdf"]);
        assert_eq!(listed(&path), ["one.pdf", "two.pdf"]);
    }

    #[test]
    fn few_archives_stay_open_and_none_that_failed() {
        let dir = tempfile::tempdir().unwrap();
        for k in 0..OPEN + 2 {
            let path = dir.path().join(format!("{k}.zip"));
            write(&path, &["x.pdf"]);
            listed(&path);
        }
        let open = || ZIPS.with_borrow(|zips| zips.iter().map(|kept| kept.path.clone()).collect::<Vec<_>>());
        assert_eq!(open(), (2..OPEN + 2).map(|k| dir.path().join(format!("{k}.zip"))).collect::<Vec<_>>());
        let last = dir.path().join(format!("{}.zip", OPEN + 1));
        let failed = with(&last, |_| Err::<(), _>(BytesError::TooLarge(1)));
        assert!(failed.is_err() && !open().contains(&last));
    }
}
