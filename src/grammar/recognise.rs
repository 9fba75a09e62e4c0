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
    /// The year that the document says, where the form knows how to find it.
    pub year: Option<i32>,
    /// Whether the form covers that year.
    pub covers: Option<bool>,
}

impl Fit {
    /// The share of the marks that were found, in thousandths; half of it where the form does not cover the year.
    pub fn score(&self) -> u32 {
        let (found, all) = (self.found.len() as u32, (self.found.len() + self.missing.len()).max(1) as u32);
        let share = found * 1000 / all;
        if self.covers == Some(false) { share / 2 } else { share }
    }
}

/// The form that fits best, if one fits: the highest score; of equals one that surely covers the year, then the one with
/// more marks, then the first in the order of the ids.
pub fn best(fits: &[Fit]) -> Option<usize> {
    let rank = |f: &Fit| (f.score(), f.covers == Some(true), f.found.len());
    let enough = fits.iter().enumerate().filter(|(_, f)| f.enough);
    enough
        .fold(None, |best: Option<(usize, &Fit)>, new| match best {
            Some(best) if rank(best.1) >= rank(new.1) => Some(best),
            _ => Some(new),
        })
        .map(|(k, _)| k)
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
    forms.iter().zip(found).map(|(form, hits)| fit(form, &hits, year_of(form, sheets))).collect()
}

/// The year that a document says where the form looks for it.
fn year_of(form: &Form, sheets: &[&Sheet]) -> Option<i32> {
    let pattern = form.year.as_ref()?;
    sheets.iter().find_map(|sheet| {
        sheet.lines.iter().find_map(|line| {
            let text = sheet.text(line.words());
            pattern.captures(&text)?.name("year")?.as_str().parse().ok()
        })
    })
}

fn fit(form: &Form, hits: &[bool], year: Option<i32>) -> Fit {
    let shown = |want: bool| {
        form.marks.iter().zip(hits).filter(|(_, hit)| **hit == want).map(|(m, _)| m.shown.clone()).collect::<Vec<_>>()
    };
    let (found, missing) = (shown(true), shown(false));
    let enough = found.len() >= form.needed;
    let covers = form.years.as_ref().zip(year).map(|(years, year)| years.contains(&year));
    Fit { found, missing, enough, year, covers }
}
