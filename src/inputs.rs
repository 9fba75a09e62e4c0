//! What to read: files, the PDFs below folders, and the PDFs inside `.zip` archives.

mod zips;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// A document to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The file that it is, or that it lies in.
    pub path: PathBuf,
    /// Its path below the folder that was given, or its name when it was given itself.
    pub below: PathBuf,
    /// Position and name inside a `.zip` archive.
    pub member: Option<(usize, String)>,
}

/// Why the inputs could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// There is no such file or folder.
    #[error("{0}")]
    Missing(PathBuf),
    /// A folder cannot be listed.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Why the bytes of an input cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum BytesError {
    /// The system does not give them.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// There are more of them than the limit allows.
    #[error("{0} bytes")]
    TooLarge(u64),
    /// The archive that holds them is damaged.
    #[error("{0}")]
    BrokenArchive(String),
    /// The archive that holds them asks for a password.
    #[error("the archive asks for a password")]
    LockedArchive,
}

impl Input {
    /// The path as it is shown: slashes between folders, and bytes that are no text replaced.
    pub fn shown(&self) -> String {
        let file = slashes(&self.path).replace("//", "/");
        match &self.member {
            Some((_, name)) => format!("{file}/{name}"),
            None => file,
        }
    }

    /// How many bytes it says that it has.
    pub fn size(&self) -> Result<u64, BytesError> {
        match &self.member {
            None => Ok(std::fs::metadata(&self.path)?.len()),
            Some((position, _)) => {
                zips::with(&self.path, |zip| Ok(zip.by_index_raw(*position).map_err(zips::told)?.size()))
            }
        }
    }

    /// Its bytes, at most `limit` of them.
    pub fn bytes(&self, limit: u64) -> Result<Vec<u8>, BytesError> {
        let mut bytes = Vec::new();
        self.stream(limit, &mut |part| bytes.extend_from_slice(part))?;
        Ok(bytes)
    }

    /// Hands out its bytes part by part, at most `limit` of them.
    pub fn stream(&self, limit: u64, take: &mut dyn FnMut(&[u8])) -> Result<(), BytesError> {
        match &self.member {
            None => {
                let file = File::open(&self.path)?;
                let size = file.metadata()?.len();
                if size > limit { Err(BytesError::TooLarge(size)) } else { pour(file, limit, take) }
            }
            Some((position, _)) => zips::with(&self.path, |zip| {
                let member = zip.by_index(*position).map_err(zips::told)?;
                // What the archive says of its size may be a lie; the bytes are counted all the same.
                pour(member, limit, take).map_err(|e| match e {
                    BytesError::Io(e) => BytesError::BrokenArchive(e.to_string()),
                    other => other,
                })
            }),
        }
    }
}

/// A path with slashes between its parts, and bytes that are no text replaced.
pub fn slashes(path: &Path) -> String {
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn pour(from: impl Read, limit: u64, take: &mut dyn FnMut(&[u8])) -> Result<(), BytesError> {
    let mut from = from.take(limit.saturating_add(1));
    let mut part = vec![0; 1 << 16];
    let mut count = 0;
    loop {
        match from.read(&mut part) {
            Ok(0) => return Ok(()),
            Ok(n) => {
                count += n as u64;
                if count > limit {
                    return Err(BytesError::TooLarge(count));
                }
                take(&part[..n]);
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e.into()),
        }
    }
}

/// The documents to read, sorted by path, each once. Files that are named are taken whatever they are called; in folders,
/// files called `.pdf` in any letter case; in `.zip` archives, named or in folders, members called so. Symbolic links inside
/// folders are not followed, and what lies in the folder `output` is left out, since a run writes there.
pub fn list(paths: &[PathBuf], output: Option<&Path>) -> Result<Vec<Input>, InputError> {
    let output = output.and_then(|o| o.canonicalize().ok());
    let mut inputs = Vec::new();
    for path in paths {
        let kind = std::fs::metadata(path).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => InputError::Missing(path.clone()),
            _ => InputError::Unreadable { path: path.clone(), source: e },
        })?;
        if kind.is_dir() {
            list_folder(path, output.as_deref(), &mut inputs)?;
        } else {
            let name = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
            list_file(path.clone(), name, &mut inputs);
        }
    }
    inputs.sort_by(|a, b| (&a.path, &a.member).cmp(&(&b.path, &b.member)));
    inputs.dedup_by(|a, b| a.path == b.path && a.member == b.member);
    Ok(inputs)
}

/// The paths of a list: one a line, or parted by zero bytes. Empty lines say nothing.
pub fn read_list(from: impl io::BufRead, null: bool) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    let end = if null { 0 } else { b'\n' };
    for path in from.split(end) {
        let mut path = path?;
        if !null && path.last() == Some(&b'\r') {
            path.pop();
        }
        if !path.is_empty() {
            paths.push(path_of(path)?);
        }
    }
    Ok(paths)
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Ok(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> io::Result<PathBuf> {
    String::from_utf8(bytes).map(PathBuf::from).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
}

fn list_folder(folder: &Path, output: Option<&Path>, inputs: &mut Vec<Input>) -> Result<(), InputError> {
    let ours = |path: &Path| output.is_some_and(|o| path.canonicalize().is_ok_and(|p| p == o));
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|e| e.depth() == 0 || !e.file_type().is_dir() || !ours(e.path())) {
        let entry = entry.map_err(|e| InputError::Unreadable {
            path: e.path().unwrap_or(folder).to_owned(),
            source: e.into_io_error().unwrap_or_else(|| io::Error::other("a loop of folders")),
        })?;
        if entry.file_type().is_file() && (is_called(entry.path(), "pdf") || is_called(entry.path(), "zip")) {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
            list_file(entry.into_path(), below, inputs);
        }
    }
    Ok(())
}

fn is_called(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case(extension))
}

/// A file, or the PDFs in it when it is an archive. An archive that cannot be opened stands for itself: it will be told.
fn list_file(path: PathBuf, below: PathBuf, inputs: &mut Vec<Input>) {
    let names = if is_called(&path, "zip") { zips::with(&path, |zip| Ok(zips::names(zip))).ok() } else { None };
    let Some(names) = names else {
        inputs.push(Input { path, below, member: None });
        return;
    };
    for (position, name) in names {
        if is_called(Path::new(&name), "pdf") {
            let below = below.join(name.trim_start_matches('/'));
            inputs.push(Input { path: path.clone(), below, member: Some((position, name)) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn folders_give_their_pdfs_sorted() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for name in ["b/è spazio.PDF", "a.pdf", "c.txt", "out/x.pdf"] {
            fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            fs::write(root.join(name), "x").unwrap();
        }
        let found = list(&[root.to_owned(), root.join("c.txt")], Some(&root.join("out"))).unwrap();
        let below: Vec<_> = found.iter().map(|i| i.below.to_string_lossy().into_owned()).collect();
        assert_eq!(below, ["a.pdf", "b/è spazio.PDF", "c.txt"]);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let error = list(&[PathBuf::from("no/such/file.pdf")], None).unwrap_err();
        assert!(error.to_string().contains("no/such/file.pdf"));
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_nowhere_and_odd_names_are_kept() {
        use std::os::unix::ffi::OsStrExt;
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(other.path().join("secret.pdf"), "x").unwrap();
        std::os::unix::fs::symlink(other.path(), dir.path().join("link")).unwrap();
        fs::write(dir.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.pdf")), "x").unwrap();
        let found = list(&[dir.path().to_owned()], None).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].shown().ends_with("caf\u{fffd}.pdf"));
        assert!(fs::read(&found[0].path).is_ok());
    }
}
