//! Sets of bytes become one until few enough are left, where that lets the least through.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::bytes::ByteSet;
use crate::detect::shape::palette::{Named, TOGETHER, odds};

/// The most that a set says of a shape, however often it names it.
const SAME_MAX: f64 = 1.5;

/// At most so many classes for shapes that name these sets, each a list of its own.
pub(super) fn narrowed(shapes: &[Vec<Named>], most: usize) -> Vec<ByteSet> {
    let mut draft = Draft { sets: Vec::new(), often: vec![0.0; shapes.len()] };
    for (shape, named) in shapes.iter().enumerate() {
        for (set, weight) in named {
            let set = set.with_whole_upper_half();
            if set != ByteSet::ALL {
                draft.name(shape, set, *weight);
            }
        }
    }
    for set in &draft.sets {
        set.uses.iter().for_each(|(shape, weight)| draft.often[*shape] += TOGETHER * weight * set.odds);
    }
    draft.narrow(most);
    draft.sets.into_iter().filter(|set| set.is_left).map(|set| set.bytes).collect()
}

/// Sets on the way to being few enough.
struct Draft {
    /// Those that became others keep their numbers.
    sets: Vec<Set>,
    /// By shape: how often it holds, as a logarithm.
    often: Vec<f64>,
}

struct Set {
    bytes: ByteSet,
    /// How often it holds, as a logarithm.
    odds: f64,
    /// The shapes that name it, and how much it says there.
    uses: Vec<(usize, f64)>,
    is_left: bool,
}

impl Set {
    fn new(bytes: ByteSet, odds: f64, uses: Vec<(usize, f64)>) -> Self {
        Set { bytes, odds, uses, is_left: true }
    }
}

/// Two sets that could be one.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pair {
    /// How much more is let through then; it can be more than that.
    more: f64,
    /// By number, the later one first.
    sets: (usize, usize),
}

impl Eq for Pair {}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pair {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.more.total_cmp(&other.more).then(self.sets.cmp(&other.sets))
    }
}

impl Draft {
    /// `shape` names a set.
    fn name(&mut self, shape: usize, bytes: ByteSet, weight: f64) {
        let at = self.sets.iter().position(|set| set.bytes == bytes).unwrap_or_else(|| {
            self.sets.push(Set::new(bytes, odds(&bytes).ln(), Vec::new()));
            self.sets.len() - 1
        });
        // The same again says little more.
        match self.sets[at].uses.last_mut() {
            Some((last, known)) if *last == shape => *known = (*known + weight).min(SAME_MAX),
            _ => self.sets[at].uses.push((shape, weight.min(SAME_MAX))),
        }
    }

    fn narrow(&mut self, most: usize) {
        let mut left = self.sets.len();
        if left <= most {
            return;
        }
        let (mut least, mut new) = (Vec::new(), Vec::new());
        (0..left).for_each(|set| self.pair_with_earlier(set, &mut least, &mut new));
        let mut pairs = BinaryHeap::from(std::mem::take(&mut new));
        while left > most {
            let Some((a, b)) = self.closest(&mut pairs) else { return };
            let bytes = self.sets[a].bytes.union(self.sets[b].bytes);
            let odds = odds(&bytes).ln();
            let mut uses = Vec::new();
            for set in [a, b] {
                let set = &mut self.sets[set];
                for (shape, weight) in &set.uses {
                    self.often[*shape] += TOGETHER * weight * (odds - set.odds);
                }
                set.is_left = false;
                uses.append(&mut set.uses);
                left -= 1;
            }
            if bytes == ByteSet::ALL {
                continue;
            }
            match self.sets.iter_mut().find(|set| set.is_left && set.bytes == bytes) {
                Some(known) => known.uses.extend(uses),
                None => {
                    self.sets.push(Set::new(bytes, odds, uses));
                    self.pair_with_earlier(self.sets.len() - 1, &mut least, &mut new);
                    pairs.extend(new.drain(..));
                    left += 1;
                }
            }
        }
    }

    /// Adds the pairs of a set, with the least that each lets through. `least` says by set how much more it would be for each
    /// part by which the set holds more often: since `e^x - 1` is `x` at least, and shapes only come to hold more often, that much is known
    /// of a pair without a look at its shapes.
    fn pair_with_earlier(&self, set: usize, least: &mut Vec<f64>, pairs: &mut Vec<Reverse<Pair>>) {
        let of_one = |(shape, weight): &(usize, f64)| self.often[*shape].exp() * TOGETHER * weight;
        least.push(self.sets[set].uses.iter().map(of_one).sum());
        for other in (0..set).filter(|other| self.sets[*other].is_left) {
            let odds = self.odds_of_both(set, other);
            let of_one = |set: usize| least[set] * (odds - self.sets[set].odds);
            pairs.push(Reverse(Pair { more: of_one(set) + of_one(other), sets: (set, other) }));
        }
    }

