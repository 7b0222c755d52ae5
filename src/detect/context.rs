//! Context words: whole words near a candidate that raise its confidence, searched only there.

/// The context words of one rule.
pub struct ContextWords {
    /// Lower case.
    words: Vec<Vec<u8>>,
    /// By the low bits of a byte: those of the bytes that can follow it where a word begins. In them letters of either case
    /// are one.
    begins: [u32; 32],
}

/// The low bits of a byte.
fn low(byte: u8) -> usize {
    usize::from(byte & 31)
}

impl ContextWords {
    /// The words of a rule; `None` when there are none.
    pub fn new(words: &[String]) -> Option<Self> {
        let words: Vec<Vec<u8>> =
            words.iter().filter(|w| !w.is_empty()).map(|w| w.to_lowercase().into_bytes()).collect();
        if words.is_empty() {
            return None;
        }
        let mut begins = [0; 32];
        for word in &words {
            begins[low(word[0])] |= word.get(1).map_or(u32::MAX, |second| 1 << low(*second));
        }
        Some(ContextWords { words, begins })
    }

    /// True when one of the words stands in `text` as a whole word; `_` and an inner capital end a word, and
    /// the words of a marker (`[CREDIT_CARD_NUMBER]`) are nobody's.
    pub fn stand_in(&self, text: Window<'_>) -> bool {
        let bytes = text.bytes;
        // Two bytes tell most places apart, without a branch for each.
        for (block, places) in bytes.chunks(BLOCK).enumerate() {
            let first = block * BLOCK;
            let mut found = 0u64;
            let next = bytes[first + 1..].iter().chain(&[0]);
            for (i, (byte, next)) in places.iter().zip(next).enumerate() {
                found |= u64::from(self.begins[low(*byte)] >> low(*next) & 1) << i;
            }
            while found != 0 {
                if self.stands_at(text, first + found.trailing_zeros() as usize) {
                    return true;
                }
                found &= found - 1;
            }
        }
        false
    }

    /// True when one of the words stands at `i`.
    fn stands_at(&self, text: Window<'_>, i: usize) -> bool {
        let Window { bytes, cut_before, cut_after } = text;
        let stands = |word: &Vec<u8>| {
            let end = i + word.len();
            stands_at(word, &bytes[i..]) && !(cut_after && end == bytes.len()) && !in_marker(text, i, end)
        };
        !(cut_before && i == 0) && starts_at(bytes, i) && self.words.iter().any(stands)
    }
}

/// Places that are looked at as one.
const BLOCK: usize = 64;

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
    fn words_are_seen_wherever_they_stand() {
        let words = ContextWords::new(&["x".to_owned(), "tel".to_owned()]).into_iter().next();
        let stand_in = |text: &[u8]| {
            let window = Window { bytes: text, cut_before: false, cut_after: false };
            words.as_ref().is_some_and(|w| w.stand_in(window))
        };
        for place in 0..200 {
            for word in [&b"x"[..], b"X", b"tel", b"TEL"] {
                let mut text = [b"-".repeat(place), word.to_vec()].concat();
                assert!(stand_in(&text), "at {place}");
                text.push(b'-');
                assert!(stand_in(&text), "before more, at {place}");
                text.push(b'8');
                text[place + word.len()] = b'a';
                assert!(!stand_in(&text), "in another, at {place}");
            }
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
