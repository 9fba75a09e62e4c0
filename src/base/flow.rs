//! Things on their way through all cores, and out again in their order: pages that are laid out, objectives that become JSON.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::ScopeFifo;

/// How much of a stack a thread has, in bytes: forms nest, and what draws them does too.
pub const STACK: usize = 8 << 20;

/// How many things are handed on together. As many pages are enough to see what repeats from one to the next.
pub const WINDOW: usize = 64;

/// Makes so many things on all cores, and hands them on window by window in their order.
///
/// `make` is given the positions of a few things, at most `go`, and answers with these. `take` is never called twice at a time.
/// No core waits for another: while one takes a window, the others are at the next ones; and only so many windows are under way
/// that all have work, so that a long document needs no more memory than a short one.
pub fn flow<T: Send>(
    count: usize,
    go: usize,
    make: &(dyn Fn(Range<usize>) -> Vec<T> + Sync),
    take: &mut (dyn FnMut(Vec<T>) + Send),
) {
    let go = go.clamp(1, WINDOW);
    // One is taken, and of what comes behind each core has a go of its own, with one window to spare.
    let under_way = 2 + rayon::current_num_threads().div_ceil(WINDOW / go);
    let belt = Belt { count, go, make, windows: Mutex::default(), take: Mutex::new(take) };
    rayon::scope_fifo(|scope| (0..under_way).for_each(|_| belt.start(scope)));
}

struct Belt<'f, T> {
    count: usize,
    go: usize,
    make: &'f (dyn Fn(Range<usize>) -> Vec<T> + Sync),
    windows: Mutex<Windows<T>>,
    take: Mutex<&'f mut (dyn FnMut(Vec<T>) + Send)>,
}

/// The windows that are under way.
struct Windows<T> {
    open: VecDeque<Window<T>>,
    /// What is still to be made, in its order: whoever is free makes what comes first, so that windows are whole in their order.
    waiting: VecDeque<Go>,
    /// The number of the first open one, from 0.
    first: usize,
    /// Whether one is being taken.
    taking: bool,
}

struct Window<T> {
    chunks: Vec<Option<Vec<T>>>,
}

/// What one core makes at a go.
struct Go {
    window: usize,
    chunk: usize,
    positions: Range<usize>,
}

impl<T> Window<T> {
    fn is_whole(&self) -> bool {
        self.chunks.iter().all(Option::is_some)
    }
}

impl<T> Default for Windows<T> {
    fn default() -> Self {
        Self { open: VecDeque::new(), waiting: VecDeque::new(), first: 0, taking: false }
    }
}

impl<'f, T: Send> Belt<'f, T> {
    /// Sets the next window under way, if there is one.
    fn start<'s>(&'s self, scope: &ScopeFifo<'s>) {
        let mut windows = self.windows();
        let window = windows.first + windows.open.len();
        let goes = self.goes(window).enumerate().map(|(chunk, positions)| Go { window, chunk, positions });
        let goes: Vec<Go> = goes.collect();
        if goes.is_empty() {
            return;
        }
        windows.open.push_back(Window { chunks: goes.iter().map(|_| None).collect() });
        for go in goes {
            windows.waiting.push_back(go);
            scope.spawn_fifo(|scope| self.make_next(scope));
        }
    }

    fn make_next<'s>(&'s self, scope: &ScopeFifo<'s>) {
        let next = self.windows().waiting.pop_front();
        if let Some(Go { window, chunk, positions }) = next {
            self.arrived(window, chunk, (self.make)(positions), scope);
        }
    }

    /// The positions of a window, go by go.
    fn goes(&self, window: usize) -> impl Iterator<Item = Range<usize>> + use<T> {
        let (from, go) = (window.saturating_mul(WINDOW), self.go);
        let end = from.saturating_add(WINDOW).min(self.count);
        (from..end).step_by(go).map(move |at| at..(at + go).min(end))
    }

    /// Takes what can be taken now that a chunk is there. Whoever brings the last one of a window takes it; the next windows
    /// too, if these are complete by then.
    fn arrived<'s>(&'s self, number: usize, chunk: usize, made: Vec<T>, scope: &ScopeFifo<'s>) {
        let mut windows = self.windows();
        let place = number.checked_sub(windows.first).and_then(|k| windows.open.get_mut(k)?.chunks.get_mut(chunk));
        if let Some(place) = place {
            *place = Some(made);
        }
        while !windows.taking && windows.open.front().is_some_and(Window::is_whole) {
            let Some(window) = windows.open.pop_front() else { return };
            windows.first += 1;
            windows.taking = true;
            drop(windows);
            let whole = window.chunks.into_iter().flatten().flatten().collect();
            (self.take.lock().unwrap_or_else(PoisonError::into_inner))(whole);
            self.start(scope);
            windows = self.windows();
            windows.taking = false;
        }
    }

    fn windows(&self) -> MutexGuard<'_, Windows<T>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Drops something large on a core that has nothing else to do. It takes as long as some pages do, and nobody need wait for it.
pub fn clear_away(what: impl Send + 'static) {
    rayon::spawn(move || drop(what));
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn pool(threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn windows_come_whole_and_in_their_order_however_long_each_thing_takes() {
        for (threads, count) in [(1, 1), (1, 200), (2, 0), (2, 64), (3, 65), (4, 1000), (16, 777)] {
            let mut taken: Vec<Vec<usize>> = Vec::new();
            let make = |range: Range<usize>| {
                // The earlier, the longer: what comes first is ready last.
                std::thread::sleep(std::time::Duration::from_micros((13 * range.start % 7) as u64 * 300));
                range.collect()
            };
            pool(threads).install(|| flow(count, 8, &make, &mut |window| taken.push(window)));
            assert!(taken.iter().rev().skip(1).all(|w| w.len() == WINDOW), "{threads} threads, {count} things");
            assert_eq!(taken.concat(), (0..count).collect::<Vec<_>>(), "{threads} threads, {count} things");
        }
    }

    #[test]
    fn only_a_few_windows_are_under_way() {
        let (made, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let make = |range: Range<usize>| {
            made.fetch_add(range.len(), Ordering::SeqCst);
            vec![(); range.len()]
        };
        let mut taken = 0;
        let mut take = |window: Vec<()>| {
            // Whoever takes is slow, and all others hurry on.
            std::thread::sleep(std::time::Duration::from_millis(2));
            most.fetch_max(made.load(Ordering::SeqCst) - taken, Ordering::SeqCst);
            taken += window.len();
        };
        pool(4).install(|| flow(5000, 8, &make, &mut take));
        let most = most.into_inner();
        assert!(most <= 3 * WINDOW, "{most} were held");
    }

    #[test]
    fn one_that_fails_fails_the_flow() {
        let make =
            |range: Range<usize>| if range.contains(&100) { panic!("one of them") } else { range.collect::<Vec<_>>() };
        let failed = std::panic::catch_unwind(|| pool(2).install(|| flow(500, 1, &make, &mut |_| ())));
        assert!(failed.is_err());
    }
}
