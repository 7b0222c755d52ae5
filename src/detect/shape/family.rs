//! Families: rules that find nothing without a word nearby, and can begin behind the same bytes, are looked for together.
//!
//! A condition of its own for every rule costs every byte of the text, so what many rules cost would grow with their number.
//! Where many have the same bytes before them, there is one condition for all: how their matches can begin, a few bytes far
//! and by kinds of bytes. Only where that holds is it looked up which of them it can be, by one automaton of all patterns.

use std::sync::OnceLock;

use regex_syntax::hir::{Hir, HirKind};

use crate::bytes::ByteSet;
use crate::detect::dfa::Which;
use crate::detect::hir;
use crate::detect::shape::elements::{Element, Row};
use crate::detect::shape::palette::{TOGETHER, odds};

/// Fewer rules are looked for by conditions of their own, which tell more.
pub const RULES_MIN: usize = 16;

const ALPHANUMERIC: ByteSet =
    ByteSet::range(b'0', b'9').union(ByteSet::range(b'A', b'Z')).union(ByteSet::range(b'a', b'z'));

/// Bytes of a match that the common condition looks at.
const PLACES: usize = 8;

/// Beginnings of one pattern that are told apart; a pattern with more is in no family.
const OF_ONE_MAX: usize = 64;

/// Beginnings of a family that are told apart; where there are more, those that are most alike become one.
const OF_ALL_MAX: usize = 24;

/// A pattern that can begin more often than this is in no family.
const OFTEN_MAX: f64 = 2e-3;

/// How a match begins: what can stand at each of its first places.
type Begin = [ByteSet; PLACES];

/// Rules with the same bytes before them.
pub struct Family {
    owners: Vec<u16>,
    patterns: Vec<Hir>,
    /// What can stand in a match beside letters and digits of ASCII.
    others: ByteSet,
    /// A word or a name can stand directly behind a match.
    is_open: bool,
    /// Takes long to make, so it is made late. None where it would be too large.
    which: OnceLock<Vec<(usize, Option<Which>)>>,
}

impl Family {
    /// Of these rules with their patterns, and what can stand behind a match of each.
    pub fn new(rules: Vec<(u16, Hir, ByteSet)>) -> Self {
        let (mut owners, mut patterns) = (Vec::new(), Vec::new());
        let (mut others, mut is_open) = (ByteSet::default(), false);
        for (owner, pattern, mut after) in rules {
            others = others.union(hir::alphabet(&pattern).intersection(ALPHANUMERIC.complement()));
            is_open |= after.meets(&ALPHANUMERIC) || after.has(b'_');
            // A line end stands for what is not there.
            after.insert(b'\n');
            owners.push(owner);
            patterns.push(Hir::concat(vec![pattern, hir::class(after.iter())]));
        }
        Family { owners, patterns, others, is_open, which: OnceLock::new() }
    }

    /// Its rules.
    pub fn owners(&self) -> &[u16] {
        &self.owners
    }

    /// True when a word or a name can stand directly behind a match.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// True when every match that `text` begins with consists of some of the `bare` letters and digits there.
    pub fn has_only_bare(&self, text: &[u8], bare: usize) -> bool {
        bare > 0 && text.get(bare).is_none_or(|byte| !self.others.has(*byte))
    }

    /// Calls `can_match` with the rules that can match what `text` begins with, and how long; with one more than once where
    /// it has several matches.
    pub fn each_that_can_match(&self, text: &[u8], mut can_match: impl FnMut(u16, usize)) {
        let parts = self.which.get_or_init(|| {
            let mut made = Vec::new();
            in_parts(&self.patterns, 0, &mut made);
            made
        });
        for (n, (first, which)) in parts.iter().enumerate() {
            let end = parts.get(n + 1).map_or(self.owners.len(), |(next, _)| *next);
            let owners = &self.owners[*first..end];
            match which {
                // The byte behind a match is one of the pattern here.
                Some(which) => which.each(text, |n, length| can_match(owners[n], length - 1)),
                None => owners.iter().for_each(|owner| can_match(*owner, text.len())),
            }
        }
    }
}

/// Automata of `patterns`, the first of which has the number `first`: of halves where one of all would be too large.
fn in_parts(patterns: &[Hir], first: usize, made: &mut Vec<(usize, Option<Which>)>) {
    match Which::new(patterns) {
        None if patterns.len() > 1 => {
            let (some, others) = patterns.split_at(patterns.len() / 2);
            in_parts(some, first, made);
            in_parts(others, first + some.len(), made);
        }
        which => made.push((first, which)),
    }
}

/// The row that holds wherever one of `begins` does.
pub fn row(begins: Vec<Begin>) -> Row {
    let rows = few(begins).iter().map(elements).collect();
    Row { elements: vec![Element::Either(rows)], complete: false }
}

