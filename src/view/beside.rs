//! What a sign can be part of that is written in another way, as far as the bytes beside it tell.
//!
//! Of most signs the answer is nothing: every line of a log has brackets. It is found without a branch, since what comes next cannot be guessed.

use crate::view::spelled;

/// What signs can be, each looked at by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    None,
    /// An equals sign before what escapes go on with.
    Equals,
    /// Anything else.
    Other,
}

/// How many kinds there are.
pub(super) const KINDS: usize = 3;

/// Whatever is beside it.
const ANYWHERE: u8 = 1;
/// The sign of an address, beside spaces, brackets and line ends.
const AT: u8 = 1 << 1;
/// What closes brackets around a word that spells a sign.
const WORD: u8 = 1 << 2;
/// What closes a tag: no quote of a mail, which begins its line.
const TAG: u8 = 1 << 3;
/// An equals sign, before figures of an escape and before a line end.
const EQUALS: u8 = 1 << 4;
const BREAK: u8 = 1 << 5;

/// What a sign can be.
static SIGNS: [u8; 256] = {
    let mut signs = [ANYWHERE; 256];
    signs[b'@' as usize] = AT;
    signs[b'=' as usize] = EQUALS | BREAK;
    signs[b'>' as usize] = WORD | TAG;
    signs
};

/// What it can be behind a byte.
static BEHIND: [u8; 256] = {
    let mut behind = [ANYWHERE | TAG; 256];
    behind[b'\n' as usize] = ANYWHERE;
    let mut byte = 0;
    while byte < 256 {
        if spelled::may_end_sign(byte as u8) {
            behind[byte] |= WORD;
        }
        byte += 1;
    }
    behind[b' ' as usize] |= AT;
    behind[b')' as usize] |= AT;
    behind
};

/// What it can be before a byte.
static BEFORE: [u8; 256] = {
    let mut before = [0; 256];
    before[b' ' as usize] = AT;
    before[b'(' as usize] = AT;
    before[b'\n' as usize] = AT | BREAK;
    before[b'\r' as usize] = AT | BREAK;
    before[b'?' as usize] = EQUALS;
    let mut figure = b'2';
    while figure <= b'7' {
        before[figure as usize] = EQUALS;
        figure += 1;
    }
    before
};

/// The kind of what can be so many things.
static KIND: [Kind; 1 << 6] = {
    let mut kinds = [Kind::Other; 1 << 6];
    kinds[0] = Kind::None;
    let mut can_be = 1;
    while can_be < kinds.len() {
        if can_be == EQUALS as usize {
            kinds[can_be] = Kind::Equals;
        }
        can_be += 1;
    }
    kinds
};

/// What the sign at `at` can be.
#[inline]
pub(super) fn kind(text: &[u8], at: usize) -> Kind {
    let of = |n: usize| usize::from(text.get(n).copied().unwrap_or(b'\n'));
    let can_be = SIGNS[of(at)] & (BEHIND[of(at.wrapping_sub(1))] | BEFORE[of(at + 1)]);
    KIND[usize::from(can_be) & (KIND.len() - 1)]
}

/// True when the last letter before what closes brackets at `at` can end a word that spells a sign.
#[inline]
pub(super) fn may_end_word(text: &[u8], at: usize) -> bool {
    text[..at].last().is_some_and(|last| BEHIND[usize::from(*last)] & WORD != 0)
}
