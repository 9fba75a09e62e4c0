//! What is encrypted in a file that asks for more than the empty password, and for whom.

use std::sync::LazyLock;

use regex::bytes::{Captures, Regex};

use super::salvage::HEAD;

/// The handlers that encrypt for the owners of certificates.
static CERTIFICATES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)/Adobe\.PubSec\b|/adbe\.pkcs7\.s[345]\b").ok());
/// The filter of what is attached, and that of all else.
static ATTACHED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)/EFF\s*/(\w+)").ok());
static ELSE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)/St[mr]F\s*/(\w+)").ok());
/// What leads to the encryption.
static ENCRYPT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)/Encrypt[\s<]").ok());

/// Whether a file that cannot be decrypted was encrypted for the owners of certificates.
pub(super) fn is_for_certificates(bytes: &[u8]) -> bool {
    CERTIFICATES.as_ref().is_some_and(|handler| handler.is_match(bytes))
}

/// The same file as if it were not encrypted, where only what is attached to it is: the filter of all else does nothing.
pub(super) fn without_locked_attachments(bytes: &[u8]) -> Option<Vec<u8>> {
    let attached = ATTACHED.as_ref()?.captures_iter(bytes).find(|found| !does_nothing(found))?.get(0)?;
    // The entries of one dictionary, in any order.
    let around = bytes.get(attached.start().saturating_sub(HEAD)..(attached.end() + HEAD).min(bytes.len()))?;
    if !ELSE.as_ref()?.captures_iter(around).all(|found| does_nothing(&found)) {
        return None;
    }
    let mut out = bytes.to_vec();
    for found in ENCRYPT.as_ref()?.find_iter(bytes) {
        // A key that nobody asks for.
        *out.get_mut(found.start() + 1)? = b'X';
    }
    Some(out)
}

/// Whether the filter that is named leaves all as it is.
fn does_nothing(found: &Captures<'_>) -> bool {
    found.get(1).is_some_and(|name| name.as_bytes() == b"Identity")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_attached_is_told_from_the_rest() {
        let file =
            |filters: &str| format!("1 0 obj <</Filter/Standard/V 4 {filters}>> endobj trailer <</Encrypt 1 0 R>>");
        let bare = |filters: &str| without_locked_attachments(file(filters).as_bytes());
        let out = String::from_utf8(bare("/EFF /StdCF /StmF/Identity /StrF /Identity").unwrap()).unwrap();
        assert!(out.contains("<</Xncrypt 1 0 R>>") && out.contains("/EFF"), "{out}");
        assert!(bare("/EFF/StdCF").is_some(), "what is not said does nothing");
        assert!(bare("/EFF /StdCF /StmF/StdCF/StrF/StdCF").is_none());
        assert!(bare("/EFF/Identity").is_none() && bare("").is_none());
    }

    #[test]
    fn encryption_for_certificates_is_known_by_its_handler() {
        assert!(is_for_certificates(b"<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5>>"));
        assert!(!is_for_certificates(b"<</Filter/Standard>> <</SubFilter/adbe.pkcs7.sha1>>"));
    }
}
