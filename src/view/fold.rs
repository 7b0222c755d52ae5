//! Characters that read as others: invisible ones, digits of all scripts, wide and styled letters, dashes and spaces of
//! typesetting, and letters that look like Latin ones.
//!
//! Sources: Unicode Character Database (`Default_Ignorable_Code_Point`, `General_Category` Nd, Pd and Zs), UAX #15
//! (compatibility forms), UTS #39 (letters that look alike).

use unicode_normalization::UnicodeNormalization;

use crate::limits::VIEW_UNIT_BYTES_MAX;
use crate::view::units::Unit;

/// Why a character reads as another one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It is not shown.
    Invisible,
    /// It is a mark on the letter before it.
    Mark,
    /// It is that digit, letter or sign in another form.
    Form,
    Dash,
    Space,
    /// It looks like that letter.
    Alike,
}

/// The digit 0 of every script that has ten of them in a row.
static ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50,
    0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140,
    0x1e2f0, 0x1e950, 0x1fbf0,
];

/// Letters and the Latin ones that they look like, sorted.
static ALIKE: &[(char, u8)] = &[
    ('ı', b'i'),
    ('ɑ', b'a'),
    ('ɡ', b'g'),
    ('ɩ', b'i'),
    ('Α', b'A'),
    ('Β', b'B'),
    ('Ε', b'E'),
    ('Ζ', b'Z'),
    ('Η', b'H'),
    ('Ι', b'I'),
    ('Κ', b'K'),
    ('Μ', b'M'),
    ('Ν', b'N'),
    ('Ο', b'O'),
    ('Ρ', b'P'),
    ('Τ', b'T'),
    ('Υ', b'Y'),
    ('Χ', b'X'),
    ('α', b'a'),
    ('γ', b'y'),
    ('ι', b'i'),
    ('κ', b'k'),
    ('ν', b'v'),
    ('ο', b'o'),
    ('ρ', b'p'),
    ('σ', b'o'),
    ('τ', b't'),
    ('υ', b'u'),
    ('χ', b'x'),
    ('ϲ', b'c'),
    ('ϳ', b'j'),
    ('Ѕ', b'S'),
    ('І', b'I'),
    ('Ј', b'J'),
    ('А', b'A'),
    ('В', b'B'),
    ('Е', b'E'),
    ('К', b'K'),
    ('М', b'M'),
    ('Н', b'H'),
    ('О', b'O'),
    ('Р', b'P'),
    ('С', b'C'),
    ('Т', b'T'),
    ('У', b'Y'),
    ('Х', b'X'),
    ('а', b'a'),
    ('в', b'b'),
    ('г', b'r'),
    ('е', b'e'),
    ('к', b'k'),
    ('м', b'm'),
    ('н', b'h'),
    ('о', b'o'),
    ('п', b'n'),
    ('р', b'p'),
    ('с', b'c'),
    ('т', b't'),
    ('у', b'y'),
    ('х', b'x'),
    ('ѕ', b's'),
    ('і', b'i'),
    ('ј', b'j'),
    ('һ', b'h'),
    ('ӏ', b'l'),
    ('ԁ', b'd'),
    ('ԛ', b'q'),
    ('ԝ', b'w'),
    ('հ', b'h'),
    ('ո', b'n'),
    ('ս', b'u'),
    ('օ', b'o'),
];

/// What `character` reads as, and why; `None` for one that reads as itself, nothing for one that is not shown.
fn folded(character: char) -> Option<(Kind, Option<u8>)> {
    let code = u32::from(character);
    Some(match code {
        0..=0x7f => return None,
        0xad
        | 0x34f
        | 0x61c
        | 0x115f..=0x1160
        | 0x17b4..=0x17b5
        | 0x180b..=0x180f
        | 0x200b..=0x200f
        | 0x202a..=0x202e
        | 0x2060..=0x206f
        | 0x3164
        | 0xfe00..=0xfe0f
        | 0xfeff
        | 0xffa0
        | 0xfff0..=0xfff8
        | 0x1bca0..=0x1bca3
        | 0x1d173..=0x1d17a
        | 0xe0000..=0xe0fff => (Kind::Invisible, None),
        0x300..=0x36f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff | 0xfe20..=0xfe2f => {
            (Kind::Mark, None)
        }
        0xa0 | 0x1680 | 0x2000..=0x200a | 0x202f | 0x205f | 0x3000 => (Kind::Space, Some(b' ')),
        0x58a | 0x2010..=0x2015 | 0x2043 | 0x2212 | 0xfe58 | 0xfe63 => (Kind::Dash, Some(b'-')),
        // Full stops of East Asian writing, which IDNA2003 takes for dots between labels (RFC 3490, section 3.1).
        0x3002 | 0xff61 | 0x2024 => (Kind::Form, Some(b'.')),
        0x2460..=0x24ff | 0xfe50..=0xfe6b | 0xff01..=0xff5e | 0x1d400..=0x1d7ff | 0x1f130..=0x1f149 => {
            let mut forms = std::iter::once(character).nfkc();
            match (forms.next(), forms.next()) {
                (Some(only), None) if only.is_ascii() => (Kind::Form, Some(only as u8)),
                _ => return None,
            }
        }
        _ if let Some(digit) = digit(code) => (Kind::Form, Some(digit)),
        _ => (Kind::Alike, Some(ALIKE[ALIKE.binary_search_by_key(&character, |(c, _)| *c).ok()?].1)),
    })
}

