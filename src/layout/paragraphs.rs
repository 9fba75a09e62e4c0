//! Lines of prose to paragraphs, over page breaks.

use super::settings::Settings;
use crate::base::geometry::Rect;
use crate::base::passage::Passage;

/// A line of prose.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its words.
    pub passage: Passage,
    /// Its box in the reading frame.
    pub rect: Rect,
    /// Height of its baseline.
    pub baseline: f32,
    /// Font size.
    pub size: f32,
    /// Width of its first word.
    pub first_word: f32,
    /// Number of its page.
    pub page: u32,
}

/// What the lines of a narrative have in common.
struct Measure {
    /// The left margin.
    left: f32,
    /// The right margin: where the longest line ends.
    margin: f32,
    /// Distance of baselines inside a paragraph.
    pitch: f32,
    /// Whether lines are stretched to end at the margin.
    justified: bool,
}

/// A justified line ends this close (points) to the margin.
const FLUSH: f32 = 0.8;

/// What an item of a list begins with; its further lines may hang under its text.
const BULLETS: [char; 6] = ['-', '–', '—', '•', '·', '*'];
/// The usual distance of baselines, in em.
const USUAL: f32 = 1.25;
/// A distance that is wide for lines of one paragraph, in em.
const WIDE: f32 = 1.45;

/// Distances of baselines are alike up to this factor.
const ALIKE: f32 = 1.1;
/// From so many lines set alike on, a wide distance is how the prose is set.
const PROSE: usize = 3;
/// Share of full lines that end at the margin where prose is justified; the last line of a page may be cut short.
const JUSTIFIED: f32 = 0.8;
/// The width of a space, in em.
const SPACE: f32 = 0.25;
/// What widths of words lose by rounding, in points.
const ROUNDED: f32 = 0.3;

/// Groups the lines of a narrative, in reading order, into paragraphs.
pub fn paragraphs(lines: &[Flow], settings: &Settings) -> Vec<Passage> {
    let measure = Measure::of(lines);
    let mut out: Vec<Passage> = Vec::new();
    for (k, line) in lines.iter().enumerate() {
        let hangs = out.last().is_some_and(|p| p.text.starts_with(BULLETS));
        let continues = k > 0
            && (hangs || !measure.is_indented(line, settings))
            && measure.continues(&lines[k - 1], line, settings);
        match out.last_mut() {
            Some(paragraph) if continues => paragraph.append_line(&line.passage),
            _ => out.push(line.passage.clone()),
        }
    }
    out
}

impl Measure {
    fn of(lines: &[Flow]) -> Self {
        let margin = lines.iter().map(|l| l.rect.x1).fold(0.0, f32::max);
        let left = lines.iter().map(|l| l.rect.x0).fold(f32::MAX, f32::min);
        let mut measure = Measure { left, margin, pitch: f32::MAX, justified: false };
        let full: Vec<(&Flow, &Flow)> = lines
            .windows(2)
            .map(|w| (&w[0], &w[1]))
            .filter(|(a, b)| a.page == b.page && !measure.has_room(a, b))
            .collect();
        let size = lines.iter().map(|l| l.size).fold(0.0, f32::max);
        let pitches = full.iter().map(|(a, b)| b.baseline - a.baseline);
        let least = pitches.clone().fold(f32::MAX, f32::min);
        // One or two full lines set wide apart are paragraphs of their own; many are prose with wide lines.
        let wide = least > WIDE * size && pitches.filter(|p| *p < ALIKE * least).count() < PROSE;
        measure.pitch = if wide { USUAL * size } else { least };
        let flush = full.iter().filter(|(a, _)| margin - a.rect.x1 < FLUSH).count();
        measure.justified = full.len() >= 2 && flush as f32 >= JUSTIFIED * full.len() as f32;
        measure
    }

    /// Whether the first word of `next` would still have fitted behind `line`: then the line was ended on purpose.
    fn has_room(&self, line: &Flow, next: &Flow) -> bool {
        line.rect.x1 + SPACE * line.size + next.first_word < self.margin - ROUNDED
    }

    /// Whether a line begins a paragraph by its indentation.
    fn is_indented(&self, line: &Flow, settings: &Settings) -> bool {
        line.rect.x0 - self.left > settings.indent * line.size
    }

    fn continues(&self, line: &Flow, next: &Flow, settings: &Settings) -> bool {
        if self.has_room(line, next) {
            return false;
        }
        if line.page == next.page {
            return next.baseline - line.baseline <= settings.paragraph_pitch * self.pitch;
        }
        if self.justified {
            return self.margin - line.rect.x1 < FLUSH;
        }
        let ended = line.passage.text.ends_with(['.', ';', ':', '!', '?']);
        !(ended && next.passage.text.starts_with(|c: char| !c.is_lowercase()))
    }
}
