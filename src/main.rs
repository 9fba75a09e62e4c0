//! The command line of schedario.

use std::process::ExitCode;

#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    schedario::cli::main(std::env::args_os().collect())
}
