//! Which documents are of one form: those that print the same.

use std::collections::{HashMap, HashSet};

use super::Pages;
use super::prints::{is_name, key};
use crate::structure::pieces;

/// Documents are of one form if they have so much of what they print in common.
const ALIKE: f32 = 0.3;

/// The names that a document prints: short texts without a number that begin with a capital.
fn names(sheets: &Pages<'_>) -> HashSet<String> {
    let mut out = HashSet::new();
    for sheet in sheets {
        for line in 0..sheet.lines.len() {
            for words in pieces(sheet, line) {
                let text = sheet.text(words);
                if is_name(&text) && !text.contains(|c: char| c.is_ascii_digit()) {
                    out.insert(key(&text));
                }
            }
        }
    }
    out
}

/// The documents by their form: positions of those that belong together, in their order.
pub fn families(documents: &[Pages<'_>]) -> Vec<Vec<usize>> {
    let mut names: Vec<HashSet<String>> = documents.iter().map(names).collect();
    // What stands on one document only says nothing of its form.
    let mut times: HashMap<String, usize> = HashMap::new();
    for name in names.iter().flatten() {
        *times.entry(name.clone()).or_default() += 1;
    }
    if names.len() > 1 {
        names.iter_mut().for_each(|of| of.retain(|name| times[name] > 1));
    }
    let mut out: Vec<(HashSet<String>, Vec<usize>)> = Vec::new();
    for (k, own) in names.iter().enumerate() {
        // What a group has in common is what its form prints.
        let alike = |common: &HashSet<String>| {
            let both = common.intersection(own).count();
            both as f32 / common.len().min(own.len()).max(1) as f32
        };
        let best = (0..out.len()).map(|g| (g, alike(&out[g].0))).max_by(|a, b| a.1.total_cmp(&b.1));
        match best.filter(|(_, a)| *a >= ALIKE) {
            Some((group, _)) => {
                let (common, of) = &mut out[group];
                if of.len() < 3 {
                    common.retain(|name| own.contains(name));
                }
                of.push(k);
            }
            None => out.push((own.clone(), vec![k])),
        }
    }
    out.into_iter().map(|(_, of)| of).collect()
}
