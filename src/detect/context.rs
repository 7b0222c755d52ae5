//! Context words: whole words near a candidate that raise its confidence, searched only there.

use crate::detect::detector;
use crate::detect::head::{self, Head};
use crate::limits::CONTEXT_BYTES;
use crate::simd::bits::{BLOCK, Block, below};
use crate::span::Span;

/// The context words of one rule.
pub struct ContextWords {
    /// Lower case, and capitals where they are more than a bit of a letter; sorted by the first byte with bit 5 set.
    words: Vec<Vec<u8>>,
    /// Of `words`.
    heads: Vec<Head>,
    /// By first byte with bit 5 set: where words with it begin, and where the last ones end.
    of_byte: Vec<u32>,
    /// The bytes that words begin with, each once, with bit 5 set: letters of either case are one in it.
    bytes: Vec<u8>,
    /// Each way in which a word begins, as places in `bytes`.
    begins: Vec<[Option<u8>; BEGIN]>,
}

/// So many bytes of a word tell most of what stands near a value apart from it.
const BEGIN: usize = 3;

/// More bytes are not told apart: words with so many beginnings are looked for by two of the bytes, or by one.
const BYTES_MAX: usize = 32;

// A word near a value lies in one block as a whole.
const _: () = assert!(CONTEXT_BYTES == BLOCK);

impl ContextWords {
    /// The words of a rule; `None` when there are none.
    pub fn new(words: &[String]) -> Option<Self> {
        let mut words: Vec<Vec<u8>> = words.iter().filter(|w| !w.is_empty()).flat_map(|w| cases(w)).collect();
        if words.is_empty() {
            return None;
        }
        words.sort_by_key(|word| word[0] | 0x20);
        let heads = words.iter().map(|word| Head::of_word(word)).collect();
        let of_byte =
            (0..=256).map(|byte| words.partition_point(|w| usize::from(w[0] | 0x20) < byte) as u32).collect();
        let (mut bytes, mut begins) = (Vec::new(), Vec::new());
        for word in &words {
            let mut begin = [None; BEGIN];
            for (byte, place) in word.iter().zip(&mut begin) {
                let folded = byte | 0x20;
                *place = bytes.iter().position(|b| *b == folded).map(|n| n as u8);
                if place.is_none() && bytes.len() < BYTES_MAX {
                    bytes.push(folded);
                    *place = Some(bytes.len() as u8 - 1);
                }
            }
            if !begins.contains(&begin) {
                begins.push(begin);
            }
        }
        Some(ContextWords { words, heads, of_byte, bytes, begins })
    }

    /// The words.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.words.iter().map(Vec::as_slice)
    }

    /// True when one of the words stands near `value` in its line as a whole word; `_` and an inner capital end a word, and
    /// the words of a marker (`[CREDIT_CARD_NUMBER]`) are nobody's.
    pub fn stand_near(&self, text: &[u8], value: Span) -> bool {
        self.stand_before(text, value.start) || self.stand_behind(text, value.end)
    }

    fn stand_before(&self, text: &[u8], end: usize) -> bool {
        let from = end.saturating_sub(BLOCK);
        let found = self.begin_in(text, from) & below((end - from) as u32);
        found != 0 && {
            let bytes = detector::before(text, end, WINDOW);
            let window = Window { bytes, cut_before: bytes.len() == WINDOW, cut_after: false };
            self.stand_in(window, end - bytes.len(), from, found)
        }
    }

    fn stand_behind(&self, text: &[u8], start: usize) -> bool {
        let found = self.begin_in(text, start);
        found != 0 && {
            let bytes = detector::after(text, start, WINDOW);
            let window = Window { bytes, cut_before: false, cut_after: bytes.len() == WINDOW };
            self.stand_in(window, start, start, found)
        }
    }

    /// Where in the block at `at` words can begin.
    fn begin_in(&self, text: &[u8], at: usize) -> u64 {
        if at == text.len() {
            return 0;
        }
        let (block, there) = Block::at(text, at);
        let mut equal = [0; BYTES_MAX];
        for (places, byte) in equal.iter_mut().zip(&self.bytes) {
            *places = block.equal_folded(*byte);
        }
        let mut found = 0;
        for begin in &self.begins {
            let mut places = there;
            for (i, byte) in begin.iter().enumerate() {
                places &= byte.map_or(u64::MAX, |byte| equal[usize::from(byte) % BYTES_MAX] >> i);
            }
            found |= places;
        }
        found
    }

    /// True when a word stands in `text`, which begins at `first`, at one of the places `found` in the block at `at`.
    fn stand_in(&self, text: Window<'_>, first: usize, at: usize, mut found: u64) -> bool {
        while found != 0 {
            let place = (at + found.trailing_zeros() as usize).checked_sub(first);
            if place.is_some_and(|i| i < text.bytes.len() && self.stands_at(text, i)) {
                return true;
            }
            found &= found - 1;
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
        let byte = usize::from(bytes[i] | 0x20);
        let with_it = self.of_byte[byte] as usize..self.of_byte[byte + 1] as usize;
        if with_it.is_empty() || cut_before && i == 0 || !starts_at(bytes, i) {
            return false;
        }
        let head = head::of_text(&bytes[i..]);
        with_it.into_iter().any(|n| self.heads[n].fits(head) && stands(&self.words[n]))
    }
}

