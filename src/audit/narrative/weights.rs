//! The weights of the models, as data: `src/audit/data/narrative.tsv`, written by `examples/fit_narrative.rs`.

use std::fmt::Write;
use std::sync::LazyLock;

use super::decide::DECISION;
use super::model::{Cues, Logistic};
use super::status::Kind;
use super::study::LINK;

const DATA: &str = include_str!("../data/narrative.tsv");

/// The weights of the three models.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// What a number speaks of, by the cues around it.
    pub kind: Cues,
    /// Whether a number and an indicator belong together.
    pub link: Logistic,
    /// Whether a number contradicts an indicator.
    pub decision: Logistic,
}

static OWN: LazyLock<Weights> = LazyLock::new(|| Weights::parse(DATA));

impl Weights {
    /// The weights that come with the program.
    pub fn own() -> &'static Self {
        &OWN
    }

    /// Reads weights; features that the program does not know are left out.
    pub fn parse(text: &str) -> Self {
        let mut out = Self {
            kind: Cues { bias: vec![0.0; Kind::ALL.len()], ..Cues::default() },
            link: Logistic { bias: 0.0, weights: vec![0.0; LINK.len()] },
            decision: Logistic { bias: 0.0, weights: vec![0.0; DECISION.len()] },
        };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let (Some(model), Some(name)) = (cells.next(), cells.next()) else { continue };
            let weights: Vec<f64> = cells.filter_map(|cell| cell.parse().ok()).collect();
            match (model, &weights[..]) {
                ("kind", _) if weights.len() != Kind::ALL.len() => {}
                ("kind", _) if name.is_empty() => out.kind.bias = weights,
                ("kind", _) => {
                    out.kind.weights.insert(name.to_owned(), weights);
                }
                ("link", [weight]) => set(&mut out.link, LINK, name, *weight),
                ("decision", [weight]) => set(&mut out.decision, DECISION, name, *weight),
                _ => {}
            }
        }
        out
    }

    /// The weights as text that [`Weights::parse`] reads.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let line = |out: &mut String, model: &str, name: &str, weights: &[f64]| {
            let _ = write!(out, "{model}\t{name}");
            weights.iter().for_each(|w| {
                let _ = write!(out, "\t{w:.2}");
            });
            out.push('\n');
        };
        for (model, logistic, names) in [("link", &self.link, LINK), ("decision", &self.decision, DECISION)] {
            line(&mut out, model, "", &[logistic.bias]);
            names.iter().zip(&logistic.weights).for_each(|(name, w)| line(&mut out, model, name, &[*w]));
        }
        line(&mut out, "kind", "", &self.kind.bias);
        let mut cues: Vec<_> = self.kind.weights.iter().collect();
        cues.sort_by(|a, b| a.0.cmp(b.0));
        cues.into_iter().for_each(|(cue, weights)| line(&mut out, "kind", cue, weights));
        out
    }
}

fn set(model: &mut Logistic, names: &[&str], name: &str, weight: f64) {
    if name.is_empty() {
        model.bias = weight;
    } else if let Some(place) = names.iter().position(|n| *n == name).and_then(|k| model.weights.get_mut(k)) {
        *place = weight;
    }
}
