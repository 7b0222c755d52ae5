//! Where a text may be written in another way: every byte is looked at once, many at a time.

use std::sync::LazyLock;

use crate::limits::VIEW_RUN_BYTES_MIN;
use crate::simd::nibbles::{self, BLOCK, Maps, Nibbles};
use crate::span::Span;
use crate::view::base64::{self, Hints};
use crate::view::{octets, quoted, soft, spelled, tag, utf7};

/// What is found in a text.
#[derive(Default)]
pub(super) struct Triggers {
    /// Where bytes stand that a unit may begin with, in order.
    pub(super) leads: Vec<usize>,
    /// Equals signs with which escapes of quoted-printable begin that can be nothing else, and words of the Q form.
    pub(super) quoted: Vec<usize>,
    /// What spells a sign of an address.
    pub(super) spelled: Vec<Span>,
    /// Runs of digits of base64 that may say something.
    pub(super) runs: Vec<(Span, Hints)>,
    /// Plus signs between groups of figures, that stand for spaces.
    pub(super) spaces: Vec<usize>,
    /// Rows of bytes, each as a number.
    pub(super) rows: Vec<Span>,
    /// Where the last row ends that was found from a sign between its numbers.
    row_end: usize,
}

/// The bytes that say that something may be written in another way, as rectangles of halves: these take in some others, which
/// whoever reads them refuses.
static KINDS: LazyLock<Nibbles> = LazyLock::new(|| {
    let kinds = [
        // % & ' ) +
        (0x0ae0, 0x0004),
        // \ ] _ | }
        (0xb000, 0x00a0),
        // Control characters, but for tabs and line ends.
        (0xf9ff, 0x0003),
        // What is not ASCII.
        (0xffff, 0xff00),
        // = >
        (0x6000, 0x0008),
        // @
        (0x0001, 0x0010),
        // Digits of base64: letters, figures and what stands between them in the table …
        (0xffff, 0x00f8),
        // … and + - /
        (0xa800, 0x0004),
    ];
    Nibbles::new(&kinds, 6, b't')
});

/// Exactly the digits of base64; colons; and what [`KINDS`] takes for either.
static RUNS: LazyLock<nibbles::Groups<3>> = LazyLock::new(|| {
    nibbles::Groups::new([
        // 0-9; A-O and a-o; P-Z and p-z; the underline; + - /
        &[(0x03ff, 0x0008), (0xfffe, 0x0050), (0x07ff, 0x00a0), (0x8000, 0x0020), (0xa800, 0x0004)],
        &[(0x0400, 0x0008)],
        &[(0xffff, 0x00f8), (0xa800, 0x0004)],
    ])
});

impl Triggers {
    pub(super) fn clear(&mut self) {
        self.leads.clear();
        self.quoted.clear();
        self.spelled.clear();
        self.runs.clear();
        self.spaces.clear();
        self.rows.clear();
        self.row_end = 0;
    }

    /// Looks at all of `text`.
    pub(super) fn look(&mut self, text: &[u8]) {
        self.clear();
        // How many digits stand before the block, and where the last run ends that was looked at.
        let (mut before, mut done) = (0_usize, 0);
        let mut pairs = Pairs::default();
        KINDS.each(text, |at, Maps { one: signs, other: digits, letter }| {
            for n in bits(signs) {
                self.sign(text, at + n);
            }
            for n in bits(may_be_word(digits, letter, before > 0)) {
                self.word(text, at + n);
            }
            for n in bits(pairs.look(digits)) {
                self.pairs(text, at + n);
            }
            let in_block = starts_of_runs(digits);
            if in_block != 0 || before > 0 && digits.trailing_ones() as usize + before >= VIEW_RUN_BYTES_MIN {
                // A run that began before the block goes on here.
                if before > 0 && digits & 1 == 1 {
                    self.runs_from(text, at - before, &mut done);
                }
                for n in bits(in_block) {
                    self.runs_from(text, at + n, &mut done);
                }
            }
            before = if digits == u64::MAX { before + BLOCK } else { digits.leading_ones() as usize };
        });
        self.spelled.sort_unstable();
    }

