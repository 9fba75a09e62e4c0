//! Where objects begin in a file, whatever its table of contents says.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::salvage::HEAD;

/// What begins an object, and what begins the data of one.
static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)obj|stream").ok());
static END: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)endstream").ok());
static LENGTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)/Length\s+(\d{1,10})\s*(?:/|>>|[\r\n])").ok());

/// Within how many bytes behind the data of a stream its end is to be said: line ends, and a length that is a little short.
const BEHIND: usize = 24;

/// Where an object begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Number of the object.
    pub number: u32,
    /// Its generation.
    pub generation: u32,
    /// Where its number stands.
    pub at: usize,
    /// Where its value begins.
    pub value: usize,
    /// Whether it stands right behind what comes before it, so that the library does not see it.
    pub glued: bool,
}

/// The beginnings of all objects outside of the data of others, in the order of the file.
pub(super) fn heads(bytes: &[u8]) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    let Some(mark) = MARK.as_ref() else { return heads };
    let mut at = 0;
    while let Some(found) = mark.find_at(bytes, at) {
        at = found.end();
        if found.as_bytes() == b"obj" {
            heads.extend(head(bytes, found.start()));
        } else if bytes.get(at).is_some_and(|b| matches!(b, b'\r' | b'\n')) && !bytes[..found.start()].ends_with(b"end")
        {
            let from = heads.last().map_or(0, |head| head.value).max(found.start().saturating_sub(HEAD));
            at = data_end(bytes, &bytes[from..found.start()], at);
        }
    }
    heads
}

/// The object whose `obj` stands here.
fn head(bytes: &[u8], at: usize) -> Option<Head> {
    let (generation, before) = number_before(bytes, at)?;
    let (number, begin) = number_before(bytes, before)?;
    let glued = begin.checked_sub(1).and_then(|k| bytes.get(k)).is_some_and(|b| !b.is_ascii_whitespace());
    Some(Head { number, generation, at: begin, value: at + 3, glued })
}

/// The number that ends before some white space, and where it begins.
fn number_before(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let before = bytes.get(..at)?;
    let end = before.trim_ascii_end().len();
    let digits = before[..end].iter().rev().take_while(|b| b.is_ascii_digit()).count();
    if end == at || digits == 0 || digits > 10 {
        return None;
    }
    let begin = end - digits;
    Some((std::str::from_utf8(&before[begin..end]).ok()?.parse().ok()?, begin))
}

/// Where the data of a stream ends that begins behind its dictionary: where its length leads, if its end stands there, so that
/// files inside of files are passed over.
fn data_end(bytes: &[u8], dictionary: &[u8], from: usize) -> usize {
    let length = LENGTH
        .as_ref()
        .and_then(|l| l.captures_iter(dictionary).last())
        .and_then(|c| std::str::from_utf8(c.get(1)?.as_bytes()).ok()?.parse::<usize>().ok());
    let ends = |at: usize| {
        let behind = bytes.get(at..).unwrap_or_default();
        behind[..behind.len().min(BEHIND)].windows(4).any(|w| w == b"ends" || w == b"endo")
    };
    let led = length.and_then(|length| from.checked_add(length)).filter(|end| ends(*end));
    let next = || END.as_ref().and_then(|end| end.find_at(bytes, from)).map_or(bytes.len(), |end| end.start());
    led.unwrap_or_else(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_found_where_they_are_glued_and_not_in_data() {
        let file = b"%PDF-1.4\n1 0 obj\n<</Length 22>>stream\n8 0 obj endstream 9 0 o\nendstream\nendobj2 0 obj\n<<>>endobj\n 3 1  obj <</Length 4 0 R>>stream\r\n7 0 obj\nendstream endobj 5 0 obj 6";
        let found: Vec<(u32, u32, bool)> = heads(file).iter().map(|h| (h.number, h.generation, h.glued)).collect();
        assert_eq!(found, [(1, 0, false), (2, 0, true), (3, 1, false), (5, 0, false)]);
        assert!(heads(b"obj 0 obj endobj").is_empty());
    }
}
