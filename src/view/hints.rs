//! What one walk along a run of base64 digits tells of it, before any of it is read: most runs are paths, names and digests that say nothing.

use crate::limits::{VIEW_READ_BYTES_MIN, VIEW_RUN_BYTES_MIN};
use crate::simd::nibbles::{self, BLOCK, Lookup, Work};
use crate::span::Span;
use crate::view::base64::{BEGINNING, begins_text, group_of, is_shown, whole_group};
use crate::view::{gzip, hex};

/// What one walk along a run of digits tells of it. Each may be said of a run that says nothing, never the other way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints(u8);

impl Hints {
    /// The first bit for the four places at which groups can begin, the first for the two at which pairs can, the one for compressed data, and the one
    /// that says with those for pairs that there are no other digits.
    const PHASES: usize = 0;
    const PAIRS: usize = 4;
    const HEAD: usize = 6;
    const ALL_HEX: usize = 7;

    fn add(&mut self, bit: usize, is_so: bool) {
        self.0 |= u8::from(is_so) << bit;
    }

    fn has(self, bit: usize) -> bool {
        self.0 >> bit & 1 == 1
    }

    /// Whether it has to be read at all.
    pub(super) fn says_something(self) -> bool {
        self.0 != 0
    }

    /// The places, of four at which groups can begin, from which on enough groups in a row may say text.
    pub(super) fn phases(self) -> impl Iterator<Item = usize> {
        (0..4).filter(move |n| self.has(Hints::PHASES + n))
    }

    /// For each of the two places at which pairs can begin, that a part of it may be text in hexadecimal digits; `None` for neither.
    pub(super) fn pairs(self) -> Option<[bool; 2]> {
        let pairs = [0, 1].map(|n| self.has(Hints::PAIRS + n));
        (pairs != [false; 2]).then_some(pairs)
    }

    /// All of its digits are hexadecimal.
    pub(super) fn is_all_hex(self) -> bool {
        self.has(Hints::ALL_HEX)
    }

    /// Compressed data may begin in it.
    pub(super) fn has_head(self) -> bool {
        self.has(Hints::HEAD)
    }

    /// Of all of `run`.
    pub(super) fn of(run: &[u8]) -> Hints {
        nibbles::quickly(Alone(run))
    }

    /// Of `run` in `text`.
    #[inline(always)]
    pub(super) fn among(text: &[u8], run: Span, lookup: Lookup) -> Hints {
        let mut walk = Walk::default();
        let mut room = [0; BLOCK];
        if run.len() <= BLOCK {
            // Nearly all: nothing is known of blocks before, and compilers leave out what would say so.
            let (block, there) = block_of(text, run, 0, &mut room);
            let marks = MARKS.maps(lookup, block).map(|map| map & there);
            // Digits that are all hexadecimal are pairs, or none: among those of base64 are others.
            if marks[0] == there && run.len() >= VIEW_RUN_BYTES_MIN {
                return Hints::default().with_pairs(pairs_of(text, run, lookup), true);
            }
            walk.add(run.of(text), 0, (block, there), marks, lookup);
        } else {
            for start in (0..run.len()).step_by(BLOCK) {
                let (block, there) = block_of(text, run, start, &mut room);
                let marks = MARKS.maps(lookup, block).map(|map| map & there);
                walk.add(run.of(text), start, (block, there), marks, lookup);
            }
        }
        let Walk { hints, marks, .. } = walk;
        let hints = if marks.has_other { hints } else { Hints::default() };
        match marks.has_long_hex {
            true => hints.with_pairs(pairs_of(text, run, lookup), !marks.has_other),
            false => hints,
        }
    }

    /// The same with pairs that say text, in a run of which all digits are hexadecimal, or of which others are not.
    fn with_pairs(mut self, pairs: [bool; 2], is_all_hex: bool) -> Hints {
        [0, 1].into_iter().for_each(|n| self.add(Hints::PAIRS + n, pairs[n]));
        self.add(Hints::ALL_HEX, self.pairs().is_some() && is_all_hex);
        self
    }

