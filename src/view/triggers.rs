//! Where a text may be written in another way: every byte is looked at once, many at a time.

use crate::simd::bits::{BLOCK, Block};
use crate::span::Span;

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

/// Passes on the place of every escape of quoted-printable in a text that has one of a sign that values have, or a soft line break.
pub(super) fn quoted(text: &[u8], mut found: impl FnMut(usize)) {
    const TELLING: [&[u8]; 4] = [b"=40", b"=2E", b"=\n", b"=\r\n"];
    if TELLING.iter().all(|sign| memchr::memmem::find(text, sign).is_none()) {
        return;
    }
    memchr::memchr_iter(b'=', text).for_each(&mut found);
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
