//! Shapes: a necessary condition for every match, tested for all rules at once.
//!
//! A shape says which bytes may stand directly before a match and at its first bytes. All shapes stand side
//! by side as bits of one state, which one shift and one mask per byte of text move on (shift-and), so the
//! cost does not grow with what the text holds. Only starts that fit a shape are looked at by a pattern.

use regex_syntax::hir::{Class, Hir, HirKind};

/// First bytes of a match that a shape looks at.
const LOOK: usize = 4;

/// Shapes of one rule; further alternatives are merged into what the pattern can hold at all.
const SHAPES_MAX: usize = 6;

/// Words of the state. A rule set that needs more bits gets more than one filter.
const WORDS: usize = 8;

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByteSet([u64; 4]);

impl ByteSet {
    /// Every byte.
    pub const ALL: ByteSet = ByteSet([u64::MAX; 4]);

    /// Adds `byte`.
    pub fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    /// Takes `byte` out.
    pub fn remove(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] &= !(1 << (byte & 63));
    }

    /// True when `byte` is in it.
    pub fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    fn len(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    fn union(mut self, other: ByteSet) -> ByteSet {
        for (mine, more) in self.0.iter_mut().zip(other.0) {
            *mine |= more;
        }
        self
    }

    fn holds(&self, other: &ByteSet) -> bool {
        self.0.iter().zip(other.0).all(|(mine, more)| more & !mine == 0)
    }

    /// The bytes of a node that is one class or one byte.
    pub fn of(hir: &Hir) -> Option<ByteSet> {
        let mut set = ByteSet::default();
        match hir.kind() {
            HirKind::Literal(l) if l.0.len() == 1 => set.insert(l.0[0]),
            HirKind::Class(Class::Bytes(class)) => {
                class.iter().flat_map(|r| r.start()..=r.end()).for_each(|b| set.insert(b));
            }
            _ => return None,
        }
        Some(set)
    }
}

/// The bytes that stand at the first places of a match, one set a place.
type Shape = Vec<ByteSet>;

/// Splits a boundary pattern into the bytes that alone decide it, and whether anything else is left of it.
pub fn single_bytes(hir: &Hir) -> (ByteSet, bool) {
    let branches = match hir.kind() {
        HirKind::Alternation(branches) => branches.as_slice(),
        _ => std::slice::from_ref(hir),
    };
    branches.iter().fold((ByteSet::default(), false), |(bytes, rest), branch| match ByteSet::of(branch) {
        Some(more) => (bytes.union(more), rest),
        None => (bytes, true),
    })
}

/// The bytes that a match of `hir` can end with (or begin with), and whether it can match without any.
pub fn edge_bytes(hir: &Hir, at_end: bool) -> (ByteSet, bool) {
    let join = |nodes: &mut dyn Iterator<Item = &Hir>| {
        let mut set = ByteSet::default();
        for node in nodes {
            let (more, empty) = edge_bytes(node, at_end);
            set = set.union(more);
            if !empty {
                return (set, false);
            }
        }
        (set, true)
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (ByteSet::default(), true),
        HirKind::Literal(l) => {
            let mut set = ByteSet::default();
            let byte = if at_end { l.0.last() } else { l.0.first() };
            byte.into_iter().for_each(|b| set.insert(*b));
            (set, false)
        }
        HirKind::Class(_) => (ByteSet::of(hir).unwrap_or(ByteSet::ALL), false),
        HirKind::Capture(c) => edge_bytes(&c.sub, at_end),
        HirKind::Repetition(r) => {
            let (set, empty) = edge_bytes(&r.sub, at_end);
            (set, empty || r.min == 0)
        }
        HirKind::Concat(nodes) if at_end => join(&mut nodes.iter().rev()),
        HirKind::Concat(nodes) => join(&mut nodes.iter()),
        HirKind::Alternation(nodes) => {
            nodes.iter().fold((ByteSet::default(), false), |(set, empty), node| {
                let (more, also) = edge_bytes(node, at_end);
                (set.union(more), empty || also)
            })
        }
    }
}

/// The length of a group `value` that ends the pattern and always has the same length.
pub fn value_at_end(hir: &Hir) -> Option<usize> {
    let HirKind::Concat(nodes) = hir.kind() else { return None };
    let HirKind::Capture(group) = nodes.last()?.kind() else { return None };
    let properties = group.sub.properties();
    let length = properties.minimum_len()?;
    (group.name.as_deref() == Some("value") && properties.maximum_len() == Some(length)).then_some(length)
}

