//! Documents that are kept open, each as it stands after the last decision.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

/// Some things by number, the ones asked for last. What was built before a number was renewed is never kept behind it: each
/// number has a generation, and only what was built in the present one is put on the shelf.
pub(super) struct Shelf<T> {
    size: usize,
    held: Mutex<Held<T>>,
}

struct Held<T> {
    generations: HashMap<usize, u64>,
    open: Vec<(usize, Arc<T>)>,
}

impl<T> Shelf<T> {
    /// An empty shelf that holds so many.
    pub fn new(size: usize) -> Self {
        Self { size, held: Mutex::new(Held { generations: HashMap::new(), open: Vec::new() }) }
    }

    /// What has a number, with its generation; built where it is not there, and again where it was renewed meanwhile.
    pub fn get<E>(&self, number: usize, build: impl Fn() -> Result<Option<T>, E>) -> Result<Option<(Arc<T>, u64)>, E> {
        loop {
            let generation = {
                let held = self.held();
                let generation = held.generation(number);
                if let Some((_, found)) = held.open.iter().find(|(k, _)| *k == number) {
                    return Ok(Some((found.clone(), generation)));
                }
                generation
            };
            let Some(built) = build()?.map(Arc::new) else { return Ok(None) };
            let mut held = self.held();
            if held.generation(number) != generation {
                continue;
            }
            held.open.retain(|(k, _)| *k != number);
            if held.open.len() >= self.size {
                held.open.remove(0);
            }
            held.open.push((number, built.clone()));
            return Ok(Some((built, generation)));
        }
    }

    /// What has a number is no longer as it was built.
    pub fn renew(&self, number: usize) {
        let mut held = self.held();
        *held.generations.entry(number).or_default() += 1;
        held.open.retain(|(k, _)| *k != number);
    }

    /// Whether a number has not been renewed since.
    pub fn is_current(&self, number: usize, generation: u64) -> bool {
        self.held().generation(number) == generation
    }

    /// A lock that was held when a request failed is as good as any: what it guards is replaced as a whole.
    fn held(&self) -> MutexGuard<'_, Held<T>> {
        self.held.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl<T> Held<T> {
    fn generation(&self, number: usize) -> u64 {
        self.generations.get(&number).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::convert::Infallible;

    /// A page is being built while somebody decides: what was built before the decision must not be kept behind it.
    #[test]
    fn what_was_built_before_it_was_renewed_is_built_again() {
        let shelf: Shelf<&str> = Shelf::new(2);
        let first = Cell::new(true);
        let build = || -> Result<_, Infallible> {
            if first.replace(false) {
                shelf.renew(7);
                return Ok(Some("before"));
            }
            Ok(Some("after"))
        };
        let Ok(Some((got, generation))) = shelf.get(7, build) else { panic!() };
        assert_eq!((*got, generation), ("after", 1));
        assert!(shelf.is_current(7, 1) && !shelf.is_current(7, 0));
        let Ok(Some((kept, _))) = shelf.get(7, || -> Result<_, Infallible> { panic!("it is on the shelf") }) else {
            panic!()
        };
        assert_eq!(*kept, "after");
    }

    #[test]
    fn the_one_put_there_first_makes_room() {
        let shelf: Shelf<usize> = Shelf::new(2);
        let get = |number: usize, value: Option<usize>| {
            let Ok(got) = shelf.get(number, || Ok::<_, Infallible>(value));
            got.map(|(value, _)| *value)
        };
        assert_eq!(get(0, None), None);
        for number in [1, 2, 3] {
            assert_eq!(get(number, Some(number)), Some(number));
        }
        assert_eq!((get(1, Some(10)), get(3, Some(30))), (Some(10), Some(3)));
    }
}
