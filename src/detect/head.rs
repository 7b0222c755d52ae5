//! The first bytes of a word, in one comparison: most of what is looked at begins otherwise.

/// Bit 5 of every byte: letters of either case are one in it.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// What a word begins with, as far as one number holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// With bit 5 of every byte set.
    pub(super) bits: u64,
    /// Those of the word.
    mask: u64,
}

impl Head {
    /// Of a word.
    pub(super) fn of_word(word: &[u8]) -> Head {
        let known = word.len().min(size_of::<u64>());
        let mask = u64::MAX.checked_shr(64 - 8 * known as u32).unwrap_or(0);
        Head { bits: of_text(word) & mask, mask }
    }

    /// False when the word does not stand where `head` was read.
    pub(super) fn fits(self, head: u64) -> bool {
        (self.bits ^ head) & self.mask == 0
    }
}

/// What `text` begins with.
#[inline]
pub(super) fn of_text(text: &[u8]) -> u64 {
    let bits = match text.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => text.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte)),
    };
    bits | SMALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_fits_where_it_stands_in_any_case() {
        let fits = |word: &str, text: &str| Head::of_word(word.as_bytes()).fits(of_text(text.as_bytes()));
        for (word, text) in
            [("tel", "Tel"), ("tel", "TEL."), ("telephone", "TELEPHON"), ("id", "id"), ("", "x")]
        {
            assert!(fits(word, text), "{word} in {text}");
        }
        for (word, text) in [("tel", "te"), ("tel", "t\u{e9}l"), ("telephone", "telephox"), ("id", "in")] {
            assert!(!fits(word, text), "{word} in {text}");
        }
    }
}
