//! Who asks for drawings.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{Done, Marked, Marking, NotWritten, Source, Task, Unopened, unpacked};
use crate::base::lang::{Lang, Message};
use crate::batch::isolation::{Hands, NativePath};
use crate::contract::Finding;
use crate::pdf::Picture;

/// How long it may take to open a document, and to draw a page of it.
const OPENING: Duration = Duration::from_secs(30);
const PAGE: Duration = Duration::from_secs(10);
/// How long it may take to write a copy.
const COPY: Duration = Duration::from_secs(120);

/// Those who draw.
#[derive(Clone)]
pub struct Board {
    hands: Arc<Hands>,
    /// What none of them may take longer than, whatever is asked.
    longest: Duration,
}

/// A document that can be drawn.
#[derive(Clone)]
pub struct Drawable {
    board: Board,
    source: Source,
    sizes: Vec<(f32, f32)>,
    /// How many pages have cost a process.
    lost: Arc<AtomicUsize>,
}

/// A document at which so many pages were lost is not drawn any further: each may cost all the time that a page has.
const ENOUGH: usize = 2;

/// Why something was not drawn or not written.
#[derive(Clone, Debug)]
pub enum Undrawn {
    /// The document cannot be opened.
    Unopened(Unopened),
    /// No copy was written.
    NotWritten(NotWritten),
    /// The process that was to do it came to nothing.
    Lost(Message),
}

impl Board {
    /// A board whose processes are these; none of them is waited for longer than `longest`.
    pub fn new(hands: Hands, longest: Duration) -> Self {
        Self { hands: Arc::new(hands), longest }
    }

    fn ask(&self, task: &Task, time: Duration) -> Result<Done, Undrawn> {
        match self.hands.ask(task, time.min(self.longest)) {
            Ok(Ok(Done::Unopened(why))) => Err(Undrawn::Unopened(why)),
            Ok(Ok(Done::NotWritten(why))) => Err(Undrawn::NotWritten(why)),
            Ok(Ok(done)) => Ok(done),
            Ok(Err(told)) => Err(Undrawn::Lost(told)),
            Err(error) => Err(Undrawn::Lost(Message::new(error.to_string(), error.to_string()))),
        }
    }

    /// Opens the document that lies in one of some places and has a content of this hash.
    pub fn open(&self, candidates: &[PathBuf], sha256: &str) -> Result<Drawable, Undrawn> {
        let source = Source::of(candidates, sha256);
        match self.ask(&Task::Sizes(source.clone()), OPENING)? {
            Done::Sizes(sizes) => Ok(Drawable { board: self.clone(), source, sizes, lost: Arc::default() }),
            other => Err(nonsense(&other)),
        }
    }

    /// Writes a copy of a PDF with findings on it.
    pub fn mark(
        &self,
        (pdf, sha256): (&Path, &str),
        findings: Vec<Finding>,
        lang: Lang,
        to: &Path,
    ) -> Result<Marked, Undrawn> {
        let source = Source::of(&[pdf.to_owned()], sha256);
        let marking = Marking { source, findings, italian: lang == Lang::It, to: to.into() };
        match self.ask(&Task::Mark(Box::new(marking)), COPY)? {
            Done::Marked(marked) => Ok(marked),
            other => Err(nonsense(&other)),
        }
    }
}

fn nonsense(answer: &Done) -> Undrawn {
    let told = format!("{answer:?}").chars().take(80).collect::<String>();
    Undrawn::Lost(Message::new(told.clone(), told))
}

impl Source {
    fn of(candidates: &[PathBuf], sha256: &str) -> Self {
        Self {
            candidates: candidates.iter().map(|path| NativePath::from(path.as_path())).collect(),
            sha256: sha256.to_owned(),
        }
    }
}

impl Drawable {
    /// Width and height of a page as displayed, in points; `position` counts from 0.
    pub fn size(&self, position: usize) -> Option<(f32, f32)> {
        self.sizes.get(position).copied()
    }

    /// Pictures of some pages; none of those that cannot be drawn. A page at which a process fails costs no other one its picture.
    pub fn pictures(&self, positions: &[usize]) -> Vec<Option<Picture>> {
        self.draw(positions).unwrap_or_else(|| match positions {
            [_] => vec![None],
            all => all.iter().map(|k| self.draw(&[*k]).and_then(|mut drawn| drawn.pop()).flatten()).collect(),
        })
    }

    fn draw(&self, positions: &[usize]) -> Option<Vec<Option<Picture>>> {
        if self.lost.load(Ordering::Relaxed) >= ENOUGH {
            return None;
        }
        let time = OPENING + PAGE * u32::try_from(positions.len()).unwrap_or(u32::MAX);
        match self.board.ask(&Task::Pictures(self.source.clone(), positions.to_vec()), time) {
            Ok(Done::Pictures(drawn)) if drawn.len() == positions.len() => {
                Some(drawn.iter().map(|one| one.as_ref().and_then(|(form, text)| unpacked(*form, text))).collect())
            }
            _ => {
                self.lost.fetch_add(usize::from(positions.len() == 1), Ordering::Relaxed);
                None
            }
        }
    }
}