/// Every byte that a match of `hir` can hold.
fn alphabet(hir: &Hir) -> ByteSet {
    let all = |nodes: &[Hir]| nodes.iter().fold(ByteSet::default(), |set, node| set.union(alphabet(node)));
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => ByteSet::default(),
        HirKind::Literal(l) => {
            let mut set = ByteSet::default();
            l.0.iter().for_each(|b| set.insert(*b));
            set
        }
        HirKind::Class(_) => ByteSet::of(hir).unwrap_or(ByteSet::ALL),
        HirKind::Repetition(r) => alphabet(&r.sub),
        HirKind::Capture(c) => alphabet(&c.sub),
        HirKind::Concat(nodes) | HirKind::Alternation(nodes) => all(nodes),
    }
}

/// The shapes of a pattern: every match begins as one of them says.
fn shapes(hir: &Hir) -> Vec<Shape> {
    // What stands after a match that is shorter than a shape can be anything.
    let least = hir.properties().minimum_len().unwrap_or(0).min(LOOK);
    let mut wide = vec![alphabet(hir); least];
    wide.resize(LOOK, ByteSet::ALL);
    let made = [false, true].map(|merging| {
        let mut made = extend(hir, vec![Vec::new()], &Narrow { wide: &wide, merging });
        for shape in &mut made {
            shape.resize(LOOK, ByteSet::ALL);
        }
        merged(without_subsumed(made))
    });
    // Neither is better for all patterns.
    let [first, second] = made;
    if starts(&second) < starts(&first) { second } else { first }
}

/// Of how many texts of [`LOOK`] bytes the shapes say that a match can begin there.
fn starts(shapes: &[Shape]) -> u64 {
    shapes.iter().map(|s| s.iter().map(ByteSet::len).product::<u64>()).sum()
}

/// How shapes are made few.
struct Narrow<'w> {
    /// What a match can hold at each place.
    wide: &'w [ByteSet],
    /// Two that differ in one place become one before anything is given up.
    merging: bool,
}

/// `seqs` followed by what `hir` matches, each cut at [`LOOK`] places.
fn extend(hir: &Hir, seqs: Vec<Shape>, how: &Narrow<'_>) -> Vec<Shape> {
    let push = |seqs: Vec<Shape>, set: ByteSet| {
        let add = |mut seq: Shape| {
            if seq.len() < LOOK {
                seq.push(set);
            }
            seq
        };
        seqs.into_iter().map(add).collect::<Vec<_>>()
    };
    let made = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => seqs,
        HirKind::Literal(l) => l.0.iter().fold(seqs, |seqs, b| {
            let mut set = ByteSet::default();
            set.insert(*b);
            push(seqs, set)
        }),
        HirKind::Class(_) => push(seqs, ByteSet::of(hir).unwrap_or(ByteSet::ALL)),
        HirKind::Capture(c) => extend(&c.sub, seqs, how),
        HirKind::Concat(nodes) => nodes.iter().fold(seqs, |seqs, node| extend(node, seqs, how)),
        HirKind::Alternation(nodes) => nodes.iter().flat_map(|n| extend(n, seqs.clone(), how)).collect(),
        HirKind::Repetition(r) => {
            let mut out = Vec::new();
            let mut seqs = seqs;
            let most = r.max.unwrap_or(u32::MAX);
            for n in 0..=most {
                let full = seqs.iter().all(|s| s.len() == LOOK) || n > r.min + LOOK as u32;
                if n >= r.min || full {
                    out.extend(seqs.iter().cloned());
                }
                if full || n == most {
                    break;
                }
                seqs = extend(&r.sub, seqs, how);
            }
            out
        }
    };
    narrowed(made, how)
}

/// At most [`SHAPES_MAX`] shapes: with more, each keeps what it has and says nothing further.
fn narrowed(seqs: Vec<Shape>, how: &Narrow<'_>) -> Vec<Shape> {
    let mut seqs = without_subsumed(seqs);
    let mut keep = LOOK;
    while seqs.len() > SHAPES_MAX {
        if how.merging {
            let fewer = merged(seqs.clone());
            if fewer.len() <= SHAPES_MAX {
                return fewer;
            }
        }
        keep -= 1;
        for seq in &mut seqs {
            seq.truncate(keep);
            let known = seq.len();
            seq.extend_from_slice(&how.wide[known..]);
        }
        seqs = without_subsumed(seqs);
    }
    seqs
}

