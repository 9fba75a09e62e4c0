//! Writing a report of findings: one file, or a folder of pages where one file would be too much for a browser.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::binder::Binder;
use super::index::Index;
use super::pages;
use super::parts::Part;
use super::shell::{Mode, Shell};
use crate::output::archive::ArchiveError;
use crate::output::write_atomically;
use crate::review::Decision;

/// The page that one opens.
pub(super) const MAIN: &str = "audit.html";
/// The folder of all others.
const FOLDER: &str = "audit";
/// Where they are until all are written.
const DRAFT: &str = ".audit.part";
/// How many pages of documents one file holds; a page takes some 45 KB.
const PAGES: u32 = 240;

/// What was written.
#[derive(Debug)]
pub struct Written {
    /// The page to open.
    pub main: PathBuf,
    /// How many findings it shows.
    pub findings: usize,
    /// How many of them nobody has decided about.
    pub open: usize,
    /// How many documents have no pictures, because their PDF has gone or changed.
    pub without_pictures: usize,
    /// Reports that could not be read back.
    pub unreadable: Vec<ArchiveError>,
}

/// Writes the report into the output folder `root`; `done` hears of every document.
pub fn write(
    root: &Path,
    binder: &Binder<'_>,
    decisions: &HashMap<String, Vec<Decision>>,
    shell: &mut Shell<'_>,
    done: &(dyn Fn() + Sync),
) -> io::Result<Written> {
    let pages: u32 = binder.lines().iter().map(|line| line.pages).sum();
    shell.mode = if pages <= PAGES { Mode::OneFile } else { Mode::Folder };
    let shell = *shell;
    // The pages of an earlier report stay until these are complete.
    let folder = root.join(DRAFT);
    pages::clear(&folder)?;
    let bound: Vec<io::Result<Bound>> = (0..binder.lines().len())
        .into_par_iter()
        .map(|number| {
            let bound = bind(number, binder, decisions, &shell, &folder);
            done();
            bound
        })
        .collect();
    let mut index = Index::new();
    let (mut parts, mut unreadable, mut without_pictures) = (Vec::new(), Vec::new(), 0);
    for (number, bound) in bound.into_iter().enumerate() {
        match bound? {
            Bound::Read(one) => {
                without_pictures += usize::from(one.without_pictures);
                index.extend(&one.index);
                parts.extend(one.parts);
            }
            Bound::Unread => index.add_unread(number, &binder.lines()[number], shell.voice),
            Bound::Unreadable(error) => {
                index.add_unread(number, &binder.lines()[number], shell.voice);
                unreadable.push(error);
            }
        }
    }
    pages::replace(&folder, &root.join(FOLDER))?;
    let main = root.join(MAIN);
    let page = shell.main(&index, &parts);
    write_atomically(&main, |to| to.write_all(page.as_bytes()))?;
    let open = index.findings.iter().filter(|f| f.status == crate::review::Status::Open).count();
    Ok(Written { main, findings: index.findings.len(), open, without_pictures, unreadable })
}

enum Bound {
    Read(Box<One>),
    Unread,
    Unreadable(ArchiveError),
}

/// What is kept of a document until the main page is written.
struct One {
    index: Index,
    /// The elements of its parts, in a report of one file.
    parts: Vec<String>,
    without_pictures: bool,
}

fn bind(
    number: usize,
    binder: &Binder<'_>,
    decisions: &HashMap<String, Vec<Decision>>,
    shell: &Shell<'_>,
    folder: &Path,
) -> io::Result<Bound> {
    let sha256 = binder.lines().get(number).map_or("", |line| line.sha256.as_str());
    let decided = decisions.get(sha256).map(Vec::as_slice).unwrap_or_default();
    let folio = match binder.folio(number, decided) {
        Ok(Some(folio)) => folio,
        Ok(None) => return Ok(Bound::Unread),
        Err(error) => return Ok(Bound::Unreadable(error)),
    };
    let mut index = Index::new();
    index.add(&folio, shell.voice);
    let mut parts = folio.pictures(&folio.pages());
    parts.push(Part::html(folio.part("cards"), shell.cards(&folio)));
    let without_pictures = folio.pdf.is_err();
    if shell.mode == Mode::OneFile {
        parts.push(Part::html(folio.part("page"), shell.page(&folio)));
        let parts = parts.iter().map(element).collect();
        return Ok(Bound::Read(Box::new(One { index, parts, without_pictures })));
    }
    for part in &parts {
        let (kind, packed) = part.packed();
        let (_, name) = part.name.split_once('/').unwrap_or(("", &part.name));
        let path = folder.join(&folio.file).join(format!("{name}.js"));
        // Browsers load neighbours of a file on the disk as programs only.
        let text = format!("schedario(\"{}\",\"{kind}\",\"{packed}\")", part.name);
        write_plainly(&path, text.as_bytes())?;
    }
    let html = shell.single(&folio, &index);
    write_plainly(&folder.join(format!("{}.html", folio.file)), html.as_bytes())?;
    Ok(Bound::Read(Box::new(One { index, parts: Vec::new(), without_pictures })))
}

/// A part as an element of the page that holds it; base64 holds nothing that could end it.
fn element(part: &Part) -> String {
    let (kind, packed) = part.packed();
    format!("<script type=\"text/plain\" data-part=\"{}\" data-kind=\"{kind}\">{packed}</script>", part.name)
}

/// The folder gets its name when it is complete: no part of it needs to appear all at once.
fn write_plainly(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::File::create(path)?.write_all(bytes)
}
