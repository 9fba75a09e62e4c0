//! Pages that are pictures: found upright and straight, cut into segments of one line, and read by two readers.
//!
//! The readers are Tesseract, a child process, and PP-OCR's recogniser, run in this process. Both see the same segments, so
//! that they can be compared word by word. With one of them at hand pages are read, less surely; with none they are not.

mod cache;
mod compare;
mod frame;
mod gate;
mod ink;
mod paddle;
mod place;
mod reading;
mod ruling;
mod segment;
mod sheet;
mod skew;
mod tesseract;
mod witness;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

use crate::geometry::Turn;
use crate::page::Page;
use crate::passage::Doubt;
use crate::raster::{Picture, Raster};
use cache::Cache;
use compare::{Gaps, Heard};
use frame::Frame;
use paddle::Paddle;
use place::Placed;
use reading::{Crop, Reading};
use segment::Segment;
use sheet::Ready;
use tesseract::Tesseract;

pub use gate::{Gate, Pass};
pub use paddle::NoPaddle;
pub use tesseract::NoTesseract;

/// A page as read, and where the readers did not agree.
pub struct Scan {
    /// The page: straight, with glyphs and ruling lines.
    pub page: Page,
    /// The words on which they did not agree.
    pub doubts: Vec<Doubt>,
}

/// The readers that are at hand. They are looked for when they are first needed.
#[derive(Default)]
pub struct Readers {
    found: OnceLock<Found>,
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
/// How many segments make a sample.
const SAMPLE: usize = 8;

impl Readers {
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
        parts.filter_map(seen).collect::<Vec<_>>().join("; ")
    }

    /// What the first reader calls itself, or why it cannot be used.
    pub fn tesseract(&self) -> Result<&str, NoTesseract> {
        self.found().tesseract.as_ref().map(|t| t.version.as_str()).map_err(|e| *e)
    }

    /// Where the model of the second reader lies, or why it cannot be used.
    pub fn paddle(&self) -> Result<&Path, &NoPaddle> {
        self.found().paddle.as_ref().map(|p| p.path.as_path())
    }

    /// The folder in which readings are kept, if they are.
    pub fn cache() -> Option<PathBuf> {
        cache::folder()
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
    /// by its content: what was read of it before is remembered under that name.
    pub fn read(&self, picture: &Picture, page: &Page, key: &str) -> Scan {
        let mut cache = Cache::open(key);
        let ready = self.upright(picture, &mut cache);
        let sideways = ready.sideways().map(|[left, right]| {
            let leftwards = self.sample(&left, &mut cache) >= self.sample(&right, &mut cache);
            if leftwards { left } else { right }
        });
        let parts = [Some(&ready), sideways.as_ref()].into_iter().flatten();
        let parts = parts.map(|part| (Frame::new(part, picture, page), self.words(part, &mut cache))).collect();
        cache.close();
        frame::compose(parts, &ready.rulings, page)
    }

    /// The words of a sheet in their places.
    fn words(&self, ready: &Ready, cache: &mut Cache) -> Vec<Placed> {
        let (crops, lefts): (Vec<Crop>, Vec<usize>) = ready.segments.iter().map(|s| ready.crop(s)).unzip();
        let gaps: Vec<Gaps> =
            ready.segments.iter().zip(&lefts).map(|(s, left)| gaps(s, &ready.raster, *left)).collect();
        let mut heard = self.hear(&crops, &gaps, cache);
        compare::consult(&mut heard);
        let mut words: Vec<Placed> = Vec::new();
        for ((segment, left), heard) in ready.segments.iter().zip(lefts).zip(heard) {
            words.extend(place::place(segment, ready, left, heard));
        }
        place::drop_specks(&mut words, 72.0 / ready.dpi);
        place::even_out(&mut words);
        words
    }

    /// The picture ready to be read, turned the right way up.
    fn upright(&self, picture: &Picture, cache: &mut Cache) -> Ready {
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
        let turns = if sheet::is_sideways(&raster, dpi) { [Turn::Left, Turn::Right] } else { [Turn::None, Turn::Half] };
        let first = sheet::prepare(&raster, dpi, turns[0]);
        let sure = self.sample(&first, cache);
        if sure >= UPRIGHT || first.segments.is_empty() {
            return first;
        }
        let second = sheet::prepare(&raster, dpi, turns[1]);
        if self.sample(&second, cache) > sure { second } else { first }
    }

    /// How sure a reader is of some of the longest segments.
    fn sample(&self, ready: &Ready, cache: &mut Cache) -> f32 {
        let mut longest: Vec<_> = ready.segments.iter().collect();
        longest.sort_by_key(|s| std::cmp::Reverse(s.blobs.len().min(20)));
        let crops: Vec<Crop> = longest.into_iter().take(SAMPLE).map(|s| ready.crop(s).0).collect();
        let read = self.second(&crops, cache).or_else(|| self.first(&crops, cache)).unwrap_or_default();
        read.iter().map(Reading::confidence).sum::<f32>() / read.len().max(1) as f32
    }

    fn first(&self, crops: &[Crop], cache: &mut Cache) -> Option<Vec<Reading>> {
        let tesseract = self.found().tesseract.as_ref().ok()?;
        cache.readings(&tesseract.name(), crops, |crops| tesseract.read(crops).ok())
    }

    fn second(&self, crops: &[Crop], cache: &mut Cache) -> Option<Vec<Reading>> {
        let paddle = self.found().paddle.as_ref().ok()?;
        cache.readings(paddle::MODEL, crops, |crops| aside(|| paddle.read(crops)).ok())
    }

    fn hear(&self, crops: &[Crop], gaps: &[Gaps], cache: &mut Cache) -> Vec<Vec<Heard>> {
        match (self.first(crops, cache), self.second(crops, cache)) {
            (Some(a), Some(b)) => {
                a.iter().zip(&b).zip(gaps).map(|((a, b), gaps)| compare::compare(a, b, gaps)).collect()
            }
            (Some(one), None) | (None, Some(one)) => one.iter().map(compare::alone).collect(),
            (None, None) => vec![Vec::new(); crops.len()],
        }
    }
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