/// How matches of `pattern` begin; `None` when there are too many ways to say, or when it can begin so often that all of the
/// family would be looked for in vain.
pub fn begins(pattern: &Hir) -> Option<Vec<Begin>> {
    let begun = after(pattern, vec![Vec::new()])?;
    let filled = |mut begin: Vec<ByteSet>| {
        begin.resize(PLACES, ByteSet::ALL);
        Begin::try_from(begin).ok()
    };
    let begins: Vec<Begin> = begun.into_iter().map(filled).collect::<Option<_>>()?;
    let all: f64 = begins.iter().map(often).sum();
    (all < OFTEN_MAX).then_some(begins)
}

/// What there can be when `node` follows each of `before`.
fn after(node: &Hir, mut before: Vec<Vec<ByteSet>>) -> Option<Vec<Vec<ByteSet>>> {
    let (mut whole, mut open): (Vec<_>, Vec<_>) = before.drain(..).partition(|begin| begin.len() == PLACES);
    if open.is_empty() {
        return Some(whole);
    }
    if let Some(set) = hir::one_byte(node) {
        open.iter_mut().for_each(|begin| begin.push(kind(&set)));
        whole.append(&mut open);
        return each_once(whole);
    }
    let made = match node.kind() {
        HirKind::Empty | HirKind::Look(_) => open,
        HirKind::Literal(literal) => {
            for byte in &literal.0 {
                let set = kind(&ByteSet::from_bytes(&[*byte]));
                open.iter_mut().filter(|begin| begin.len() < PLACES).for_each(|begin| begin.push(set));
            }
            open
        }
        HirKind::Class(_) => return None,
        HirKind::Capture(capture) => after(&capture.sub, open)?,
        HirKind::Concat(nodes) => nodes.iter().try_fold(open, |begun, node| after(node, begun))?,
        HirKind::Alternation(nodes) => {
            let mut made = Vec::new();
            for node in nodes {
                made.extend(after(node, open.clone())?);
            }
            made
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.map_or(usize::MAX, |most| most as usize);
            let mut made = if repetition.min == 0 { open.clone() } else { Vec::new() };
            for count in 1..=most.min(PLACES) {
                // What fills all places is known whatever else must follow. What can be nothing says no more in more turns.
                let is_enough = count >= PLACES.min(repetition.min as usize);
                open = after(&repetition.sub, open)?;
                made.extend(open.iter().filter(|begin| is_enough || begin.len() == PLACES).cloned());
                open.retain(|begin| begin.len() < PLACES);
            }
            made
        }
    };
    whole.extend(made);
    each_once(whole)
}

fn each_once(mut begins: Vec<Vec<ByteSet>>) -> Option<Vec<Vec<ByteSet>>> {
    begins.sort();
    begins.dedup();
    (begins.len() <= OF_ONE_MAX).then_some(begins)
}

/// The kind that the letters and digits of `set` are of, and what else is in it. More would need more classes.
fn kind(set: &ByteSet) -> ByteSet {
    const DIGITS: ByteSet = ByteSet::range(b'0', b'9');
    const UPPER: ByteSet = ByteSet::range(b'A', b'Z');
    const LOWER: ByteSet = ByteSet::range(b'a', b'z');
    let mut made = *set;
    for kind in [DIGITS, UPPER, LOWER] {
        if made.meets(&kind) {
            made = made.union(kind);
        }
    }
    made
}

/// The same in as few beginnings as there may be.
fn few(mut begins: Vec<Begin>) -> Vec<Begin> {
    begins.sort();
    begins.dedup();
    // What another one says as well says nothing.
    let all = begins.clone();
    begins.retain(|begin| !all.iter().any(|other| other != begin && holds(other, begin)));
    // How much more is let through when two are one; a pair stands in the row of the later one.
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (b, begin) in begins.iter().enumerate() {
        rows.push(begins[..b].iter().map(|other| let_through(begin, other)).collect());
    }
    while begins.len() > OF_ALL_MAX {
        let pairs =
            rows.iter().enumerate().flat_map(|(b, row)| row.iter().zip(0..).map(move |(x, a)| (x, a, b)));
        let Some((_, a, b)) = pairs.min_by(|(x, ..), (y, ..)| x.total_cmp(y)) else { return begins };
        begins[a] = both(&begins[a], &begins[b]);
        begins.remove(b);
        rows.remove(b);
        rows.iter_mut().skip(b).for_each(|row| {
            row.remove(b);
        });
        for other in 0..begins.len() {
            let (early, late) = (a.min(other), a.max(other));
            if early < late {
                rows[late][early] = let_through(&begins[late], &begins[early]);
            }
        }
    }
    begins
}

/// How much more often one of two beginnings holds when they are taken for one.
fn let_through(one: &Begin, other: &Begin) -> f64 {
    often(&both(one, other)) - often(one) - often(other)
}

fn holds(wide: &Begin, narrow: &Begin) -> bool {
    wide.iter().zip(narrow).all(|(wide, narrow)| wide.holds(narrow))
}

fn both(one: &Begin, other: &Begin) -> Begin {
    std::array::from_fn(|i| one[i].union(other[i]))
}

/// How often a beginning holds, by and large.
fn often(begin: &Begin) -> f64 {
    let mut each = begin.map(|set| odds(&set));
    each.sort_by(f64::total_cmp);
    // Neighbours go together, so all but the rarest count for less.
    each.iter().enumerate().map(|(i, p)| if i == 0 { *p } else { p.powf(TOGETHER) }).product()
}

