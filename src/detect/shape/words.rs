//! Key words, read from the sign behind them back.

use crate::detect::shape::leads::{BETWEEN, SIGNS, folded};

/// Says of a state that a word begins there.
const BEGINS: u32 = 1 << 31;

/// So many bytes tell nearly every word of a text from those of rules: with three, `span_id` would pass for the end of `user_id`.
const ENDING: usize = 4;

/// The bits for a byte in the number of an ending. Bytes of words for which there are too few are not told apart.
const BYTE_BITS: usize = 5;

/// The bits that the number of an ending is scattered over.
const ENDING_BITS: usize = 15;

/// In [`Endings::bytes`]: the byte can stand between a word and its sign.
const IS_BETWEEN: u8 = 1 << 7;

/// What words end with, as a set that may hold more than was put into it, never less: a few KB that stay in the nearest
/// cache.
struct Endings {
    /// By byte: its part of a number, and [`IS_BETWEEN`].
    bytes: Box<[u8; 256]>,
    set: Box<[u64; 1 << (ENDING_BITS - 6)]>,
}

impl Endings {
    fn new(columns: &[u8; 256], between: &[bool; 256]) -> Self {
        let of = |byte: usize| {
            columns[byte].min((1 << BYTE_BITS) - 1) | if between[byte] { IS_BETWEEN } else { 0 }
        };
        Endings { bytes: Box::new(std::array::from_fn(of)), set: Box::new([0; 1 << (ENDING_BITS - 6)]) }
    }

    /// The bytes as one number; what stands further left is shifted out at last.
    fn number(&self, bytes: &[u8]) -> u32 {
        bytes
            .iter()
            .fold(0, |n, byte| n << BYTE_BITS | u32::from(self.bytes[usize::from(*byte)] & !IS_BETWEEN))
    }

    /// Where the number of [`ENDING`] bytes stands in the set.
    fn place(number: u32) -> (usize, u32) {
        // Neighbouring numbers come far apart, and the highest bits depend on all of it.
        let place = number.wrapping_mul(0x9e37_79b1) >> (u32::BITS as usize - ENDING_BITS);
        ((place >> 6) as usize, place & 63)
    }

    /// Puts in what ends with `word`, whatever stands before it.
    fn add(&mut self, word: &[u8]) {
        let word = &word[word.len().saturating_sub(ENDING)..];
        let known = self.number(word);
        for before in 0..1u32 << (BYTE_BITS * (ENDING - word.len())) {
            let (word, bit) = Endings::place(before << (BYTE_BITS * word.len()) | known);
            self.set[word] |= 1 << bit;
        }
    }

    /// False when no word ends with these bytes, or with all but the last and that can stand behind it.
    #[inline]
    fn may_end(&self, bytes: &[u8; ENDING + 1]) -> bool {
        const ALL: u32 = (1 << (BYTE_BITS * ENDING)) - 1;
        let [.., second, last] = bytes.map(|byte| self.bytes[usize::from(byte)] & IS_BETWEEN != 0);
        let number = self.number(bytes) >> (BYTE_BITS * usize::from(last)) & ALL;
        let (word, bit) = Endings::place(number);
        (self.set[word] >> bit & 1 == 1) | (last & second)
    }
}

/// The words of all rules as one automaton over their bytes, last byte first.
pub struct Words {
    /// By byte: which column of a state it is in; 0 for bytes in no word.
    columns: Box<[u8; 256]>,
    /// By byte: it can stand between a word and its sign.
    between: Box<[bool; 256]>,
    width: usize,
    /// By state and column: the next state, with [`BEGINS`] when a word begins there; 0 is none.
    next: Vec<u32>,
    /// By the columns of the last two bytes of a word: the state that they lead to.
    ends: Vec<u32>,
    /// What words end with: most of what stands before a sign is refused by it.
    endings: Endings,
    /// By state: the rules whose word begins here.
    owners: Vec<Vec<u16>>,
}

impl Words {
    /// Of (rule, words, [`folded`]).
    pub fn new(words: &[(u16, Vec<Vec<u8>>)]) -> Self {
        let mut columns = Box::new([0; 256]);
        let mut width = 1;
        for byte in words.iter().flat_map(|(_, words)| words.iter().flatten()) {
            if columns[usize::from(*byte)] == 0 {
                columns[usize::from(*byte)] = width as u8;
                width += 1;
            }
        }
        for byte in 0..=255u8 {
            columns[usize::from(byte)] = columns[usize::from(folded(byte))];
        }
        let mut between = Box::new([false; 256]);
        BETWEEN.iter().for_each(|b| between[usize::from(*b)] = true);
        // State 0 is no state, 1 the start.
        let (next, owners) = (vec![0; 2 * width], vec![Vec::new(); 2]);
        let endings = Endings::new(&columns, &between);
        let mut made = Words { columns, between, width, next, ends: Vec::new(), endings, owners };
        for (owner, words) in words {
            words.iter().for_each(|word| made.add(*owner, word));
        }
        let begins = |state: &u32| if made.owners[*state as usize].is_empty() { 0 } else { BEGINS };
        made.next = made.next.iter().map(|state| state | begins(state)).collect();
        made.ends =
            (0..width * width).map(|pair| made.step(made.step(1, pair / width), pair % width)).collect();
        made
    }

