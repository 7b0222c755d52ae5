//! Other characters for the same letters and digits: rows 2 (wide and styled forms), 3 (digits of other scripts), 4 (look-alikes).

use super::{ANY, Disguise, EMAIL, d, each, signs};
use crate::values::Category::{self, Card, Cpf, E164, Iban, Ipv4, Nanp, Ssn};

const NUMBERS: &[Category] = &[Card, Iban, Ipv4, E164, Nanp, Ssn, Cpf];

pub const ALL: &[Disguise] = &[
    d(2, "full width, everything", ANY, |v| each(&v.text, |c| wide(c).to_string())),
    d(2, "full width, signs", ANY, |v| signs(&v.text, |c| wide(c).to_string())),
    d(2, "full width, digits", ANY, |v| digits(&v.text, 0xff10)),
    d(2, "small forms of signs", EMAIL, |v| v.text.replace('@', "\u{fe6b}").replace('.', "\u{fe52}")),
    d(2, "bold of mathematics", ANY, |v| styled(&v.text, 0x1d400, 0x1d41a, 0x1d7ce)),
    d(2, "monospace of mathematics", ANY, |v| styled(&v.text, 0x1d670, 0x1d68a, 0x1d7f6)),
    d(2, "circled letters and digits", ANY, |v| each(&v.text, circled)),
    d(3, "Arabic-Indic digits", NUMBERS, |v| digits(&v.text, 0x660)),
    d(3, "Persian digits", NUMBERS, |v| digits(&v.text, 0x6f0)),
    d(3, "Devanagari digits", NUMBERS, |v| digits(&v.text, 0x966)),
    d(3, "Bengali digits", NUMBERS, |v| digits(&v.text, 0x9e6)),
    d(3, "Thai digits", NUMBERS, |v| digits(&v.text, 0xe50)),
    d(3, "Tamil digits", NUMBERS, |v| digits(&v.text, 0xbe6)),
    d(3, "Arabic-Indic digits, half of them", NUMBERS, |v| {
        let half = v.text.len() / 2;
        digits(&v.text[..half], 0x660) + &v.text[half..]
    }),
    d(4, "one Cyrillic letter", EMAIL, |v| replaced(&v.text, CYRILLIC, 1)),
    d(4, "Cyrillic letters", EMAIL, |v| replaced(&v.text, CYRILLIC, usize::MAX)),
    d(4, "Cyrillic letters of an IBAN", &[Iban], |v| replaced(&v.text, CYRILLIC, usize::MAX)),
    d(4, "Greek letters", EMAIL, |v| replaced(&v.text, GREEK, usize::MAX)),
    d(4, "Cyrillic letters in the domain", EMAIL, |v| {
        let (local, domain) = v.text.split_once('@').unwrap();
        format!("{local}@{}", replaced(domain, CYRILLIC, 2))
    }),
    d(4, "accents on every letter", EMAIL, |v| marked(&v.text)),
    d(4, "combining marks on digits", NUMBERS, |v| {
        each(&v.text, |c| if c.is_ascii_digit() { format!("{c}\u{332}") } else { c.to_string() })
    }),
];

/// The form of East Asian type, which is one block in the order of ASCII.
fn wide(c: char) -> char {
    if c == ' ' { '\u{3000}' } else { char::from_u32(u32::from(c) + 0xfee0).unwrap() }
}

fn digits(text: &str, zero: u32) -> String {
    each(text, |c| c.to_digit(10).map_or(c, |digit| char::from_u32(zero + digit).unwrap()).to_string())
}

/// By the code points of A, a and 0.
fn styled(text: &str, capital: u32, small: u32, zero: u32) -> String {
    let of = |c: char| match c {
        'A'..='Z' => char::from_u32(u32::from(c) - 65 + capital).unwrap(),
        'a'..='z' => char::from_u32(u32::from(c) - 97 + small).unwrap(),
        '0'..='9' => char::from_u32(u32::from(c) - 48 + zero).unwrap(),
        _ => c,
    };
    text.chars().map(of).collect()
}

fn circled(c: char) -> String {
    match c {
        '0' => "\u{24ea}".to_owned(),
        '1'..='9' => char::from_u32(u32::from(c) - 49 + 0x2460).unwrap().to_string(),
        'A'..='Z' => char::from_u32(u32::from(c) - 65 + 0x24b6).unwrap().to_string(),
        'a'..='z' => char::from_u32(u32::from(c) - 97 + 0x24d0).unwrap().to_string(),
        _ => c.to_string(),
    }
}

const CYRILLIC: &[(char, char)] = &[
    ('a', 'а'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('c', 'с'),
    ('x', 'х'),
    ('y', 'у'),
    ('i', 'і'),
    ('A', 'А'),
    ('B', 'В'),
    ('E', 'Е'),
    ('K', 'К'),
    ('M', 'М'),
    ('H', 'Н'),
    ('O', 'О'),
    ('P', 'Р'),
    ('C', 'С'),
    ('T', 'Т'),
    ('X', 'Х'),
];

const GREEK: &[(char, char)] =
    &[('o', 'ο'), ('v', 'ν'), ('i', 'ι'), ('a', 'α'), ('A', 'Α'), ('B', 'Β'), ('E', 'Ε')];

/// The first so many letters that have another that looks the same.
fn replaced(text: &str, pairs: &[(char, char)], most: usize) -> String {
    let mut left = most;
    let of = |c: char| match pairs.iter().find(|(plain, _)| *plain == c) {
        Some((_, odd)) if left > 0 => {
            left -= 1;
            *odd
        }
        _ => c,
    };
    text.chars().map(of).collect()
}

fn marked(text: &str) -> String {
    each(text, |c| if c.is_ascii_lowercase() { format!("{c}\u{301}") } else { c.to_string() })
}
