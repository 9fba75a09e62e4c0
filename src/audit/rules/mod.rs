//! The rules, one a file, and their registry.

mod b001;
mod b002;
mod b003;
mod b004;
mod d001;
mod d002;
mod d003;
mod d004;
mod e001;
mod e002;
mod e003;
mod e004;
mod e005;
mod e006;
mod h001;
mod h002;
mod h003;
mod i001;
mod i002;
mod laws;
mod lines;
mod n001;
mod r001;
mod spans;
mod t001;
mod t002;
mod t003;
mod totals;
mod w001;
mod w002;
mod x001;

use super::rule::Rule;

/// All rules, in the order in which their findings are told.
pub static ALL: &[&Rule] = &[
    &t001::RULE,
    &t002::RULE,
    &t003::RULE,
    &w001::RULE,
    &w002::RULE,
    &d001::RULE,
    &d002::RULE,
    &d003::RULE,
    &d004::RULE,
    &i001::RULE,
    &i002::RULE,
    &n001::RULE,
    &b001::RULE,
    &b002::RULE,
    &b003::RULE,
    &b004::RULE,
    &h001::RULE,
    &h002::RULE,
    &h003::RULE,
    &r001::RULE,
    &e001::RULE,
    &e002::RULE,
    &e003::RULE,
    &e004::RULE,
    &e005::RULE,
    &e006::RULE,
    &x001::RULE,
];

/// The rule that tells of a table that was not understood.
pub(super) const MISREAD: &str = e006::RULE.code;

/// The rule of a code, in any letter case.
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code))
}
