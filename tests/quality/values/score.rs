//! Precision and recall of values, by kind.

use std::collections::{BTreeMap, BTreeSet};

use obelus::detect::engine::Engine;
use obelus::finding::Likelihood;
use obelus::info_type::Vocabulary;

use super::template::{EITHER, Label, Text};

/// The kinds that are counted, each with its info types; those that are not named here are no kind of their own.
pub const KINDS: &[(&str, &[&str])] = &[
    ("cards", &["CREDIT_CARD_NUMBER"]),
    ("emails", &["EMAIL_ADDRESS"]),
    ("ids", &["GOVERNMENT_ID"]),
    ("IPs", &["IPV4_ADDRESS", "IPV6_ADDRESS"]),
    ("phones", &["PHONE_NUMBER"]),
    (
        "secrets",
        &[
            "AUTH_TOKEN",
            "AWS_CREDENTIALS",
            "AZURE_AUTH_TOKEN",
            "BASIC_AUTH_URL",
            "ENCRYPTION_KEY",
            "GCP_API_KEY",
            "PASSWORD",
            "PASSWORD_HASH",
        ],
    ),
];

/// What findings and labels of no kind are counted as.
const OTHER: &str = "other";

#[derive(Default, Clone, Copy)]
pub struct Counts {
    pub right: usize,
    pub missed: usize,
    pub wrong: usize,
}

/// The counts of each kind, and the lines that show what went wrong.
#[derive(Default)]
pub struct Score {
    pub lines: usize,
    pub kinds: BTreeMap<&'static str, Counts>,
    pub wrong: Vec<Wrong>,
}

/// What is wrong with a line: what and the template that made it, and the line.
pub type Wrong = (String, String);

/// A span that was found, with the info types that were found there.
type Found<'a> = BTreeMap<(usize, usize, &'static str), Vec<&'a str>>;

pub struct Judge<'a> {
    pub engine: &'a Engine,
    pub vocabulary: &'a Vocabulary,
}

impl Judge<'_> {
    /// Adds what `text` shows. A label is found when a finding of its span has its type, a nearer or a more general one. What else is
    /// found of a kind is wrong, once a span, unless it lies within a right finding of the same kind or within `⟦? ⟧`.
    pub fn judge(&self, text: &Text, score: &mut Score) {
        let found = self.found(text);
        let mut right: BTreeSet<(usize, usize, &str)> = BTreeSet::new();
        for label in text.labels.iter().filter(|label| label.info_type != EITHER) {
            let kind = self.kind(&label.info_type);
            let key = (label.start, label.end, kind);
            let is_right =
                found.get(&key).is_some_and(|types| types.iter().any(|t| self.are_one(t, &label.info_type)));
            let counts = score.kinds.entry(kind).or_default();
            if is_right {
                counts.right += 1;
                right.insert(key);
            } else {
                counts.missed += 1;
                score.wrong.push(shown("missed", &label.info_type, text, label.start, label.end));
            }
        }
        for ((start, end, kind), types) in &found {
            let within = |(from, to, of): &(usize, usize, &str)| from <= start && end <= to && of == kind;
            if right.iter().any(within)
                || text.labels.iter().any(|label| excuses(label, *start, *end, kind, types))
            {
                continue;
            }
            score.kinds.entry(kind).or_default().wrong += 1;
            score.wrong.push(shown("wrong", types[0], text, *start, *end));
        }
        score.lines += text.lines.len();
    }

    fn found(&self, text: &Text) -> Found<'_> {
        let mut found: Found<'_> = BTreeMap::new();
        for finding in obelus::detect::find(self.engine, self.vocabulary, &text.bytes, 0) {
            if finding.likelihood() >= Likelihood::Possible {
                let name = self.vocabulary.get(finding.info_type).name.as_str();
                let key = (finding.span.start, finding.span.end, self.kind(name));
                found.entry(key).or_default().push(name);
            }
        }
        found
    }

    fn kind(&self, info_type: &str) -> &'static str {
        let id = self.vocabulary.find(info_type).unwrap_or_else(|| panic!("no info type {info_type}"));
        let lineage: Vec<&str> =
            self.vocabulary.lineage(id).map(|id| self.vocabulary.get(id).name.as_str()).collect();
        let kind = KINDS.iter().find(|(_, types)| lineage.iter().any(|name| types.contains(name)));
        kind.map_or(OTHER, |(kind, _)| kind)
    }

    fn are_one(&self, one: &str, other: &str) -> bool {
        let [Some(one), Some(other)] = [one, other].map(|name| self.vocabulary.find(name)) else {
            return false;
        };
        self.vocabulary.is(one, other) || self.vocabulary.is(other, one)
    }
}

/// What is of no kind has many borders that are as good (a query with or without its `?`): it may overlap a label of its type, or lie
/// within any.
fn excuses(label: &Label, start: usize, end: usize, kind: &str, types: &[&str]) -> bool {
    let within = label.start <= start && end <= label.end;
    let overlaps = label.start < end && start < label.end;
    match label.info_type.as_str() {
        EITHER => within,
        info_type => kind == OTHER && (within || overlaps && types.contains(&info_type)),
    }
}

/// The line with the value marked. All of it was made here.
fn shown(what: &str, info_type: &str, text: &Text, start: usize, end: usize) -> Wrong {
    let line = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let from = text.bytes[..start].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let to = text.bytes[end..].iter().position(|b| *b == b'\n').map_or(text.bytes.len(), |at| end + at);
    let (before, value, after) = (&text.bytes[from..start], &text.bytes[start..end], &text.bytes[end..to]);
    let key = format!("{what} {info_type} ({})", text.template(start));
    (key, format!("{}«{}»{}", line(before), line(value), line(after)))
}

impl Counts {
    pub fn found(self) -> usize {
        self.right + self.wrong
    }
}

impl Score {
    /// Findings that are wrong, of any kind.
    pub fn false_alarms(&self) -> usize {
        self.kinds.values().map(|counts| counts.wrong).sum()
    }
}
