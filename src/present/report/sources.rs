//! The PDFs from which the reports of an output folder were read, found again.

use std::path::{Path, PathBuf};

use crate::base::lang::Message;
use crate::output::ManifestLine;
use crate::present::drawing::{Board, Drawable, Undrawn, Unopened};

/// Where to look for PDFs, and who opens them.
#[derive(Clone)]
pub struct Sources {
    folders: Vec<PathBuf>,
    board: Board,
}

impl Sources {
    /// A path of the manifest is tried as it stands, then below the output folder's parent and below each of `folders`.
    pub fn new(output: &Path, folders: &[PathBuf], board: Board) -> Self {
        let mut all = vec![PathBuf::new()];
        all.extend(folders.iter().cloned());
        all.extend(output.parent().map(Path::to_owned));
        Self { folders: all, board }
    }

    /// Opens the PDF of a line, if it is still the one that was read; else says why there are no pictures.
    pub fn open(&self, line: &ManifestLine) -> Result<Drawable, Message> {
        // A further report of a file stands in the same file.
        let content = line.content();
        let file = line.path.strip_suffix(&line.sha256[content.len()..]).unwrap_or(&line.path);
        self.board.open(&self.candidates(file), content).map_err(|why| match why {
            Undrawn::Unopened(Unopened::Gone) => gone(&line.path),
            Undrawn::Unopened(Unopened::Changed(path)) => altered(&path),
            Undrawn::Unopened(Unopened::Broken) | Undrawn::NotWritten(_) => undrawable(),
            Undrawn::Lost(why) => lost(&why),
        })
    }

    fn candidates(&self, path: &str) -> Vec<PathBuf> {
        let given = Path::new(path);
        // Below a folder that people name, the path may begin at any of its parts.
        let tails =
            given.ancestors().filter_map(|above| given.strip_prefix(above).ok()).filter(|t| *t != Path::new(""));
        let tails: Vec<&Path> = std::iter::once(given).chain(tails).collect();
        let mut out: Vec<PathBuf> = Vec::new();
        for (k, folder) in self.folders.iter().enumerate() {
            let usable = if k == 0 { &tails[..1] } else { &tails[..] };
            out.extend(usable.iter().map(|tail| folder.join(tail)));
        }
        out
    }
}

fn gone(path: &str) -> Message {
    Message::new(
        format!(
            "Il PDF non si trova più ({path}): i rilievi sono mostrati senza figura. Indicare la sua cartella con --pdfs."
        ),
        format!(
            "The PDF is no longer there ({path}): findings are shown without a picture. Name its folder with --pdfs."
        ),
    )
}

fn altered(path: &str) -> Message {
    Message::new(
        format!(
            "Il PDF è cambiato dopo la lettura ({path}): i rilievi sono mostrati senza figura. Rieseguire `schedario extract`."
        ),
        format!(
            "The PDF has changed since it was read ({path}): findings are shown without a picture. Run `schedario extract` again."
        ),
    )
}

fn undrawable() -> Message {
    Message::new("Il PDF non si può disegnare.", "The PDF cannot be drawn.")
}

fn lost(why: &Message) -> Message {
    Message::new(
        format!("Il PDF non si è potuto disegnare, e i rilievi sono mostrati senza figura. {}", why.it),
        format!("The PDF could not be drawn, and findings are shown without a picture. {}", why.en),
    )
}
