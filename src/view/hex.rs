//! Two hexadecimal digits a byte (RFC 4648, section 8).

use data_encoding::{HEXLOWER, HEXUPPER};

use crate::bytes::hexadecimal_digit;
use crate::limits::{VIEW_READ_BYTES_MIN, VIEW_RUN_BYTES_MIN};
use crate::span::Span;
use crate::view::base64::{BEGINNING, begins_text};

/// What the digits of `raw` say.
pub(super) fn read(raw: &[u8]) -> Vec<u8> {
    let mut says = Vec::new();
    read_into(raw, &mut says);
    says
}

/// The same into memory, of which what was there goes.
pub(super) fn read_into(raw: &[u8], says: &mut Vec<u8>) {
    says.clear();
    says.extend(raw.chunks_exact(2).map(byte));
}

#[inline]
fn byte(two: &[u8]) -> u8 {
    hexadecimal_digit(two[0]) << 4 | hexadecimal_digit(two[1]) & 15
}

/// Appends `value` in digits, capitals where `raw` has them.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let encoding = if raw.iter().any(u8::is_ascii_uppercase) { HEXUPPER } else { HEXLOWER };
    out.extend_from_slice(encoding.encode(value).as_bytes());
}

/// Passes on the parts of a run of base64 digits that can say text in this way: hexadecimal digits in pairs, of which enough in a row say characters
/// that are shown. `begins` says at which of two places of the run they can begin.
pub(super) fn each(run: &[u8], begins: [bool; 2], mut found: impl FnMut(Span)) {
    let mut at = 0;
    while at < run.len() {
        let digits = Span::new(at, at + run[at..].iter().take_while(|b| b.is_ascii_hexdigit()).count());
        pairs(digits, begins).filter(|pairs| may_say_text(pairs.of(run))).for_each(&mut found);
        at = digits.end + 1;
    }
}

/// Both ways in which hexadecimal `digits` of a run are pairs that can begin at this place: `0x` and what else ends with a digit stands before the
/// first whole pair, and so may another digit behind the last one.
pub(super) fn pairs(digits: Span, begins: [bool; 2]) -> impl Iterator<Item = Span> {
    let firsts = [digits.len() % 2, 1 - digits.len() % 2]
        .map(|first| (first, digits.len().saturating_sub(first) / 2 * 2));
    let is_one = move |(first, length): &(usize, usize)| {
        *length >= VIEW_RUN_BYTES_MIN && begins[(digits.start + first) % 2]
    };
    let span =
        move |(first, length): (usize, usize)| Span::new(digits.start + first, digits.start + first + length);
    firsts.into_iter().filter(is_one).map(span)
}

/// True when `digits` begin with text that is not ASCII, or is.
pub(super) fn begins(digits: &[u8]) -> bool {
    let mut says = [0; BEGINNING / 4 * 3];
    let Some(digits) = digits.get(..2 * says.len()) else { return false };
    let (pairs, _) = digits.as_chunks::<2>();
    says.iter_mut().zip(pairs).for_each(|(says, two)| *says = byte(two));
    digits.iter().all(u8::is_ascii_hexdigit) && begins_text(&says)
}

fn may_say_text(run: &[u8]) -> bool {
    if begins(run) {
        return true;
    }
    // Without a branch: in a digest every second pair is one of text.
    let (mut row, mut longest, mut was_lead) = (0, 0, false);
    for two in run.chunks_exact(2) {
        let high = hexadecimal_digit(two[0]);
        let is_lead = matches!(high, 0xc | 0xd);
        let is_next = was_lead & matches!(high, 8..=0xb);
        let is_of_text = is_lead | is_next | matches!(high, 2..=7) | ((two[0] == b'0') & (two[1] == b'0'));
        row = (row + 1) * usize::from(is_of_text);
        (longest, was_lead) = (row.max(longest), is_lead);
    }
    longest >= VIEW_READ_BYTES_MIN
}
