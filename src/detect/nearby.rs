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
use crate::simd::bits::{self, BLOCK, Block};

/// Letters of a word that are looked up where it cannot be told where it ends.
const KEY: usize = 3;

/// Bits of the first look, as a power of two: most of what stands in a text is no word of a rule.
const FILTER: u32 = 16;

/// Bits of the second look: by so many bits words are in a list each.
const LISTS: u32 = 12;

/// A word, and the rules that have it.
type Word = (Vec<u8>, Vec<u16>);

/// What a word begins with, and its number.
#[derive(Clone, Copy)]
struct Begin {
    head: Head,
    number: u32,
}

/// Words by the number that their first bytes are scattered to.
struct Table {
    filter: Box<[u64; 1 << (FILTER - 6)]>,
    /// What words begin with, list by list.
    begins: Vec<Begin>,
    /// Where each list begins, and where the last one ends.
    lists: Vec<u32>,
}

impl Table {
    /// Of words with the keys that they are looked up by.
    fn new(mut words: Vec<(u64, Begin)>) -> Self {
        let mut filter = Box::new([0; 1 << (FILTER - 6)]);
        for (key, _) in &words {
            let bit = hashed(*key);
            filter[bit >> 6] |= 1 << (bit & 63);
        }
        let list = |key: u64| hashed(key) >> (FILTER - LISTS);
        words.sort_unstable_by_key(|(key, begin)| (list(*key), begin.number));
        let lists =
            (0..=1 << LISTS).map(|n| words.partition_point(|(key, _)| list(*key) < n) as u32).collect();
        Table { filter, begins: words.into_iter().map(|(_, begin)| begin).collect(), lists }
    }

    /// False when nothing is looked up by `key`.
    #[inline]
    fn may_hold(&self, key: u64) -> bool {
        let bit = hashed(key);
        self.filter[bit >> 6] >> (bit & 63) & 1 == 1
    }

    /// The words that what is looked up by `key` can be.
    fn of(&self, key: u64) -> &[Begin] {
        let list = hashed(key) >> (FILTER - LISTS);
        &self.begins[self.lists[list] as usize..self.lists[list + 1] as usize]
    }
}

/// The context words of rules.
pub struct Nearby {
    /// By the first letters.
    by_key: Table,
    /// By the letters up to the first byte that is none, as far as they are in a head.
    by_letters: Table,
    words: Vec<Word>,
    /// Some word begins with a digit.
    with_digits: bool,
    /// By word, [`Nearby::width`] numbers each: the rules that have it, as bits.
    rules: Vec<u64>,
    /// The rules that have a word of which nothing can be said here, as bits.
    always: Vec<u64>,
}

/// The words of a text, as far as somebody asked for them. Whoever asks may do so in any order; no block is looked through twice.
#[derive(Default)]
pub struct Near {
    /// By block of the text: where its words are in `found`.
    blocks: Vec<Option<(u32, u32)>>,
    /// Where a word begins, and its number.
    found: Vec<(usize, u32)>,
    /// By block: the place in `sets`, counted from 1, of the rules that can have a word near a short value that begins in it; 0
    /// is not known yet.
    around: Vec<u32>,
    /// Sets of rules, as bits; the first one is of those of which nothing can be said.
    sets: Vec<u64>,
}

/// In [`Near::around`]: no word of any rule is there.
const QUIET: u32 = 1;

impl Near {
    /// Another text begins.
    pub fn forget(&mut self) {
        self.blocks.clear();
        self.found.clear();
        self.around.clear();
        self.sets.clear();
    }
}

