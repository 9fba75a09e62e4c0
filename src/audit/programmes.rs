//! Missioni and programmi of D.Lgs. 118/2011, annex 14, with their official names.

use std::sync::LazyLock;

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
    ALL.iter().copied()
}

/// The official names of the missione and of the programma of a code such as "01.03"; a name is missing where there is no
/// such code.
pub fn programme_names(missione: &str, programma: &str) -> (Option<&'static str>, Option<&'static str>) {
    // The list is in the order of its codes, in which a missione stands before its programmi.
    let name = |programma: &str| {
        let known = ALL.binary_search_by(|p| (p.missione, p.programma).cmp(&(missione, programma)));
        known.ok().and_then(|k| ALL.get(k)).map(|p| p.name)
    };
    (name(""), name(programma).filter(|_| !programma.is_empty()))
}

static ALL: LazyLock<Vec<Programme>> = LazyLock::new(|| {
    let programme = |line: &'static str| {
        let mut cells = line.split('\t');
        Some(Programme { missione: cells.next()?, programma: cells.next()?, name: cells.next()? })
    };
    LIST.lines().skip(1).filter_map(programme).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_law_is_found_by_its_name() {
        assert!(ALL.is_sorted_by(|a, b| (a.missione, a.programma) < (b.missione, b.programma)));
        for p in programmes() {
            let (missione, programma) = programme_names(p.missione, p.programma);
            assert_eq!(if p.programma.is_empty() { missione } else { programma }, Some(p.name));
        }
        assert_eq!(programme_names("01", "").0, Some("Servizi istituzionali, generali e di gestione"));
        assert_eq!(programme_names("01", "77").1, None);
        assert_eq!(programme_names("77", "01"), (None, None));
    }
}
