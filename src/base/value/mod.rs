//! Italian decimals, dates, codes and line ends: pure functions of text that know nothing of pages or forms.
//!
//! What is not of its type gives `None`: never a guess. Parsers are written with `nom` and take the whole text.

mod code;
mod date;
mod decimal;
mod hyphen;
mod sign;
mod words;

pub use code::{chapter_article, coded, dotted, year};
pub use date::{date, day_month};
pub use decimal::decimal;
pub use hyphen::{LineJoin, is_hyphen, join_lines};
pub use sign::{is_dash, is_nothing, raised};
pub use words::{about_word, number_word};
