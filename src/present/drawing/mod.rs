//! Pages drawn, and copies of PDFs written, in processes of their own: what a PDF does to the one that opens it, it does to nobody
//! else. Those who show findings ask here and never open a PDF themselves.

mod board;
mod serve;
mod source;

pub use board::{Board, Drawable, Undrawn};
pub use serve::serve;
pub use source::Unopened;

use std::path::PathBuf;

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use crate::base::lang::Lang;
use crate::batch::isolation::NativePath;
use crate::contract::Finding;
use crate::pdf::Picture;

/// A line to a process that draws.
#[derive(Debug, Serialize, Deserialize)]
enum Task {
    /// How large are the pages of a document?
    Sizes(Source),
    /// Pictures of some of its pages, by their positions.
    Pictures(Source, Vec<usize>),
    /// A copy of it with findings on it.
    Mark(Box<Marking>),
}

/// A document: where it may lie, and the hash of its content.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Source {
    candidates: Vec<NativePath>,
    sha256: String,
}

/// What a copy is to show.
#[derive(Debug, Serialize, Deserialize)]
struct Marking {
    source: Source,
    findings: Vec<Finding>,
    italian: bool,
    to: NativePath,
}

/// The answer to a task.
#[derive(Debug, Serialize, Deserialize)]
enum Done {
    /// Width and height of each page as displayed, in points.
    Sizes(Vec<(f32, f32)>),
    /// The pictures, as base64; none of a page that cannot be drawn.
    Pictures(Vec<Option<(Form, String)>>),
    /// A copy was written.
    Marked(Marked),
    /// The document cannot be opened.
    Unopened(Unopened),
    /// No copy was written.
    NotWritten(NotWritten),
}

/// A copy that was written.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Marked {
    /// How many findings have a highlight.
    pub shown: usize,
    /// Findings that have no place on a page.
    pub without_place: usize,
}

/// Why no copy was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotWritten {
    /// The structure of the PDF cannot be kept by writing it anew.
    Structure(String),
    /// Written anew, this page would not hold what it holds.
    Altered(u32),
    /// It asks for a password.
    PasswordRequired,
    /// The file cannot be written.
    Io(String),
}

/// The form of a picture.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Form {
    Svg,
    Png,
    Jpeg,
}

fn packed(picture: &Picture) -> (Form, String) {
    let form = match picture {
        Picture::Svg(_) => Form::Svg,
        Picture::Png(_) => Form::Png,
        Picture::Jpeg(_) => Form::Jpeg,
    };
    (form, BASE64.encode(picture.bytes()))
}

fn unpacked(form: Form, text: &str) -> Option<Picture> {
    let bytes = BASE64.decode(text.as_bytes()).ok()?;
    Some(match form {
        Form::Svg => Picture::Svg(bytes),
        Form::Png => Picture::Png(bytes),
        Form::Jpeg => Picture::Jpeg(bytes),
    })
}

impl Marking {
    fn lang(&self) -> Lang {
        if self.italian { Lang::It } else { Lang::En }
    }

    fn to(&self) -> PathBuf {
        PathBuf::from(&self.to)
    }
}
