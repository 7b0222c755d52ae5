//! A pattern as a row of elements: what the bytes of a match must be, place by place.

use regex_syntax::hir::{Hir, HirKind};

use crate::bytes::ByteSet;
use crate::detect::hir;
use crate::detect::shape::palette::{Named, TOGETHER, odds};

/// Places of a match that are looked at. With the place before it and what a run needs, less than what a strip sees of
/// the next one.
const PLACES_MAX: usize = 44;

/// Parts of variable length that are followed; more cost more than they keep out.
const VARIABLE_MAX: usize = 4;

/// Lengths of one part that are told apart.
const SPREAD_MAX: usize = 4;

/// A row that holds more rarely than this needs no more elements.
const RARE: f64 = 2e-5;

/// So many digits are taken for all.
const DIGITS_TOLD_APART: u32 = 5;

/// Copies of a repeated part of variable length that are written out.
const COPIES_MAX: usize = 3;

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// So many bytes of a set.
    Bytes {
        /// The set.
        set: ByteSet,
        /// At least.
        least: usize,
        /// At most.
        most: usize,
    },
    /// One of several rows.
    Either(Vec<Vec<Element>>),
    /// So many bytes of a set, and nothing is said of what follows.
    Rest {
        /// The set.
        set: ByteSet,
        /// At least.
        least: usize,
    },
    /// So many bytes of a set with something between them here and there, and nothing is said of what follows.
    Spaced {
        /// The set.
        set: ByteSet,
        /// At least.
        least: usize,
        /// With what can stand between.
        with: ByteSet,
    },
}

/// A row of elements; what follows it is only known when the row is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The elements; [`Element::Rest`] stands last.
    pub elements: Vec<Element>,
    /// The row goes to the end of the pattern.
    pub complete: bool,
}

/// The elements of a pattern, as far as it pays to look.
pub fn row(pattern: &Hir) -> Row {
    let mut elements = Vec::new();
    flatten(pattern, &mut elements);
    limited(joined(elements))
}

fn flatten(node: &Hir, out: &mut Vec<Element>) {
    let bytes = |set, least, most| Element::Bytes { set, least, most };
    if let Some(set) = hir::one_byte(node) {
        return out.push(bytes(coarse(set), 1, 1));
    }
    match node.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(l) => out.extend(l.0.iter().map(|b| bytes(ByteSet::from_bytes(&[*b]), 1, 1))),
        HirKind::Class(_) => out.push(bytes(ByteSet::ALL, 1, 4)),
        HirKind::Capture(c) => flatten(&c.sub, out),
        HirKind::Concat(nodes) => nodes.iter().for_each(|n| flatten(n, out)),
        HirKind::Alternation(nodes) => out.push(
            many_words(node, nodes).unwrap_or_else(|| Element::Either(nodes.iter().map(flattened).collect())),
        ),
        HirKind::Repetition(r) => {
            let (least, most) = (r.min as usize, r.max.map_or(usize::MAX, |n| n as usize));
            if let Some(set) = hir::one_byte(&r.sub) {
                return out.push(bytes(coarse(set), least, most));
            }
            let body = flattened(&r.sub);
            let length = r.sub.properties().minimum_len().unwrap_or(0);
            let is_fixed = r.sub.properties().maximum_len() == Some(length);
            if least > COPIES_MAX && !(is_fixed && least * length <= PLACES_MAX) {
                let with = hir::alphabet(&r.sub);
                return out.push(match body.as_slice() {
                    [between, Element::Bytes { set, least: 1, most: 1 }] if least_length(between) == 0 => {
                        Element::Spaced { set: *set, least, with }
                    }
                    _ => Element::Rest { set: with, least: least * length },
                });
            }
            (0..least).for_each(|_| out.extend(body.iter().cloned()));
            match most - least {
                0 => {}
                1 => out.push(Element::Either(vec![Vec::new(), body])),
                _ => out.push(Element::Rest { set: ByteSet::ALL, least: 0 }),
            }
        }
    }
}

/// So many words of one length are taken for as many letters: to tell them apart takes a class for every letter, and those
/// that other rules are told by would be lost.
const WORDS_MANY: usize = 10;

/// The letters that stand for many words of one length.
fn many_words(node: &Hir, words: &[Hir]) -> Option<Element> {
    let length = node.properties().minimum_len().filter(|n| node.properties().maximum_len() == Some(*n))?;
    let is_many = words.len() >= WORDS_MANY && LETTERS.holds(&hir::alphabet(node));
    is_many.then_some(Element::Bytes { set: LETTERS, least: length, most: length })
}

/// Most of the digits are as good as all of them: what is told apart less is one with more.
fn coarse(set: ByteSet) -> ByteSet {
    if DIGITS.holds(&set) && set.len() >= DIGITS_TOLD_APART { DIGITS } else { set }
}

fn flattened(node: &Hir) -> Vec<Element> {
    let mut out = Vec::new();
    flatten(node, &mut out);
    out
}

