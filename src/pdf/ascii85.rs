//! The ASCII base-85 filter of PDF.

/// Decodes up to the end mark `~>` or the end of the bytes. None where a character is none of the alphabet's.
pub(super) fn decode(encoded: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(encoded.len() / 5 * 4 + 4);
    let mut group = [0u8; 5];
    let mut filled = 0;
    for &byte in encoded {
        match byte {
            b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' => {}
            b'~' => break,
            b'z' if filled == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group[filled] = byte - b'!';
                filled += 1;
                if filled == 5 {
                    out.extend(value(&group)?.to_be_bytes());
                    filled = 0;
                }
            }
            _ => return None,
        }
    }
    if filled == 1 {
        return None;
    }
    if filled > 1 {
        group[filled..].fill(84);
        out.extend(&value(&group)?.to_be_bytes()[..filled - 1]);
    }
    Some(out)
}

fn value(group: &[u8; 5]) -> Option<u32> {
    let value = group.iter().fold(0u64, |value, digit| value * 85 + u64::from(*digit));
    u32::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The inverse, for the test only.
    fn encode(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for chunk in bytes.chunks(4) {
            let mut four = [0; 4];
            four[..chunk.len()].copy_from_slice(chunk);
            let mut value = u32::from_be_bytes(four);
            let mut five = [0; 5];
            for digit in five.iter_mut().rev() {
                *digit = (value % 85) as u8 + b'!';
                value /= 85;
            }
            out.extend(&five[..=chunk.len()]);
        }
        out.extend(b"~>");
        out
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn nothing_makes_it_panic(bytes: Vec<u8>) {
            decode(&bytes);
        }
    }

    #[test]
    fn zeros_are_short_and_strangers_are_refused() {
        assert_eq!(decode(b"z~>").unwrap(), [0; 4]);
        assert_eq!(decode(b"87cUR\nD]i,\"Ebo80~>").unwrap(), b"Hello World!");
        assert_eq!(decode(b"87c\xffR~>"), None);
        assert_eq!(decode(b"uuuuu~>"), None);
    }
}
