//! What scan and redact must give for a text under the strict policy, worked out the slow way: the whole
//! input at once, line by line, every rule at every byte. No frames, pieces or threads, and no search that
//! skips ahead. Shares nothing with the engine but the rules, their validators and two window sizes, and the
//! decoders of what is written in another way, which have tests of their own.

use std::sync::Arc;

use obelus::detect::rule::{self, NeedsContext, Rule, Tail};
use obelus::detect::validate::{Candidate, Verdict};
use obelus::finding::{DetectorId, Finding};
use obelus::info_type::Vocabulary;
use obelus::limits::{
    BOUNDARY_BYTES, CLUSTER_BYTES_MAX, CONTEXT_BYTES, MATCH_BYTES_MAX, SEAM_ROUNDS_MAX,
    TAIL_INSIDE_BYTES_MAX, VIEW_DEPTH_MAX,
};
use obelus::span::Span;
use obelus::view::{Coder, Via, View, gather};
use regex::bytes::{Regex, RegexBuilder};

use self::first::Bytes;
use self::words::stands_in_any_case;

mod first;
pub mod generate;
mod words;

/// Findings from here on are redacted.
const POSSIBLE: u8 = 40;

/// What is spelled is an address from here on.
const SURE: u8 = 80;

/// The rules, ready to be tried one by one.
pub struct Reference {
    detectors: Vec<Detector>,
}

struct Detector {
    rule: Arc<Rule>,
    info_type: String,
    /// The pattern, at the start of a text only.
    here: Regex,
    /// The bytes a match can begin with; trying others would only take time.
    first: Bytes,
    not_before: Option<Regex>,
    not_after: Option<Regex>,
}

/// A finding in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found {
    start: usize,
    end: usize,
    detector: usize,
    confidence: u8,
    overlong: bool,
    /// Where the value begins, or what stands before it in the match.
    from: usize,
    via: Via,
}

/// One row of `scan --format jsonl`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub start: u64,
    pub end: u64,
    pub info_type: String,
    pub confidence: u64,
    pub detector: String,
    pub line: u64,
    pub column: u64,
}

/// What a run must give.
pub struct Expected {
    pub bytes: Vec<u8>,
    /// A limit forced a redaction, so that the exit code is 3.
    pub limited: bool,
    /// How often each line was written; 0 for one that stays. More than [`SEAM_ROUNDS_MAX`]: it was given up.
    pub rounds: Vec<usize>,
}

impl Reference {
    /// With the rules that obelus ships.
    pub fn new() -> Self {
        let rules = rule::builtin(&Vocabulary::builtin().unwrap()).unwrap();
        Reference::of(rules.into_iter().map(Arc::new))
    }

    /// With `rules`.
    pub fn of(rules: impl IntoIterator<Item = Arc<Rule>>) -> Self {
        let vocabulary = Vocabulary::builtin().unwrap();
        let detector = |rule: Arc<Rule>| Detector {
            info_type: vocabulary.get(rule.info_type).name.clone(),
            here: regex(&format!("\\A(?:{})", rule.pattern)),
            first: first::bytes(&rule.pattern),
            not_before: rule.not_before.as_ref().map(|p| regex(&format!("(?:{p})\\z"))),
            not_after: rule.not_after.as_ref().map(|p| regex(&format!("\\A(?:{p})"))),
            rule,
        };
        Reference { detectors: rules.into_iter().map(detector).collect() }
    }

    /// The longest match of any rule.
    pub fn longest_match(&self) -> usize {
        self.detectors.iter().map(|d| d.rule.max_len).max().unwrap()
    }

    /// The rows of a scan for findings of at least `least`, and whether a limit was hit.
    pub fn scan(&self, text: &[u8], least: u8) -> (Vec<Row>, bool) {
        let mut rows = Vec::new();
        let mut limited = false;
        let mut at = 0;
        for (number, line) in text.split(|b| *b == b'\n').enumerate() {
            for found in self.find(line) {
                limited |= found.overlong;
                if found.confidence < least {
                    continue;
                }
                let detector = &self.detectors[found.detector];
                rows.push(Row {
                    start: (at + found.start) as u64,
                    end: (at + found.end) as u64,
                    info_type: detector.info_type.clone(),
                    confidence: u64::from(found.confidence),
                    detector: detector.rule.id.clone(),
                    line: number as u64 + 1,
                    column: found.start as u64 + 1,
                });
            }
            at += line.len() + 1;
        }
        (rows, limited)
    }

