//! Reading in processes of their own: whatever a file does to the reader, it does it to nobody else.

mod fleet;
mod guard;
mod hands;
mod limits;
mod process;
mod protocol;
mod worker;

pub use fleet::{Fleet, Verdict};
pub use guard::Guard;
pub use hands::Hands;
pub use limits::{Limits, hold};
pub use protocol::{Answer, Lost, NativePath, Request, Write};
pub use worker::serve;
