//! Small charts, drawn as SVG, each with a text that says the same.

use maud::{Markup, html};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::voice::Voice;

/// A bar of a chart.
pub(super) struct Bar {
    /// What is counted.
    pub name: String,
    /// A few words more, or nothing.
    pub told: String,
    /// How many.
    pub count: usize,
    /// Of these, how many nobody has decided about.
    pub open: usize,
    /// Where a click leads.
    pub to: String,
}

/// Bars under each other, each a link; the dark part of a bar is open.
pub(super) fn bars(id: &str, title: &str, bars: &[Bar], voice: Voice) -> Markup {
    let most = bars.iter().map(|b| b.count).max().unwrap_or(1).max(1);
    html! {
        section.grafico aria-labelledby=(id) {
            h2 id=(id) { (title) }
            @if bars.is_empty() { p { (voice.say("Nessun rilievo.", "No finding.")) } }
            ul.barre {
                @for bar in bars {
                    li {
                        a href=(bar.to) {
                            span.barra-nome { (bar.name) @if !bar.told.is_empty() { " " small { (bar.told) } } }
                            (strip(bar, most))
                            span.barra-conto { (voice.count(bar.count))
                                span.visually-hidden { (format!(" {}, {} {}", voice.say("rilievi", "findings"), bar.open, voice.say("da esaminare", "open"))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn strip(bar: &Bar, most: usize) -> Markup {
    let part = |n: usize| format!("{:.2}", n as f64 * 100.0 / most as f64);
    html! {
        svg.striscia viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.barra-tutti x="0" y="0" width=(part(bar.count)) height="8" {}
            rect.barra-aperti x="0" y="0" width=(part(bar.open)) height="8" {}
        }
    }
}

const WIDTH: f64 = 132.0;
const HEIGHT: f64 = 40.0;

/// The values of an indicator through the years, with a line at the expected value; the last column is this year's.
pub(super) fn course(points: &[(i32, Decimal)], expected: Option<Decimal>, voice: Voice) -> Markup {
    let numbers: Vec<f64> = points.iter().filter_map(|(_, v)| v.to_f64()).collect();
    if points.len() < 2 || numbers.len() != points.len() {
        return html! {};
    }
    let goal = expected.and_then(|e| e.to_f64());
    let top = numbers.iter().copied().chain(goal).fold(0.0_f64, f64::max);
    let low = numbers.iter().copied().chain(goal).fold(0.0_f64, f64::min);
    let span = if top > low { top - low } else { 1.0 };
    let y = |v: f64| 2.0 + (top - v) / span * (HEIGHT - 4.0);
    let step = WIDTH / points.len() as f64;
    let wide = (step * 0.62).min(26.0);
    let said: Vec<String> = points.iter().map(|(year, v)| format!("{year}: {}", voice.decimal(*v))).collect();
    let mut said = said.join("; ");
    if let Some(expected) = expected {
        said += &format!("; {} {}", voice.say("atteso", "expected"), voice.decimal(expected));
    }
    let n = |v: f64| format!("{v:.1}");
    html! {
        svg.andamento viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) width=(WIDTH) height=(HEIGHT) role="img" aria-label=(said) {
            title { (said) }
            @for (k, v) in numbers.iter().enumerate() {
                @let (a, b) = (y(v.max(0.0)), y(v.min(0.0)));
                rect.oggi[k + 1 == numbers.len()] x=(n(step * k as f64 + (step - wide) / 2.0)) y=(n(a)) width=(n(wide)) height=(n((b - a).max(1.0))) {}
            }
            @if let Some(goal) = goal { line.atteso x1="0" x2=(WIDTH) y1=(n(y(goal))) y2=(n(y(goal))) {} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::Lang;

    #[test]
    fn a_course_says_its_values_and_stays_inside() {
        let points: Vec<(i32, Decimal)> = vec![(2015, "-5".parse().unwrap()), (2016, "10.5".parse().unwrap())];
        let svg = course(&points, Some("12".parse().unwrap()), Voice(Lang::It)).into_string();
        assert!(svg.contains("2015: −5; 2016: 10,5; atteso 12"), "{svg}");
        assert!(!svg.contains("\"-") && !svg.contains("NaN"), "{svg}");
    }

    #[test]
    fn one_value_is_no_course() {
        assert!(course(&[(2017, Decimal::ONE)], None, Voice(Lang::It)).into_string().is_empty());
        assert!(
            !course(&[(2016, Decimal::ZERO), (2017, Decimal::ZERO)], None, Voice(Lang::En))
                .into_string()
                .contains("NaN")
        );
    }
}
