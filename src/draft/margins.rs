//! What runs along the pages of an unseen form.

use super::tables::parts;
use super::words::own;
use super::work::Work;
use crate::base::value;

/// What runs along the pages: patterns of furniture, and of lines that say something.
#[derive(Debug, Default)]
pub(super) struct Margins {
    pub furniture: Vec<String>,
    pub banners: Vec<String>,
}

/// Looks at the outermost lines of every sheet, and takes those that run along the pages.
pub(super) fn margins(sheets: &mut Work<'_>) -> Margins {
    let mut out = Margins::default();
    let pages = sheets.len();
    let mut edges: Vec<(usize, usize, String)> = Vec::new();
    for (s, (sheet, taken)) in sheets.iter().enumerate() {
        let last = sheet.lines.len().saturating_sub(1);
        for (k, line) in sheet.lines.iter().enumerate().filter(|(k, _)| !taken[*k] && (*k < 2 || *k + 1 > last)) {
            let far = line.baseline < 0.12 * sheet.height || line.baseline > 0.9 * sheet.height;
            if far {
                edges.extend(parts(sheet, line).into_iter().map(|(_, text)| (s, k, text)));
            }
        }
    }
    for (s, k, text) in &edges {
        let masked = |t: &str| t.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
        let again = edges.iter().filter(|(other, _, t)| other != s && masked(t) == masked(text)).count();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let numbered = digits.starts_with(&sheets[*s].0.number.to_string()) && text.split(' ').count() <= 4;
        let printed = own().printed.iter().any(|p| text.to_lowercase().starts_with(p.as_str()));
        let spoken = banner(text).filter(|_| !printed);
        if numbered && spoken.is_none() {
            push(&mut out.furniture, format!("(?i)^{}$", numbers(text)));
        } else if let Some(pattern) = spoken {
            push(&mut out.banners, pattern);
        } else if printed || again > 0 && again * 2 >= pages.saturating_sub(1) {
            push(&mut out.furniture, format!("(?i)^{}$", numbers(text)));
        } else {
            continue;
        }
        sheets[*s].1[*k] = true;
    }
    out
}

fn push(to: &mut Vec<String>, pattern: String) {
    if !to.contains(&pattern) {
        to.push(pattern);
    }
}

/// A text as a pattern in which every number may be another.
fn numbers(text: &str) -> String {
    let mut out = String::new();
    for word in text.split(' ') {
        if !out.is_empty() {
            out.push_str(r"\s+");
        }
        let mut rest = word;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let other = rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |n| n + digits);
            if digits > 0 {
                out.push_str(r"\d+");
            }
            out.push_str(&regex::escape(&rest[digits..other]));
            rest = &rest[other..];
        }
    }
    out
}

/// The pattern of a line that names a public body or a day.
fn banner(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let body = own().bodies.iter().find(|b| lower.starts_with(&format!("{b} ")));
    let day = text.split(' ').find(|w| value::date(w).is_some());
    if (body.is_none() && day.is_none()) || !text.contains(' ') {
        return None;
    }
    let pieces: Vec<&str> = text.split([' ']).collect();
    let dash = |w: &&str| ["-", "–", "—", "|"].contains(w);
    let mut out = String::from("(?i)^");
    let mut titled = false;
    for (k, piece) in pieces.split(dash).enumerate() {
        if k > 0 {
            out.push_str(r"\s+[-–—|]\s+");
        }
        let text = piece.join(" ");
        if let (0, Some(body)) = (k, body) {
            out.push_str(&format!(r"(?<registration.entity>{body}\s.+?)"));
        } else if let Some(at) = piece.iter().position(|w| value::date(w).is_some()) {
            out.push_str(&piece[..at].iter().map(|w| format!(r"{}\s+", regex::escape(w))).collect::<String>());
            out.push_str(r"(?<as_of>\S+)");
            if at + 1 < piece.len() {
                out.push_str(&format!(r"\s+{}", numbers(&piece[at + 1..].join(" "))));
            }
        } else if !titled {
            titled = true;
            out.push_str(&format!("(?<title>{})", numbers(&text)));
        } else {
            out.push_str(&numbers(&text));
        }
    }
    out.push('$');
    Some(out)
}