/// A word in small letters, and where it has letters outside ASCII, which are compared as they are, in capitals and with
/// the first one in capitals.
fn cases(word: &str) -> Vec<Vec<u8>> {
    let lower = word.to_lowercase();
    let mut made = vec![lower.clone().into_bytes()];
    let mut letters = lower.chars();
    let title = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    for other in [lower.to_uppercase(), title].map(String::into_bytes) {
        if !made.iter().any(|word| word.eq_ignore_ascii_case(&other)) {
            made.push(other);
        }
    }
    made
}

/// One byte more than words may stand in, so that a word that goes on beyond is not taken for one that ends there.
const WINDOW: usize = CONTEXT_BYTES + 1;

/// What may be looked at on one side of a value.
#[derive(Clone, Copy)]
struct Window<'a> {
    /// The bytes; the outermost one only says where a word ends.
    bytes: &'a [u8],
    /// The line goes on before them.
    cut_before: bool,
    /// The line goes on after them.
    cut_after: bool,
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
        [.., a] if !joins(&text[..i], &text[i..]) => {
            !a.is_ascii_lowercase() || !in_word(&text[i..]) || matches!(text[..i], [.., b'a'..=b'z', _])
        }
        _ => false,
    }
}

fn stands_at(word: &[u8], text: &[u8]) -> bool {
    text.len() >= word.len()
        && text[..word.len()].eq_ignore_ascii_case(word)
        && !joins(&text[..word.len()], &text[word.len()..])
}

