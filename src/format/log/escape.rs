//! Names that are written with escapes: keys of YAML, of properties and of scripts.

use std::borrow::Cow;

use crate::bytes::hexadecimal;

/// What `name` says once its backslashes are read: `\x41`, `\u0041`, `\U00000041`, the letters of white space, and any other
/// byte as itself.
pub(super) fn unescaped(name: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', name).is_none() {
        return Cow::Borrowed(name);
    }
    let (mut made, mut at) = (Vec::with_capacity(name.len()), 0);
    while let Some(byte) = name.get(at) {
        at += 1;
        let Some(letter) = name.get(at).filter(|_| *byte == b'\\') else {
            made.push(*byte);
            continue;
        };
        at += 1;
        let digits = match letter {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let code = name.get(at..at + digits).filter(|digits| !digits.is_empty()).and_then(hexadecimal);
        if let Some(c) = code.and_then(char::from_u32) {
            made.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            at += digits;
            continue;
        }
        made.push(match letter {
            b'n' | b'r' | b't' => b' ',
            other => *other,
        });
    }
    Cow::Owned(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_without_their_escapes() {
        for (written, name) in [
            ("name", "name"),
            ("n\\u0061m\\x65", "name"),
            ("\\U0000006eame", "name"),
            ("first\\ name", "first name"),
            ("first\\tname", "first name"),
            ("a\\\\b", "a\\b"),
            ("a\\", "a\\"),
            ("a\\u00", "au00"),
            ("a\\uzzzz", "auzzzz"),
            ("\\ud83d", "ud83d"),
        ] {
            assert_eq!(unescaped(written.as_bytes()), name.as_bytes(), "{written}");
        }
    }
}
