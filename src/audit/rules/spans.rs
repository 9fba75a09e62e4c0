//! A span of time whose end lies before its start.

use chrono::NaiveDate;

use crate::audit::Case;
use crate::audit::rule::Rule;
use crate::base::lang::{Lang, Message, Told};
use crate::contract::{Finding, Phase, Read};

/// The start and the end of a span of a phase, with their fields and what the end is called in both languages.
pub(super) struct Span {
    pub start: (&'static str, fn(&Phase) -> &Read<NaiveDate>),
    pub end: (&'static str, fn(&Phase) -> &Read<NaiveDate>),
    pub called: (&'static str, &'static str),
}

/// Adds a finding for every phase of which the span ends before it starts.
pub(super) fn check(rule: &Rule, span: &Span, case: &Case<'_>, out: &mut Vec<Finding>) {
    for (i, objective, j, phase) in case.phases() {
        let (first, last) = (span.start.1(phase), span.end.1(phase));
        let (Some(start), Some(end)) = (first.value, last.value) else { continue };
        if end >= start {
            continue;
        }
        let message = Message::new(
            format!("La fine {} {} precede l'inizio {}", span.called.0, end.told(Lang::It), start.told(Lang::It)),
            format!("The {} end {} lies before the start {}", span.called.1, end.told(Lang::En), start.told(Lang::En)),
        );
        out.push(
            rule.finding(format!("/objectives/{i}/phases/{j}/{}", span.end.0), message)
                .of(objective.code.value.as_ref())
                .says(end)
                .with(format!("/objectives/{i}/phases/{j}/{}", span.start.0))
                .at(&last.places)
                .at(&first.places),
        );
    }
}