    /// Adds the groups whose second one has its third character at one of `ends` of the block at `start`.
    fn add_groups(&mut self, digits: &[u8], start: usize, mut ends: u64) {
        while ends != 0 {
            let end = start + ends.trailing_zeros() as usize;
            ends &= ends - 1;
            let from = end - 6;
            let phase = Hints::PHASES + from % 4;
            if !self.has(phase) {
                self.add(phase, may_be_text(&digits[from..digits.len().min(end + 2)]));
            }
        }
    }

    /// Adds compressed data whose second character may stand at one of `seconds` of the block at `start`.
    fn add_heads(&mut self, digits: &[u8], start: usize, mut seconds: u64) {
        while seconds != 0 {
            let second = start + seconds.trailing_zeros() as usize;
            seconds &= seconds - 1;
            self.add(Hints::HEAD, gzip::may_begin(digits, second - 1));
        }
    }
}

/// What is known of a run on the way along it.
#[derive(Default)]
struct Walk {
    hints: Hints,
    below: Below,
    marks: Marks,
}

impl Walk {
    /// Adds a block of a run of `digits`, which begins `start` bytes behind the first one, with a map of the bytes that belong to it and their `marks`.
    #[inline(always)]
    fn add(
        &mut self,
        digits: &[u8],
        start: usize,
        (block, there): (&[u8; BLOCK], u64),
        marks: [u64; 5],
        lookup: Lookup,
    ) {
        let low = BELOW.maps(lookup, block).map(|map| map & there);
        let is_wide = (start == 0) && may_begin_wide(low, WIDE.maps(lookup, block));
        let ends = self.below.ends(low);
        let heads = self.marks.add(marks, there);
        // Most runs say nothing at all, and which do cannot be guessed: one question is asked of all three.
        if ends | heads | u64::from(is_wide) != 0 {
            self.hints.add(Hints::PHASES, is_wide && may_begin_text(digits));
            self.hints.add_groups(digits, start, ends);
            self.hints.add_heads(digits, start, heads);
        }
    }
}

/// A run that is looked at by itself.
struct Alone<'t>(&'t [u8]);

impl Work for Alone<'_> {
    type Done = Hints;

    #[inline(always)]
    fn done(self, lookup: Lookup) -> Hints {
        Hints::among(self.0, Span::new(0, self.0.len()), lookup)
    }
}

/// The block of `run` that begins `start` bytes behind its first one, with a map of the bytes that belong to it.
#[inline(always)]
fn block_of<'t>(
    text: &'t [u8],
    run: Span,
    start: usize,
    room: &'t mut [u8; BLOCK],
) -> (&'t [u8; BLOCK], u64) {
    let block = nibbles::block(text, run.start + start, room);
    (block, u64::MAX >> (BLOCK - (run.len() - start).min(BLOCK)))
}

/// The digits of `text` from `start` on.
#[inline(always)]
pub(super) fn run_from(text: &[u8], start: usize, lookup: Lookup) -> Span {
    let (mut end, mut room) = (start, [0; BLOCK]);
    loop {
        let [digits] = DIGITS.maps(lookup, nibbles::block(text, end, &mut room));
        end += digits.trailing_ones() as usize;
        if digits != u64::MAX {
            return Span::new(start, end);
        }
    }
}

/// What of a run of digits is known of the blocks before.
#[derive(Default)]
struct Below {
    first: u64,
    second: u64,
    ends: u64,
}

impl Below {
    /// Where the third character stands of a second group in a row of which all bytes are below 128.
    #[inline]
    fn ends(&mut self, [first, second, third]: [u64; 3]) -> u64 {
        let ends = (first << 2 | self.first >> 62) & (second << 1 | self.second >> 63) & third;
        let twos = ends & (ends << 4 | self.ends >> 60);
        *self = Below { first, second, ends };
        twos
    }
}

/// The same of single characters.
#[derive(Default)]
struct Marks {
    heads: [u64; 2],
    /// How many hexadecimal digits stand at the end.
    hex: usize,
    has_long_hex: bool,
    /// Whether digits are among them that are not hexadecimal.
    has_other: bool,
}

