//! The grammars at hand: those in the program, and those of a folder.

use std::path::Path;

use rayon::prelude::*;

use super::error::GrammarError;
use super::form::Form;
use super::load::load;
use super::mistake::Mistake;

/// The grammars that come with the program.
const EMBEDDED: &[(&str, &str)] = &[
    (
        "grammars/controllo-gestione-consuntivo.toml",
        include_str!("../../../grammars/controllo-gestione-consuntivo.toml"),
    ),
    ("grammars/scheda-peg-avanzamento.toml", include_str!("../../../grammars/scheda-peg-avanzamento.toml")),
];

/// All forms that a run knows, by identifier.
#[derive(Debug, Default)]
pub struct Grammars {
    forms: Vec<Form>,
}

impl Grammars {
    /// The embedded grammars, and those of a folder (`*.toml`), which replace embedded ones of the same id.
    pub fn load(folder: Option<&Path>) -> Result<Self, GrammarError> {
        let mut forms: Vec<Form> =
            EMBEDDED.par_iter().map(|(file, source)| load(file, source)).collect::<Result<_, _>>()?;
        for (file, source) in folder.map(read_folder).transpose()?.unwrap_or_default() {
            let form = load(&file, &source)?;
            forms.retain(|f| f.id != form.id);
            forms.push(form);
        }
        forms.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { forms })
    }

    /// The grammars of one file, or of a folder, alone.
    pub fn only(path: &Path) -> Result<Self, GrammarError> {
        let files = if path.is_dir() { read_folder(path)? } else { vec![read_file(path)?] };
        let mut forms = files.iter().map(|(file, source)| load(file, source)).collect::<Result<Vec<Form>, _>>()?;
        forms.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { forms })
    }

    /// The form of a grammar's text; `file` is how mistakes in it are told.
    pub fn parse(file: &str, source: &str) -> Result<Form, GrammarError> {
        load(file, source)
    }

    /// The text of the embedded grammars and of those of a folder, for those who must know whether anything changed.
    pub fn sources(folder: Option<&Path>) -> Result<String, GrammarError> {
        let own = EMBEDDED.iter().map(|(_, source)| (*source).to_owned());
        let given = folder.map(read_folder).transpose()?.unwrap_or_default();
        Ok(own.chain(given.into_iter().map(|(_, source)| source)).collect())
    }

    /// The forms, in the order of their ids.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }
}

fn wrong(path: &Path, mistake: Mistake) -> GrammarError {
    GrammarError { file: path.display().to_string(), line: 0, mistake }
}

fn unreadable(path: &Path, e: std::io::Error) -> GrammarError {
    wrong(path, Mistake::Unreadable(e.to_string()))
}

fn read_file(path: &Path) -> Result<(String, String), GrammarError> {
    let source = std::fs::read_to_string(path).map_err(|e| unreadable(path, e))?;
    Ok((path.display().to_string(), source))
}

/// The grammar files of a folder, sorted by name, with their contents.
fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, GrammarError> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| unreadable(folder, e))? {
        let path = entry.map_err(|e| unreadable(folder, e))?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(wrong(folder, Mistake::NoGrammar));
    }
    files.iter().map(|path| read_file(path)).collect()
}