impl Nearby {
    /// Of rules, by their numbers, with their words; there are `count` rules in all.
    pub fn new<'w>(rules: impl Iterator<Item = (u16, &'w ContextWords)>, count: usize) -> Self {
        let width = count.div_ceil(64).max(1);
        let (mut words, mut always): (Vec<Word>, _) = (Vec::new(), vec![0; width]);
        let mut known: HashMap<Vec<u8>, u32> = HashMap::new();
        for (rule, word) in rules.flat_map(|(rule, words)| words.iter().map(move |word| (rule, word))) {
            if !is_sound(word[0]) || word.len() < 2 {
                always[usize::from(rule >> 6)] |= 1 << (rule & 63);
                continue;
            }
            let number = *known.entry(word.to_vec()).or_insert_with(|| {
                words.push((word.to_vec(), Vec::new()));
                words.len() as u32 - 1
            });
            words[number as usize].1.push(rule);
        }
        let (mut by_key, mut by_letters) = (Vec::new(), Vec::new());
        for (number, (word, _)) in words.iter().enumerate() {
            let number = number as u32;
            by_letters.push((letters_of(word), Begin { head: Head::of_word(word), number }));
            for third in thirds(word) {
                let rest = word.get(KEY..).unwrap_or_default();
                let head = Head::of_word(&[&word[..KEY - 1], &[third], rest].concat());
                by_key.push((key_of(head.bits), Begin { head, number }));
            }
        }
        let mut rules = vec![0; words.len() * width];
        for (row, (_, of_word)) in rules.chunks_mut(width).zip(&words) {
            of_word.iter().for_each(|rule| row[usize::from(rule >> 6)] |= 1 << (rule & 63));
        }
        let with_digits = words.iter().any(|(word, _)| word[0].is_ascii_digit());
        let (by_key, by_letters) = (Table::new(by_key), Table::new(by_letters));
        Nearby { by_key, by_letters, words, with_digits, rules, always }
    }

    /// True when `rule` can have a word near the value `start..end` of `text`. `near` is of this text.
    pub fn may_have(&self, rule: u16, text: &[u8], start: usize, end: usize, near: &mut Near) -> bool {
        let may = end - start > BLOCK || self.may_have_around(rule, text, start, near);
        let is_alone = (start == 0 || !is_of_word(text[start - 1]))
            && text.get(end).is_none_or(|byte| !is_of_word(*byte));
        if !may && is_alone {
            return false;
        }
        if has(&self.always, rule) || splits_word(text, start) || splits_word(text, end) {
            return true;
        }
        let has_it = |word: u32| self.words[word as usize].1.contains(&rule);
        if may && self.has_around(has_it, text, start, end, near) {
            return true;
        }
        // A word that stands directly behind a value begins nowhere else.
        !is_alone && end < text.len() && {
            let (head, mut is_behind) = (head::of_text(&text[end..]), false);
            let begins = self.by_key.of(key_of(head));
            self.each_of(begins, head, text, end, |word| is_behind |= has_it(word));
            is_behind
        }
    }

    /// False when `rule` has no word near any value that begins at `start` and is no longer than a block, unless the word stands
    /// directly before the value or behind it and is written as one with it.
    fn may_have_around(&self, rule: u16, text: &[u8], start: usize, near: &mut Near) -> bool {
        let set = self.around(start / BLOCK, text, near) as usize - 1;
        has(&near.sets[set * self.width()..][..self.width()], rule)
    }

    /// True when no rule has a word there.
    pub fn is_quiet(&self, text: &[u8], start: usize, near: &mut Near) -> bool {
        self.around(start / BLOCK, text, near) == QUIET && self.always.iter().all(|rules| *rules == 0)
    }

    /// Numbers in a set of rules.
    fn width(&self) -> usize {
        self.always.len()
    }

    /// The set of rules with a word near a value that begins in a block, in [`Near::around`].
    #[inline]
    fn around(&self, block: usize, text: &[u8], near: &mut Near) -> u32 {
        match near.around.get(block) {
            Some(0) | None => self.look_around(block, text, near),
            Some(known) => *known,
        }
    }

    fn look_around(&self, block: usize, text: &[u8], near: &mut Near) -> u32 {
        let blocks = text.len().div_ceil(BLOCK).max(1);
        if near.around.is_empty() {
            near.around.resize(blocks, 0);
            near.sets.extend_from_slice(&self.always);
        }
        // From a word before the first byte of the block to one behind a value that begins with its last.
        const BEHIND: usize = (BLOCK + CONTEXT_BYTES) / BLOCK;
        let (mut set, width) = (QUIET, self.width());
        for other in block.saturating_sub(CONTEXT_BYTES / BLOCK)..blocks.min(block + BEHIND + 1) {
            let (first, last) = self.words_of(other, text, near);
            let Near { found, sets, .. } = near;
            for (_, word) in &found[first as usize..last as usize] {
                if set == QUIET {
                    sets.extend_from_slice(&self.always);
                    set = (sets.len() / width) as u32;
                }
                let row = sets.len() - width;
                let rules = &self.rules[*word as usize * width..];
                sets[row..].iter_mut().zip(rules).for_each(|(set, rules)| *set |= rules);
            }
        }
        near.around[block] = set;
        set
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
        let is_near = |at: usize| (from..start).contains(&at) || (end..to).contains(&at);
        // What stands inside a long value is not looked at.
        let before = from / BLOCK..start.div_ceil(BLOCK);
        let behind = before.end.max(end / BLOCK)..to.div_ceil(BLOCK);
        before.chain(behind).any(|block| {
            let (first, last) = self.words_of(block, text, near);
            let words = &near.found[first as usize..last as usize];
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
        let (block, there) = Block::at(text, at);
        let kinds = Kinds::of(block, at.checked_sub(1).map_or(b'\n', |at| text[at]));
        let mut starts = kinds.starts & there;
        if !self.with_digits {
            starts &= !kinds.digits;
        }
        while starts != 0 {
            let place = starts.trailing_zeros();
            starts &= starts - 1;
            let start = at + place as usize;
            let head = head::of_text(&text[start..]);
            let (table, key) = match kinds.letters_at(place) {
                Some(letters) => (&self.by_letters, head & LETTERS[(letters as usize).min(8)]),
                None => (&self.by_key, key_of(head)),
            };
            if table.may_hold(key) {
                self.add_words(table.of(key), head, text, start, found);
            }
        }
    }

    /// Appends those words of `begins` that stand at `start`, unless they are in a marker.
    #[inline(never)]
    fn add_words(
        &self,
        begins: &[Begin],
        head: u64,
        text: &[u8],
        start: usize,
        found: &mut Vec<(usize, u32)>,
    ) {
        let first = found.len();
        self.each_of(begins, head, text, start, |word| found.push((start, word)));
        if found.len() == first {
            return;
        }
        let name = in_marker(text, start);
        let is_outside = |word: u32| self.words[word as usize].0.len() > name;
        let mut kept = first;
        for place in first..found.len() {
            found[kept] = found[place];
            kept += usize::from(is_outside(found[place].1));
        }
        found.truncate(kept);
    }

    /// Calls `stands` with those words of `begins` that stand at `at`, where `head` was read.
    #[inline]
    fn each_of(&self, begins: &[Begin], head: u64, text: &[u8], at: usize, mut stands: impl FnMut(u32)) {
        for begin in begins.iter().filter(|begin| begin.head.fits(head)) {
            let word = &self.words[begin.number as usize].0;
            let is_it = || text.get(at..at + word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word));
            // A head holds all of a short word.
            if word.len() <= size_of::<u64>() || is_it() {
                stands(begin.number);
            }
        }
    }
}

