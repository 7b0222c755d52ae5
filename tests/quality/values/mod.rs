//! How well values are found in text: templates with labelled values, filled in from a seed.
//!
//! `held_out/` was written from general knowledge of what systems write, without a look at the rules, and no rule is changed because of what
//! it shows; `train/` may be learned from.

use std::sync::Arc;

use obelus::detect::engine::Engine;
use obelus::detect::rule;
use obelus::info_type::Vocabulary;

use crate::random::Random;

mod cards;
mod emails;
mod ids;
mod ips;
mod makers;
mod noise;
mod phones;
mod score;
mod secrets;
mod template;
mod texts;

#[allow(unused_imports)]
pub use makers::maker;
pub use score::Counts;
use score::{Judge, Score};
use template::{Group, Text};

/// What the values are drawn from.
const SEED: u64 = 20_260_715;

/// How often a template is filled in.
const TIMES: usize = 20;
/// The same for lines of logs, of which there are thousands.
const TIMES_LOGS: usize = 50;

/// The aim of each kind, for recall and precision alike.
const AIMS: &[(&str, f64)] =
    &[("cards", 0.97), ("emails", 0.95), ("ids", 0.85), ("IPs", 0.99), ("phones", 0.95), ("secrets", 0.88)];

/// One file of templates.
struct File {
    name: &'static str,
    text: &'static str,
}

macro_rules! files {
    ($set:literal) => {
        &[
            File { name: "cards", text: include_str!(concat!($set, "/cards.txt")) },
            File { name: "emails", text: include_str!(concat!($set, "/emails.txt")) },
            File { name: "ids", text: include_str!(concat!($set, "/ids.txt")) },
            File { name: "ips", text: include_str!(concat!($set, "/ips.txt")) },
            File { name: LOGS, text: include_str!(concat!($set, "/logs.txt")) },
            File { name: "phones", text: include_str!(concat!($set, "/phones.txt")) },
            File { name: "secrets", text: include_str!(concat!($set, "/secrets.txt")) },
        ]
    };
}

/// The file whose lines are those of logs.
const LOGS: &str = "logs";

const SETS: &[(&str, &[File])] = &[
    ("Values in held-out text", files!("held_out")),
    ("Values in text that rules were mended by", files!("train")),
];

/// The engine of all rules, and what templates can name.
struct Bench {
    vocabulary: Vocabulary,
    engine: Engine,
    makers: makers::Makers,
}

impl Bench {
    fn new() -> Self {
        let vocabulary = Vocabulary::builtin().expect("the vocabulary is valid");
        let rules = rule::builtin(&vocabulary).expect("every rule file is valid");
        let engine = Engine::new(rules.into_iter().map(Arc::new)).expect("every pattern compiles");
        let makers = makers::Makers::new(&vocabulary);
        Bench { vocabulary, engine, makers }
    }

    fn judge(&self, text: &Text) -> Score {
        let mut score = Score::default();
        Judge { engine: &self.engine, vocabulary: &self.vocabulary }.judge(text, &mut score);
        score
    }
}

/// The tables of `docs/QUALITY.md`.
pub fn measured() -> String {
    let bench = Bench::new();
    SETS.iter().map(|(title, files)| set(title, files, &bench)).collect()
}

/// The groups of a set: 0 is held out.
pub fn groups(set: usize) -> Vec<Group> {
    SETS[set].1.iter().flat_map(|file| template::groups(file.text)).collect()
}

/// All that is made of a set.
pub fn texts(set: usize) -> Vec<Vec<u8>> {
    let makers = Bench::new().makers;
    groups(set).iter().map(|group| made(group, 2, &makers).bytes).collect()
}

/// What one template comes to.
pub fn counts(template: &str) -> Counts {
    let bench = Bench::new();
    let group = Group { title: "one".to_owned(), templates: vec![template.to_owned()] };
    bench.judge(&made(&group, 1, &bench.makers)).all()
}

/// The title goes into the seed, so that a new group leaves the others as they are.
fn made(group: &Group, times: usize, makers: &makers::Makers) -> Text {
    let seed = group.title.bytes().fold(SEED, |seed, b| seed.wrapping_mul(31).wrapping_add(u64::from(b)));
    template::fill(group, times, makers, &mut Random::new(seed))
}

fn set(title: &str, files: &[File], bench: &Bench) -> String {
    let (mut all, mut logs) = (Score::default(), Vec::new());
    for file in files {
        for group in template::groups(file.text) {
            let times = if file.name == LOGS { TIMES_LOGS } else { TIMES };
            let score = bench.judge(&made(&group, times, &bench.makers));
            all.add(&score);
            if file.name == LOGS {
                logs.push((group.title, score));
            }
        }
    }
    if std::env::var_os("SHOW_VALUES").is_some_and(|which| title.contains(&*which.to_string_lossy())) {
        show(&all.wrong);
    }
    format!("## {title}\n\n{} lines.\n\n{}\n{}\n", all.lines, kinds(&all), alarms(&logs))
}

/// One line of each template is enough to see what is wrong with it.
#[allow(clippy::print_stderr)]
fn show(wrong: &[score::Wrong]) {
    let mut seen = std::collections::BTreeMap::new();
    for (key, line) in wrong {
        seen.entry(key).or_insert((0, line)).0 += 1;
    }
    seen.iter().for_each(|(key, (count, line))| eprintln!("{count:>4} {key}: {line}"));
}

fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.3}", part as f64 / whole as f64) }
}

fn kinds(score: &Score) -> String {
    let mut text = "| kind | values | recall | precision | aim |\n|---|---:|---:|---:|---:|\n".to_owned();
    for (kind, aim) in AIMS {
        let counts = score.kinds.get(kind).copied().unwrap_or_default();
        let values = counts.right + counts.missed;
        let (recall, precision) = (share(counts.right, values), share(counts.right, counts.found()));
        text += &format!("| {kind} | {values} | {recall} | {precision} | {aim:.2} |\n");
    }
    text
}

/// False alarms of any kind, by kind of log.
fn alarms(logs: &[(String, Score)]) -> String {
    let mut text = "| log | lines | false alarms | in 1,000 lines |\n|---|---:|---:|---:|\n".to_owned();
    let mut sum = (0, 0);
    let mut row = |name: &str, lines: usize, alarms: usize| {
        text += &format!(
            "| {name} | {lines} | {alarms} | {:.1} |\n",
            alarms as f64 * 1000.0 / lines.max(1) as f64
        );
    };
    for (name, score) in logs {
        row(name, score.lines, score.false_alarms());
        sum = (sum.0 + score.lines, sum.1 + score.false_alarms());
    }
    row("all", sum.0, sum.1);
    text
}

impl Score {
    fn all(&self) -> Counts {
        self.kinds.values().fold(Counts::default(), |a, b| Counts {
            right: a.right + b.right,
            missed: a.missed + b.missed,
            wrong: a.wrong + b.wrong,
        })
    }

    fn add(&mut self, other: &Score) {
        self.lines += other.lines;
        for (kind, counts) in &other.kinds {
            let own = self.kinds.entry(kind).or_default();
            own.right += counts.right;
            own.missed += counts.missed;
            own.wrong += counts.wrong;
        }
        self.wrong.extend(other.wrong.iter().cloned());
    }
}
