//! The file through which a browser that is started for its user comes in: only the user reads it, and it is gone when it was used.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that leads to the desk; it is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Ticket(NamedTempFile);

impl Ticket {
    /// Writes a file that leads to an address, into a folder that is made where needed.
    pub fn write(folder: &Path, url: &str) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        // Files of this kind are made for their owner alone.
        let mut file = tempfile::Builder::new().prefix("desk-").suffix(".html").tempfile_in(folder)?;
        writeln!(
            file,
            "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
             <meta http-equiv=\"refresh\" content=\"0;url={url}\"><title>schedario</title><a href=\"{url}\">schedario</a>"
        )?;
        file.flush()?;
        Ok(Self(file))
    }

    /// Where it lies.
    pub fn path(&self) -> io::Result<PathBuf> {
        std::path::absolute(self.0.path())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn only_its_user_reads_the_file_and_it_goes() {
        let dir = tempfile::tempdir().unwrap();
        let ticket = Ticket::write(&dir.path().join("own"), "http://127.0.0.1:1/?once=ab").unwrap();
        let path = ticket.path().unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(std::fs::read_to_string(&path).unwrap().contains("0;url=http://127.0.0.1:1/?once=ab\""));
        drop(ticket);
        assert!(!path.exists());
    }
}
