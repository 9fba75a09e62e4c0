//! Missioni and programmi of D.Lgs. 118/2011, annex 14, with their official names.

/// The official list: missione, programma (blank for the missione itself), name.
const LIST: &str = include_str!("data/missioni-programmi.tsv");

/// A missione, or a programma of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Programme {
    /// Code of the missione, "01".
    pub missione: &'static str,
    /// Code of the programma in it, "03"; blank for the missione itself.
    pub programma: &'static str,
    /// The official name.
    pub name: &'static str,
}

/// All of them, in the order of the law.
pub fn programmes() -> impl Iterator<Item = Programme> {
    LIST.lines().skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(Programme { missione: cells.next()?, programma: cells.next()?, name: cells.next()? })
    })
}

/// The official names of the missione and of the programma of a code such as "01.03"; a name is missing where there is no
/// such code.
pub fn programme_names(missione: &str, programma: &str) -> (Option<&'static str>, Option<&'static str>) {
    let name =
        |programma: &str| programmes().find(|p| p.missione == missione && p.programma == programma).map(|p| p.name);
    (name(""), name(programma).filter(|_| !programma.is_empty()))
}
