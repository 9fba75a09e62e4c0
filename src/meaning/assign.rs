//! Which of several headings is which field: the assignment that makes the sum of likenesses largest.

/// A heading that could be an entry, and how likely that is.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Position of the heading.
    pub heading: usize,
    /// Position of the entry.
    pub entry: usize,
    /// Likeness of names and fit of values, about 0 to 1.
    pub score: f32,
}

/// A heading with its entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assigned {
    /// Position of the entry.
    pub entry: usize,
    /// Its score.
    pub score: f32,
    /// By how much the best other entry for this heading scores less.
    pub margin: f32,
}

/// The best assignment of `headings` headings: each entry to one heading at most, but `shared` ones to any number.
///
/// Solved exactly, by the Hungarian method on a square of costs.
pub fn assign(headings: usize, candidates: &[Candidate], shared: impl Fn(usize) -> bool) -> Vec<Option<Assigned>> {
    let mut columns: Vec<usize> = candidates.iter().filter(|c| !shared(c.entry)).map(|c| c.entry).collect();
    columns.sort_unstable();
    columns.dedup();
    // Each heading may stay without an entry, or take a shared one: a column of its own for that.
    let own = |heading: usize| {
        candidates.iter().filter(|c| c.heading == heading && shared(c.entry)).max_by(|a, b| a.score.total_cmp(&b.score))
    };
    let width = columns.len() + headings;
    let mut gain = vec![vec![0.0f32; width]; headings];
    for c in candidates {
        if let Ok(at) = columns.binary_search(&c.entry) {
            gain[c.heading][at] = gain[c.heading][at].max(c.score);
        }
    }
    for (heading, row) in gain.iter_mut().enumerate() {
        row[columns.len() + heading] = own(heading).map_or(0.0, |c| c.score);
    }
    let chosen = hungarian(&gain);
    (0..headings)
        .map(|heading| {
            let at = chosen[heading];
            let (entry, score) = match columns.get(at) {
                Some(entry) => (*entry, gain[heading][at]),
                None => own(heading).filter(|_| at == columns.len() + heading).map(|c| (c.entry, c.score))?,
            };
            let others = candidates.iter().filter(|c| c.heading == heading && c.entry != entry).map(|c| c.score);
            let next = others.fold(0.0, f32::max);
            (score > 0.0).then_some(Assigned { entry, score, margin: score - next })
        })
        .collect()
}

/// For each row the column that it gets, so that the sum of gains is largest. There are at least as many columns as rows.
fn hungarian(gain: &[Vec<f32>]) -> Vec<usize> {
    let (rows, columns) = (gain.len(), gain.first().map_or(0, Vec::len));
    let cost = |r: usize, c: usize| -f64::from(gain[r - 1][c - 1]);
    let (mut u, mut v) = (vec![0.0f64; rows + 1], vec![0.0f64; columns + 1]);
    let mut owner = vec![0usize; columns + 1];
    for row in 1..=rows {
        owner[0] = row;
        let mut at = 0;
        let (mut least, mut way, mut done) =
            (vec![f64::MAX; columns + 1], vec![0usize; columns + 1], vec![false; columns + 1]);
        loop {
            done[at] = true;
            let (mut delta, mut next) = (f64::MAX, 0);
            for column in 1..=columns {
                if done[column] {
                    continue;
                }
                let reduced = cost(owner[at], column) - u[owner[at]] - v[column];
                if reduced < least[column] {
                    (least[column], way[column]) = (reduced, at);
                }
                if least[column] < delta {
                    (delta, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if done[column] {
                    u[owner[column]] += delta;
                    v[column] -= delta;
                } else {
                    least[column] -= delta;
                }
            }
            at = next;
            if owner[at] == 0 {
                break;
            }
        }
        while at != 0 {
            owner[at] = owner[way[at]];
            at = way[at];
        }
    }
    let mut out = vec![usize::MAX; rows];
    for column in 1..=columns {
        if owner[column] > 0 {
            out[owner[column] - 1] = column - 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(heading: usize, entry: usize, score: f32) -> Candidate {
        Candidate { heading, entry, score }
    }

    #[test]
    fn the_sum_decides_and_not_the_first_come() {
        // The first heading is likest to entry 0, but so is the second, which is like nothing else.
        let all = [candidate(0, 0, 0.95), candidate(0, 1, 0.9), candidate(1, 0, 0.9)];
        let found = assign(2, &all, |_| false);
        assert_eq!(found[0].map(|a| a.entry), Some(1));
        assert_eq!(found[1].map(|a| a.entry), Some(0));
    }

    #[test]
    fn shared_entries_serve_several_headings() {
        let all = [candidate(0, 7, 0.9), candidate(1, 7, 0.9), candidate(2, 3, 0.5)];
        let found = assign(4, &all, |e| e == 7);
        let entries: Vec<_> = found.iter().map(|a| a.map(|a| a.entry)).collect();
        assert_eq!(entries, [Some(7), Some(7), Some(3), None]);
    }
}
