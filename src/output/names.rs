//! The names of JSON files, one for each input and never two alike.

use std::collections::{HashMap, HashSet};
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
            Component::Normal(part) => Some(short(part.to_string_lossy().replace(['\\', '\0', '\n', '\r'], "_"))),
            _ => None,
        })
        .collect();
    if parts.is_empty() { "document".to_owned() } else { parts.join("/") }
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
    fn nothing_leads_out() {
        assert_eq!(names(&["../../etc/a.pdf", "/root/b.pdf", ".."]), ["etc/a.json", "root/b.json", "document.json"]);
        assert_eq!(names(&[".pdf"]), [".json"]);
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
