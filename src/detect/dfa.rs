//! A pattern as an automaton: where its match ends, one table look a byte.

use std::collections::HashMap;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::{Hir, HirKind, Repetition};

use crate::detect::determinize::Determined;

/// The most entries of a table. Larger ones do not stay in the cache and take long to build; places are of 16 bits.
const ENTRIES_MAX: usize = 1 << 16;

/// The entries of most tables.
const ENTRIES_FEW: usize = 1 << 12;

/// The most memory on the way to a table, whose entries have four bytes there.
const TABLE_BYTES_MAX: usize = 4 * ENTRIES_MAX;

/// The most memory on the way to an automaton of many patterns.
const WHICH_BYTES_MAX: usize = 4 << 20;

/// The most memory for the states on the way to a table.
const NFA_BYTES_MAX: usize = 1 << 20;

/// Repetitions up to this often are counted: every count is a state.
const COUNT_MAX: u32 = 64;

/// Starts that are walked from side by side.
const LANES: usize = 4;

/// How far they are, and after how many bytes it is seen whether any goes on.
const TOGETHER: usize = 32;
const EIGHT: usize = 8;

/// An automaton for one pattern that begins where it is put.
pub struct Dfa {
    /// By byte: its column.
    columns: [u8; 256],
    /// By state and column: the next state. A state is where its row begins; 0 is the end of every way.
    next: Table,
    start: u16,
    /// States from here on end a match.
    first_accepting: u16,
    /// Some state goes on to itself.
    has_loops: bool,
    /// The least of the counts that were left out.
    uncounted: usize,
}

/// A table of a length that is known when the library is built, so that no look into it is checked.
enum Table {
    Small(Box<[u16; ENTRIES_FEW]>),
    Large(Box<[u16; ENTRIES_MAX]>),
}

impl Table {
    fn new(mut entries: Vec<u16>) -> Option<Table> {
        if entries.len() <= ENTRIES_FEW {
            entries.resize(ENTRIES_FEW, 0);
            return entries.into_boxed_slice().try_into().ok().map(Table::Small);
        }
        entries.resize(ENTRIES_MAX, 0);
        entries.into_boxed_slice().try_into().ok().map(Table::Large)
    }

    fn after(&self, state: u16, column: u8) -> u16 {
        match self {
            Table::Small(next) => step(next, state, column),
            Table::Large(next) => step(next, state, column),
        }
    }
}

fn step<const N: usize>(next: &[u16; N], state: u16, column: u8) -> u16 {
    next[usize::from(state | u16::from(column)) & (N - 1)]
}

/// What can be said of where a match ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// There is no match.
    None,
    /// Here.
    At(usize),
    /// The match is so long that counts matter which the automaton does not know.
    Unknown,
}

impl Dfa {
    /// The automaton of `pattern`; `None` when it would be too large. Long repetitions are not counted.
    pub fn new(pattern: &Hir) -> Option<Dfa> {
        let mut uncounted = usize::MAX;
        let pattern = without_long_counts(pattern, &mut uncounted);
        Dfa::from_table(determined(&pattern, Way::Forward, MatchKind::LeftmostFirst)?, uncounted)
    }

    /// The automaton of every match of `pattern` and not only the preferred one, for [`Dfa::each_end`]. Where
    /// repetitions are long, it takes more for a match than the pattern does.
    pub fn of_all(pattern: &Hir, way: Way) -> Option<Dfa> {
        let mut uncounted = usize::MAX;
        let pattern = without_long_counts(pattern, &mut uncounted);
        Dfa::from_table(determined(&pattern, way, MatchKind::All)?, usize::MAX)
    }

    fn from_table(made: Determined, uncounted: usize) -> Option<Dfa> {
        let Determined { columns, width, next: rows, accepts } = made;
        let shift = width.next_power_of_two().trailing_zeros();
        if (accepts.len() + 1) << shift > ENTRIES_MAX {
            return None;
        }
        // 0 is the dead state; accepting states stand last.
        let mut order: Vec<usize> = (0..accepts.len()).collect();
        order.sort_by_key(|n| accepts[*n]);
        let mut numbers = vec![0u16; accepts.len()];
        order.iter().enumerate().for_each(|(place, n)| numbers[*n] = ((place + 1) << shift) as u16);
        let first = order.iter().position(|n| accepts[*n]).unwrap_or(order.len());
        let mut next = vec![0; (accepts.len() + 1) << shift];
        let mut has_loops = false;
        for (n, row) in rows.chunks(width).enumerate() {
            let from = usize::from(numbers[n]);
            for (to, state) in next[from..].iter_mut().zip(row) {
                *to = state.map_or(0, |s| numbers[s as usize]);
            }
            has_loops |= row.contains(&Some(n as u32));
        }
        // Where no state accepts, this can be one more than a place; no state is that.
        let first_accepting = u16::try_from((first + 1) << shift).unwrap_or(u16::MAX);
        Some(Dfa {
            columns,
            next: Table::new(next)?,
            start: numbers[0],
            first_accepting,
            has_loops,
            uncounted,
        })
    }