fn elements(begin: &Begin) -> Vec<Element> {
    let said = begin.iter().rposition(|set| *set != ByteSet::ALL).map_or(0, |last| last + 1);
    begin[..said]
        .chunk_by(|a, b| a == b)
        .map(|run| Element::Bytes { set: run[0], least: run.len(), most: run.len() })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::detect::rule::parse_hir;

    const PATTERNS: [&str; 7] = [
        "[0-9]{2}(?:-[0-9]){2}",
        "(?:[0-9]{2}:){5}[0-9]{2}",
        "[A-Z]{1,3}-?[0-9]{5,10}|[0-9]{6}",
        "(?:AB|C)[0-9]{4}",
        "(?:x?[0-9]){9}",
        "[0-9](?:[ -]?[0-9]){5,9}",
        "Q[0-9]",
    ];

    /// Texts of these pieces, as many as there are of so many.
    fn texts(pieces: &'static [&'static str], count: u32) -> impl Iterator<Item = String> {
        (0..pieces.len().pow(count))
            .map(move |n| (0..count).map(|i| pieces[n / pieces.len().pow(i) % pieces.len()]).collect())
    }

    fn pieces() -> impl Iterator<Item = String> {
        texts(&["12", "3", "-", "12:", "AB", "C", "Q", "x", " ", "456789"], 6)
    }

    #[test]
    fn a_family_says_of_every_match_that_there_can_be_one() {
        let rules: Vec<_> =
            PATTERNS.iter().zip(0..).map(|(p, n)| (n, parse_hir(p).unwrap(), ByteSet::ALL)).collect();
        let family = Family::new(rules.clone());
        let regexes = PATTERNS.map(|p| regex::bytes::Regex::new(&format!("\\A(?:{p})")).unwrap());
        let mut seen = [[0; 2]; PATTERNS.len()];
        for text in pieces() {
            let mut said = Vec::new();
            family.each_that_can_match(text.as_bytes(), |owner, length| said.push((owner, length)));
            for (n, regex) in regexes.iter().enumerate() {
                let found = regex.find(text.as_bytes()).map(|m| (n as u16, m.end()));
                assert!(found.is_none_or(|found| said.contains(&found)), "{} in {text:?}", PATTERNS[n]);
                let is_said = said.iter().any(|(owner, _)| usize::from(*owner) == n);
                assert_eq!(is_said, found.is_some(), "{} in {text:?}", PATTERNS[n]);
                seen[n][usize::from(is_said)] += 1;
            }
        }
        assert!(seen.iter().all(|[no, yes]| *no > 100 && *yes > 0), "{seen:?}");
    }

    #[test]
    fn what_stands_behind_a_match_is_one_of_what_can() {
        let digits = ByteSet::range(b'0', b'9');
        let family = Family::new(vec![(7, parse_hir("[0-9]{2,4}").unwrap(), digits.complement())]);
        let said = |text: &[u8]| {
            let mut said = Vec::new();
            family.each_that_can_match(text, |owner, length| said.push((owner, length)));
            said
        };
        assert_eq!((said(b"123x"), said(b"123"), said(b"12345")), (vec![(7, 3)], vec![(7, 3)], vec![]));
    }

    #[test]
    fn matches_begin_as_is_said_also_when_begins_are_made_few() {
        let regexes = PATTERNS.map(|p| regex::bytes::Regex::new(&format!("\\A(?:{p})")).unwrap());
        let mut each: Vec<Vec<Begin>> = Vec::new();
        for pattern in PATTERNS {
            let begun = after(&parse_hir(pattern).unwrap(), vec![Vec::new()]).unwrap();
            let filled = |mut begin: Vec<ByteSet>| {
                begin.resize(PLACES, ByteSet::ALL);
                Begin::try_from(begin).unwrap()
            };
            each.push(begun.into_iter().map(filled).collect());
        }
        let all = few(each.concat());
        assert!(all.len() <= OF_ALL_MAX && each.concat().len() > OF_ALL_MAX);
        let begins = |begins: &[Begin], text: &[u8]| {
            let holds = |begin: &Begin| {
                (0..PLACES).all(|i| begin[i] == ByteSet::ALL || text.get(i).is_some_and(|b| begin[i].has(*b)))
            };
            begins.iter().any(holds)
        };
        for text in pieces() {
            for (n, regex) in regexes.iter().enumerate() {
                if regex.is_match(text.as_bytes()) {
                    assert!(begins(&each[n], text.as_bytes()), "{} in {text:?}", PATTERNS[n]);
                    assert!(begins(&all, text.as_bytes()), "{} in {text:?}", PATTERNS[n]);
                }
            }
        }
    }

    #[test]
    fn a_pattern_that_can_begin_anywhere_is_in_no_family() {
        assert!(begins(&parse_hir("[0-9A-Za-z_]{20}").unwrap()).is_none());
        assert!(begins(&parse_hir("[0-9]{11}").unwrap()).is_some());
    }
}