/// True when `rule` is in a set.
fn has(set: &[u64], rule: u16) -> bool {
    set[usize::from(rule >> 6)] >> (rule & 63) & 1 == 1
}

/// Of a block of 64 bytes: where words can begin, and how far their letters go.
struct Kinds {
    starts: u64,
    /// Digits of ASCII.
    digits: u64,
    /// Letters of ASCII.
    letters: u64,
    /// Capitals behind a small letter.
    humps: u64,
    /// Bytes before which a word of letters ends, or goes on as it says.
    ends: u64,
}

impl Kinds {
    /// Of a block and the byte before it. In some scripts words stand side by side.
    fn of(block: Block, before: u8) -> Self {
        let bits::Kinds { digits, letters, small, others } = block.kinds();
        let letter_or_digit = digits | letters;
        let before_capital = (letters & small) << 1 | u64::from(before.is_ascii_lowercase());
        let humps = before_capital & letters & !small;
        let goes_on =
            (letter_or_digit << 1 | u64::from(before.is_ascii_alphanumeric())) & letter_or_digit & !humps;
        let starts = (letter_or_digit | others) & !goes_on;
        Kinds { starts, digits, letters, humps, ends: !(letter_or_digit | others) }
    }

    /// How many letters a word at `place` begins with. `None` where the block does not say, or where what stands behind them
    /// may be part of the word or not: a digit, a capital, a letter of another script.
    fn letters_at(&self, place: u32) -> Option<u32> {
        let from = |bits: u64| bits >> 1 >> place;
        // The highest bit is none, so these are no more than 63.
        let more = from(self.letters & !self.humps).trailing_ones();
        let is_end = from(self.ends) >> more & 1 == 1;
        (is_end && self.letters >> place & 1 == 1).then_some(more + 1)
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

/// What words and the names of markers are made of.
fn is_of_word(byte: u8) -> bool {
    is_sound(byte) || byte == b'_'
}

/// What can stand at the third place of `word`: anything behind one of two letters.
fn thirds(word: &[u8]) -> Vec<u8> {
    word.get(2).map_or_else(|| (0..=255).filter(|b| b & 0x20 != 0).collect(), |b| vec![*b])
}

/// By how many letters a word begins with: those of them that are in a head.
const LETTERS: [u64; 9] = {
    let mut masks = [u64::MAX; 9];
    let mut n = 0;
    while n < 8 {
        masks[n] = (1 << (8 * n)) - 1;
        n += 1;
    }
    masks
};

/// The letters that `word` begins with, as far as they are in a head.
fn letters_of(word: &[u8]) -> u64 {
    let letters = word.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    head::of_text(word) & LETTERS[letters.min(8)]
}

/// The first bytes of a head that tell words apart.
fn key_of(head: u64) -> u64 {
    head & LETTERS[KEY]
}

/// How much of what begins at `at` is part of a marker (`[CREDIT_CARD_NUMBER]`), whose words are nobody's. What is longer than
/// any marker is not looked through.
fn in_marker(text: &[u8], at: usize) -> usize {
    const NAME_MAX: usize = 64;
    let before = &text[at.saturating_sub(NAME_MAX)..at];
    let before = before.iter().rev().take_while(|byte| is_of_name(**byte)).count();
    if at.checked_sub(before + 1).is_none_or(|opens| text[opens] != b'[') {
        return 0;
    }
    let behind = &text[at..text.len().min(at + NAME_MAX)];
    let length = behind.iter().take_while(|byte| is_of_name(**byte)).count();
    if behind.get(length) == Some(&b']') { length } else { 0 }
}

/// The names of markers have such bytes.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

/// True when a value that begins or ends at `at` does so inside a word or a name: no look at the text alone sees where that
/// ends then.
pub(super) fn splits_word(text: &[u8], at: usize) -> bool {
    let has = |at: usize, is: fn(&u8) -> bool| text.get(at).is_some_and(is);
    let both = |is: fn(&u8) -> bool| at > 0 && has(at - 1, is) && has(at, is);
    both(u8::is_ascii_alphabetic) || both(|byte| is_of_name(*byte))
}

/// A key as a number of [`FILTER`] bits.
fn hashed(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - FILTER)) as usize
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
        // Of the others nothing can be said.
        let quiet = Nearby::new(of_rules[..2].iter().enumerate().map(|(n, words)| (n as u16, words)), 2);
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
            "[CPF]",
            "[TAX",
            "cPf ",
            "_ID]",
        ];
        let mut seen = [[0; 2]; 4];
        for (n, value) in
            (0..pieces.len().pow(3)).zip([" 123456 ", "123456", "abcdef", "AB12_3"].iter().cycle())
        {
            let piece = |i: u32| pieces[n / pieces.len().pow(i) % pieces.len()];
            let text = [piece(0), piece(1), *value, piece(2)].concat();
            let start = piece(0).len() + piece(1).len() + usize::from(value.starts_with(' '));
            let span = crate::span::Span::new(start, start + 6);
            let (text, mut near) = (text.as_bytes(), Near::default());
            for (rule, words) in of_rules.iter().enumerate() {
                let rule = rule as u16;
                let has = words.stand_near(text, span);
                let said = nearby.may_have(rule, text, start, start + 6, &mut near);
                let first = nearby.may_have(rule, text, 0, start, &mut Near::default());
                nearby.may_have(rule, text, 0, start, &mut near);
                assert_eq!(nearby.may_have(rule, text, 0, start, &mut near), first);
                assert!(said || !has, "rule {rule} in {:?}", text.escape_ascii().to_string());
                let is_whole =
                    !splits_word(text, start) && text.get(span.end).is_none_or(|b| !is_of_word(*b));
                assert!(!(has && is_whole && quiet.is_quiet(text, start, &mut Near::default())) || rule > 1);
                seen[usize::from(rule)][usize::from(said)] += 1;
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
