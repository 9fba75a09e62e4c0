//! A process of ours that is spoken to in lines: asked one thing, waited for no longer than it may take, and ended.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A process that answers lines with lines.
pub(super) struct Process {
    child: Child,
    requests: Option<ChildStdin>,
    answers: Receiver<Line>,
    last_words: Arc<Mutex<Vec<u8>>>,
}

/// What a process said.
enum Line {
    Whole(Vec<u8>),
    /// More than a line may have.
    TooLong,
}

/// Why a process gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It took longer than the limit.
    TimedOut,
    /// It ran out of memory.
    OutOfMemory,
    /// It died, or spoke nonsense; what it said last.
    Died(String),
}

/// How much of what a process says on its way out is kept, in bytes.
const LAST_WORDS: usize = 4096;
/// How many lines wait to be heard: who says more has to wait, so that nobody's memory fills with what he says.
const WAITING: usize = 4;

impl Process {
    /// Starts a process. A line of its answers has at most `longest` bytes.
    pub fn start(program: &Path, arguments: &[OsString], longest: u64) -> io::Result<Self> {
        let mut child = Command::new(program)
            .args(arguments)
            // Last words are to be short.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (requests, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (send, answers) = sync_channel(WAITING);
        if let Some(stdout) = stdout {
            thread::spawn(move || {
                let mut stdout = BufReader::new(stdout);
                loop {
                    let mut line = Vec::new();
                    let read = (&mut stdout).take(longest.saturating_add(1)).read_until(b'\n', &mut line);
                    let said = match read {
                        Ok(_) if line.ends_with(b"\n") => Line::Whole(line),
                        Ok(_) if line.len() as u64 > longest => Line::TooLong,
                        // Half a line is the end of a process that died while it spoke.
                        _ => break,
                    };
                    let last = matches!(said, Line::TooLong);
                    if send.send(said).is_err() || last {
                        break;
                    }
                }
            });
        }
        let last_words = Arc::new(Mutex::new(Vec::new()));
        if let Some(stderr) = stderr {
            let kept = last_words.clone();
            thread::spawn(move || listen(stderr, &kept));
        }
        Ok(Self { child, requests, answers, last_words })
    }

    /// Says a line; whether it was heard shows by the answer.
    pub fn say(&mut self, line: &[u8]) -> io::Result<()> {
        let Some(requests) = &mut self.requests else { return Err(io::ErrorKind::BrokenPipe.into()) };
        requests.write_all(line)?;
        requests.write_all(b"\n")?;
        requests.flush()
    }

    /// Waits for the next line. A process that gives none until then, or too much of one, is ended.
    pub fn hear(&mut self, deadline: Instant) -> Result<Vec<u8>, Failure> {
        match self.answers.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Line::Whole(line)) => Ok(line),
            Ok(Line::TooLong) => {
                self.end();
                Err(Failure::Died("an answer without end".to_owned()))
            }
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                Err(Failure::TimedOut)
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.post_mortem()),
        }
    }

    /// What a process died of.
    pub fn post_mortem(&mut self) -> Failure {
        let status = self.child.wait();
        // The last words may still be on their way.
        thread::sleep(Duration::from_millis(20));
        let words = self.last_words.lock().map(|w| String::from_utf8_lossy(&w).into_owned()).unwrap_or_default();
        let killed = status.as_ref().is_ok_and(was_killed);
        if killed || words.contains("memory allocation of") {
            return Failure::OutOfMemory;
        }
        let last = words.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or_default().trim().to_owned();
        let how = status.map_or_else(|e| e.to_string(), |s| s.to_string());
        Failure::Died(if last.is_empty() { how } else { format!("{how}: {last}") })
    }

    /// Ends it.
    pub fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    /// A process that has answered has nothing more to do, not even to tidy up.
    fn drop(&mut self) {
        self.end();
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

/// Keeps the last of what a process says.
pub(super) fn listen(mut from: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut part = [0; 1024];
    while let Ok(n @ 1..) = from.read(&mut part) {
        let mut kept = kept.lock().unwrap_or_else(|e| e.into_inner());
        kept.extend_from_slice(&part[..n]);
        let over = kept.len().saturating_sub(LAST_WORDS);
        kept.drain(..over);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, longest: u64) -> Process {
        Process::start(Path::new("/bin/sh"), &["-c".into(), script.into()], longest).unwrap()
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(20)
    }

    #[test]
    fn an_answer_without_end_is_none_and_ends_the_process() {
        let mut process = shell("tr '\\0' x < /dev/zero", 1 << 20);
        assert_eq!(process.hear(soon()), Err(Failure::Died("an answer without end".into())));
        assert!(process.child.try_wait().unwrap().is_some());
    }

    #[test]
    fn lines_are_heard_up_to_their_limit_in_their_order() {
        let mut process = shell("read line; echo $line; echo 1234567; echo 123456789; sleep 20", 8);
        process.say(b"abc").unwrap();
        assert_eq!(process.hear(soon()).unwrap(), b"abc\n");
        assert_eq!(process.hear(soon()).unwrap(), b"1234567\n");
        assert!(process.hear(soon()).is_err());
    }

    #[test]
    fn who_says_nothing_is_ended_and_who_dies_is_heard_out() {
        let mut process = shell("sleep 20", 8);
        assert_eq!(process.hear(Instant::now() + Duration::from_millis(50)), Err(Failure::TimedOut));
        let mut process = shell("echo 'panicked at x' >&2; exit 3", 8);
        let Err(Failure::Died(how)) = process.hear(soon()) else { panic!() };
        assert!(how.contains('3') && how.contains("panicked at x"), "{how}");
    }
}
