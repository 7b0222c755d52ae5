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

    /// True when one of the words stands in `text` as a whole word; `_` and an inner capital end a word, and
    /// the words of a marker (`[CREDIT_CARD_NUMBER]`) are nobody's.
    ///
    /// Only word starts are looked at, and a window is short: a search automaton costs more than it saves.
    pub fn stand_in(&self, text: Window<'_>) -> bool {
        let Window { bytes, cut_before, cut_after } = text;
        for (i, byte) in bytes.iter().enumerate().skip(usize::from(cut_before)) {
            if !(self.firsts[usize::from(byte.to_ascii_lowercase())] && starts_at(bytes, i)) {
                continue;
            }
            let stands = |word: &Vec<u8>| {
                let end = i + word.len();
                stands_at(word, &bytes[i..]) && !(cut_after && end == bytes.len()) && !in_marker(text, i, end)
            };
            if self.words.iter().any(stands) {
                return true;
            }
        }
        false
    }
}

/// What may be looked at on one side of a value.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    /// The bytes; the outermost one only says where a word ends.
    pub bytes: &'a [u8],
    /// The line goes on before them.
    pub cut_before: bool,
    /// The line goes on after them.
    pub cut_after: bool,
}

/// True when `start..end` stands between brackets and capitals, as far as the window shows.
fn in_marker(text: Window<'_>, start: usize, end: usize) -> bool {
    let name = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
    let bytes = text.bytes;
    let left = bytes[..start].iter().rposition(|b| !name(b));
    let right = bytes[end..].iter().position(|b| !name(b));
    bytes[start..end].iter().all(name)
        && left.map_or(text.cut_before, |at| bytes[at] == b'[')
        && right.map_or(text.cut_after, |at| bytes[end + at] == b']')
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
        let stand_in = |text: &str| {
            let window = Window { bytes: text.as_bytes(), cut_before: false, cut_after: false };
            words.as_ref().is_some_and(|w| w.stand_in(window))
        };
        for text in ["card", "a Card: ", "card_no=", "myCard", "cardNumber", "SOC SEC", "x(card)"] {
            assert!(stand_in(text), "{text}");
        }
        for text in ["", "discard", "cards", "card1", "iCard", "soc  sec", "\u{e9}card", "[CARD_NUMBER]"] {
            assert!(!stand_in(text), "{text}");
        }
    }

    #[test]
    fn a_word_that_the_window_cuts_is_no_word() {
        let words = ContextWords::new(&["tel".to_owned()]).into_iter().next();
        let stand_in = |text: &str, cut_before, cut_after| {
            let window = Window { bytes: text.as_bytes(), cut_before, cut_after };
            words.as_ref().is_some_and(|w| w.stand_in(window))
        };
        assert!(stand_in("tel 1", false, false) && !stand_in("tel 1", true, false));
        assert!(stand_in(" tel 1", true, false));
        assert!(stand_in("1 tel", true, false) && !stand_in("1 tel", true, true));
        assert!(!stand_in("[TEL_N", false, true) && stand_in("[TEL_N", false, false));
    }
}