/// The same with fewer elements: neighbours of one set become one, and so do alternatives that only differ in how
/// many bytes of one set they take.
fn joined(elements: Vec<Element>) -> Vec<Element> {
    let mut out: Vec<Element> = Vec::new();
    for element in elements {
        let element = match element {
            Element::Either(rows) => {
                let rows: Vec<Vec<Element>> = rows.into_iter().map(joined).collect();
                hull(&rows).unwrap_or(Element::Either(rows))
            }
            other => other,
        };
        if let (Element::Bytes { set, least, most }, Some(Element::Bytes { set: s, least: l, most: m })) =
            (&element, out.last_mut())
            && set == s
        {
            *l += least;
            *m = m.saturating_add(*most);
            continue;
        }
        out.push(element);
    }
    out
}

/// The one element that stands for rows of nothing but bytes, if it says about as much: `25[0-5]|1[0-9]{2}|…` is one to
/// three digits, ` ?- ?|\.` is one to three separators. Letters are not taken together: words are told by them.
fn hull(rows: &[Vec<Element>]) -> Option<Element> {
    let (mut all, mut least, mut most) = (ByteSet::default(), usize::MAX, 0usize);
    for row in rows {
        let (mut shortest, mut longest) = (0, 0usize);
        for element in row {
            let Element::Bytes { set, least, most } = element else { return one_set(rows) };
            all = all.union(*set);
            shortest += least;
            longest = longest.saturating_add(*most);
        }
        least = least.min(shortest);
        most = most.max(longest);
    }
    let alike = DIGITS.holds(&all) || !all.meets(&ALPHANUMERIC);
    let says_enough = alike && most - least <= SPREAD_MAX && !all.is_empty();
    if says_enough { Some(Element::Bytes { set: all, least, most }) } else { one_set(rows) }
}

const DIGITS: ByteSet = ByteSet::range(b'0', b'9');

const LETTERS: ByteSet = ByteSet::range(b'A', b'Z').union(ByteSet::range(b'a', b'z'));

const ALPHANUMERIC: ByteSet = DIGITS.union(LETTERS);

/// The one element that stands for rows of nothing but bytes of one set.
fn one_set(rows: &[Vec<Element>]) -> Option<Element> {
    let mut whole: Option<(ByteSet, usize, usize)> = None;
    for row in rows {
        let (set, least, most) = match row.as_slice() {
            [Element::Bytes { set, least, most }] => (*set, *least, *most),
            _ => return None,
        };
        whole = match whole {
            None => Some((set, least, most)),
            Some((s, l, m)) if s == set => Some((s, l.min(least), m.max(most))),
            Some(_) => return None,
        };
    }
    whole.map(|(set, least, most)| Element::Bytes { set, least, most })
}

/// As many elements as the bounds allow.
fn limited(elements: Vec<Element>) -> Row {
    let mut out = Vec::new();
    let (mut variable, mut places, mut often) = (0, 0, 1.0);
    for element in elements {
        if places >= PLACES_MAX || often < RARE {
            return Row { elements: out, complete: false };
        }
        places += least_length(&element);
        match element {
            Element::Rest { set, least } => {
                out.push(Element::Rest { set, least: least.min(PLACES_MAX) });
                return Row { elements: out, complete: false };
            }
            Element::Spaced { set, least, with } => {
                out.push(Element::Spaced { set, least: least.min(PLACES_MAX - 1), with });
                return Row { elements: out, complete: false };
            }
            Element::Bytes { set, least, most } => {
                variable += usize::from(least != most);
                let is_over = most - least > SPREAD_MAX || variable > VARIABLE_MAX || least > PLACES_MAX;
                if is_over {
                    out.push(Element::Rest { set, least: least.min(PLACES_MAX) });
                    return Row { elements: out, complete: false };
                }
                // A run says little more than its first byte: bytes of a kind stand together.
                often *= if least == 0 { 1.0 } else { odds(&set).powf(TOGETHER) };
                out.push(Element::Bytes { set, least, most });
            }
            Element::Either(rows) => {
                variable += 1;
                if variable > VARIABLE_MAX {
                    return Row { elements: out, complete: false };
                }
                out.push(Element::Either(rows));
            }
        }
    }
    Row { elements: out, complete: true }
}

/// The rows of an alternative, each limited on its own.
pub(super) fn alternatives(rows: &[Vec<Element>]) -> impl Iterator<Item = Row> + '_ {
    rows.iter().map(|row| limited(row.clone()))
}

fn least_length(element: &Element) -> usize {
    match element {
        Element::Bytes { least, .. } | Element::Rest { least, .. } | Element::Spaced { least, .. } => *least,
        Element::Either(rows) => rows.iter().map(|r| r.iter().map(least_length).sum()).min().unwrap_or(0),
    }
}

/// The sets that a row tells apart, and how much each says.
pub(super) fn named(elements: &[Element], weight: f64, out: &mut Vec<Named>) {
    for element in elements {
        match element {
            Element::Bytes { set, least, .. } | Element::Rest { set, least } => {
                out.push((*set, weight * (*least).min(3) as f64));
            }
            Element::Spaced { set, least, with } => {
                let weight = weight * (*least).min(3) as f64 / 2.0;
                out.extend([(*set, weight), (*with, weight)]);
            }
            Element::Either(rows) => {
                rows.iter().for_each(|row| named(row, weight / rows.len() as f64, out));
            }
        }
    }
}