impl Marks {
    /// Adds those of a block, of which the bytes `there` belong to the run, and says where in it the second character stands of what compressed data
    /// may begin with.
    #[inline]
    fn add(&mut self, [hex, gzip, behind_gzip, zlib, behind_zlib]: [u64; 5], there: u64) -> u64 {
        let behind = [gzip << 1 | self.heads[0] >> 63, zlib << 1 | self.heads[1] >> 63];
        let seconds = behind[0] & behind_gzip | behind[1] & behind_zlib;
        self.heads = [gzip, zlib];
        self.has_other |= hex != there;
        let leading = hex.trailing_ones() as usize;
        self.has_long_hex |= (self.hex + leading >= VIEW_RUN_BYTES_MIN) | (runs_of(hex) != 0);
        self.hex = if hex == u64::MAX { self.hex + BLOCK } else { hex.leading_ones() as usize };
        seconds
    }
}

/// For each of the two places at which pairs can begin in `run`, true where as many pairs of digits stand in a row as the shortest text has, each of
/// which says a character that is shown, a part of one of two bytes in UTF-8, or zero, or where its first digits, or those behind `0x`, say text that
/// is not ASCII and so need not have such a row.
#[inline(always)]
fn pairs_of(text: &[u8], run: Span, lookup: Lookup) -> [bool; 2] {
    const { assert!(VIEW_READ_BYTES_MIN == 6) };
    let digits = run.of(text);
    let from = 2 * usize::from(matches!(digits, [b'0', b'x' | b'X', ..]));
    let (mut pairs, mut room) = (Pairs::default(), [0; BLOCK]);
    let mut maps_of = |start: usize| {
        let (block, there) = block_of(text, run, start, &mut room);
        PAIRS.maps(lookup, block).map(|map| map & there)
    };
    let maps = maps_of(0);
    let wide = begins_wide(maps) >> from;
    pairs.add(maps);
    (BLOCK..run.len()).step_by(BLOCK).for_each(|start| pairs.add(maps_of(start)));
    // What the last pairs say is known behind them, if they end with a block.
    if run.len() + 3 > BLOCK {
        pairs.add([0; 5]);
    }
    // Three digits behind the first one of a pair at an even place an odd one stands.
    let odd = u64::MAX / 3 * 2;
    let rows = [pairs.rows & odd != 0, pairs.rows & !odd != 0];
    [0, 1].map(|n| rows[n] || wide >> n & 1 == 1 && hex::begins(&digits[digits.len().min(from + n)..]))
}

/// Where the first digits of three bytes stand that may begin with a character in UTF-8 which is not ASCII: those of a character, or of one and what
/// follows it.
fn begins_wide([shown, zeros, leads, nexts, longer]: [u64; 5]) -> u64 {
    let no_next = shown | zeros | leads | longer;
    nexts >> 2 & (leads & no_next >> 4 | longer & nexts >> 4)
}

/// Pairs of hexadecimal digits, each known three digits behind its first one, and what of that the next block needs.
#[derive(Default)]
struct Pairs {
    maps: [u64; 3],
    zeros: u64,
    leads: u64,
    twos: u64,
    fours: u64,
    pairs: u64,
    /// Where the last one of a row stands, in any block.
    rows: u64,
}

impl Pairs {
    #[inline]
    fn add(&mut self, [shown, zeros, leads, nexts, _]: [u64; 5]) {
        let wide = nexts & (leads << 2 | self.leads >> 62);
        let zero = zeros & (zeros << 1 | self.zeros >> 63);
        let [last_shown, last_wide, last_zero] = self.maps;
        let pairs = (shown << 3 | last_shown >> 61)
            | (wide << 1 | last_wide >> 63)
            | (wide << 3 | last_wide >> 61)
            | (zero << 2 | last_zero >> 62);
        let twos = pairs & (pairs << 2 | self.pairs >> 62);
        let fours = twos & (twos << 4 | self.twos >> 60);
        let rows = self.rows | twos & (fours << 4 | self.fours >> 60);
        *self = Pairs { maps: [shown, wide, zero], zeros, leads, twos, fours, pairs, rows };
    }
}

/// Where [`VIEW_RUN_BYTES_MIN`] bits stand in a row from there on.
#[inline]
fn runs_of(map: u64) -> u64 {
    const HALF: u32 = VIEW_RUN_BYTES_MIN as u32 - 8;
    const { assert!(VIEW_RUN_BYTES_MIN > 8 && VIEW_RUN_BYTES_MIN <= 16) };
    let two = map & map >> 1;
    let four = two & two >> 2;
    let eight = four & four >> 4;
    eight & eight >> HALF
}

