//! The command line of schedario.

use std::process::ExitCode;

fn main() -> ExitCode {
    schedario::cli::main(std::env::args_os().collect())
}