    /// Takes the sign at `at`.
    fn sign(&mut self, text: &[u8], at: usize) {
        match text[at] {
            b'=' if matches!(text.get(at + 1), Some(b'2'..=b'7' | b'?')) => {
                if quoted::is_telling(text, at) {
                    self.quoted.push(at);
                }
            }
            b'=' if matches!(text.get(at + 1), Some(b'\n' | b'\r')) => {
                if soft::length(text, at).is_some() {
                    self.leads.push(at);
                    self.quoted.push(at);
                }
            }
            b'=' => {}
            b'@' if matches!(text.get(at + 1), Some(b'\n' | b'\r')) => self.leads.push(at),
            b'@' => {
                let beside = (text[..at].last(), text.get(at + 1));
                if matches!(beside, (Some(b' ' | b')'), _) | (_, Some(b' ' | b'('))) {
                    self.spelled.push(Span::new(at, at + 1));
                }
            }
            b')' | b']' | b'}' | b'>' => {
                if text[at] == b'>' {
                    self.tag(text, at);
                } else {
                    self.rows.extend(octets::list(text, at));
                }
                // The last letter says of most words that they are none.
                if !spelled::may_end_sign(text[..at].last().copied()) {
                    return;
                }
                let is_word = |b: &&u8| b.is_ascii_alphabetic() || matches!(**b, b' ' | b'@' | b'.' | 0x80..);
                let length = text[..at].iter().rev().take(9).take_while(is_word).count();
                let opens = (at - length)
                    .checked_sub(1)
                    .is_some_and(|n| matches!(text[n], b'[' | b'(' | b'{' | b'<'));
                if opens && length > 0 && spelled::is_sign(text[at - length..at].trim_ascii()) {
                    self.spelled.push(Span::new(at, at + 1));
                }
            }
            b'_' => {
                if matches!(text.get(at + 1..at + 4), Some([b'a' | b'A', b't' | b'T', b'_'])) {
                    self.spelled.push(Span::new(at, at + 4));
                }
            }
            // In UTF-7 the first six bits of a sign are zero.
            b'+' if text.get(at + 1) != Some(&b'A') => {
                if is_space(text, at) {
                    self.spaces.push(at);
                }
            }
            b'\r' if text.get(at + 1) == Some(&b'\n') => {}
            b'\'' if text.get(at + 1) != Some(&b'\'') => {}
            _ => self.leads.push(at),
        }
    }

    /// Takes the tag that ends at `at`, and drops what in a comment looks like a unit.
    fn tag(&mut self, text: &[u8], at: usize) {
        let Some(start) = tag::start(text, at) else { return };
        while self.leads.last().is_some_and(|lead| *lead > start) {
            self.leads.pop();
        }
        self.leads.push(start);
    }