fn without_subsumed(seqs: Vec<Shape>) -> Vec<Shape> {
    let mut kept: Vec<Shape> = Vec::new();
    for seq in seqs {
        if kept.iter().any(|k| covers(k, &seq)) {
            continue;
        }
        kept.retain(|k| !covers(&seq, k));
        kept.push(seq);
    }
    kept
}

fn covers(a: &Shape, b: &Shape) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.holds(y))
}

/// The same with fewer shapes: one for two that differ in one place, which says exactly what they say.
fn merged(seqs: Vec<Shape>) -> Vec<Shape> {
    let mut kept: Vec<Shape> = Vec::new();
    for mut seq in seqs {
        // What became wider can be made one with what it could not before.
        while let Some((at, place)) =
            kept.iter().enumerate().find_map(|(n, k)| differing_place(k, &seq).map(|place| (n, place)))
        {
            seq[place] = seq[place].union(kept.swap_remove(at)[place]);
        }
        kept.push(seq);
    }
    without_subsumed(kept)
}

/// The only place where two shapes of one length differ.
fn differing_place(a: &Shape, b: &Shape) -> Option<usize> {
    let mut places = (0..a.len()).filter(|n| a.len() == b.len() && a[*n] != b[*n]);
    places.next().filter(|_| places.next().is_none())
}

/// The shapes of some rules, ready to search for.
pub struct Filter {
    masks: Box<[[u64; WORDS]; 256]>,
    starts: [u64; WORDS],
    ends: [u64; WORDS],
    owners: Vec<u16>,
    bits: usize,
}

