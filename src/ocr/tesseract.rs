//! Reader one: Tesseract 5, run as a child process.

use std::env;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use super::reading::{Crop, Mark, Reading};
use crate::page::raster::Raster;

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

    /// Reads crops of one line each; one process for all of them, since starting one takes as long as reading ten lines. They
    /// go to it through a pipe: what is on a page of a document never lies in a file that somebody might find.
    pub fn read(&self, crops: &[Crop]) -> io::Result<Vec<Reading>> {
        let Some(first) = crops.first() else { return Ok(Vec::new()) };
        let time = START + LINE * u32::try_from(crops.len()).unwrap_or(u32::MAX);
        let tsv = self.run(pages(crops)?, first.dpi, time)?;
        Ok(parse(&String::from_utf8_lossy(&tsv), crops.len()))
    }

    /// What the program says of some pages, if it comes to an end in time.
    fn run(&self, pages: Vec<u8>, dpi: f32, time: Duration) -> io::Result<Vec<u8>> {
        let mut child = Command::new(&self.program)
            .args(["stdin", "stdout", "-l", LANGUAGE, "--psm", "7", "--dpi"])
            .arg(format!("{dpi:.0}"))
            .arg("tsv")
            // Its threads wait for each other more than they work.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (ended, end) = channel();
        // Neither is waited for when the time is over: a child of the child may hold the other end.
        thread::spawn(move || stdin.map(|mut to| to.write_all(&pages)));
        thread::spawn(move || {
            let mut said = Vec::new();
            let read = stdout.map_or(Ok(0), |from| from.take(MOST).read_to_end(&mut said));
            // Whoever waits no longer does not hear it.
            let _ = ended.send(read.map(|_| said));
        });
        let said = end.recv_timeout(time);
        if said.is_err() {
            let _ = child.kill();
        }
        let status = child.wait()?;
        match said {
            Ok(said) if status.success() => said,
            Ok(_) => Err(io::Error::other(format!("tesseract: {status}"))),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, format!("tesseract: {} s", time.as_secs()))),
        }
    }
}

/// How long the program may take to start, and for a line: it takes a tenth of a second for one on a processor of its own.
const START: Duration = Duration::from_secs(20);
const LINE: Duration = Duration::from_secs(2);
/// How much it may say, in bytes: of a page of text it says 100 KB.
const MOST: u64 = 64 << 20;

/// Crops as the grey, uncompressed pages of one TIFF: each its pixels, and behind them the directory that the one before leads to.
fn pages(crops: &[Crop]) -> io::Result<Vec<u8>> {
    let mut out = b"II*\0\0\0\0\0".to_vec();
    let mut link = 4;
    let place = |at: usize| u32::try_from(at).map_err(io::Error::other);
    for crop in crops {
        let Raster { width, height, data } = framed(&crop.raster);
        let pixels = place(out.len())?;
        out.extend_from_slice(&data);
        // Directories lie at even places.
        out.resize(out.len().next_multiple_of(2), 0);
        let directory = place(out.len())?;
        out[link..link + 4].copy_from_slice(&directory.to_le_bytes());
        let (width, height, bytes) = (place(width)?, place(height)?, place(data.len())?);
        // Width, height, bits, no compression, black is zero, strip, samples, rows and bytes of the strip.
        let fields: [(u16, u32); 9] = [
            (256, width),
            (257, height),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, pixels),
            (277, 1),
            (278, height),
            (279, bytes),
        ];
        out.extend(9u16.to_le_bytes());
        for (tag, value) in fields {
            // Each is one number of 32 bits.
            out.extend([tag.to_le_bytes(), 4u16.to_le_bytes()].concat());
            out.extend([1u32.to_le_bytes(), value.to_le_bytes()].concat());
        }
        link = out.len();
        out.extend(0u32.to_le_bytes());
    }
    Ok(out)
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

    #[cfg(unix)]
    fn acting(script: &str) -> (tempfile::TempDir, Tesseract) {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("tesseract");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        (dir, Tesseract { program: program.into(), version: "0".into() })
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_hangs_is_not_waited_for() {
        let (_dir, tesseract) = acting("sleep 30");
        let begin = std::time::Instant::now();
        let error = tesseract.run(vec![0; 1 << 20], 200.0, Duration::from_millis(100)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(begin.elapsed() < Duration::from_secs(10));
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_fails_says_nothing() {
        let (_dir, tesseract) = acting("echo half a line; exit 1");
        assert!(tesseract.run(Vec::new(), 200.0, Duration::from_secs(20)).is_err());
    }

    /// Pictures of a document are written nowhere.
    #[cfg(unix)]
    #[test]
    fn crops_go_through_a_pipe() {
        let (dir, tesseract) = acting("cat > \"$0.seen\"; pwd > \"$0.where\"");
        let crop = Crop { raster: Raster::paper(30, 20), dpi: 200.0 };
        assert_eq!(tesseract.read(&[crop.clone(), crop]).unwrap(), [Reading::default(), Reading::default()]);
        let seen = std::fs::read(dir.path().join("tesseract.seen")).unwrap();
        assert!(seen.starts_with(b"II*\0") && seen.len() > 2 * 50 * 40, "{}", seen.len());
    }

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