    /// What `Engine::detect` must find in `text`.
    #[allow(dead_code)] // Each test crate uses its own part of this.
    pub fn findings(&self, text: &[u8]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut at = 0;
        for line in text.split(|b| *b == b'\n') {
            findings.extend(self.find_all(line).into_iter().map(|found| Finding {
                detector: DetectorId(found.detector as u16),
                info_type: self.detectors[found.detector].rule.info_type,
                span: Span::new(at + found.start, at + found.end),
                from: at + found.from,
                confidence: found.confidence,
                overlong: found.overlong,
                via: found.via,
            }));
            at += line.len() + 1;
        }
        findings.sort_unstable();
        findings
    }

    /// The output of redact.
    pub fn redact(&self, text: &[u8]) -> Expected {
        let mut expected = Expected { bytes: Vec::new(), limited: false, rounds: Vec::new() };
        for (number, line) in text.split(|b| *b == b'\n').enumerate() {
            if number > 0 {
                expected.bytes.push(b'\n');
            }
            self.redact_line(line, &mut expected);
        }
        expected
    }

    fn redact_line(&self, line: &[u8], expected: &mut Expected) {
        let mut acted = self.acted(line);
        if acted.is_empty() {
            expected.bytes.extend_from_slice(line);
            expected.rounds.push(0);
            return;
        }
        for round in 1..=SEAM_ROUNDS_MAX {
            let clusters = self.clusters(&acted);
            let written = self.write(line, &clusters);
            let text: Vec<u8> = written.iter().map(|w| w.byte).collect();
            let more: Vec<Found> = self
                .acted(&text)
                .into_iter()
                .filter(|f| !inside_one_marker(&written[f.start..f.end]))
                .map(|f| Found {
                    start: written[f.start].from,
                    end: written[f.end - 1].to,
                    via: Via::PLAIN,
                    ..f
                })
                .collect();
            if more.is_empty() {
                expected.bytes.extend(text);
                expected.limited |= clusters.iter().any(|c| c.limited);
                expected.rounds.push(round);
                return;
            }
            acted.extend(more);
        }
        let end = line.iter().rposition(|b| *b != b'\r').map_or(0, |n| n + 1);
        expected.bytes.extend_from_slice(b"[REDACTED]");
        expected.bytes.extend_from_slice(&line[end..]);
        expected.limited = true;
        expected.rounds.push(SEAM_ROUNDS_MAX + 1);
    }

    /// What is redacted of `line`.
    fn acted(&self, line: &[u8]) -> Vec<Found> {
        self.find(line).into_iter().filter(|f| f.confidence >= POSSIBLE || f.overlong).collect()
    }

    /// Unions of overlapping findings.
    fn clusters(&self, acted: &[Found]) -> Vec<Cluster> {
        let mut sorted = acted.to_vec();
        sorted.sort_by_key(|f| {
            (f.start, usize::MAX - f.end, f.detector, f.confidence, f.overlong, f.from, f.via)
        });
        let mut clusters: Vec<Cluster> = Vec::new();
        for found in sorted {
            match clusters.last_mut() {
                Some(last) if found.start < last.end => {
                    let starts = (last.start, found.start);
                    last.via = last.via.united(found.via, starts, (last.end, found.end));
                    last.end = last.end.max(found.end);
                    last.of.push(found);
                }
                _ => clusters.push(Cluster {
                    start: found.start,
                    end: found.end,
                    of: vec![found],
                    via: found.via,
                    limited: false,
                }),
            }
        }
        for cluster in &mut clusters {
            cluster.limited =
                cluster.of.iter().any(|f| f.overlong) || cluster.end - cluster.start > CLUSTER_BYTES_MAX;
        }
        clusters
    }

    /// The line with every cluster as the marker of its owner: all actions are alike under the strict
    /// policy, so that is the longest finding, then the most confident, then the first detector's.
    fn write(&self, line: &[u8], clusters: &[Cluster]) -> Vec<Written> {
        let mut written = Vec::with_capacity(line.len());
        let mut at = 0;
        let copy = |written: &mut Vec<Written>, from: usize, to: usize| {
            written.extend((from..to).map(|i| Written { byte: line[i], from: i, to: i + 1, marker: None }));
        };
        for (number, cluster) in clusters.iter().enumerate() {
            copy(&mut written, at, cluster.start);
            let owner = cluster
                .of
                .iter()
                .max_by_key(|f| (f.end - f.start, f.confidence, usize::MAX - f.detector))
                .unwrap();
            let marker = format!("[{}]", self.detectors[owner.detector].info_type);
            let mut made = Vec::new();
            cluster.via.write(&line[cluster.start..cluster.end], marker.as_bytes(), &mut made);
            written.extend(made.into_iter().map(|byte| Written {
                byte,
                from: cluster.start,
                to: cluster.end,
                marker: Some(number),
            }));
            at = cluster.end;
        }
        copy(&mut written, at, line.len());
        written
    }

