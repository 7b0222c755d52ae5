//! Which rules have a word of their context near a place, asked once for all of them.
//!
//! Many rules find a number only beside the word that says what it is, and many of them could mean the same number. To look
//! for the words of each would take longer than everything else; here the words around a place are looked up once.
//! What is said may be too much, never too little: the rule itself looks again.

use std::collections::HashMap;

use crate::bytes::ByteSet;
use crate::detect::context::ContextWords;
use crate::detect::head::{self, Head};
use crate::limits::CONTEXT_BYTES;
use crate::simd::bits::{BLOCK, Block};

/// Letters of a word that are looked up.
const KEY: usize = 3;

/// Bits of the first look, as a power of two: most of what stands in a text is no word of a rule.
const FILTER: u32 = 16;

/// Bits of the second look: by so many bits words are in a list each.
const LISTS: u32 = 12;

/// A word, and the rules that have it.
type Word = (Vec<u8>, Vec<u16>);

/// What a word begins with, and its number.
struct Begin {
    head: Head,
    number: u32,
}

/// The words of all rules that need one.
pub struct Nearby {
    filter: Box<[u64; 1 << (FILTER - 6)]>,
    /// What words begin with, list by list.
    begins: Vec<Begin>,
    /// Where each list begins, and where the last one ends.
    lists: Vec<u32>,
    words: Vec<Word>,
    /// By rule: it has a word of which nothing can be said here.
    always: Vec<bool>,
}

/// The words of a text, as far as somebody asked for them. Whoever asks may do so in any order; no block is looked through twice.
#[derive(Default)]
pub struct Near {
    /// By block of the text: where its words are in `found`.
    blocks: Vec<Option<(u32, u32)>>,
    /// Where a word begins, and its number.
    found: Vec<(usize, u32)>,
    /// Where a value begins, and that no word is near it, unless it is longer than a block.
    quiet: Option<(usize, bool)>,
}

impl Near {
    /// Another text begins.
    pub fn forget(&mut self) {
        self.blocks.clear();
        self.found.clear();
        self.quiet = None;
    }
}

