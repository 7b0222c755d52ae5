//! Patterns as automata in which every byte leads to one state, made quickly: most runs need some dozens of them, and make them
//! while text is waiting.
//!
//! A state is the list of places in the pattern that can be reached, in the order in which the pattern prefers them. The library
//! makes the same from the same places and can do more than is needed here, such as look at what stands around.

use regex_automata::MatchKind;
use regex_automata::nfa::thompson::{NFA, State};
use regex_automata::util::primitives::StateID;

/// An automaton as a table.
pub(super) struct Determined {
    /// By byte: the column that it shares with those that are not told apart from it.
    pub(super) columns: [u8; 256],
    /// How many columns there are.
    pub(super) width: usize,
    /// By state and column: the next state; none where no match comes any more.
    pub(super) next: Vec<Option<u32>>,
    /// By state: a match ends here.
    pub(super) accepts: Vec<bool>,
}

impl Determined {
    /// Of a pattern that does not look around; `None` where there would be more than so many entries. The first state is the one
    /// in which nothing was read.
    pub(super) fn new(nfa: &NFA, kind: MatchKind, entries_max: usize) -> Option<Determined> {
        let (columns, bytes) = columns(nfa);
        let states_max = entries_max / bytes.len().next_power_of_two();
        let mut walk = Walk::new(nfa, kind == MatchKind::LeftmostFirst);
        let mut states = States::default();
        walk.begin();
        walk.reach(nfa.start_anchored());
        states.number(&walk.list);
        let mut next = Vec::new();
        let mut row = 0;
        while row < states.count() {
            for byte in &bytes {
                walk.begin();
                for place in 0..states.lists[row].len() {
                    if let Some(to) = walk.step(states.lists[row][place], *byte) {
                        walk.reach(to);
                    }
                }
                next.push((!walk.list.is_empty()).then(|| states.number(&walk.list)));
            }
            row += 1;
            if states.count() > states_max {
                return None;
            }
        }
        let is_match =
            |list: &Vec<StateID>| list.iter().any(|id| matches!(nfa.state(*id), State::Match { .. }));
        let accepts = states.lists.iter().map(is_match).collect();
        Some(Determined { columns, width: bytes.len(), next, accepts })
    }
}

/// By byte its column, and a byte of every column.
fn columns(nfa: &NFA) -> ([u8; 256], Vec<u8>) {
    let classes = nfa.byte_classes();
    let (mut columns, mut bytes) = ([0; 256], vec![0; classes.alphabet_len() - 1]);
    for byte in (0..=255).rev() {
        columns[usize::from(byte)] = classes.get(byte);
        bytes[usize::from(classes.get(byte))] = byte;
    }
    (columns, bytes)
}

/// The list of a state on the way.
struct Walk<'n> {
    nfa: &'n NFA,
    /// What the pattern likes less than a match plays no part.
    prefers: bool,
    /// Places that read a byte, and matches.
    list: Vec<StateID>,
    /// By place: the list in which it was last reached, by number.
    seen: Vec<u32>,
    number: u32,
    /// A match was reached that is preferred to all that comes.
    is_over: bool,
    open: Vec<StateID>,
}

impl<'n> Walk<'n> {
    fn new(nfa: &'n NFA, prefers: bool) -> Self {
        let seen = vec![0; nfa.states().len()];
        Walk { nfa, prefers, list: Vec::new(), seen, number: 0, is_over: false, open: Vec::new() }
    }

    /// Another list begins.
    fn begin(&mut self) {
        self.number += 1;
        self.list.clear();
        self.is_over = false;
    }

    /// Adds a place and what can be reached from it without a byte.
    fn reach(&mut self, place: StateID) {
        self.open.clear();
        self.open.push(place);
        while let Some(place) = self.open.pop() {
            if self.is_over {
                return;
            }
            if std::mem::replace(&mut self.seen[place], self.number) == self.number {
                continue;
            }
            match self.nfa.state(place) {
                State::Union { alternates } => self.open.extend(alternates.iter().rev()),
                State::BinaryUnion { alt1, alt2 } => self.open.extend([*alt2, *alt1]),
                State::Capture { next, .. } => self.open.push(*next),
                State::Match { .. } => {
                    self.list.push(place);
                    self.is_over = self.prefers;
                }
                State::ByteRange { .. } | State::Sparse(_) | State::Dense(_) => self.list.push(place),
                // The pattern does not look around.
                State::Look { .. } | State::Fail => {}
            }
        }
    }

    /// Where `byte` leads to from a place.
    #[inline]
    fn step(&self, place: StateID, byte: u8) -> Option<StateID> {
        match self.nfa.state(place) {
            State::ByteRange { trans } => trans.matches_byte(byte).then_some(trans.next),
            State::Sparse(sparse) => sparse.matches_byte(byte),
            State::Dense(dense) => dense.matches_byte(byte),
            _ => None,
        }
    }
}

/// The states that there are so far.
#[derive(Default)]
struct States {
    /// By state: its list.
    lists: Vec<Vec<StateID>>,
    /// By the number that a list is scattered to: a state, counted from 1.
    table: Vec<u32>,
}

impl States {
    fn count(&self) -> usize {
        self.lists.len()
    }

    /// The number of the state with this list, which is made where there is none.
    fn number(&mut self, list: &[StateID]) -> u32 {
        // Half of the table is empty, so that a free place is near.
        if self.table.len() < 2 * (self.lists.len() + 1) {
            self.grow();
        }
        let mut at = self.place_of(list);
        while let Some(state) = self.table[at].checked_sub(1) {
            if self.lists[state as usize] == list {
                return state;
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        self.lists.push(list.to_vec());
        self.table[at] = self.lists.len() as u32;
        self.lists.len() as u32 - 1
    }

    fn grow(&mut self) {
        let size = (4 * (self.lists.len() + 1)).next_power_of_two().max(64);
        self.table = vec![0; size];
        for state in 0..self.lists.len() {
            let mut at = self.place_of(&self.lists[state]);
            while self.table[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = state as u32 + 1;
        }
    }

    fn place_of(&self, list: &[StateID]) -> usize {
        let mix =
            |sum: u64, id: &StateID| (sum.rotate_left(5) ^ id.as_u64()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (list.iter().fold(0, mix) >> 32) as usize & (self.table.len() - 1)
    }
}
