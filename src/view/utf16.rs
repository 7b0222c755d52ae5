//! UTF-16 inside other text: a zero beside every byte of ASCII, and between these characters of two bytes that are not ASCII, the low one first.

use crate::limits::VIEW_UNIT_BYTES_MAX;
use crate::view::text::View;
use crate::view::units::Unit;

/// The unit at a zero: it says nothing where zeros take turns with other bytes, or where it stands alone in a word. What is not ASCII behind it
/// belongs to it.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let is = |place: Option<usize>, zero: bool| {
        place.and_then(|n| text.get(n)).is_some_and(|b| (*b == 0) == zero && *b < 0x80 && *b != b'\n')
    };
    let is_behind = at.checked_sub(1).is_none_or(|n| (1..0x80).contains(&text[n]));
    let wide = if is_behind { wide_behind(&text[at + 1..]) } else { 0 };
    if wide > 0 {
        return Some(Unit::wide(1 + wide));
    }
    let before = is(at.checked_sub(1), false) && is(at.checked_sub(2), true);
    let behind = is(Some(at + 1), false) && is(Some(at + 2), true);
    let is_shown = |place: Option<usize>| place.and_then(|n| text.get(n)).is_some_and(|b| *b >= b' ');
    let is_alone = is_shown(at.checked_sub(1)) && is_shown(Some(at + 1));
    (before || behind || is_alone).then(|| Unit::nothing(1))
}

/// The character that two bytes are, where it is none of ASCII: letters and marks that come from Latin and its neighbors, what is not shown, and
/// money. Any two bytes are a character of some script.
fn wide(two: [u8; 2]) -> Option<char> {
    let code = u16::from_le_bytes(two);
    let is_one = matches!(code, 0xa0..=0x6ff | 0x1e00..=0x1fff | 0x200b..=0x2027 | 0x20a0..=0x20bf);
    if is_one && two[0] != b'\n' { char::from_u32(code.into()) } else { None }
}

/// True for two bytes that are a character, one of ASCII included.
fn is_character(two: [u8; 2]) -> bool {
    matches!(two, [b'\t' | b'\r' | b' '..=b'~', 0]) || wide(two).is_some()
}

/// How many bytes of characters that are not ASCII `text` begins with, where one of ASCII or nothing is behind them.
fn wide_behind(text: &[u8]) -> usize {
    let (pairs, _) = text[..text.len().min(VIEW_UNIT_BYTES_MAX)].as_chunks::<2>();
    let length = 2 * pairs.iter().take_while(|two| wide(**two).is_some()).count();
    match text[length..] {
        [] | [b'\n', ..] => length,
        [ascii, 0, ..] if ascii < 0x80 => length,
        _ if length + 2 > VIEW_UNIT_BYTES_MAX => length,
        _ => 0,
    }
}

/// Where the last of the characters ends that stand from `from` on and are needed to reach behind `at`; `None` where something else is among them.
pub(super) fn characters_to(text: &[u8], from: usize, at: usize) -> Option<usize> {
    let mut end = from;
    while end <= at {
        is_character(*text.get(end..)?.first_chunk()?).then_some(())?;
        end += 2;
    }
    Some(end)
}

/// Appends the characters behind the zero at `at` to `view`. The first one has the zero, so that what begins with it is known for what it is.
pub(super) fn read(text: &[u8], at: usize, view: &mut View) {
    let (pairs, _) = text[at + 1..].as_chunks::<2>();
    for (n, character) in pairs.iter().enumerate().filter_map(|(n, two)| Some((n, wide(*two)?))) {
        let place = at + usize::from(n > 0) * (1 + 2 * n);
        let mut room = [0; 4];
        character.encode_utf8(&mut room).bytes().for_each(|byte| view.push(byte, place));
    }
}

/// True when `raw` is nothing but such characters, behind a zero or not.
pub(super) fn is_all(raw: &[u8]) -> bool {
    let (pairs, rest) = inner(raw).as_chunks::<2>();
    rest.is_empty() && pairs.iter().all(|two| is_character(*two))
}

/// Without the zero that belongs to the character before.
fn inner(raw: &[u8]) -> &[u8] {
    match raw {
        [0, rest @ ..] if rest.len().is_multiple_of(2) => rest,
        _ => raw,
    }
}

/// Appends `value` with a zero beside every byte, on the side where `raw` has it. What is not ASCII is two bytes.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let all = inner(raw);
    out.extend(&raw[..raw.len() - all.len()]);
    let first = all.first() == Some(&0);
    let mut push = |n: usize, [low, high]: [u8; 2]| {
        if first {
            out.extend([high, low]);
        } else {
            out.push(low);
            if n > 0 || all.last() == Some(&0) || all.len().is_multiple_of(2) {
                out.push(high);
            }
        }
    };
    // Counted from the end: the last one may go without its zero.
    match std::str::from_utf8(value) {
        Ok(value) => {
            let units = value.encode_utf16().count();
            let all = value.encode_utf16().enumerate();
            all.for_each(|(n, unit)| push(units - 1 - n, unit.to_le_bytes()));
        }
        Err(_) => {
            let all = value.iter().enumerate();
            all.for_each(|(n, byte)| push(value.len() - 1 - n, [*byte, 0]));
        }
    }
}
