//! Fitting: logistic regression by Newton's method, and for many outcomes by gradients. Nothing here is random.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schedario::audit::narrative::{Cues, Kind, Logistic, chance};

/// A case of a logistic model.
pub struct Example {
    /// Its features.
    pub features: Vec<f64>,
    /// Whether it is so.
    pub is: bool,
    /// How much it counts.
    pub weight: f64,
}

/// Fits a logistic model; `ridge` holds weights down, against features of unit variance.
pub fn logistic(examples: &[Example], ridge: f64) -> Logistic {
    let Some(first) = examples.first() else { return Logistic::default() };
    let size = first.features.len();
    let total: f64 = examples.iter().map(|e| e.weight).sum();
    // Features are brought to unit variance, so that the ridge means the same for all.
    let scale: Vec<f64> = (0..size)
        .map(|k| {
            let mean = examples.iter().map(|e| e.weight * e.features[k]).sum::<f64>() / total;
            let var = examples.iter().map(|e| e.weight * (e.features[k] - mean).powi(2)).sum::<f64>() / total;
            if var > 1e-9 { var.sqrt() } else { f64::INFINITY }
        })
        .collect();
    let rows: Vec<Vec<f64>> = examples
        .iter()
        .map(|e| std::iter::once(1.0).chain(e.features.iter().zip(&scale).map(|(x, s)| x / s)).collect())
        .collect();
    let mut weights = vec![0.0; size + 1];
    for _ in 0..12 {
        let mut gradient = vec![0.0; size + 1];
        let mut hessian = vec![vec![0.0; size + 1]; size + 1];
        for (row, example) in rows.iter().zip(examples) {
            let p = chance(row.iter().zip(&weights).map(|(x, w)| x * w).sum());
            let error = example.weight * (p - f64::from(u8::from(example.is)));
            let curve = example.weight * (p * (1.0 - p)).max(1e-6);
            for a in 0..=size {
                if row[a] == 0.0 {
                    continue;
                }
                gradient[a] += error * row[a];
                for b in 0..=a {
                    hessian[a][b] += curve * row[a] * row[b];
                }
            }
        }
        for a in 1..=size {
            gradient[a] += ridge * weights[a];
            hessian[a][a] += ridge;
        }
        hessian[0][0] += 1e-6;
        let step = solve(&mut hessian, &gradient);
        weights.iter_mut().zip(&step).for_each(|(w, s)| *w -= s.clamp(-4.0, 4.0));
    }
    let bare = weights[1..].iter().zip(&scale).map(|(w, s)| if s.is_finite() { w / s } else { 0.0 }).collect();
    Logistic { bias: weights[0], weights: bare }
}

/// Solves a symmetric system of which the lower half is given (Cholesky).
fn solve(matrix: &mut [Vec<f64>], right: &[f64]) -> Vec<f64> {
    let n = right.len();
    for a in 0..n {
        for b in 0..=a {
            let sum: f64 = matrix[a][b] - (0..b).map(|k| matrix[a][k] * matrix[b][k]).sum::<f64>();
            matrix[a][b] = if a == b { sum.max(1e-9).sqrt() } else { sum / matrix[b][b] };
        }
    }
    let mut out = right.to_vec();
    for a in 0..n {
        let known: f64 = (0..a).map(|k| matrix[a][k] * out[k]).sum();
        out[a] = (out[a] - known) / matrix[a][a];
    }
    for a in (0..n).rev() {
        let known: f64 = (a + 1..n).map(|k| matrix[k][a] * out[k]).sum();
        out[a] = (out[a] - known) / matrix[a][a];
    }
    out
}

/// A number of which it is known what it speaks of.
pub struct Known {
    /// The cues around it.
    pub cues: Vec<String>,
    /// What it speaks of.
    pub kind: Kind,
    /// Whose hand it is.
    pub writer: String,
}

/// Fits the model of kinds. A cue counts only when several writers use it.
pub fn cues(known: &[&Known], ridge: f64, rounds: usize) -> Cues {
    let mut writers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for k in known {
        for cue in &k.cues {
            writers.entry(cue).or_default().insert(&k.writer);
        }
    }
    let names: Vec<&str> = writers.iter().filter(|(_, w)| w.len() >= 2).map(|(cue, _)| *cue).collect();
    let place: HashMap<&str, usize> = names.iter().enumerate().map(|(k, n)| (*n, k + 1)).collect();
    let rows: Vec<Vec<usize>> = known
        .iter()
        .map(|k| std::iter::once(0).chain(k.cues.iter().filter_map(|c| place.get(c.as_str()).copied())).collect())
        .collect();
    let outcomes = Kind::ALL.len();
    let mut weights = vec![vec![0.0; outcomes]; names.len() + 1];
    let mut seen = vec![vec![1e-8; outcomes]; names.len() + 1];
    for _ in 0..rounds {
        let mut gradient: Vec<Vec<f64>> = weights
            .iter()
            .enumerate()
            .map(|(k, row)| row.iter().map(|w| if k == 0 { 0.0 } else { ridge * w }).collect())
            .collect();
        for (row, one) in rows.iter().zip(known) {
            let mut sums = vec![0.0; outcomes];
            row.iter().for_each(|k| sums.iter_mut().zip(&weights[*k]).for_each(|(s, w)| *s += w));
            let most = sums.iter().copied().fold(f64::MIN, f64::max);
            let powers: Vec<f64> = sums.iter().map(|s| (s - most).exp()).collect();
            let whole: f64 = powers.iter().sum();
            for (o, power) in powers.iter().enumerate() {
                let error = power / whole - f64::from(u8::from(one.kind.position() == o));
                row.iter().for_each(|k| gradient[*k][o] += error);
            }
        }
        for ((row, gradient), seen) in weights.iter_mut().zip(&gradient).zip(&mut seen) {
            for ((w, g), s) in row.iter_mut().zip(gradient).zip(seen) {
                *s += g * g;
                *w -= 0.3 * g / s.sqrt();
            }
        }
    }
    Cues {
        bias: weights[0].clone(),
        weights: names.iter().map(|n| (*n).to_owned()).zip(weights.into_iter().skip(1)).collect(),
    }
}
