//! What must not stand beside a match, as a table that is walked from the match outwards.
//!
//! Most of what stands there is ruled out by its first byte, so a walk is short; a search from further out would not be.

use std::sync::OnceLock;

use regex_automata::MatchKind;
use regex_automata::dfa::{Automaton, dense};
use regex_automata::util::primitives::StateID;
use regex_syntax::hir::Hir;

use crate::bytes::ByteSet;
use crate::detect::dfa::{self, Way};
use crate::detect::hir;
use crate::limits::BOUNDARY_BYTES;

/// What must not stand on one side of a match.
#[derive(Default)]
pub(super) struct Edge {
    /// Bytes that decide it alone.
    pub(super) bytes: ByteSet,
    /// Two bytes that decide it, in the order of the text: most of what takes more than one.
    pub(super) pairs: Vec<[ByteSet; 2]>,
    /// All of it, unless those bytes are all.
    rest: Option<Rest>,
}

/// A boundary pattern that is looked at as a whole. Its table takes longer to make than most runs need it, so it is made
/// late.
struct Rest {
    pattern: Hir,
    before: bool,
    table: OnceLock<Option<Outward>>,
}

impl Rest {
    /// None where it would be too large, which loading a rule rules out.
    fn table(&self) -> Option<&Outward> {
        self.table.get_or_init(|| Outward::new(&self.pattern, self.before)).as_ref()
    }
}

/// An automaton that says whether any way that it is walked is a match.
struct Outward {
    columns: [u8; 256],
    width: usize,
    /// By state and column: the next state. The first two rows are [`NEVER`] and [`FOUND`].
    next: Vec<u16>,
    /// By state: the line ending here is a match.
    at_end: Vec<bool>,
    start: usize,
}

/// No match comes any more.
const NEVER: usize = 0;
/// There was one.
const FOUND: usize = 1;

impl Edge {
    /// Of a boundary pattern, `before` a match or behind it.
    pub(super) fn new(pattern: Hir, before: bool) -> Edge {
        let (mut bytes, is_more) = hir::single_bytes(&pattern);
        // What stands beside ends at the line end.
        bytes.remove(b'\n');
        let mut pairs = hir::byte_pairs(&pattern);
        pairs.iter_mut().flatten().for_each(|bytes| bytes.remove(b'\n'));
        Edge { bytes, pairs, rest: is_more.then(|| Rest { pattern, before, table: OnceLock::new() }) }
    }

    /// False when the pattern is too large.
    pub(super) fn compiles(&self) -> bool {
        self.rest.as_ref().is_none_or(|rest| rest.table().is_some())
    }

    /// True when the byte beside a match decides.
    pub(super) fn is_one_byte(&self) -> bool {
        self.rest.is_none()
    }

    /// True when the byte before `at`, or that and the one before it, rule a match out. What is longer is not looked at.
    pub(super) fn forbids_soon_before(&self, text: &[u8], at: usize) -> bool {
        let Some(last) = at.checked_sub(1).map(|at| text[at]) else { return false };
        let pair = |[first, second]: &[ByteSet; 2]| second.has(last) && at > 1 && first.has(text[at - 2]);
        self.bytes.has(last) || self.pairs.iter().any(pair)
    }

    /// True when the bytes that end before `at` rule a match out.
    pub(super) fn forbids_before(&self, text: &[u8], at: usize) -> bool {
        match &self.rest {
            None => at > 0 && self.bytes.has(text[at - 1]),
            // A boundary that cannot be told rules nothing out.
            Some(rest) => rest
                .table()
                .is_some_and(|t| t.matches(text[at.saturating_sub(BOUNDARY_BYTES)..at].iter().rev())),
        }
    }

    /// True when the bytes from `at` on rule a match out.
    pub(super) fn forbids_after(&self, text: &[u8], at: usize) -> bool {
        match &self.rest {
            None => text.get(at).is_some_and(|b| self.bytes.has(*b)),
            Some(rest) => {
                rest.table().is_some_and(|t| t.matches(text[at..text.len().min(at + BOUNDARY_BYTES)].iter()))
            }
        }
    }
}

impl Outward {
    fn new(pattern: &Hir, before: bool) -> Option<Outward> {
        let way = if before { Way::Back } else { Way::Forward };
        let dense = dfa::dense(pattern, way, MatchKind::LeftmostFirst)?;
        let (columns, bytes) = dfa::columns_of(&dense);
        let width = bytes.len();
        let first = dfa::start_of(&dense)?;
        // The first two rows are never walked.
        let mut states = vec![first, first];
        let number = |state: StateID, states: &mut Vec<StateID>| match settled(&dense, &bytes, state) {
            Some(known) => known,
            None => states[2..].iter().position(|s| *s == state).map_or_else(
                || {
                    states.push(state);
                    states.len() - 1
                },
                |n| n + 2,
            ),
        };
        let start = number(first, &mut states);
        let mut next = vec![0; 2 * width];
        let mut row = 2;
        while let Some(state) = states.get(row).copied() {
            for byte in &bytes {
                let to = number(dense.next_state(state, *byte), &mut states);
                next.push(u16::try_from(to).ok()?);
            }
            row += 1;
        }
        let at_end = states.iter().map(|s| dense.is_match_state(dense.next_eoi_state(*s))).collect();
        Some(Outward { columns, width, next, at_end, start })
    }

