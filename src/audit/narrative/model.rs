//! The models of the reader: sums of weights, turned into probabilities. The weights are data, fitted from labelled narratives.

use std::collections::HashMap;

/// The chance that a sum of weights stands for.
pub fn chance(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}

/// What a chance is as a sum of weights, within limits that keep one certain feature from drowning all others.
pub fn sum_of(chance: f64) -> f64 {
    let p = chance.clamp(1e-4, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}

/// A logistic model over features that have names.
#[derive(Clone, Debug, Default)]
pub struct Logistic {
    /// What a case without features has.
    pub bias: f64,
    /// The weight of each feature, in the order of its names.
    pub weights: Vec<f64>,
}

impl Logistic {
    /// The sum of weights of a case.
    pub fn sum(&self, features: &[f64]) -> f64 {
        self.bias + self.weights.iter().zip(features).map(|(w, x)| w * x).sum::<f64>()
    }
}

/// A logistic model with several outcomes over cues that are there or not.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    /// What each outcome has without cues.
    pub bias: Vec<f64>,
    /// The weight of each cue for each outcome.
    pub weights: HashMap<String, Vec<f64>>,
}

impl Cues {
    /// The chance of each outcome.
    pub fn chances(&self, cues: &[String]) -> Vec<f64> {
        let mut sums = self.bias.clone();
        for weights in cues.iter().filter_map(|cue| self.weights.get(cue)) {
            sums.iter_mut().zip(weights).for_each(|(sum, w)| *sum += w);
        }
        let most = sums.iter().copied().fold(f64::MIN, f64::max);
        let powers: Vec<f64> = sums.iter().map(|s| (s - most).exp()).collect();
        let whole: f64 = powers.iter().sum();
        powers.into_iter().map(|p| p / whole).collect()
    }
}
