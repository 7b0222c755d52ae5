//! Two hexadecimal digits a byte (RFC 4648, section 8).

use data_encoding::{HEXLOWER, HEXUPPER};

use crate::bytes::hexadecimal;
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

fn byte(two: &[u8]) -> u8 {
    hexadecimal(two).map_or(0, |code| code as u8)
}

/// Appends `value` in digits, capitals where `raw` has them.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let encoding = if raw.iter().any(u8::is_ascii_uppercase) { HEXUPPER } else { HEXLOWER };
    out.extend_from_slice(encoding.encode(value).as_bytes());
}

/// Parts of a run of base64 digits that can say text in this way: hexadecimal digits in pairs, of which enough in a row say characters that
/// are shown. The first or the last digit, or both, may belong to no pair.
pub(super) fn runs(run: &[u8]) -> impl Iterator<Item = Span> {
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
    let (mut row, mut is_lead) = (0, false);
    run.chunks_exact(2).any(|two| {
        let is_next = is_lead && matches!(two[0], b'8' | b'9' | b'a' | b'b' | b'A' | b'B');
        is_lead = matches!(two[0], b'c' | b'd' | b'C' | b'D');
        let is_of_text = is_lead || is_next || matches!(two[0], b'2'..=b'7') || two == b"00";
        row = if is_of_text { row + 1 } else { 0 };
        row >= VIEW_READ_BYTES_MIN
    })
}
