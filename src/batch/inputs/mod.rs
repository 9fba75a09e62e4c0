//! What to read: files, the documents below folders, and those inside `.zip` archives, e-mails and other PDFs.

mod zips;

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use crate::carrier::{self, Kind, PartError, kind};

/// What stands between a file and one that lies in it.
const INSIDE: &str = "!/";
/// Room for so many bytes is made at once, whatever size a file says that it has.
const MOST_AT_ONCE: usize = 4 << 30;

/// A document to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The file that it is, or that it lies in.
    pub path: PathBuf,
    /// Its path below the folder that was given, or its name when it was given itself.
    pub below: PathBuf,
    /// Position and name inside a `.zip` archive.
    pub member: Option<(usize, String)>,
    /// Positions and names of the files inside of it that lead to the document, the outermost first.
    pub inside: Vec<(usize, String)>,
}

/// What was found in the paths that were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// What is to be read.
    pub inputs: Vec<Input>,
    /// Files of folders and archives that are no documents.
    pub others: Vec<Other>,
}

/// A file that is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// Its path as it is shown.
    pub path: String,
    /// Its size.
    pub bytes: u64,
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
    /// The file that carries them cannot be taken apart.
    #[error("{0}")]
    BrokenCarrier(String),
    /// The archive that holds them asks for a password.
    #[error("the archive asks for a password")]
    LockedArchive,
}

impl Input {
    /// The path as it is shown: slashes between folders, and bytes that are no text replaced.
    pub fn shown(&self) -> String {
        let mut shown = slashes(&self.path).replace("//", "/");
        for (_, name) in self.member.iter().chain(&self.inside) {
            shown.push_str(INSIDE);
            shown.push_str(name);
        }
        shown
    }

    /// A file by itself.
    pub fn file(path: PathBuf, below: PathBuf) -> Self {
        Self { path, below, member: None, inside: Vec::new() }
    }

    /// A file that this one carries.
    pub fn carried(&self, position: usize, name: &str) -> Self {
        let mut carried = self.clone();
        carried.below = within(&self.below, name);
        carried.inside.push((position, name.to_owned()));
        carried
    }

    /// What it is, as its own name says.
    pub fn kind(&self) -> Kind {
        match self.inside.last().or(self.member.as_ref()) {
            Some((_, name)) => kind(name),
            None => kind(&self.path.to_string_lossy()),
        }
    }

    /// How many bytes it, or the file that carries it, says that it has.
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
        // A list that grows as it is filled would take twice the memory.
        let size = self.size()?.min(limit);
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).min(MOST_AT_ONCE));
        self.stream_outer(limit, &mut |part| bytes.extend_from_slice(part))?;
        for (position, _) in &self.inside {
            bytes = carrier::part(Arc::new(bytes), *position, limit).map_err(|error| match error {
                PartError::Locked => BytesError::LockedArchive,
                PartError::TooLarge => BytesError::TooLarge(limit.saturating_add(1)),
                PartError::Broken(error) => BytesError::BrokenCarrier(error),
            })?;
        }
        Ok(bytes)
    }

    /// Hands out its bytes part by part, at most `limit` of them.
    pub fn stream(&self, limit: u64, take: &mut dyn FnMut(&[u8])) -> Result<(), BytesError> {
        if self.inside.is_empty() {
            return self.stream_outer(limit, take);
        }
        take(&self.bytes(limit)?);
        Ok(())
    }

    fn stream_outer(&self, limit: u64, take: &mut dyn FnMut(&[u8])) -> Result<(), BytesError> {
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

/// What there is to read, sorted by path, each once. Files that are named are taken whatever they are called; in folders, and in
/// `.zip` archives, named or in folders, those whose names are of documents or of what may carry some. Symbolic links inside
/// folders are not followed, and what lies in the folder `output` is left out, since a run writes there.
pub fn list(paths: &[PathBuf], output: Option<&Path>) -> Result<Listed, InputError> {
    let output = output.and_then(|o| o.canonicalize().ok());
    let mut listed = Listed::default();
    for path in paths {
        let kind = std::fs::metadata(path).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => InputError::Missing(path.clone()),
            _ => InputError::Unreadable { path: path.clone(), source: e },
        })?;
        if kind.is_dir() {
            list_folder(path, output.as_deref(), &mut listed)?;
        } else {
            let name = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
            list_file(path.clone(), name, &mut listed);
        }
    }
    let Listed { inputs, others } = &mut listed;
    inputs.sort_by(|a, b| (&a.path, &a.member).cmp(&(&b.path, &b.member)));
    inputs.dedup_by(|a, b| a.path == b.path && a.member == b.member);
    others.sort_by(|a, b| a.path.cmp(&b.path));
    others.dedup();
    // A file that was named is read, whatever its folder makes of it.
    let named: HashSet<String> = match others.is_empty() {
        true => HashSet::new(),
        false => paths.iter().map(|path| slashes(path).replace("//", "/")).collect(),
    };
    others.retain(|other| !named.contains(&other.path));
    Ok(listed)
}