    /// Every finding of `line`, in the order of a report: first start, longest, first detector.
    fn find(&self, line: &[u8]) -> Vec<Found> {
        let mut found = self.find_to(line, VIEW_DEPTH_MAX);
        found.sort_by_key(|f| {
            (f.start, usize::MAX - f.end, f.detector, f.confidence, f.overlong, f.from, f.via)
        });
        found.dedup();
        found
    }

    /// The same in no order, and in what parts of the line say to some depth. Each is looked at as a whole.
    fn find_to(&self, line: &[u8], depth: usize) -> Vec<Found> {
        let mut found = self.find_all(line);
        found.retain(|f| !self.is_marker(line, f.start, f.end));
        if depth == 0 {
            return found;
        }
        let mut view = View::default();
        let beside = CONTEXT_BYTES.max(BOUNDARY_BYTES) + 1;
        gather(line, MATCH_BYTES_MAX + beside, &mut view);
        for f in &mut found {
            let span = view.widened(Span::new(f.start, f.end));
            *f = Found { start: span.start, end: span.end, from: f.from.min(span.start), ..*f };
        }
        let mut at = 0;
        for part in view.text.split(|b| *b == b'\n') {
            for f in self.find_to(part, depth - 1) {
                let span = Span::new(at + f.start, at + f.end);
                let Some((span, from, via)) = view.place(span, at + f.from, f.via, beside) else { continue };
                let info_type = &self.detectors[f.detector].info_type;
                let is_spelled = via.coders().any(|coder| coder == Coder::Spelled);
                if !is_spelled || info_type == "EMAIL_ADDRESS" && f.confidence >= SURE {
                    found.push(Found { start: span.start, end: span.end, from, via, ..f });
                }
            }
            at += part.len() + 1;
        }
        let all = found.clone();
        let order = |f: &Found| (f.via.coders().count(), f.via);
        let is_twin = |f: &Found, other: &Found| {
            (other.start <= f.start && f.end <= other.end)
                && self.detectors[f.detector].info_type == self.detectors[other.detector].info_type
                && order(other) < order(f)
                && other.confidence >= f.confidence
                && other.overlong >= f.overlong
        };
        found.retain(|f| f.via.is_plain() || !all.iter().any(|other| is_twin(f, other)));
        found
    }

    /// The same with markers, in no order.
    fn find_all(&self, line: &[u8]) -> Vec<Found> {
        let mut found = Vec::new();
        for (id, detector) in self.detectors.iter().enumerate() {
            for at in 0..line.len() {
                if detector.first[usize::from(line[at])] {
                    found.extend(detector.at(id, line, at));
                }
            }
        }
        found
    }

    /// A value that is nothing but a marker, or what stands in its brackets, holds nothing to hide.
    fn is_marker(&self, line: &[u8], start: usize, end: usize) -> bool {
        let names = Vocabulary::builtin().unwrap();
        let mut known = names.ids().map(|id| names.get(id).name.clone()).chain(["REDACTED".to_owned()]);
        let value = &line[start..end];
        let opened = start > 0 && line[start - 1] == b'[';
        known.any(|name| {
            let marker = format!("[{name}]");
            let inner = &marker.as_bytes()[1..];
            let closed = value == name.as_bytes() && line.get(end) == Some(&b']');
            value == marker.as_bytes() || (opened && (value == inner || closed))
        })
    }
}

struct Cluster {
    start: usize,
    end: usize,
    of: Vec<Found>,
    via: Via,
    limited: bool,
}

/// A byte of the output and the bytes of the input that it stands for.
struct Written {
    byte: u8,
    from: usize,
    to: usize,
    marker: Option<usize>,
}

fn inside_one_marker(written: &[Written]) -> bool {
    written[0].marker.is_some() && written.iter().all(|w| w.marker == written[0].marker)
}

