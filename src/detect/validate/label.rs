//! The words before a value that say what it is: `ATM PIN is 4821`, `"cardVerificationValue": "739"`.

use crate::detect::validate::Candidate;
use crate::limits::CONTEXT_BYTES;

/// The words of a text in small letters, one space between two. `_`, signs and an inner capital end a word.
pub(super) struct Words {
    text: [u8; Words::MOST],
    len: usize,
}

impl Words {
    /// A capital inside a word adds a space.
    const MOST: usize = 2 * CONTEXT_BYTES;

    /// Those of `text`, of which `CONTEXT_BYTES` at most are looked at. `is_cut`: its first word may have begun before it.
    pub(super) fn of(text: &[u8], is_cut: bool) -> Self {
        let mut made = Words { text: [b' '; Words::MOST], len: 0 };
        let text = &text[..text.len().min(CONTEXT_BYTES)];
        let mut before = 0;
        let mut left_out = is_cut;
        let mut from = if is_cut { marker(text) } else { 0 };
        for (at, byte) in text.iter().copied().enumerate() {
            if byte == b'[' && at >= from {
                from = at + 1 + marker(&text[at + 1..]);
            }
            if at < from {
                made.end_word();
                continue;
            }
            let is_escape = before == b'\\' && matches!(byte, b'n' | b'r' | b't');
            if !is_letter(byte) || is_escape {
                made.end_word();
                left_out = false;
            } else if !left_out {
                if byte.is_ascii_uppercase() && before.is_ascii_lowercase() {
                    made.end_word();
                }
                made.push(folded(&text[..at], byte));
            }
            before = byte;
        }
        made.end_word();
        made
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.text.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    fn end_word(&mut self) {
        if self.len > 0 && self.text[self.len - 1] != b' ' {
            self.push(b' ');
        }
    }

    /// The words with a space between two, none at the end.
    fn joined(&self) -> &[u8] {
        self.text[..self.len].trim_ascii_end()
    }

    /// Each word, the first one first.
    pub(super) fn each(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.joined().split(|b| *b == b' ').filter(|word| !word.is_empty())
    }

    /// The longest of `labels` that stands last, but for words of `between`, which are sorted.
    pub(super) fn label(&self, labels: &[&'static [u8]], between: &[&[u8]]) -> Option<Label<'_>> {
        let whole = self.joined();
        let mut end = whole.len();
        loop {
            let ending = labels.iter().filter(|label| ends_with_words(&whole[..end], label));
            if let Some(name) = ending.max_by_key(|label| label.len()) {
                let before = whole[..end - name.len()].trim_ascii_end();
                return Some(Label { name, before: last_word(before), between: &whole[end..] });
            }
            let word = last_word(&whole[..end]);
            if word.is_empty() || between.binary_search(&word).is_err() {
                return None;
            }
            end = whole[..end - word.len()].trim_ascii_end().len();
        }
    }
}

/// What says what a value is.
pub(super) struct Label<'w> {
    pub(super) name: &'static [u8],
    /// The word before it; empty when there is none.
    pub(super) before: &'w [u8],
    /// The words between it and the value.
    between: &'w [u8],
}

impl Label<'_> {
    /// One of `words`, which are sorted, stands between it and the value.
    pub(super) fn goes_on_with(&self, words: &[&[u8]]) -> bool {
        self.between.split(|b| *b == b' ').any(|word| words.binary_search(&word).is_ok())
    }
}

/// The words before a value.
pub(super) fn before(c: &Candidate<'_>) -> Words {
    Words::of(c.before, c.before.len() == CONTEXT_BYTES)
}

/// One of `words`, which are sorted, stands near the value. What stands in a marker is nobody's.
pub(super) fn is_near(c: &Candidate<'_>, words: &[&[u8]]) -> bool {
    [before(c), Words::of(c.after, false)]
        .iter()
        .any(|near| near.each().any(|word| words.binary_search(&word).is_ok()))
}

/// How much of `text` is the rest of a marker behind its bracket (`[CREDIT_CARD_NUMBER]`), as far as can be seen.
fn marker(text: &[u8]) -> usize {
    let name = |b: &&u8| b.is_ascii_uppercase() || b.is_ascii_digit() || **b == b'_';
    let len = text.iter().take_while(name).count();
    if text.get(len).is_none_or(|b| *b == b']') { len } else { 0 }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// `byte` behind `before` as a small letter, also where it is the second byte of a Latin capital as `Ü`.
fn folded(before: &[u8], byte: u8) -> u8 {
    match (before.last(), byte) {
        (Some(0xc3), 0x80..=0x96 | 0x98..=0x9e) => byte + 0x20,
        _ => byte.to_ascii_lowercase(),
    }
}

fn last_word(text: &[u8]) -> &[u8] {
    text.rsplit(|b| *b == b' ').next().unwrap_or_default()
}

fn ends_with_words(text: &[u8], words: &[u8]) -> bool {
    text.strip_suffix(words).is_some_and(|rest| rest.last().is_none_or(|b| *b == b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_at_signs_and_inner_capitals() {
        for (text, wanted) in [
            ("cardVerificationValue\": \"", "card verification value"),
            ("Kartenpr\u{dc}fnummer: ", "kartenpr\u{fc}fnummer"),
            ("a\\natm_pin=", "a atm pin"),
            ("ATM PIN (", "atm pin"),
            ("", ""),
            ("[CREDIT_CARD_NUMBER] pin ", "pin"),
            ("pin [CREDIT_CARD_N", "pin"),
            ("[ATM PIN ", "atm pin"),
        ] {
            let words = Words::of(text.as_bytes(), false);
            assert_eq!(String::from_utf8_lossy(words.joined()), wanted, "{text}");
        }
        assert_eq!(Words::of(b"spin my pin", true).joined(), b"my pin");
        assert_eq!(Words::of(b"CARD_NUMBER] my pin", true).joined(), b"my pin");
        let capitals = [b'a', b'B'].repeat(CONTEXT_BYTES);
        assert!(
            Words::of(&capitals, false).each().count() > CONTEXT_BYTES / 4,
            "and nothing is written beyond"
        );
    }

    #[test]
    fn the_label_is_what_stands_last_but_for_what_may_follow_it() {
        let labels: &[&[u8]] = &[b"pin", b"card pin"];
        let between: &[&[u8]] = &[b"is", b"now"];
        let label = |text: &str| {
            let words = Words::of(text.as_bytes(), false);
            words.label(labels, between).map(|l| (l.name, l.before.to_vec(), l.goes_on_with(&[b"now"])))
        };
        assert_eq!(label("my card pin is now "), Some((&b"card pin"[..], b"my".to_vec(), true)));
        assert_eq!(label("pin: "), Some((&b"pin"[..], Vec::new(), false)));
        assert_eq!(label("pin count: "), None);
        assert_eq!(label("spin is "), None);
        assert_eq!(label(""), None);
    }
}
