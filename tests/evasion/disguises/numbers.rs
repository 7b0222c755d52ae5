//! Numbers that are taken apart: rows 17 (separators), 18 (fields), 20 (words).

use super::{Disguise, d, each};
use crate::carriers::Carrier::Json;
use crate::values::Category::{self, Card, Cpf, E164, Iban, Nanp, Ssn};
use crate::values::Value;

const NUMBERS: &[Category] = &[Card, Iban, E164, Nanp, Ssn, Cpf];

pub const ALL: &[Disguise] = &[
    d(17, "spaces", NUMBERS, |v| grouped(v, " ")),
    d(17, "two spaces", NUMBERS, |v| grouped(v, "  ")),
    d(17, "dashes", NUMBERS, |v| grouped(v, "-")),
    d(17, "dots", NUMBERS, |v| grouped(v, ".")),
    d(17, "no-break spaces", NUMBERS, |v| grouped(v, "\u{a0}")),
    d(17, "thin spaces", NUMBERS, |v| grouped(v, "\u{2009}")),
    d(17, "narrow no-break spaces", NUMBERS, |v| grouped(v, "\u{202f}")),
    d(17, "ideographic spaces", NUMBERS, |v| grouped(v, "\u{3000}")),
    d(17, "figure dashes", NUMBERS, |v| grouped(v, "\u{2012}")),
    d(17, "hyphens U+2010", NUMBERS, |v| grouped(v, "\u{2010}")),
    d(17, "no-break hyphens", NUMBERS, |v| grouped(v, "\u{2011}")),
    d(17, "en dashes", NUMBERS, |v| grouped(v, "\u{2013}")),
    d(17, "minus signs", NUMBERS, |v| grouped(v, "\u{2212}")),
    d(17, "slashes", NUMBERS, |v| grouped(v, "/")),
    d(17, "underscores", NUMBERS, |v| grouped(v, "_")),
    d(17, "tabs", NUMBERS, |v| grouped(v, "\t")),
    d(17, "dashes between spaces", NUMBERS, |v| grouped(v, " - ")),
    d(17, "brackets around the first group", NUMBERS, |v| {
        let groups = groups(v);
        format!("({}) {}", groups[0], groups[1..].join(" "))
    }),
    d(17, "space behind every digit", NUMBERS, |v| {
        plain(v).chars().map(String::from).collect::<Vec<_>>().join(" ")
    }),
    d(18, "array of groups", NUMBERS, |v| format!("[{}]", grouped(v, ", "))),
    d(18, "fields of a record", NUMBERS, |v| {
        let groups = groups(v);
        let (first, rest) = groups.split_first().unwrap();
        let more: String =
            rest.iter().zip('a'..).map(|(group, name)| format!("\",\"part {name}\":\"{group}")).collect();
        format!("{first}{more}")
    })
    .native(&[Json])
    .only(&[Json]),
    d(20, "spelled", NUMBERS, |v| {
        each(&v.text, |c| {
            c.to_digit(10).map_or(c.to_string(), |digit| format!(" {} ", WORDS[digit as usize]))
        })
    }),
];

const WORDS: &[&str] = &["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

fn plain(v: &Value) -> String {
    v.text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '+').collect()
}

/// As people write them down.
fn groups(v: &Value) -> Vec<String> {
    let plain = plain(v);
    let ends: &[usize] = match v.category {
        Ssn => &[3, 5],
        Cpf => &[3, 6, 9],
        Nanp => &[3, 6],
        E164 => &[3, 6, 9],
        _ => &[4, 8, 12, 16, 20],
    };
    let ends: Vec<usize> =
        ends.iter().copied().filter(|end| *end < plain.len()).chain([plain.len()]).collect();
    let starts = [0].into_iter().chain(ends.iter().copied());
    starts.zip(&ends).map(|(start, end)| plain[start..*end].to_owned()).collect()
}

fn grouped(v: &Value, between: &str) -> String {
    groups(v).join(between)
}