    /// Where the match that begins with `text` ends: of those that the pattern prefers, the first.
    pub fn end(&self, text: &[u8]) -> End {
        let end = if self.has_loops { self.end_over_runs(text) } else { self.end_by_byte(text) };
        match end {
            End::At(length) if length > self.uncounted => End::Unknown,
            end => end,
        }
    }

    /// Calls `ended` with every start and where the match that begins there ends, as [`Dfa::end`] says of the at most
    /// `most` bytes from there on; the pattern takes no more. Several are walked side by side: in one walk every step waits for the one before it.
    pub fn each_of(
        &self,
        text: &[u8],
        starts: impl Iterator<Item = usize>,
        most: usize,
        mut ended: impl FnMut(usize, End),
    ) {
        let alone = |start: usize| self.end(&text[start..text.len().min(start.saturating_add(most))]);
        let mut lanes = [0; LANES];
        let mut filled = 0;
        for start in starts {
            if text.len() - start < TOGETHER {
                ended(start, alone(start));
                continue;
            }
            lanes[filled] = start;
            filled += 1;
            if filled == LANES {
                filled = 0;
                for (start, end) in lanes.into_iter().zip(self.ends_together(text, lanes)) {
                    ended(start, end.unwrap_or_else(|| alone(start)));
                }
            }
        }
        if filled > 0 {
            let last = lanes[filled - 1];
            lanes[filled..].fill(last);
            let ends = self.ends_together(text, lanes);
            for (start, end) in lanes.into_iter().zip(ends).take(filled) {
                ended(start, end.unwrap_or_else(|| alone(start)));
            }
        }
    }

    /// Where the matches at `starts` end, unless they go on behind [`TOGETHER`] bytes.
    fn ends_together(&self, text: &[u8], starts: [usize; LANES]) -> [Option<End>; LANES] {
        let mut windows = [[0; TOGETHER]; LANES];
        for (window, start) in windows.iter_mut().zip(starts) {
            window.copy_from_slice(&text[start..start + TOGETHER]);
        }
        let (states, ends) = match &self.next {
            Table::Small(next) => self.walk(next, &windows),
            Table::Large(next) => self.walk(next, &windows),
        };
        std::array::from_fn(|lane| match (states[lane], usize::from(ends[lane])) {
            (0, 0) => Some(End::None),
            (0, end) if end <= self.uncounted => Some(End::At(end)),
            _ => None,
        })
    }

    /// The states behind all windows, and where the last match in each ended.
    // With iterators instead of numbers, the compiler branches in every step of every lane.
    #[allow(clippy::needless_range_loop)]
    fn walk<const N: usize>(
        &self,
        next: &[u16; N],
        windows: &[[u8; TOGETHER]; LANES],
    ) -> ([u16; LANES], [u16; LANES]) {
        let mut states = [self.start; LANES];
        let mut ends = [0; LANES];
        for from in (0..TOGETHER).step_by(EIGHT) {
            for i in from..from + EIGHT {
                for lane in 0..LANES {
                    states[lane] = step(next, states[lane], self.columns[usize::from(windows[lane][i])]);
                    ends[lane] = if states[lane] >= self.first_accepting { i as u16 + 1 } else { ends[lane] };
                }
            }
            if states == [0; LANES] {
                break;
            }
        }
        (states, ends)
    }

    fn end_by_byte(&self, text: &[u8]) -> End {
        let mut state = self.start;
        let mut end = End::None;
        for (i, byte) in text.iter().enumerate() {
            state = self.after(state, byte);
            if state >= self.first_accepting {
                end = End::At(i + 1);
            } else if state == 0 {
                break;
            }
        }
        end
    }

