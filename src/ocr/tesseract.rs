//! Reader one: Tesseract 5, run as a child process.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::reading::{Crop, Mark, Reading};
use crate::raster::Raster;

/// A Tesseract that can read Italian.
#[derive(Clone, Debug)]
pub(super) struct Tesseract {
    program: OsString,
    /// What it calls itself, "5.3.0".
    pub version: String,
}

/// Names another program than the one on the path.
const PROGRAM: &str = "SCHEDARIO_TESSERACT";
const LANGUAGE: &str = "ita";
/// A margin of paper around each crop, in pixels: Tesseract wants one.
const MARGIN: usize = 10;

/// Why Tesseract cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTesseract {
    /// There is no such program.
    Missing,
    /// It cannot read Italian.
    NoItalian,
}

/// The files that the program and its knowledge of Italian may be, as far as that can be told without asking it.
pub(super) fn files() -> Vec<PathBuf> {
    let program = PathBuf::from(env::var_os(PROGRAM).unwrap_or_else(|| "tesseract".into()));
    let on_path = env::var_os("PATH").unwrap_or_default();
    let programs = env::split_paths(&on_path).map(|folder| folder.join(&program)).filter(|file| file.is_file());
    let data = [4, 5].map(|version| format!("/usr/share/tesseract-ocr/{version}.00/tessdata"));
    let data = data.into_iter().chain(["/usr/share/tessdata".into(), "/usr/local/share/tessdata".into()]);
    let data = env::var_os("TESSDATA_PREFIX").into_iter().chain(data.map(OsString::from));
    let italian = data.map(|folder| Path::new(&folder).join(format!("{LANGUAGE}.traineddata")));
    programs.take(1).chain(italian).collect()
}

impl Tesseract {
    /// Looks for the program.
    pub fn find() -> Result<Self, NoTesseract> {
        let program = env::var_os(PROGRAM).unwrap_or_else(|| "tesseract".into());
        let said = |argument: &str| {
            let output = Command::new(&program).arg(argument).stdin(Stdio::null()).output().ok()?;
            Some(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
        };
        let version = said("--version").ok_or(NoTesseract::Missing)?;
        let version = version.split_whitespace().nth(1).unwrap_or_default().to_owned();
        let languages = said("--list-langs").ok_or(NoTesseract::Missing)?;
        if !languages.lines().any(|l| l.trim() == LANGUAGE) {
            return Err(NoTesseract::NoItalian);
        }
        Ok(Self { program, version })
    }

    /// Its name with its version.
    pub fn name(&self) -> String {
        format!("tesseract {} {LANGUAGE}", self.version)
    }

    /// Reads crops of one line each; one process for all of them, since starting one takes as long as reading ten lines.
    pub fn read(&self, crops: &[Crop]) -> io::Result<Vec<Reading>> {
        let Some(first) = crops.first() else { return Ok(Vec::new()) };
        let folder = tempfile::tempdir()?;
        let mut list = String::new();
        for (k, crop) in crops.iter().enumerate() {
            let name = format!("{k}.pgm");
            fs::write(folder.path().join(&name), framed(&crop.raster).to_pgm())?;
            list.push_str(&name);
            list.push('\n');
        }
        fs::write(folder.path().join("list"), list)?;
        let tsv = self.run(folder.path(), first.dpi)?;
        Ok(parse(&tsv, crops.len()))
    }

    fn run(&self, folder: &Path, dpi: f32) -> io::Result<String> {
        let output = Command::new(&self.program)
            .args(["list", "stdout", "-l", LANGUAGE, "--psm", "7", "--dpi"])
            .arg(format!("{dpi:.0}"))
            .arg("tsv")
            .current_dir(folder)
            // Its threads wait for each other more than they work.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()?;
        if !output.status.success() {
            return Err(io::Error::other(format!("tesseract: {}", output.status)));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// The crop with a margin as light as its lightest part.
fn framed(raster: &Raster) -> Raster {
    let paper = raster.data.iter().copied().max().unwrap_or(u8::MAX);
    let mut out = raster.crop(0..raster.width, 0..raster.height, MARGIN);
    let (w, h) = (out.width, out.height);
    for y in 0..h {
        let edge = y < MARGIN || y + MARGIN >= h;
        let row = out.row_mut(y);
        let end = if edge { w } else { MARGIN };
        row[..end].fill(paper);
        row[w - MARGIN..].fill(paper);
    }
    out
}

/// The words of a TSV answer, page by page.
fn parse(tsv: &str, count: usize) -> Vec<Reading> {
    let mut out = vec![Reading::default(); count];
    for line in tsv.lines() {
        let cells: Vec<&str> = line.splitn(12, '\t').collect();
        let ["5", page, _, _, _, _, left, _, width, _, confidence, text] = cells[..] else { continue };
        let (Ok(page), Ok(left), Ok(width), Ok(confidence)) =
            (page.parse::<usize>(), left.parse::<f32>(), width.parse::<f32>(), confidence.parse::<f32>())
        else {
            continue;
        };
        let Some(reading) = page.checked_sub(1).and_then(|k| out.get_mut(k)) else { continue };
        push_word(reading, text.trim(), left - MARGIN as f32, width, confidence / 100.0);
    }
    out
}

fn push_word(reading: &mut Reading, text: &str, left: f32, width: f32, confidence: f32) {
    let step = width / text.chars().count().max(1) as f32;
    if let Some(last) = reading.marks.last().copied() {
        reading.marks.push(Mark { ch: ' ', x0: last.x1, x1: left, confidence });
    }
    for (k, ch) in text.chars().enumerate() {
        let x0 = left + step * k as f32;
        reading.marks.push(Mark { ch, x0, x1: x0 + step, confidence });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_an_answer_are_told_by_page() {
        let tsv = "level\tpage_num\tblock\n1\t1\t0\t0\t0\t0\t0\t0\t600\t40\t-1\t\n\
                   5\t1\t1\t1\t1\t1\t25\t8\t64\t12\t94.2\tConcorsi\n5\t1\t1\t1\t1\t2\t95\t11\t8\t9\t90\te\n\
                   5\t3\t1\t1\t1\t1\t25\t8\t64\t12\t97\t1,00\n";
        let read = parse(tsv, 3);
        let text = |k: usize| read[k].marks.iter().map(|m| m.ch).collect::<String>();
        assert_eq!([text(0).as_str(), text(1).as_str(), text(2).as_str()], ["Concorsi e", "", "1,00"]);
        assert_eq!(read[0].marks[0].x0, 15.0);
    }
}
