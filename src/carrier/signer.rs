//! Who signed, and when, as a signature says it: the names in its certificates, and the times among its attributes.

use bcder::decode::{Constructed, Content, DecodeError, Source};
use bcder::{Captured, Tag};
use bytes::Bytes;

use super::envelope::skip_rest;
use crate::contract::Signature;

/// What a signature holds beside its content.
#[derive(Debug, Default)]
pub(super) struct Signed {
    /// The certificates, one after the other.
    pub certificates: Option<Captured>,
    /// What each signer said, one after the other.
    pub signers: Option<Captured>,
}

/// Certificates and attributes of a signature are looked at up to this size, in bytes: those of real ones have a few thousand.
const LIMIT: usize = 4 << 20;
/// How deep the values of certificates and signers are taken apart; names stand six deep.
const DEPTH: u32 = 12;

/// Object identifiers as they are written, without their heads.
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SURNAME: &[u8] = &[0x55, 0x04, 0x04];
const GIVEN_NAME: &[u8] = &[0x55, 0x04, 0x2a];
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];
const KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 0x0e];
const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];

/// The signatures, in their order.
pub(super) fn named(signed: &Signed) -> Vec<Signature> {
    let certificates = taken_apart(signed.certificates.as_ref());
    let signers = taken_apart(signed.signers.as_ref());
    signers.iter().map(|signer| signature(signer, &certificates)).collect()
}

/// A value and what it holds.
struct Node {
    tag: Tag,
    /// The bytes of a value that holds no others.
    bytes: Bytes,
    inner: Vec<Node>,
}

impl Node {
    fn is(&self, tag: Tag) -> bool {
        self.tag == tag
    }

    /// Whether both are the same, however deep.
    fn same(&self, other: &Node) -> bool {
        self.tag == other.tag
            && self.bytes == other.bytes
            && self.inner.len() == other.inner.len()
            && self.inner.iter().zip(&other.inner).all(|(a, b)| a.same(b))
    }

    /// The value that stands behind an identifier somewhere inside.
    fn behind(&self, id: &[u8]) -> Option<&Node> {
        match &self.inner[..] {
            [first, .., last] if first.is(Tag::OID) && first.bytes == id => Some(last),
            inner => inner.iter().find_map(|node| node.behind(id)),
        }
    }

    /// The first value inside that holds bytes.
    fn leaf(&self) -> &Node {
        self.inner.first().map_or(self, Node::leaf)
    }
}

fn taken_apart(captured: Option<&Captured>) -> Vec<Node> {
    let Some(captured) = captured.filter(|c| c.as_slice().len() <= LIMIT) else { return Vec::new() };
    let mut all = Vec::new();
    // What comes before something that cannot be read is kept.
    let _ = captured.clone().decode(|content| nodes(content, DEPTH, &mut all));
    all
}

fn nodes<S: Source>(
    content: &mut Constructed<'_, S>,
    depth: u32,
    all: &mut Vec<Node>,
) -> Result<(), DecodeError<S::Error>> {
    loop {
        let node = content.take_opt_value(|tag, content| {
            let mut node = Node { tag, bytes: Bytes::new(), inner: Vec::new() };
            match content {
                Content::Primitive(bytes) => node.bytes = bytes.take_all()?,
                Content::Constructed(inner) if depth == 0 => skip_rest(inner)?,
                Content::Constructed(inner) => nodes(inner, depth - 1, &mut node.inner)?,
            }
            Ok(node)
        })?;
        match node {
            Some(node) => all.push(node),
            None => return Ok(()),
        }
    }
}

/// A certificate's own part, taken to pieces.
struct Certificate<'n> {
    serial: &'n Node,
    issuer: &'n Node,
    subject: &'n Node,
    all: &'n Node,
}

impl<'n> Certificate<'n> {
    fn of(node: &'n Node) -> Option<Self> {
        let own = node.inner.first()?;
        // The version may be left out.
        let mut parts = own.inner.iter().skip_while(|part| part.is(Tag::CTX_0));
        let (serial, _, issuer, _, subject) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        Some(Self { serial, issuer, subject, all: own })
    }
}