impl Detector {
    /// What the rule finds in `line` with a match that begins at `at`.
    fn at(&self, id: usize, line: &[u8], at: usize) -> Option<Found> {
        let matched = self.here.find(&line[at..])?;
        let mut from = at;
        let (mut start, mut end) = match self.here.captures(&line[at..])?.name("value") {
            Some(value) => (at + value.start(), at + value.end()),
            None => (at, at + matched.end()),
        };
        let beside = left(line, at, BOUNDARY_BYTES);
        let is_forbidden = |text: &[u8]| self.not_before.as_ref().is_some_and(|p| p.is_match(text));
        // Behind an escape a word begins, where a rule asks for a word at all.
        let begins = behind_an_escape(beside) && is_forbidden(b"n") && !is_forbidden(b"\\");
        if !begins && is_forbidden(beside) {
            return None;
        }
        let mut overlong = false;
        if let Some(way) = self.rule.left {
            let before = left(line, at, way.max + CONTEXT_BYTES);
            let after = behind(line, end, CONTEXT_BYTES);
            let taken = (way.take)(&Candidate { value: &line[start..end], before, after })?;
            from = at - taken;
            if way.is_value {
                start = at - taken;
                overlong = taken >= way.max;
            }
        }
        if let Some(tail) = &self.rule.tail {
            let (run, is_held) = tail_end(tail, line, start, end);
            overlong |= run - end > tail.max;
            let most = end.saturating_add(tail.max);
            end = trimmed(tail, line, start, end, run);
            // What is only held together by what never closes is no longer than the rule says.
            end = if is_held { end.min(most) } else { end };
        }
        let after_at = end;
        let before = left(line, start, CONTEXT_BYTES);
        let after = behind(line, end, CONTEXT_BYTES);
        let mut points = self.rule.base;
        if let Some(keys) = &self.rule.keyed {
            points += keys.points(before)?;
        }
        if let Some(validator) = self.rule.validator {
            match (validator.check)(&Candidate { value: &line[start..end], before, after }) {
                Verdict::Invalid => return None,
                Verdict::Points(more) => points += more,
                Verdict::Part { len, points: more } => {
                    end = start + len;
                    points += more;
                }
            }
        }
        if self.not_after.as_ref().is_some_and(|p| p.is_match(right(line, end, BOUNDARY_BYTES))) {
            return None;
        }
        if self.rule.context_words.iter().any(|w| stands_in_any_case(w, line, start, after_at)) {
            points += self.rule.context_points;
        } else if match self.rule.needs_context {
            NeedsContext::Never => false,
            NeedsContext::Bare => line[start..after_at].iter().all(u8::is_ascii_alphanumeric),
            NeedsContext::Always => true,
        } {
            return None;
        }
        let confidence = points.clamp(0, 100) as u8;
        Some(Found { start, end, detector: id, confidence, overlong, from, via: Via::PLAIN })
    }
}

/// `\n`, `\u0026` and the like: what stands for a separator in a string.
fn behind_an_escape(text: &[u8]) -> bool {
    let ends = ["\\n", "\\r", "\\t"].iter().any(|e| text.ends_with(e.as_bytes()));
    let codes =
        ["22", "26", "27", "29", "2c", "2d", "2e", "3c", "3d", "3e", "5c", "5d", "5e", "7c", "7d", "7e"];
    let more = ["02", "06", "07", "09", "0c", "0d", "0e", "12", "16", "17", "19", "1c", "1d", "1e"];
    let coded = |c: &&str| {
        text.ends_with(format!("\\x{c}").as_bytes()) || text.ends_with(format!("\\u00{c}").as_bytes())
    };
    ends || codes.iter().chain(&more).any(coded)
}

/// What opened the value: a quote behind a backslash, a quote, a tag that changes how a word looks, or nothing.
enum Opened {
    Escaped,
    By(u8),
    Tag,
    Nothing,
}

/// The longest tag.
const TAG_BYTES_MAX: usize = 512;

/// True for a line that ends with such a tag.
fn ends_with_tag(line: &[u8]) -> bool {
    const NAMES: [&str; 18] = [
        "a", "b", "big", "code", "em", "font", "i", "kbd", "mark", "nobr", "s", "small", "span", "strike",
        "strong", "tt", "u", "wbr",
    ];
    let Some(inside) = line.strip_suffix(b">") else { return false };
    let Some(start) = inside.iter().rposition(|b| *b == b'<') else { return false };
    let inside = &inside[start + 1..];
    let name = inside.split(|b| b" \t\r/".contains(b)).next().unwrap_or_default();
    inside.len() + 2 <= TAG_BYTES_MAX
        && !inside.contains(&b'>')
        && NAMES.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}

