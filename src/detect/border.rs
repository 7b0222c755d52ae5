//! What can become visible beside a value that was replaced.
//!
//! A match is found where its pattern matches and its boundaries hold. Where all rules look at the match and the byte
//! beside it and at nothing else, replacing a value changes what is found only if some match can hold the bytes on both
//! sides of a border, or begin or end directly at it. Which bytes can stand side by side in a match is known from the
//! patterns, so most borders need no second look.

use regex_syntax::hir::{Hir, HirKind};

use crate::bytes::ByteSet;
use crate::detect::hir;

/// What stands side by side in matches.
pub struct Borders {
    /// By byte: what can follow it in a match.
    follow: Box<[ByteSet; 256]>,
    /// What a match can begin with.
    first: ByteSet,
    /// What a match begins with that goes on to the left: where such a byte stands, anything can be found.
    signs: ByteSet,
}

/// Bytes of a part of a pattern.
#[derive(Clone, Copy)]
struct Ends {
    first: ByteSet,
    last: ByteSet,
    /// It can be nothing.
    empty: bool,
}

impl Borders {
    /// Of no rule.
    pub(super) fn new() -> Self {
        Borders {
            follow: Box::new([ByteSet::default(); 256]),
            first: ByteSet::default(),
            signs: ByteSet::default(),
        }
    }

    /// Adds a pattern; its match goes on to the left when it is `left`. False when it can match less than two bytes: then
    /// nothing can be said.
    pub(super) fn add(&mut self, pattern: &Hir, left: bool) -> bool {
        let ends = self.ends(pattern);
        let firsts = if left { &mut self.signs } else { &mut self.first };
        *firsts = firsts.union(ends.first);
        pattern.properties().minimum_len().is_some_and(|least| least > 1)
    }

    /// The bytes at which anything can be found.
    pub(crate) fn signs(&self) -> impl Iterator<Item = u8> + '_ {
        self.signs.iter()
    }

    /// True when replacing a value shows nothing new beside it: `before` stands before what was written for it, which
    /// begins with `opens` and ends with `closes`, and `after` behind that.
    pub(crate) fn show_nothing(&self, before: [u8; 2], opens: u8, closes: u8, after: u8) -> bool {
        // No match is under way at the border, so none ends there or went on in the value.
        !self.follow[usize::from(before[0])].has(before[1])
            && !self.follow[usize::from(before[1])].has(opens)
            && !self.follow[usize::from(closes)].has(after)
            && !self.first.has(after)
    }

    /// The ends of a part; what follows what in it is added.
    fn ends(&mut self, hir: &Hir) -> Ends {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Ends::nothing(),
            HirKind::Literal(literal) => {
                let mut made = Ends::nothing();
                for byte in &literal.0 {
                    made = self.then(made, Ends::byte(ByteSet::from_bytes(&[*byte])));
                }
                made
            }
            HirKind::Class(_) => Ends::byte(hir::one_byte(hir).unwrap_or(ByteSet::ALL)),
            HirKind::Capture(capture) => self.ends(&capture.sub),
            HirKind::Repetition(repetition) => {
                let ends = self.ends(&repetition.sub);
                if repetition.max != Some(1) {
                    self.follows(ends.last, ends.first);
                }
                Ends { empty: ends.empty || repetition.min == 0, ..ends }
            }
            HirKind::Concat(parts) => {
                let mut made = Ends::nothing();
                for part in parts {
                    let ends = self.ends(part);
                    made = self.then(made, ends);
                }
                made
            }
            HirKind::Alternation(branches) => {
                let mut made = Ends { empty: false, ..Ends::nothing() };
                for branch in branches {
                    let ends = self.ends(branch);
                    made = Ends {
                        first: made.first.union(ends.first),
                        last: made.last.union(ends.last),
                        empty: made.empty || ends.empty,
                    };
                }
                made
            }
        }
    }

    fn then(&mut self, one: Ends, next: Ends) -> Ends {
        self.follows(one.last, next.first);
        Ends {
            first: if one.empty { one.first.union(next.first) } else { one.first },
            last: if next.empty { one.last.union(next.last) } else { next.last },
            empty: one.empty && next.empty,
        }
    }

    fn follows(&mut self, last: ByteSet, first: ByteSet) {
        for byte in last.iter() {
            let follow = &mut self.follow[usize::from(byte)];
            *follow = follow.union(first);
        }
    }
}

impl Ends {
    fn nothing() -> Ends {
        Ends { first: ByteSet::default(), last: ByteSet::default(), empty: true }
    }

    fn byte(set: ByteSet) -> Ends {
        Ends { first: set, last: set, empty: false }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::detect::rule;

    fn borders(patterns: &[&str]) -> Borders {
        let mut made = Borders::new();
        for pattern in patterns {
            assert!(made.add(&rule::parse_hir(pattern).unwrap(), false));
        }
        made
    }

    #[test]
    fn what_follows_what_is_read_off_patterns() {
        let made = borders(&["ab?(?:c|de){2}[0-9]x?"]);
        let follow = |byte: u8| made.follow[usize::from(byte)].iter().collect::<Vec<u8>>();
        assert_eq!(follow(b'a'), b"bcd");
        assert_eq!(follow(b'b'), b"cd");
        assert_eq!(follow(b'c'), b"0123456789cd");
        assert_eq!(follow(b'd'), b"e");
        assert_eq!(follow(b'e'), b"0123456789cd");
        assert_eq!(follow(b'9'), b"x");
        assert_eq!(follow(b'x'), b"");
        assert_eq!(made.first.iter().collect::<Vec<u8>>(), b"a");
    }

    #[test]
    fn a_border_that_a_match_can_cross_is_looked_at() {
        let made = borders(&["[0-9](?:[ -]?[0-9]){12,18}", r"q\[[A-Z]+", r"\]:[0-9]+"]);
        let quiet = |before: &[u8; 2], after: u8| made.show_nothing(*before, b'[', b']', after);
        assert!(quiet(b"m ", b' ') && quiet(b",,", b',') && quiet(b"\n\n", b'\n'));
        assert!(!quiet(b"1 ", b' '), "a number that ends here went on in the value");
        assert!(!quiet(b"m ", b'1'), "a number can begin here");
        assert!(!quiet(b"mq", b' '), "what was written can go on with what stands before it");
        assert!(!quiet(b"m ", b':'), "what was written can begin what stands behind it");
    }

    #[test]
    fn patterns_of_one_byte_say_nothing() {
        assert!(!Borders::new().add(&rule::parse_hir("[0-9]x?").unwrap(), false));
    }
}
