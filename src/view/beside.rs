//! Which signs may be part of something that is written in another way, as far as the bytes beside them tell.
//!
//! Of most signs the answer is no: every line of a log has brackets. It is found without a branch, since what comes next cannot be guessed.

use crate::view::{calls, octets, spelled};

/// Whatever is beside it.
const ANYWHERE: u8 = 1;
/// The sign of an address, beside spaces, brackets and line ends.
const AT: u8 = 1 << 1;
/// What closes brackets around a word that spells a sign.
const WORD: u8 = 1 << 2;
/// What closes a list of numbers, or a call with one.
const LIST: u8 = 1 << 3;
/// What closes a tag: no quote of a mail, which begins its line.
const TAG: u8 = 1 << 4;

/// What a sign can be.
static SIGNS: [u8; 256] = {
    let mut signs = [ANYWHERE; 256];
    signs[b'@' as usize] = AT;
    signs[b'>' as usize] = WORD | TAG;
    signs[b')' as usize] = WORD | LIST;
    signs[b']' as usize] = WORD | LIST;
    signs[b'}' as usize] = WORD | LIST;
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
        if octets::may_end_number(byte as u8) {
            behind[byte] |= LIST;
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
    before[b'\n' as usize] = AT;
    before[b'\r' as usize] = AT;
    before
};

/// False for a sign at `at` that is none, whatever else is around it.
#[inline]
pub(super) fn may_say(text: &[u8], at: usize) -> bool {
    let of = |n: usize| usize::from(text.get(n).copied().unwrap_or(b'\n'));
    let can_be = SIGNS[of(at)] & (BEHIND[of(at.wrapping_sub(1))] | BEFORE[of(at + 1)]);
    let is_list = (can_be & LIST != 0) & (octets::has_last_comma(text, at) | calls::may_end(text, at));
    (can_be & !LIST != 0) | is_list
}
