//! Rows of bytes, each as a number of its own: `61 6e 6e`, `61:6e:6e`, `61-6e-6e`, `{0x61, 0x6e, 0x6e}`, `[97, 110, 110]`, `chr(97).chr(110)`.

use crate::bytes::hexadecimal;
use crate::limits::VIEW_READ_BYTES_MIN;
use crate::span::Span;
use crate::view::calls;

/// The most spaces between two numbers: dumps have a second one in the middle of a line.
pub(super) const SPACES_MAX: usize = 2;

/// The longest number of a list, `0xff`.
pub(super) const NUMBER_MAX: usize = 4;

/// How far before the closing bracket of a list its last comma stands: behind it the last number with spaces on both sides, and one more comma.
pub(crate) const COMMA_MAX: usize = 2 * SPACES_MAX + 1 + NUMBER_MAX + 1;

/// The row of two digits each around the space, colon or dash at `at`, if there is one.
pub(super) fn pairs(text: &[u8], at: usize) -> Option<Span> {
    let sign = *text.get(at)?;
    if !matches!(sign, b' ' | b':' | b'-') {
        return None;
    }
    let most = if sign == b' ' { SPACES_MAX } else { 1 };
    let is_pair = |start: usize| {
        let is_apart =
            |place: Option<usize>| place.and_then(|n| text.get(n)).is_none_or(|b| !b.is_ascii_alphanumeric());
        let two = text.get(start..start + 2);
        two.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
            && is_apart(start.checked_sub(1))
            && is_apart(Some(start + 2))
    };
    let (mut start, mut end) = (at + 1, at + 3);
    if !is_pair(start) {
        return None;
    }
    loop {
        let gap = text[..start].iter().rev().take(most).take_while(|b| **b == sign).count();
        match (start - gap).checked_sub(2).filter(|before| gap > 0 && is_pair(*before)) {
            Some(before) => start = before,
            None => break,
        }
    }
    loop {
        let gap = text[end..].iter().take(most).take_while(|b| **b == sign).count();
        if gap == 0 || !is_pair(end + gap) {
            break;
        }
        end += gap + 2;
    }
    let row = Span::new(start, end);
    (row.len() >= VIEW_READ_BYTES_MIN * 3 - 1).then_some(row)
}

/// False when no list of numbers ends at the closing bracket at `close`: most brackets close something else, and a comma stands before the last
/// number of a list.
#[inline]
pub(super) fn may_end_list(text: &[u8], close: usize) -> bool {
    text[..close].last().is_some_and(|last| may_end_number(*last)) && has_last_comma(text, close)
}

/// True for a byte that the closing bracket of a list can stand behind.
pub(super) const fn may_end_number(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b' ' | b',')
}

/// False when there is no comma as near before `close` as the last one of a list.
#[inline]
pub(super) fn has_last_comma(text: &[u8], close: usize) -> bool {
    let last = text[..close].last_chunk::<COMMA_MAX>();
    last.is_none_or(|last| last.iter().fold(false, |has, byte| has | (*byte == b',')))
}

/// The list of numbers that ends at the closing bracket at `close`, if there is one.
pub(super) fn list(text: &[u8], close: usize) -> Option<Span> {
    if close == 0 {
        return None;
    }
    let spaces = |end: usize| text[..end].iter().rev().take(SPACES_MAX).take_while(|b| **b == b' ').count();
    let mut end = close - spaces(close);
    // C and others allow a comma behind the last one.
    end -= usize::from(text[..end].ends_with(b","));
    let (mut start, mut count, mut is_prefixed) = (end, 0, None);
    let digits_before = |at: usize| {
        text[..at].iter().rev().take(NUMBER_MAX + 1).take_while(|b| b.is_ascii_alphanumeric()).count()
    };
    // Before most numbers there is no comma.
    let first = end - digits_before(end);
    if !text[..first - spaces(first)].ends_with(b",") {
        return None;
    }
    let mut at = end;
    loop {
        let length = digits_before(at);
        let number = &text[at - length..at];
        let has_prefix = is_hexadecimal(number);
        if value(number, true).is_none() || *is_prefixed.get_or_insert(has_prefix) != has_prefix {
            break;
        }
        (start, count) = (at - length, count + 1);
        at = start - spaces(start);
        if !text[..at].ends_with(b",") {
            break;
        }
        at -= 1;
        at -= spaces(at);
    }
    (count >= VIEW_READ_BYTES_MIN).then_some(Span::new(start, end))
}

fn is_hexadecimal(number: &[u8]) -> bool {
    matches!(number, [b'0', b'x' | b'X', ..])
}

/// The byte that a number says; one without `0x` is decimal in a list, and two digits elsewhere.
pub(super) fn value(number: &[u8], in_list: bool) -> Option<u8> {
    let code = match number {
        [b'0', b'x' | b'X', digits @ ..] if matches!(digits.len(), 1 | 2) => hexadecimal(digits)?,
        [_, ..] if in_list && number.len() <= 3 => std::str::from_utf8(number).ok()?.parse().ok()?,
        [_, _] if !in_list => hexadecimal(number)?,
        _ => return None,
    };
    u8::try_from(code).ok()
}

