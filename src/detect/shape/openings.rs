//! Openings: words that patterns begin with.
//!
//! Words have too many letters for classes. A pattern whose matches all begin with one of some words, where no letter stands before them, is
//! looked for by the first four bytes of those ([`Fingerprints`]), and they are then looked up as a whole.

use regex_syntax::hir::{Hir, HirKind};

use crate::bytes::ByteSet;
use crate::detect::hir;
use crate::detect::shape::Shape;
use crate::simd::Isa;
use crate::simd::fingerprints::{Fingerprints, PLACES, STARTS};

/// The first bytes of a word, in small letters.
pub type Opening = [u8; PLACES];

/// Openings of one pattern that are told apart.
const OPENINGS_MAX: usize = 64;

/// Bytes at one place that are told apart.
const BYTES_MAX: usize = 6;

/// The words that matches of `pattern` begin with. `None` where some begin otherwise, or rules do not say that no letter stands before them.
pub fn openings(rule: &Shape<'_>, pattern: &Hir) -> Option<Vec<Opening>> {
    let letters = ByteSet::range(b'A', b'Z').union(ByteSet::range(b'a', b'z'));
    let word = letters.union(ByteSet::range(b'0', b'9'));
    // Where there is a way to the left, what stands before a match is another matter.
    let others = rule.not_before.complement().union(word);
    let is_apart = rule.not_before.holds(&word) && !rule.before.holds(&letters);
    if !is_apart || rule.before.union(word) != others {
        return None;
    }
    let mut begun = extended(vec![Vec::new()], pattern)?;
    begun.sort();
    begun.dedup();
    begun.into_iter().map(|bytes| Opening::try_from(bytes).ok()).collect()
}

/// Each of `begun` that is not long enough yet, with all that `node` can go on with. `None` where that is too much, or signs, which conditions say well.
fn extended(begun: Vec<Vec<u8>>, node: &Hir) -> Option<Vec<Vec<u8>>> {
    if begun.len() > OPENINGS_MAX {
        return None;
    }
    if begun.iter().all(|bytes| bytes.len() == PLACES) {
        return Some(begun);
    }
    if let Some(set) = hir::one_byte(node) {
        return with_each(begun, &set);
    }
    match node.kind() {
        HirKind::Empty => Some(begun),
        HirKind::Literal(l) => {
            l.0.iter().try_fold(begun, |begun, byte| with_each(begun, &ByteSet::from_bytes(&[*byte])))
        }
        HirKind::Capture(c) => extended(begun, &c.sub),
        HirKind::Concat(nodes) => nodes.iter().try_fold(begun, extended),
        HirKind::Alternation(nodes) => {
            let each = nodes.iter().map(|node| extended(begun.clone(), node)).collect::<Option<Vec<_>>>()?;
            Some(each.concat())
        }
        HirKind::Repetition(r) => {
            let most = r.max.unwrap_or(u32::MAX).min(r.min.saturating_add(PLACES as u32));
            let (mut all, mut last) = (Vec::new(), begun);
            for times in 0..=most {
                if times >= r.min {
                    all.extend(last.iter().cloned());
                }
                if times < most {
                    last.retain(|bytes| times < r.min || bytes.len() < PLACES);
                    last = extended(last, &r.sub)?;
                }
            }
            all.sort();
            all.dedup();
            Some(all)
        }
        HirKind::Look(_) | HirKind::Class(_) => None,
    }
}

/// Each of `begun` that is not long enough yet, with each byte of `set` behind it.
fn with_each(begun: Vec<Vec<u8>>, set: &ByteSet) -> Option<Vec<Vec<u8>>> {
    let mut bytes: Vec<u8> = set.iter().map(|byte| byte.to_ascii_lowercase()).collect();
    bytes.sort_unstable();
    bytes.dedup();
    let is_said =
        bytes.len() <= BYTES_MAX && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b" _-.".contains(b));
    let mut made = Vec::new();
    for begun in begun {
        if begun.len() == PLACES {
            made.push(begun);
            continue;
        }
        if !is_said {
            return None;
        }
        made.extend(bytes.iter().map(|byte| [begun.as_slice(), &[*byte]].concat()));
    }
    Some(made)
}

/// Maps that are made at a time.
const MAPS: usize = 32;

/// The openings of all rules.
pub struct Openings {
    fingerprints: Fingerprints,
    /// By the [`number`] of an opening, scattered, and behind that where it is taken: the number, and where its rules stand. Half are free.
    table: Box<[Option<(u32, u16)>]>,
    /// Rules that begin in the same way.
    owners: Vec<Vec<u16>>,
}

/// An opening as a number: whatever the case of its letters is.
fn number(bytes: Opening) -> u32 {
    u32::from_le_bytes(bytes) | 0x2020_2020
}

impl Openings {
    /// Of (rule, openings).
    pub fn new(openings: &[(u16, Vec<Opening>)], isa: Isa) -> Self {
        let mut all: Vec<Opening> = openings.iter().flat_map(|(_, openings)| openings).copied().collect();
        all.sort_unstable();
        all.dedup();
        let table = vec![None; (2 * all.len()).next_power_of_two()].into_boxed_slice();
        let mut made = Openings { fingerprints: Fingerprints::new(&all, isa), table, owners: Vec::new() };
        for (owner, openings) in openings {
            openings.iter().for_each(|opening| made.add(*owner, number(*opening)));
        }
        made
    }

    fn add(&mut self, owner: u16, number: u32) {
        let group = self.of(number).unwrap_or_else(|free| {
            self.table[free] = Some((number, self.owners.len() as u16));
            self.owners.push(Vec::new());
            self.owners.len() - 1
        });
        if !self.owners[group].contains(&owner) {
            self.owners[group].push(owner);
        }
    }

