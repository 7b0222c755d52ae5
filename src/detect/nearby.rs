//! Which rules have a word of their context near a place, asked once for all of them.
//!
//! Many rules find a number only beside the word that says what it is, and many of them could mean the same number. To look
//! for the words of each would take longer than everything else; here the words around a place are looked up once.
//! What is said may be too much, never too little: the rule itself looks again.

use std::collections::HashMap;

use crate::bytes::ByteSet;
use crate::detect::context::ContextWords;
use crate::limits::CONTEXT_BYTES;
use crate::simd::bits::{BLOCK, Block, below};

/// Letters of a word that are looked up.
const KEY: usize = 3;

/// Bits of the first look, as a power of two: most of what stands in a text is no word of a rule.
const FILTER: u32 = 16;

/// Bits of the second look: by so many bits words are in a list each.
const LISTS: u32 = 12;

/// A word, and the rules that have it.
type Word = (Vec<u8>, Vec<u16>);

/// What a word begins with, and its number.
type Begin = ([u8; KEY], u32);

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

/// What was asked last. Places mostly come in order, so what stands around the next one is known in part.
#[derive(Default)]
pub struct Near {
    /// What of the text was looked through.
    seen: (usize, usize),
    /// The words in it: where each begins, and its number.
    found: Vec<(usize, u32)>,
    /// Where a value begins, and where it ends.
    at: Option<(usize, usize)>,
    /// The rules with a word near it.
    rules: Vec<u16>,
}

impl Near {
    /// Another text begins.
    pub fn forget(&mut self) {
        self.seen = (0, 0);
        self.found.clear();
        self.at = None;
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
        made.begins.sort_unstable_by_key(|(key, number)| (list_of(*key), *number));
        let first = |list| made.begins.partition_point(|(key, _)| list_of(*key) < list) as u32;
        made.lists = (0..=1 << LISTS).map(first).collect();
        made
    }

    /// Adds a word of no rule yet.
    fn add(&mut self, word: &[u8]) -> u32 {
        let number = self.words.len() as u32;
        self.words.push((word.to_vec(), Vec::new()));
        for third in thirds(word) {
            let key = [word[0] | 0x20, word[1] | 0x20, third | 0x20];
            let bit = hashed(key);
            self.filter[bit >> 6] |= 1 << (bit & 63);
            self.begins.push((key, number));
        }
        number
    }

    /// True when `rule` can have a word near the value `start..end` of `text`. `near` is of this text.
    pub fn may_have(&self, rule: u16, text: &[u8], start: usize, end: usize, near: &mut Near) -> bool {
        if self.always[usize::from(rule)] {
            return true;
        }
        if near.at != Some((start, end)) {
            near.at = Some((start, end));
            self.look(text, start, end, near);
        }
        near.rules.contains(&rule)
    }

    /// Finds the rules with a word near `start..end`.
    fn look(&self, text: &[u8], start: usize, end: usize, near: &mut Near) {
        let Near { seen, found, rules, .. } = near;
        let (from, to) = (start.saturating_sub(CONTEXT_BYTES), text.len().min(end + CONTEXT_BYTES));
        if from < seen.0 || seen.1 < from {
            *seen = (from, from);
            found.clear();
        }
        if seen.1 < to {
            self.search(text, seen.1, to, found);
            seen.1 = to;
        }
        rules.clear();
        let first = found.partition_point(|(at, _)| *at < from);
        for (at, word) in &found[first..] {
            if *at < start || (end..to).contains(at) {
                rules.extend(&self.words[*word as usize].1);
            }
        }
        // The value is no part of a word.
        if end < to {
            self.at(text, end, |word| rules.extend(&self.words[word as usize].1));
        }
    }

    /// Appends the words that begin in `from..to`.
    fn search(&self, text: &[u8], from: usize, to: usize, found: &mut Vec<(usize, u32)>) {
        let mut before = Before::of(from.checked_sub(1).map_or(b'\n', |at| text[at]));
        for at in (from..to).step_by(BLOCK) {
            let (block, there) = Block::at(text, at);
            let mut starts = before.starts(block) & there & below((to - at) as u32);
            while starts != 0 {
                let start = at + starts.trailing_zeros() as usize;
                starts &= starts - 1;
                self.at(text, start, |word| found.push((start, word)));
            }
        }
    }

    /// Calls `stands` with the words that stand at `at`.
    #[inline]
    fn at(&self, text: &[u8], at: usize, mut stands: impl FnMut(u32)) {
        let key = match text.get(at..at + KEY) {
            Some(&[a, b, c]) => [a | 0x20, b | 0x20, c | 0x20],
            _ => [0, 1, 2].map(|n| text.get(at + n).unwrap_or(&b'\n') | 0x20),
        };
        let bit = hashed(key);
        if self.filter[bit >> 6] >> (bit & 63) & 1 == 0 {
            return;
        }
        let list = list_of(key);
        for (_, number) in self.begins[self.lists[list] as usize..self.lists[list + 1] as usize]
            .iter()
            .filter(|(begin, _)| *begin == key)
        {
            let word = &self.words[*number as usize].0;
            if text.get(at..at + word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word)) {
                stands(*number);
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

    /// Where words can begin in `block`; what stands in it is before the next one. In some scripts words stand side by side.
    fn starts(&mut self, block: Block) -> u64 {
        let between = |first: u8, last: u8| block.at_most(last) & !block.at_most(first - 1);
        let (capital, small) = (between(b'A', b'Z'), between(b'a', b'z'));
        let letter_or_digit = between(b'0', b'9') | capital | small;
        let goes_on = (letter_or_digit << 1 | self.letter_or_digit)
            & letter_or_digit
            & !((small << 1 | self.small) & capital);
        *self = Before { letter_or_digit: letter_or_digit >> 63, small: small >> 63 };
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

fn hashed(key: [u8; KEY]) -> usize {
    let key = u32::from_le_bytes([key[0], key[1], key[2], 0]);
    (key.wrapping_mul(0x9e37_79b1) >> (32 - FILTER)) as usize
}

fn list_of(key: [u8; KEY]) -> usize {
    hashed(key) >> (FILTER - LISTS)
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
}
