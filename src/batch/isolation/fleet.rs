//! Several workers, and the one who hands out the files: who waits no longer than the limit, replaces workers that are gone,
//! and knows of each file what became of it.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::process::{Failure, Process};
use super::protocol::{Answer, Progress, Request};
use crate::base::lang::Message;
use crate::batch::reasons;
use crate::output::Status;

/// How to start workers, and how long to wait for them.
#[derive(Clone, Debug)]
pub struct Fleet {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// How many work at a time.
    pub workers: usize,
    /// How much memory each of them may take, in megabytes; the arguments say it to them.
    pub memory_mb: u64,
    /// How long one document may take; each page that is read by OCR gives it a minute more.
    pub timeout: Duration,
}

/// What became of a request.
#[derive(Debug)]
pub enum Verdict {
    /// The worker answered.
    Answer(Box<Answer>),
    /// It took longer than the limit.
    TimedOut,
    /// The worker ran out of memory.
    OutOfMemory,
    /// The worker died; what it said last.
    Died(String),
}

impl Verdict {
    /// What became of the document, where the worker could not say it.
    pub fn failure(&self, fleet: &Fleet) -> Option<(Status, Message)> {
        match self {
            Verdict::Answer(_) => None,
            Verdict::TimedOut => Some((Status::Timeout, reasons::timed_out(fleet.timeout.as_secs()))),
            Verdict::OutOfMemory => Some((Status::TooLarge, reasons::out_of_memory(fleet.memory_mb))),
            Verdict::Died(how) => Some((Status::Crashed, reasons::crashed(how))),
        }
    }
}

/// What a page that was read by OCR adds to the time that its document may take.
pub const PAGE: Duration = Duration::from_secs(60);

impl Fleet {
    /// Whether all workers but one are busy with what is behind a document for as long as that one is with it. Documents on
    /// one core each are read sooner than each of them on all: nothing is made once a core, and no core waits for another.
    pub fn has_work(&self, size: u64, behind: u64) -> bool {
        let others = u64::try_from(self.workers).unwrap_or(u64::MAX).saturating_sub(1);
        others > 0 && size.saturating_mul(others) <= behind
    }

    /// Has all requests served, each once, in their order as far as workers are free. `tell` hears of each, from any thread;
    /// its first error ends the work, and so does a worker that cannot be started. `page` hears of each page that was read by
    /// OCR.
    pub fn serve(
        &self,
        requests: &[Request],
        page: &(dyn Fn(usize, u32) + Sync),
        tell: &(dyn Fn(usize, Verdict) -> io::Result<()> + Sync),
    ) -> io::Result<()> {
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let failure: Mutex<Option<io::Error>> = Mutex::new(None);
        thread::scope(|scope| {
            for _ in 0..self.workers.clamp(1, requests.len().max(1)) {
                scope.spawn(|| {
                    let mut slot = Slot { fleet: self, worker: None };
                    while !stop.load(Ordering::Relaxed) {
                        let k = next.fetch_add(1, Ordering::Relaxed);
                        let Some(request) = requests.get(k) else { break };
                        if let Err(error) =
                            slot.serve(request, &|number| page(k, number)).and_then(|verdict| tell(k, verdict))
                        {
                            stop.store(true, Ordering::Relaxed);
                            failure.lock().unwrap_or_else(|e| e.into_inner()).get_or_insert(error);
                        }
                    }
                });
            }
        });
        match failure.into_inner().unwrap_or_else(|e| e.into_inner()) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}

/// A place for a worker.
struct Slot<'f> {
    fleet: &'f Fleet,
    worker: Option<Worker>,
}

impl Slot<'_> {
    /// A worker that has served others may have died of them: a document is judged by a fresh one only.
    fn serve(&mut self, request: &Request, page: &dyn Fn(u32)) -> io::Result<Verdict> {
        loop {
            let mut worker = match self.worker.take() {
                Some(worker) => worker,
                None => Worker::start(self.fleet)?,
            };
            match worker.ask(request, self.fleet.timeout, page) {
                Verdict::Answer(answer) => {
                    worker.served += 1;
                    self.worker = Some(worker);
                    return Ok(Verdict::Answer(answer));
                }
                Verdict::TimedOut => return Ok(Verdict::TimedOut),
                _ if worker.served > 0 => {}
                verdict => return Ok(verdict),
            }
        }
    }
}

/// A worker process.
struct Worker {
    process: Process,
    served: usize,
}

impl Worker {
    fn start(fleet: &Fleet) -> io::Result<Self> {
        // What a worker says of a document it has in its memory: no answer can be longer.
        let longest = fleet.memory_mb.saturating_mul(1 << 20);
        Ok(Self { process: Process::start(&fleet.program, &fleet.arguments, longest)?, served: 0 })
    }

    fn ask(&mut self, request: &Request, timeout: Duration, page: &dyn Fn(u32)) -> Verdict {
        match self.answer(request, timeout, page) {
            Ok(answer) => Verdict::Answer(Box::new(answer)),
            Err(Failure::TimedOut) => Verdict::TimedOut,
            Err(Failure::OutOfMemory) => Verdict::OutOfMemory,
            Err(Failure::Died(how)) => Verdict::Died(how),
        }
    }

    fn answer(&mut self, request: &Request, timeout: Duration, page: &dyn Fn(u32)) -> Result<Answer, Failure> {
        let mut deadline = Instant::now() + timeout;
        let request = serde_json::to_vec(request).map_err(|error| Failure::Died(error.to_string()))?;
        if self.process.say(&request).is_err() {
            return Err(self.process.post_mortem());
        }
        loop {
            let line = self.process.hear(deadline)?;
            if let Ok(progress) = serde_json::from_slice::<Progress>(&line) {
                deadline += PAGE;
                page(progress.page_read);
                continue;
            }
            return serde_json::from_slice(&line).map_err(|error| {
                self.process.end();
                Failure::Died(format!("an answer that makes no sense: {error}"))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_one_core_while_the_others_have_work_for_as_long() {
        let fleet = |workers| Fleet {
            program: PathBuf::new(),
            arguments: Vec::new(),
            workers,
            memory_mb: 1,
            timeout: Duration::ZERO,
        };
        assert!(fleet(4).has_work(10, 30) && !fleet(4).has_work(10, 29));
        assert!(!fleet(2).has_work(10, 0), "the last one has all cores");
        assert!(!fleet(1).has_work(10, 1000), "one core is all there is");
        assert!(!fleet(3).has_work(u64::MAX, u64::MAX - 1));
    }
}
