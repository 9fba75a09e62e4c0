//! Several workers, and the one who hands out the files: who waits no longer than the limit, replaces workers that are gone,
//! and knows of each file what became of it.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::protocol::{Answer, Progress, Request};
use crate::lang::Message;
use crate::output::Status;
use crate::reasons;

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

/// How much of what a worker says on its way out is kept, in bytes.
const LAST_WORDS: usize = 4096;

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
    child: Child,
    requests: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
    last_words: Arc<Mutex<Vec<u8>>>,
    served: usize,
}

impl Worker {
    fn start(fleet: &Fleet) -> io::Result<Self> {
        let mut child = Command::new(&fleet.program)
            .args(&fleet.arguments)
            // A worker's last words are to be short.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (requests, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (send, answers) = channel();
        if let Some(stdout) = stdout {
            thread::spawn(move || {
                let mut stdout = BufReader::new(stdout);
                loop {
                    let mut line = Vec::new();
                    // Half a line is the end of a worker that died while it spoke.
                    match stdout.read_until(b'\n', &mut line) {
                        Ok(_) if line.ends_with(b"\n") => {
                            if send.send(line).is_err() {
                                break;
                            }
                        }
                        _ => break,
                    }
                }
            });
        }
        let last_words = Arc::new(Mutex::new(Vec::new()));
        if let Some(stderr) = stderr {
            let kept = last_words.clone();
            thread::spawn(move || listen(stderr, &kept));
        }
        Ok(Self { child, requests, answers, last_words, served: 0 })
    }

    fn ask(&mut self, request: &Request, timeout: Duration, page: &dyn Fn(u32)) -> Verdict {
        let mut deadline = Instant::now() + timeout;
        let sent = self.send(request);
        let line = loop {
            let line = match sent {
                Ok(()) => self.answers.recv_timeout(deadline.saturating_duration_since(Instant::now())),
                Err(_) => Err(RecvTimeoutError::Disconnected),
            };
            match line.as_deref().map(serde_json::from_slice::<Progress>) {
                Ok(Ok(progress)) => {
                    deadline += PAGE;
                    page(progress.page_read);
                }
                _ => break line,
            }
        };
        match line {
            Ok(line) => match serde_json::from_slice(&line) {
                Ok(answer) => Verdict::Answer(Box::new(answer)),
                Err(error) => {
                    self.end();
                    Verdict::Died(format!("an answer that makes no sense: {error}"))
                }
            },
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                Verdict::TimedOut
            }
            Err(RecvTimeoutError::Disconnected) => {
                let status = self.child.wait();
                self.post_mortem(status)
            }
        }
    }

    fn send(&mut self, request: &Request) -> io::Result<()> {
        let Some(requests) = &mut self.requests else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let mut line = serde_json::to_vec(request)?;
        line.push(b'\n');
        requests.write_all(&line)?;
        requests.flush()
    }

    /// What a worker died of.
    fn post_mortem(&self, status: io::Result<ExitStatus>) -> Verdict {
        // The last words may still be on their way.
        thread::sleep(Duration::from_millis(20));
        let words = self.last_words.lock().map(|w| String::from_utf8_lossy(&w).into_owned()).unwrap_or_default();
        let killed = status.as_ref().is_ok_and(was_killed);
        if killed || words.contains("memory allocation of") {
            return Verdict::OutOfMemory;
        }
        let last = words.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or_default().trim().to_owned();
        let how = status.map_or_else(|e| e.to_string(), |s| s.to_string());
        Verdict::Died(if last.is_empty() { how } else { format!("{how}: {last}") })
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether the system killed a process: nobody else does, and it does so for want of memory.
#[cfg(unix)]
pub(super) fn was_killed(status: &ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(9)
}

#[cfg(not(unix))]
pub(super) fn was_killed(_: &ExitStatus) -> bool {
    false
}

impl Drop for Worker {
    /// A worker that has answered has nothing more to do, not even to tidy up.
    fn drop(&mut self) {
        self.end();
    }
}

/// Keeps the last of what a worker says.
pub(super) fn listen(mut from: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut part = [0; 1024];
    while let Ok(n @ 1..) = from.read(&mut part) {
        let mut kept = kept.lock().unwrap_or_else(|e| e.into_inner());
        kept.extend_from_slice(&part[..n]);
        let over = kept.len().saturating_sub(LAST_WORDS);
        kept.drain(..over);
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
