//! Reports that stand in an output folder and belong to no input of the run: of inputs that are no longer listed.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::manifest::ManifestLine;
use super::names::REPORTS;

/// How every report begins. A file that begins otherwise was written by somebody else, and is nobody's business here.
const BEGIN: &[u8] = b"{\"schema_version\":";

/// The reports in an output folder that no line of its manifest names, as paths below it, sorted.
pub fn strangers(output: &Path, lines: &[ManifestLine]) -> Vec<PathBuf> {
    let named: HashSet<PathBuf> =
        lines.iter().flat_map(|line| line.output.iter().chain(&line.also)).map(PathBuf::from).collect();
    let files = WalkDir::new(output.join(REPORTS)).sort_by_file_name().into_iter().filter_map(Result::ok);
    files
        .filter(|file| file.file_type().is_file())
        .filter_map(|file| Some(file.path().strip_prefix(output).ok()?.to_owned()))
        .filter(|place| !named.contains(place) && is_report(&output.join(place)))
        .collect()
}

/// Removes reports, and the folders that hold nothing any more.
pub fn remove(output: &Path, reports: &[PathBuf]) -> io::Result<()> {
    for place in reports {
        fs::remove_file(output.join(place))?;
        let folders = place.ancestors().skip(1).take_while(|folder| *folder != Path::new(REPORTS));
        // One that still holds something stays.
        folders.take_while(|folder| fs::remove_dir(output.join(folder)).is_ok()).for_each(drop);
    }
    Ok(())
}

fn is_report(path: &Path) -> bool {
    let mut begin = [0; BEGIN.len()];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut begin)).is_ok() && begin == *BEGIN
}