    /// Takes `dot` and `-at-` between spaces, and `at` between a name and a domain.
    fn word(&mut self, text: &[u8], at: usize) {
        // Most words of two or three letters that end with a `t` are others.
        if !matches!(text[at], b'a' | b'A' | b'd' | b'D' | b'-') || !text[..at].ends_with(b" ") {
            return;
        }
        let is = |word: &[u8]| text.get(at..at + word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word));
        if is(b"-at- ") || is(b"dot ") {
            self.spelled.push(Span::new(at, at + 4));
        } else if is(b"at ") && spelled::is_named(text, at - 1, at + 3) {
            self.spelled.push(Span::new(at, at + 3));
        }
    }

    /// Takes the row of bytes around the sign at `at`.
    fn pairs(&mut self, text: &[u8], at: usize) {
        if at >= self.row_end
            && let Some(row) = octets::pairs(text, at)
        {
            self.row_end = row.end;
            self.rows.push(row);
        }
    }

    /// Takes a run of digits, or its parts: in UTF-7 the digits stand between a plus sign and a dash, which are digits elsewhere.
    fn run(&mut self, text: &[u8], run: Span) {
        let mut rest = run;
        while let Some(inner) = utf7::shifted(rest.of(text)) {
            let (start, end) = (rest.start + inner.start, rest.start + inner.end);
            self.part(text, Span::new(rest.start, start - 1));
            self.part(text, Span::new(start, end));
            rest.start = end + 1;
        }
        self.part(text, rest);
    }

    /// Takes a part of a run, with `-at-` in it, and `AT` where small letters are around it and `DOT`: what stands around these in an
    /// address is of the same characters.
    fn part(&mut self, text: &[u8], part: Span) {
        if part.len() < VIEW_RUN_BYTES_MIN {
            return;
        }
        let hints = Hints::of(text, part);
        if hints.says_something() {
            self.runs.push((part, hints));
        }
        if hints.has_dashes {
            let is_sign =
                |at: &usize| text[*at..].get(..4).is_some_and(|four| four.eq_ignore_ascii_case(b"-at-"));
            let found = memchr::memchr_iter(b'-', part.of(text)).map(|n| part.start + n).filter(is_sign);
            self.spelled.extend(found.map(|at| Span::new(at, at + 4)));
        }
        self.spelled.extend(spelled::capitals(text, part));
    }

    /// Takes every long run of digits from `from` on to where there is neither a digit nor what the table takes for one; what stands
    /// before `done` is taken.
    fn runs_from(&mut self, text: &[u8], from: usize, done: &mut usize) {
        if from < *done {
            return;
        }
        let (mut at, mut room) = (from, [0; BLOCK]);
        // How many digits stand directly before the block.
        let mut open = 0;
        loop {
            let (block, there) = nibbles::block(text, at, &mut room);
            let [digits, colons, taken] = RUNS.maps(block).map(|map| map & there);
            let length = taken.trailing_ones() as usize;
            let within = if length == BLOCK { u64::MAX } else { (1 << length) - 1 };
            let (digits, colons) = (digits & within, colons & within);
            let first = digits.trailing_ones() as usize;
            if first == BLOCK {
                (at, open) = (at + BLOCK, open + BLOCK);
                continue;
            }
            if open + first >= VIEW_RUN_BYTES_MIN {
                self.run(text, Span::new(at - open, at + first));
            }
            let long = base64::runs_of(digits & !((1 << first) - 1));
            for n in bits(long & !(long << 1)) {
                let count = (digits >> n).trailing_ones() as usize;
                if n + count < BLOCK {
                    self.run(text, Span::new(at + n, at + n + count));
                }
            }
            // What the block does not show may be.
            for n in bits(colons & (colons >> 3 | 7 << 61)) {
                let is_row = |more: &usize| text.get(at + n + more) == Some(&b':');
                if [3, 6, 9, 12].iter().all(is_row) {
                    self.pairs(text, at + n);
                }
            }
            at += length;
            if length < BLOCK {
                break;
            }
            open = digits.leading_ones() as usize;
        }
        *done = at;
    }
}

/// True for a plus sign beside a figure, which has another one not far, behind a group of figures or letters: it stands for a space.
fn is_space(text: &[u8], at: usize) -> bool {
    let is_figure = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
    if !(at > 0 && is_figure(text.get(at - 1)) || is_figure(text.get(at + 1))) {
        return false;
    }
    let next = text[at + 1..].iter().take(6).position(|b| !b.is_ascii_alphanumeric()).map(|n| at + 1 + n);
    let last = text[..at].iter().rev().take(6).position(|b| !b.is_ascii_alphanumeric()).map(|n| at - 1 - n);
    [next, last].into_iter().flatten().any(|n| text[n] == b'+' && n.abs_diff(at) > 2)
}

/// The places of the bits that are set.
#[inline]
fn bits(mut map: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let n = map.trailing_zeros() as usize;
        (map != 0).then(|| {
            map &= map - 1;
            n
        })
    })
}

