//! What must stand beside a value in another program, as what must not stand there in ours.

use regex_syntax::hir::{Hir, HirKind, Look};

use crate::bytes::ByteSet;
use crate::detect::hir::one_byte;

/// Letters, digits and `_`, as `\\b` means them.
pub const WORD: ByteSet = ByteSet::range(b'0', b'9')
    .union(ByteSet::range(b'A', b'Z'))
    .union(ByteSet::range(b'a', b'z'))
    .union(ByteSet::range(b'_', b'_'));

/// What may stand on one side of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Single bytes.
    single: ByteSet,
    /// A byte, and then another: the one next to the value first.
    pair: Option<(ByteSet, ByteSet)>,
    /// The line may begin or end there.
    end: bool,
}

impl Beside {
    /// Nothing but the end of the line.
    pub fn line_end() -> Beside {
        Beside { end: true, ..Beside::default() }
    }

    /// Any byte of `bytes`, or the end of the line.
    pub fn any_of(bytes: ByteSet) -> Beside {
        Beside { single: bytes, end: true, pair: None }
    }

    /// What `hir` says must stand there; `None` when it is more than a boundary can say.
    pub fn of(hir: &Hir, before: bool) -> Option<Beside> {
        let mut made = Beside::default();
        made.add(hir, before)?;
        // A value is looked at in its line, so what a line end would match is the end of the line.
        made.end |= made.single.has(b'\n');
        Some(made)
    }

    fn add(&mut self, hir: &Hir, before: bool) -> Option<()> {
        if let Some(bytes) = one_byte(hir) {
            self.single = self.single.union(bytes);
            return Some(());
        }
        match hir.kind() {
            HirKind::Look(look) => {
                let ends: &[Look] = match before {
                    true => &[Look::Start, Look::StartLF, Look::StartCRLF],
                    false => &[Look::End, Look::EndLF, Look::EndCRLF],
                };
                self.end |= ends.contains(look);
                ends.contains(look).then_some(())
            }
            HirKind::Capture(group) => self.add(&group.sub, before),
            HirKind::Alternation(branches) => branches.iter().try_for_each(|branch| self.add(branch, before)),
            HirKind::Concat(parts) => {
                let [first, second] = parts.as_slice() else { return None };
                self.pair_of(one_byte(first)?, one_byte(second)?, before)
            }
            HirKind::Literal(literal) => {
                let [first, second] = *literal.0 else { return None };
                self.pair_of(ByteSet::from_bytes(&[first]), ByteSet::from_bytes(&[second]), before)
            }
            _ => None,
        }
    }

    fn pair_of(&mut self, first: ByteSet, second: ByteSet, before: bool) -> Option<()> {
        let (near, far) = if before { (second, first) } else { (first, second) };
        match &mut self.pair {
            None => self.pair = Some((near, far)),
            Some((known, more)) if *known == near => *more = more.union(far),
            Some(_) => return None,
        }
        Some(())
    }

    /// The boundary pattern that rules out everything else; `None` when nothing is ruled out.
    pub fn forbidden(&self, before: bool) -> Option<String> {
        let near = self.pair.map_or(ByteSet::default(), |(near, _)| near);
        let mut alone = self.single.union(near).complement();
        alone.remove(b'\n');
        let mut branches = Vec::new();
        if !alone.is_empty() {
            branches.push(class(alone));
        }
        if let Some((near, far)) = self.pair {
            let near = near.intersection(self.single.complement());
            let mut other = far.complement();
            other.remove(b'\n');
            if !near.is_empty() && !other.is_empty() {
                let (near, other) = (class(near), class(other));
                branches.push(if before { other + &near } else { near + &other });
            }
        }
        if !self.end {
            branches.push(if before { "\\A" } else { "\\z" }.to_owned());
        }
        (!branches.is_empty()).then(|| branches.join("|"))
    }
}

/// A class as a person would write it.
fn class(bytes: ByteSet) -> String {
    if bytes == WORD { "[0-9A-Za-z_]".to_owned() } else { bytes.pattern() }
}

/// The bytes that a match of `hir` can begin with, or end with, and whether it can be nothing.
pub fn edge_bytes(hir: &Hir, front: bool) -> (ByteSet, bool) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (ByteSet::default(), true),
        HirKind::Literal(literal) => {
            let byte = if front { literal.0.first() } else { literal.0.last() };
            (ByteSet::from_bytes(byte.map(std::slice::from_ref).unwrap_or_default()), literal.0.is_empty())
        }
        HirKind::Class(_) => (one_byte(hir).unwrap_or(ByteSet::ALL), false),
        HirKind::Repetition(repeated) => {
            let (bytes, empty) = edge_bytes(&repeated.sub, front);
            (bytes, empty || repeated.min == 0)
        }
        HirKind::Capture(group) => edge_bytes(&group.sub, front),
        HirKind::Alternation(branches) => {
            branches.iter().fold((ByteSet::default(), false), |(bytes, empty), branch| {
                let (more, nothing) = edge_bytes(branch, front);
                (bytes.union(more), empty || nothing)
            })
        }
        HirKind::Concat(parts) => {
            let mut all = ByteSet::default();
            for n in 0..parts.len() {
                let part = if front { &parts[n] } else { &parts[parts.len() - 1 - n] };
                let (bytes, empty) = edge_bytes(part, front);
                all = all.union(bytes);
                if !empty {
                    return (all, false);
                }
            }
            (all, true)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn forbidden(pattern: &str, before: bool) -> Option<String> {
        let hir =
            regex_syntax::ParserBuilder::new().utf8(false).unicode(false).build().parse(pattern).unwrap();
        Beside::of(&hir, before)?.forbidden(before)
    }

    #[test]
    fn what_may_stand_beside_becomes_what_must_not() {
        assert_eq!(forbidden("[^0-9]|$", false).as_deref(), Some("[0-9]"));
        assert_eq!(forbidden("[^0-9]", false).as_deref(), Some("[0-9]"), "a line end is no digit either");
        assert_eq!(forbidden("^|[^0-9A-Za-z_]", true).as_deref(), Some("[0-9A-Za-z_]"));
        assert_eq!(forbidden("x", false).as_deref(), Some("[^\\x0ax]|\\z"));
        assert_eq!(
            forbidden("(?:[ ;]|\\\\[nr]|$)", false).as_deref(),
            Some("[^\\x0a ;\\\\]|[\\\\][^\\x0anr]")
        );
        assert_eq!(forbidden("$|[\\x00-\\xff]", false), None);
        assert_eq!(forbidden("abc", false), None);
        assert_eq!(Beside::of(&Hir::look(Look::End), true), None, "the end of a line is not before a value");
    }
}
