//! Where a text may be written in another way: every byte is looked at once, many at a time.

use std::sync::LazyLock;

use crate::limits::VIEW_RUN_BYTES_MIN;
use crate::simd::nibbles::{BLOCK, Nibbles};
use crate::span::Span;
use crate::view::{base64, spelled};

/// What is found in a text.
#[derive(Default)]
pub(super) struct Triggers {
    /// Where bytes stand that a unit may begin with, in order.
    pub(super) leads: Vec<usize>,
    /// Equals signs with which escapes of quoted-printable begin that say a sign which addresses have, and words of the Q form.
    pub(super) quoted: Vec<usize>,
    /// What spells a sign of an address.
    pub(super) spelled: Vec<Span>,
    /// Runs of digits of base64.
    pub(super) runs: Vec<Span>,
}

/// The bytes that say that something may be written in another way, as rectangles of halves: these take in some others, which
/// whoever reads them refuses.
static KINDS: LazyLock<Nibbles> = LazyLock::new(|| {
    let kinds = [
        // % & ' ) +
        (0x0ae0, 0x0004),
        // \ ] | }
        (0x3000, 0x00a0),
        // Control characters that terminals do not show.
        (0xc945, 0x0003),
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
    Nibbles::new(&kinds, 6)
});

impl Triggers {
    pub(super) fn clear(&mut self) {
        self.leads.clear();
        self.quoted.clear();
        self.spelled.clear();
        self.runs.clear();
    }

    /// Looks at all of `text`.
    pub(super) fn look(&mut self, text: &[u8]) {
        self.clear();
        // How many digits stand before the block, and where the last run ends that was looked at.
        let (mut length, mut done) = (0_u32, 0);
        KINDS.each(text, |at, signs, digits| {
            let mut bits = signs;
            while bits != 0 {
                self.sign(text, at + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
            if may_have_run(digits, length) {
                let start = at.saturating_sub(length as usize).max(done);
                self.runs_of(text, start, (at + BLOCK).min(text.len()), &mut done);
            }
            length = if digits == u64::MAX { length.saturating_add(64) } else { digits.leading_ones() };
        });
        for words in [&b" dot "[..], b" DOT ", b"_at_", b"_AT_"] {
            let found = memchr::memmem::find_iter(text, words);
            self.spelled.extend(found.map(|at| Span::new(at, at + words.len())));
        }
        self.spelled.sort_unstable();
    }

    /// Takes the sign at `at`.
    fn sign(&mut self, text: &[u8], at: usize) {
        match text[at] {
            // Where none says such a sign, `=` and two digits are part of something else.
            b'=' => {
                let behind = &text[at + 1..];
                if [&b"40"[..], b"2E", b"?"].iter().any(|escape| behind.starts_with(escape)) {
                    self.quoted.push(at);
                }
            }
            b'@' => {
                if text[..at].ends_with(b" ") && text.get(at + 1) == Some(&b' ') {
                    self.spelled.push(Span::new(at, at + 1));
                }
            }
            b')' | b']' | b'}' | b'>' => {
                let word =
                    text[..at].iter().rev().take(8).position(|b| matches!(b, b'[' | b'(' | b'{' | b'<'));
                if word.is_some_and(|length| spelled::is_sign(text[at - length..at].trim_ascii())) {
                    self.spelled.push(Span::new(at, at + 1));
                }
            }
            _ => self.leads.push(at),
        }
    }

    /// Takes every run of digits that is long enough and of which a byte stands in `start..end`; all before `done` is taken.
    fn runs_of(&mut self, text: &[u8], start: usize, end: usize, done: &mut usize) {
        if start >= end {
            return;
        }
        let mut at = start - text[*done..start].iter().rev().take_while(|b| base64::is_digit(**b)).count();
        while let Some(first) = text[at..end.max(at)].iter().position(|b| base64::is_digit(*b)) {
            let from = at + first;
            let length = text[from..].iter().take_while(|b| base64::is_digit(**b)).count();
            if length >= VIEW_RUN_BYTES_MIN {
                self.runs.push(Span::new(from, from + length));
            }
            at = from + length;
        }
        *done = at.max(end);
    }
}

/// True when there may be a run of [`VIEW_RUN_BYTES_MIN`] digits that ends in this block or behind it; `before` of them stand directly
/// before it.
#[inline]
fn may_have_run(digits: u64, before: u32) -> bool {
    const HALF: u32 = VIEW_RUN_BYTES_MIN as u32 - 8;
    const { assert!(VIEW_RUN_BYTES_MIN > 8 && VIEW_RUN_BYTES_MIN <= 16) };
    let two = digits & digits >> 1;
    let four = two & two >> 2;
    let eight = four & four >> 4;
    eight & eight >> HALF != 0 || before > 0 && digits.trailing_ones() + before >= VIEW_RUN_BYTES_MIN as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, byte by byte.
    fn plain(text: &[u8]) -> (Vec<usize>, Vec<Span>) {
        let is_lead = |b: u8| crate::view::units::is_lead(b);
        let leads = (0..text.len()).filter(|n| is_lead(text[*n])).collect();
        let mut runs = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let length = text[at..].iter().take_while(|b| base64::is_digit(**b)).count();
            if length >= VIEW_RUN_BYTES_MIN {
                runs.push(Span::new(at, at + length));
            }
            at += length + 1;
        }
        (leads, runs)
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
                if pick % 7 == 0 {
                    text.push((pick >> 3) as u8);
                } else {
                    text.extend(std::iter::repeat_n(b"aZ9+/-_"[(pick % 7) as usize], (pick % 29) as usize));
                }
            }
            let mut triggers = Triggers::default();
            triggers.look(&text);
            let (leads, runs) = plain(&text);
            triggers.leads.retain(|at| crate::view::units::is_lead(text[*at]));
            assert_eq!((triggers.leads, triggers.runs), (leads, runs), "{text:?}");
        }
    }
}
