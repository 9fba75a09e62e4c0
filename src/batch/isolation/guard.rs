//! A command that reads documents for its user, run once more as a process of its own inside limits: what it prints goes to
//! where the command prints.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use super::process::{listen, was_killed};
use crate::base::lang::Message;
use crate::batch::reasons;

/// How to run a command inside limits.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The program.
    pub program: PathBuf,
    /// Its arguments, which tell it to hold itself to limits.
    pub arguments: Vec<OsString>,
    /// How much memory it may take, in megabytes; the arguments say it to the process.
    pub memory_mb: u64,
    /// How long it may take.
    pub timeout: Duration,
    /// Whether what it prints is of no interest.
    pub silent: bool,
}

impl Guard {
    /// Runs the command: its exit code, or why it came to none. What it says on the way is told as its own.
    pub fn run(&self) -> io::Result<Result<u8, Message>> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let words = Mutex::new(Vec::new());
        let silent = self.silent;
        let (ended, end) = channel::<io::Result<u64>>();
        let (status, late) = thread::scope(|scope| {
            if let Some(stderr) = stderr {
                scope.spawn(|| listen(stderr, &words));
            }
            scope.spawn(move || {
                let copied = stdout.map_or(Ok(0), |mut from| match silent {
                    true => io::copy(&mut from, &mut io::sink()),
                    false => io::copy(&mut from, &mut io::stdout().lock()),
                });
                // Nobody waits any more when the time is over.
                let _ = ended.send(copied);
            });
            let copied = end.recv_timeout(self.timeout);
            let late = copied.is_err();
            // A reader that has gone wants no more of it.
            if !matches!(copied, Ok(Ok(_))) {
                let _ = child.kill();
            }
            let status = child.wait();
            (status.and_then(|status| copied.unwrap_or(Ok(0)).map(|_| status)), late)
        });
        if late {
            return Ok(Err(reasons::timed_out(self.timeout.as_secs())));
        }
        let status = status?;
        let words = String::from_utf8_lossy(&words.into_inner().unwrap_or_else(|e| e.into_inner())).into_owned();
        if was_killed(&status) || words.contains("memory allocation of") {
            return Ok(Err(reasons::out_of_memory(self.memory_mb)));
        }
        match status.code().and_then(|code| u8::try_from(code).ok()) {
            Some(code) if code != PANIC => {
                if !silent {
                    eprint!("{words}");
                }
                Ok(Ok(code))
            }
            _ => {
                let last = words.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or_default();
                Ok(Err(reasons::crashed(&format!("{status}: {}", last.trim()))))
            }
        }
    }
}

/// The exit code of a process of ours that panicked.
const PANIC: u8 = 101;
