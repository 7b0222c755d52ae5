//! Context words: whole words near a candidate that raise its confidence, searched only there.

/// The context words of one rule.
pub struct ContextWords {
    /// Lower case, by their first byte.
    words: Vec<Vec<u8>>,
    firsts: [bool; 256],
}

impl ContextWords {
    /// The words of a rule; `None` when there are none.
    pub fn new(words: &[String]) -> Option<Self> {
        let words: Vec<Vec<u8>> =
            words.iter().filter(|w| !w.is_empty()).map(|w| w.to_lowercase().into_bytes()).collect();
        if words.is_empty() {
            return None;
        }
        let mut firsts = [false; 256];
        words.iter().for_each(|w| firsts[usize::from(w[0])] = true);
        Some(ContextWords { words, firsts })
    }

    /// True when one of the words stands in `text` as a whole word; `_` and an inner capital end a word.
    ///
    /// Only word starts are looked at, and a window is short: a search automaton costs more than it saves.
    pub fn stand_in(&self, text: &[u8]) -> bool {
        for (i, byte) in text.iter().enumerate() {
            let starts = self.firsts[usize::from(byte.to_ascii_lowercase())] && starts_at(text, i);
            if starts && self.words.iter().any(|w| stands_at(w, &text[i..])) {
                return true;
            }
        }
        false
    }
}

/// True when a word starts at `i`. `iPhone` is one word.
fn starts_at(text: &[u8], i: usize) -> bool {
    match text[..i] {
        [] => true,
        [.., a] if !joins(a, text[i]) => !a.is_ascii_lowercase() || matches!(text[..i], [.., b'a'..=b'z', _]),
        _ => false,
    }
}

fn stands_at(word: &[u8], text: &[u8]) -> bool {
    text.len() >= word.len()
        && text[..word.len()].eq_ignore_ascii_case(word)
        && !text.get(word.len()).is_some_and(|next| joins(text[word.len() - 1], *next))
}

/// True when `b` goes on with the word that `a` is part of: `cardNumber` and `card_number` are two words.
fn joins(a: u8, b: u8) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80;
    letter(a) && letter(b) && !(a.is_ascii_lowercase() && b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_whole() {
        let words = ContextWords::new(&["card".to_owned(), "soc sec".to_owned()]).into_iter().next();
        let stand_in = |text: &str| words.as_ref().is_some_and(|w| w.stand_in(text.as_bytes()));
        for text in ["card", "a Card: ", "card_no=", "myCard", "cardNumber", "SOC SEC", "x(card)"] {
            assert!(stand_in(text), "{text}");
        }
        for text in ["", "discard", "cards", "card1", "iCard", "soc  sec", "\u{e9}card"] {
            assert!(!stand_in(text), "{text}");
        }
    }
}
