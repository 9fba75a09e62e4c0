//! The documents of an output folder, each with what people decided about it and with its PDF.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use rayon::prelude::*;

use crate::audit::compare::{Compared, Round};
use crate::audit::recheck::{Again, Joint, stand};
use crate::base::lang::Message;
use crate::contract::{Evidence, Pointer, Report, Walk};
use crate::output::archive::{Archive, ArchiveError};
use crate::output::{ManifestLine, Status};
use crate::present::drawing::Drawable;
use crate::review::{Decision, Review, fingerprints};

use super::parts::{Content, Part};
use super::sources::Sources;

/// How many pages of a document are drawn one after the other, with the same fonts at hand.
const RUN: usize = 8;

/// The documents of an output folder.
pub struct Binder<'a> {
    archive: &'a Archive,
    sources: Sources,
    by: Again<'a>,
    numbers: HashMap<String, usize>,
    files: Vec<String>,
    together: Mutex<Together>,
}

/// The documents held against each other, as they stand after the last decision.
struct Together {
    round: Round,
    /// What each document makes together with others.
    compared: HashMap<usize, Vec<Compared>>,
}

/// One document, bound: its report as it stands after people's decisions, and where its values stand.
pub struct Folio {
    /// Its number among the inputs, from 0.
    pub number: usize,
    /// Its name as a file, without an extension.
    pub file: String,
    /// Its line of the manifest.
    pub line: ManifestLine,
    /// The report, with corrected values in it.
    pub report: Report,
    /// What people decided.
    pub review: Review,
    /// The PDF, or why there are no pictures.
    pub pdf: Result<Drawable, Missing>,
    /// Where each value stands, by its JSON Pointer.
    pub places: HashMap<String, Vec<Evidence>>,
    /// Of findings of several documents: number of the other one, and the pointer of the value there.
    pub against: HashMap<usize, (usize, String)>,
}

/// Why there are no pictures.
pub type Missing = Message;

impl<'a> Binder<'a> {
    /// Binds an output folder; the reports are held against each other at once, and read again when they are asked for.
    /// `decided` are the decisions of people by document.
    pub fn new(
        archive: &'a Archive,
        sources: Sources,
        by: Again<'a>,
        decided: &HashMap<String, Vec<Decision>>,
    ) -> Self {
        let numbers: HashMap<String, usize> =
            archive.lines.iter().enumerate().map(|(k, line)| (line.path.clone(), k)).collect();
        let round = Round::read(archive, decided, &by);
        let compared = compared(&round, &numbers, &by);
        let together = Mutex::new(Together { round, compared });
        Self { archive, sources, by, numbers, files: files(&archive.lines), together }
    }

    /// Takes the corrections of a document into the comparison with the others, and gives the numbers of the documents that
    /// now make other findings together.
    pub fn renew(
        &self,
        number: usize,
        decisions: impl FnOnce() -> Vec<Decision>,
    ) -> Result<BTreeSet<usize>, ArchiveError> {
        let Some(line) = self.archive.lines.get(number) else { return Ok(BTreeSet::new()) };
        let Some(report) = self.archive.report(line)? else { return Ok(BTreeSet::new()) };
        let mut together = self.together();
        // Asked for only now: of two who decide at once, the later one brings the decisions of both.
        together.round.renew(number, line, report, &decisions(), &self.by);
        let now = compared(&together.round, &self.numbers, &self.by);
        let then = std::mem::replace(&mut together.compared, now);
        let told = |of: &HashMap<usize, Vec<Compared>>, number: &usize| -> Vec<(Vec<String>, bool)> {
            let all = of.get(number).into_iter().flatten();
            all.map(|c| (fingerprints(std::slice::from_ref(&c.across.finding)), c.counts())).collect()
        };
        let numbers = then.keys().chain(together.compared.keys());
        Ok(numbers.copied().filter(|k| told(&then, k) != told(&together.compared, k)).collect())
    }

