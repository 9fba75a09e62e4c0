//! Which form some pages are of: the marks that stand on them.

use crate::grammar::language::form::Form;
use crate::grammar::language::name::plain_into;
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

/// What stands on a page of what forms are known by.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Their marks, by the positions of form and mark.
    marks: Vec<(usize, usize)>,
    /// Positions of the forms whose title is there.
    titles: Vec<usize>,
}

impl Shown {
    /// Looks for the marks of every form on the sheets of a page.
    pub fn of(forms: &[Form], sheets: &[Sheet]) -> Self {
        let mut out = Self::default();
        let mut plain = String::new();
        for sheet in sheets {
            for phrase in sheet.lines.iter().flat_map(|line| sheet.phrases(line.words())) {
                plain.clear();
                phrase.words.clone().for_each(|k| plain_into(sheet.word(k), &mut plain));
                for (f, form) in forms.iter().enumerate() {
                    for (m, mark) in form.marks.iter().enumerate() {
                        let is = |n: &String| if mark.whole { plain == *n } else { plain.starts_with(n) };
                        if mark.names.iter().any(is) && !out.marks.contains(&(f, m)) {
                            out.marks.push((f, m));
                        }
                    }
                    if form.titles.contains(&plain) && !out.titles.contains(&f) {
                        out.titles.push(f);
                    }
                }
            }
        }
        out
    }

    /// How many marks of a form there are.
    pub fn count(&self, form: usize) -> usize {
        self.marks.iter().filter(|(f, _)| *f == form).count()
    }

    /// How many marks there are of the form that has the most.
    pub fn most(&self) -> usize {
        self.marks.iter().map(|(f, _)| self.count(*f)).max().unwrap_or(0)
    }

    /// Whether the title of a form is there.
    pub fn is_titled(&self, form: usize) -> bool {
        self.titles.contains(&form)
    }
}

/// How well every form fits some pages, each given by the marks on it and its sheets.
pub fn fits<'p>(forms: &[Form], pages: impl Iterator<Item = (&'p Shown, &'p [Sheet])> + Clone) -> Vec<Fit> {
    let mut found: Vec<Vec<bool>> = forms.iter().map(|f| vec![false; f.marks.len()]).collect();
    for (f, m) in pages.clone().flat_map(|(shown, _)| &shown.marks) {
        if let Some(hit) = found.get_mut(*f).and_then(|f| f.get_mut(*m)) {
            *hit = true;
        }
    }
    let year = |form: &Form| year_of(form, pages.clone().flat_map(|(_, sheets)| sheets));
    forms.iter().zip(found).map(|(form, hits)| fit(form, &hits, year(form))).collect()
}

/// The year that a document says where the form looks for it.
fn year_of<'s>(form: &Form, mut sheets: impl Iterator<Item = &'s Sheet>) -> Option<i32> {
    let pattern = form.year.as_ref()?;
    sheets.find_map(|sheet| {
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
