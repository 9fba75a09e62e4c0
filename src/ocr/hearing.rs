//! Who is heard about a page: the first reader about all of it, the second one about what is read twice; and what each failed at.

use super::cache::Cache;
use super::compare::{Gaps, Heard};
use super::reading::{Crop, Reading};
use super::sheet::Ready;
use super::{Found, Twice, aside, compare, gaps, paddle, twice};

/// A reader that was there and did not read a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it is called.
    pub reader: &'static str,
    /// What became of it.
    pub why: String,
}

const FIRST: &str = "Tesseract";
const SECOND: &str = "PP-OCR";
/// How many segments make a sample.
const SAMPLE: usize = 8;

/// The readers of a page, and what was read of it before.
pub(super) struct Hearing<'r> {
    found: &'r Found,
    cache: Cache,
    how: Twice,
    failed: Vec<Failure>,
}

impl<'r> Hearing<'r> {
    pub fn new(found: &'r Found, cache: Cache, how: Twice) -> Self {
        Self { found, cache, how, failed: Vec::new() }
    }

    /// Keeps what was read, and tells who failed.
    pub fn close(self) -> Vec<Failure> {
        self.cache.close();
        self.failed
    }

    /// What the first reader makes of some crops; none where it is not there, or failed at this page.
    fn first(&mut self, crops: &[Crop]) -> Option<Vec<Reading>> {
        let tesseract = self.found.tesseract.as_ref().ok()?;
        if self.has_failed(FIRST) {
            return None;
        }
        let read =
            self.cache.readings(&tesseract.name(), crops, |crops| tesseract.read(crops).map_err(|e| e.to_string()));
        self.noted(FIRST, read)
    }

    /// What the second reader makes of some crops; none where it is not there, or failed at this page.
    fn second(&mut self, crops: &[Crop]) -> Option<Vec<Reading>> {
        let paddle = self.found.paddle.as_ref().ok()?;
        if self.has_failed(SECOND) {
            return None;
        }
        let read = self.cache.readings(paddle::MODEL, crops, |crops| aside(|| paddle.read(crops)));
        self.noted(SECOND, read)
    }

    fn has_failed(&self, reader: &str) -> bool {
        self.failed.iter().any(|failure| failure.reader == reader)
    }

    fn noted(&mut self, reader: &'static str, read: Result<Vec<Reading>, String>) -> Option<Vec<Reading>> {
        read.map_err(|why| self.failed.push(Failure { reader, why })).ok()
    }

    /// Has all of a sheet read at once: a process that reads takes as long to start as to read ten lines.
    pub fn listen(&mut self, ready: &Ready) {
        if self.how == Twice::All {
            return;
        }
        let crops: Vec<Crop> = ready.segments.iter().map(|s| ready.crop(s).0).collect();
        // What was heard is remembered.
        let _ = self.first(&crops);
    }

    /// How sure a reader is of some of the longest segments of each of some sheets.
    pub fn samples(&mut self, sheets: &[&Ready]) -> Vec<f32> {
        let mut crops: Vec<Crop> = Vec::new();
        let mut counts = Vec::new();
        for ready in sheets {
            let mut longest: Vec<_> = ready.segments.iter().collect();
            longest.sort_by_key(|s| std::cmp::Reverse(s.blobs.len().min(20)));
            crops.extend(longest.into_iter().take(SAMPLE).map(|s| ready.crop(s).0));
            counts.push(ready.segments.len().min(SAMPLE));
        }
        let read = match self.how {
            Twice::All => self.second(&crops).or_else(|| self.first(&crops)),
            Twice::WhereNeeded => self.first(&crops).or_else(|| self.second(&crops)),
        };
        let read = read.unwrap_or_default();
        let mut read = read.iter();
        counts
            .into_iter()
            .map(|count| read.by_ref().take(count).map(Reading::confidence).sum::<f32>() / count.max(1) as f32)
            .collect()
    }

    /// The words of each segment of a sheet; none where nobody read it. With them, where the crops begin.
    pub fn lines(&mut self, ready: &Ready) -> Option<(Vec<Vec<Heard>>, Vec<usize>)> {
        let (crops, lefts): (Vec<Crop>, Vec<usize>) = ready.segments.iter().map(|s| ready.crop(s)).unzip();
        let Some(first) = self.first(&crops) else {
            // Nobody checks the second reader, which was chosen to check the first.
            let second = self.second(&crops)?;
            return Some((second.iter().map(|read| twice::doubted(read).collect()).collect(), lefts));
        };
        let gaps: Vec<Gaps> =
            ready.segments.iter().zip(&lefts).map(|(s, left)| gaps(s, &ready.raster, *left)).collect();
        if self.how == Twice::All {
            let heard = match self.second(&crops) {
                Some(second) => first
                    .iter()
                    .zip(&second)
                    .zip(&gaps)
                    .map(|((first, second), gaps)| compare::compare(first, second, gaps))
                    .collect(),
                None => first.iter().map(|read| twice::doubted(read).collect()).collect(),
            };
            return Some((heard, lefts));
        }
        let mut parts = Vec::with_capacity(crops.len());
        let (mut asked, mut begins) = (Vec::new(), Vec::new());
        for (k, segment) in ready.segments.iter().enumerate() {
            let of = twice::parts(&first[k], segment, &gaps[k], lefts[k], crops[k].raster.width);
            for part in &of {
                let (crop, begin) = twice::crop(&crops[k], part, &gaps[k]);
                asked.push(crop);
                begins.push(begin);
            }
            parts.push(of);
        }
        let second = self.second(&asked);
        let mut second = second.map(|read| {
            read.into_iter().zip(begins).map(|(reading, begin)| reading.placed(begin, 1.0 / twice::NARROW))
        });
        let heard = parts.into_iter().zip(&first).zip(&gaps).map(|((parts, first), gaps)| {
            let parts: Vec<_> =
                parts.into_iter().map(|part| (part, second.as_mut().and_then(|read| read.next()))).collect();
            twice::merge(first, &parts, gaps)
        });
        Some((heard.collect(), lefts))
    }
}