    fn step(&self, state: u32, column: usize) -> u32 {
        if column == 0 { 0 } else { self.next[(state & !BEGINS) as usize * self.width + column] }
    }

    fn add(&mut self, owner: u16, word: &[u8]) {
        self.endings.add(word);
        let mut state = 1;
        for byte in word.iter().rev() {
            let at = state * self.width + usize::from(self.columns[usize::from(*byte)]);
            if self.next[at] == 0 {
                self.next[at] = self.owners.len() as u32;
                self.owners.push(Vec::new());
                self.next.resize(self.next.len() + self.width, 0);
            }
            state = self.next[at] as usize;
        }
        if !self.owners[state].contains(&owner) {
            self.owners[state].push(owner);
        }
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.owners.len() == 2
    }

    /// The bytes that can stand directly before a sign.
    pub fn before_sign(&self) -> crate::bytes::ByteSet {
        let mut set = crate::bytes::ByteSet::from_bytes(BETWEEN);
        for byte in 0..=255u8 {
            if self.next[self.width + usize::from(self.columns[usize::from(byte)])] != 0 {
                set.insert(byte);
            }
        }
        set
    }

    /// True when a word ends with two digits.
    pub fn end_in_digits(&self) -> bool {
        let digit = usize::from(self.columns[usize::from(b'0')]);
        self.ends[digit * self.width + digit] != 0
    }

    /// Leaves those of `signs` before which a word can stand, by its last bytes. Signs come in no order and words among
    /// them without a pattern, so nothing here is a branch that a processor would have to foresee.
    pub fn keep(&self, text: &[u8], signs: &mut Vec<usize>) {
        let mut kept = 0;
        for i in 0..signs.len() {
            let sign = signs[i];
            signs[kept] = sign;
            let look = text[..sign].last_chunk();
            kept += usize::from(look.is_none_or(|look| self.endings.may_end(look)));
        }
        signs.truncate(kept);
    }

    /// Calls `hit` with the start and the rule of every word whose sign stands at `sign`, if one does.
    pub fn search(&self, text: &[u8], sign: usize, mut hit: impl FnMut(usize, u16)) {
        // Other bytes can be in the class of signs.
        if !SIGNS.contains(&text[sign]) {
            return;
        }
        let mut at = sign;
        // No sign is among these, so no byte is looked at for two of them.
        while at > 0 && self.between[usize::from(text[at - 1])] {
            at -= 1;
        }
        let [.., second, last] = text[..at] else { return };
        let (last, second) = (self.columns[usize::from(last)], self.columns[usize::from(second)]);
        let mut state = self.ends[usize::from(last) * self.width + usize::from(second)];
        at -= 2;
        while state != 0 {
            if state & BEGINS != 0 {
                self.owners[(state & !BEGINS) as usize].iter().for_each(|owner| hit(at, *owner));
            }
            let Some(before) = at.checked_sub(1) else { return };
            state = self.step(state, usize::from(self.columns[usize::from(text[before])]));
            at = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_with_a_word_before_them_are_kept_and_most_others_are_not() {
        let words: Vec<Vec<u8>> = ["id", "r_id", "pan", "name", "birth_date", "key0", "\u{e9}t"]
            .map(|w| w.as_bytes().to_vec())
            .into();
        let made = Words::new(&[(0, words[..3].to_vec()), (1, words[3..].to_vec())]);
        let pieces = [
            "id", "R-ID", "pan", "name", "na", "date", "birth ", "key7", "ét", "x", "_", "\"", "\\", " ",
            "]", "",
        ];
        let (mut kept, mut dropped) = (0, 0);
        for n in 0..pieces.len().pow(4) {
            let text: String = (0..4).map(|i| pieces[n / pieces.len().pow(i) % pieces.len()]).collect();
            let text = format!("{text}:");
            let sign = text.len() - 1;
            let mut hits = 0;
            made.search(text.as_bytes(), sign, |_, _| hits += 1);
            let mut signs = vec![sign];
            made.keep(text.as_bytes(), &mut signs);
            assert!(hits == 0 || signs == [sign], "{text:?}");
            match signs.as_slice() {
                [] => dropped += 1,
                _ if hits == 0 => kept += 1,
                _ => {}
            }
        }
        assert!(dropped > kept, "{dropped} dropped, {kept} kept in vain");
    }
}
