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

/// Parts of a run of base64 digits that can say text in this way: hexadecimal digits in pairs, of which enough in a row say characters that
/// are shown. The first or the last digit, or both, may belong to no pair. `begins` says at which of two places they can begin.
pub(super) fn runs(run: &[u8], begins: [bool; 2]) -> impl Iterator<Item = Span> {
    let mut at = 0;
    let all = std::iter::from_fn(move || {
        let start = at + run[at..].iter().take_while(|b| !b.is_ascii_hexdigit()).count();
        at = start + run[start..].iter().take_while(|b| b.is_ascii_hexdigit()).count();
        (at > start).then_some((start, at))
    });
    // `0x` and what else ends with a digit stands before the first whole pair, and so may another digit behind the last one.
    let pairs = all.flat_map(|(start, end)| {
        let odd = (end - start) % 2;
        [(start + odd, end), (start + 1 - odd, end - 1)]
    });
    pairs
        .filter(move |(start, _)| begins[start % 2])
        .filter(|(start, end)| end - start >= VIEW_RUN_BYTES_MIN && may_say_text(&run[*start..*end]))
        .map(|(start, end)| Span::new(start, end))
}

fn may_say_text(run: &[u8]) -> bool {
    // Text that is not ASCII is known by how it begins.
    let mut says = [0; BEGINNING / 4 * 3];
    let mut length = 0;
    for two in run.chunks_exact(2).take(says.len()) {
        says[length] = byte(two);
        length += 1;
    }
    if begins_text(&says[..length]) {
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