fn digit(code: u32) -> Option<u8> {
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    (code - zero < 10).then(|| b'0' + (code - zero) as u8)
}

/// What an escaped `character` reads as: itself, a plain one, or nothing. One that only looks like a letter is itself.
pub(super) fn of(character: char) -> Option<Option<u8>> {
    folded(character).filter(|(kind, _)| !matches!(kind, Kind::Alike | Kind::Mark)).map(|(_, plain)| plain)
}

/// The unit at a byte that is no ASCII: a character that reads as another one where that can matter to a value.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let (character, len) = character(&text[at..])?;
    let (kind, plain) = folded(character)?;
    let matters = match kind {
        Kind::Form => true,
        Kind::Invisible => is_within(text, at, len),
        Kind::Dash => {
            let (before, behind) = around(text, at, len);
            is_alphanumeric(before) && is_alphanumeric(behind)
        }
        Kind::Space => {
            let (before, behind) = around(text, at, len);
            // Between words of what says what a value is, and in a number.
            is_of_line(before) && is_of_line(behind) && (is_alphanumeric(before) || is_alphanumeric(behind))
        }
        Kind::Mark => {
            around(text, at, len).0.is_some_and(|c| c.is_ascii_digit()) || Word::around(text, at).is_address()
        }
        Kind::Alike => {
            let word = Word::around(text, at);
            word.is_address()
                || plain.is_some_and(|b| b.is_ascii_uppercase()) && is_in_account(text, at)
                || word.has_latin && character >= FIRST_OF_OTHERS && is_in_word(text, at)
        }
    };
    matters.then(|| match plain {
        Some(byte) => Unit::byte(len, byte),
        None => Unit::nothing(len),
    })
}

