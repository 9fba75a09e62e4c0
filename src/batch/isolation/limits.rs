//! Limits that a worker holds itself to.

#[cfg(unix)]
use crate::base::flow::STACK;

/// What a worker may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Memory, in megabytes.
    pub memory_mb: u64,
    /// Number of threads; their reserved, unused address space does not count as memory.
    pub threads: u64,
}

/// Address space that an allocator and a stack reserve for each thread without using it, in megabytes.
#[cfg(unix)]
const RESERVED_MB: u64 = 160;

/// Holds this process to limits from here on, and ends it when its parent ends. Systems without such limits ignore this.
#[cfg(unix)]
pub fn hold(limits: Limits) {
    use nix::sys::resource::{Resource, setrlimit};
    let mb = 1u64 << 20;
    // The system counts what is set aside as if it were used: the stacks of all threads, of which little is.
    let stacks = (limits.threads + 2).saturating_mul(STACK as u64);
    let data = limits.memory_mb.saturating_mul(mb).saturating_add(stacks);
    let space = data.saturating_add((limits.threads + 2).saturating_mul(RESERVED_MB).saturating_mul(mb));
    // Where the system refuses, the other limits still hold.
    let _ = setrlimit(Resource::RLIMIT_DATA, data, data);
    let _ = setrlimit(Resource::RLIMIT_AS, space, space);
    let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL);
}

/// Holds this process to limits from here on.
#[cfg(not(unix))]
pub fn hold(_: Limits) {}