    /// The same where a state can go on for long. Each step waits for the one before it, but not as long as nothing
    /// changes.
    fn end_over_runs(&self, text: &[u8]) -> End {
        let mut state = self.start;
        let mut end = End::None;
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            let last = state;
            state = self.after(last, byte);
            at += 1;
            if state == last {
                let changes = text[at..].iter().position(|b| self.after(last, b) != last);
                at += changes.unwrap_or(text.len() - at);
            }
            if state >= self.first_accepting {
                end = End::At(at);
            } else if state == 0 {
                break;
            }
        }
        end
    }

    fn after(&self, state: u16, byte: &u8) -> u16 {
        self.next.after(state, self.columns[usize::from(*byte)])
    }

    /// How many bytes of `text` [`Dfa::end`] looks at.
    pub fn read(&self, text: &[u8]) -> usize {
        let mut state = self.start;
        let ends = |byte: &u8| {
            state = self.after(state, byte);
            state == 0
        };
        text.iter().position(ends).map_or(text.len(), |n| n + 1)
    }

    /// Calls `end` with the length of every match that begins with `text`.
    pub fn each_end<'t>(&self, text: impl Iterator<Item = &'t u8>, mut end: impl FnMut(usize)) {
        let mut state = self.start;
        if state >= self.first_accepting {
            end(0);
        }
        for (i, byte) in text.enumerate() {
            state = self.after(state, byte);
            if state >= self.first_accepting {
                end(i + 1);
            } else if state == 0 {
                return;
            }
        }
    }
}

/// An automaton that says which of many patterns can match where it is put.
pub struct Which {
    columns: [u8; 256],
    /// By state and column: where the next state's row begins; 0 is the end of every way.
    next: Vec<u32>,
    shift: u32,
    /// By state: the set of patterns that match here, as a number; 0 is none.
    sets: Vec<u16>,
    /// The patterns of a set.
    patterns: Vec<Vec<u16>>,
    start: u32,
}

impl Which {
    /// Of all `patterns`; `None` when it would be too large. Long repetitions are not counted.
    pub fn new(patterns: &[Hir]) -> Option<Which> {
        let mut uncounted = usize::MAX;
        let patterns: Vec<Hir> = patterns.iter().map(|p| without_long_counts(p, &mut uncounted)).collect();
        let config = dense::Config::new()
            .match_kind(MatchKind::All)
            .dfa_size_limit(Some(WHICH_BYTES_MAX))
            .determinize_size_limit(Some(4 * WHICH_BYTES_MAX));
        Which::from_dense(&dense_of(&patterns, Way::Forward, config)?)
    }

    fn from_dense(dense: &dense::DFA<Vec<u32>>) -> Option<Which> {
        let (columns, bytes) = columns_of(dense);
        let shift = bytes.len().next_power_of_two().trailing_zeros();
        let mut made = Which {
            columns,
            next: vec![0; 1 << shift],
            shift,
            sets: vec![0],
            patterns: vec![Vec::new()],
            start: 1 << shift,
        };
        let first = start_of(dense)?;
        let mut states = vec![first];
        let mut known: HashMap<StateID, u32> = HashMap::from([(first, made.start)]);
        let mut done = 0;
        while let Some(state) = states.get(done).copied() {
            done += 1;
            let row = made.next.len();
            made.next.resize(row + (1 << shift), 0);
            let set = made.set_of(dense, state);
            made.sets.push(set);
            for (column, byte) in bytes.iter().enumerate() {
                let next = dense.next_state(state, *byte);
                if dense.is_quit_state(next) {
                    return None;
                }
                if !dense.is_dead_state(next) {
                    made.next[row + column] = *known.entry(next).or_insert_with(|| {
                        states.push(next);
                        (states.len() << shift) as u32
                    });
                }
            }
        }
        let Which { next, sets, shift, start, .. } = &mut made;
        let marked = |state: &mut u32| {
            *state |= if sets[(*state >> *shift) as usize] == 0 { 0 } else { MATCHES };
        };
        next.iter_mut().for_each(marked);
        marked(start);
        Some(made)
    }

    /// The number of the set of patterns that match where `state` is.
    fn set_of(&mut self, dense: &dense::DFA<Vec<u32>>, state: StateID) -> u16 {
        // A match is seen one byte late, whatever that byte is, so the end of the text shows it too.
        let end = dense.next_eoi_state(state);
        let count = if dense.is_match_state(end) { dense.match_len(end) } else { 0 };
        let mut set: Vec<u16> = (0..count).map(|n| dense.match_pattern(end, n).as_usize() as u16).collect();
        set.sort_unstable();
        let number = self.patterns.iter().position(|known| *known == set).unwrap_or_else(|| {
            self.patterns.push(set);
            self.patterns.len() - 1
        });
        number as u16
    }

