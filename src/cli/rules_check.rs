//! `obelus rules check`: what looking for each rule costs, what of it costs more than it could, and how often it is wrong.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use crate::bytes::ByteSet;
use crate::cli::rule_files::RuleFlags;
use crate::cli::{Known, one_of, print, rules};
use crate::detect::noise::{Noise, noise};
use crate::detect::price::{Price, prices};
use crate::detect::rule::Rule;
use crate::error::Result;
use crate::limits::Limits;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    /// Rule files, looked at as if they were shipped with the others; without any, your own directories or the built-in rules
    #[arg(conflicts_with = "rules")]
    files: Vec<PathBuf>,
    /// `human` or `jsonl`
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: String,
    #[command(flatten)]
    rules: RuleFlags,
}

/// Runs it. Warnings do not change the exit code: a slow rule finds what it should.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let jsonl = one_of("--format", &arguments.format, &["human", "jsonl"])? == 1;
    let known = Known::new(Limits::default(), &arguments.rules, None)?;
    let given = rules::load(&arguments.files, &known)?;
    let asked: Vec<String> = match given.as_slice() {
        [] => known.own_or_all().iter().map(|rule| rule.id.clone()).collect(),
        given => given.iter().map(|rule| rule.id.clone()).collect(),
    };
    // A file of a shipped rule stands in its place.
    let others = known.rules.iter().filter(|rule| given.iter().all(|g| g.id != rule.id)).cloned().collect();
    let all: Vec<Arc<Rule>> = [others, given.into_iter().map(Arc::new).collect::<Vec<_>>()].concat();
    let (prices, noise) = (prices(&all)?, noise(&all, &known.vocabulary)?);
    for ((rule, price), noise) in
        all.iter().zip(&prices).zip(&noise).filter(|((rule, _), _)| asked.contains(&rule.id))
    {
        print(&if jsonl { row(rule, price, noise) } else { lines(rule, price, noise) })?;
    }
    Ok(0)
}

fn lines(rule: &Rule, price: &Price, noise: &Noise) -> String {
    let mut text = format!("{:<30}  {}\n", rule.id, often(price));
    let mut warn = |what: String| text += &format!("  warning: {what}\n");
    if price.is_everywhere() {
        warn("slow: its pattern says nothing of where it can begin, so it is tried at every byte".to_owned());
    } else if price.is_slow() {
        warn("slow: its pattern is tried too often; begin it with rarer bytes".to_owned());
    }
    if noise.is_noisy() {
        let (logs, prose) = (noise.logs_per_mb.round(), noise.prose_per_mb.round());
        warn(format!(
            "noisy: it finds {logs} values per MB of logs and {prose} per MB of prose in which there are none; \
             ask for a word (`needs_context`), a check or boundaries"
        ));
    }
    for coarse in &price.coarse {
        let taken = coarse.taken_as.map_or("any byte".to_owned(), |class| class.pattern());
        let class = coarse.class.pattern();
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

fn row(rule: &Rule, price: &Price, noise: &Noise) -> String {
    let coarse: Vec<_> = price
        .coarse
        .iter()
        .map(|c| json!({"class": c.class.pattern(), "taken_as": c.taken_as.as_ref().map(ByteSet::pattern)}))
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
        "noise": {"logs_per_mb": noise.logs_per_mb, "prose_per_mb": noise.prose_per_mb},
        "noisy": noise.is_noisy(),
    });
    format!("{row}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_have_two_digits() {
        assert_eq!([3.4, 17.2, 1234.0, 98765.0].map(rounded), [3, 17, 1200, 99000]);
    }
}
