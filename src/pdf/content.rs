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

/// Adds what a stream holds.
pub(super) fn decode(stream: &Stream<'_>, content: &mut Vec<u8>) -> Wholeness {
    let room = LIMIT.saturating_sub(content.len() as u64);
    if let Some(deflated) = deflated(stream) {
        let length = content.len();
        let inflated = ZlibDecoder::new(&deflated[..]).take(room + 1).read_to_end(content);
        if (content.len() - length) as u64 > room {
            content.clear();
            return Wholeness::TooLarge;
        }
        if inflated.is_ok() {
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
