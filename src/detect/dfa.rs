//! A pattern as an automaton: where its match ends, one table look a byte.

use std::collections::HashMap;

use regex_automata::Anchored;
use regex_automata::dfa::{Automaton, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::syntax;

/// The largest table, in bytes. Larger ones do not stay in the cache and take long to build.
const TABLE_BYTES_MAX: usize = 256 << 10;

/// An automaton for one pattern that begins where it is put.
pub struct Dfa {
    /// By byte: its column.
    columns: [u8; 256],
    /// Columns of a state, as a power of two.
    shift: u32,
    /// By state and column: the next state. 0 is the end of every way.
    next: Vec<u16>,
    start: u16,
    /// States from here on end a match.
    first_accepting: u16,
}

impl Dfa {
    /// The automaton of `pattern`; `None` when it would be too large.
    pub fn new(pattern: &str) -> Option<Dfa> {
        let config = dense::Config::new()
            .start_kind(regex_automata::dfa::StartKind::Anchored)
            .dfa_size_limit(Some(2 * TABLE_BYTES_MAX))
            .determinize_size_limit(Some(8 * TABLE_BYTES_MAX));
        let dense = dense::Builder::new()
            .configure(config)
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .thompson(regex_automata::nfa::thompson::Config::new().utf8(false))
            .build(pattern)
            .ok()?;
        Dfa::from_dense(&dense)
    }

    fn from_dense(dense: &dense::DFA<Vec<u32>>) -> Option<Dfa> {
        let classes = dense.byte_classes();
        let width = classes.alphabet_len() - 1;
        let shift = width.next_power_of_two().trailing_zeros();
        let mut columns = [0; 256];
        let mut bytes = vec![0u8; width];
        for byte in (0..=255u8).rev() {
            columns[usize::from(byte)] = classes.get(byte);
            bytes[usize::from(classes.get(byte))] = byte;
        }
        // A match is seen one byte late, whatever that byte is, so the end of the text shows it too.
        let accepts = |state: StateID| dense.is_match_state(dense.next_eoi_state(state));
        let start = dense.universal_start_state(Anchored::Yes)?;
        let mut states = vec![start];
        let mut known: HashMap<StateID, usize> = HashMap::from([(start, 0)]);
        let mut rows: Vec<Vec<Option<usize>>> = Vec::new();
        while let Some(state) = states.get(rows.len()).copied() {
            let mut row = Vec::with_capacity(width);
            for byte in &bytes {
                let next = dense.next_state(state, *byte);
                if dense.is_quit_state(next) {
                    return None;
                }
                let leads_on = !dense.is_dead_state(next);
                row.push(leads_on.then(|| {
                    *known.entry(next).or_insert_with(|| {
                        states.push(next);
                        states.len() - 1
                    })
                }));
            }
            rows.push(row);
        }
        if (states.len() + 1) << shift > TABLE_BYTES_MAX / 2 || states.len() >= usize::from(u16::MAX) {
            return None;
        }
        // 0 is the dead state; accepting states stand last.
        let mut order: Vec<usize> = (0..states.len()).collect();
        order.sort_by_key(|n| accepts(states[*n]));
        let mut numbers = vec![0u16; states.len()];
        order.iter().enumerate().for_each(|(place, n)| numbers[*n] = place as u16 + 1);
        let first = order.iter().position(|n| accepts(states[*n])).unwrap_or(order.len());
        let mut next = vec![0; (states.len() + 1) << shift];
        for (n, row) in rows.iter().enumerate() {
            let from = usize::from(numbers[n]) << shift;
            for (to, state) in next[from..].iter_mut().zip(row) {
                *to = state.map_or(0, |s| numbers[s]);
            }
        }
        Some(Dfa { columns, shift, next, start: numbers[0], first_accepting: first as u16 + 1 })
    }

    /// Where the match that begins with `text` ends: of those that the pattern prefers, the first.
    pub fn end(&self, text: &[u8]) -> Option<usize> {
        let mut state = usize::from(self.start);
        let mut end = None;
        for (i, byte) in text.iter().enumerate() {
            state =
                usize::from(self.next[(state << self.shift) | usize::from(self.columns[usize::from(*byte)])]);
            if state >= usize::from(self.first_accepting) {
                end = Some(i + 1);
            } else if state == 0 {
                break;
            }
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_end_where_those_of_the_pattern_do() {
        let patterns = [
            "a|ab",
            "ab|a",
            "a{2,4}?",
            "(?:ab|a)(?:c|bcd)",
            "[0-9]{1,3}\\.[0-9]{1,3}",
            "(?i:key)=\\xff?",
            "x[^y]{0,9}y",
        ];
        let texts: [&[u8]; 12] = [
            b"ab",
            b"abcd",
            b"aaaaa",
            b"abcbcd",
            b"12.345.6",
            b"KEY=\xff",
            b"key",
            b"x1234y6y",
            b"",
            b"a",
            b"b",
            b"x\xff\x00y",
        ];
        for pattern in patterns {
            let dfa = Dfa::new(pattern).into_iter().next();
            let built = regex::bytes::RegexBuilder::new(&format!("\\A(?:{pattern})")).unicode(false).build();
            let regex = built.into_iter().next();
            for text in texts {
                let wanted = regex.as_ref().and_then(|r| r.find(text)).map(|m| m.end());
                assert_eq!(dfa.as_ref().and_then(|d| d.end(text)), wanted, "{pattern} on {text:?}");
            }
        }
    }

    #[test]
    fn a_pattern_with_too_many_states_has_no_table() {
        assert!(Dfa::new("(?:a|b){0,400}a(?:a|b){14}").is_none());
    }
}
