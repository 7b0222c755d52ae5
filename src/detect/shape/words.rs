//! Key words, read from the sign behind them back.

use crate::detect::shape::leads::{BETWEEN, SIGNS};

/// The words of all rules as one automaton over their bytes, last byte first.
pub struct Words {
    /// By byte: which column of a state it is in; 0 for bytes in no word.
    columns: Box<[u8; 256]>,
    /// By byte: it can stand between a word and its sign.
    between: Box<[bool; 256]>,
    width: usize,
    /// By state and column: the next state; 0 is none.
    next: Vec<u32>,
    /// By state: the rules whose word begins here.
    owners: Vec<Vec<u16>>,
}

impl Words {
    /// Of (rule, words in small letters).
    pub fn new(words: &[(u16, Vec<Vec<u8>>)]) -> Self {
        let mut columns = Box::new([0; 256]);
        let mut width = 1;
        for byte in words.iter().flat_map(|(_, words)| words.iter().flatten()) {
            if columns[usize::from(*byte)] == 0 {
                columns[usize::from(*byte)] = width as u8;
                columns[usize::from(byte.to_ascii_uppercase())] = width as u8;
                width += 1;
            }
        }
        let mut between = Box::new([false; 256]);
        BETWEEN.iter().for_each(|b| between[usize::from(*b)] = true);
        // State 0 is no state, 1 the start.
        let mut made =
            Words { columns, between, width, next: vec![0; 2 * width], owners: vec![Vec::new(); 2] };
        for (owner, words) in words {
            words.iter().for_each(|word| made.add(*owner, word));
        }
        made
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
        let mut state = 1;
        while at > 0 {
            let column = self.columns[usize::from(text[at - 1])];
            state = self.next[state * self.width + usize::from(column)] as usize;
            if column == 0 || state == 0 {
                return;
            }
            at -= 1;
            self.owners[state].iter().for_each(|owner| hit(at, *owner));
        }
    }
}