    fn together(&self) -> MutexGuard<'_, Together> {
        self.together.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// The lines of the manifest.
    pub fn lines(&self) -> &'a [ManifestLine] {
        &self.archive.lines
    }

    /// The name of a document as a file, without an extension.
    pub fn file(&self, number: usize) -> &str {
        self.files.get(number).map_or("", String::as_str)
    }

    /// A document with the decisions about it; none where no report was written.
    pub fn folio(&self, number: usize, decisions: &[Decision]) -> Result<Option<Folio>, ArchiveError> {
        let Some(line) = self.archive.lines.get(number).filter(|l| l.status == Status::Ok) else { return Ok(None) };
        let Some(mut report) = self.archive.report(line)? else { return Ok(None) };
        let compared = self.together().compared.get(&number).cloned().unwrap_or_default();
        let joint: Vec<Joint> = compared.iter().map(Compared::joint).collect();
        let by = Again { lost: &line.pages_lost, ..self.by };
        let review = stand(&mut report, &joint, decisions, &by);
        let against = compared.iter().enumerate().filter_map(|(k, found)| {
            let (other, pointer) = &found.across.against;
            Some((review.own + k, (*self.numbers.get(other)?, pointer.clone())))
        });
        let against = against.collect();
        let mut places = HashMap::new();
        report.walk(&mut Pointer::default(), &mut |at, leaf| {
            places.insert(at.as_str().to_owned(), leaf.places.iter().map(Evidence::from).collect());
        });
        let pdf = self.sources.open(line);
        let (file, line) = (self.file(number).to_owned(), line.clone());
        Ok(Some(Folio { number, file, line, report, review, pdf, places, against }))
    }
}

/// What each document makes together with others.
fn compared(round: &Round, numbers: &HashMap<String, usize>, by: &Again<'_>) -> HashMap<usize, Vec<Compared>> {
    let mut out: HashMap<usize, Vec<Compared>> = HashMap::new();
    for found in round.compare(by.checks, |_| true).findings {
        if let Some(number) = numbers.get(&found.across.path) {
            out.entry(*number).or_default().push(found);
        }
    }
    out
}

impl Folio {
    /// Width and height of a page as displayed, in points; none where there are no pictures.
    pub fn size(&self, page: u32) -> Option<(f32, f32)> {
        self.pdf.as_ref().ok()?.size((page as usize).checked_sub(1)?)
    }

    /// The pages that findings or values stand on, ascending.
    pub fn pages(&self) -> Vec<u32> {
        let values = self.places.values().flatten();
        let findings = self.report.findings.iter().flat_map(|f| &f.places);
        let mut pages: Vec<u32> = values.chain(findings).map(|e| e.page).collect::<HashSet<_>>().into_iter().collect();
        pages.sort_unstable();
        pages
    }

    /// The pictures of some pages, drawn on all cores; pages that cannot be drawn are left out.
    pub fn pictures(&self, pages: &[u32]) -> Vec<Part> {
        let Ok(pdf) = &self.pdf else { return Vec::new() };
        let draw = |run: &[u32]| {
            let positions: Vec<usize> = run.iter().map(|p| (*p as usize).wrapping_sub(1)).collect();
            let drawn = run.iter().zip(pdf.pictures(&positions));
            drawn.filter_map(|(page, picture)| Some((*page, picture?))).collect::<Vec<_>>()
        };
        let drawn: Vec<_> = pages.par_chunks(RUN).map(draw).collect();
        let part = |(page, picture)| Part { name: self.part(&format!("p{page}")), content: Content::Picture(picture) };
        drawn.into_iter().flatten().map(part).collect()
    }

    /// The name of a part of this document.
    pub fn part(&self, name: &str) -> String {
        format!("d{}/{name}", self.number)
    }

    /// The centre that answers for an objective; where the card names none, the one that the report was printed for.
    pub fn centre(&self, objective: Option<usize>) -> &str {
        let own =
            objective.and_then(|i| self.report.objectives.get(i)).map_or("", |o| o.responsibility_center.as_str());
        let printed_for = self.report.parameters.responsibility_center.as_ref().map_or("", |c| c.label.as_str());
        let first = self.report.objectives.first().map_or("", |o| o.responsibility_center.as_str());
        [own, printed_for, first].into_iter().find(|name| !name.is_empty()).unwrap_or_default()
    }

    /// The year of an objective, or of the first one.
    pub fn year(&self, objective: Option<usize>) -> Option<i32> {
        self.report.objectives.get(objective.unwrap_or(0))?.year.value
    }
}

/// Position of the objective that a pointer leads into.
pub(super) fn objective_of(pointer: &str) -> Option<usize> {
    pointer.strip_prefix("/objectives/")?.split('/').next()?.parse().ok()
}

/// Names that any file system takes, one for each document: its number, and its name as far as that is plain.
fn files(lines: &[ManifestLine]) -> Vec<String> {
    let digits = lines.len().to_string().len().max(3);
    let name = |path: &str| {
        let name = Path::new(path).file_stem().map(|s| s.to_string_lossy().to_lowercase()).unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let name: String = name.chars().take(40).map(plain).collect();
        name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    };
    lines
        .iter()
        .enumerate()
        .map(|(k, l)| format!("{:0digits$}-{}", k + 1, name(&l.path)).trim_end_matches('-').to_owned())
        .collect()
}