impl Filter {
    /// The filters for `rules`: pattern, bytes that may not stand before it. Owners are positions in the list.
    pub fn build<'h>(rules: impl IntoIterator<Item = (&'h Hir, ByteSet)>) -> Vec<Filter> {
        let mut filters: Vec<Filter> = Vec::new();
        for (owner, (pattern, forbidden)) in rules.into_iter().enumerate() {
            let shapes = shapes(pattern);
            match filters.last_mut() {
                Some(last) if shapes.len() <= last.room() => last.add(owner as u16, forbidden, &shapes),
                _ => {
                    let mut fresh = Filter {
                        masks: Box::new([[0; WORDS]; 256]),
                        starts: [0; WORDS],
                        ends: [0; WORDS],
                        owners: vec![u16::MAX; WORDS * 64],
                        bits: 0,
                    };
                    fresh.add(owner as u16, forbidden, &shapes);
                    filters.push(fresh);
                }
            }
        }
        filters
    }

    /// How many more shapes fit. No shape crosses a word, so what is left at the end of one stays unused.
    fn room(&self) -> usize {
        let in_word = 64 / (LOOK + 1);
        (64 - self.bits % 64) / (LOOK + 1) + (WORDS - 1 - self.bits / 64) * in_word
    }

    fn add(&mut self, owner: u16, forbidden: ByteSet, shapes: &[Shape]) {
        for shape in shapes {
            // No shape crosses a word, so that no bit has to be carried from one to the next.
            let room = 64 - self.bits % 64;
            let first = if room > LOOK { self.bits } else { self.bits + room };
            for byte in 0..=255u8 {
                // A line start stands for "nothing before".
                let fits = byte == b'\n' || !forbidden.has(byte);
                let places = std::iter::once(fits).chain(shape.iter().map(|set| set.has(byte)));
                for (n, _) in places.enumerate().filter(|(_, fits)| *fits) {
                    self.masks[usize::from(byte)][(first + n) / 64] |= 1 << ((first + n) % 64);
                }
            }
            let last = first + LOOK;
            self.starts[first / 64] |= 1 << (first % 64);
            self.ends[last / 64] |= 1 << (last % 64);
            self.owners[last] = owner;
            self.bits = last + 1;
        }
    }

    /// Calls `hit` with every (start, owner) in `text[from..]` that fits a shape, starts in order.
    pub fn search(&self, text: &[u8], from: usize, is_start: bool, mut hit: impl FnMut(usize, u16)) {
        let mut state = [0; WORDS];
        let before = if is_start { b'\n' } else { text[from - 1] };
        self.step(&mut state, before);
        for (i, byte) in text[from..].iter().enumerate() {
            if self.step(&mut state, *byte) {
                self.report(&state, from + i + 1 - LOOK, &mut hit);
            }
        }
        // What follows the text is no part of it; a line end stands for it.
        for i in text.len()..text.len() + LOOK - 1 {
            if self.step(&mut state, b'\n') {
                self.report(&state, i + 1 - LOOK, &mut hit);
            }
        }
    }

    #[inline(always)]
    fn step(&self, state: &mut [u64; WORDS], byte: u8) -> bool {
        let masks = &self.masks[usize::from(byte)];
        let mut any = 0;
        for (((word, mask), start), end) in state.iter_mut().zip(masks).zip(&self.starts).zip(&self.ends) {
            *word = ((*word << 1) | start) & mask;
            any |= *word & end;
        }
        any != 0
    }

    #[cold]
    fn report(&self, state: &[u64; WORDS], start: usize, hit: &mut impl FnMut(usize, u16)) {
        let mut last = u16::MAX;
        for (w, (word, end)) in state.iter().zip(&self.ends).enumerate() {
            let mut bits = word & end;
            while bits != 0 {
                let owner = self.owners[w * 64 + bits.trailing_zeros() as usize];
                bits &= bits - 1;
                // Shapes of one rule stand side by side, and all are equally long.
                if owner != last {
                    hit(start, owner);
                    last = owner;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::rule;
    use crate::error::Result;
    use crate::info_type::Vocabulary;

    #[test]
    fn every_start_of_a_match_fits_a_shape() -> Result<()> {
        let rules = rule::builtin(&Vocabulary::builtin()?)?;
        let mut text = Vec::new();
        for example in rules.iter().flat_map(|r| &r.examples) {
            text.extend_from_slice(&example.text);
            text.push(b" \n,"[text.len() % 3]);
        }
        for rule in &rules {
            let Ok(pattern) = regex::bytes::RegexBuilder::new(&format!("\\A(?:{})", rule.pattern))
                .unicode(false)
                .size_limit(64 << 20)
                .build()
            else {
                continue;
            };
            let Ok(hir) = rule::parse_hir(&rule.pattern) else { continue };
            let mut starts = Vec::new();
            for filter in Filter::build([(&hir, ByteSet::default())]) {
                filter.search(&text, 0, true, |start, _| starts.push(start));
            }
            assert!(starts.is_sorted() && starts.len() < text.len() / 2, "{}", rule.id);
            for at in (0..text.len()).filter(|at| pattern.is_match(&text[*at..])) {
                assert!(starts.binary_search(&at).is_ok(), "{} at {at}", rule.id);
            }
        }
        Ok(())
    }

    #[test]
    fn the_rules_need_one_look_at_the_text() -> Result<()> {
        let rules = rule::builtin(&Vocabulary::builtin()?)?;
        let patterns: Vec<Hir> = rules.iter().filter_map(|r| rule::parse_hir(&r.pattern).ok()).collect();
        let filters = Filter::build(patterns.iter().map(|p| (p, ByteSet::default())));
        let bits: Vec<usize> = filters.iter().map(|f| f.bits).collect();
        assert_eq!(filters.len(), 1, "bits {bits:?}");
        Ok(())
    }

    #[test]
    fn shapes_that_differ_in_one_place_become_one() {
        let set = |bytes: &str| {
            bytes.bytes().fold(ByteSet::default(), |mut set, b| {
                set.insert(b);
                set
            })
        };
        let shape = |places: &[&str]| places.iter().map(|p| set(p)).collect::<Shape>();
        let made =
            merged(vec![shape(&["a", "x"]), shape(&["b", "y"]), shape(&["a", "y"]), shape(&["b", "x"])]);
        assert_eq!(made, [shape(&["ab", "xy"])]);
        let apart = vec![shape(&["a", "x"]), shape(&["b", "y"])];
        assert_eq!(merged(apart.clone()), apart);
    }

    #[test]
    fn edges_are_read_off_a_pattern() -> std::result::Result<(), &'static str> {
        for (pattern, at_end, wanted, empty) in [
            (r"[0-9]\.|_", true, "._", false),
            (r"a?b?", true, "ab", true),
            (r"(?:\A|x)y*", true, "xy", true),
            (r"a?b", false, "ab", false),
        ] {
            let (set, is_empty) = edge_bytes(&rule::parse_hir(pattern)?, at_end);
            let found: String = (0..128u8).filter(|b| set.has(*b)).map(char::from).collect();
            assert_eq!((found.as_str(), is_empty), (wanted, empty), "{pattern}");
        }
        Ok(())
    }
}