fn signature(signer: &Node, certificates: &[Node]) -> Signature {
    let certificates: Vec<Certificate<'_>> = certificates.iter().filter_map(Certificate::of).collect();
    let own = signer.inner.get(1).and_then(|id| match &id.inner[..] {
        [issuer, serial] => certificates.iter().find(|c| c.serial.same(serial) && c.issuer.same(issuer)),
        _ => {
            let key =
                |c: &&Certificate<'_>| c.all.behind(KEY_IDENTIFIER).is_some_and(|held| held.bytes.ends_with(&id.bytes));
            certificates.iter().find(key).filter(|_| !id.bytes.is_empty())
        }
    });
    let signed = signer.inner.iter().find(|part| part.is(Tag::CTX_0) && !part.inner.is_empty());
    let time = signed.and_then(|attributes| attributes.behind(SIGNING_TIME)).map(Node::leaf);
    Signature { by: own.and_then(|c| name(c.subject)), at: time.and_then(|t| told_time(t.tag, &t.bytes)) }
}

/// What a certificate calls its owner.
fn name(subject: &Node) -> Option<String> {
    let part = |id| subject.behind(id).and_then(text).filter(|t| !t.is_empty());
    let both = || Some(format!("{} {}", part(GIVEN_NAME)?, part(SURNAME)?));
    part(COMMON_NAME).or_else(both).or_else(|| part(ORGANISATION))
}

fn text(node: &Node) -> Option<String> {
    let text = if node.is(Tag::BMP_STRING) {
        let units = node.bytes.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    } else if node.is(Tag::TELETEX_STRING) {
        node.bytes.iter().map(|b| char::from(*b)).collect()
    } else {
        String::from_utf8_lossy(&node.bytes).into_owned()
    };
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A time as ISO 8601 writes it: of `YYMMDDhhmm[ss]` or with the whole year, in UTC or with the hours that it differs.
fn told_time(tag: Tag, bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, zone) = text.split_at(digits);
    let number = if tag == Tag::UTC_TIME {
        // Two digits of a year are those of 1950 to 2049.
        let century = if number.get(..2)?.parse::<u8>().ok()? < 50 { "20" } else { "19" };
        format!("{century}{number}")
    } else {
        number.to_owned()
    };
    let part = |from: usize, to: usize| number.get(from..to);
    let seconds = part(12, 14).unwrap_or("00");
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    chrono::NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    // Parts of a second are not told.
    let zone = zone.trim_start_matches(|c: char| c == '.' || c == ',' || c.is_ascii_digit());
    let zone = match (zone.get(..1), zone.get(1..3), zone.get(3..5)) {
        (Some(sign @ ("+" | "-")), Some(hours), Some(minutes)) => format!("{sign}{hours}:{minutes}"),
        _ => "Z".to_owned(),
    };
    Some(format!("{year}-{month}-{day}T{}:{}:{seconds}{zone}", part(8, 10)?, part(10, 12)?))
}

/// A time of a PDF, `D:20180306101500+01'00'`, as ISO 8601 writes it.
pub fn pdf_time(text: &str) -> Option<String> {
    let plain: String = text.trim().trim_start_matches("D:").chars().filter(|c| *c != '\'').collect();
    told_time(Tag::GENERALIZED_TIME, plain.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_dates() {
        let told = |tag, text: &str| told_time(tag, text.as_bytes());
        assert_eq!(told(Tag::UTC_TIME, "180306101500Z").unwrap(), "2018-03-06T10:15:00Z");
        assert_eq!(told(Tag::UTC_TIME, "9901020304+0100").unwrap(), "1999-01-02T03:04:00+01:00");
        assert_eq!(told(Tag::GENERALIZED_TIME, "20180306101500.123Z").unwrap(), "2018-03-06T10:15:00Z");
        assert_eq!(pdf_time("D:20180306101500+01'00'").unwrap(), "2018-03-06T10:15:00+01:00");
        assert!(told(Tag::UTC_TIME, "181306101500Z").is_none() && told(Tag::UTC_TIME, "1é").is_none());
    }
}