fn opened(tail: &Tail, line: &[u8], start: usize) -> Opened {
    let quote = start.checked_sub(1).map(|at| line[at]).filter(|b| b"\"'`".contains(b));
    match quote {
        Some(b'"') if tail.quoted && start >= 2 && line[start - 2] == b'\\' => Opened::Escaped,
        Some(quote) if tail.quoted => Opened::By(quote),
        None if ends_with_tag(&line[..start]) => Opened::Tag,
        _ => Opened::Nothing,
    }
}

/// Where the run behind a value ends, byte by byte; and whether it goes on further than brackets and quotes are followed only
/// because of them.
fn tail_end(tail: &Tail, line: &[u8], start: usize, end: usize) -> (usize, bool) {
    let mut by_state = false;
    let opened = opened(tail, line, start);
    // Inside of brackets and of quotes behind an equals sign, quotes end nothing; so far as that is followed.
    let (mut depth, mut pair) = (0_usize, None);
    for byte in &line[start..end] {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let mut at = end;
    while at < line.len() && line[at] != b'\r' {
        let byte = line[at];
        match opened {
            Opened::Escaped if line[at..].starts_with(b"\\\"") => return (at, false),
            Opened::Escaped => {}
            Opened::By(b'\'') if line[at..].starts_with(b"''") => at += 1,
            Opened::By(quote) if byte == quote => return (at, false),
            Opened::By(_) if byte == b'\\' && line.get(at + 1).is_some_and(|b| *b != b'\r') => at += 1,
            Opened::By(_) => {}
            Opened::Tag if byte == b'<' => return (at, false),
            Opened::Tag if tail.class[usize::from(byte)] => {}
            Opened::Tag if tail.quoted && belongs_inside(line, at) => {}
            Opened::Tag => return (at, false),
            Opened::Nothing if tail.class[usize::from(byte)] => match byte {
                _ if pair.is_some() => {}
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            },
            Opened::Nothing if tail.quoted && b"\"'".contains(&byte) && at - end < TAIL_INSIDE_BYTES_MAX => {
                let this = (byte, line[at - 1] == b'\\');
                let is_inside = belongs_inside(line, at);
                by_state |= !is_inside;
                match pair {
                    Some(other) if other == this => pair = None,
                    Some(_) => {}
                    None if depth > 0 || is_inside && line[at - 1] == b'=' => pair = Some(this),
                    None if is_inside => {}
                    None => return (at, false),
                }
            }
            Opened::Nothing if tail.quoted && belongs_inside(line, at) => {}
            Opened::Nothing => return (at, by_state && at - end >= TAIL_INSIDE_BYTES_MAX),
        }
        at += 1;
    }
    let at = at.min(line.len());
    (at, by_state && at - end > TAIL_INSIDE_BYTES_MAX)
}

/// A quote in the middle of a value: `a="b"; c="d"`, `it's`.
fn belongs_inside(line: &[u8], at: usize) -> bool {
    let (before, next) = (line[at - 1], line.get(at + 1).copied().unwrap_or(b'\n'));
    let opens = before == b'=' && !next.is_ascii_whitespace();
    let in_word = before.is_ascii_alphanumeric() && next.is_ascii_alphanumeric();
    let escaped = before == b'\\' && next.is_ascii_alphanumeric();
    b"\"'".contains(&line[at]) && (opens || matches!(next, b';' | b'&') || in_word || escaped)
}

/// Where the value ends when its run ends at `run`.
fn trimmed(tail: &Tail, line: &[u8], start: usize, end: usize, run: usize) -> usize {
    let (Some(class), Opened::Nothing | Opened::Tag) = (&tail.trim, opened(tail, line, start)) else {
        return run;
    };
    (end..run).rev().find(|at| !class[usize::from(line[*at])]).map_or(end, |at| at + 1)
}

fn left(line: &[u8], at: usize, most: usize) -> &[u8] {
    &line[at.saturating_sub(most)..at]
}

fn right(line: &[u8], at: usize, most: usize) -> &[u8] {
    &line[at..line.len().min(at + most)]
}

/// At most `most` bytes behind a value in its line, without a carriage return that ends the line.
fn behind(line: &[u8], at: usize, most: usize) -> &[u8] {
    let after = right(line, at, most);
    if at + most < line.len() { after } else { after.strip_suffix(b"\r").unwrap_or(after) }
}

fn regex(pattern: &str) -> Regex {
    RegexBuilder::new(pattern).unicode(false).size_limit(64 << 20).build().unwrap()
}