/// Passes on each number of `row` with its place.
fn numbers(row: &[u8], mut found: impl FnMut(Span)) {
    let mut at = 0;
    while at < row.len() {
        let length = row[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        if length > 0 {
            found(Span::new(at, at + length));
        }
        at += length.max(1);
    }
}

/// True for a row with commas.
fn is_list(row: &[u8]) -> bool {
    row.contains(&b',')
}

/// What a row says, into memory of which what was there goes, and where each byte of it stands.
pub(super) fn read_into(row: &[u8], says: &mut Vec<u8>, places: &mut Vec<usize>) {
    let in_list = is_list(row);
    says.clear();
    places.clear();
    if calls::is_row(row) {
        return calls::each(row, |place, byte| {
            says.push(byte);
            places.push(place);
        });
    }
    numbers(row, |number| {
        says.push(value(number.of(row), in_list).unwrap_or_default());
        places.push(number.start);
    });
}

/// What the numbers of `raw` say.
pub(super) fn read(raw: &[u8]) -> Vec<u8> {
    let mut says = Vec::new();
    read_into(raw, &mut says, &mut Vec::new());
    says
}

/// Appends `value` in numbers like those of `raw`, and with what stands between them.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    if calls::is_row(raw) {
        return calls::write(raw, value, out);
    }
    let mut first_two = Vec::new();
    numbers(raw, |number| {
        if first_two.len() < 2 {
            first_two.push(number);
        }
    });
    let first = first_two.first().copied().unwrap_or_default();
    let next = first_two.get(1).map_or(raw.len(), |number| number.start);
    let between = if next > first.end { &raw[first.end..next] } else { b" " };
    let has_capital = |b: &u8| matches!(b, b'A'..=b'F');
    let is_capital = raw.iter().any(has_capital);
    let prefix = if is_hexadecimal(first.of(raw)) { &first.of(raw)[..2] } else { b"" };
    for (n, byte) in value.iter().enumerate() {
        if n > 0 {
            out.extend_from_slice(between);
        }
        out.extend_from_slice(prefix);
        let number = match (prefix.is_empty() && is_list(raw), is_capital) {
            (true, _) => format!("{byte}"),
            (false, true) => format!("{byte:02X}"),
            (false, false) => format!("{byte:02x}"),
        };
        out.extend_from_slice(number.as_bytes());
    }
    // What is behind the last number belongs to it where another one follows.
    if raw.last().is_some_and(|b| !b.is_ascii_alphanumeric()) {
        out.extend_from_slice(between);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The row around the first space or colon, or before the first closing bracket.
    fn row(text: &str) -> Option<&str> {
        let bytes = text.as_bytes();
        let found = match bytes.iter().position(|b| matches!(b, b']' | b'}')) {
            Some(close) => list(bytes, close),
            None => {
                bytes.iter().position(|b| matches!(b, b' ' | b':' | b'-')).and_then(|at| pairs(bytes, at))
            }
        };
        found.map(|span| &text[span.start..span.end])
    }

    #[test]
    fn rows_are_whole() {
        for (text, wanted) in [
            ("61 6e 6e 40 62 2e", "61 6e 6e 40 62 2e"),
            ("(61:6e:6E:40:62:2e)", "61:6e:6E:40:62:2e"),
            ("61 6e 6e  40 62 2e 7", "61 6e 6e  40 62 2e"),
            ("{0x61, 0x6e, 0x6e, 0x40, 0x6, 0x2e}", "0x61, 0x6e, 0x6e, 0x40, 0x6, 0x2e"),
            ("61-6E-6E-40-62-2E-", "61-6E-6E-40-62-2E"),
            ("[97,110,110, 64 , 98,46,]", "97,110,110, 64 , 98,46"),
        ] {
            assert_eq!(row(text), Some(wanted), "{text}");
        }
        for text in [
            "61 6e 6e 40 62",
            "61:6e 6e:40 62:2e",
            "161 6e 6e 40 62 2e2",
            "[97, 110, 110, 64, 256, 46]",
            "[97, 110, 0x6e, 64, 98, 46]",
            "[1.5, 2.5, 3.5, 4.5, 5.5, 6.5]",
            "[a1, b2, c3, d4, e5, f6]",
        ] {
            assert_eq!(row(text), None, "{text}");
        }
    }

    #[test]
    fn rows_are_written_as_they_were() {
        for (raw, written) in [
            ("61 6e 6E ", "5B 58 5D "),
            ("61:6e", "5b:58:5d"),
            ("61-6E-", "5B-58-5D-"),
            ("0x61, 0x6e, ", "0x5b, 0x58, 0x5d, "),
            ("0X61,0X6E", "0X5B,0X58,0X5D"),
            ("97, 110", "91, 88, 93"),
        ] {
            let mut out = Vec::new();
            write(raw.as_bytes(), b"[X]", &mut out);
            assert_eq!(String::from_utf8_lossy(&out), written);
            assert_eq!(read(&out), b"[X]");
        }
        assert_eq!(read(b"61 6e  6E "), b"ann");
    }
}