/// True when `right` goes on with the word that `left` ends in: `cardNumber` and `card_number` are two words.
fn joins(left: &[u8], right: &[u8]) -> bool {
    let (Some(a), Some(b)) = (left.last(), right.first()) else { return false };
    if a.is_ascii() && b.is_ascii() {
        let letters = a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric();
        return letters && !(a.is_ascii_lowercase() && b.is_ascii_uppercase());
    }
    let last = left.iter().rposition(|byte| !is_continuation(*byte)).unwrap_or(0);
    in_word(&left[last..]) && in_word(right)
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// True when `text` begins with a letter or digit of a script that parts words by spaces. In Chinese, Japanese, Korean and Thai
/// what stands beside a word says nothing of where it ends; and punctuation is no part of one in any script.
fn in_word(text: &[u8]) -> bool {
    match text {
        [first, ..] if first.is_ascii() => first.is_ascii_alphanumeric(),
        // Latin 1: ª, µ and º are letters, and what stands between them is none.
        [0xc2, second, ..] => matches!(second, 0xaa | 0xb5 | 0xba),
        // Thai, and punctuation as dashes and quotes are.
        [0xe0, 0xb8 | 0xb9, ..] | [0xe2, 0x80 | 0x81, ..] => false,
        // Ideographs with their punctuation, kana, Hangul, and full-width forms.
        [0xe3..=0xe9 | 0xeb..=0xed, ..] | [0xea, 0xb0..=0xbf, ..] | [0xef, 0xbc..=0xbf, ..] => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> ContextWords {
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        ContextWords::new(&words).unwrap_or(ContextWords {
            words: vec![],
            heads: vec![],
            of_byte: vec![0; 257],
            bytes: vec![],
            begins: vec![],
        })
    }

    /// Whether a word stands in `text`, before a value and behind one.
    fn stand(words: &ContextWords, text: &[u8]) -> (bool, bool) {
        let at = |place| words.stand_near(text, Span::new(place, place));
        (at(text.len()), at(0))
    }

    #[test]
    fn words_match_whole() {
        let words = words(&["card", "soc sec", "n_4", "\u{e9}t"]);
        for text in
            ["card", "a Card: ", "card_no=", "myCard", "cardNumber", "SOC SEC", "x(card)", "N_4", "\u{e9}T"]
        {
            assert_eq!(stand(&words, text.as_bytes()), (true, true), "{text}");
        }
        for text in ["", "discard", "cards", "card1", "iCard", "soc  sec", "\u{e9}card", "[CARD_NUMBER]"] {
            assert_eq!(stand(&words, text.as_bytes()), (false, false), "{text}");
        }
        assert_eq!(stand(&words, b"card\n"), (false, true));
        assert_eq!(stand(&words, b"\ncard"), (true, false));
    }

    #[test]
    fn words_of_scripts_without_spaces_end_anywhere() {
        let words =
            words(&["\u{8eab}\u{4efd}\u{8b49}", "\u{e1a}\u{e31}\u{e15}\u{e23}", "cpf", "stra\u{df}e"]);
        for text in [
            "\u{8eab}\u{4efd}\u{8b49}",
            "\u{6211}\u{7684}\u{8eab}\u{4efd}\u{8b49}\u{ff1a}",
            "1\u{8eab}\u{4efd}\u{8b49}2",
            "\u{e02}\u{e1a}\u{e31}\u{e15}\u{e23}\u{e1b}",
            "\u{60a8}\u{7684}CPF\u{53f7}",
            "\u{201c}cpf\u{201d}\u{a0}",
            "die Stra\u{df}e\u{2013}",
        ] {
            assert_eq!(stand(&words, text.as_bytes()), (true, true), "{text}");
        }
        for text in
            ["\u{e9}cpf", "cpf\u{e9}", "\u{43f}cpf", "Hauptstra\u{df}e", "stra\u{df}en", "\u{8eab}\u{4efd}"]
        {
            assert_eq!(stand(&words, text.as_bytes()), (false, false), "{text}");
        }
    }

    #[test]
    fn letters_outside_ascii_have_two_cases_too() {
        let words = words(&["инн", "şube no"]);
        for text in ["инн", "ИНН", "Инн", "Şube No", "ŞUBE NO", "şube NO"] {
            assert_eq!(stand(&words, text.as_bytes()), (true, true), "{text}");
        }
        assert_eq!(stand(&words, "инна".as_bytes()), (false, false));
    }

    #[test]
    fn words_are_seen_as_far_as_they_may_stand() {
        const WORDS: [&str; 9] = ["x", "um", "tel", "12345", "678", "9#$0", "8%(+1", "n_4", "\u{e9}t"];
        let many: Vec<String> = ('a'..='z').map(|c| format!("{c}{c}0")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).chain(WORDS).collect();
        let words = words(&many);
        for word in WORDS.into_iter().chain(["X", "TEL", "N_4", "aa0", "ZZ0"]) {
            for place in 0..80 {
                let stands = place + word.len() <= CONTEXT_BYTES;
                let far = "-".repeat(place);
                assert_eq!(stand(&words, format!("{far}{word}").as_bytes()).1, stands, "{word} at {place}");
                assert_eq!(stand(&words, format!("{far}{word}-").as_bytes()).1, stands, "{word}- at {place}");
                assert_eq!(stand(&words, format!("{word}{far}").as_bytes()).0, stands, "{word} to {place}");
                assert!(!stand(&words, format!("{far}{word}a").as_bytes()).1, "{word}a at {place}");
                assert!(!stand(&words, format!("9{word}{far}").as_bytes()).0, "9{word} to {place}");
            }
        }
    }

    #[test]
    fn a_marker_that_the_window_cuts_is_one() {
        let words = words(&["tel"]);
        let marker = format!("[TEL_{}]", "N".repeat(70));
        assert_eq!(stand(&words, marker.as_bytes()), (false, false));
        let open = format!("[TEL_{}", "N".repeat(40));
        assert_eq!(stand(&words, open.as_bytes()), (true, true));
    }
}
