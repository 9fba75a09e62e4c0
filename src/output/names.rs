//! The names of JSON files, one for each input and never two alike.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

/// The folder inside an output folder where the reports stand.
pub const REPORTS: &str = "json";

/// The name of the JSON of each input, below [`REPORTS`], from the paths of the inputs below the folders that were given.
///
/// `.pdf` becomes `.json`. Inputs that would share a name keep their extension (`a.pdf.json`, `a.PDF.json`); inputs that
/// share even that, because they come from different folders, are numbered in their order (`a.pdf~2.json`). Names that
/// differ in letter case only count as alike, since some file systems do not tell them apart. A name never leads out of
/// the folder.
pub fn json_names(below: &[&Path]) -> Vec<PathBuf> {
    let tame: Vec<String> = below.iter().map(|p| tame(p)).collect();
    let short: Vec<String> = tame.iter().map(|name| format!("{}.json", stem(name))).collect();
    let mut count: HashMap<String, usize> = HashMap::new();
    for name in &short {
        *count.entry(name.to_lowercase()).or_default() += 1;
    }
    let folders: HashSet<&str> = tame.iter().flat_map(|name| folders(name)).collect();
    let mut taken: HashSet<String> = HashSet::new();
    tame.iter()
        .zip(&short)
        .map(|(tame, short)| {
            let alone = count[&short.to_lowercase()] == 1 && !folders.contains(short.as_str());
            let mut name = if alone { short.clone() } else { format!("{tame}.json") };
            let mut number = 1;
            // The extension alone may differ in letter case, which is kept apart as the contract says.
            while folders.contains(name.as_str()) || !taken.insert(name.clone()) {
                number += 1;
                name = format!("{tame}~{number}.json");
            }
            PathBuf::from(name)
        })
        .collect()
}

/// Where the `number`th report of an input stands whose first one stands at a place, unless that is taken.
pub fn further_name(first: &Path, number: usize, taken: &[PathBuf]) -> PathBuf {
    let stem = first.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut mark = String::from("~");
    loop {
        let place = first.with_file_name(format!("{stem}{mark}{number}.json"));
        let is = |other: &PathBuf| other.to_string_lossy().to_lowercase() == place.to_string_lossy().to_lowercase();
        if !taken.iter().any(is) {
            return place;
        }
        mark.push('~');
    }
}

/// The places of all inputs, by their names without regard to letter case.
pub struct Places(BTreeMap<String, PathBuf>);

impl Places {
    /// Of all inputs.
    pub fn of(places: &[PathBuf]) -> Self {
        Self(places.iter().map(|place| (place.to_string_lossy().to_lowercase(), place.clone())).collect())
    }

    /// Those that a further report might want for itself whose first one stands at a place.
    pub fn like_further<'p>(&'p self, first: &Path) -> impl Iterator<Item = &'p PathBuf> {
        let stem = format!("{}~", first.with_extension("").to_string_lossy().to_lowercase());
        let like = self.0.range(stem.clone()..).take_while(move |(name, _)| name.starts_with(&stem));
        like.map(|(_, place)| place)
    }
}

/// The folders that a file with a name stands in: no file can be called like one of them.
fn folders(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('/').map(|(at, _)| &name[..at])
}

fn stem(name: &str) -> &str {
    match name.len().checked_sub(4).and_then(|at| name.get(at..)) {
        Some(end) if end.eq_ignore_ascii_case(".pdf") && !name[..name.len() - 4].ends_with('/') => {
            &name[..name.len() - 4]
        }
        _ => name,
    }
}

/// A path of plain components only, as text, none of them longer than file systems allow.
fn tame(path: &Path) -> String {
    let parts: Vec<String> = path
        .components()
        .filter_map(|c| match c {
            Component::Normal(part) => Some(short(plain(&part.to_string_lossy()))),
            _ => None,
        })
        .collect();
    if parts.is_empty() { "document".to_owned() } else { parts.join("/") }
}

/// Characters that some file system takes for something else, or not at all: a name out of an archive may hold any, and an output
/// folder may lie on, or go to, a file system of Windows, where "a.pdf:b" is a stream hidden behind a.pdf.
const FOREIGN: [char; 8] = ['\\', ':', '*', '?', '"', '<', '>', '|'];

/// Names that are devices on Windows, whatever stands behind their dot; those with a number have one from 1 to 9, raised or not.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
const NUMBERED: [&str; 2] = ["com", "lpt"];

/// A name that every file system takes for a name of a plain file.
fn plain(name: &str) -> String {
    let foreign = |c: char| c.is_control() || FOREIGN.contains(&c);
    let mut out: String = name.chars().map(|c| if foreign(c) { '_' } else { c }).collect();
    // Windows drops what ends so.
    if out.ends_with(['.', ' ']) {
        out.push('_');
    }
    let stem = out.split('.').next().unwrap_or_default().trim_end_matches(' ').to_lowercase();
    let numbered = NUMBERED.iter().filter_map(|device| stem.strip_prefix(device));
    let mut ends = numbered.flat_map(|end| (end.chars().count() == 1).then(|| end.chars().next()).flatten());
    if DEVICES.contains(&stem.as_str()) || ends.any(|c| matches!(c, '1'..='9' | '¹' | '²' | '³')) {
        out.insert(0, '_');
    }
    out
}

