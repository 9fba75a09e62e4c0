//! Which form a document is of: the marks that stand on its first pages.

use super::form::Form;
use super::name::plain_into;
use crate::layout::Sheet;

/// How well a form fits a document.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The marks that were found, as the grammar writes them.
    pub found: Vec<String>,
    /// Those that were not.
    pub missing: Vec<String>,
    /// Whether enough of them are there.
    pub enough: bool,
}

impl Fit {
    /// Share of the marks that were found.
    pub fn share(&self) -> f32 {
        self.found.len() as f32 / (self.found.len() + self.missing.len()).max(1) as f32
    }
}

/// Looks for the marks of every form on some pages.
pub fn fits(forms: &[Form], sheets: &[&Sheet]) -> Vec<Fit> {
    let mut found: Vec<Vec<bool>> = forms.iter().map(|f| vec![false; f.marks.len()]).collect();
    let mut plain = String::new();
    for sheet in sheets {
        for line in &sheet.lines {
            for phrase in sheet.phrases(line.words()) {
                plain.clear();
                phrase.words.clone().for_each(|k| plain_into(sheet.word(k), &mut plain));
                for (form, found) in forms.iter().zip(&mut found) {
                    for (mark, hit) in form.marks.iter().zip(found.iter_mut()).filter(|(_, hit)| !**hit) {
                        *hit = mark.names.iter().any(|n| if mark.whole { plain == *n } else { plain.starts_with(n) });
                    }
                }
            }
        }
    }
    forms.iter().zip(found).map(|(form, hits)| fit(form, &hits)).collect()
}

fn fit(form: &Form, hits: &[bool]) -> Fit {
    let shown = |want: bool| {
        form.marks.iter().zip(hits).filter(|(_, hit)| **hit == want).map(|(m, _)| m.shown.clone()).collect::<Vec<_>>()
    };
    let (found, missing) = (shown(true), shown(false));
    let enough = found.len() >= form.needed;
    Fit { found, missing, enough }
}
