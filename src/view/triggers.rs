//! Where a text may be written in another way: every byte is looked at once, many at a time.

use crate::simd::bits::{BLOCK, Block};
use crate::span::Span;
use crate::view::spelled;

/// Passes on the place of every byte that a unit may begin with.
pub(super) fn leads(text: &[u8], mut found: impl FnMut(usize)) {
    for at in (0..text.len()).step_by(BLOCK) {
        let (block, there) = Block::at(text, at);
        let signs = block.equal(b'%')
            | block.equal(b'\\')
            | block.equal(b'&')
            | block.equal(b'\'')
            | block.equal(b'+');
        let line = block.equal(b'\n') | block.equal(b'\r') | block.equal(b'\t');
        let other = block.at_most(0x1b) & !line | !block.at_most(0x7e);
        let mut bits = (signs | other) & there;
        while bits != 0 {
            found(at + bits.trailing_zeros() as usize);
            bits &= bits - 1;
        }
    }
}

/// Passes on the place of every equals sign in a text where one begins an escape of a sign that addresses have, or a word of the Q form.
pub(super) fn quoted(text: &[u8], found: impl FnMut(usize)) {
    const TELLING: [&[u8]; 3] = [b"=40", b"=2E", b"=?"];
    if TELLING.iter().any(|sign| memchr::memmem::find(text, sign).is_some()) {
        memchr::memchr_iter(b'=', text).for_each(found);
    }
}

/// Passes on what spells a sign of an address, in any order: words in brackets or between low lines, and `dot` or an at sign between
/// spaces.
pub(super) fn spelled(text: &[u8], mut found: impl FnMut(usize, usize)) {
    const BARE: [&[u8]; 4] = [b" dot ", b" DOT ", b" Dot ", b" @ "];
    const LINED: [&[u8]; 4] = [b"_at_", b"_AT_", b"-at-", b"-AT-"];
    let mut all = Vec::new();
    for wanted in BARE.into_iter().chain(LINED) {
        all.extend(memchr::memmem::find_iter(text, wanted).map(|at| (at, at + wanted.len())));
    }
    let closing = memchr::memchr3_iter(b']', b')', b'}', text).chain(memchr::memchr_iter(b'>', text));
    for at in closing {
        let word = text[..at].iter().rev().take(8).position(|b| matches!(b, b'[' | b'(' | b'{' | b'<'));
        if word.is_some_and(|length| spelled::is_sign(text[at - length..at].trim_ascii())) {
            all.push((at, at + 1));
        }
    }
    all.sort_unstable();
    all.into_iter().for_each(|(at, end)| found(at, end));
}

/// Passes on every run of at least `least` bytes that are all `of` a kind.
pub(super) fn runs(text: &[u8], least: usize, of: impl Fn(u8) -> bool, mut found: impl FnMut(Span)) {
    let mut start = 0;
    while start + least <= text.len() {
        // The last byte that a run from here needs decides first, so that most bytes are never looked at.
        let other = text[start..start + least].iter().rposition(|b| !of(*b));
        if let Some(n) = other {
            start += n + 1;
            continue;
        }
        let end =
            text[start + least..].iter().position(|b| !of(*b)).map_or(text.len(), |n| start + least + n);
        found(Span::new(start, end));
        start = end + 1;
    }
}
