//! Payment cards: the first digits of each scheme, any digits, and the check digit.

use crate::numbers::make::{closed, digits, luhn};
use crate::random::Random;

use super::makers::Maker;

pub const MAKERS: &[Maker] = &[
    ("amex", "CREDIT_CARD_NUMBER", |random| number(random, &["34", "37"], 15)),
    ("card", "CREDIT_CARD_NUMBER", |random| any(random, "")),
    ("card-dashed", "CREDIT_CARD_NUMBER", |random| any(random, "-")),
    ("card-spaced", "CREDIT_CARD_NUMBER", |random| any(random, " ")),
    // Sixteen digits that no card has: the check digit is another one.
    ("not-card", "", |random| wrong(&number(random, &["4", "51", "6011"], 16))),
];

/// First digits of issuers, and how long their numbers are.
const SCHEMES: &[(&[&str], usize)] = &[
    (&["4"], 16),
    (&["4"], 16),
    (&["51", "52", "53", "54", "55"], 16),
    (&["2221", "2450", "2720"], 16),
    (&["34", "37"], 15),
    (&["6011", "644", "65"], 16),
    (&["3528", "3589"], 16),
    (&["36", "38"], 14),
    (&["6240", "6288"], 16),
    (&["6759"], 16),
    (&["2200", "2204"], 16),
];

fn any(random: &mut Random, separator: &str) -> String {
    let (prefixes, length) = *random.pick(SCHEMES);
    let number = number(random, prefixes, length);
    if separator.is_empty() {
        return number;
    }
    let ends: &[usize] = match length {
        14 => &[4, 10, 14],
        15 => &[4, 10, 15],
        _ => &[4, 8, 12, 16],
    };
    let starts = [0].iter().chain(ends);
    starts.zip(ends).map(|(start, end)| &number[*start..*end]).collect::<Vec<_>>().join(separator)
}

fn number(random: &mut Random, prefixes: &[&str], length: usize) -> String {
    let prefix = *random.pick(prefixes);
    let body = digits(random, length - 1 - prefix.len());
    closed(&format!("{prefix}{body}"), luhn).expect("one of ten digits agrees")
}

fn wrong(number: &str) -> String {
    let (body, last) = number.split_at(number.len() - 1);
    format!("{body}{}", (last.parse::<u32>().expect("a digit") + 1) % 10)
}
