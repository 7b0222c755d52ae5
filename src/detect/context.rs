//! Context words: whole words near a candidate that raise its confidence, searched only there.

use aho_corasick::{AhoCorasick, MatchKind};

/// The context words of one rule.
pub struct ContextWords {
    words: AhoCorasick,
}

impl ContextWords {
    /// Compiles `words`; `None` when there are none or they are too many to compile.
    pub fn new(words: &[String]) -> Option<Self> {
        if words.is_empty() {
            return None;
        }
        let built = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(words)
            .ok()?;
        Some(ContextWords { words: built })
    }

    /// True when one of the words stands in `text` as a whole word.
    pub fn stand_in(&self, text: &[u8]) -> bool {
        self.words.find_overlapping_iter(text).any(|m| {
            let before = m.start().checked_sub(1).map(|i| text[i]);
            let after = text.get(m.end()).copied();
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        })
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
