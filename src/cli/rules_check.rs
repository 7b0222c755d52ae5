//! `obelus rules check`: what looking for each rule costs, and what of it costs more than it could.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use crate::bytes::ByteSet;
use crate::cli::{one_of, print, rules};
use crate::detect::price::{Price, prices};
use crate::detect::rule::{self, Rule};
use crate::error::Result;
use crate::info_type::Vocabulary;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    /// Rule files, priced as if they were shipped with the others; without any, the built-in rules
    files: Vec<PathBuf>,
    /// `human` or `jsonl`
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: String,
}

/// Runs it. Warnings do not change the exit code: a slow rule finds what it should.
pub fn run(arguments: &Arguments, vocabulary: &Vocabulary) -> Result<u8> {
    let jsonl = one_of("--format", &arguments.format, &["human", "jsonl"])? == 1;
    let given = rules::load(&arguments.files, vocabulary)?;
    // A file of a shipped rule stands in its place.
    let mut all = rule::builtin(vocabulary)?;
    all.retain(|rule| given.iter().all(|g| g.id != rule.id));
    let first = if given.is_empty() { 0 } else { all.len() };
    let all: Vec<Arc<Rule>> = all.into_iter().chain(given).map(Arc::new).collect();
    for (rule, price) in all.iter().zip(prices(&all)?).skip(first) {
        print(&if jsonl { row(rule, &price) } else { lines(rule, &price) })?;
    }
    Ok(0)
}

fn lines(rule: &Rule, price: &Price) -> String {
    let mut text = format!("{:<30}  {}\n", rule.id, often(price));
    let mut warn = |what: String| text += &format!("  warning: {what}\n");
    if price.is_everywhere() {
        warn("slow: its pattern says nothing of where it can begin, so it is tried at every byte".to_owned());
    } else if price.is_slow() {
        warn("slow: its pattern is tried too often; begin it with rarer bytes".to_owned());
    }
    for coarse in &price.coarse {
        let taken = coarse.taken_as.map_or("any byte".to_owned(), |class| written(&class));
        let class = written(&coarse.class);
        warn(format!("{class} is taken for {taken}: all rules together name too many classes"));
    }
    for late in &price.late {
        let (boundary, why) = (late.boundary, late.why.text());
        warn(format!("{boundary} is looked at only where the pattern has matched: {why}"));
    }
    text
}

/// How often it is looked at, in words.
fn often(price: &Price) -> String {
    match 1.0 / price.odds {
        _ if price.is_everywhere() => "every byte".to_owned(),
        bytes if bytes < RARE_PLACE_BYTES => format!("about one place in {} bytes", rounded(bytes)),
        _ => format!("less than one place in {RARE_PLACE_BYTES} bytes"),
    }
}

/// Rarer places are not told apart: it is an estimate.
const RARE_PLACE_BYTES: f64 = 1_000_000.0;

/// Two digits of it, which is more than an estimate can say.
fn rounded(bytes: f64) -> u64 {
    let step = 10f64.powf((bytes.log10().floor() - 1.0).max(0.0));
    ((bytes / step).round() * step) as u64
}

fn row(rule: &Rule, price: &Price) -> String {
    let coarse: Vec<_> = price
        .coarse
        .iter()
        .map(|c| json!({"class": written(&c.class), "taken_as": c.taken_as.as_ref().map(written)}))
        .collect();
    let late: Vec<_> =
        price.late.iter().map(|l| json!({"boundary": l.boundary, "why": l.why.name()})).collect();
    let row = json!({
        "schema_version": 1,
        "rule": rule.id,
        "odds": price.odds,
        "everywhere": price.is_everywhere(),
        "slow": price.is_slow(),
        "coarse": coarse,
        "late_boundaries": late,
    });
    format!("{row}\n")
}

/// A class as patterns write it. What is shorter as what is missing is written so.
fn written(class: &ByteSet) -> String {
    let other = class.complement();
    let (sign, listed) = if class.len() > 128 { ("^", &other) } else { ("", class) };
    let mut text = format!("[{sign}");
    let mut bytes = listed.iter().peekable();
    while let Some(first) = bytes.next() {
        let mut last = first;
        while let Some(next) = bytes.next_if(|next| u16::from(*next) == u16::from(last) + 1) {
            last = next;
        }
        text += &byte(first);
        if last > first {
            text += if last - first > 1 { "-" } else { "" };
            text += &byte(last);
        }
    }
    text + "]"
}

fn byte(byte: u8) -> String {
    match byte {
        b'\\' | b'[' | b']' | b'^' | b'-' => format!("\\{}", byte as char),
        b' '..=b'~' => (byte as char).to_string(),
        _ => format!("\\x{byte:02x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_written_as_patterns_write_them() {
        let class = |bytes: &[u8]| written(&ByteSet::from_bytes(bytes));
        assert_eq!(class(b"0123456789ab-"), "[\\-0-9ab]");
        assert_eq!(class(b"\n"), "[\\x0a]");
        assert_eq!(written(&ByteSet::from_bytes(b"\n").complement()), "[^\\x0a]");
        assert_eq!(written(&ByteSet::ALL), "[^]");
    }

    #[test]
    fn estimates_have_two_digits() {
        assert_eq!([3.4, 17.2, 1234.0, 98765.0].map(rounded), [3, 17, 1200, 99000]);
    }
}