/// Digits of base64, of either alphabet.
static DIGITS: nibbles::Groups<1> = nibbles::Groups::new([&[
    // A-O and a-o, P-Z and p-z, 0-9.
    (0xfffe, 0x0050),
    (0x07ff, 0x00a0),
    (0x03ff, 0x0008),
    // + - /, and an underline.
    (0xa800, 0x0004),
    (0x8000, 0x0020),
]]);

/// Characters that, as the first, second or third of their group, leave the byte below 128 that begins in them or ends with them. Signs that are
/// no digits are among them.
static BELOW: nibbles::Groups<3> = nibbles::Groups::new([
    // A-Z, a-f: below 32.
    &[(0xffff, 0x0030), (0x007e, 0x0040)],
    // A-H and Q-X, g-n and w-z, 0-3: without 8.
    &[(0x01fe, 0x0030), (0x7f80, 0x00c0), (0x000f, 0x0008)],
    // Of four in a row the first two: without 2.
    &[(0x6666, 0x0030), (0x9999, 0x00c0), (0x0333, 0x0008)],
]);

/// Characters that, as the first or second of their group, leave the byte that begins in them or ends with them at 192 or more, if it is above 127.
static WIDE: nibbles::Groups<2> = nibbles::Groups::new([
    // Q-Z and a-f, w-z, figures and signs: with 16.
    &[(0x87fe, 0x0020), (0x007e, 0x0040), (0x0780, 0x0080), (0xabff, 0x000c)],
    // Of eight in a row the last four: with 4.
    &[(0xe1e1, 0x0030), (0x7878, 0x00c0), (0xab0f, 0x000c)],
]);

/// Hexadecimal digits; the first and the second character of gzip, and those of zlib.
static MARKS: nibbles::Groups<5> = nibbles::Groups::new([
    &[(0x03ff, 0x0008), (0x007e, 0x0050)],
    // H and 4.
    &[(0x0100, 0x0010)],
    &[(0x0010, 0x0008)],
    // e, and A, F, J and N.
    &[(0x0020, 0x0040)],
    &[(0x4442, 0x0010)],
]);

/// What pairs of hexadecimal digits begin with that say a character; zero; the first and the second byte of a character of two; the first one of
/// a longer character.
static PAIRS: nibbles::Groups<5> = nibbles::Groups::new([
    &[(0x00fc, 0x0008)],
    &[(0x0001, 0x0008)],
    // c and d.
    &[(0x0018, 0x0050)],
    // 8, 9, a and b.
    &[(0x0300, 0x0008), (0x0006, 0x0050)],
    // e and f.
    &[(0x0060, 0x0050)],
]);

/// True when two groups, of which the last may end with its third character, say characters that are shown, or every other byte zero.
fn may_be_text(groups: &[u8]) -> bool {
    let Some((first, rest)) = groups.split_first_chunk() else { return false };
    let first = whole_group(first);
    let (second, count) = match rest.first_chunk() {
        Some(second) => (whole_group(second), 3),
        None => group_of(rest),
    };
    let mut zeros = 0;
    for byte in first.into_iter().chain(second.into_iter().take(count)) {
        if byte == 0 {
            zeros += 1;
        } else if !is_shown(byte) {
            return false;
        }
    }
    zeros != 1
}

/// False where the first digits of a run do not say the beginning of text that is not ASCII: each of its bytes above 127 is the first one of a
/// character and has another one behind it, or is such another one. What is ASCII is found by two groups of it. `low` has, for each of three places in a
/// group, the characters that leave a byte below 128; `firsts`, for two of them, those that begin a character if it is above.
#[inline]
fn may_begin_wide([first, second, third]: [u64; 3], firsts: [u64; 2]) -> bool {
    const { assert!(BEGINNING == 16) };
    // A bit for each byte, and none for the fourth character of a group.
    let high = !(first & 0x1111 | second & 0x2222 | third & 0x4444) & 0x7777;
    let firsts = firsts[0] & 0x1111 | firsts[1] & 0x2222;
    // Of the third byte it is not known.
    let (may_begin, may_go_on) = (high & (firsts | 0x4444), high & (!firsts | 0x4444));
    let behind = |map: u64| map >> 1 & 0x3333 | map >> 2 & 0x4444;
    let before = |map: u64| map << 1 & 0x6666 | map << 2 & 0x1111;
    let fits = may_begin & behind(may_go_on) | may_go_on & before(high);
    // The last character may be cut.
    high & 0x777 != 0 && high & !fits & 0x777 == 0
}

