//! Keys made of content: the same report has the same keys, whoever loads it and whenever.

use sha2::{Digest, Sha256};

/// The first 128 bits of a SHA-256, in 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of what is told by these parts: for a row of a document the document's hash, the kind of the row, and its place in
    /// the report. Parts are parted by a zero byte.
    pub fn of(parts: &[&str]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
        let hash: [u8; 32] = hasher.finalize().into();
        let mut digits = [0; 32];
        for (k, byte) in hash.iter().take(16).enumerate() {
            digits[2 * k] = digit(byte >> 4);
            digits[2 * k + 1] = digit(byte & 15);
        }
        Self(digits)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' + value - 10 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_beginning_of_a_sha256() {
        // python3 -c "import hashlib; print(hashlib.sha256(b'ab\0c\0').hexdigest()[:32])"
        assert_eq!(Key::of(&["ab", "c"]).as_str(), "629c2f14f654f026086f2aefe1855533");
        assert_ne!(Key::of(&["ab", "c"]), Key::of(&["a", "bc"]));
    }
}
