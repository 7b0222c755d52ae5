//! Posts of forums in which people hide their addresses: how many are found, and what else is.

use std::fs;

use crate::common::{directory, obelus, run, text};
use crate::random::Random;

const SEED: u64 = 20_261_129;

/// How often a template is filled in.
const TIMES: usize = 10;

/// A finding may reach so many bytes over what people would call the address: a bracket, a word that was to be taken out.
const OVER_BYTES_MAX: usize = 8;

/// What says that an input is one of a forum.
const FORUM: &[&str] = &[];

/// The aim for held-out posts: recall and precision.
pub const AIM: (f64, f64) = (0.90, 0.95);

pub const TRAIN: &str = include_str!("posts/train.txt");
pub const HELD_OUT: &str = include_str!("posts/held_out.txt");

const GIVEN: &[&str] =
    &["anna", "basil", "clara", "elena", "hugo", "jonas", "karin", "marta", "oscar", "yusuf"];
const FAMILY: &[&str] = &["ashwood", "birchfield", "dalestone", "glenford", "kestrel", "oakmoor", "redfern"];
const DOMAINS: &[&[&str]] = &[
    &["example", "com"],
    &["example", "org"],
    &["example", "net"],
    &["mail", "example", "com"],
    &["cs", "example", "edu"],
    &["glenford", "example"],
];

/// Posts, one a line, and where an address stands in them.
pub struct Posts {
    pub text: String,
    pub labels: Vec<(usize, usize)>,
    pub count: usize,
}

/// What was found.
#[derive(Default)]
pub struct Score {
    pub right: usize,
    pub missed: usize,
    pub wrong: usize,
}

impl Score {
    pub fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    /// Of nothing found, nothing is wrong.
    pub fn precision(&self) -> f64 {
        if self.right + self.wrong == 0 { 1.0 } else { self.right as f64 / (self.right + self.wrong) as f64 }
    }
}

pub fn templates(list: &str) -> Vec<&str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).collect()
}

/// Every template so many times.
pub fn posts(list: &str) -> Posts {
    let mut random = Random::new(SEED);
    let mut posts = Posts { text: String::new(), labels: Vec::new(), count: 0 };
    for template in (0..TIMES).flat_map(|_| templates(list)) {
        let line = filled(template, &mut random);
        let mut rest = line.as_str();
        while let Some((before, marked)) = rest.split_once('⟦') {
            let (inside, after) = marked.split_once('⟧').unwrap();
            posts.text += before;
            posts.labels.push((posts.text.len(), posts.text.len() + inside.len()));
            posts.text += inside;
            rest = after;
        }
        posts.text += rest;
        posts.text.push('\n');
        posts.count += 1;
    }
    posts
}

fn filled(template: &str, random: &mut Random) -> String {
    let (given, family, number) = (*random.pick(GIVEN), *random.pick(FAMILY), random.below(90) + 10);
    let local = match random.below(6) {
        0 => given.to_owned(),
        1 => format!("{given}.{family}"),
        2 => format!("{}{family}", &given[..1]),
        3 => format!("{given}_{}", &family[..1]),
        4 => format!("{given}{number}"),
        _ => format!("{family}-{given}"),
    };
    let domain = random.pick(DOMAINS);
    let pairs = [("{l}", local), ("{g}", given.to_owned()), ("{f}", family.to_owned())];
    let with_names = pairs.iter().fold(template.to_owned(), |text, (mark, name)| text.replace(mark, name));
    with_names.replace("{d}", &domain.join(" dot ")).replace("{D}", &domain.join("."))
}

/// What `scan` finds in them.
pub fn score(name: &str, posts: &Posts) -> Score {
    let file = directory(&format!("evasion-{name}")).join("posts.txt");
    fs::write(&file, &posts.text).unwrap();
    let done = run(obelus([&["scan", "--quiet", "--format", "jsonl", text(&file)], FORUM].concat()), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    let rows = String::from_utf8(done.stdout).unwrap();
    let rows = rows.lines().map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap());
    let number = |value: &serde_json::Value| value.as_u64().unwrap() as usize;
    let mut found: Vec<(usize, usize)> = rows
        .filter(|row| row["info_type"] == "EMAIL_ADDRESS" && crate::benign::is_possible(row))
        .map(|row| (number(&row["start"]), number(&row["end"])))
        .collect();
    found.sort_unstable();
    found.dedup();
    let is_right = |(start, end): &(usize, usize), (from, to): &(usize, usize)| {
        from <= start && end <= to && to - from - (end - start) <= OVER_BYTES_MAX
    };
    let mut score = Score::default();
    for label in &posts.labels {
        let is_found = found.iter().any(|finding| is_right(label, finding));
        if is_found {
            score.right += 1;
        } else {
            score.missed += 1;
            show(name, posts, *label);
        }
    }
    for finding in found.iter().filter(|finding| !posts.labels.iter().any(|label| is_right(label, finding))) {
        score.wrong += 1;
        show(name, posts, *finding);
    }
    score
}

/// The line of a span, where `SHOW_POSTS` is `train`. Held-out ones are shown to nobody.
#[allow(clippy::print_stderr)]
fn show(name: &str, posts: &Posts, (start, end): (usize, usize)) {
    if name == "train" && std::env::var_os("SHOW_POSTS").is_some() {
        let (before, after) = (&posts.text[..start], &posts.text[end..]);
        let (before, after) = (before.rsplit('\n').next().unwrap(), after.split('\n').next().unwrap());
        eprintln!("{before}«{}»{after}", &posts.text[start..end]);
    }
}

/// Held-out posts and those that decoders are written from.
pub fn scores() -> [(Posts, Score); 2] {
    [("held-out", HELD_OUT), ("train", TRAIN)].map(|(name, list)| {
        let posts = posts(list);
        let score = score(name, &posts);
        (posts, score)
    })
}

/// The table of the page.
pub fn table(scores: &[(Posts, Score); 2]) -> String {
    let mut rows = "## Hidden addresses in posts\n\n| posts | lines | addresses | recall | precision |\n|---|---:|---:|---:|---:|\n".to_owned();
    for ((posts, score), name) in scores.iter().zip(["held-out", "train"]) {
        rows += &format!(
            "| {name} | {} | {} | {:.3} | {:.3} |\n",
            posts.count,
            posts.labels.len(),
            score.recall(),
            score.precision()
        );
    }
    rows + &format!(
        "\nThe aim for held-out posts is a recall of {:.2} and a precision of {:.2}.\n",
        AIM.0, AIM.1
    )
}