    /// Where the rules stand that begin in this way, or the place where that would be said.
    #[inline]
    fn of(&self, number: u32) -> Result<usize, usize> {
        // The highest bits of the product depend on all of the number.
        let scattered = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let last = self.table.len() - 1;
        let mut at = scattered as usize & last;
        loop {
            match self.table[at] {
                None => return Err(at),
                Some((known, group)) if known == number => return Ok(usize::from(group)),
                Some(_) => at = (at + 1) & last,
            }
        }
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// Calls `hit` with every place from `from` to `to` where a word may begin, in order, and the rules that begin with it.
    pub fn search(&self, text: &[u8], from: usize, to: usize, mut hit: impl FnMut(usize, &[u16])) {
        let mut maps = [0; MAPS];
        let mut at = from;
        while at < to {
            let count = (to - at).div_ceil(STARTS).min(MAPS);
            self.fingerprints.maps(text, at, &mut maps[..count]);
            for (n, map) in maps[..count].iter().enumerate() {
                let first = at + n * STARTS;
                let mut map = map & u64::MAX >> (STARTS - (to - first).min(STARTS));
                while map != 0 {
                    let start = first + map.trailing_zeros() as usize;
                    map &= map - 1;
                    let opening = text.get(start..).and_then(|text| text.first_chunk());
                    if let Some(Ok(group)) = opening.map(|opening| self.of(number(*opening))) {
                        hit(start, &self.owners[group]);
                    }
                }
            }
            at += count * STARTS;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::detect::rule::parse_hir;
    use crate::detect::shape::{Places, Shapes};

    fn shape(pattern: &Hir, apart: bool) -> Shape<'_> {
        let word: Vec<u8> = (0..=255_u8).filter(u8::is_ascii_alphanumeric).collect();
        let not_before = if apart { ByteSet::from_bytes(&word) } else { ByteSet::default() };
        let before = not_before.complement().union(ByteSet::from_bytes(b"nt"));
        Shape { pattern, before, not_before, no_pairs: &[], after: ByteSet::ALL, needs_context: false }
    }

    fn of(pattern: &str, apart: bool) -> Option<Vec<String>> {
        let pattern = parse_hir(pattern).unwrap();
        let found = openings(&shape(&pattern, apart), &pattern)?;
        Some(found.into_iter().map(|opening| String::from_utf8(opening.to_vec()).unwrap()).collect())
    }

    #[test]
    fn openings_are_the_first_bytes_of_all_matches() {
        for (pattern, wanted) in [
            ("password {1,4}x", &["pass"][..]),
            ("(?i:Echo|printf) x", &["echo", "prin"]),
            ("(?:set(?: {1,4}[a-z]{1,9}){0,3}|kv put) {1,4}x", &["kv p", "set "]),
            ("(?:net|NET)(?:1?|1?\\.exe) {1,4}user", &["net ", "net.", "net1"]),
            ("a{2,9}b{0,2}cd", &["aaaa", "aaab", "aaac", "aabb", "aabc", "aacd"]),
            ("x{2}y?z[0-9]", &[]),
            ("x{2}y?z(?P<value>[12])", &["xxyz", "xxz1", "xxz2"]),
            ("(?:wpa_pass|redis-cli) x", &["redi", "wpa_"]),
        ] {
            let wanted = Some(wanted.to_vec()).filter(|wanted| !wanted.is_empty());
            let wanted = wanted.map(|all| all.into_iter().map(str::to_owned).collect());
            assert_eq!(of(pattern, true), wanted, "{pattern}");
            assert_eq!(of(pattern, false), None, "{pattern}");
        }
        for pattern in ["abc", "a.cd", "[0-9]{4}", "ab:d", "(?:abcd|x{2})", "[a-z]{4}"] {
            assert_eq!(of(pattern, true), None, "{pattern}");
        }
    }

    struct Starts(Vec<usize>);

    impl Places for Starts {
        fn found(&mut self, _rule: u16, starts: &[usize]) {
            self.0.extend_from_slice(starts);
        }

        fn block_ends(&mut self, _start: usize, _bytes: usize) {}
    }

    /// Wherever a word stands, also where blocks end, and none twice.
    #[test]
    fn every_word_is_found_once_wherever_it_stands() {
        let patterns = ["echo [a-z]", "(?:Echo|net1?) x"].map(|pattern| parse_hir(pattern).unwrap());
        let shapes = patterns.each_ref().map(|pattern| shape(pattern, true));
        for isa in Isa::ALL {
            let shapes = Shapes::new(&shapes, isa, false);
            let mut scratch = shapes.scratch();
            for filler in ["", " ", ".,", "\\n", "xx ", "\u{e9}x, "] {
                let text = [filler, "echo ", filler, "NET1"].concat().repeat(9000);
                for from in [0, 1, 77] {
                    let mut found = Starts(Vec::new());
                    shapes.search(text.as_bytes(), from, &mut scratch, &mut found);
                    found.0.sort_unstable();
                    let is_word = |at: &usize| {
                        let before = at.checked_sub(1).map_or(b'\n', |n| text.as_bytes()[n]);
                        let escaped = before == b'n' && *at > 1 && text.as_bytes()[at - 2] == b'\\';
                        !before.is_ascii_alphanumeric() || escaped
                    };
                    let words = |word| text.match_indices(word).map(|(at, _)| at).filter(|at| *at >= from);
                    let mut wanted: Vec<_> = words("echo").chain(words("echo")).filter(is_word).collect();
                    wanted.extend(words("NET1").filter(is_word));
                    wanted.sort_unstable();
                    assert_eq!(found.0, wanted, "{isa:?} {filler:?} {from}");
                }
            }
        }
    }
}
