//! stub
use chrono::NaiveDate;
use rust_decimal::Decimal;
pub fn decimal(t: &str) -> Option<Decimal> {
    let re = regex::Regex::new(r"^[-−–\u{ad}]?\s?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?\s?%?$").unwrap();
    if !re.is_match(t) { return None; }
    let t: String = t.chars().filter(|c| *c != '.' && *c != ' ' && *c != '%').map(|c| match c { ',' => '.', '−' | '–' | '\u{ad}' => '-', c => c }).collect();
    t.parse().ok()
}
pub fn date(t: &str) -> Option<NaiveDate> { NaiveDate::parse_from_str(t, "%d/%m/%Y").ok().or_else(|| {
    let mut it = t.split(' '); let d: u32 = it.next()?.parse().ok()?; let m = month(it.next()?)?; let y: i32 = it.next()?.parse().ok()?; NaiveDate::from_ymd_opt(y, m, d) }) }
fn month(s: &str) -> Option<u32> { ["gennaio","febbraio","marzo","aprile","maggio","giugno","luglio","agosto","settembre","ottobre","novembre","dicembre"].iter().position(|m| *m == s.to_lowercase()).map(|k| k as u32 + 1) }
pub fn day_month(t: &str) -> Option<(u32, u32)> { let (d, m) = t.split_once(' ')?; Some((d.parse().ok()?, month(m)?)) }
pub fn year(t: &str) -> Option<i32> { t.parse().ok() }
pub fn dotted(t: &str) -> Option<String> { Some(t.to_owned()) }
pub fn coded(t: &str) -> (Option<&str>, Option<&str>) { match t.split_once(' ') { Some((a, b)) if a.chars().any(|c| c.is_ascii_digit()) => (Some(a.trim_end_matches(['.', ':'])), Some(b)), Some(_) => (None, Some(t)), None => (Some(t), None) } }
pub fn is_hyphen(c: char) -> bool { matches!(c, '-' | '\u{ad}' | '\u{2010}') }
pub enum LineJoin { Space, Glued, Hyphenated { drop: usize } }
pub fn join_lines(head: &str, tail: &str) -> LineJoin {
    if let Some(c) = head.chars().last() { if is_hyphen(c) && tail.starts_with(char::is_lowercase) && head.chars().rev().nth(1).is_some_and(char::is_alphabetic) { if head.ends_with("tecnico-") || head.ends_with("socio-") { return LineJoin::Glued; } return LineJoin::Hyphenated { drop: c.len_utf8() }; } }
    LineJoin::Space
}