    /// True when a match begins with `bytes`, which end where their line does at the latest.
    fn matches<'t>(&self, bytes: impl Iterator<Item = &'t u8>) -> bool {
        let mut state = self.start;
        for byte in bytes {
            if state <= FOUND || *byte == b'\n' {
                break;
            }
            let column = usize::from(self.columns[usize::from(*byte)]);
            state = usize::from(self.next[state * self.width + column]);
        }
        state == FOUND || (state != NEVER && self.at_end[state])
    }
}

/// What a state comes to, when it is the same whatever follows. The library says of a match that there was one a byte
/// later.
fn settled(dense: &dense::DFA<Vec<u32>>, bytes: &[u8], state: StateID) -> Option<usize> {
    let is_match = |state: StateID| dense.is_match_state(state);
    if dense.is_dead_state(state) || dense.is_quit_state(state) {
        return Some(NEVER);
    }
    let matched = is_match(dense.next_eoi_state(state))
        && bytes.iter().all(|byte| is_match(dense.next_state(state, *byte)));
    (matched || is_match(state)).then_some(FOUND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::rule::parse_hir;

    #[test]
    fn an_edge_that_cannot_be_told_rules_nothing_out() {
        let edge = parse_hir("x(?:a|b){14}a(?:a|b){0,40}").map(|pattern| Edge::new(pattern, true));
        let edge = edge.as_ref().ok();
        assert_eq!(edge.map(Edge::compiles), Some(false));
        assert_eq!(edge.map(|edge| edge.forbids_before(b"xaaaaaaaaaaaaaaa1", 16)), Some(false));
    }

    #[test]
    fn two_bytes_that_decide_are_told_before_the_rest() {
        let edge = parse_hir("x|[0-9][.:]|[0-9]{3}-|ab").map(|pattern| Edge::new(pattern, true));
        let soon = |text: &[u8]| edge.as_ref().ok().map(|edge| edge.forbids_soon_before(text, text.len()));
        for text in [&b"x"[..], b"1.", b"q7:", b"ab"] {
            assert_eq!(soon(text), Some(true), "{text:?}");
        }
        for text in [&b""[..], b".", b"\n.", b".1", b"a.", b"123-", b"ba", b"b"] {
            assert_eq!(soon(text), Some(false), "{text:?}");
        }
    }

    #[test]
    fn edges_are_what_their_patterns_say() {
        let patterns = [
            "[0-9]",
            "[0-9]|[0-9][._-]",
            "\\A|[^A-Za-z]",
            "(?:\\A|[^0-9])1[ .-]",
            "[0-9]|\\+|\\+ ?1? ?\\(?",
            "[.-][0-9]|(?i:set-)",
            "::|:[0-9a-f]{1,4}(?:[^0-9a-z]|\\z)",
            "a{9}|b",
            "",
        ];
        let pieces = [
            "",
            "0",
            "1",
            "+",
            "+1 (",
            "-",
            ".",
            "SET-",
            ":",
            "::",
            ":9",
            ":9a",
            "\n",
            "aaaaaaaaa",
            "b",
            "x",
        ];
        for pattern in patterns {
            let parsed = parse_hir(pattern).ok();
            let build =
                |pattern: String| regex::bytes::RegexBuilder::new(&pattern).unicode(false).build().ok();
            let ends = build(format!("(?:{pattern})\\z"));
            let begins = build(format!("\\A(?:{pattern})"));
            let edge = |before| parsed.clone().map(|parsed| Edge::new(parsed, before));
            let (before, after) = (edge(true), edge(false));
            assert!([&before, &after].into_iter().flatten().all(Edge::compiles), "{pattern}");
            for (a, b) in pieces.iter().flat_map(|a| pieces.map(|b| (*a, b))) {
                let text = format!("{a}{b}");
                let last = text.rsplit('\n').next().unwrap_or_default();
                let near = &last[last.len().saturating_sub(BOUNDARY_BYTES)..];
                let wanted = ends.as_ref().map(|regex| regex.is_match(near.as_bytes()));
                let got = before.as_ref().map(|edge| edge.forbids_before(text.as_bytes(), text.len()));
                assert_eq!(got, wanted, "{pattern} before, {text:?}");
                let soon = before.as_ref().map(|edge| edge.forbids_soon_before(text.as_bytes(), text.len()));
                assert!(soon != Some(true) || wanted == Some(true), "{pattern} two bytes before, {text:?}");
                let first = text.split('\n').next().unwrap_or_default();
                let near = &first[..first.len().min(BOUNDARY_BYTES)];
                let wanted = begins.as_ref().map(|regex| regex.is_match(near.as_bytes()));
                let got = after.as_ref().map(|edge| edge.forbids_after(text.as_bytes(), 0));
                assert_eq!(got, wanted, "{pattern} after, {text:?}");
            }
        }
    }
}
