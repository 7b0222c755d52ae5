//! Maps by words of the rules. What is put into them is in the rules, so nobody can choose words that meet, and a hash without a key does.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

pub(super) type Map<V> = HashMap<String, V, BuildHasherDefault<Quick>>;
pub(super) type Set = HashSet<String, BuildHasherDefault<Quick>>;

/// Eight bytes a step, each step a multiplication.
#[derive(Default)]
pub(super) struct Quick(u64);

/// Odd, with as many ones as zeros: the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Quick {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.add(u64::from_le_bytes(*word)));
        if !rest.is_empty() {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            self.add(u64::from_le_bytes(last));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The low bits of a product know the low bits of its factors only.
        self.0 ^ self.0 >> 32
    }
}
