//! How many scans are read at a time: each takes a processor and a good deal of memory.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Lets as many pages be read at a time as this process has memory for, and all processes that work together have
/// processors for.
///
/// The processes share a folder with a file for each page that may be read at a time; whoever reads holds the lock of one.
/// The system gives the lock of a process that has died to the next.
#[derive(Debug)]
pub struct Gate {
    free: Mutex<usize>,
    freed: Condvar,
    slots: Vec<PathBuf>,
}

/// The right to read one page, until it is dropped.
#[derive(Debug)]
pub struct Pass<'g> {
    gate: &'g Gate,
    /// Dropping the file gives its lock back.
    _slot: Option<File>,
}

/// Memory that the readers take, and that each page takes while it is read, in megabytes.
const READERS_MB: u64 = 250;
const PAGE_MB: u64 = 120;
/// How long to wait before all slots are tried again; a page takes seconds.
const PAUSE: Duration = Duration::from_millis(15);

impl Gate {
    /// A gate for a process that may take so much memory.
    pub fn new(memory_mb: u64) -> Self {
        let pages = (memory_mb.saturating_sub(READERS_MB) / PAGE_MB).max(1);
        let free = usize::try_from(pages).unwrap_or(usize::MAX);
        Self { free: Mutex::new(free), freed: Condvar::new(), slots: Vec::new() }
    }

    /// The gate of a process that works together with others: the folder is theirs, and all of them read `count` pages at a
    /// time.
    pub fn shared(self, folder: &Path, count: usize) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let slots: Vec<PathBuf> = (0..count.max(1)).map(|k| folder.join(k.to_string())).collect();
        for slot in &slots {
            File::options().create(true).append(true).open(slot)?;
        }
        Ok(Self { slots, ..self })
    }

    /// Waits until a page may be read.
    pub fn pass(&self) -> Pass<'_> {
        let mut free = self.free();
        while *free == 0 {
            free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        drop(free);
        Pass { gate: self, _slot: self.slot() }
    }

    fn slot(&self) -> Option<File> {
        if self.slots.is_empty() {
            return None;
        }
        loop {
            let mut locked = false;
            for path in &self.slots {
                // A folder that has gone is no reason not to read.
                let Ok(file) = File::open(path) else { continue };
                match file.try_lock() {
                    Ok(()) => return Some(file),
                    Err(fs::TryLockError::WouldBlock) => locked = true,
                    Err(fs::TryLockError::Error(_)) => {}
                }
            }
            if !locked {
                return None;
            }
            thread::sleep(PAUSE);
        }
    }

    fn free(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        *self.gate.free() += 1;
        self.gate.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// The most passes that are held at a time when so many threads share some gates.
    fn most(gates: &[Gate], threads: usize) -> usize {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for k in 0..threads {
                let (gate, now, most) = (&gates[k % gates.len()], &now, &most);
                scope.spawn(move || {
                    let _pass = gate.pass();
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::sleep(Duration::from_millis(5));
                    now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        most.into_inner()
    }

    #[test]
    fn memory_bounds_the_pages_of_a_process() {
        let two = READERS_MB + 2 * PAGE_MB;
        assert_eq!(most(&[Gate::new(two)], 8), 2);
        assert_eq!(most(&[Gate::new(0)], 4), 1);
    }

    #[test]
    fn processors_bound_the_pages_of_all() {
        let folder = tempfile::tempdir().unwrap();
        let gates: Vec<Gate> = (0..3).map(|_| Gate::new(4096).shared(folder.path(), 2).unwrap()).collect();
        assert_eq!(most(&gates, 12), 2);
    }

    #[test]
    fn a_folder_that_has_gone_stops_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let gate = Gate::new(4096).shared(folder.path(), 1).unwrap();
        folder.close().unwrap();
        drop(gate.pass());
    }
}