    /// Calls `can_match` with every pattern and the length of every match that `text` begins with.
    pub fn each(&self, text: &[u8], mut can_match: impl FnMut(usize, usize)) {
        let (mut state, mut at) = (self.start, 0);
        while state != 0 {
            if state & MATCHES != 0 {
                state ^= MATCHES;
                let set = self.sets[(state >> self.shift) as usize];
                self.patterns[usize::from(set)].iter().for_each(|n| can_match(usize::from(*n), at));
            }
            // A line end stands for what is not there, and nothing goes on behind one.
            let byte = text.get(at).copied().unwrap_or(b'\n');
            state = self.next[(state + u32::from(self.columns[usize::from(byte)])) as usize];
            at += 1;
        }
    }
}

/// Marks a state in which some pattern matches.
const MATCHES: u32 = 1 << 31;

/// In which direction a pattern is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From its first byte on.
    Forward,
    /// From its last byte back.
    Back,
}

/// The automaton of `pattern` as it comes from the library; `None` when it would be too large.
pub(super) fn dense(pattern: &Hir, way: Way, kind: MatchKind) -> Option<dense::DFA<Vec<u32>>> {
    let config = dense::Config::new()
        .match_kind(kind)
        .dfa_size_limit(Some(TABLE_BYTES_MAX))
        .determinize_size_limit(Some(8 * TABLE_BYTES_MAX));
    dense_of(std::slice::from_ref(pattern), way, config)
}

/// The places of `patterns` and where they lead.
fn nfa_of(patterns: &[Hir], way: Way) -> Option<NFA> {
    let config = thompson::Config::new()
        .utf8(false)
        .which_captures(WhichCaptures::None)
        .reverse(way == Way::Back)
        .nfa_size_limit(Some(NFA_BYTES_MAX));
    NFA::compiler().configure(config).build_many_from_hir(patterns).ok()
}

/// The automaton of `pattern` as a table; `None` when it would be too large.
fn determined(pattern: &Hir, way: Way, kind: MatchKind) -> Option<Determined> {
    let nfa = nfa_of(std::slice::from_ref(pattern), way)?;
    match nfa.look_set_any().is_empty() {
        true => Determined::new(&nfa, kind, ENTRIES_MAX),
        false => from_dense(&dense(pattern, way, kind)?),
    }
}

/// The same of what the library has made.
fn from_dense(dense: &dense::DFA<Vec<u32>>) -> Option<Determined> {
    let (columns, bytes) = columns_of(dense);
    let start = start_of(dense)?;
    let mut states = vec![start];
    let mut known: HashMap<StateID, u32> = HashMap::from([(start, 0)]);
    let (mut next, mut row) = (Vec::new(), 0);
    while let Some(state) = states.get(row).copied() {
        row += 1;
        for byte in &bytes {
            let to = dense.next_state(state, *byte);
            if dense.is_quit_state(to) {
                return None;
            }
            let leads_on = !dense.is_dead_state(to);
            next.push(leads_on.then(|| {
                *known.entry(to).or_insert_with(|| {
                    states.push(to);
                    states.len() as u32 - 1
                })
            }));
        }
    }
    // A match is seen one byte late, whatever that byte is, so the end of the text shows it too.
    let accepts = states.iter().map(|state| dense.is_match_state(dense.next_eoi_state(*state))).collect();
    Some(Determined { columns, width: bytes.len(), next, accepts })
}

fn dense_of(patterns: &[Hir], way: Way, config: dense::Config) -> Option<dense::DFA<Vec<u32>>> {
    let nfa = nfa_of(patterns, way)?;
    let config = config.start_kind(StartKind::Anchored);
    dense::Builder::new().configure(config).build_from_nfa(&nfa).ok()
}

/// By byte the column that it shares with those that are not told apart from it, and the first byte of every column.
pub(super) fn columns_of(dense: &dense::DFA<Vec<u32>>) -> ([u8; 256], Vec<u8>) {
    let classes = dense.byte_classes();
    let mut columns = [0; 256];
    let mut bytes = vec![0u8; classes.alphabet_len() - 1];
    for byte in (0..=255u8).rev() {
        columns[usize::from(byte)] = classes.get(byte);
        bytes[usize::from(classes.get(byte))] = byte;
    }
    (columns, bytes)
}

