//! Key words, read from the sign behind them back.

use crate::detect::shape::leads::{BETWEEN, SIGNS, folded};

/// Says of a state that a word begins there.
const BEGINS: u32 = 1 << 31;

/// The words of all rules as one automaton over their bytes, last byte first.
pub struct Words {
    /// By byte: which column of a state it is in; 0 for bytes in no word.
    columns: Box<[u8; 256]>,
    /// By byte: it can stand between a word and its sign.
    between: Box<[bool; 256]>,
    width: usize,
    /// By state and column: the next state, with [`BEGINS`] when a word begins there; 0 is none.
    next: Vec<u32>,
    /// By the columns of the last two bytes of a word: the state that they lead to. Most of what stands before a sign
    /// ends here, in a table that stays in the nearest cache.
    ends: Vec<u32>,
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
        let mut made = Words { columns, between, width, next, ends: Vec::new(), owners };
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