/// How long a name may be, in bytes: 255 on all usual file systems, less what is added to it.
const LONGEST: usize = 230;

/// A name that is too long, cut; its extension stays. Names that become alike are numbered like others.
fn short(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let body = stem(&name);
    let end = &name[body.len()..];
    let cut = (0..=LONGEST).rev().find(|k| body.is_char_boundary(*k)).unwrap_or(0);
    format!("{}{end}", &body[..cut.min(body.len())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(below: &[&str]) -> Vec<String> {
        let paths: Vec<&Path> = below.iter().map(Path::new).collect();
        json_names(&paths).into_iter().map(|p| p.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn names_follow_the_inputs() {
        assert_eq!(names(&["2017/a.pdf", "b.PDF", "c"]), ["2017/a.json", "b.json", "c.json"]);
    }

    #[test]
    fn clashes_keep_their_extension() {
        assert_eq!(names(&["a.pdf", "a.PDF"]), ["a.pdf.json", "a.PDF.json"]);
        assert_eq!(names(&["x/a.pdf", "x/a.pdf"]), ["x/a.pdf.json", "x/a.pdf~2.json"]);
        assert_eq!(names(&["a.pdf", "a"]), ["a.pdf.json", "a.json"]);
    }

    #[test]
    fn further_reports_take_no_name_of_another_input() {
        let names = json_names(&["a.pdf", "a~2.pdf", "A~~2.pdf", "b/a~2.pdf"].map(Path::new));
        let taken: Vec<PathBuf> = Places::of(&names).like_further(&names[0]).cloned().collect();
        assert_eq!(taken, [PathBuf::from("a~2.json"), PathBuf::from("A~~2.json")]);
        assert_eq!(further_name(&names[0], 2, &taken), PathBuf::from("a~~~2.json"));
        assert_eq!(further_name(&names[0], 3, &taken), PathBuf::from("a~3.json"));
        assert_eq!(further_name(&names[3], 2, &taken), PathBuf::from("b/a~2~2.json"));
    }

    #[test]
    fn nothing_leads_out() {
        assert_eq!(names(&["../../etc/a.pdf", "/root/b.pdf", ".."]), ["etc/a.json", "root/b.json", "document.json"]);
        assert_eq!(names(&[".pdf"]), [".json"]);
    }

    #[test]
    fn names_are_those_of_plain_files_on_every_system() {
        assert_eq!(
            names(&["C:/a.pdf", "b.pdf:c.pdf", "x\\y.pdf", "a?*\"<>|\t.pdf"]),
            ["C_/a.json", "b.pdf_c.json", "x_y.json", "a_______.json"]
        );
        assert_eq!(
            names(&["con.pdf", "NUL/a.pdf", "com1.pdf", "LPT9.x.pdf", "aux .pdf", "COM¹.pdf"]),
            ["_con.json", "_NUL/a.json", "_com1.json", "_LPT9.x.json", "_aux .json", "_COM¹.json"]
        );
        assert_eq!(names(&["a./b.pdf", "a /b.pdf", "a_.pdf"]), ["a._/b.json", "a _/b.json", "a_.json"]);
        assert_eq!(
            names(&["console.pdf", "com.pdf", "com10.pdf", "COMUNE.pdf"]),
            ["console.json", "com.json", "com10.json", "COMUNE.json"]
        );
        assert_eq!(names(&["a:b.pdf", "a?b.pdf"]), ["a_b.pdf.json", "a_b.pdf~2.json"]);
    }

    #[test]
    fn no_name_is_a_folder_of_another_or_too_long() {
        assert_eq!(names(&["a.pdf", "a.json/b.pdf"]), ["a.pdf.json", "a.json/b.json"]);
        let long = "è".repeat(125) + ".pdf";
        let both = names(&[&long, &format!("{long}x")]);
        assert!(both.iter().all(|n| n.len() <= 255) && both[0] != both[1] && both[1].ends_with("è.json"), "{both:?}");
    }

    proptest! {
        #[test]
        fn names_are_unique_and_inside(below in prop::collection::vec("[a-cA-C./~]{1,6}(\\.pdf)?", 1..12)) {
            let paths: Vec<&Path> = below.iter().map(Path::new).collect();
            let names = json_names(&paths);
            let unique: HashSet<_> = names.iter().collect();
            prop_assert_eq!(unique.len(), names.len());
            prop_assert!(names.iter().all(|n| n.components().all(|c| matches!(c, Component::Normal(_)))));
        }
    }
}