    fn odds_of_both(&self, a: usize, b: usize) -> f64 {
        odds(&self.sets[a].bytes.union(self.sets[b].bytes)).ln()
    }

    /// How much more is let through when both become one.
    fn more(&self, a: usize, b: usize) -> f64 {
        let odds = self.odds_of_both(a, b);
        let of_one = |set: usize| -> f64 {
            let set = &self.sets[set];
            let shape = |(shape, weight): &(usize, f64)| {
                self.often[*shape].exp() * (TOGETHER * weight * (odds - set.odds)).exp_m1()
            };
            set.uses.iter().map(shape).sum()
        };
        of_one(a) + of_one(b)
    }

    /// The two sets, the later one first, that let the least more through when they become one. What is known of a pair
    /// can be too little, so it is worked out again for the best.
    fn closest(&self, pairs: &mut BinaryHeap<Reverse<Pair>>) -> Option<(usize, usize)> {
        loop {
            let Reverse(Pair { more: known, sets: (a, b) }) = pairs.pop()?;
            if !self.sets[a].is_left || !self.sets[b].is_left {
                continue;
            }
            let more = self.more(a, b);
            if more <= known {
                return Some((a, b));
            }
            pairs.push(Reverse(Pair { more, sets: (a, b) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shapes that name sets by chance.
    fn shapes(seed: u32) -> Vec<Vec<Named>> {
        let mut state = seed;
        let mut next = |most: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % most
        };
        let mut set = || ByteSet::from_bytes(&[0; 3].map(|_: u8| b' ' + next(90) as u8));
        (0..20).map(|shape| vec![(set(), 1.0), (set(), 0.5), (set(), 0.1 * f64::from(shape))]).collect()
    }

    #[test]
    fn the_two_that_let_the_least_through_become_one() {
        for seed in 0..50 {
            let shapes = shapes(seed);
            let mut draft = Draft { sets: Vec::new(), often: vec![-3.0; shapes.len()] };
            for (shape, named) in shapes.iter().enumerate() {
                named.iter().for_each(|(set, weight)| draft.name(shape, *set, *weight));
            }
            let (mut least, mut pairs) = (Vec::new(), Vec::new());
            let count = draft.sets.len();
            (0..count).for_each(|set| draft.pair_with_earlier(set, &mut least, &mut pairs));
            assert_eq!(pairs.len(), count * (count - 1) / 2);
            for Reverse(pair) in &pairs {
                assert!(pair.more <= draft.more(pair.sets.0, pair.sets.1), "no more is said than is so");
            }
            let all = (0..count).flat_map(|a| (0..a).map(move |b| (a, b)));
            let wanted = all.map(|(a, b)| Pair { more: draft.more(a, b), sets: (a, b) }).min();
            let found = draft.closest(&mut BinaryHeap::from(pairs));
            assert_eq!(found, wanted.map(|pair| pair.sets), "{seed}");
        }
    }

    #[test]
    fn a_pair_is_worked_out_before_it_is_taken() {
        // Bytes that are rare and others that are not: that much less is said of the first pair than is so.
        let mut draft = Draft { sets: Vec::new(), often: vec![0.0, -9.0, 3.0_f64.ln(), 3.0_f64.ln()] };
        for (shape, byte) in b"~ ab".iter().enumerate() {
            draft.name(shape, ByteSet::from_bytes(&[*byte]), 1.0);
        }
        let (mut least, mut pairs) = (Vec::new(), Vec::new());
        (0..4).for_each(|set| draft.pair_with_earlier(set, &mut least, &mut pairs));
        let first = pairs.iter().map(|Reverse(pair)| *pair).min().map(|pair| pair.sets);
        assert_ne!(first, Some((3, 2)));
        assert_eq!(draft.closest(&mut BinaryHeap::from(pairs)), Some((3, 2)));
    }

    #[test]
    fn every_set_is_in_what_is_left() {
        let shapes = shapes(7);
        let left = narrowed(&shapes, 9);
        assert_eq!(left.len(), 9);
        for (set, _) in shapes.iter().flatten() {
            assert!(left.iter().any(|class| class.holds(&set.with_whole_upper_half())));
        }
    }
}