/// The character at the start of `text`, and how long it is.
fn character(text: &[u8]) -> Option<(char, usize)> {
    let len = match text.first()? {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let character = std::str::from_utf8(text.get(..len)?).ok()?.chars().next()?;
    Some((character, len))
}

/// The same where it may be ASCII.
fn any_character(text: &[u8]) -> Option<(char, usize)> {
    match text.first()? {
        byte @ 0..0x80 => Some((char::from(*byte), 1)),
        _ => character(text),
    }
}

/// The character that ends at `at`, and how long it is.
fn before(text: &[u8], at: usize) -> Option<(char, usize)> {
    let inner = text[..at].iter().rev().take(3).take_while(|b| matches!(b, 0x80..=0xbf)).count();
    any_character(&text[at.checked_sub(inner + 1)?..at])
}

/// The characters beside the `len` bytes at `at`.
fn around(text: &[u8], at: usize, len: usize) -> (Option<char>, Option<char>) {
    (before(text, at).map(|(c, _)| c), any_character(&text[at + len..]).map(|(c, _)| c))
}

/// The ASCII character that it is or reads as.
fn plain(character: Option<char>) -> Option<u8> {
    let character = character?;
    if character.is_ascii() { Some(character as u8) } else { of(character)? }
}

fn is_alphanumeric(character: Option<char>) -> bool {
    plain(character).is_some_and(|b| b.is_ascii_alphanumeric())
}

fn is_of_line(character: Option<char>) -> bool {
    plain(character).is_some_and(|b| b.is_ascii_graphic() || b == b' ')
}

/// True when on one side, but for others that are not shown, stands what values are made of, and on the other no line end.
fn is_within(text: &[u8], at: usize, len: usize) -> bool {
    let (mut start, mut end) = (at, at + len);
    let before = loop {
        match before(text, start) {
            Some((c, len)) if is_invisible(c) && at - start < VIEW_UNIT_BYTES_MAX => start -= len,
            beside => break beside.map(|(c, _)| c),
        }
    };
    let behind = loop {
        match text.get(end..).and_then(any_character) {
            Some((c, len)) if is_invisible(c) && end - at < VIEW_UNIT_BYTES_MAX => end += len,
            beside => break beside.map(|(c, _)| c),
        }
    };
    let is_there = |c: Option<char>| c.is_some_and(|c| !c.is_control());
    let is_of_value = |c: Option<char>| plain(c).is_some_and(|b| b.is_ascii_graphic());
    is_there(before) && is_there(behind) && (is_of_value(before) || is_of_value(behind))
}

/// How long the character is that ends at `at` and is not shown.
pub(super) fn invisible_before(text: &[u8], at: usize) -> Option<usize> {
    before(text, at).filter(|(c, _)| is_invisible(*c)).map(|(_, len)| len)
}

fn is_invisible(character: char) -> bool {
    folded(character).is_some_and(|(kind, _)| kind == Kind::Invisible)
}

/// What stands in the word around a letter.
struct Word {
    has_at: bool,
    has_latin: bool,
    digits: usize,
}

impl Word {
    fn around(text: &[u8], at: usize) -> Word {
        let is_inside =
            |b: &u8| *b >= 0x80 || b.is_ascii_alphanumeric() || matches!(b, b'@' | b'.' | b'_' | b'+' | b'-');
        let before = text[..at].iter().rev().take(VIEW_UNIT_BYTES_MAX).take_while(|b| is_inside(b));
        let behind = text[at..].iter().take(VIEW_UNIT_BYTES_MAX).take_while(|b| is_inside(b));
        let mut word = Word { has_at: false, has_latin: false, digits: 0 };
        for byte in before.chain(behind) {
            word.has_at |= *byte == b'@';
            word.has_latin |= byte.is_ascii_alphanumeric();
            word.digits += usize::from(byte.is_ascii_digit());
        }
        word
    }

    /// True where it has an at sign and Latin letters, or figures as many as a number of an account has.
    fn is_address(&self) -> bool {
        self.has_at && self.has_latin || self.digits >= 6
    }
}

/// True among groups of capitals and figures, of which an account in its printed form has so many (ISO 13616-1).
fn is_in_account(text: &[u8], at: usize) -> bool {
    const FIGURES_MIN: usize = 8;
    let is_inside = |b: &u8| *b >= 0x80 || b.is_ascii_digit() || b.is_ascii_uppercase() || *b == b' ';
    let before = text[..at].iter().rev().take(VIEW_UNIT_BYTES_MAX).take_while(|b| is_inside(b));
    let behind = text[at..].iter().take(VIEW_UNIT_BYTES_MAX).take_while(|b| is_inside(b));
    before.chain(behind).filter(|b| b.is_ascii_digit()).count() >= FIGURES_MIN
}

/// Before it all letters are Latin ones, of languages that have them beside others.
const FIRST_OF_OTHERS: char = '\u{370}';

/// True inside a word of Latin letters and of such as look like them, as no language has it: the name of a field that programs do not see.
fn is_in_word(text: &[u8], at: usize) -> bool {
    let of_word = |b: &&u8| **b >= 0x80 || b.is_ascii_alphanumeric() || **b == b'_';
    let before = text[..at].iter().rev().take(VIEW_UNIT_BYTES_MAX).take_while(of_word).count();
    let behind = text[at..].iter().take(VIEW_UNIT_BYTES_MAX).take_while(of_word).count();
    let word = &text[at - before..at + behind];
    let is_latin = |c: char| c.is_ascii() || ALIKE.binary_search_by_key(&c, |(alike, _)| *alike).is_ok();
    word.iter().any(u8::is_ascii_alphabetic)
        && std::str::from_utf8(word).is_ok_and(|word| word.chars().all(is_latin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_look_alike_are_sorted() {
        assert!(ALIKE.is_sorted_by(|a, b| a.0 < b.0) && ZEROS.is_sorted());
    }

    #[test]
    fn characters_read_as_what_they_show() {
        let read = |text: &str| {
            let mut view = crate::view::View::default();
            let whole = crate::span::Span::new(0, text.len());
            crate::view::units::read(text.as_bytes(), whole, false, &mut view);
            String::from_utf8(view.text).unwrap_or_default()
        };
        assert_eq!(read("ann\u{200b}@exam\u{ad}ple.com"), "ann@example.com");
        assert_eq!(read("ａｎｎ＠example。com"), "ann@example.com");
        assert_eq!(read("٤١١١ ۲۳ ८९ 𝟙𝟐"), "4111 23 89 12");
        assert_eq!(read("аnn@ехample.com"), "ann@example.com");
        assert_eq!(read("GB82 WEST 1234 5698 7654 32"), "GB82 WEST 1234 5698 7654 32");
        assert_eq!(read("GВ82 WЕSТ 1234 5698 7654 32"), "GB82 WEST 1234 5698 7654 32");
        assert_eq!(read("pаsswоrd=x арi_кеу: x"), "password=x api_key: x");
        assert_eq!(read("Yıldırım altı"), "Yıldırım altı");
        assert_eq!(read("В 2026 году, IT-отдел, USBшнурок"), "В 2026 году, IT-отдел, USBшнурок");
        assert_eq!(read("4111\u{a0}1111\u{2011}1111"), "4111 1111-1111");
        assert_eq!(read("Москва — 7 млн, naïve café\u{a0}: «да»"), "Москва — 7 млн, naïve café\u{a0}: «да»");
        assert_eq!(read("иван@пример.рф"), "иван@пример.рф");
        assert_eq!(read("a\u{301}nn@example.com e\u{301}t"), "ann@example.com e\u{301}t");
    }
}