/// Where runs of [`VIEW_RUN_BYTES_MIN`] digits and more begin, which reach that length in this block.
#[inline]
fn starts_of_runs(digits: u64) -> u64 {
    let long = base64::runs_of(digits);
    long & !(long << 1)
}

/// Where bytes stand in a row, every third one, that are no digit and have one behind them: spaces between numbers.
#[derive(Default)]
struct Pairs {
    /// The signs of the block before, and those of them with another one three places before.
    signs: u64,
    twos: u64,
}

impl Pairs {
    /// The fourth of a row, and all behind it.
    #[inline]
    fn look(&mut self, digits: u64) -> u64 {
        // What the block does not show may be a digit.
        let signs = !digits & (digits >> 1 | 1 << 63);
        let twos = signs & (signs << 3 | self.signs >> 61);
        let fours = twos & (twos << 6 | self.twos >> 58);
        (self.signs, self.twos) = (signs, twos);
        fours
    }
}

/// Where a word of two or three letters may begin that ends with a `t`, or with one letter more; digits and dashes are letters, too. `goes_on` says that one stands before the
/// block. What the block does not show may be.
#[inline]
fn may_be_word(letters: u64, t: u64, goes_on: bool) -> u64 {
    let begins = letters & !(letters << 1 | u64::from(goes_on));
    let two = t >> 1 & !(letters >> 2);
    let three = letters >> 1 & t >> 2 & !(letters >> 3 & letters >> 4);
    let at_end = 15 << 60;
    begins & (two | three | at_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, byte by byte.
    fn plain(text: &[u8]) -> (Vec<usize>, Vec<(Span, Hints)>) {
        let behind = |n: usize| text.get(n + 1).copied().unwrap_or(0);
        let is_lead = |n: &usize| match text[*n] {
            b'+' => behind(*n) == b'A',
            b'\'' => behind(*n) == b'\'',
            b'\r' => behind(*n) != b'\n',
            b'<' => false,
            byte => crate::view::units::is_lead(byte),
        };
        let leads = (0..text.len()).filter(is_lead).collect();
        let mut runs = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let length = text[at..].iter().take_while(|b| base64::is_digit(**b)).count();
            let run = Span::new(at, at + length);
            let hints = Hints::of(text, run);
            if length >= VIEW_RUN_BYTES_MIN && hints.says_something() {
                runs.push((run, hints));
            }
            at += length + 1;
        }
        (leads, runs)
    }

    #[test]
    fn runs_are_of_digits_alone() {
        for byte in 0..=255 {
            let [digit, colon, taken] = RUNS.maps(&[byte; BLOCK]).map(|map| map & 1 == 1);
            let is_taken = matches!(byte, 0x30..=0x7f | b'+' | b'-' | b'/');
            assert_eq!((digit, colon, taken), (base64::is_digit(byte), byte == b':', is_taken), "{byte}");
        }
    }

    #[test]
    fn blocks_say_what_bytes_say() {
        let mut seed = 1_u64;
        for round in 0..400 {
            let mut text = Vec::new();
            let length = 20 + round % 300;
            while text.len() < length {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let pick = seed >> 40;
                if pick.is_multiple_of(7) {
                    text.push((pick >> 3) as u8);
                } else if pick.is_multiple_of(11) {
                    text.extend_from_slice(b" dot ");
                } else {
                    text.extend(std::iter::repeat_n(b"aZ9+/-_"[(pick % 7) as usize], (pick % 29) as usize));
                }
            }
            let mut triggers = Triggers::default();
            triggers.look(&text);
            let (leads, runs) = plain(&text);
            triggers.leads.retain(|at| crate::view::units::is_lead(text[*at]));
            let mut dots = triggers.spelled;
            dots.retain(|sign| sign.len() == 4 && text[sign.start] == b'd');
            let found = memchr::memmem::find_iter(&text, b" dot ").map(|at| Span::new(at + 1, at + 5));
            assert_eq!(dots, found.collect::<Vec<_>>());
            assert_eq!((triggers.leads, triggers.runs), (leads, runs), "{text:?}");
        }
    }
}