/// The state in which nothing has been read, and nothing stands before.
pub(super) fn start_of(dense: &dense::DFA<Vec<u32>>) -> Option<StateID> {
    dense.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()
}

/// The same pattern with repetitions that may go on where they could be long. A match no longer than the least of the
/// counts is the same; where there is none, there was none.
fn without_long_counts(pattern: &Hir, least: &mut usize) -> Hir {
    let mut all =
        |nodes: &[Hir]| -> Vec<Hir> { nodes.iter().map(|node| without_long_counts(node, least)).collect() };
    match pattern.kind() {
        HirKind::Concat(nodes) => Hir::concat(all(nodes)),
        HirKind::Alternation(nodes) => Hir::alternation(all(nodes)),
        HirKind::Capture(capture) => without_long_counts(&capture.sub, least),
        HirKind::Repetition(r) => {
            let sub = Box::new(without_long_counts(&r.sub, least));
            let max = r.max.filter(|max| *max <= COUNT_MAX);
            if let (None, Some(count)) = (max, r.max) {
                *least = (*least).min(count as usize);
            }
            Hir::repetition(Repetition { max, sub, ..r.clone() })
        }
        _ => pattern.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::rule::parse_hir;

    fn end(pattern: &str, text: &[u8]) -> Option<End> {
        Some(Dfa::new(&parse_hir(pattern).ok()?)?.end(text))
    }

    #[test]
    fn matches_end_where_those_of_the_pattern_do() {
        let patterns = [
            "a|ab",
            "ab|a",
            "a{2,4}?",
            "(?:ab|a)(?:c|bcd)",
            "[0-9]{1,3}\\.[0-9]{1,3}",
            "(?i:key)=\\xff?",
            "x[^y]{0,99}y",
            "[a-d]{1,99}b",
            "a[^3]{0,99}",
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
            let built = regex::bytes::RegexBuilder::new(&format!("\\A(?:{pattern})")).unicode(false).build();
            let regex = built.into_iter().next();
            for text in texts {
                let wanted =
                    regex.as_ref().and_then(|r| r.find(text)).map_or(End::None, |m| End::At(m.end()));
                assert_eq!(end(pattern, text), Some(wanted), "{pattern} on {text:?}");
            }
        }
    }

    #[test]
    fn tables_say_what_those_of_the_library_say() {
        let vocabulary = crate::info_type::Vocabulary::builtin().ok();
        let rules = vocabulary.and_then(|known| crate::detect::rule::builtin_for_search(&known).ok());
        let mut compared = 0;
        for rule in rules.unwrap_or_default() {
            let pattern = without_long_counts(&rule.parsed, &mut 0);
            for (way, kind) in [
                (Way::Forward, MatchKind::LeftmostFirst),
                (Way::Forward, MatchKind::All),
                (Way::Back, MatchKind::All),
            ] {
                let library = dense(&pattern, way, kind).as_ref().and_then(from_dense);
                let (Some(made), Some(wanted)) = (determined(&pattern, way, kind), library) else { continue };
                let next = |of: &Determined, state: Option<u32>, byte: u8| {
                    of.next[state? as usize * of.width + usize::from(of.columns[usize::from(byte)])]
                };
                let ends =
                    |of: &Determined, state: Option<u32>| state.is_some_and(|s| of.accepts[s as usize]);
                let mut pairs = vec![(Some(0), Some(0))];
                let mut seen = std::collections::HashSet::from([pairs[0]]);
                while let Some((one, other)) = pairs.pop() {
                    assert_eq!(ends(&made, one), ends(&wanted, other), "{}", rule.id);
                    let both = (0..=255).map(|byte| (next(&made, one, byte), next(&wanted, other, byte)));
                    pairs.extend(both.filter(|pair| seen.insert(*pair)));
                }
                compared += 1;
            }
        }
        assert!(compared > 500, "{compared}");
    }

    #[test]
    fn what_is_not_counted_is_not_known() {
        let text = [&b"x"[..], &[b'-'; 200], b"y"].concat();
        assert_eq!(end("x[^y]{0,100}y", &text), Some(End::Unknown));
        assert_eq!(end("x[^y]{0,300}y", &text), Some(End::At(202)));
        assert_eq!(end("x[^yz]{0,100}z", &text), Some(End::None));
    }

    #[test]
    fn a_pattern_with_too_many_states_has_no_table() {
        assert_eq!(end("(?:a|b){0,40}a(?:a|b){14}", b"a"), None);
    }
}
