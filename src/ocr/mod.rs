//! Pages that are pictures: found upright and straight, cut into segments of one line, and read by two readers.
//!
//! The readers are Tesseract, a child process, and PP-OCR's recogniser, run in this process. Both see the same segments, so
//! that they can be compared word by word. With one of them at hand pages are read, less surely; with none they are not.

pub mod account;
mod cache;
mod cache_folder;
mod compare;
mod frame;
mod gate;
mod hearing;
mod ink;
mod paddle;
mod place;
mod reading;
mod ruling;
mod segment;
mod sheet;
mod skew;
mod tesseract;
mod twice;
mod witness;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

use crate::base::geometry::Turn;
use crate::base::passage::Doubt;
use crate::page::Page;
use crate::page::raster::{Picture, Raster};
use cache::Cache;
use compare::Gaps;
use frame::Frame;
use hearing::Hearing;
use paddle::Paddle;
use place::Placed;
use segment::Segment;
use sheet::Ready;
use tesseract::Tesseract;

pub use cache_folder::{CacheFolder, CacheSize};
pub use gate::{Gate, Pass};
pub use hearing::Failure;
pub use paddle::NoPaddle;
pub use tesseract::NoTesseract;

/// A page as read, and where the readers did not agree.
pub struct Scan {
    /// The page: straight, with glyphs and ruling lines.
    pub page: Page,
    /// The words on which they did not agree.
    pub doubts: Vec<Doubt>,
    /// Readers that did not read it.
    pub failed: Vec<Failure>,
}

/// What is read by both readers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Twice {
    /// Everything.
    #[default]
    All,
    /// Numbers, dates, codes and what the first reader was not sure of: a third of the cost, and not measured well enough yet to be
    /// the usual way. `SCHEDARIO_OCR=quick` asks for it.
    WhereNeeded,
}

impl Twice {
    /// As the environment asks for.
    fn asked() -> Self {
        if std::env::var_os("SCHEDARIO_OCR").is_some_and(|how| how == "quick") { Self::WhereNeeded } else { Self::All }
    }
}

/// The readers that are at hand. They are looked for when they are first needed.
pub struct Readers {
    how: Twice,
    found: OnceLock<Found>,
    /// Where their readings are kept, if they are.
    folder: Option<CacheFolder>,
}

impl Default for Readers {
    /// Readers whose readings are kept where the user keeps them.
    fn default() -> Self {
        Self::new(CacheFolder::usual())
    }
}

struct Found {
    tesseract: Result<Tesseract, NoTesseract>,
    paddle: Result<Paddle, NoPaddle>,
}

/// Pictures coarser than this are doubled, and finer ones brought down to it.
const COARSE: f32 = 180.0;
const FINE: f32 = 450.0;
const USUAL: f32 = 300.0;
/// With a mean confidence below this on a sample, the page may stand on its head.
const UPRIGHT: f32 = 0.85;
impl Readers {
    /// Readers whose readings are kept in a folder, or nowhere.
    pub fn new(folder: Option<CacheFolder>) -> Self {
        Self { how: Twice::asked(), found: OnceLock::new(), folder }
    }

    fn found(&self) -> &Found {
        self.found.get_or_init(|| aside(|| Found { tesseract: Tesseract::find(), paddle: Paddle::find() }))
    }

    /// Names what reading scans depends on, without looking closely: other readers, or none any more, have another name.
    pub fn mark() -> String {
        let parts = tesseract::files().into_iter().chain(paddle::places());
        let seen = |path: PathBuf| {
            let data = std::fs::metadata(&path).ok()?;
            let changed = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            Some(format!("{} {} {}", path.display(), data.len(), changed.as_millis()))
        };
        let how = (Twice::asked() == Twice::WhereNeeded).then(|| "quick".to_owned());
        parts.filter_map(seen).chain(how).collect::<Vec<_>>().join("; ")
    }

    /// What the first reader calls itself, or why it cannot be used.
    pub fn tesseract(&self) -> Result<&str, NoTesseract> {
        self.found().tesseract.as_ref().map(|t| t.version.as_str()).map_err(|e| *e)
    }

    /// Where the model of the second reader lies, or why it cannot be used.
    pub fn paddle(&self) -> Result<&Path, &NoPaddle> {
        self.found().paddle.as_ref().map(|p| p.path.as_path())
    }

