//! Numbers that look random and are the same on every run: of tests, of fixtures and of what is fuzzed.

/// SplitMix64. Fixtures need the same numbers on every machine and in every version, not good randomness, so it is fixed
/// here and not taken from a crate.
pub struct Random(u64);

/// What the state goes on by.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Goes on as after a number that was `said` elsewhere, on which what comes depends then.
    pub fn take(&mut self, said: u64) {
        self.0 = self.0.wrapping_add(STEP) ^ said;
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// One of `all`.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// True once in `times`.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}
