//! Tables of which so much cannot be read that their layout was surely misread.

use crate::contract::fields::{FieldKind, Scope};
use crate::contract::{Leaf, Notice, Objective, Pointer, Walk};

/// What stands in the typed columns of a table.
#[derive(Default)]
struct Tally {
    list: String,
    /// Values that are printed.
    printed: usize,
    /// Those that are not of their type, and such as stand in other columns.
    strange: usize,
}

/// As many values as this are strange in a table that was misread, at least; a document with three of them in one table was not met.
const FEW: usize = 4;
/// One value of so many. Real tables have one in twenty at most; where columns have slipped it is every second.
const SHARE: usize = 4;

/// The tables of some objectives that were not understood.
pub(super) fn misread(objectives: &[Objective]) -> Vec<Notice> {
    let mut tallies: Vec<Tally> = Vec::new();
    let mut at = Pointer::default();
    at.at("objectives", |at| {
        for (k, objective) in objectives.iter().enumerate() {
            at.item(k, |at| objective.walk(at, &mut |at, leaf| count(&mut tallies, at.as_str(), leaf)));
        }
    });
    let misread = tallies.into_iter().filter(|t| t.strange >= FEW && t.strange * SHARE >= t.printed);
    misread.map(|t| Notice::Misread { list: t.list }).collect()
}

fn count(tallies: &mut Vec<Tally>, pointer: &str, leaf: Leaf<'_>) {
    let Some((list, kind)) = typed(pointer) else { return };
    // The walk goes through one list after the other.
    if tallies.last().is_none_or(|t| t.list != list) {
        tallies.push(Tally { list: list.to_owned(), ..Tally::default() });
    }
    if let Some(tally) = tallies.last_mut() {
        tally.printed += 1;
        tally.strange += usize::from(leaf.unreadable && is_strange(&leaf, kind));
    }
}

/// The list that a value of a typed column belongs to, and its type.
fn typed(pointer: &str) -> Option<(&str, FieldKind)> {
    let mut steps = pointer.match_indices('/').map(|(at, _)| at);
    let (_, _, section) = (steps.next()?, steps.next()?, steps.next()?);
    let ends: Vec<usize> = steps.collect();
    let (scope, list) = if pointer[section..].starts_with("/budget/") {
        (Scope::BudgetLine, *ends.get(2)?)
    } else {
        let list = *ends.first()?;
        let scope = Scope::of_list(&pointer[section + 1..list])?;
        (scope, list)
    };
    let field = pointer[list + 1..].split('/').nth(1)?;
    let kind = scope.kind(field).filter(|kind| *kind != FieldKind::Text)?;
    (!pointer.ends_with("/year")).then_some((&pointer[..list], kind))
}

/// Whether a text that is not of its type looks like one of another column: words where "yes" or "in progress" can stand for a
/// number do not.
fn is_strange(leaf: &Leaf<'_>, kind: FieldKind) -> bool {
    let text: Vec<&str> = leaf.places.iter().map(|p| &*p.text).collect();
    let text = text.join(" ");
    let digits = text.contains(|c: char| c.is_ascii_digit());
    match kind {
        FieldKind::Date => true,
        _ => digits || text.split(' ').count() > WORDS,
    }
}

/// Words that stand in place of a number are no more than these.
const WORDS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_a_value_is_told_from_its_pointer() {
        let lines = "/objectives/3/budget/expenses/lines";
        assert_eq!(typed("/objectives/3/budget/expenses/lines/12/amount"), Some((lines, FieldKind::Decimal)));
        assert_eq!(typed("/objectives/3/budget/expenses/total"), None);
        assert_eq!(typed("/objectives/0/phases/1/planned_end"), Some(("/objectives/0/phases", FieldKind::Date)));
        assert_eq!(typed("/objectives/0/phases/1/note"), None);
        let previous = "/objectives/0/indicators/1/previous/0/";
        assert_eq!(typed(&format!("{previous}value")), Some(("/objectives/0/indicators", FieldKind::Decimal)));
        assert_eq!(typed(&format!("{previous}year")), None);
        assert_eq!(typed("/objectives/0/code"), None);
    }
}