    /// Whether there is any.
    pub fn any(&self) -> bool {
        self.found().tesseract.is_ok() || self.found().paddle.is_ok()
    }

    /// Whether both are there.
    pub fn both(&self) -> bool {
        self.found().tesseract.is_ok() && self.found().paddle.is_ok()
    }

    /// Reads the picture of a page. `page` is the page as its PDF gives it; its visible glyphs are kept. `key` names the page
    /// by its content: what was read of it before is remembered under that name. Where nobody read it, those who failed.
    pub fn read(&self, picture: &Picture, page: &Page, key: &str) -> Result<Scan, Vec<Failure>> {
        let mut hearing = Hearing::new(self.found(), Cache::open(self.folder.as_ref(), key), self.how);
        let ready = upright(picture, &mut hearing);
        let sideways = ready.sideways().map(|[left, right]| {
            let sure = hearing.samples(&[&left, &right]);
            if sure.first() >= sure.last() { left } else { right }
        });
        let sheets = [Some(&ready), sideways.as_ref()].into_iter().flatten();
        let parts: Option<Vec<_>> =
            sheets.map(|sheet| Some((Frame::new(sheet, picture, page), words(sheet, &mut hearing)?))).collect();
        let failed = hearing.close();
        match parts {
            Some(parts) => Ok(Scan { failed, ..frame::compose(parts, &ready.rulings, page) }),
            None => Err(failed),
        }
    }
}

/// The words of a sheet in their places; none where nobody read it.
fn words(ready: &Ready, hearing: &mut Hearing<'_>) -> Option<Vec<Placed>> {
    let (mut heard, lefts) = hearing.lines(ready)?;
    compare::unborder(&mut heard);
    compare::consult(&mut heard);
    let mut words: Vec<Placed> = Vec::new();
    for ((segment, left), heard) in ready.segments.iter().zip(lefts).zip(heard) {
        words.extend(place::place(segment, ready, left, heard));
    }
    place::drop_specks(&mut words, 72.0 / ready.dpi);
    place::even_out(&mut words);
    Some(words)
}

/// The picture ready to be read, turned the right way up.
fn upright(picture: &Picture, hearing: &mut Hearing<'_>) -> Ready {
    let native = picture.dpi();
    let scale = if native < COARSE {
        2.0
    } else if native > FINE {
        USUAL / native
    } else {
        1.0
    };
    let raster = match scale {
        1.0 => picture.raster.clone(),
        scale => {
            let size = |v: usize| (v as f32 * scale).round() as usize;
            picture.raster.scaled(size(picture.raster.width), size(picture.raster.height))
        }
    };
    let dpi = native * scale;
    if sheet::is_sideways(&raster, dpi) {
        let [left, right] = [Turn::Left, Turn::Right].map(|turn| sheet::prepare(&raster, dpi, turn));
        let sure = hearing.samples(&[&left, &right]);
        return if sure.first() >= sure.last() { left } else { right };
    }
    // Most pages stand on their feet: all of it is read, and that tells whether it does.
    let first = sheet::prepare(&raster, dpi, Turn::None);
    hearing.listen(&first);
    let sure = hearing.samples(&[&first]).first().copied().unwrap_or_default();
    if sure >= UPRIGHT || first.segments.is_empty() {
        return first;
    }
    let second = sheet::prepare(&raster, dpi, Turn::Half);
    let other = hearing.samples(&[&second]).first().copied().unwrap_or_default();
    if other > sure { second } else { first }
}

/// The gaps of a segment in the pixels of its crop, which begins at `left`.
fn gaps(segment: &Segment, raster: &Raster, left: usize) -> Gaps {
    let shift = |x: usize| x as f32 - left as f32;
    let gaps = segment::clear(segment, raster).into_iter().map(|(a, b)| (shift(a), shift(b))).collect();
    Gaps { gaps, height: segment.area.height() as f32 }
}

/// Does something on a thread of its own and waits for it. The model has a pool of threads of its own, and a worker of our pool
/// that waited for that one would take up the next page meanwhile, and the next: memory would grow with every page.
fn aside<T: Send>(act: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(act).join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}