impl Nearby {
    /// Of the rules that need a word, by their numbers; there are `count` rules in all.
    pub fn new<'w>(rules: impl Iterator<Item = (u16, &'w ContextWords)>, count: usize) -> Self {
        let mut made = Nearby {
            filter: Box::new([0; 1 << (FILTER - 6)]),
            begins: Vec::new(),
            lists: Vec::new(),
            words: Vec::new(),
            always: vec![false; count],
        };
        let mut known: HashMap<Vec<u8>, u32> = HashMap::new();
        for (rule, word) in rules.flat_map(|(rule, words)| words.iter().map(move |word| (rule, word))) {
            if !is_sound(word[0]) || word.len() < 2 {
                made.always[usize::from(rule)] = true;
                continue;
            }
            let number = *known.entry(word.to_vec()).or_insert_with(|| made.add(word));
            made.words[number as usize].1.push(rule);
        }
        made.begins.sort_unstable_by_key(|begin| (list_of(begin.head.bits), begin.number));
        let first = |list| made.begins.partition_point(|begin| list_of(begin.head.bits) < list) as u32;
        made.lists = (0..=1 << LISTS).map(first).collect();
        made
    }

    /// Adds a word of no rule yet.
    fn add(&mut self, word: &[u8]) -> u32 {
        let number = self.words.len() as u32;
        self.words.push((word.to_vec(), Vec::new()));
        for third in thirds(word) {
            let head =
                Head::of_word(&[&word[..KEY - 1], &[third], word.get(KEY..).unwrap_or_default()].concat());
            let bit = hashed(head.bits);
            self.filter[bit >> 6] |= 1 << (bit & 63);
            self.begins.push(Begin { head, number });
        }
        number
    }

    /// True when `rule` can have a word near the value `start..end` of `text`. `near` is of this text.
    pub fn may_have(&self, rule: u16, text: &[u8], start: usize, end: usize, near: &mut Near) -> bool {
        if self.always[usize::from(rule)] {
            return true;
        }
        let has_it = |word: u32| self.words[word as usize].1.contains(&rule);
        let is_quiet = end - start <= BLOCK && self.is_quiet(text, start, near);
        if !is_quiet && self.has_around(has_it, text, start, end, near) {
            return true;
        }
        // The value is no part of a word that stands directly behind it.
        let mut is_behind = false;
        if text.get(end).is_some_and(|byte| is_sound(*byte)) {
            self.at(text, end, |word| is_behind |= has_it(word));
        }
        is_behind
    }

    /// True when no word of any rule is near a value at `start`. Many rules ask of one place.
    fn is_quiet(&self, text: &[u8], start: usize, near: &mut Near) -> bool {
        if let Some((_, is_quiet)) = near.quiet.filter(|(at, _)| *at == start) {
            return is_quiet;
        }
        let to = text.len().min(start + BLOCK + CONTEXT_BYTES);
        let mut blocks = start.saturating_sub(CONTEXT_BYTES) / BLOCK..to.div_ceil(BLOCK);
        let is_quiet = blocks.all(|block| {
            let (first, last) = self.words_of(block, text, near);
            first == last
        });
        near.quiet = Some((start, is_quiet));
        is_quiet
    }

    /// True when one of the words that are wanted stands near `start..end`.
    fn has_around(
        &self,
        is_wanted: impl Fn(u32) -> bool,
        text: &[u8],
        start: usize,
        end: usize,
        near: &mut Near,
    ) -> bool {
        let (from, to) = (start.saturating_sub(CONTEXT_BYTES), text.len().min(end + CONTEXT_BYTES));
        (from / BLOCK..to.div_ceil(BLOCK)).any(|block| {
            let (first, last) = self.words_of(block, text, near);
            let words = &near.found[first as usize..last as usize];
            let is_near = |at: usize| (from..start).contains(&at) || (end..to).contains(&at);
            words.iter().any(|(at, word)| is_near(*at) && is_wanted(*word))
        })
    }

    /// Where the words that begin in a block of `text` are among those found.
    fn words_of(&self, block: usize, text: &[u8], near: &mut Near) -> (u32, u32) {
        let Near { blocks, found, .. } = near;
        if blocks.len() <= block {
            blocks.resize(text.len().div_ceil(BLOCK), None);
        }
        *blocks[block].get_or_insert_with(|| {
            let first = found.len() as u32;
            self.search(text, block * BLOCK, found);
            (first, found.len() as u32)
        })
    }

    /// Appends the words that begin in the block at `at`.
    fn search(&self, text: &[u8], at: usize, found: &mut Vec<(usize, u32)>) {
        let before = Before::of(at.checked_sub(1).map_or(b'\n', |at| text[at]));
        let (block, there) = Block::at(text, at);
        let mut starts = before.starts(block) & there;
        while starts != 0 {
            let start = at + starts.trailing_zeros() as usize;
            starts &= starts - 1;
            self.at(text, start, |word| found.push((start, word)));
        }
    }

    /// Calls `stands` with the words that stand at `at`.
    #[inline]
    fn at(&self, text: &[u8], at: usize, mut stands: impl FnMut(u32)) {
        let head = head::of_text(&text[at..]);
        let bit = hashed(head);
        if self.filter[bit >> 6] >> (bit & 63) & 1 == 0 {
            return;
        }
        let list = list_of(head);
        for begin in &self.begins[self.lists[list] as usize..self.lists[list + 1] as usize] {
            let word = &self.words[begin.number as usize].0;
            let is_it = || text.get(at..at + word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word));
            if begin.head.fits(head) && is_it() {
                stands(begin.number);
            }
        }
    }
}

/// What stands before a block, as its lowest bits.
struct Before {
    letter_or_digit: u64,
    small: u64,
}

impl Before {
    fn of(byte: u8) -> Self {
        Before {
            letter_or_digit: u64::from(byte.is_ascii_alphanumeric()),
            small: u64::from(byte.is_ascii_lowercase()),
        }
    }

    /// Where words can begin in `block`. In some scripts words stand side by side.
    fn starts(&self, block: Block) -> u64 {
        let between = |first: u8, last: u8| block.at_most(last) & !block.at_most(first - 1);
        let (capital, small) = (between(b'A', b'Z'), between(b'a', b'z'));
        let letter_or_digit = between(b'0', b'9') | capital | small;
        let goes_on = (letter_or_digit << 1 | self.letter_or_digit)
            & letter_or_digit
            & !((small << 1 | self.small) & capital);
        (letter_or_digit | !block.at_most(0x7f)) & !goes_on
    }
}

