//! The content stream of a page, and whether all of it is there.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::object::dict::keys::{CONTENTS, DECODE_PARMS};
use hayro_interpret::hayro_syntax::object::{Array, Object, Stream};
use hayro_interpret::hayro_syntax::page::Page as PdfPage;

use super::ascii85;

/// Up to which size the content of a page is read, in bytes. The largest pages of real forms have a few megabytes.
const LIMIT: u64 = 64 << 20;

/// How much of a page's content there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wholeness {
    /// All of it.
    #[default]
    Whole,
    /// It names a content that is not in the file.
    Absent,
    /// A part of it cannot be decoded, or its checksum is wrong.
    Damaged,
    /// More than is read; none of it is given.
    TooLarge,
}

/// The content of a page.
///
/// `Page::page_stream` would keep every page's content for as long as the document lives, and would not tell of damage.
pub(super) fn content_of(page: &PdfPage<'_>) -> (Vec<u8>, Wholeness) {
    let (mut content, wholeness) = raw_content(page);
    mend(&mut content);
    (content, wholeness)
}

fn raw_content(page: &PdfPage<'_>) -> (Vec<u8>, Wholeness) {
    let mut content = Vec::new();
    if let Some(stream) = page.raw().get::<Stream<'_>>(CONTENTS) {
        let wholeness = decode(&stream, &mut content);
        return (content, wholeness);
    }
    let Some(parts) = page.raw().get::<Array<'_>>(CONTENTS) else {
        let wholeness = match (page.raw().get::<Object<'_>>(CONTENTS), page.raw().contains_key(CONTENTS)) {
            (Some(_), _) => Wholeness::Damaged,
            (None, true) => Wholeness::Absent,
            (None, false) => Wholeness::Whole,
        };
        return (content, wholeness);
    };
    let mut wholeness = Wholeness::Whole;
    for stream in parts.iter::<Stream<'_>>() {
        wholeness = wholeness.max(decode(&stream, &mut content));
        content.push(b' ');
        if wholeness == Wholeness::TooLarge {
            return (Vec::new(), wholeness);
        }
    }
    (content, wholeness)
}

/// Whether a deflated stream holds nothing, though it may not say so as it should: a head, and the checksum of nothing.
/// Programs that stamp pages leave such streams among their contents.
fn is_empty(deflated: &[u8]) -> bool {
    let bare = deflated.trim_ascii();
    matches!(bare, [] | [_, _, 0, 0, 0, 1])
}

/// Makes spaces of delimiters that close what was not opened, outside of strings: readers end there, and all that follows would
/// be lost without a word.
pub(super) fn mend(content: &mut [u8]) {
    // Counted in runs that a byte can count, which the compiler does for many bytes at once.
    let run = |run: &[u8], byte: u8| usize::from(run.iter().map(|b| u8::from(*b == byte)).sum::<u8>());
    let count = |byte: u8| content.chunks(u8::MAX.into()).map(|c| run(c, byte)).sum::<usize>();
    let paired = |open: u8, close: u8| count(open) == count(close);
    if paired(b'(', b')') && paired(b'[', b']') && paired(b'<', b'>') && count(b'{') == 0 && count(b'}') == 0 {
        return;
    }
    let (mut at, mut arrays, mut dicts) = (0, 0usize, 0usize);
    while let Some(&byte) = content.get(at) {
        let next = content.get(at + 1).copied().unwrap_or_default();
        match byte {
            b'(' => {
                let Some(end) = string_end(&content[at..]) else { return };
                at += end;
                continue;
            }
            b'%' => at += content[at..].iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(content.len() - at),
            b'<' if next == b'<' => {
                dicts += 1;
                at += 2;
                continue;
            }
            b'>' if next == b'>' && dicts > 0 => {
                dicts -= 1;
                at += 2;
                continue;
            }
            b'<' => at += content[at..].iter().position(|b| *b == b'>').unwrap_or(0),
            b'[' => arrays += 1,
            b']' if arrays > 0 => arrays -= 1,
            b')' | b']' | b'>' | b'{' | b'}' => content[at] = b' ',
            // Pictures inside the content are bytes of any kind.
            b'I' if next == b'D' && parted(content, at, 2) => match picture_end(&content[at..]) {
                Some(end) => at += end,
                None => return,
            },
            _ => {}
        }
        at += 1;
    }
}

