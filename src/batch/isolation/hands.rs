//! Processes that do one thing after the other for a command, as draw pages: as many as are asked at a time. What a document does
//! to one of them costs what was asked of it.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::process::{Failure, Process};
use crate::base::lang::Message;
use crate::batch::reasons;

/// Processes that wait to be asked, and how to start more.
pub struct Hands {
    /// The program.
    program: PathBuf,
    /// Its arguments, which tell it to hold itself to limits.
    arguments: Vec<OsString>,
    /// How much memory each may take, in megabytes; the arguments say it to them.
    memory_mb: u64,
    idle: Mutex<Vec<Process>>,
}

impl Hands {
    /// Nobody is started before something is asked.
    pub fn new(program: PathBuf, arguments: Vec<OsString>, memory_mb: u64) -> Self {
        Self { program, arguments, memory_mb, idle: Mutex::default() }
    }

    /// Asks one of them, and waits for the answer no longer than `time`; or says why there is none. Those who wait for answers
    /// at the same time ask each their own.
    pub fn ask<A: DeserializeOwned>(&self, request: &impl Serialize, time: Duration) -> io::Result<Result<A, Message>> {
        let request = serde_json::to_vec(request)?;
        loop {
            let waiting = self.idle.lock().unwrap_or_else(|e| e.into_inner()).pop();
            let fresh = waiting.is_none();
            let mut hand = match waiting {
                Some(hand) => hand,
                None => Process::start(&self.program, &self.arguments, self.memory_mb.saturating_mul(1 << 20))?,
            };
            let heard = match hand.say(&request) {
                Ok(()) => hand.hear(Instant::now() + time),
                Err(_) => Err(hand.post_mortem()),
            };
            let failure = match heard {
                Ok(line) => match serde_json::from_slice(&line) {
                    Ok(answer) => {
                        self.idle.lock().unwrap_or_else(|e| e.into_inner()).push(hand);
                        return Ok(Ok(answer));
                    }
                    Err(error) => Failure::Died(error.to_string()),
                },
                Err(failure) => failure,
            };
            // One that has done other things before may have died of them.
            if fresh || failure == Failure::TimedOut {
                return Ok(Err(match failure {
                    Failure::TimedOut => reasons::timed_out(time.as_secs()),
                    Failure::OutOfMemory => reasons::out_of_memory(self.memory_mb),
                    Failure::Died(how) => reasons::crashed(&how),
                }));
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn hands(script: &str) -> Hands {
        Hands::new("/bin/sh".into(), vec!["-c".into(), script.into()], 1)
    }

    fn ask(hands: &Hands, request: u32) -> Result<u32, Message> {
        hands.ask(&request, Duration::from_secs(20)).unwrap()
    }

    #[test]
    fn one_that_died_of_another_request_is_replaced() {
        let hands = hands("read a; echo $a");
        assert_eq!((ask(&hands, 1), ask(&hands, 2)), (Ok(1), Ok(2)));
        let told = ask(&self::hands("read a; echo mad >&2; exit 9"), 1).unwrap_err();
        assert!(told.en.contains("mad"), "{told:?}");
    }

    #[test]
    fn one_that_never_answers_is_not_waited_for() {
        let hands = hands("sleep 60");
        let answer: Result<u32, Message> = hands.ask(&1, Duration::from_millis(50)).unwrap();
        assert!(answer.is_err());
    }
}