/// True when the first digits of a run say what can be the beginning of text that is not ASCII. In other bytes nine in a row hardly ever are.
fn may_begin_text(run: &[u8]) -> bool {
    let Some(run) = run.first_chunk::<BEGINNING>() else { return false };
    let (groups, _) = run.as_chunks::<4>();
    let mut says = [0; BEGINNING / 4 * 3];
    for (says, group) in says.chunks_exact_mut(3).zip(groups) {
        says.copy_from_slice(&whole_group(group));
    }
    begins_text(&says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::base64::{VALUES, is_digit, texts};

    /// Bytes of a run and what is asked of them.
    struct Asked<'t, F>(&'t [u8], F);

    impl<F: Fn(&[u8], Lookup) -> R, R> Work for Asked<'_, F> {
        type Done = R;

        fn done(self, lookup: Lookup) -> R {
            self.1(self.0, lookup)
        }
    }

    fn maps<const N: usize>(groups: &nibbles::Groups<N>, byte: u8) -> [u64; N] {
        nibbles::quickly(Asked(&[], |_: &[u8], lookup: Lookup| groups.maps(lookup, &[byte; BLOCK])))
    }

    fn rows(run: &[u8]) -> [bool; 2] {
        let rows = |run: &[u8], lookup: Lookup| pairs_of(run, Span::new(0, run.len()), lookup);
        nibbles::quickly(Asked(run, rows))
    }

    #[test]
    fn what_is_encoded_is_found_at_every_place_of_a_group() {
        for before in ["", "x", "xy", "xyz"] {
            let run = format!("{before}{}", data_encoding::BASE64_NOPAD.encode(b"ann@example.com"));
            let phases: Vec<usize> = Hints::of(run.as_bytes()).phases().collect();
            assert!(phases.contains(&(before.len() % 4)), "{run} {phases:?}");
            let mut seen = Vec::new();
            texts(&run.as_bytes()[before.len()..], &mut Vec::new(), |from, text| {
                seen.push((from, text.to_vec()))
            });
            assert_eq!(seen, [(0, b"ann@example.com".to_vec())]);
        }
    }

    #[test]
    fn characters_are_what_their_values_say() {
        for byte in (0..=255).filter(|b| is_digit(*b)) {
            let value = VALUES[usize::from(byte)];
            let of = |maps: &[u64]| maps.iter().map(|map| map & 1 == 1).collect::<Vec<_>>();
            let below = of(&maps(&BELOW, byte));
            // An underline is taken for a capital.
            assert_eq!(below, [value < 32 || byte == b'_', value & 8 == 0, value & 2 == 0], "{byte}");
            assert_eq!(of(&maps(&WIDE, byte)), [value & 16 != 0, value & 4 != 0], "{byte}");
            let is = |all: &[u8]| all.contains(&byte);
            let marks = [byte.is_ascii_hexdigit(), is(b"H"), is(b"4"), is(b"e"), is(b"AFJN")];
            assert_eq!(of(&maps(&MARKS, byte)), marks, "{byte}");
            let pairs = [is(b"234567"), is(b"0"), is(b"cdCD"), is(b"89abAB"), is(b"efEF")];
            assert_eq!(of(&maps(&PAIRS, byte)), pairs, "{byte}");
        }
    }

    #[test]
    fn characters_of_two_bytes_are_of_a_text_in_hexadecimal() {
        for (digits, is_text) in
            [("6ac3b6406dc3bc", true), ("6ac3b6406dc3", false), ("6ac3b640c36dc3bc2e", false)]
        {
            for before in 0..140 {
                let run = format!("{}{digits}", "f".repeat(before));
                let mut wanted = [false; 2];
                wanted[before % 2] = is_text;
                assert_eq!(rows(run.as_bytes()), wanted, "{run}");
            }
        }
    }

    #[test]
    fn hints_do_not_depend_on_where_blocks_end() {
        let text = data_encoding::BASE64_NOPAD.encode(b"to ann@example.com, from lee@example.com");
        let digits = "7f".repeat(8);
        for before in 0..140 {
            let run = format!("{}{text}/H4sI/{digits}-", "/".repeat(before));
            let hints = Hints::of(run.as_bytes());
            assert!(
                hints.phases().any(|n| n == before % 4) && hints.pairs().is_some() && hints.has_head(),
                "{before}"
            );
        }
        for before in 0..140 {
            let says = |digits: &str| {
                let run = "/".repeat(before) + digits;
                Hints::of(run.as_bytes()).pairs().is_some_and(|pairs| pairs[before % 2])
            };
            assert!(says("616e6e4065782e") && says("610062006300640000"), "{before}");
            assert!(!says("916ef640e5782e") && !says("616e6e4065"), "{before}");
        }
        let none = "/".repeat(200);
        assert!(!Hints::of(none.as_bytes()).says_something());
    }

    #[test]
    fn compressed_data_begins_behind_signs_that_may_be_none_of_it() {
        for before in 0..140 {
            let says = |digits: &str| Hints::of(("x".repeat(before) + digits).as_bytes()).has_head();
            assert!(["/", "-", "_", "+"].iter().all(|sign| says(&format!("{sign}eJwLz0jMS1Ew"))), "{before}");
            assert!(says("H4sIAAAAAAAA") && !says("h4sIAAAAAAAA") && (before == 0 || !says("eJwLz0jMS1Ew")));
        }
    }

    #[test]
    fn runs_end_where_digits_do() {
        let run = |text: &str, start: usize| {
            let run = |text: &[u8], lookup: Lookup| run_from(text, start, lookup);
            nibbles::quickly(Asked(text.as_bytes(), run))
        };
        for length in [0, 1, 63, 64, 65, 127, 128, 700] {
            for behind in ["", "=", ".", "\n", " z", "\u{e9}", "\0"] {
                let text = format!("!{}{behind}", "+a-B/9_z".repeat(length).split_at(length).0);
                assert_eq!(run(&text, 1), Span::new(1, 1 + length), "{text}");
            }
        }
        for byte in 0..0x80_u8 {
            let text = char::from(byte).to_string();
            assert_eq!(run(&text, 0).len(), usize::from(is_digit(byte)), "{byte}");
        }
    }

    /// Digests and numbers are everywhere, and what they say as base64 is text by chance alone. Of real text in base64 of 14 digits, one in three
    /// millions has no others.
    #[test]
    fn digits_that_are_all_hexadecimal_are_no_base64() {
        // As base64 both say text in their middle.
        for digits in ["0e861c117aab4781923d7c058a1118ab", "edd64a054c306dc878f65dc561fb24fd"] {
            for count in 1..4 {
                assert_eq!(Hints::of(digits.repeat(count).as_bytes()).phases().count(), 0);
                assert_ne!(Hints::of((digits.repeat(count) + "-").as_bytes()).phases().count(), 0);
            }
        }
        assert!(Hints::of(b"616e6e406578616d706c652e636f6d").pairs().is_some());
    }

    #[test]
    fn digits_alone_say_nothing() {
        assert_eq!(Hints::of(b"4f5e6d7c8b9a").phases().count(), 0);
    }

    #[test]
    fn text_that_begins_with_other_than_ascii_is_found() {
        let pieces = ["a", "bc", "\u{fc}", "\u{df}e", "\u{20ac}", "\u{1f600}", "\u{f8}"];
        let mut seed = 1_u64;
        let mut next = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % most
        };
        for _ in 0..20_000 {
            let text: String = (0..12).map(|_| pieces[next(7)]).collect();
            let run = data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
            assert!(Hints::of(run.as_bytes()).phases().any(|n| n == 0), "{text} {run}");
            let run = data_encoding::HEXLOWER.encode(text.as_bytes());
            let is_wide = !text.as_bytes()[..6].is_ascii() && text.as_bytes()[0] >= 0x80;
            assert!(!is_wide || Hints::of(run.as_bytes()).pairs().is_some_and(|pairs| pairs[0]), "{text}");
        }
    }
}