/// The input whose path is shown like this, if it is still there.
pub fn found_again(path: &Path, limit: u64) -> Option<Input> {
    let shown = slashes(path).replace("//", "/");
    // A name may hold the sign that parts it from what carries it: the file is the first part that there is.
    let ends = shown.match_indices(INSIDE).map(|(at, _)| at).chain([shown.len()]);
    let (end, file) = ends.map(|end| (end, PathBuf::from(&shown[..end]))).find(|(_, file)| file.is_file())?;
    let Some(rest) = shown.get(end + INSIDE.len()..) else { return Some(Input::file(file.clone(), file)) };
    let archive = list(std::slice::from_ref(&file), None).ok()?.inputs;
    let member = archive.into_iter().filter(|input| input.member.is_some());
    let within = |input: &Input| rest_of(&shown, &input.shown()).is_some();
    let input = member.filter(within).max_by_key(|input| input.shown().len());
    match input {
        Some(input) => inner(rest_of(&shown, &input.shown())?, input.clone(), limit),
        None => inner(Some(rest), Input::file(file.clone(), file), limit),
    }
}

/// What stands behind a file in the path of one that it carries; nothing more where it is the file itself.
fn rest_of<'s>(shown: &'s str, file: &str) -> Option<Option<&'s str>> {
    let rest = shown.strip_prefix(file)?;
    if rest.is_empty() { Some(None) } else { rest.strip_prefix(INSIDE).map(Some) }
}

/// The file of this name inside of another, at any depth.
fn inner(rest: Option<&str>, input: Input, limit: u64) -> Option<Input> {
    let Some(rest) = rest else { return Some(input) };
    let parts = carrier::parts(Arc::new(input.bytes(limit).ok()?), limit).ok()?;
    let part = parts.iter().filter(|part| rest_of(rest, &part.name).is_some()).max_by_key(|part| part.name.len())?;
    inner(rest_of(rest, &part.name)?, input.carried(part.position, &part.name), limit)
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

fn list_folder(folder: &Path, output: Option<&Path>, listed: &mut Listed) -> Result<(), InputError> {
    let ours = |path: &Path| output.is_some_and(|o| path.canonicalize().is_ok_and(|p| p == o));
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|e| e.depth() == 0 || !e.file_type().is_dir() || !ours(e.path())) {
        let entry = entry.map_err(|e| InputError::Unreadable {
            path: e.path().unwrap_or(folder).to_owned(),
            source: e.into_io_error().unwrap_or_else(|| io::Error::other("a loop of folders")),
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        if kind(&entry.path().to_string_lossy()) == Kind::Other {
            let bytes = entry.metadata().map_or(0, |m| m.len());
            let path = slashes(entry.path()).replace("//", "/");
            listed.others.push(Other { path, bytes });
        } else {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
            list_file(entry.into_path(), below, listed);
        }
    }
    Ok(())
}

/// The path below a folder of a file that lies in another one.
fn within(below: &Path, name: &str) -> PathBuf {
    let mut outer = below.as_os_str().to_owned();
    outer.push(INSIDE);
    Path::new(&outer).join(name.trim_start_matches('/'))
}

/// A file, or what is in it when it is an archive. An archive that cannot be opened stands for itself: it will be told.
fn list_file(path: PathBuf, below: PathBuf, listed: &mut Listed) {
    let archive = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
    let members = if archive { zips::with(&path, |zip| Ok(zips::names(zip))).ok() } else { None };
    let Some(members) = members else {
        listed.inputs.push(Input::file(path, below));
        return;
    };
    for (position, name) in members {
        let below = within(&below, &name);
        let other = kind(&name) == Kind::Other;
        let input = Input { path: path.clone(), below, member: Some((position, name)), inside: Vec::new() };
        if other {
            listed.others.push(Other { path: input.shown(), bytes: input.size().unwrap_or(0) });
        } else {
            listed.inputs.push(input);
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
        for name in ["b/è spazio.PDF", "a.pdf", "c.txt", "d.xml", "out/x.pdf"] {
            fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            fs::write(root.join(name), "x").unwrap();
        }
        let found = list(&[root.to_owned(), root.join("c.txt")], Some(&root.join("out"))).unwrap();
        let below: Vec<_> = found.inputs.iter().map(|i| i.below.to_string_lossy().into_owned()).collect();
        assert_eq!(below, ["a.pdf", "b/è spazio.PDF", "c.txt"]);
        let others: Vec<_> = found.others.iter().map(|other| (other.path.rsplit('/').next(), other.bytes)).collect();
        assert_eq!(others, [(Some("d.xml"), 1)], "what was named is read");
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
        let found = list(&[dir.path().to_owned()], None).unwrap().inputs;
        assert_eq!(found.len(), 1);
        assert!(found[0].shown().ends_with("caf\u{fffd}.pdf"));
        assert!(fs::read(&found[0].path).is_ok());
    }
}