/// Whether a word of so many letters stands by itself.
fn parted(content: &[u8], at: usize, length: usize) -> bool {
    let space = |b: Option<&u8>| b.is_none_or(u8::is_ascii_whitespace);
    space(at.checked_sub(1).and_then(|k| content.get(k))) && space(content.get(at + length))
}

/// How long the picture is whose data begins here.
fn picture_end(content: &[u8]) -> Option<usize> {
    (2..content.len()).find(|k| content[*k..].starts_with(b"EI") && parted(content, *k, 2))
}

/// How long the string is that begins here; none where it does not end.
fn string_end(content: &[u8]) -> Option<usize> {
    let (mut depth, mut at) = (0usize, 0);
    while let Some(byte) = content.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The deflated bytes of a stream that is deflated, and armoured perhaps, as all usual programs write them.
fn deflated<'a>(stream: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
    if stream.dict().contains_key(DECODE_PARMS) {
        return None;
    }
    match stream.filters()[..] {
        [Filter::FlateDecode] => Some(stream.raw_data()),
        // Armour that is broken gives no bytes, which are no deflated stream either.
        [Filter::Ascii85Decode, Filter::FlateDecode] => {
            Some(Cow::Owned(ascii85::decode(&stream.raw_data()).unwrap_or_default()))
        }
        _ => None,
    }
}

/// Adds what a stream holds, as long as it is no more than is read of a page.
pub(super) fn decode(stream: &Stream<'_>, content: &mut Vec<u8>) -> Wholeness {
    decode_up_to(stream, content, LIMIT)
}

/// Adds what a stream holds, up to a size of all.
pub(super) fn decode_up_to(stream: &Stream<'_>, content: &mut Vec<u8>, limit: u64) -> Wholeness {
    let room = limit.saturating_sub(content.len() as u64);
    if let Some(deflated) = deflated(stream) {
        let length = content.len();
        let inflated = ZlibDecoder::new(&deflated[..]).take(room + 1).read_to_end(content);
        if (content.len() - length) as u64 > room {
            content.clear();
            return Wholeness::TooLarge;
        }
        if inflated.is_ok() || is_empty(&deflated) {
            return Wholeness::Whole;
        }
        // The library knows streams without a checksum, and gets out of a damaged one what it can.
        content.truncate(length);
        let tail = stream.decoded_data().ok().filter(|data| !data.is_empty());
        content.extend_from_slice(tail.as_deref().unwrap_or_default());
        return Wholeness::Damaged;
    }
    match stream.decoded_data() {
        Ok(data) if data.len() as u64 > room => {
            content.clear();
            Wholeness::TooLarge
        }
        Ok(data) => {
            content.extend_from_slice(&data);
            Wholeness::Whole
        }
        Err(_) => Wholeness::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(content: &str) -> String {
        let mut bytes = content.as_bytes().to_vec();
        mend(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_closes_nothing_is_passed_over() {
        assert_eq!(mended("(a) Tj ) 1 0 0 rg (b\\)c) Tj"), "(a) Tj   1 0 0 rg (b\\)c) Tj");
        assert_eq!(mended("[(a)] TJ ] > { (b) Tj"), "[(a)] TJ       (b) Tj");
        assert_eq!(mended("/P <</MCID 1>> BDC <41> Tj ) % :-)"), "/P <</MCID 1>> BDC <41> Tj   % :-)");
    }

    #[test]
    fn strings_and_pictures_stay() {
        for content in ["(a\\)b) Tj", "((a) \\( b) Tj", "BI /W 1 ID )]>{ EI (a) Tj", "(without end ] Tj"] {
            assert_eq!(mended(content), content);
        }
    }

    #[test]
    fn a_stream_of_nothing_is_whole() {
        assert!(is_empty(&[0x58, 0x85, 0, 0, 0, 1]) && is_empty(b"\r\n"));
        assert!(!is_empty(&[0x78, 0x9c, 0, 0, 0, 2]) && !is_empty(&[0x78, 0x9c, 3, 0, 0, 0, 0, 1]));
    }
}
