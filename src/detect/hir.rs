//! What can be read off a parsed pattern.

use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir, HirKind};

use crate::bytes::ByteSet;

/// The bytes of a node that is one class or one byte.
pub fn one_byte(hir: &Hir) -> Option<ByteSet> {
    let mut set = ByteSet::default();
    match hir.kind() {
        HirKind::Literal(l) if l.0.len() == 1 => set.insert(l.0[0]),
        HirKind::Class(Class::Bytes(class)) => {
            set = class.iter().fold(set, |set, range| set.union(ByteSet::range(range.start(), range.end())));
        }
        _ => return None,
    }
    Some(set)
}

/// A class of these bytes.
pub fn class(bytes: impl Iterator<Item = u8>) -> Hir {
    Hir::class(Class::Bytes(ClassBytes::new(bytes.map(|b| ClassBytesRange::new(b, b)))))
}

/// Splits a boundary pattern into the bytes that alone decide it, and whether anything else is left of it.
pub fn single_bytes(hir: &Hir) -> (ByteSet, bool) {
    let branches = match hir.kind() {
        HirKind::Alternation(branches) => branches.as_slice(),
        _ => std::slice::from_ref(hir),
    };
    branches.iter().fold((ByteSet::default(), false), |(bytes, rest), branch| match one_byte(branch) {
        Some(more) => (bytes.union(more), rest),
        None => (bytes, true),
    })
}

/// The branches of a boundary pattern that are two bytes.
pub fn byte_pairs(hir: &Hir) -> Vec<[ByteSet; 2]> {
    let branches = match hir.kind() {
        HirKind::Alternation(branches) => branches.as_slice(),
        _ => std::slice::from_ref(hir),
    };
    let pair = |branch: &Hir| match branch.kind() {
        HirKind::Concat(nodes) => match nodes.as_slice() {
            [first, second] => Some([one_byte(first)?, one_byte(second)?]),
            _ => None,
        },
        HirKind::Literal(literal) => match *literal.0 {
            [first, second] => Some([first, second].map(|byte| ByteSet::from_bytes(&[byte]))),
            _ => None,
        },
        _ => None,
    };
    branches.iter().filter_map(pair).collect()
}

/// The length of a group `value` that ends the pattern and always has the same length.
pub fn value_at_end(hir: &Hir) -> Option<usize> {
    let HirKind::Concat(nodes) = hir.kind() else { return None };
    let HirKind::Capture(group) = nodes.last()?.kind() else { return None };
    let properties = group.sub.properties();
    let length = properties.minimum_len()?;
    (group.name.as_deref() == Some("value") && properties.maximum_len() == Some(length)).then_some(length)
}

/// True when there is a group `value`.
pub fn has_value(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Literal(_) | HirKind::Class(_) => false,
        HirKind::Repetition(r) => has_value(&r.sub),
        HirKind::Capture(group) => group.name.as_deref() == Some("value") || has_value(&group.sub),
        HirKind::Concat(nodes) | HirKind::Alternation(nodes) => nodes.iter().any(has_value),
    }
}

/// Every byte that a match of `hir` can hold.
pub fn alphabet(hir: &Hir) -> ByteSet {
    let all = |nodes: &[Hir]| nodes.iter().fold(ByteSet::default(), |set, node| set.union(alphabet(node)));
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => ByteSet::default(),
        HirKind::Literal(l) => ByteSet::from_bytes(&l.0),
        HirKind::Class(_) => one_byte(hir).unwrap_or(ByteSet::ALL),
        HirKind::Repetition(r) => alphabet(&r.sub),
        HirKind::Capture(c) => alphabet(&c.sub),
        HirKind::Concat(nodes) | HirKind::Alternation(nodes) => all(nodes),
    }
}
