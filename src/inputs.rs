//! What to read: files, and the PDFs below folders.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the folder that was given, or its name when it was given itself.
    pub below: PathBuf,
}

impl Input {
    /// The path as it is shown: slashes between folders, and bytes that are no text replaced.
    pub fn shown(&self) -> String {
        self.path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/").replace("//", "/")
    }
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
        source: std::io::Error,
    },
}

/// The files to read, sorted by path, each once. Files that are named are taken whatever they are called; in folders,
/// files called `.pdf` in any letter case. Symbolic links inside folders are not followed, and what lies in the folder
/// `output` is left out, since a run writes there.
pub fn list(paths: &[PathBuf], output: Option<&Path>) -> Result<Vec<Input>, InputError> {
    let output = output.and_then(|o| o.canonicalize().ok());
    let mut inputs = Vec::new();
    for path in paths {
        let kind = std::fs::metadata(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => InputError::Missing(path.clone()),
            _ => InputError::Unreadable { path: path.clone(), source: e },
        })?;
        if kind.is_dir() {
            list_folder(path, output.as_deref(), &mut inputs)?;
        } else {
            let name = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
            inputs.push(Input { path: path.clone(), below: name });
        }
    }
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    inputs.dedup_by(|a, b| a.path == b.path);
    Ok(inputs)
}

fn list_folder(folder: &Path, output: Option<&Path>, inputs: &mut Vec<Input>) -> Result<(), InputError> {
    let ours = |path: &Path| output.is_some_and(|o| path.canonicalize().is_ok_and(|p| p == o));
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|e| e.depth() == 0 || !e.file_type().is_dir() || !ours(e.path())) {
        let entry = entry.map_err(|e| InputError::Unreadable {
            path: e.path().unwrap_or(folder).to_owned(),
            source: e.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of folders")),
        })?;
        let pdf = entry.path().extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf"));
        if entry.file_type().is_file() && pdf {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
            inputs.push(Input { path: entry.into_path(), below });
        }
    }
    Ok(())
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
