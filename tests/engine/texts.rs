//! Texts to search in.

use obelus::simd::Machine;

use crate::common::random::Random;
use crate::reference::generate;

/// What takes long when work is not bounded by the length of the text.
#[path = "families.rs"]
mod families;
pub use families::{FAMILIES, RUNS, before_a_run};

/// `text` with about one byte in six another one.
pub fn mutated(random: &mut Random, text: &[u8]) -> Vec<u8> {
    let mut made = text.to_vec();
    for at in 0..made.len() {
        if random.one_in(6) {
            made[at] = match random.below(4) {
                0 => random.next() as u8,
                1 => *random.pick(b"0123456789"),
                2 => *random.pick(b"@.-:/?=\"'\\ (+[{&%_,;\n"),
                _ => made[random.below(text.len())],
            };
        }
    }
    made
}

/// Bytes of the longest block.
pub fn block() -> usize {
    Machine::block_bytes(usize::MAX >> 8)
}

/// A text of three of the longest blocks in which something stands across every end of a strip, and so of a block,
/// and next to nothing between.
pub fn across_strips(random: &mut Random) -> Vec<u8> {
    let strip = block() / 8;
    let mut text = Vec::new();
    for end in (1..=24).map(|n| n * strip) {
        text.resize(end - 150, b' ');
        let dense = generate::lines(random, 230);
        text.extend_from_slice(&dense);
        text.extend_from_slice(b"\" ");
    }
    text
}

/// `text` behind `bytes` bytes in which nothing is found and which end a line.
pub fn shifted(text: &[u8], bytes: usize) -> Vec<u8> {
    let mut made = vec![b' '; bytes];
    if let Some(last) = made.last_mut() {
        *last = b'\n';
    }
    made.extend_from_slice(text);
    made
}