/// What words begin with: letters, digits and parts of other letters.
fn is_sound(byte: u8) -> bool {
    const SOUND: ByteSet = ByteSet::range(b'0', b'9')
        .union(ByteSet::range(b'A', b'Z'))
        .union(ByteSet::range(b'a', b'z'))
        .union(ByteSet::range(0x80, 0xff));
    SOUND.has(byte)
}

/// What can stand at the third place of `word`: anything behind one of two letters.
fn thirds(word: &[u8]) -> Vec<u8> {
    word.get(2).map_or_else(|| (0..=255).filter(|b| b & 0x20 != 0).collect(), |b| vec![*b])
}

/// Of the first bytes of what is looked up.
fn hashed(head: u64) -> usize {
    let key = head as u32 & (u32::MAX >> (32 - 8 * KEY));
    (key.wrapping_mul(0x9e37_79b1) >> (32 - FILTER)) as usize
}

fn list_of(head: u64) -> usize {
    hashed(head) >> (FILTER - LISTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Option<ContextWords> {
        ContextWords::new(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_rule_that_has_a_word_near_is_among_those_said_to_have_one() {
        let of_rules: Vec<_> = [&["cpf", "tax no"][..], &["id", "\u{e9}t\u{e9}"], &["#no"], &["x"]]
            .map(words)
            .into_iter()
            .flatten()
            .collect();
        let nearby = Nearby::new(of_rules.iter().enumerate().map(|(n, words)| (n as u16, words)), 4);
        let pieces = [
            "cpf",
            "CPF:",
            "tax no ",
            "taxno",
            "id",
            "ID",
            "userId=",
            "solid",
            "\u{e9}t\u{e9}",
            "#no",
            "x",
            " ",
            "-",
            "\n",
            "idea",
            "myCpf_",
        ];
        let mut seen = [[0; 2]; 4];
        for n in 0..pieces.len().pow(3) {
            let piece = |i: u32| pieces[n / pieces.len().pow(i) % pieces.len()];
            let text = format!("{}{} 123456 {}", piece(0), piece(1), piece(2));
            let start = text.find("123456").unwrap_or(0);
            let value = crate::span::Span::new(start, start + 6);
            let mut near = Near::default();
            for (rule, words) in of_rules.iter().enumerate() {
                let has = words.stand_near(text.as_bytes(), value);
                let said = nearby.may_have(rule as u16, text.as_bytes(), start, start + 6, &mut near);
                let first = nearby.may_have(rule as u16, text.as_bytes(), 0, start, &mut Near::default());
                nearby.may_have(rule as u16, text.as_bytes(), 0, start, &mut near);
                assert_eq!(nearby.may_have(rule as u16, text.as_bytes(), 0, start, &mut near), first);
                assert!(said || !has, "rule {rule} in {text:?}");
                seen[rule][usize::from(said)] += 1;
            }
        }
        assert!(seen[..2].iter().all(|[no, yes]| *no > 500 && *yes > 500), "{seen:?}");
        assert_eq!((seen[2][0], seen[3][0]), (0, 0), "of these nothing can be said");
    }

    #[test]
    fn a_word_is_near_at_any_distance_that_counts_and_no_further() {
        let Some(cpf) = words(&["cpf"]) else { panic!("it has a word") };
        let nearby = Nearby::new(std::iter::once((0, &cpf)), 1);
        let mut near_and_far = [0; 2];
        // Asked in no order, as rule after rule asks.
        let mut near = Near::default();
        let word = 3 * BLOCK + 5;
        let mut text = vec![b' '; 9 * BLOCK];
        text[word..word + 3].copy_from_slice(b"cpf");
        for n in 0..text.len() - 90 {
            let start = n * 37 % (text.len() - 90);
            for length in [6, 11, BLOCK, BLOCK + 20] {
                let value = crate::span::Span::new(start, start + length);
                let has = cpf.stand_near(&text, value) && !(start..start + length).contains(&word);
                let said = nearby.may_have(0, &text, start, start + length, &mut near);
                let may =
                    start.saturating_sub(CONTEXT_BYTES) <= word && word < start + length + CONTEXT_BYTES;
                assert!(said || !has, "{start} {length}");
                assert!(may || !said, "{start} {length}");
                near_and_far[usize::from(said)] += 1;
            }
        }
        assert!(near_and_far.iter().all(|n| *n > 300), "{near_and_far:?}");
    }
}
