//! B002 fiscal-year: fiscal year of a line against the year of the objective.

use super::lines::lines;
use crate::audit::Case;
use crate::audit::rule::{Check, Doc, Rule};
use crate::base::lang::Message;
use crate::contract::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    code: "B002",
    name: "fiscal-year",
    title: ("Esercizio diverso dall'anno dell'obiettivo", "Fiscal year that is not the objective's"),
    severity: Severity::Warning,
    doc: Doc {
        what: (
            "L'esercizio di una riga di bilancio è diverso dall'anno dell'obiettivo.",
            "The fiscal year of a budget line differs from the year of the objective.",
        ),
        why: (
            "Una riga di un altro esercizio gonfia o riduce il budget dell'anno.",
            "A line of another fiscal year swells or shrinks the budget of the year.",
        ),
        example: (
            "Obiettivo 2018_A02_03, riga con esercizio 2017.",
            "Objective 2018_A02_03, line with fiscal year 2017.",
        ),
        law: Some((
            "D.Lgs. 118/2011, allegato 1, principio 1 (annualità); art. 162 del D.Lgs. 267/2000 (TUEL).",
            "D.Lgs. 118/2011, annex 1, principle 1 (annuality); art. 162 of D.Lgs. 267/2000 (TUEL).",
        )),
    },
    checks: &[Check::Values(check)],
};

fn check(case: &Case<'_>, out: &mut Vec<Finding>) {
    for line in lines(case) {
        let (Some(found), Some(year)) = (line.line.fiscal_year.value, line.objective.year.value) else { continue };
        if found == year {
            continue;
        }
        let message = Message::new(
            format!("L'esercizio {found} non è l'anno dell'obiettivo, {year}"),
            format!("The fiscal year {found} is not the year of the objective, {year}"),
        );
        out.push(
            RULE.finding(line.pointer("fiscal_year"), message)
                .of(line.objective.code.value.as_ref())
                .differs(found, year)
                .at(&line.line.fiscal_year.places),
        );
    }
}
